extension Moment.Span {
    /// A duration in whole nanoseconds, rounded towards zero; what does not fit becomes the longest span of its sign.
    public init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        self.init(nanoseconds: overflow || carry ? (seconds < 0 ? .min : .max) : sum)
    }

    /// The same as a duration of the standard library.
    public var duration: Duration { .nanoseconds(nanoseconds) }
}
