import CarrierWire

/// What one connection carried, cut into frames, on its way to be read.
struct HeldOctets: Sendable {
    enum Content: Sendable {
        case frame([UInt8])
        case gap(Int, isRecorded: Bool)
        case fault(WireError, position: Int, hint: String?)
        case end(CaptureFlow.End)
    }

    var flow: Int
    var time: Int64
    var direction: Capture.Direction
    /// The first octet in what the side sent.
    var position: Int
    var content: Content
}

/// Both directions of a connection, and the protocol that it speaks.
struct ConversationStreams: Sendable {
    /// One direction.
    private struct Side: Sendable {
        var splitter: FrameSplitter
        var position = 0
        /// Where frames begin is not known: octets that are searched.
        var lost: [UInt8]?
        /// Octets at which the search is worth another try.
        var nextTry = 0
        var isOver = false
    }

    /// Frames by which a protocol is found.
    private static let lookahead = 4

    private(set) var flow: ConversationFlow
    private let choice: DialectChoice
    private let serverPort: UInt16?
    private let searchedOctets: Int
    private var detector: DialectDetector?
    private var fromClient: Side
    private var fromServer: Side
    private var isAnnounced = false
    private var isForeign = false
    private var start: [UInt8] = []
    private(set) var dialect: WireDialect?
    /// Frames that were read.
    var frames = 0

    init(_ flow: ConversationFlow, serverPort: UInt16?, choice: DialectChoice, searchedOctets: Int) {
        self.flow = flow
        self.choice = choice
        self.serverPort = serverPort
        self.searchedOctets = searchedOctets
        dialect = choice.named
        let side = Side(splitter: FrameSplitter(rules: choice.frameRules))
        (fromClient, fromServer) = (side, side)
        if !flow.isFromStart {
            fromClient.lost = []
            fromServer.lost = []
        }
    }

    /// Whether the protocol is known, or that it is none of ours.
    var isDecided: Bool { dialect != nil || isForeign }

    /// The connection, once it is decided, and only once.
    mutating func announcement() -> ConversationFlow? {
        guard isDecided, !isAnnounced else { return nil }
        isAnnounced = true
        flow.protocolName = dialect?.name
        if isForeign { flow.remark = ForeignProtocol.words(for: start) }
        return flow
    }

    private func item(
        _ content: HeldOctets.Content, _ direction: Capture.Direction, at time: Int64, position: Int = 0
    ) -> HeldOctets {
        HeldOctets(flow: flow.number, time: time, direction: direction, position: position, content: content)
    }

    private subscript(direction: Capture.Direction) -> Side {
        get { direction == .fromClient ? fromClient : fromServer }
        _modify {
            if direction == .fromClient { yield &fromClient } else { yield &fromServer }
        }
    }

    // MARK: - Octets

    mutating func take(
        _ octets: UnsafeRawBufferPointer, _ direction: Capture.Direction, at time: Int64
    ) -> [HeldOctets] {
        if isForeign || self[direction].isOver { return [] }
        if start.count < 64 { start += octets.prefix(64 - start.count) }
        if self[direction].lost != nil { return search(octets, direction, at: time) }
        self[direction].splitter.append(octets)
        return cut(direction, at: time)
    }

    private mutating func cut(_ direction: Capture.Direction, at time: Int64) -> [HeldOctets] {
        var items: [HeldOctets] = []
        while !self[direction].isOver {
            let position = self[direction].position
            do throws(WireError) {
                guard let frame = try self[direction].splitter.nextFrame({ [UInt8]($0) }) else { break }
                self[direction].position += frame.count
                items.append(item(.frame(frame), direction, at: time, position: position))
                look(at: frame)
            } catch {
                self[direction].isOver = true
                var rest: [UInt8] = []
                self[direction].splitter.withWaitingOctets { rest = [UInt8]($0.prefix(64)) }
                let isOurs = (detector?.frames ?? 0) > 0 || dialect != nil
                if isOurs {
                    let hint = ForeignProtocol.words(for: rest)
                    items.append(item(.fault(error, position: position, hint: hint), direction, at: time))
                } else {
                    isForeign = true
                }
            }
        }
        return items
    }

    private mutating func look(at frame: [UInt8]) {
        guard dialect == nil else { return }
        var detector = detector ?? DialectDetector(serverPort: serverPort, among: choice.dialects)
        detector.take(frame)
        self.detector = detector
        if detector.frames >= ConversationStreams.lookahead || detector.exact.count == 1 { decide() }
    }

    /// Settles the protocol by what has come so far.
    mutating func decide() {
        guard !isDecided else { return }
        if let best = detector?.best {
            dialect = best
            flow.detection = DialectDetection(
                names: detector?.detection.map { $0.names } ?? [best.name], isExact: true)
            if flow.detection?.names.first != best.name { flow.detection?.names = [best.name] }
        } else {
            isForeign = true
        }
        detector = nil
    }

    // MARK: - Behind a gap

    mutating func gap(_ count: Int, _ direction: Capture.Direction, at time: Int64) -> [HeldOctets] {
        if isForeign || self[direction].isOver { return [] }
        var items: [HeldOctets] = []
        let waiting = self[direction].splitter.waitingOctets + (self[direction].lost?.count ?? 0)
        if waiting > 0 { items.append(item(.gap(waiting, isRecorded: true), direction, at: time)) }
        items.append(item(.gap(count, isRecorded: false), direction, at: time))
        self[direction].position += waiting + count
        self[direction].splitter = FrameSplitter(rules: choice.frameRules)
        self[direction].lost = []
        self[direction].nextTry = 0
        return items
    }

    private mutating func search(
        _ octets: UnsafeRawBufferPointer, _ direction: Capture.Direction, at time: Int64
    ) -> [HeldOctets] {
        self[direction].lost?.append(contentsOf: octets)
        let count = self[direction].lost?.count ?? 0
        // Each try costs what is there: the next one is due when a quarter more has come.
        guard count >= self[direction].nextTry else { return [] }
        self[direction].nextTry = count + count / 4
        return find(direction, at: time) ?? giveUp(direction, at: time, above: searchedOctets)
    }

    /// Goes on from the first frame that is one for certain; nil where there is none yet.
    private mutating func find(_ direction: Capture.Direction, at time: Int64) -> [HeldOctets]? {
        guard let lost = self[direction].lost else { return nil }
        let candidates = dialect.map { [$0] } ?? choice.dialects
        let isWhole = self[direction].position == 0 && candidates.contains { $0.isFrames(lost) }
        guard let found = isWhole ? 0 : candidates.compactMap({ $0.frameStart(in: lost) }).min() else { return nil }
        var items: [HeldOctets] = []
        if found > 0 { items.append(item(.gap(found, isRecorded: true), direction, at: time)) }
        self[direction].lost = nil
        self[direction].position += found
        lost[found...].withUnsafeBytes { self[direction].splitter.append($0) }
        return items + cut(direction, at: time)
    }

    private mutating func giveUp(
        _ direction: Capture.Direction, at time: Int64, above limit: Int
    ) -> [HeldOctets] {
        guard let count = self[direction].lost?.count, count > limit else { return [] }
        self[direction].lost = nil
        self[direction].isOver = true
        if dialect == nil, detector == nil {
            // A connection of ours would have shown a frame by now.
            isForeign = true
            return []
        }
        return [item(.gap(count, isRecorded: true), direction, at: time)]
    }

    mutating func end(_ reason: CaptureFlow.End, at time: Int64) -> [HeldOctets] {
        var items: [HeldOctets] = []
        for direction in Capture.Direction.allCases where !isForeign && !self[direction].isOver {
            items += find(direction, at: time) ?? giveUp(direction, at: time, above: 0)
            let rest = self[direction].splitter.waitingOctets
            if rest > 0, !isForeign, !self[direction].isOver {
                items += last(direction, at: time)
            }
        }
        decide()
        return items + [item(.end(reason), .fromClient, at: time)]
    }

    /// What is left at the end is a frame of which the end is missing.
    private mutating func last(_ direction: Capture.Direction, at time: Int64) -> [HeldOctets] {
        var rest: [UInt8] = []
        self[direction].splitter.withWaitingOctets { rest = [UInt8]($0) }
        self[direction].isOver = true
        if dialect == nil, detector == nil {
            isForeign = true
            return []
        }
        return [item(.frame(rest), direction, at: time, position: self[direction].position)]
    }
}
