import CarrierSession
import CarrierWire

/// How long the receiver waits before it reports.
public enum ReportDelay: Hashable, Sendable {
    /// Always so long.
    case fixed(Moment.Span)
    /// As the distribution says.
    case distributed(LatencyDistribution)

    /// A delay; a distribution draws it.
    func draw(_ generator: inout SeededGenerator) -> Moment.Span {
        switch self {
        case .fixed(let span): span
        case .distributed(let distribution): distribution.draw(&generator)
        }
    }
}

/// Which share comes within which time: 85 % within 5 s, 95 % within 10 s, 99 % within 15 s.
///
/// Between two steps the times are spread evenly; what the last step leaves over takes up to twice as long as it.
public struct LatencyDistribution: Hashable, Sendable {
    /// One point of the distribution.
    public struct Step: Hashable, Sendable {
        /// Percent of all, the earlier steps included: above 0, at most 100.
        public var percent: Double
        /// The time within which they come.
        public var within: Moment.Span

        public init(percent: Double, within: Moment.Span) {
            self.percent = percent
            self.within = within
        }
    }

    /// The points, growing in both directions.
    public let steps: [Step]

    /// Takes the points; nil when there is none, or when shares or times do not grow, or a share is not a percentage.
    public init?(_ steps: [Step]) {
        guard !steps.isEmpty else { return nil }
        var last = Step(percent: 0, within: .zero)
        for step in steps {
            guard step.percent > last.percent, step.percent <= 100, step.within > last.within else { return nil }
            last = step
        }
        self.steps = steps
    }

    /// A delay of the distribution.
    func draw(_ generator: inout SeededGenerator) -> Moment.Span {
        let percent = Self.fraction(&generator) * 100
        let place = Self.fraction(&generator)
        var low = Moment.Span.zero
        for step in steps {
            if percent < step.percent { return Self.between(low, step.within, place) }
            low = step.within
        }
        let (double, overflow) = low.nanoseconds.multipliedReportingOverflow(by: 2)
        return Self.between(low, Moment.Span(nanoseconds: overflow ? .max : double), place)
    }

    /// From 0 up to, and without, 1.
    private static func fraction(_ generator: inout SeededGenerator) -> Double {
        Double(generator.next() >> 11) / 9_007_199_254_740_992
    }

    private static func between(_ low: Moment.Span, _ high: Moment.Span, _ place: Double) -> Moment.Span {
        let width = Double(high.nanoseconds - low.nanoseconds)
        return Moment.Span(nanoseconds: low.nanoseconds + (Int64(exactly: (width * place).rounded(.down)) ?? 0))
    }
}
