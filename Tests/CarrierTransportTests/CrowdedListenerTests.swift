import CarrierSession
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import XCTest

/// Peers that take places and never log in: whoever logs in gets in, and every one that was turned away is told.
final class CrowdedListenerTests: XCTestCase {
    private let notices = EventRecorder<TurnedAway>()

    private func listener(
        _ change: (inout ListenerLimits) -> Void
    ) async throws -> SessionListener<ToyRules> {
        var limits = ListenerLimits()
        change(&limits)
        let notices = notices
        return try await SessionListener.bind(
            limits: limits, handler: Recorder(), onTurnedAway: { notices.note($0) }, speaking: { ToyRules() })
    }

    /// So many connections that say nothing, held by whoever holds the result.
    private func crowd(_ count: Int, at listener: SessionListener<ToyRules>) async throws -> [RawPeer] {
        var crowd: [RawPeer] = []
        let before = listener.counts.accepted
        for number in 1...count {
            crowd.append(try RawPeer.connect(to: listener.address))
            await until("it is taken") { listener.counts.accepted == before + number }
        }
        return crowd
    }

    private func assertServes(_ channel: SessionChannel<ToyRules>, line: UInt = #line) async throws {
        let answer = try await channel.submit(.query(3))
        XCTAssertEqual(answer, .queryResponse(3), line: line)
    }

    func testALoginGetsInWhenEveryPlaceIsTaken() async throws {
        let listener = try await listener { $0.maximumConnections = 20 }
        let early = try await dial(listener.address)
        try await assertServes(early)
        let crowd = try await crowd(60, at: listener)
        await until("the oldest are gone") { listener.counts.turnedAway == [.crowded: 41] }
        let late = try await dial(listener.address)
        try await assertServes(late)
        await until("one more is gone") { listener.counts.turnedAway == [.crowded: 42] }
        let oldest = try await crowd[0].readToTheEnd()
        XCTAssertEqual(oldest, .reset)
        // The newest of the crowd has its place still, and so has who had logged in before.
        try await crowd[59].logIn()
        XCTAssertNil(early.closeReason)
        await until("displaced ones are closed") { listener.openConnections == 20 }
        XCTAssertEqual(listener.counts.accepted, 62)
        early.abort()
        late.abort()
        for peer in crowd { peer.close() }
        await until("all places are given back") { listener.openConnections == 0 }
        await listener.close()
    }

    func testOneAddressDisplacesOnlyItsOwn() async throws {
        let listener = try await listener { $0.maximumWithoutLoginPerAddress = 5 }
        let crowd = try await crowd(30, at: listener)
        await until("the oldest are gone") { listener.counts.turnedAway == [.addressCrowded: 25] }
        try await assertServes(try await dial(listener.address))
        for peer in crowd { peer.close() }
        await listener.close()
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
        await listener.close()
    }

    func testWhoIsTurnedAwayAtOnceIsToldWhy() async throws {
        let denying = try await listener { $0.allowedPeers = [AddressBlock("192.0.2.0/24")].compactMap { $0 } }
        let full = try await listener { $0.maximumConnections = 1 }
        let member = try await dial(full.address)
        try await assertServes(member)
        let notices = notices
        let declining = try await SocketListener.bind(
            to: Endpoint("127.0.0.1:0"), onTurnedAway: { notices.note($0) }, accepting: { _ in })
        for (number, address) in [denying.address, full.address, declining.address].enumerated() {
            let peer = try RawPeer.connect(to: address)
            let ending = try await peer.readToTheEnd()
            XCTAssertEqual(ending, .finished)
            await until("it is told") { notices.notes.count > number }
            peer.close()
        }
        XCTAssertEqual(notices.notes.map(\.reason), [.notAllowed, .full, .declined])
        XCTAssertEqual(notices.notes.map(\.unreported), [0, 0, 0])
        XCTAssertEqual(denying.counts.turnedAway, [.notAllowed: 1])
        XCTAssertEqual(full.counts.turnedAway, [.full: 1])
        XCTAssertEqual(declining.counts.turnedAway, [.declined: 1])
        await member.close()
        await denying.close()
        await full.close()
        await declining.stop()
        XCTAssertEqual(declining.openConnections, 0)
    }

    func testLoginsGetInDuringAnAttackFromAnotherAddress() async throws {
        #if os(Linux)
            let listener = try await listener {
                $0.maximumConnections = 256
                $0.maximumWithoutLoginPerAddress = 64
            }
            let address = listener.address
            let attack = Task.detached {
                var held: [RawPeer] = []
                var count = 0
                while !Task.isCancelled, count < 100_000 {
                    held.append(try RawPeer.connect(to: address, from: 0x7F00_0002))
                    if held.count > 200 { held.removeFirst(100) }
                    count += 1
                    if count.isMultiple(of: 16) { await Task.yield() }
                }
                return count
            }
            await until("places are short") { listener.counts.turnedAwayInAll > 100 }
            for _ in 0..<20 {
                let connection = try await dial(address)
                try await assertServes(connection)
                await connection.close()
            }
            attack.cancel()
            _ = try await attack.value
            XCTAssertEqual(Set(listener.counts.turnedAway.keys), [.addressCrowded])
            await listener.close()
        #else
            throw XCTSkip("one loopback address only")
        #endif
    }

    func testAFloodIsCountedInFullAndToldInPart() async throws {
        let listener = try await listener {
            $0.allowedPeers = [AddressBlock("192.0.2.0/24")].compactMap { $0 }
            $0.noticesPerSecond = 1
        }
        for _ in 0..<300 { try RawPeer.connect(to: listener.address).close() }
        await until("all are counted") { listener.counts.turnedAway[.notAllowed] == 300 }
        await listener.close()
        let notes = notices.notes
        // One a second; the flood takes far less than a minute.
        XCTAssertLessThan(notes.count, 60)
        XCTAssertGreaterThan(notes.count, 0)
        XCTAssertLessThanOrEqual(notes.reduce(0) { $0 + 1 + $1.unreported }, 300)
    }
}
