import CarrierSession
import XCTest

@testable import CarrierMessaging

/// Connections that the gateway dials: for each account its own, when there is something to deliver.
final class GatewayReverseTests: XCTestCase {
    private let adapter = TestGatewayAdapter(hasReverseConnection: true, hasRanges: false)

    private func account(_ id: String, _ port: Int) -> GatewayAccount {
        .test(id) { $0.reverseAddress = "127.0.0.1:\(port)" }
    }

    private func accepted(
        _ gateway: inout TestGateway, on channel: ChannelID, as number: UInt64
    ) throws -> CarrierMessageID {
        gateway.submit(on: channel, named: CarrierMessageID(number))
        return try XCTUnwrap(try gateway.decide())
    }

    func testEveryAccountGetsItsReportsOverAConnectionOfItsOwn() throws {
        var gateway = TestGateway(adapter)
        var ids: [CarrierMessageID] = []
        for (place, name) in ["first", "second"].enumerated() {
            let channel = try gateway.login(account(name, 8801 + place), carries: [.submit])
            ids.append(try accepted(&gateway, on: channel, as: UInt64(place + 1)))
        }
        XCTAssertEqual(gateway.dials.count, 0, "nothing is dialled for nothing")
        for id in ids.reversed() { try gateway.report(on: id) }
        XCTAssertEqual(gateway.dials.map(\.account.id), ["second", "first"])
        XCTAssertEqual(gateway.dials.map(\.account.reverseAddress), ["127.0.0.1:8802", "127.0.0.1:8801"])
        for expected in [ids[0], ids[1]] {
            let channel = try gateway.connectBack()
            XCTAssertEqual(gateway.sessions[channel]?.inFlight.compactMap(\.report).map(\.messageID), [expected])
            gateway.acknowledge(on: channel)
        }
        XCTAssertEqual(gateway.acknowledged.count, 2)
    }

    func testTheSameIDOfTwoAccountsIsNotMixedUp() throws {
        var gateway = TestGateway(adapter)
        let one = try gateway.login(account("one", 1), carries: [.submit])
        let two = try gateway.login(account("two", 2), carries: [.submit])
        let id = try accepted(&gateway, on: one, as: 77)
        XCTAssertEqual(try accepted(&gateway, on: two, as: 77), id)
        XCTAssertThrowsError(try gateway.report(on: id)) { XCTAssertEqual($0 as? GatewayError, .ambiguousID) }
        _ = try gateway.core.report(.delivered, on: id, to: "1", of: "two", at: gateway.now)
        XCTAssertEqual(gateway.core.pendingDeliveries(of: "one"), 0)
        XCTAssertEqual(gateway.core.pendingDeliveries(of: "two"), 1)
        XCTAssertNoThrow(try gateway.report(on: id), "only one is left")
        XCTAssertEqual(gateway.core.pendingDeliveries(of: "one"), 1)
    }

    func testADialThatFailsIsTriedAgainSlowerAndSlower() throws {
        var gateway = TestGateway(adapter)
        let channel = try gateway.login(account("901234", 1), carries: [.submit])
        try gateway.report(on: try accepted(&gateway, on: channel, as: 1))
        var pauses: [Double] = []
        for _ in 0..<8 {
            let dial = try XCTUnwrap(gateway.dials.popLast())
            gateway.core.dialFailed(dial.channel, at: gateway.now)
            gateway.settle()
            XCTAssertEqual(gateway.dials.count, 0)
            let begin = gateway.now
            while gateway.dials.isEmpty, let next = gateway.core.nextDeadline { gateway.pass(to: next) }
            pauses.append(Double((gateway.now - begin).nanoseconds) / 1e9)
        }
        for (pause, longest) in zip(pauses, [1, 2, 4, 8, 16, 30, 30, 30] as [Double]) {
            XCTAssertTrue(pause >= longest / 2 && pause <= longest, "\(pauses)")
        }
        // Taken at last: the next attempt after a loss comes at once.
        let reverse = try gateway.connectBack()
        gateway.acknowledge(on: reverse)
        gateway.lose(reverse, .idle)
        XCTAssertEqual(gateway.dials.count, 0)
        try gateway.report(on: try accepted(&gateway, on: channel, as: 2))
        XCTAssertEqual(gateway.dials.count, 1)
    }

    func testARefusedLoginIsTriedAgainMuchLater() throws {
        var gateway = TestGateway(adapter)
        let channel = try gateway.login(account("901234", 1), carries: [.submit])
        try gateway.report(on: try accepted(&gateway, on: channel, as: 1))
        let dial = try XCTUnwrap(gateway.dials.popLast())
        XCTAssertTrue(gateway.core.dialed(dial.channel, at: gateway.now))
        gateway.core.handle(.closed(.loginRefused(code: 1, by: .peer)), on: dial.channel, at: gateway.now)
        gateway.settle()
        gateway.pass(.seconds(29))
        XCTAssertEqual(gateway.dials.count, 0)
        gateway.pass(.seconds(32))
        XCTAssertEqual(gateway.dials.count, 1)
        let told = gateway.events.contains {
            if case .reverseFailed("901234", attempts: 1, _, _) = $0 { true } else { false }
        }
        XCTAssertTrue(told)
    }

    func testAConnectionThatTakesNothingIsNotDialledInALoop() throws {
        var gateway = TestGateway(adapter)
        let channel = try gateway.login(account("901234", 1), carries: [.submit])
        try gateway.report(on: try accepted(&gateway, on: channel, as: 1))
        var dials = 0
        let end = gateway.now + .seconds(600)
        while gateway.now < end, dials < 1000 {
            if gateway.dials.isEmpty { gateway.pass(.seconds(1)) }
            guard !gateway.dials.isEmpty else { continue }
            dials += 1
            gateway.lose(try gateway.connectBack(), .closedByPeer)
        }
        XCTAssertTrue((20...60).contains(dials), "\(dials) in ten minutes")
        XCTAssertEqual(gateway.core.pendingDeliveries(of: "901234"), 1)
    }

    func testAPauseThatIsOverWithNothingToDialForIsNoDeadline() throws {
        var gateway = TestGateway(adapter)
        let channel = try gateway.login(account("901234", 1), carries: [.submit])
        try gateway.report(on: try accepted(&gateway, on: channel, as: 1))
        gateway.core.dialFailed(try XCTUnwrap(gateway.dials.popLast()).channel, at: gateway.now)
        gateway.settle()
        // The address is taken away, and the report still waits.
        gateway.core.register(.test(), at: gateway.now)
        gateway.pass(.seconds(3600))
        XCTAssertEqual(gateway.dials.count, 0)
        XCTAssertEqual(gateway.core.pendingDeliveries(of: "901234"), 1)
    }

    func testWithoutAPlaceForAChannelTheDialWaits() throws {
        var gateway = TestGateway(adapter) { $0.maximumChannels = 1 }
        let channel = try gateway.login(account("901234", 1), carries: [.submit])
        try gateway.report(on: try accepted(&gateway, on: channel, as: 1))
        gateway.pass(.seconds(100))
        XCTAssertEqual(gateway.dials.count, 0)
        gateway.lose(channel)
        gateway.pass(.seconds(31))
        XCTAssertEqual(gateway.dials.count, 1)
    }

    func testAnAccountThatIsKnownFromBeforeIsDialledWithoutALogin() throws {
        var gateway = TestGateway(adapter)
        gateway.core.register(account("901234", 1), at: gateway.now)
        let message = IncomingMessage(from: "1", to: "2", text: "hi")
        let number = try gateway.core.deliver(message, to: "901234", at: gateway.now)
        gateway.settle()
        let channel = try gateway.connectBack()
        gateway.acknowledge(on: channel)
        XCTAssertEqual(gateway.acknowledged, [number])
    }
}
