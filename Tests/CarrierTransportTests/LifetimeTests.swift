import CarrierSession
import CarrierTestSupport
import CarrierWire
import Foundation
import XCTest

@testable import CarrierTransport

/// Runners that came and went leave nothing behind: counted by weak references and by the ends of handlers.
final class LifetimeTests: XCTestCase {
    private let census = Census()

    private func assertAllGone(line: UInt = #line) async {
        await until("runners are gone", line: line) { census.livingRunners == 0 }
        await until("handlers are gone", line: line) { census.livingHandlers == 0 }
    }

    /// Every way in which a connection ends, `count` times each.
    private func comeAndGo(_ count: Int) async throws {
        let listener = try await census.listener()
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
            let closed = try await census.dial(listener.address)
            _ = try await closed.submit(.query(1))
            await closed.close()
            XCTAssertEqual(closed.closeReason, .closedLocally)
            let aborted = try await census.dial(listener.address)
            aborted.post([.query(1), .query(2)])
            aborted.abort()
            await aborted.closed()
            let refusal = await thrownError { _ = try await census.dial(listener.address, name: "stranger") }
            XCTAssertEqual((refusal as? NotOpened)?.code, 3)
        }
        await until("all are closed") { listener.openConnections == 0 }
        XCTAssertEqual(listener.counts.accepted, 7 * count)
        await listener.close()
        await assertAllGone()
    }

    func testNothingIsLeftOfConnectionsReadByThreads() async throws {
        try await comeAndGo(20)
    }

    func testNothingIsLeftOfConnectionsReadByDispatchSources() async throws {
        let (busy, connections) = try await hundredConnections()
        try await comeAndGo(20)
        for connection in connections { connection.abort() }
        for connection in connections { await connection.closed() }
        await busy.close()
    }

    /// A write source is made when the socket takes no more; the peer never reads.
    private func fillAndReset() async throws {
        let (raw, census) = (try RawListener(), census)
        async let dialled = census.dial(raw.address, limits: .standard { $0.windowSize = 4000 })
        let peer = try await raw.accept()
        try await peer.admit()
        let channel = try await dialled
        channel.post((0..<4000).map { _ in .data([UInt8](repeating: 65, count: 1900)) })
        await until("the socket is full") { channel.inspect(\.outputCount) ?? 0 > 0 }
        peer.reset()
        await channel.closed()
    }

    func testNothingIsLeftWhenTheSocketWasFull() async throws {
        try await fillAndReset()
        await assertAllGone()
    }

    /// Threads of this process; nil where the system has no such directory.
    private var threads: Int? {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task"))?.count
    }

    func testThousandsOfConnectionsLeaveNothing() async throws {
        let listener = try await census.listener()
        let threadsBefore = threads
        for number in 0..<10_000 {
            let peer = try RawPeer.connect(to: listener.address)
            if number.isMultiple(of: 2) { peer.close() } else { peer.reset() }
            if number % 64 == 63 {
                await until("they are served") { listener.counts.accepted + 64 > number }
            }
        }
        await until("all were taken") { listener.counts.accepted == 10_000 }
        await assertAllGone()
        XCTAssertEqual(listener.openConnections, 0)
        // Whoever only connects costs no thread: the system keeps those that it made, and memory for each.
        if let threadsBefore, let threads { XCTAssertLessThan(threads - threadsBefore, 32) }
        await listener.close()
    }
}

/// How many runners and handlers were made and are still there.
private final class Census: Sendable {
    /// A handler that answers, and is missed when it goes.
    private final class CountedHandler: SessionHandler {
        private let handlers: Guarded<Int>

        init(_ handlers: Guarded<Int>) {
            self.handlers = handlers
            handlers.withLock { $0 += 1 }
        }

        deinit { handlers.withLock { $0 -= 1 } }

        func handle(
            _ event: SessionEvent<ToyMessage>, of channel: SessionChannel<ToyRules>,
            session: inout Session<ToyRules>
        ) {
            guard case .request(let message, let token) = event, let answer = Recorder.standardAnswer(message) else {
                return
            }
            XCTAssertNoThrow(try session.reply(answer, to: token, at: MonotonicClock.now()))
        }
    }

    private struct WeakRunner: Sendable {
        weak var runner: SessionRunner?
    }

    private let handlers = Guarded(0)
    private let runners = Guarded<[WeakRunner]>([])

    var livingHandlers: Int { handlers.withLock { $0 } }
    var livingRunners: Int { runners.withLock { list in list.count { $0.runner != nil } } }

    private func watch(_ runner: SessionRunner?) {
        runners.withLock { list in
            if list.count.isMultiple(of: 512) { list.removeAll { $0.runner == nil } }
            list.append(WeakRunner(runner: runner))
        }
    }

    /// A listener whose runners and handlers are counted, one of each for each connection.
    func listener() async throws -> CountedListener {
        let socket = try await SocketListener.bind(to: Endpoint("127.0.0.1:0")) { socket in
            SessionChannel.run(
                socket, speaking: ToyRules(), role: .server, handler: CountedHandler(self.handlers)
            ) { self.watch($0.runner) }
        }
        return CountedListener(socket: socket)
    }

    func dial(
        _ address: SocketAddress, name: String = "sp", limits: SessionLimits = .standard
    ) async throws -> SessionChannel<ToyRules> {
        let channel = try await SessionChannel.dial(
            to: Endpoint(address), speaking: ToyRules(name: name), limits: limits,
            handler: CountedHandler(handlers))
        watch(channel.runner)
        return channel
    }
}

/// A listener that keeps nothing of what it has accepted.
private struct CountedListener {
    let socket: SocketListener
    var address: SocketAddress { socket.address }
    var counts: ListenerCounts { socket.counts }
    var openConnections: Int { socket.openConnections }
    func close() async { await socket.stop() }
}
