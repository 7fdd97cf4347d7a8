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

    /// How the owner submits, and whether reports come back.
    public struct Mode: Hashable, Sendable {
        /// How the owner waits for responses.
        public enum Submitting: String, Hashable, Sendable {
            /// One wait for each batch of requests; a batch is ``SessionBench/windowsPerBatch`` windows.
            case batch
            /// A task for each request in flight, each awaiting its own response, all of them on the connection's
            /// executor; where the system has no such preference, as ``awaitingInPool``.
            case awaiting
            /// The same tasks on the threads that all tasks of the process share.
            case awaitingInPool = "awaiting-pool"
        }

        /// How the owner waits for responses.
        public var submitting: Submitting
        /// True for whole cycles.
        public var reports: Bool

        public init(_ submitting: Submitting, reports: Bool) {
            self.submitting = submitting
            self.reports = reports
        }

        /// What there is to know of one load.
        public static let all = [
            Mode(.batch, reports: false), Mode(.awaiting, reports: false), Mode(.awaitingInPool, reports: false),
            Mode(.batch, reports: true), Mode(.awaiting, reports: true),
        ]
        /// What tells how a load compares with others.
        public static let plain = Array(all.prefix(2))
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
        /// How messages were submitted.
        public var mode: Mode
        /// Messages of one run.
        public var messages: Int
        /// Messages answered, or whole cycles finished, per second.
        public var perSecond: Double
        /// The same in parts of the ceiling of the same runs.
        public var ofCeiling: Double
        /// How long a submitting call took: of a request when awaiting, of all of a batch's.
        public var p50: Moment.Span
        /// What one call in a hundred exceeded.
        public var p99: Moment.Span
        /// The runs that the medians are of.
        public var runs: Int
    }

    /// Messages of one run, over all connections.
    public var messages: Int
    /// Runs of which the medians are taken; at least one.
    public var runs: Int

    /// A batch is larger than the window, so that the window stays full while a batch is under way.
    public static let windowsPerBatch = 8
    /// What the command line does.
    public static let standardRuns = 7

    public init(messages: Int, runs: Int = SessionBench.standardRuns) {
        self.messages = messages
        self.runs = max(1, runs)
    }

    /// Measures one protocol under one load: the ceiling first, then a row for each mode. Ceiling and modes take turns
    /// within a run, so that what disturbs the machine disturbs all of them.
    ///
    /// - Throws: `ProfileError` for a protocol that has no sessions, `BenchFailure` when a message was not answered as
    ///   it must be, `TransportError` and `LoginError` when there is no connection.
    public func measure(
        _ protocolName: String, under load: Load, modes: [Mode] = Mode.all
    ) async throws -> [Row] {
        let credentials = HarnessCredentials(account: "901234", secret: "bench", node: 3_010_099_999)
        return try await ProfileTable.visit(
            protocolName, credentials, Measurement(bench: self, load: load, modes: modes))
    }

    /// The median; of an even number of values the lower one of the middle.
    static func median<Value: Comparable>(_ values: [Value]) -> Value? {
        values.isEmpty ? nil : values.sorted()[(values.count - 1) / 2]
    }
}

/// A message that was not answered as it must be: the figures would mean nothing.
public struct BenchFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence.
    public var description: String
}

/// What the profile's table is visited for.
private struct Measurement: ProfileVisitor {
    var bench: SessionBench
    var load: SessionBench.Load
    var modes: [SessionBench.Mode]

    func visit<Profile: CarrierProfile>(_ profile: Profile) async throws -> [SessionBench.Row] {
        let arenas = try await openArenas(profile)
        let (requestOctets, replyOctets) = try SessionArena<Profile>.octets(of: profile)
        let echo = EchoCeiling(
            requestOctets: requestOctets, replyOctets: replyOctets, connections: load.connections, window: load.window)
        var (ceilings, blocking): ([Double], [Double]) = ([], [])
        var runs: [[SessionArena<Profile>.Run]] = modes.map { _ in [] }
        // Once for practice: sockets grow, memory is touched, threads start.
        for number in 0...bench.runs {
            let isPractice = number == 0
            let messages = isPractice ? max(1, bench.messages / 10) : bench.messages
            let figures = (
                try await echo.run(.sources, messages: messages), try await echo.run(.threads, messages: messages)
            )
            if !isPractice {
                ceilings.append(figures.0)
                blocking.append(figures.1)
            }
            for (place, mode) in modes.enumerated() {
                guard let arena = arenas[mode.reports] else { continue }
                let run = try await arena.run(mode.submitting, messages: messages)
                if !isPractice { runs[place].append(run) }
            }
        }
        for arena in arenas.values { await arena.close() }
        let ceiling = SessionBench.median(ceilings) ?? 0
        let rows = zip(modes, runs).map { mode, runs in
            let perSecond = SessionBench.median(runs.map(\.perSecond)) ?? 0
            return SessionBench.Row.session(
                SessionBench.Figures(
                    protocolName: profile.name, load: load, mode: mode, messages: bench.messages,
                    perSecond: perSecond, ofCeiling: ceiling > 0 ? perSecond / ceiling : 0,
                    p50: SessionBench.median(runs.map(\.p50)) ?? .zero,
                    p99: SessionBench.median(runs.map(\.p99)) ?? .zero, runs: runs.count))
        }
        let limit = SessionBench.Ceiling(
            load: load, requestOctets: requestOctets, replyOctets: replyOctets, perSecond: ceiling,
            blockingPerSecond: SessionBench.median(blocking) ?? 0)
        return [.ceiling(limit)] + rows
    }

    /// The connections for each of the modes' two kinds.
    private func openArenas<Profile: CarrierProfile>(
        _ profile: Profile
    ) async throws -> [Bool: SessionArena<Profile>] {
        var arenas: [Bool: SessionArena<Profile>] = [:]
        for reports in Set(modes.map(\.reports)) {
            arenas[reports] = try await SessionArena.open(profile, load, reports: reports)
        }
        return arenas
    }
}
