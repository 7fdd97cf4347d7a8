/// The sequence numbers of requests that ended lately, so that a response which comes too late or twice has a name.
@usableFromInline struct PastSequences: Sendable {
    /// How a request ended.
    @usableFromInline enum Status: Sendable {
        case answered
        case givenUp
    }

    /// Numbers remembered of each status. Those given up are apart: a late answer comes after many prompt ones.
    private(set) var capacity = 256

    /// Makes room for a second response to every transmission that a window can have in flight.
    @usableFromInline mutating func fit(_ limits: SessionLimits) {
        let (wanted, overflow) = limits.windowSize.multipliedReportingOverflow(by: max(1, limits.maximumAttempts))
        capacity = min(max(256, overflow ? .max : wanted), 16_384)
    }

    private struct Ring: Sendable {
        struct Entry: Sendable {
            var sequence: SequenceKey
            var kind: UInt32
            var order: UInt64
        }
        private var entries = Fifo<Entry>()

        mutating func add(_ entry: Entry, capacity: Int) {
            entries.append(entry)
            while entries.count > capacity { _ = entries.popFirst() }
        }

        /// The newest entry's place in the order of endings.
        func newest(kind: UInt32, where matches: (SequenceKey) -> Bool) -> UInt64? {
            for offset in (0..<entries.count).reversed() {
                guard let entry = entries[offset], entry.kind == kind, matches(entry.sequence) else { continue }
                return entry.order
            }
            return nil
        }
    }

    private var answered = Ring()
    private var givenUp = Ring()
    private var order: UInt64 = 0

    @usableFromInline mutating func record(_ sequence: SequenceKey, kind: UInt32, _ status: Status) {
        order &+= 1
        let entry = Ring.Entry(sequence: sequence, kind: kind, order: order)
        switch status {
        case .answered: answered.add(entry, capacity: capacity)
        case .givenUp: givenUp.add(entry, capacity: capacity)
        }
    }

    /// How the last request under this number ended; nil when that is not remembered.
    func status(of sequence: SequenceKey, kind: UInt32) -> Status? {
        status(kind: kind) { $0 == sequence }
    }

    /// How the last request ended whose number fits.
    func status(kind: UInt32, where matches: (SequenceKey) -> Bool) -> Status? {
        switch (answered.newest(kind: kind, where: matches), givenUp.newest(kind: kind, where: matches)) {
        case (nil, nil): nil
        case (_, nil): .answered
        case (nil, _): .givenUp
        case (let one?, let other?): one > other ? .answered : .givenUp
        }
    }
}
