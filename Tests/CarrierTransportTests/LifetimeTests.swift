import CarrierSession
import CarrierWire
import CarrierTestSupport
import CarrierTransport
import XCTest

/// Connections that came and went leave nothing behind: counted by weak references and by the ends of handlers.
final class LifetimeTests: XCTestCase {
    /// How many were made and are still there.
    private final class Census: Sendable {
        private let count = Guarded(0)
        var living: Int { count.withLock { $0 } }
        func add(_ number: Int) { count.withLock { $0 += number } }
    }

    /// A handler that answers, and is missed when it goes.
    private final class CountedHandler: ConnectionHandler {
        private let census: Census

        init(_ census: Census) {
            self.census = census
            census.add(1)
        }

        deinit { census.add(-1) }

        func handle(
            _ event: SessionEvent<ToyMessage>, of connection: Connection<ToyVocabulary>,
            session: inout Session<ToyVocabulary>
        ) {
            guard case .request(let message, let token) = event, let answer = Recorder.standardAnswer(message) else {
                return
            }
            XCTAssertNoThrow(try session.reply(answer, to: token, at: MonotonicClock.now()))
        }
    }

    private struct WeakConnection: Sendable {
        weak var connection: Connection<ToyVocabulary>?
    }

    private let census = Census()
    private let seen = Guarded<[WeakConnection]>([])

    private var livingConnections: Int { seen.withLock { seen in seen.filter { $0.connection != nil }.count } }

    /// A listener whose connections and handlers are counted.
    private func countingListener(_ limits: ListenerLimits = ListenerLimits()) async throws -> Listener<ToyVocabulary> {
        let (census, seen) = (census, seen)
        return try await Listener.bind(
            to: Endpoint("127.0.0.1:0"), limits: limits,
            onConnection: { connection in seen.withLock { $0.append(WeakConnection(connection: connection)) } },
            accepting: { _ in Acceptance(speaking: ToyVocabulary(), handler: CountedHandler(census)) })
    }

    private func dialCounted(_ address: SocketAddress) async throws -> Connection<ToyVocabulary> {
        let connection = try await dial(address, handler: CountedHandler(census))
        seen.withLock { $0.append(WeakConnection(connection: connection)) }
        return connection
    }

    /// Waits until nothing is left of `count` connections; the wait ends with a failure, not with luck.
    private func assertAllGone(_ count: Int, line: UInt = #line) async {
        XCTAssertEqual(seen.withLock { $0.count }, count, line: line)
        await until("connections are gone", line: line) { livingConnections == 0 }
        await until("handlers are gone", line: line) { census.living == 0 }
    }

    /// Every way in which a connection ends, `count` times each.
    private func comeAndGo(_ count: Int) async throws {
        let listener = try await countingListener()
        for _ in 0..<count {
            // Closed and reset without a word, in front of the login and behind it.
            try RawPeer.connect(to: listener.address).close()
            try RawPeer.connect(to: listener.address).reset()
            for isReset in [false, true] {
                let peer = try RawPeer.connect(to: listener.address)
                try await peer.logIn()
                try await peer.say(.query(1), 2)
                _ = try await peer.hear(.queryResponse(1))
                if isReset { peer.reset() } else { peer.close() }
            }
            // Dialled: closed in order, aborted, and a login that is refused.
            let closed = try await dialCounted(listener.address)
            _ = try await closed.submit(.query(1))
            await closed.close()
            let aborted = try await dialCounted(listener.address)
            _ = await aborted.submit(contentsOf: [.query(1), .query(2)])
            aborted.abort()
            _ = await aborted.closed()
            _ = await thrownError { _ = try await dial(listener.address, name: "stranger") }
        }
        await until("all are closed") { listener.connections.isEmpty }
        XCTAssertEqual(listener.counts.accepted, 7 * count)
        await listener.close()
        await assertAllGone(9 * count)
    }

    func testNothingIsLeftOfConnectionsReadByThreads() async throws {
        try await comeAndGo(20)
    }

    func testNothingIsLeftOfConnectionsReadByDispatchSources() async throws {
        let (busy, connections) = try await hundredConnections()
        try await comeAndGo(20)
        for connection in connections { connection.abort() }
        for connection in connections { _ = await connection.closed() }
        await busy.close()
    }

    /// A write source is made when the socket takes no more; the peer never reads.
    private func fillAndReset() async throws {
        let listener = try RawListener()
        let (connection, peer) = try await listener.pair(
            limits: .standard { $0.windowSize = 4000 }, handler: CountedHandler(census))
        seen.withLock { $0.append(WeakConnection(connection: connection)) }
        let batch = Task {
            await connection.submit(contentsOf: (0..<4000).map { _ in .data([UInt8](repeating: 65, count: 1900)) })
        }
        await until("the socket is full") { connection.withSession { session, _ in session.outputCount > 0 } }
        peer.reset()
        _ = await batch.value
        _ = await connection.closed()
    }

    func testNothingIsLeftWhenTheSocketWasFull() async throws {
        try await fillAndReset()
        await assertAllGone(1)
    }

    func testThousandsOfConnectionsLeaveNothing() async throws {
        let listener = try await countingListener()
        for number in 0..<10_000 {
            let peer = try RawPeer.connect(to: listener.address)
            if number.isMultiple(of: 2) { peer.close() } else { peer.reset() }
            if number % 64 == 63 {
                await until("they are served") { listener.counts.accepted + 64 > number }
                seen.withLock { seen in seen.removeAll { $0.connection == nil } }
            }
        }
        await until("all were taken") { listener.counts.accepted == 10_000 }
        await until("connections are gone") { livingConnections == 0 }
        await until("handlers are gone") { census.living == 0 }
        await listener.close()
    }
}
