/// Which place a carrier's id leads to: open addressing, at most half full, without tombstones.
///
/// The peer chooses the keys, so a random seed is mixed into their hash.
struct IDIndex: Sendable {
    /// What an id leads to; never all zeros.
    struct Value: Hashable, Sendable {
        private static let derivedBit: UInt64 = 1 << 63
        private static let sharedBit: UInt64 = 1 << 62
        fileprivate var bits: UInt64

        init(_ place: PlaceKey, isDerived: Bool = false) {
            bits = place.bits & (Self.sharedBit &- 1) | (isDerived ? Self.derivedBit : 0)
        }

        /// The value of an id that several places hold; `place` is the first of them.
        static func shared(_ place: PlaceKey) -> Value {
            var value = Value(place)
            value.bits |= sharedBit
            return value
        }

        var place: PlaceKey { PlaceKey(bits: bits & (Self.sharedBit &- 1)) }
        /// True when no response named the id: it follows from the id of the request's first recipient.
        var isDerived: Bool { bits & Self.derivedBit != 0 }
        /// True when several places hold the id.
        var isShared: Bool { bits & Self.sharedBit != 0 }
    }

    private struct Entry: Sendable {
        var id = CarrierMessageID(0)
        var bits: UInt64 = 0
    }

    private var entries: [Entry] = []
    private(set) var count = 0
    private let seed: UInt64

    init(seed: UInt64) { self.seed = seed }

    subscript(id: CarrierMessageID) -> Value? {
        guard count > 0 else { return nil }
        let slot = slot(of: id)
        return entries[slot].bits == 0 ? nil : Value(bits: entries[slot].bits)
    }

    mutating func set(_ id: CarrierMessageID, to value: Value) {
        if (count &+ 1) &* 2 > entries.count { grow() }
        let slot = slot(of: id)
        if entries[slot].bits == 0 { count &+= 1 }
        entries[slot] = Entry(id: id, bits: value.bits)
    }

    mutating func remove(_ id: CarrierMessageID) {
        guard count > 0 else { return }
        var hole = slot(of: id)
        guard entries[hole].bits != 0 else { return }
        count &-= 1
        let mask = entries.count &- 1
        var next = (hole &+ 1) & mask
        // Close the gap: whoever could stand nearer to its home moves up.
        while entries[next].bits != 0 {
            let home = hash(entries[next].id) & mask
            if (next &- home) & mask >= (next &- hole) & mask {
                entries[hole] = entries[next]
                hole = next
            }
            next = (next &+ 1) & mask
        }
        entries[hole] = Entry()
    }

    /// Looks at every id that is held.
    func forEach(_ body: (CarrierMessageID) -> Void) {
        for entry in entries where entry.bits != 0 { body(entry.id) }
    }

    private func slot(of id: CarrierMessageID) -> Int {
        let mask = entries.count &- 1
        var slot = hash(id) & mask
        while entries[slot].bits != 0, entries[slot].id != id { slot = (slot &+ 1) & mask }
        return slot
    }

    private func hash(_ id: CarrierMessageID) -> Int {
        let (first, rest) = id.words
        var mixed = (first ^ seed) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 32 ^ rest &* 0xD6E8_FEB8_6659_FD93) &* 0xBF58_476D_1CE4_E5B9
        return Int(truncatingIfNeeded: (mixed ^ mixed >> 29) >> 1)
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: Entry(), count: max(64, old.count &* 2))
        for entry in old where entry.bits != 0 { entries[slot(of: entry.id)] = entry }
    }
}

extension IDIndex.Value {
    fileprivate init(bits: UInt64) { self.bits = bits }
}

/// A place in the tracker: a message's serial number and the place's index in it.
struct PlaceKey: Hashable, Sendable {
    /// Bits that hold the index.
    static let indexBits: UInt64 = 24
    /// Places of one message at most.
    static let maximumPlaces = 1 << 20

    let bits: UInt64

    init(bits: UInt64) { self.bits = bits }

    init(_ serial: UInt64, _ index: Int) {
        bits = serial << Self.indexBits | UInt64(truncatingIfNeeded: index)
    }

    var serial: UInt64 { bits >> Self.indexBits }
    var index: Int { Int(truncatingIfNeeded: bits & (1 << Self.indexBits &- 1)) }
}
