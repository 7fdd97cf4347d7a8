import CarrierSession

/// Hands out the times and serials of which a gateway makes its ids, none of them twice.
///
/// More ids than one time has serials are dated into the times that follow; so they stay different.
struct MessageIDSource: Sendable {
    private let capacity: IDCapacity
    private var period = Int64.min
    private var used: UInt64 = 0
    private var next: UInt32 = 0

    init(capacity: IDCapacity) { self.capacity = capacity }

    /// The moment to write into an id, and the first of `count` serials in a row; `count` is at least 1.
    mutating func take(_ count: Int, at now: Moment) -> (moment: Moment, serial: UInt32) {
        let present = now.nanoseconds / 1_000_000_000 / capacity.seconds
        if present > period { (period, used) = (present, 0) }
        let serials = UInt64(capacity.serials)
        let wanted = min(UInt64(max(1, count)), serials)
        // A range never wraps: what is left at the end of the serials counts as used.
        let skipped = UInt64(next) + wanted > serials ? serials - UInt64(next) : 0
        if used + skipped + wanted > serials {
            period += 1
            used = 0
        } else {
            used += skipped
        }
        if skipped > 0 { next = 0 }
        used += wanted
        let serial = next
        next = UInt32(truncatingIfNeeded: (UInt64(next) + wanted) % serials)
        return (Moment(secondsSince1970: period &* capacity.seconds), serial)
    }
}
