import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTransport

/// Logged-in connections of one protocol, both ends in this process, over which messages are driven: sessions, the
/// adapter and the transport, without the cores.
struct SessionArena: Sendable {
    /// One run over all connections.
    struct Run: Sendable {
        var perSecond: Double
        var p50: Moment.Span
        var p99: Moment.Span
    }

    private let reports: Bool
    private let tally: BenchTally
    private let orders: [BenchInbox<Int>]
    private let listeners: [SocketListener]

    static func open(_ bench: BenchProtocol, _ load: SessionBench.Load, reports: Bool) async throws -> SessionArena {
        let limits = bench.limits(window: load.window)
        let content = try bench.content(reports: reports)
        let tally = BenchTally()
        let local = Endpoint(host: "127.0.0.1", port: 0)
        let numbers = Guarded<UInt32>(0)
        let next: @Sendable () -> UInt32 = {
            numbers.withLock { last in
                last &+= 1
                return last
            }
        }
        var listeners: [SocketListener] = []
        var paths: [BenchInbox<DeliveryRequest>] = []
        if bench.gateway.hasReverseConnection, reports {
            let listener = try await SocketListener.bind(to: local) { socket in
                guard let session = bench.client.makeReverseSession(connection: next(), limits: limits) else { return }
                run(socket, BenchClientOwner(session, content, BenchInbox(), tally))
            }
            listeners.append(listener)
            for _ in 0..<load.connections {
                let path = BenchInbox<DeliveryRequest>()
                let socket = try await Dialer.socket(to: Endpoint(listener.address))
                guard
                    let session = bench.gateway.makeReverseSession(
                        to: bench.account, connection: next(), limits: limits)
                else { throw BenchFailure(description: "\(bench.name) makes no reverse connection") }
                path.attach(
                    run(socket, BenchGatewayOwner(session, bench, tally, delivering: path, reportingTo: path)))
                paths.append(path)
            }
        }
        let unused = Guarded(paths)
        let listener = try await SocketListener.bind(to: local) { socket in
            let own = BenchInbox<DeliveryRequest>()
            let session = bench.gateway.makeSession(connection: next(), limits: limits)
            own.attach(
                run(
                    socket,
                    BenchGatewayOwner(
                        session, bench, tally, delivering: own,
                        reportingTo: unused.withLock { $0.popLast() } ?? own)))
        }
        listeners.append(listener)
        var orders: [BenchInbox<Int>] = []
        for _ in 0..<load.connections {
            let inbox = BenchInbox<Int>()
            let session = bench.client.makeSession(traffic: .all, connection: next(), limits: limits)
            let socket = try await Dialer.socket(to: Endpoint(listener.address))
            // A content for each connection: with one for all the processors would quarrel over its count of owners.
            let content = try bench.content(reports: reports)
            inbox.attach(run(socket, BenchClientOwner(session, content, inbox, tally)))
            orders.append(inbox)
        }
        let arena = SessionArena(reports: reports, tally: tally, orders: orders, listeners: listeners)
        try await arena.awaitLogins(2 * (load.connections + paths.count))
        return arena
    }

    @discardableResult
    private static func run(
        _ socket: consuming ConnectedSocket, _ owner: sending any SessionOwner
    ) -> SessionRunner {
        let runner = SessionRunner(socket, owner: owner, afterPass: {}, onFinished: { _ in })
        runner.start()
        return runner
    }

    /// Every end says when it is open; on loopback that takes milliseconds.
    private func awaitLogins(_ ends: Int) async throws {
        let deadline = MonotonicClock.now() + .seconds(10)
        while tally.openChannels < ends {
            guard MonotonicClock.now() < deadline else { throw BenchFailure(description: "no login in time") }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// Drives `messages` over all connections and waits for the last response and the last report.
    func run(messages: Int) async throws -> Run {
        let share = max(1, messages / max(1, orders.count))
        tally.begin(share * orders.count * (reports ? 2 : 1))
        let start = MonotonicClock.now()
        for inbox in orders { inbox.add([share]) }
        let latencies = try await tally.finished()
        let seconds = Double((MonotonicClock.now() - start).nanoseconds) / 1e9
        return Run(
            perSecond: Double(share * orders.count) / seconds, p50: latencies.quantile(0.5),
            p99: latencies.quantile(0.99))
    }

    /// Logs out everywhere.
    func close() async {
        for inbox in orders { inbox.close() }
        for listener in listeners { await listener.stop() }
    }
}
