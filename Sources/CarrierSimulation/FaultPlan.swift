import CarrierSession
import CarrierWire

/// What goes wrong on a link, and how often. The same plan does the same every time.
package struct FaultPlan: Hashable, Sendable {
    /// The number from which every choice follows.
    package var seed: UInt64
    /// How long octets take at least.
    package var latency = Moment.Span.milliseconds(1)
    /// How much longer they may take; every frame draws its own share.
    package var jitter = Moment.Span.zero
    /// One frame in so many arrives in pieces; 0 for never. So with the following ones.
    package var splitOneIn = 0
    /// One frame in so many arrives together with the one before it.
    package var mergeOneIn = 0
    /// One frame in so many, and all behind it, comes later by `delay`.
    package var delayOneIn = 0
    /// The chance, and how long.
    package var delay = Moment.Span.seconds(1)
    /// One frame in so many stops the link for `stall`.
    package var stallOneIn = 0
    /// The chance, and how long.
    package var stall = Moment.Span.seconds(90)
    /// One frame in so many arrives twice.
    package var duplicateOneIn = 0
    /// When the connection breaks, counted from its start; nil for never. What has not arrived is lost.
    package var cutAfter: Moment.Span?

    /// A link without faults and with a latency of one millisecond.
    package static let none = FaultPlan(quiet: 0)

    /// A mixture of faults that the seed decides: most plans have some of them, some have all, a few have none.
    package init(seed: UInt64) {
        self.init(quiet: seed)
        var random = SeededGenerator(seed: seed)
        latency = .microseconds(Int64(50 + random.below(5000)))
        if random.below(2) == 0 { jitter = .microseconds(Int64(random.below(20_000))) }
        if random.below(2) == 0 { splitOneIn = 1 + random.below(4) }
        if random.below(2) == 0 { mergeOneIn = 1 + random.below(4) }
        if random.below(3) == 0 { delayOneIn = 2 + random.below(10) }
        delay = .milliseconds(Int64(random.below(70_000)))
        if random.below(4) == 0 { stallOneIn = 4 + random.below(30) }
        stall = .seconds(Int64(1 + random.below(200)))
        if random.below(3) == 0 { duplicateOneIn = 2 + random.below(10) }
        if random.below(4) == 0 { cutAfter = .milliseconds(Int64(random.below(240_000))) }
    }

    private init(quiet seed: UInt64) { self.seed = seed }
}
