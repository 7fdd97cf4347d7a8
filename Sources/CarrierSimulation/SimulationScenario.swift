import CarrierSession

/// What may go wrong in a simulated night; each can be taken away to find the smallest night that still fails.
package struct SimulationFaults: OptionSet, Hashable, Sendable {
    package var rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Octets late, split, joined, stalled; frames doubled.
    package static let links = SimulationFaults(rawValue: 1 << 0)
    /// Connections that break, at both ends at once, octets under way lost.
    package static let cuts = SimulationFaults(rawValue: 1 << 1)
    /// Connections on which nothing arrives any more and no end is seen.
    package static let blackHoles = SimulationFaults(rawValue: 1 << 2)
    /// Connections that cannot be made, at once or after a long wait.
    package static let dials = SimulationFaults(rawValue: 1 << 3)
    /// Logins answered late, not at all, or with a refusal.
    package static let logins = SimulationFaults(rawValue: 1 << 4)
    /// Submits refused, throttled, or answered late; bounds that bite.
    package static let decisions = SimulationFaults(rawValue: 1 << 5)
    /// Reports before the response, twice, contradicting, of states that are not final, or never.
    package static let reports = SimulationFaults(rawValue: 1 << 6)
    /// The client's process dies and starts anew without a store.
    package static let clientRestarts = SimulationFaults(rawValue: 1 << 7)
    /// A gateway's process dies and starts anew without a store.
    package static let gatewayRestarts = SimulationFaults(rawValue: 1 << 8)
    /// Whole addresses that are away for minutes.
    package static let outages = SimulationFaults(rawValue: 1 << 9)

    /// A quiet night.
    package static let none: SimulationFaults = []
    /// All of them.
    package static let everything = SimulationFaults(rawValue: (1 << 10) - 1)

    /// Each of them by itself.
    static let each: [SimulationFaults] = (0..<10).map { SimulationFaults(rawValue: 1 << $0) }
}

/// Everything that a simulated night follows from; the same values give the same night.
package struct SimulationScenario: Hashable, Sendable, CustomStringConvertible {
    /// The number from which every choice follows.
    package var seed: UInt64
    /// What may go wrong.
    package var faults: SimulationFaults
    /// Messages that are submitted, and half as many that subscribers send.
    package var messages: Int
    /// How long it goes on before both sides are shut down.
    package var span: Moment.Span

    package init(
        seed: UInt64, faults: SimulationFaults = .everything, messages: Int = 60,
        span: Moment.Span = .seconds(8 * 3600)
    ) {
        self.seed = seed
        self.faults = faults
        self.messages = messages
        self.span = span
    }

    /// One line that says how to get the night again.
    package var description: String {
        "CARRIER_SEED=\(seed) CARRIER_FAULTS=\(faults.rawValue) CARRIER_MESSAGES=\(messages) "
            + "CARRIER_SECONDS=\(span.nanoseconds / 1_000_000_000)"
    }

    /// Nights that have less of something, the largest steps first.
    var smaller: [SimulationScenario] {
        var nights: [SimulationScenario] = []
        for fault in SimulationFaults.each where faults.contains(fault) {
            var night = self
            night.faults.subtract(fault)
            nights.append(night)
        }
        for part in [2, 4, 8] where messages > 1 {
            var night = self
            night.messages = max(1, messages - max(1, messages / part))
            nights.append(night)
        }
        for part in [2, 4, 8] as [Int64] where span > .seconds(60) {
            var night = self
            night.span = .seconds(max(60, span.nanoseconds / 1_000_000_000 * (part - 1) / part))
            nights.append(night)
        }
        return nights
    }
}
