/// The TCP connections in a pcap file, each as a recording.
public struct PacketCapture: Sendable {
    /// One connection.
    public struct Flow: Sendable {
        /// `address:port` of whoever connected, or, where its opening was not recorded, of whoever sent first.
        public var client: String
        /// `address:port` of the other side.
        public var server: String
        /// What both sides sent: in order, repetitions and overlaps removed.
        public var capture: Capture
        /// Octets that were never recorded, for each gap; behind a gap a stream is not continued.
        public var gaps: [String]
    }

    /// The connections in the order of their first segment; those that carried nothing are left out.
    public private(set) var flows: [Flow] = []
    /// What was left out and why, in words; empty as a rule.
    public private(set) var remarks: [String] = []

    /// The most octets of a stream that wait for what was sent before them.
    static let waitingLimit = 1 << 22

    /// Reads the octets of a pcap file.
    ///
    /// - Throws: why it is none, or where it ends early.
    public init(_ file: [UInt8], name: String = "") throws(FixtureError) {
        let packets = try PacketFile(file, name: name)
        if packets.cutPackets > 0 { remarks.append("\(packets.cutPackets) packets were recorded only in part") }
        var ignored = 0
        var order: [Connection.Key] = []
        var connections: [Connection.Key: Connection] = [:]
        let start = packets.packets.first?.time ?? 0
        for packet in packets.packets {
            guard let segment = TCPSegment(packet.octets, linkType: packets.linkType) else {
                ignored += 1
                continue
            }
            let key = Connection.Key(segment)
            if connections[key] == nil {
                order.append(key)
                connections[key] = Connection(segment)
            }
            connections[key]?.take(segment, at: max(0, packet.time - start))
        }
        if ignored > 0 { remarks.append("\(ignored) packets hold no whole TCP segment") }
        for key in order {
            if let connection = connections[key], !connection.capture.chunks.isEmpty { flows.append(connection.flow) }
        }
    }
}

/// Both streams of a connection while they are put together.
private struct Connection {
    /// A connection's two ends, whichever sends.
    struct Key: Hashable {
        private let ends: Set<TCPSegment.End>

        init(_ segment: TCPSegment) { ends = [segment.source, segment.destination] }
    }

    private struct Stream {
        var next: UInt32?
        var waiting: [(sequence: UInt32, octets: ArraySlice<UInt8>)] = []
        var waitingOctets = 0
        var isBroken = false
    }

    private let client: TCPSegment.End
    private let server: TCPSegment.End
    private var streams: [Capture.Direction: Stream] = [.fromClient: Stream(), .fromServer: Stream()]
    private(set) var capture = Capture()
    private var gaps: [String] = []

    init(_ first: TCPSegment) {
        let isFromServer = first.isAnswerToOpening
        client = isFromServer ? first.destination : first.source
        server = isFromServer ? first.source : first.destination
    }

    mutating func take(_ segment: TCPSegment, at time: Int64) {
        let direction: Capture.Direction = segment.source == client ? .fromClient : .fromServer
        guard var stream = streams[direction], !stream.isBroken else { return }
        if segment.isOpening || segment.isAnswerToOpening {
            stream.next = segment.sequence &+ 1
        } else if !segment.payload.isEmpty {
            let next = stream.next ?? segment.sequence
            stream.next = next
            stream.waiting.append((segment.sequence, segment.payload))
            stream.waitingOctets += segment.payload.count
            drain(&stream, direction, at: time)
            if stream.waitingOctets > PacketCapture.waitingLimit { close(&stream, direction) }
        }
        streams[direction] = stream
    }

    /// Moves what now continues the stream into the recording; repetitions and overlaps are dropped.
    private mutating func drain(_ stream: inout Stream, _ direction: Capture.Direction, at time: Int64) {
        var isMoving = true
        while isMoving, let next = stream.next {
            isMoving = false
            for index in stream.waiting.indices {
                let (sequence, octets) = stream.waiting[index]
                let behind = Int32(bitPattern: next &- sequence)
                guard behind >= 0 else { continue }
                stream.waiting.remove(at: index)
                stream.waitingOctets -= octets.count
                let fresh = octets.dropFirst(Int(behind))
                if !fresh.isEmpty {
                    stream.next = next &+ UInt32(truncatingIfNeeded: fresh.count)
                    let last = capture.chunks.last?.time ?? 0
                    let chunk = Capture.Chunk(direction: direction, time: max(time, last), octets: Array(fresh))
                    capture.chunks.append(chunk)
                }
                isMoving = true
                break
            }
        }
    }

    private mutating func close(_ stream: inout Stream, _ direction: Capture.Direction) {
        guard let next = stream.next, !stream.waiting.isEmpty else { return }
        let missing = stream.waiting.map { Int(Int32(bitPattern: $0.sequence &- next)) }.min() ?? 0
        gaps.append("\(direction.rawValue) \(missing) octets are missing, \(stream.waitingOctets) behind them unread")
        stream.waiting = []
        stream.isBroken = true
    }

    var flow: PacketCapture.Flow {
        var finished = self
        for direction in Capture.Direction.allCases {
            if var stream = finished.streams[direction] { finished.close(&stream, direction) }
        }
        return PacketCapture.Flow(
            client: Connection.text(of: client), server: Connection.text(of: server), capture: capture,
            gaps: finished.gaps)
    }

    private static func text(of end: TCPSegment.End) -> String {
        if end.address.count == 4 { return end.address.map { "\($0)" }.joined(separator: ".") + ":\(end.port)" }
        let groups = stride(from: 0, to: end.address.count - 1, by: 2).map { index in
            String(UInt16(end.address[index]) << 8 | UInt16(end.address[index + 1]), radix: 16)
        }
        return "[\(groups.joined(separator: ":"))]:\(end.port)"
    }
}
