import CarrierSession

/// How long things took, in constant memory however many there were.
///
/// A length falls into one of 32 steps between two powers of two, so that a quantile is at most 3.2 % too high.
public struct LatencyHistogram: Sendable {
    private static let stepBits = 5
    private static let steps = 1 << stepBits
    private var buckets = [UInt64](repeating: 0, count: (64 - stepBits) * steps)
    /// Lengths recorded.
    public private(set) var count: UInt64 = 0
    /// The longest one, exactly.
    public private(set) var maximum = Moment.Span.zero

    public init() {}

    /// Counts one length; a negative one counts as none at all.
    public mutating func record(_ span: Moment.Span) {
        buckets[LatencyHistogram.bucket(of: UInt64(max(0, span.nanoseconds)))] &+= 1
        count &+= 1
        maximum = max(maximum, span)
    }

    /// The length that a share of all lengths, from 0 to 1, does not exceed; zero when nothing was recorded, the
    /// longest for what is no number.
    public func quantile(_ share: Double) -> Moment.Span {
        guard count > 0 else { return .zero }
        if share.isNaN { return maximum }
        let rank = UInt64(min(max(share, 0), 1) * Double(count) + 0.999_999)
        var seen: UInt64 = 0
        for (index, number) in buckets.enumerated() {
            seen &+= number
            if number > 0, seen >= rank {
                return min(Moment.Span(nanoseconds: LatencyHistogram.highest(in: index)), maximum)
            }
        }
        return maximum
    }

    private static func bucket(of value: UInt64) -> Int {
        if value < UInt64(steps) { return Int(value) }
        let shift = 63 - stepBits - value.leadingZeroBitCount
        return (shift + 1) * steps + Int(value >> UInt64(shift)) - steps
    }

    /// The longest length that falls into a bucket.
    private static func highest(in bucket: Int) -> Int64 {
        if bucket < steps { return Int64(bucket) }
        let shift = bucket / steps - 1
        let floor = UInt64(bucket % steps + steps) << UInt64(shift)
        return Int64(clamping: floor + (1 << UInt64(shift)) - 1)
    }
}
