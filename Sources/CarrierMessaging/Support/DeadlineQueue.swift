import CarrierSession

/// Deadlines that all lie equally far from their beginnings and therefore come in order.
///
/// An entry whose reason is gone is stale: its owner counts it with `spoil`, drops it at the front and sweeps when more
/// than half of the entries are stale, so that memory follows what is awaited.
struct DeadlineQueue<Key: Sendable>: Sendable {
    private var entries = Ring<(key: Key, moment: Moment)>()
    private var stale = 0

    /// The earliest entry, stale or not.
    var first: (key: Key, moment: Moment)? { entries.first }
    /// Entries, stale ones included.
    var count: Int { entries.count }
    /// True when entries may be stale.
    var isSpoiled: Bool { stale > 0 }
    /// True when more than half of the entries are stale.
    var isCrowded: Bool { stale > 64 && stale &* 2 > entries.count }

    mutating func append(_ key: Key, at moment: Moment) { entries.append((key, moment)) }

    /// Says that one entry somewhere became stale.
    mutating func spoil() { stale &+= 1 }

    mutating func popFirst(wasStale: Bool) {
        entries.popFirst()
        if wasStale, stale > 0 { stale &-= 1 }
    }

    /// Removes every stale entry.
    mutating func sweep(_ isAwaited: (Key) -> Bool) {
        entries.keep { isAwaited($0.key) }
        stale = 0
    }
}
