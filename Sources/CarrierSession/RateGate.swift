/// Lets requests through at a steady rate: a token bucket that holds what fits into 50 ms, at least one request.
///
/// Requests of a group behind its first pass a shut gate and are paid for afterwards, so that a long message never
/// stalls in its middle and the rate still holds on average.
@usableFromInline struct RateGate: Sendable {
    /// How far requests may run ahead of the steady rate.
    static let burst = Moment.Span.milliseconds(50)

    /// Time that one request costs; zero for no limit.
    private var spacing = Moment.Span.zero
    /// When everything sent so far is paid for.
    private var paidAt = Moment(nanoseconds: .min)

    /// Sets the rate; nil, and what is not a positive number, mean no limit.
    @usableFromInline mutating func setRate(_ requestsPerSecond: Double?) {
        guard let rate = requestsPerSecond, rate > 0, rate.isFinite else {
            spacing = .zero
            return
        }
        // An hour between requests is the slowest rate that makes sense, and keeps the arithmetic in range.
        spacing = Moment.Span(nanoseconds: Int64(min(max(1_000_000_000 / rate, 1), 3_600_000_000_000)))
    }

    /// True when there is a rate to hold.
    var isLimiting: Bool { spacing > .zero }

    /// When the gate opens next; nil when it is open.
    func opens(after now: Moment) -> Moment? {
        guard spacing > .zero, paidAt > now + Self.burst else { return nil }
        return Moment(nanoseconds: paidAt.nanoseconds &- Self.burst.nanoseconds)
    }

    @usableFromInline mutating func passed(at now: Moment) {
        guard spacing > .zero else { return }
        paidAt = max(paidAt, now) + spacing
    }
}
