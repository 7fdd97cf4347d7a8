import CarrierSession

/// Spaces segments evenly at a rate; a little is forgiven, so that a late timer costs no throughput.
struct SegmentPacer: Sendable {
    /// Nanoseconds between two segments.
    private let interval: Double
    /// When the next segment would leave if all were spaced exactly.
    private var next: Moment
    /// How much earlier than exactly a segment may leave.
    private static let tolerance = Moment.Span.milliseconds(20)

    /// A pacer for so many segments a second; nil unless that is a number above zero.
    init?(segmentsPerSecond rate: Double?, at moment: Moment) {
        guard let rate, rate > 0, rate.isFinite else { return nil }
        interval = min(1e9 / rate, 1e15)
        next = moment
    }

    /// When the next segment may leave.
    var nextMoment: Moment {
        Moment(nanoseconds: next.nanoseconds &- min(Self.tolerance.nanoseconds, next.nanoseconds))
    }

    /// True when a segment may leave now.
    func mayTake(at moment: Moment) -> Bool { nextMoment <= moment }

    /// Notes that segments leave: they may leave together, but what follows waits for all of them.
    mutating func take(_ count: Int, at moment: Moment) {
        let length = min(Double(max(0, count)) * interval, 1e17)
        next = max(next, moment) + Moment.Span(nanoseconds: Int64(length))
    }
}
