import CarrierSession

/// A client and two gateways for a night of virtual time: the cores, adapters and sessions that ship, over links that
/// lose, delay and break, without a socket and in milliseconds.
///
/// ```swift
/// var night = Simulation(seed: 42, speaking: .sgip(.v1_2), faults: .everything)
/// try night.run(for: .seconds(8 * 3600))
/// ```
///
/// What holds is checked apart from the workload, by identities: every message and recipient one outcome, every submit
/// and login one answer, every report acknowledged or handed back and told once, nothing left at the end.
package struct Simulation: Sendable {
    /// Both sides of the protocol.
    package var spoken: SimulatedProtocol
    /// What the night follows from.
    package var scenario: SimulationScenario
    /// What happened, once it ran.
    package private(set) var statistics = SimulationStatistics()
    /// Something done to the night before its end, for tests of the checker.
    var sabotage: (@Sendable (SimulationChecker) -> Void)?

    package init(seed: UInt64, speaking spoken: SimulatedProtocol, faults: SimulationFaults = .everything) {
        self.init(speaking: spoken, SimulationScenario(seed: seed, faults: faults))
    }

    package init(speaking spoken: SimulatedProtocol, _ scenario: SimulationScenario) {
        self.spoken = spoken
        self.scenario = scenario
    }

    /// Plays the night, and the end of both sides after it.
    ///
    /// - Throws: ``SimulationFailure`` when something does not hold.
    package mutating func run(for span: Duration) throws(SimulationFailure) {
        scenario.span = Moment.Span(span)
        try run()
    }

    /// Plays the night for as long as the scenario says.
    ///
    /// - Throws: ``SimulationFailure`` when something does not hold.
    package mutating func run() throws(SimulationFailure) {
        let night = SimulatedNight(spoken, scenario)
        night.play()
        sabotage?(night.checker)
        let violations = night.finish()
        statistics = night.statistics
        if !violations.isEmpty {
            throw SimulationFailure(spokenName: spoken.name, scenario: scenario, violations: violations)
        }
    }

    /// Looks for a smaller night that fails too: without faults, with fewer messages, shorter.
    ///
    /// - Parameter attempts: nights that are played for it at most.
    package func shrink(_ failure: SimulationFailure, attempts: Int = 200) -> SimulationFailure {
        var (smallest, left) = (failure, attempts)
        var isSmaller = true
        while isSmaller {
            isSmaller = false
            for scenario in smallest.scenario.smaller {
                if left == 0 { return smallest }
                left -= 1
                var night = self
                night.scenario = scenario
                do throws(SimulationFailure) { try night.run() } catch {
                    smallest = error
                    isSmaller = true
                    break
                }
            }
        }
        return smallest
    }
}

/// A night in which something did not hold.
package struct SimulationFailure: Error, Sendable, CustomStringConvertible {
    /// The protocol and version.
    package var spokenName: String
    /// What the night follows from.
    package var scenario: SimulationScenario
    /// What did not hold, a sentence each.
    package var violations: [String]

    /// The night and what did not hold.
    package var description: String {
        let more = violations.count > 8 ? ["… and \(violations.count - 8) more"] : []
        return (["\(spokenName) \(scenario)"] + violations.prefix(8) + more).joined(separator: "\n  ")
    }
}

/// What a night had in it: a simulation that never reaches what it is for proves nothing.
package struct SimulationStatistics: Hashable, Sendable {
    /// Outcomes by their word.
    package var outcomes: [String: Int] = [:]
    /// Anything else that happened, by its name.
    package var counts: [String: Int] = [:]
    /// A number that two runs of the same night share.
    package var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    /// Steps of the clock.
    package var steps = 0

    package init() {}

    /// Adds another night's counts.
    package mutating func add(_ other: SimulationStatistics) {
        outcomes.merge(other.outcomes, uniquingKeysWith: +)
        counts.merge(other.counts, uniquingKeysWith: +)
        steps += other.steps
    }

    mutating func count(_ what: String) { counts[what, default: 0] += 1 }

    mutating func mix(_ value: UInt64) { digest = (digest ^ value) &* 0x100_0000_01B3 }
}
