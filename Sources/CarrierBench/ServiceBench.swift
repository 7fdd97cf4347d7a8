import CarrierHarness
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport
import CarrierWire
import Dispatch

/// `carrier bench service`: `SMSClient` in this process against `SMSGateway` in another, beside a bare echo of the same
/// octets between two processes.
///
/// One connection unless told otherwise, one segment with 140 octets of content to one recipient; nobody prints an
/// event. A cycle is submit, response, report and response.
package struct ServiceBench: Sendable {
    /// What is measured at a time.
    package struct Load: Hashable, Sendable {
        /// Requests in flight, at least 1.
        package var window: Int
        /// True for whole cycles.
        package var reports: Bool

        package init(window: Int, reports: Bool) {
            self.window = window
            self.reports = reports
        }

        /// What the command line measures.
        package static let all = [1, 16, 32].flatMap { window in
            [false, true].map { Load(window: window, reports: $0) }
        }
    }

    /// Medians of the runs.
    package struct Figures: Hashable, Sendable {
        /// The name that `--protocol` takes.
        package var protocolName: String
        /// Window, and whether reports came back.
        package var load: Load
        /// Connections that carried the messages.
        package var connections: Int
        /// Messages of one run.
        package var messages: Int
        /// Messages answered, or whole cycles finished, per second.
        package var perSecond: Double
        /// Processor time of the client's process for one message, in microseconds.
        package var clientMicroseconds: Double
        /// Processor time of the gateway's process for one message, in microseconds.
        package var gatewayMicroseconds: Double
        /// How long a submit waited for its response.
        package var p50: Moment.Span
        /// What one submit in a hundred exceeded.
        package var p99: Moment.Span
        /// Octets of a submit.
        package var requestOctets: Int
        /// Octets of its response.
        package var replyOctets: Int
        /// Replies per second of the echo: blocking sockets, a write for each request and each reply.
        package var echoPerSecond: Double
        /// Processor time of both of its processes for one message, in microseconds.
        package var echoMicroseconds: Double
        /// The runs that the medians are of.
        package var runs: Int
    }

    /// Messages of one run; a tenth of it at window 1.
    package var messages: Int
    /// Connections of the client, side by side; at least one. The echo has one.
    package var connections = 1
    /// Runs of which the medians are taken; at least one.
    package var runs: Int
    /// The program whose `bench far-end:…` is the other process, see ``BenchFarEnd``.
    package var program: String

    package init(messages: Int, runs: Int = 5, program: String) {
        self.messages = max(10, messages)
        self.runs = max(1, runs)
        self.program = program
    }

    private struct Run {
        var perSecond: Double
        var near: Double
        var far: Double
        var latencies = LatencyHistogram()
    }

    /// Measures one protocol under one load; echo and service take turns, so that what disturbs the machine disturbs
    /// both.
    ///
    /// - Throws: `BenchFailure` when a message has not the outcome that it must have or the other process is gone,
    ///   `TransportError` when there is no connection.
    package func measure(_ bench: BenchProtocol, under load: Load) async throws -> Figures {
        let (requestOctets, replyOctets) = try bench.octets()
        let count = load.window == 1 ? max(10, messages / 10) : messages
        let pair = try await ServicePair.open(bench, load, connections: max(1, connections), program: program)
        let echo = try await EchoPair.open(requestOctets, replyOctets, program: program)
        var services: [Run] = []
        var echoes: [Run] = []
        // Once for practice: sockets grow, memory is touched, threads start.
        for number in 0...runs {
            let isPractice = number == 0
            let some = isPractice ? max(10, count / 10) : count
            let echoRun = try await Self.timed(some, echo.farEnd) { try await echo.run(some, window: load.window) }
            let serviceRun = try await Self.timed(some, pair.farEnd) { try await pair.run(some) }
            if isPractice { continue }
            echoes.append(echoRun)
            services.append(serviceRun)
        }
        await echo.close()
        await pair.close()
        return Figures(
            protocolName: bench.name, load: load, connections: max(1, connections), messages: count,
            perSecond: median(services.map(\.perSecond)) ?? 0,
            clientMicroseconds: median(services.map(\.near)) ?? 0,
            gatewayMicroseconds: median(services.map(\.far)) ?? 0,
            p50: median(services.map { $0.latencies.quantile(0.5) }) ?? .zero,
            p99: median(services.map { $0.latencies.quantile(0.99) }) ?? .zero,
            requestOctets: requestOctets, replyOctets: replyOctets,
            echoPerSecond: median(echoes.map(\.perSecond)) ?? 0,
            echoMicroseconds: median(echoes.map { $0.near + $0.far }) ?? 0, runs: services.count)
    }

    private static func timed(
        _ messages: Int, _ farEnd: FarEndProcess, _ body: () async throws -> LatencyHistogram
    ) async throws -> Run {
        let far = try await farEnd.processorTime()
        let near = processorTime()
        let start = MonotonicClock.now()
        let latencies = try await body()
        let seconds = Double((MonotonicClock.now() - start).nanoseconds) / 1e9
        let nearUsed = processorTime() - near
        let farUsed = try await farEnd.processorTime() - far
        return Run(
            perSecond: Double(messages) / seconds, near: nearUsed / Double(messages),
            far: farUsed / Double(messages), latencies: latencies)
    }
}

/// The bare echo between two processes.
private struct EchoPair {
    let farEnd: FarEndProcess
    let socket: EchoSocket
    let requestOctets: Int
    let replyOctets: Int

    static func open(_ requestOctets: Int, _ replyOctets: Int, program: String) async throws -> EchoPair {
        let farEnd = try FarEndProcess(
            program, ["bench", "far-end:echo:\(requestOctets):\(replyOctets)"])
        return EchoPair(
            farEnd: farEnd, socket: try EchoSocket.connect(to: try await farEnd.listeningPort()),
            requestOctets: requestOctets, replyOctets: replyOctets)
    }

    func run(_ messages: Int, window: Int) async throws -> LatencyHistogram {
        let isDone = await withCheckedContinuation { continuation in
            DispatchQueue(label: "carrier.bench.echo").async { [self] in
                continuation.resume(
                    returning: socket.ask(messages, window: window, writing: requestOctets, reading: replyOctets))
            }
        }
        if !isDone { throw BenchFailure(description: "the echo broke") }
        return LatencyHistogram()
    }

    func close() async {
        socket.shut()
        await farEnd.end()
    }
}

/// A client here and a gateway there.
private struct ServicePair {
    let farEnd: FarEndProcess
    let client: SMSClient
    let tally: BenchTally
    let reports: Bool

    static func open(
        _ bench: BenchProtocol, _ load: ServiceBench.Load, connections: Int, program: String
    ) async throws -> ServicePair {
        let farEnd = try FarEndProcess(program, ["bench", "far-end:\(bench.name):\(load.window)"])
        let port = try await farEnd.listeningPort()
        let tally = BenchTally()
        var options = ClientOptions.standard
        options.tellsOutcomeSegments = false
        options.reconnectFor = .zero
        let client = SMSClient(
            speaking: bench.client, channels: .primary("127.0.0.1:\(port)", connections: connections), options: options,
            listen: load.reports ? Endpoint(host: "127.0.0.1", port: 0) : nil,
            limits: bench.limits(window: load.window),
            observer: { tally.note($0) })
        try await client.start()
        try farEnd.say("account \(client.listeningAddress.map { "\($0)" } ?? "")")
        try await client.opened()
        return ServicePair(farEnd: farEnd, client: client, tally: tally, reports: load.reports)
    }

    func run(_ messages: Int) async throws -> LatencyHistogram {
        tally.begin(messages)
        try client.submit(BenchProtocol.message(reports: reports), copies: UInt64(messages))
        return try await tally.finished()
    }

    func close() async {
        await client.shutDown()
        await farEnd.end()
    }
}

extension FarEndProcess {
    /// The port that the other end says it listens on.
    fileprivate func listeningPort() async throws(BenchFailure) -> UInt16 {
        let line = try await nextLine()
        guard let word = line.split(separator: " ").last, let port = UInt16(word) else {
            throw BenchFailure(description: "the other end says \(line)")
        }
        return port
    }
}

extension BenchTally {
    /// Counts what a client is told.
    fileprivate func note(_ events: [ClientEvent]) {
        var settled = 0
        var latencies: [Moment.Span] = []
        for event in events {
            switch event {
            case .accepted(_, _, let latency): if let latency { latencies.append(latency) }
            case .outcome(let outcome):
                settled += 1
                if outcome.result != .delivered, outcome.result != .accepted {
                    fail("a message ended as \(outcome.result.rawValue)")
                }
            case .refused(_, let code): fail("a submit was refused with status \(code)")
            case .unanswered: fail("a submit was not answered")
            case .ended(let end): fail("the client ended: \(end)")
            default: break
            }
        }
        if settled > 0 || !latencies.isEmpty { self.settled(settled, latencies) }
    }
}
