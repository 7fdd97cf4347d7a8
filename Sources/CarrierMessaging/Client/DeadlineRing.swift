import CarrierSession

/// Recipients whose outcome is due at a time, in the order of their deadlines.
///
/// An entry whose recipient has its outcome is stale: its owner counts it, drops it at the front and sweeps when more
/// than half of the entries are stale.
struct DeadlineRing: Sendable {
    private var entries = Ring<(recipient: PlaceKey, at: Moment)>()
    private var stale = 0

    var first: (recipient: PlaceKey, at: Moment)? { entries.first }
    var count: Int { entries.count }
    var isCrowded: Bool { stale > 64 && stale &* 2 > entries.count }
    var isSpoiled: Bool { stale > 0 }

    mutating func append(_ recipient: PlaceKey, at moment: Moment) { entries.append((recipient, moment)) }
    mutating func spoil() { stale &+= 1 }

    mutating func popFirst(wasStale: Bool) {
        entries.popFirst()
        if wasStale, stale > 0 { stale &-= 1 }
    }

    mutating func sweep(_ isAwaited: (PlaceKey) -> Bool) {
        entries.keep { isAwaited($0.recipient) }
        stale = 0
    }
}
