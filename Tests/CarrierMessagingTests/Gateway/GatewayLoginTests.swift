import CarrierSession
import CarrierWire
import XCTest

@testable import CarrierMessaging

/// Logins: asked, answered once, whenever the owner knows.
final class GatewayLoginTests: XCTestCase {
    func testALookUpThatTakesLongHoldsUpNobody() throws {
        var gateway = TestGateway()
        let slow = gateway.connect()
        gateway.tell(.loginAsked(LoginRequest(account: "slow", version: "test")), on: slow)
        let quick = try gateway.login(.test("quick"))
        gateway.submit(on: quick)
        XCTAssertNotNil(try gateway.decide())
        XCTAssertEqual(gateway.sessions[slow]?.loginAnswers.count, 0)
        gateway.pass(.seconds(20))
        try gateway.core.answer(login: LoginTicket(slow), with: .account(.test("slow")), at: gateway.now)
        gateway.settle()
        guard case .account(let account)? = gateway.sessions[slow]?.loginAnswers.first else {
            return XCTFail("no answer")
        }
        XCTAssertEqual(account.id, "slow")
    }

    func testALoginIsAnsweredOnceAndNotAfterItsConnection() throws {
        var gateway = TestGateway()
        let channel = gateway.connect()
        let ticket = LoginTicket(channel)
        gateway.tell(.loginAsked(LoginRequest(account: "901234", version: "test")), on: channel)
        try gateway.core.answer(login: ticket, with: .unknownAccount, at: gateway.now)
        XCTAssertThrowsError(try gateway.core.answer(login: ticket, with: .unavailable, at: gateway.now)) {
            XCTAssertEqual($0 as? GatewayError, .noSuchLogin)
        }
        let gone = gateway.connect()
        gateway.tell(.loginAsked(LoginRequest(account: "901234", version: "test")), on: gone)
        gateway.lose(gone, .loginTimeout)
        XCTAssertThrowsError(
            try gateway.core.answer(login: LoginTicket(gone), with: .account(.test()), at: gateway.now))
        XCTAssertEqual(gateway.core.accountCount, 0, "a login that came to nothing makes no account known")
    }

    func testAnAccountHasAsManyConnectionsAsItMayHave() throws {
        var gateway = TestGateway()
        let account = GatewayAccount.test { $0.maximumConnections = 2 }
        let first = try gateway.login(account)
        _ = try gateway.login(account)
        let third = gateway.connect()
        gateway.tell(.loginAsked(LoginRequest(account: account.id, version: "test")), on: third)
        try gateway.core.answer(login: LoginTicket(third), with: .account(account), at: gateway.now)
        gateway.settle()
        guard case .tooManyConnections? = gateway.sessions[third]?.loginAnswers.last else { return XCTFail("let in") }
        gateway.lose(third, .loginRefused(code: 9, by: .local))
        gateway.lose(first)
        _ = try gateway.login(account)
        XCTAssertEqual(gateway.core.openChannelAccounts.count, 2)
        let refused = gateway.events.contains { if case .loginRefused(third, "901234", 9) = $0 { true } else { false } }
        XCTAssertTrue(refused)
    }

    func testAddressesAreAllowedByTheGatewayAndByTheAccount() throws {
        let inside = try XCTUnwrap(AddressBlock("192.0.2.0/24"))
        let one = try XCTUnwrap(AddressBlock("192.0.2.7"))
        var gateway = TestGateway { $0.allowed = [inside] }
        let outside = gateway.connect(from: "198.51.100.1")
        gateway.tell(.loginAsked(LoginRequest(account: "901234", version: "test")), on: outside)
        guard case .addressNotAllowed(nil)? = gateway.sessions[outside]?.loginAnswers.last else {
            return XCTFail("nobody is asked about an address that no account may come from")
        }
        for (address, isLetIn) in [("192.0.2.7", true), ("192.0.2.8", false)] {
            let channel = gateway.connect(from: address)
            gateway.tell(.loginAsked(LoginRequest(account: "901234", version: "test")), on: channel)
            let account = GatewayAccount.test { $0.allowed = [one] }
            try gateway.core.answer(login: LoginTicket(channel), with: .account(account), at: gateway.now)
            gateway.settle()
            let answer = gateway.sessions[channel]?.loginAnswers.last
            if case .account? = answer { XCTAssertTrue(isLetIn, address) } else { XCTAssertFalse(isLetIn, address) }
        }
    }

    func testConnectionsAreBounded() {
        var gateway = TestGateway { $0.maximumChannels = 2 }
        let first = gateway.connect()
        _ = gateway.connect()
        XCTAssertNil(gateway.core.connectionArrived(from: nil, at: gateway.now))
        gateway.lose(first)
        let next = gateway.core.connectionArrived(from: nil, at: gateway.now)
        XCTAssertNotNil(next)
        XCTAssertNotEqual(next, first, "an id is not given again")
    }

    func testAccountsOfWhichNothingIsLeftAreBounded() throws {
        var gateway = TestGateway { $0.maximumIdleAccounts = 10 }
        for number in 0..<100 { gateway.lose(try gateway.login(.test("\(number)"))) }
        XCTAssertEqual(gateway.core.accountCount, 10)
        // What is owed keeps an account; what is new is known at once.
        let kept = try gateway.login(.test("kept"))
        gateway.submit(on: kept)
        let id = try XCTUnwrap(try gateway.decide())
        gateway.lose(kept)
        for number in 0..<100 { gateway.lose(try gateway.login(.test("\(number)"))) }
        try gateway.report(on: id)
        XCTAssertEqual(gateway.core.pendingDeliveries(of: "kept"), 1)
    }
}
