import CarrierMessaging
import CarrierSession
import CarrierTransport

/// `carrier bench session`: what sessions of a protocol carry on this machine, beside what its sockets carry.
///
/// Both ends are in this process and speak over loopback. A message is one request of one segment with 140 octets of
/// content, a cycle is submit, response, report and response.
package struct SessionBench: Sendable {
    /// How many connections, and how many requests each has in flight.
    package struct Load: Hashable, Sendable {
        /// Connections open at a time, at least 1.
        package var connections: Int
        /// Requests in flight on each, at least 1.
        package var window: Int

        package init(connections: Int, window: Int) {
            self.connections = connections
            self.window = window
        }
    }

    /// One row of the result.
    package enum Row: Hashable, Sendable {
        case ceiling(Ceiling)
        case session(Figures)
    }

    /// A bare batched echo of the same octet counts.
    package struct Ceiling: Hashable, Sendable {
        /// The connections and the window.
        package var load: Load
        /// Octets of a submit.
        package var requestOctets: Int
        /// Octets of its response.
        package var replyOctets: Int
        /// Requests answered per second, waited for with Dispatch sources: the yardstick.
        package var perSecond: Double
        /// The same with a thread for each end that blocks in the system, as the reading of the first connections does.
        package var blockingPerSecond: Double
    }

    /// Medians of the runs.
    package struct Figures: Hashable, Sendable {
        /// The name that `--protocol` takes.
        package var protocolName: String
        /// The connections and the window.
        package var load: Load
        /// True for whole cycles.
        package var reports: Bool
        /// Messages of one run.
        package var messages: Int
        /// Messages answered, or whole cycles finished, per second.
        package var perSecond: Double
        /// The same in parts of the ceiling of the same runs.
        package var ofCeiling: Double
        /// How long a submit waited for its response.
        package var p50: Moment.Span
        /// What one submit in a hundred exceeded.
        package var p99: Moment.Span
        /// The runs that the medians are of.
        package var runs: Int
    }

    /// Messages of one run, over all connections.
    package var messages: Int
    /// Runs of which the medians are taken; at least one.
    package var runs: Int

    /// What the command line does.
    package static let standardRuns = 7

    package init(messages: Int, runs: Int = SessionBench.standardRuns) {
        self.messages = messages
        self.runs = max(1, runs)
    }

    /// Measures one protocol under one load: the ceiling first, then a row without reports and one with them. They take
    /// turns within a run, so that what disturbs the machine disturbs all of them.
    ///
    /// - Throws: `BenchFailure` when a message was not answered as it must be, `TransportError` when there is no
    ///   connection.
    package func measure(
        _ bench: BenchProtocol, under load: Load, reports modes: [Bool] = [false, true]
    ) async throws -> [Row] {
        let (requestOctets, replyOctets) = try bench.octets()
        let echo = EchoCeiling(
            requestOctets: requestOctets, replyOctets: replyOctets, connections: load.connections, window: load.window)
        var arenas: [SessionArena] = []
        for reports in modes { arenas.append(try await SessionArena.open(bench, load, reports: reports)) }
        var (ceilings, blocking): ([Double], [Double]) = ([], [])
        var runs: [[SessionArena.Run]] = modes.map { _ in [] }
        // Once for practice: sockets grow, memory is touched, threads start.
        for number in 0...self.runs {
            let isPractice = number == 0
            let messages = isPractice ? max(1, messages / 10) : messages
            let limits = (
                try await echo.run(.sources, messages: messages), try await echo.run(.threads, messages: messages)
            )
            if !isPractice {
                ceilings.append(limits.0)
                blocking.append(limits.1)
            }
            for (place, arena) in arenas.enumerated() {
                let run = try await arena.run(messages: messages)
                if !isPractice { runs[place].append(run) }
            }
        }
        for arena in arenas { await arena.close() }
        let ceiling = median(ceilings) ?? 0
        let limit = Ceiling(
            load: load, requestOctets: requestOctets, replyOctets: replyOctets, perSecond: ceiling,
            blockingPerSecond: median(blocking) ?? 0)
        return [.ceiling(limit)]
            + zip(modes, runs).map { reports, runs in
                let perSecond = median(runs.map(\.perSecond)) ?? 0
                return .session(
                    Figures(
                        protocolName: bench.name, load: load, reports: reports, messages: messages,
                        perSecond: perSecond, ofCeiling: ceiling > 0 ? perSecond / ceiling : 0,
                        p50: median(runs.map(\.p50)) ?? .zero, p99: median(runs.map(\.p99)) ?? .zero,
                        runs: runs.count))
            }
    }
}
