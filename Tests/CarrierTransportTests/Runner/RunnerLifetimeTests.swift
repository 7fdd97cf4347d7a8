import CarrierSession
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import Foundation
import XCTest

/// Runners that came and went leave nothing behind: counted by weak references and by the ends of owners.
final class RunnerLifetimeTests: XCTestCase {
    private let census = Census()

    private func assertAllGone(line: UInt = #line) async {
        await until("runners are gone", line: line) { census.livingRunners == 0 }
        await until("owners are gone", line: line) { census.livingOwners == 0 }
    }

    /// Every way in which a connection ends, `count` times each.
    private func comeAndGo(_ count: Int) async throws {
        let listener = try await ToyChannel.listener(census: census)
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
            let closed = try await ToyChannel.dial(listener.address, census: census)
            _ = await closed.opened.value
            closed.runner?.close()
            let reason = await closed.closed.value
            XCTAssertEqual(reason, .closedLocally)
            let aborted = try await ToyChannel.dial(listener.address, census: census)
            _ = await aborted.opened.value
            aborted.submit([.query(1), .query(2)])
            aborted.runner?.abort()
            _ = await aborted.closed.value
            let stranger = try await ToyChannel.dial(listener.address, name: "stranger", census: census)
            let isOpen = await stranger.opened.value
            XCTAssertFalse(isOpen)
            _ = await stranger.closed.value
        }
        await until("all are closed") { listener.openConnections == 0 }
        XCTAssertEqual(listener.counts.accepted, 7 * count)
        await listener.stop()
        await assertAllGone()
    }

    func testNothingIsLeftOfConnectionsReadByThreads() async throws {
        try await comeAndGo(20)
    }

    func testNothingIsLeftOfConnectionsReadByDispatchSources() async throws {
        let busy = try await ToyChannel.listener()
        var channels: [ToyChannel] = []
        for _ in 0..<100 {
            channels.append(try await ToyChannel.dial(busy.address))
            _ = await channels.last?.opened.value
        }
        try await comeAndGo(20)
        for channel in channels { channel.runner?.abort() }
        for channel in channels { _ = await channel.closed.value }
        await busy.stop()
    }

    /// A write source is made when the socket takes no more; the peer never reads.
    func testNothingIsLeftWhenTheSocketWasFull() async throws {
        let raw = try RawListener()
        let channel = try await ToyChannel.dial(
            raw.address, limits: .standard { $0.windowSize = 4000 }, census: census)
        let peer = try await raw.accept()
        try await peer.admit()
        _ = await channel.opened.value
        channel.submit((0..<4000).map { _ in .data([UInt8](repeating: 65, count: 1900)) })
        await until("the socket is full") { channel.unsentOctets > 0 }
        peer.reset()
        _ = await channel.closed.value
        await assertAllGone()
    }

    /// Threads of this process; nil where the system has no such directory.
    private var threads: Int? {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task"))?.count
    }

    func testThousandsOfConnectionsLeaveNothing() async throws {
        let listener = try await ToyChannel.listener(census: census)
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
        await listener.stop()
    }
}
