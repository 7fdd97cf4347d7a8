import CarrierWire

/// Puts TCP segments together into the streams of their connections.
struct StreamAssembler {
    typealias Direction = Capture.Direction

    /// A segment that came before what was sent before it.
    private struct Waiting {
        var sequence: UInt32
        var octets: [UInt8]
        var missing: Int
    }

    /// What waits in one stream, by number.
    private struct Queue {
        var segments: [Waiting] = []
        var octets = 0
        var since: Int64 = 0
    }

    /// Numbers farther from the expected one than this belong to another connection.
    private static let farthest: Int32 = 1 << 28
    /// What a waiting segment takes besides its octets.
    private static let segmentCost = 96

    private let limits: CaptureLimits
    private var table: FlowTable
    private var queues: [Int: Queue] = [:]
    private(set) var waitingOctets = 0
    private var lastTime: Int64 = 0
    var counts = CaptureCounts()

    init(limits: CaptureLimits, seed: UInt64) {
        self.limits = limits
        table = FlowTable(limit: limits.flows, seed: seed)
    }

    /// Takes a segment in the order of the recording.
    mutating func take(_ segment: TCPSegment, at time: Int64, _ observer: inout some CaptureObserver) {
        counts.segments &+= 1
        lastTime = time
        let length = segment.payload.count &+ segment.missing
        var index: Int
        if let found = table.find(segment.source, segment.destination) {
            index = found
            if isOther(segment, table[index]) {
                finish(index, .replaced, &observer)
                table.replace(index, by: entry(of: segment))
            } else {
                table.touch(index)
            }
        } else {
            guard segment.isOpening || length > 0 else { return }
            if let eldest = table.eldest { finish(eldest, .forgotten, &observer) }
            index = table.insert(entry(of: segment))
        }
        let direction: Direction = table[index].client == segment.source ? .fromClient : .fromServer
        if segment.isReset {
            finish(index, .reset, &observer)
            return
        }
        if table[index].isClosed {
            counts.repeatedOctets &+= length
            return
        }
        acknowledge(segment, index, direction)
        var start = segment.sequence
        if segment.isOpening {
            open(segment, index, direction)
            start = start &+ 1
        }
        if length > 0 { add(segment, from: start, index, direction, &observer) }
        if segment.isFinish {
            table[index][direction].hasFinish = true
            table[index][direction].finish = start &+ UInt32(truncatingIfNeeded: length)
            if !table[index][direction].hasNext {
                table[index][direction].next = start
                table[index][direction].hasNext = true
            }
        }
        for side in [direction, direction.other] where table[index][side].hasWaiting {
            loseWhatIsMissing(index, side, &observer)
        }
        if table[index].fromClient.isFinished, table[index].fromServer.isFinished {
            finish(index, .finished, &observer)
        }
    }

    /// Ends every connection: the file is at its end.
    mutating func finish(_ observer: inout some CaptureObserver) {
        let open = table.entries.indices.filter { !table[$0].isClosed }
        for index in open.sorted(by: { table[$0].number < table[$1].number }) { finish(index, .open, &observer) }
    }

    // MARK: - Connections

    /// Whether a segment belongs to another connection between the same ends.
    private func isOther(_ segment: TCPSegment, _ entry: FlowTable.Entry) -> Bool {
        let direction: Direction = entry.client == segment.source ? .fromClient : .fromServer
        let stream = entry[direction]
        if segment.isOpening {
            if entry.isClosed || (direction == .fromServer) != segment.isAcknowledgement { return true }
            return stream.hasOpening ? stream.initial != segment.sequence : stream.hasNext
        }
        guard !segment.payload.isEmpty, stream.hasNext else { return false }
        let ahead = Int32(bitPattern: segment.sequence &- stream.next)
        // Behind its end a connection sends nothing new; its opening was not recorded.
        if entry.isClosed { return ahead > 0 || ahead < -StreamAssembler.farthest }
        guard stream.hasStrayed, !StreamAssembler.isNear(ahead) else { return false }
        return StreamAssembler.isNear(Int32(bitPattern: segment.sequence &- stream.strayed))
    }

    private static func isNear(_ distance: Int32) -> Bool { distance > -farthest && distance < farthest }

    /// A connection as its first recorded segment shows it.
    private func entry(of segment: TCPSegment) -> FlowTable.Entry {
        let isUsual = { limits.serverPorts.contains($0.port) } as (CaptureEndpoint) -> Bool
        let isFromServer =
            segment.isOpening
            ? segment.isAcknowledgement : isUsual(segment.source) && !isUsual(segment.destination)
        return isFromServer
            ? FlowTable.Entry(client: segment.destination, server: segment.source)
            : FlowTable.Entry(client: segment.source, server: segment.destination)
    }

    private mutating func open(_ segment: TCPSegment, _ index: Int, _ direction: Direction) {
        if table[index][direction].hasOpening { return }
        table[index][direction].hasOpening = true
        table[index][direction].initial = segment.sequence
        table[index][direction].next = segment.sequence &+ 1
        table[index][direction].hasNext = true
        // The answer to an opening says where the other stream begins.
        if segment.isAcknowledgement, !table[index][direction.other].hasNext {
            table[index][direction.other].next = segment.acknowledged
            table[index][direction.other].hasNext = true
            table[index][direction.other].hasOpening = true
            table[index][direction.other].initial = segment.acknowledged &- 1
        }
    }

    private mutating func acknowledge(_ segment: TCPSegment, _ index: Int, _ direction: Direction) {
        guard segment.isAcknowledgement else { return }
        let other = direction.other
        let isNewer = Int32(bitPattern: segment.acknowledged &- table[index][other].acknowledged) > 0
        if !table[index][other].hasAcknowledged || isNewer {
            table[index][other].acknowledged = segment.acknowledged
            table[index][other].hasAcknowledged = true
        }
    }

    private mutating func finish(_ index: Int, _ end: CaptureFlow.End, _ observer: inout some CaptureObserver) {
        guard !table[index].isClosed else { return }
        for direction in Direction.allCases {
            while table[index][direction].hasWaiting { lose(index, direction, &observer) }
            let stream = table[index][direction]
            let tail = Int32(bitPattern: stream.finish &- stream.next)
            if stream.hasFinish, stream.hasNext, tail > 0, tail < StreamAssembler.farthest {
                gap(Int(tail), index, direction, &observer)
            }
        }
        if table[index].number > 0 {
            if end == .forgotten { counts.forgottenFlows &+= 1 }
            observer.end(table[index].number, end, at: lastTime)
        }
        table.close(index)
    }

    // MARK: - Streams

    private mutating func add(
        _ segment: TCPSegment, from start: UInt32, _ index: Int, _ direction: Direction,
        _ observer: inout some CaptureObserver
    ) {
        if !table[index][direction].hasNext {
            table[index][direction].next = start
            table[index][direction].hasNext = true
        }
        let ahead = Int32(bitPattern: start &- table[index][direction].next)
        guard StreamAssembler.isNear(ahead) else {
            counts.strayedSegments &+= 1
            table[index][direction].strayed = start
            table[index][direction].hasStrayed = true
            return
        }
        if ahead > 0 {
            wait(segment, from: start, index, direction, &observer)
            return
        }
        deliver(segment.payload, missing: segment.missing, known: Int(-ahead), index, direction, &observer)
        if table[index][direction].hasWaiting { drain(index, direction, &observer) }
    }

    /// Hands on what of a segment is new; `known` octets in front came before.
    private mutating func deliver(
        _ payload: UnsafeRawBufferPointer, missing: Int, known: Int, _ index: Int, _ direction: Direction,
        _ observer: inout some CaptureObserver
    ) {
        let repeated = min(known, payload.count)
        counts.repeatedOctets &+= repeated
        if repeated < payload.count {
            let fresh = UnsafeRawBufferPointer(rebasing: payload[repeated...])
            announce(index, &observer)
            table[index][direction].next &+= UInt32(truncatingIfNeeded: fresh.count)
            counts.streamOctets &+= fresh.count
            observer.octets(fresh, from: direction, of: table[index].number, at: lastTime)
        }
        let lost = payload.count &+ missing &- max(known, payload.count)
        if missing > 0, lost > 0 { gap(lost, index, direction, &observer) }
    }

    private mutating func announce(_ index: Int, _ observer: inout some CaptureObserver) {
        guard table[index].number == 0 else { return }
        counts.flows &+= 1
        table[index].number = counts.flows
        let entry = table[index]
        observer.begin(
            CaptureFlow(
                number: entry.number, client: entry.client, server: entry.server, start: lastTime,
                isFromStart: entry.fromClient.hasOpening))
    }

    private mutating func gap(
        _ count: Int, _ index: Int, _ direction: Direction, _ observer: inout some CaptureObserver
    ) {
        announce(index, &observer)
        counts.missingOctets &+= count
        table[index][direction].next &+= UInt32(truncatingIfNeeded: count)
        observer.gap(count, from: direction, of: table[index].number, at: lastTime)
    }

    // MARK: - What waits

    private func key(_ index: Int, _ direction: Direction) -> Int { index &* 2 &+ (direction == .fromClient ? 0 : 1) }

    private mutating func wait(
        _ segment: TCPSegment, from start: UInt32, _ index: Int, _ direction: Direction,
        _ observer: inout some CaptureObserver
    ) {
        let cost = segment.payload.count &+ StreamAssembler.segmentCost
        let next = table[index][direction].next
        var queue = queues.removeValue(forKey: key(index, direction)) ?? Queue()
        if queue.segments.isEmpty { queue.since = lastTime }
        let distance = start &- next
        var place = queue.segments.count
        while place > 0, queue.segments[place &- 1].sequence &- next > distance { place &-= 1 }
        let before = place > 0 ? queue.segments[place &- 1] : nil
        let covered = before.map { Int($0.sequence &- next) &+ $0.octets.count } ?? 0
        if before != nil, covered >= Int(distance) &+ segment.payload.count, segment.missing == 0 {
            counts.repeatedOctets &+= segment.payload.count
        } else {
            let waiting = Waiting(sequence: start, octets: Array(segment.payload), missing: segment.missing)
            queue.segments.insert(waiting, at: place)
            queue.octets &+= cost
            waitingOctets &+= cost
        }
        queues[key(index, direction)] = queue
        table[index][direction].hasWaiting = true
        while let queue = queues[key(index, direction)],
            queue.octets > limits.waitingOctetsPerStream || waitingOctets > limits.waitingOctets
        {
            lose(index, direction, &observer)
        }
    }

    /// Hands on what waits no longer for anything.
    private mutating func drain(_ index: Int, _ direction: Direction, _ observer: inout some CaptureObserver) {
        guard var queue = queues.removeValue(forKey: key(index, direction)) else { return }
        var taken = 0
        while taken < queue.segments.count {
            let waiting = queue.segments[taken]
            let behind = Int32(bitPattern: table[index][direction].next &- waiting.sequence)
            guard behind >= 0 else { break }
            taken &+= 1
            let cost = waiting.octets.count &+ StreamAssembler.segmentCost
            queue.octets &-= cost
            waitingOctets &-= cost
            waiting.octets.withUnsafeBytes {
                deliver($0, missing: waiting.missing, known: Int(behind), index, direction, &observer)
            }
        }
        queue.segments.removeFirst(taken)
        queue.since = lastTime
        table[index][direction].hasWaiting = !queue.segments.isEmpty
        if !queue.segments.isEmpty { queues[key(index, direction)] = queue }
    }

    /// Gives up what is missing once the other side has it and it did not come for a while: the recording lost it.
    private mutating func loseWhatIsMissing(
        _ index: Int, _ direction: Direction, _ observer: inout some CaptureObserver
    ) {
        let stream = table[index][direction]
        guard stream.hasAcknowledged, Int32(bitPattern: stream.acknowledged &- stream.next) > 0,
            let queue = queues[key(index, direction)], lastTime &- queue.since > limits.patience
        else { return }
        lose(index, direction, &observer)
    }

    /// Gives up what is missing before the first octets that wait, and hands these on.
    private mutating func lose(_ index: Int, _ direction: Direction, _ observer: inout some CaptureObserver) {
        guard let first = queues[key(index, direction)]?.segments.first else {
            table[index][direction].hasWaiting = false
            return
        }
        let missing = Int32(bitPattern: first.sequence &- table[index][direction].next)
        if missing > 0 { gap(Int(missing), index, direction, &observer) }
        drain(index, direction, &observer)
    }
}

extension Capture.Direction {
    /// The other direction.
    var other: Capture.Direction { self == .fromClient ? .fromServer : .fromClient }
}
