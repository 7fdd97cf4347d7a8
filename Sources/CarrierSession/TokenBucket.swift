/// A steady rate with a bounded burst: a bucket that fills with tokens at the rate, from which every request takes one.
///
/// Kept as the moment at which everything taken is paid for, so that nothing is rounded away over time.
public struct TokenBucket: Hashable, Sendable {
    /// The time in which one token comes; zero for no limit.
    private var spacing = Moment.Span.zero
    /// How far what was taken may run ahead of what has come.
    private var lead = Moment.Span.zero
    private var paidAt = Moment(nanoseconds: .min)

    /// The slowest rate that makes sense, which keeps the arithmetic in range: a token an hour.
    private static let longestSpacing = 3_600_000_000_000.0

    /// A full bucket.
    ///
    /// - Parameters:
    ///   - rate: tokens a second; nil, and what is not a positive number, mean no limit.
    ///   - span: the bucket holds what comes in so long, at least one token.
    ///   - tolerance: how much too early a token may be taken, for what the way here makes uneven; counts up to a
    ///     quarter of the time in which a token comes.
    public init(perSecond rate: Double?, holding span: Moment.Span, tolerance: Moment.Span = .zero) {
        guard let rate, rate > 0, rate.isFinite else { return }
        let nanoseconds = min(max((1_000_000_000 / rate).rounded(.up), 1), Self.longestSpacing)
        spacing = Moment.Span(nanoseconds: Int64(nanoseconds))
        let held = max(0, max(0, span.nanoseconds) - spacing.nanoseconds)
        let early = max(0, min(tolerance.nanoseconds, spacing.nanoseconds / 4))
        lead = Moment.Span(nanoseconds: held.addingReportingOverflow(early).overflow ? .max : held + early)
    }

    /// True when there is a rate to hold.
    public var isLimiting: Bool { spacing > .zero }

    /// When the next token may be taken; nil when that is now.
    public func opens(after now: Moment) -> Moment? {
        guard spacing > .zero, paidAt - now > lead else { return nil }
        // Above `now`, hence in range.
        return Moment(nanoseconds: paidAt.nanoseconds &- lead.nanoseconds)
    }

    /// Takes a token, whether there is one or not: what is taken too early is paid for afterwards.
    public mutating func take(at now: Moment) {
        guard spacing > .zero else { return }
        paidAt = max(paidAt, now) + spacing
    }

    /// Takes a token if there is one.
    public mutating func takeIfOpen(at now: Moment) -> Bool {
        guard opens(after: now) == nil else { return false }
        take(at: now)
        return true
    }

    /// The bucket with another rate, which still owes what this one owes.
    func changed(to other: TokenBucket) -> TokenBucket {
        var changed = other
        changed.paidAt = paidAt
        return changed
    }
}

extension SessionLimits {
    /// What paces this side's requests: 50 ms of burst at most.
    var gate: TokenBucket { TokenBucket(perSecond: requestsPerSecond, holding: .milliseconds(50)) }
}
