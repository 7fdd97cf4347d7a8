import CarrierWire

/// Keeps everything that a capture file's connections carried: for files that fit into memory.
public struct CaptureCollector: CaptureObserver, Sendable {
    /// One connection with what both sides sent.
    public struct Flow: Sendable {
        /// The connection.
        public var flow: CaptureFlow
        /// What was sent: times count from the connection's first octets.
        public var capture = Capture()
        /// Octets that are not in the file.
        public var gaps: [Gap] = []
        /// Why nothing more comes; nil until then.
        public var end: CaptureFlow.End?
        fileprivate var sent: [Capture.Direction: Int] = [:]
    }

    /// Octets that are not in the file.
    public struct Gap: Hashable, Sendable {
        /// Who sent them.
        public var direction: Capture.Direction
        /// How many of this side's octets stand before the gap.
        public var offset: Int
        /// How many are missing.
        public var octets: Int
    }

    /// The connections, by their numbers less one.
    public private(set) var flows: [Flow] = []
    /// Whether octets above the limit came and were not kept.
    public private(set) var isFull = false
    private let limit: Int
    private var kept = 0

    /// Keeps at most `limit` octets.
    public init(limit: Int = 1 << 28) { self.limit = limit }

    public mutating func begin(_ flow: CaptureFlow) { flows.append(Flow(flow: flow)) }

    public mutating func octets(
        _ octets: UnsafeRawBufferPointer, from direction: Capture.Direction, of flow: Int, at time: Int64
    ) {
        guard flows.indices.contains(flow &- 1) else { return }
        guard kept <= limit &- octets.count else {
            isFull = true
            return
        }
        kept &+= octets.count
        flows[flow - 1].sent[direction, default: 0] &+= octets.count
        let since = max(time &- flows[flow - 1].flow.start, flows[flow - 1].capture.chunks.last?.time ?? 0)
        flows[flow - 1].capture.chunks.append(
            Capture.Chunk(direction: direction, time: since, octets: Array(octets)))
    }

    public mutating func gap(_ count: Int, from direction: Capture.Direction, of flow: Int, at time: Int64) {
        guard flows.indices.contains(flow &- 1) else { return }
        let before = flows[flow - 1].sent[direction] ?? 0
        flows[flow - 1].gaps.append(Gap(direction: direction, offset: before, octets: count))
    }

    public mutating func end(_ flow: Int, _ end: CaptureFlow.End, at time: Int64) {
        if flows.indices.contains(flow &- 1) { flows[flow - 1].end = end }
    }
}
