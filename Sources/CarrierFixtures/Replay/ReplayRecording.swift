import CarrierWire

/// A recorded session as ``Replay`` plays it: connections, and their frames in the order of time.
public struct ReplayRecording: Sendable {
    /// One recorded connection.
    public struct Flow: Sendable {
        /// What it speaks.
        public var dialect: WireDialect
        /// Whether the gateway opened it, to the client: SGIP's second connection.
        public var isReverse: Bool
        /// Where it was recorded, for a person.
        public var name: String
    }

    /// One recorded frame.
    public struct Frame: Sendable {
        /// The connection, from 0.
        public var flow: Int
        /// Who sent it.
        public var direction: Capture.Direction
        /// Nanoseconds since the beginning of the recording.
        public var time: Int64
        /// The whole frame.
        public var octets: [UInt8]
        /// It was not recorded: a login, or its answer, of a connection that began before the recording.
        public var isMade = false
    }

    /// The connections, in the order in which they began.
    public private(set) var flows: [Flow] = []
    /// The frames of all connections, in the order in which they were whole; frame 1 is the first.
    public private(set) var frames: [Frame] = []
    /// What could not be taken from the recording, in words; empty as a rule.
    public private(set) var remarks: [String] = []

    /// A recorded connection before its frames are cut: what it carried, and when it began.
    public struct Source: Sendable {
        /// Where it is from, for a person.
        public var name: String
        /// What it carried; times count from its own beginning.
        public var capture: Capture
        /// Nanoseconds between the recording's beginning and the connection's.
        public var start: Int64
        /// The server's port, which speaks for a protocol; nil where it is not known.
        public var serverPort: UInt16?
        /// Whether its first octets are the first that were sent; if not, the first whole frame is looked for.
        public var isFromStart: Bool

        /// Names a recorded connection.
        public init(
            name: String, capture: Capture, start: Int64 = 0, serverPort: UInt16? = nil, isFromStart: Bool = true
        ) {
            self.name = name
            self.capture = capture
            self.start = start
            self.serverPort = serverPort
            self.isFromStart = isFromStart
        }
    }

    /// Cuts connections into frames.
    ///
    /// - Parameters:
    ///   - sources: at most 1024 connections.
    ///   - dialect: what they speak; nil for what the recording's heading says, or else what fits the frames.
    /// - Throws: when nothing can be played: no frame, or a protocol that cannot be told.
    public init(_ sources: [Source], dialect: WireDialect? = nil) throws(FixtureError) {
        guard sources.count <= ReplayRecording.flowLimit else {
            throw FixtureError("\(sources.count) connections are too many, at most \(ReplayRecording.flowLimit)")
        }
        for source in sources.sorted(by: { $0.start < $1.start }) {
            let cut = try ReplayRecording.cut(source, dialect)
            guard let cut else {
                remarks.append("\(source.name): no whole frame")
                continue
            }
            if cut.unread > 0 { remarks.append("\(source.name): \(cut.unread) octets behind the last whole frame") }
            let flow = flows.count
            let isReverse = ReplayRecording.isReverse(cut.frames, cut.dialect)
            flows.append(Flow(dialect: cut.dialect, isReverse: isReverse, name: source.name))
            var recorded = cut.frames
            if !recorded.contains(where: { $0.direction == .fromClient && $0.octets.word(at: 4) == 1 }) {
                remarks.append("\(source.name): the recording begins behind the login; one is made")
                let time = recorded.first?.time ?? 0
                recorded = ReplayLogin.made(for: cut.dialect, isReverse: isReverse, at: time) + recorded
            }
            for var frame in recorded {
                frame.flow = flow
                frame.time = source.start.addingReportingOverflow(frame.time).partialValue
                frames.append(frame)
            }
        }
        guard !frames.isEmpty else { throw FixtureError("nothing to play: no whole frame was recorded") }
        // Frames of one moment stay in their order.
        frames = frames.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
    }

    /// Connections of one recording, at most.
    public static let flowLimit = 1024

    private typealias Cut = (dialect: WireDialect, frames: [Frame], unread: Int)

    private static func cut(_ source: Source, _ asked: WireDialect?) throws(FixtureError) -> Cut? {
        let heading = source.capture["protocol"]
        if let dialect = asked ?? heading.flatMap(WireDialect.named) {
            let (frames, unread) = cut(beginning(of: source, in: dialect), dialect.frameRules)
            return frames.isEmpty ? nil : (dialect, frames, unread)
        }
        if let heading { throw FixtureError("\(source.name): unknown protocol \(heading)") }
        // Headers have two lengths: the detector gets the frames cut by the rules of each family.
        var best: Cut?
        for family in ["cmpp", "smgp", "sgip"] {
            let dialects = WireDialect.all.filter { $0.name.hasPrefix(family) }
            // Where a beginning is lost, the dialect whose frames take most octets begins at the right place.
            let cuts = (source.isFromStart ? Array(dialects.prefix(1)) : dialects).map { dialect in
                cut(beginning(of: source, in: dialect), dialect.frameRules)
            }
            let covered = cuts.map { cut in cut.frames.reduce(0) { $0 + $1.octets.count } }
            guard let most = covered.indices.max(by: { covered[$0] < covered[$1] }) else { continue }
            let (frames, unread) = cuts[most]
            var detector = DialectDetector(serverPort: source.serverPort, among: WireDialect.all)
            for frame in frames.prefix(64) { detector.take(frame.octets) }
            guard let dialect = detector.best, dialect.name.hasPrefix(family) else { continue }
            if best.map({ $0.unread > unread }) ?? true { best = (dialect, frames, unread) }
        }
        if best == nil, !source.capture.chunks.isEmpty {
            throw FixtureError("\(source.name): the protocol cannot be told; name it with --protocol")
        }
        return best
    }

    /// The recording without what stands before the first whole frame of each side, where its beginning is lost.
    private static func beginning(of source: Source, in dialect: WireDialect) -> Capture {
        if source.isFromStart { return source.capture }
        var capture = Capture()
        for direction in Capture.Direction.allCases {
            var skipped = dialect.frameStart(in: Array(source.capture.octets(direction).prefix(1 << 17))) ?? 0
            for var chunk in source.capture.chunks where chunk.direction == direction {
                let count = min(skipped, chunk.octets.count)
                skipped -= count
                chunk.octets.removeFirst(count)
                if !chunk.octets.isEmpty { capture.chunks.append(chunk) }
            }
        }
        capture.chunks = capture.chunks.enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
        return capture
    }

    /// The frames of both sides, each with the time of its last octet, and how many octets belong to none.
    private static func cut(_ capture: Capture, _ rules: FrameRules) -> (frames: [Frame], unread: Int) {
        var splitters: [Capture.Direction: FrameSplitter] = [
            .fromClient: FrameSplitter(rules: rules), .fromServer: FrameSplitter(rules: rules),
        ]
        var frames: [Frame] = []
        for chunk in capture.chunks {
            chunk.octets.withUnsafeBytes { splitters[chunk.direction]?.append($0) }
            while let octets = try? splitters[chunk.direction]?.nextFrame({ [UInt8]($0) }) {
                frames.append(Frame(flow: 0, direction: chunk.direction, time: chunk.time, octets: octets))
            }
        }
        return (frames, splitters.values.reduce(0) { $0 + $1.waitingOctets })
    }

    /// A Bind of type 2, or else requests that only a gateway makes, from whoever opened the connection.
    private static func isReverse(_ frames: [Frame], _ dialect: WireDialect) -> Bool {
        guard dialect.name.hasPrefix("sgip") else { return false }
        let requests = frames.filter { $0.direction == .fromClient && $0.octets.word(at: 4) & 0x8000_0000 == 0 }
        if let bind = requests.first(where: { $0.octets.word(at: 4) == 1 }), bind.octets.count > 20 {
            if bind.octets[20] == 2 { return true }
        }
        return requests.contains { [4, 5, 0x11].contains($0.octets.word(at: 4)) }
    }
}

extension ReplayRecording {
    /// The connections of a capture file, as sources; their times count from the first one's beginning.
    public static func sources(of file: CaptureCollector, named name: String) -> [Source] {
        let first = file.flows.map(\.flow.start).min() ?? 0
        return file.flows.map { flow in
            Source(
                name: "\(name), connection \(flow.flow.number)", capture: flow.capture,
                start: flow.flow.start.subtractingReportingOverflow(first).partialValue,
                serverPort: flow.flow.server.port, isFromStart: flow.flow.isFromStart)
        }
    }
}
