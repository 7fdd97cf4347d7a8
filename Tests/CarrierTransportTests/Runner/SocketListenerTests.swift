import CarrierSession
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import XCTest

/// Peers that take places and never log in: whoever logs in gets in, and every one that was turned away is told.
final class SocketListenerTests: XCTestCase {
    private let notices = Notebook<TurnedAway>()

    private func listener(_ change: (inout ListenerLimits) -> Void) async throws -> SocketListener {
        var limits = ListenerLimits()
        change(&limits)
        let notices = notices
        return try await ToyChannel.listener(limits, onTurnedAway: { notices.note($0) })
    }

    /// So many connections that say nothing, held by whoever holds the result.
    private func crowd(_ count: Int, at listener: SocketListener) async throws -> [RawPeer] {
        var crowd: [RawPeer] = []
        let before = listener.counts.accepted
        for number in 1...count {
            crowd.append(try RawPeer.connect(to: listener.address))
            await until("it is taken") { listener.counts.accepted == before + number }
        }
        return crowd
    }

    private func assertServes(_ channel: ToyChannel, line: UInt = #line) async {
        let isOpen = await channel.opened.value
        XCTAssertTrue(isOpen, line: line)
        let answer = await channel.answer(to: .query(3))
        XCTAssertEqual(answer, .queryResponse(3), line: line)
    }

    func testALoginGetsInWhenEveryPlaceIsTaken() async throws {
        let listener = try await listener { $0.maximumConnections = 20 }
        let early = try await ToyChannel.dial(listener.address)
        await assertServes(early)
        let crowd = try await crowd(60, at: listener)
        await until("the oldest are gone") { listener.counts.turnedAway == [.crowded: 41] }
        let late = try await ToyChannel.dial(listener.address)
        await assertServes(late)
        await until("one more is gone") { listener.counts.turnedAway == [.crowded: 42] }
        let oldest = try await crowd[0].readToTheEnd()
        XCTAssertEqual(oldest, .reset)
        // The newest of the crowd has its place still, and so has who had logged in before.
        try await crowd[59].logIn()
        XCTAssertNil(early.closeReason)
        await until("displaced ones are closed") { listener.openConnections == 20 }
        XCTAssertEqual(listener.counts.accepted, 62)
        early.runner?.abort()
        late.runner?.abort()
        for peer in crowd { peer.close() }
        await until("all places are given back") { listener.openConnections == 0 }
        await listener.stop()
    }

    func testOneAddressDisplacesOnlyItsOwn() async throws {
        let listener = try await listener { $0.maximumWithoutLoginPerAddress = 5 }
        let crowd = try await crowd(30, at: listener)
        await until("the oldest are gone") { listener.counts.turnedAway == [.addressCrowded: 25] }
        await assertServes(try await ToyChannel.dial(listener.address))
        for peer in crowd { peer.close() }
        await listener.stop()
    }

    func testALoginThatHasArrivedIsServedBeforeItsPlaceIsGiven() async throws {
        let listener = try await listener { $0.maximumWithoutLogin = 1 }
        for _ in 0..<50 {
            let peer = try RawPeer.connect(to: listener.address)
            try await peer.say(.login("sp"), 1)
            // Takes the only place for those without a login, whether or not the one in front of it is served already.
            let rival = try RawPeer.connect(to: listener.address)
            _ = try await peer.hear(.loginResponse(0))
            try await peer.say(.query(1), 2)
            _ = try await peer.hear(.queryResponse(1))
            peer.close()
            rival.close()
        }
        await listener.stop()
    }

    func testWhoIsTurnedAwayAtOnceIsToldWhy() async throws {
        let denying = try await listener { $0.allowedPeers = [AddressBlock("192.0.2.0/24")].compactMap { $0 } }
        let full = try await listener { $0.maximumConnections = 1 }
        let member = try await ToyChannel.dial(full.address)
        await assertServes(member)
        let notices = notices
        let declining = try await SocketListener.bind(
            to: Endpoint("127.0.0.1:0"), onTurnedAway: { notices.note($0) }, accepting: { _ in })
        for (number, listener) in [denying, full, declining].enumerated() {
            let peer = try RawPeer.connect(to: listener.address)
            let ending = try await peer.readToTheEnd()
            XCTAssertEqual(ending, .finished)
            await until("it is told") { notices.notes.count > number }
            peer.close()
        }
        XCTAssertEqual(notices.notes.map(\.reason), [.notAllowed, .full, .declined])
        XCTAssertEqual(denying.counts.turnedAway, [.notAllowed: 1])
        XCTAssertEqual(full.counts.turnedAway, [.full: 1])
        XCTAssertEqual(declining.counts.turnedAway, [.declined: 1])
        member.runner?.abort()
        for listener in [denying, full, declining] { await listener.stop() }
        XCTAssertEqual(declining.openConnections, 0)
    }

    func testAFloodIsCountedInFullAndToldInPart() async throws {
        let listener = try await listener {
            $0.allowedPeers = [AddressBlock("192.0.2.0/24")].compactMap { $0 }
            $0.noticesPerSecond = 1
        }
        for _ in 0..<300 { try RawPeer.connect(to: listener.address).close() }
        await until("all are counted") { listener.counts.turnedAway[.notAllowed] == 300 }
        await listener.stop()
        let notes = notices.notes
        // One a second; the flood takes far less than a minute.
        XCTAssertLessThan(notes.count, 60)
        XCTAssertGreaterThan(notes.count, 0)
        XCTAssertLessThanOrEqual(notes.reduce(0) { $0 + 1 + $1.unreported }, 300)
    }

    func testStoppingLeavesConnectionsAlone() async throws {
        let listener = try await listener { _ in }
        let channel = try await ToyChannel.dial(listener.address)
        await assertServes(channel)
        await listener.stop()
        let error = await thrownError { _ = try await Dialer.socket(to: Endpoint(listener.address)) }
        XCTAssertEqual((error as? TransportError)?.operation, .connect)
        channel.submit([.query(4)])
        await until("it is answered") {
            channel.events.contains { if case .response(.queryResponse(4), _) = $0 { true } else { false } }
        }
        channel.runner?.close()
        let reason = await channel.closed.value
        XCTAssertEqual(reason, .closedLocally)
    }
}
