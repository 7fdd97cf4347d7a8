/// The sequence numbers of requests that ended lately, so that a response which comes too late or twice has a name.
@usableFromInline struct PastSequences: Sendable {
    /// How a request ended.
    @usableFromInline enum Fate: Sendable {
        case answered
        case givenUp
    }

    /// Numbers remembered of each fate. Those given up are apart: a late answer comes after many prompt ones.
    static let capacity = 256

    private struct Ring: Sendable {
        struct Entry: Sendable {
            var sequence: SequenceKey
            var kind: UInt32
            var order: UInt64
        }
        private var entries: [Entry] = []
        private var next = 0

        mutating func add(_ entry: Entry) {
            if entries.count < PastSequences.capacity {
                entries.append(entry)
            } else {
                entries[next] = entry
                next = (next &+ 1) % PastSequences.capacity
            }
        }

        /// The newest entry's place in the order of endings.
        func newest(_ sequence: SequenceKey, kind: UInt32) -> UInt64? {
            var found: UInt64?
            for entry in entries where entry.sequence == sequence && entry.kind == kind {
                found = max(found ?? 0, entry.order)
            }
            return found
        }
    }

    private var answered = Ring()
    private var givenUp = Ring()
    private var order: UInt64 = 0

    @usableFromInline mutating func record(_ sequence: SequenceKey, kind: UInt32, _ fate: Fate) {
        order &+= 1
        let entry = Ring.Entry(sequence: sequence, kind: kind, order: order)
        switch fate {
        case .answered: answered.add(entry)
        case .givenUp: givenUp.add(entry)
        }
    }

    /// How the last request under this number ended; nil when that is not remembered.
    func fate(of sequence: SequenceKey, kind: UInt32) -> Fate? {
        switch (answered.newest(sequence, kind: kind), givenUp.newest(sequence, kind: kind)) {
        case (nil, nil): nil
        case (_, nil): .answered
        case (nil, _): .givenUp
        case (let one?, let other?): one > other ? .answered : .givenUp
        }
    }
}
