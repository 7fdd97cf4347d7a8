import CarrierSession

/// Hands out the times and serials of which a gateway makes its ids, none of them twice.
///
/// More ids than one time has serials are dated into the times that follow; so they stay different. In each time the
/// serials begin where the clock stands in it: a process that starts anew within the same time does not give the ids of
/// the one before again, as long as that one made no more of them than the times it lived in have.
package struct MessageIDSource: Sendable {
    private let capacity: IDCapacity
    private var period = Int64.min
    /// The next serial; equal to the capacity's serials when the period has none left.
    private var next: UInt64 = 0

    package init(capacity: IDCapacity) { self.capacity = capacity }

    /// The moment to write into an id, and the first of `count` serials in a row; `count` is at least 1.
    package mutating func take(_ count: Int, at now: Moment) -> (moment: Moment, serial: UInt32) {
        let serials = UInt64(capacity.serials)
        let length = capacity.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let span = UInt64(max(1, length.overflow ? Int64.max : length.partialValue))
        let present = now.nanoseconds / Int64(span)
        if present > period {
            let elapsed = UInt64(max(0, now.nanoseconds % Int64(span)))
            (period, next) = (present, span.dividingFullWidth(elapsed.multipliedFullWidth(by: serials)).quotient)
        }
        let wanted = min(UInt64(max(1, count)), serials)
        // A range never wraps: what is left at the end of the serials is not given.
        if next + wanted > serials {
            period += 1
            next = 0
        }
        defer { next += wanted }
        return (Moment(secondsSince1970: period &* capacity.seconds), UInt32(truncatingIfNeeded: next))
    }
}
