import CarrierMessaging
import CarrierSession
import CarrierTransport

/// `carrier bench session`: what sessions of a protocol carry on this machine, beside what its sockets carry.
///
/// Both ends are in this process and speak over loopback. A message is one request of one segment with 140 octets of
/// content, a cycle is submit, response, report and response.
public struct SessionBench: Sendable {
    /// How many connections, and how many requests each has in flight.
    public struct Load: Hashable, Sendable {
        /// Connections open at a time, at least 1.
        public var connections: Int
        /// Requests in flight on each, at least 1.
        public var window: Int

        public init(connections: Int, window: Int) {
            self.connections = connections
            self.window = window
        }
    }

    /// One row of the result.
    public enum Row: Hashable, Sendable {
        case ceiling(Ceiling)
        case session(Figures)
    }

    /// A bare batched echo of the same octet counts.
    public struct Ceiling: Hashable, Sendable {
        /// The connections and the window.
        public var load: Load
        /// Octets of a submit.
        public var requestOctets: Int
        /// Octets of its response.
        public var replyOctets: Int
        /// Requests answered per second, waited for with Dispatch sources: the yardstick.
        public var perSecond: Double
        /// The same with a thread for each end that blocks in the system, as the reading of the first connections does.
        public var blockingPerSecond: Double
    }

    /// Medians of the runs.
    public struct Figures: Hashable, Sendable {
        /// The name that `--protocol` takes.
        public var protocolName: String
        /// The connections and the window.
        public var load: Load
        /// True for whole cycles.
        public var reports: Bool
        /// Messages of one run.
        public var messages: Int
        /// Messages answered, or whole cycles finished, per second.
        public var perSecond: Double
        /// The same in parts of the ceiling of the same runs.
        public var ofCeiling: Double
        /// How long a submit waited for its response.
        public var p50: Moment.Span
        /// What one submit in a hundred exceeded.
        public var p99: Moment.Span
        /// The runs that the medians are of.
        public var runs: Int
    }

    /// Messages of one run, over all connections.
    public var messages: Int
    /// Runs of which the medians are taken; at least one.
    public var runs: Int

    /// What the command line does.
    public static let standardRuns = 7

    public init(messages: Int, runs: Int = SessionBench.standardRuns) {
        self.messages = messages
        self.runs = max(1, runs)
    }

    /// Measures one protocol under one load: the ceiling first, then a row without reports and one with them. They take
    /// turns within a run, so that what disturbs the machine disturbs all of them.
    ///
    /// - Throws: `BenchFailure` when a message was not answered as it must be, `TransportError` when there is no
    ///   connection.
    public func measure(
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
