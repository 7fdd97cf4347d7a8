import CarrierSession
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import XCTest

/// Peers that take places and never log in: whoever logs in gets in, and every one that was turned away is told.
final class CrowdedListenerTests: XCTestCase {
    private let notices = Notebook<TurnedAway>()

    private func listener(
        _ change: (inout ListenerLimits) -> Void, declining: Bool = false
    ) async throws -> Listener<ToyVocabulary> {
        var limits = ListenerLimits()
        change(&limits)
        let notices = notices
        return try await Listener.bind(
            to: Endpoint("127.0.0.1:0"), limits: limits, onTurnedAway: { notices.note($0) },
            accepting: { _ in declining ? nil : Acceptance(speaking: ToyVocabulary(), handler: Recorder()) })
    }

    /// So many connections that say nothing, held by whoever holds the result.
    private func crowd(_ count: Int, at listener: Listener<ToyVocabulary>) async throws -> [RawPeer] {
        var crowd: [RawPeer] = []
        let before = listener.counts.accepted
        for number in 1...count {
            crowd.append(try RawPeer.connect(to: listener.address))
            await until("it is taken") { listener.counts.accepted == before + number }
        }
        return crowd
    }

    func testALoginGetsInWhenEveryPlaceIsTaken() async throws {
        let listener = try await listener { $0.maximumConnections = 20 }
        let early = try await dial(listener.address)
        let crowd = try await crowd(60, at: listener)
        await until("the oldest are gone") { listener.counts.turnedAway == [.crowded: 41] }
        let late = try await dial(listener.address)
        // Who had logged in before has its place still, and so has the newest of the crowd.
        for connection in [early, late] {
            let answer = try await connection.submit(.query(3))
            XCTAssertEqual(answer, .queryResponse(3))
        }
        await until("one more is gone") { listener.counts.turnedAway == [.crowded: 42] }
        let oldest = try await crowd[0].readToTheEnd()
        XCTAssertEqual(oldest, .reset)
        try await crowd[59].logIn()
        await until("displaced ones are closed") { listener.connections.count == 20 }
        await early.close()
        await late.close()
        for peer in crowd { peer.close() }
        await listener.close()
        XCTAssertEqual(listener.counts.accepted, 62)
    }

    func testOneAddressDisplacesOnlyItsOwn() async throws {
        let listener = try await listener { $0.maximumWithoutLoginPerAddress = 5 }
        let crowd = try await crowd(30, at: listener)
        await until("the oldest are gone") { listener.counts.turnedAway == [.addressCrowded: 25] }
        let connection = try await dial(listener.address)
        await connection.close()
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
                let answer = try await connection.submit(.query(3))
                XCTAssertEqual(answer, .queryResponse(3))
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

    func testEveryReasonIsToldAndCounted() async throws {
        let declining = try await listener({ _ in }, declining: true)
        let denying = try await listener { $0.allowedPeers = [AddressBlock("192.0.2.0/24")].compactMap { $0 } }
        let full = try await listener { $0.maximumConnections = 1 }
        let member = try await dial(full.address)
        var ports: [UInt16] = []
        for (number, listener) in [declining, denying, full].enumerated() {
            let peer = try RawPeer.connect(to: listener.address)
            let ending = try await peer.readToTheEnd()
            XCTAssertEqual(ending, .finished)
            await until("it is told") { notices.notes.count > number }
            ports.append(notices.notes.last?.peer.port ?? 0)
            peer.close()
        }
        XCTAssertEqual(notices.notes.map(\.reason), [.declined, .notAllowed, .full])
        XCTAssertEqual(notices.notes.map(\.unreported), [0, 0, 0])
        XCTAssertEqual(Set(ports).count, 3)
        XCTAssertEqual(declining.counts.turnedAway, [.declined: 1])
        XCTAssertEqual(denying.counts.turnedAway, [.notAllowed: 1])
        XCTAssertEqual(full.counts.turnedAway, [.full: 1])
        await member.close()
        for listener in [declining, denying, full] { await listener.close() }
    }

    func testAFloodIsCountedInFullAndToldInPart() async throws {
        let listener = try await listener {
            $0.allowedPeers = [AddressBlock("192.0.2.0/24")].compactMap { $0 }
            $0.noticesPerSecond = 1
        }
        for _ in 0..<300 { try RawPeer.connect(to: listener.address).close() }
        await until("all are counted") { listener.counts.turnedAway[.notAllowed] == 300 }
        let notes = notices.notes
        // One a second; the flood takes far less than a minute.
        XCTAssertLessThan(notes.count, 60)
        XCTAssertGreaterThan(notes.count, 0)
        XCTAssertLessThanOrEqual(notes.reduce(0) { $0 + 1 + $1.unreported }, 300)
        await listener.close()
    }

    // MARK: - The end of intake

    func testAfterTheIntakeStopsRequestsAreRefusedAndWhatIsOwedGoesOn() async throws {
        let listener = try await toyListener()
        let peer = try RawPeer.connect(to: listener.address)
        try await peer.logIn()
        try await peer.say(.data([65]), 2)
        let connection = try XCTUnwrap(listener.connections.first)
        var requests = connection.requests.makeAsyncIterator()
        let owed = await requests.next()
        await listener.stopIntake()
        try await peer.say(.data([66]), 3)
        // The protocol's word for a side that closes.
        let refused = try await peer.hear(.dataResponse(8))
        XCTAssertEqual(refused, 3)
        try owed?.reply(.dataResponse(0))
        let answered = try await peer.hear(.dataResponse(0))
        XCTAssertEqual(answered, 2)
        // This side's own requests still go out.
        let own = Task { try await connection.submit(.query(1)) }
        let counter = try await peer.hear(.query(1))
        try await peer.say(.queryResponse(1), counter)
        let answer = try await own.value
        XCTAssertEqual(answer, .queryResponse(1))
        peer.close()
        await listener.close()
    }
}
