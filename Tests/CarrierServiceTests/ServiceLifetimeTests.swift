import CMPPCodec
import CarrierCMPP
import CarrierMessaging
import CarrierSGIP
import CarrierSMGP
import CarrierSession
import CarrierTransport
import CarrierWire
import SGIPCodec
import XCTest

@testable import CarrierService

/// Clients and gateways that were shut down leave nothing behind: no runtime, no connection, no timer.
final class ServiceLifetimeTests: XCTestCase {
    private struct WeakClient: Sendable { weak var runtime: ClientRuntime? }
    private struct WeakGateway: Sendable { weak var runtime: GatewayRuntime? }

    /// Waits, giving way to others; fails after ten seconds.
    private func until(_ what: String, line: UInt = #line, _ condition: () -> Bool) async {
        let deadline = ContinuousClock.now + .seconds(10)
        while !condition() {
            if ContinuousClock.now > deadline { return XCTFail("never: \(what)", line: line) }
            await Task.yield()
        }
    }

    private func comeAndGo(
        _ adapter: some ClientAdapter, _ gatewayAdapter: some GatewayAdapter, _ account: GatewayAccount,
        reverse: String? = nil
    ) async throws -> (WeakClient, WeakGateway) {
        var account = account
        account.reverseAddress = reverse
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: gatewayAdapter, accounts: [account], settings: .accepting)
        let client = SMSClient(speaking: adapter, channels: .primary("\(gateway.address)"))
        try await client.start()
        try await client.opened()
        let message = OutboundMessage(from: "10690001", to: ["13800138000"], text: "测试", report: .requested)
        // Its report would be due in 48 hours.
        try await client.submit(message)
        await until("it is accepted") { client.counters.acceptedPlaces == 1 }
        XCTAssertEqual(gateway.counters.accepted, 1)
        await client.shutDown()
        await gateway.shutDown()
        XCTAssertEqual(client.runtime.timer.waiting, 0)
        XCTAssertEqual(gateway.runtime.timer.waiting, 0)
        await until("no runner is left") {
            client.runtime.state.withLock { $0.runners.isEmpty && $0.dials.isEmpty }
                && gateway.runtime.state.withLock { $0.runners.isEmpty }
        }
        XCTAssertEqual(gateway.connectionCounts.accepted, 1)
        return (WeakClient(runtime: client.runtime), WeakGateway(runtime: gateway.runtime))
    }

    private func assertGone(_ pair: (WeakClient, WeakGateway), line: UInt = #line) async {
        await until("the client is gone", line: line) { pair.0.runtime == nil }
        await until("the gateway is gone", line: line) { pair.1.runtime == nil }
    }

    func testNothingIsLeftOfACMPPClientAndItsGateway() async throws {
        await assertGone(
            try await comeAndGo(
                .cmpp(.v3_0, account: CMPPAccount(id: "901234", secret: "secret")), .cmpp,
                GatewayAccount(id: "901234", secret: "secret")))
    }

    func testNothingIsLeftOfASMGPClientAndItsGateway() async throws {
        await assertGone(
            try await comeAndGo(
                .smgp(.v3_0, account: SMGPAccount(id: "901234", secret: "secret")), .smgp,
                GatewayAccount(id: "901234", secret: "secret")))
    }

    func testNothingIsLeftOfASGIPClientAndItsGatewayThatCannotDialIt() async throws {
        let account = SGIPAccount(name: "sp", password: "secret", node: SGIP.NodeNumber(rawValue: 3_010_099_999))
        // Nobody listens on port 1: the gateway goes on dialling until it is shut down.
        await assertGone(
            try await comeAndGo(
                .sgip(.v1_2, account: account), .sgip, GatewayAccount(id: "sp", secret: "secret"),
                reverse: "127.0.0.1:1"))
    }

    /// Connections that end with messages undecided or unreported leave the gateway as it was.
    func testAThousandLoginsLeaveNothingAtTheGateway() async throws {
        let account = GatewayAccount(id: "901234", secret: "secret")
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [account], settings: .accepting)
        let message = OutboundMessage(from: "10690001", to: ["13800138000"], text: "测试", report: .requested)
        for _ in 0..<1000 {
            let client = SMSClient(
                speaking: .cmpp(.v2_0, account: CMPPAccount(id: "901234", secret: "secret")),
                channels: .primary("\(gateway.address)"))
            try await client.start()
            try await client.opened()
            try await client.submit(message)
            await client.shutDown(within: .seconds(5))
        }
        await until("no runner is left") { gateway.runtime.state.withLock { $0.runners.isEmpty } }
        XCTAssertEqual(gateway.counters.logins, 1000)
        XCTAssertLessThanOrEqual(gateway.runtime.timer.waiting, 2)
        await gateway.shutDown()
    }

    func testWhoIsTurnedAwayIsCountedAndTold() async throws {
        var settings = GatewaySettings.accepting
        settings.listener.allowedPeers = [AddressBlock("192.0.2.0/24")].compactMap { $0 }
        let told = Guarded<[RejectionReason]>([])
        settings.onTurnedAway = { notice in told.withLock { $0.append(notice.reason) } }
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [GatewayAccount](), settings: settings)
        _ = try await Dialer.socket(to: Endpoint(gateway.address))
        await until("it is told") { told.withLock { $0 } == [.notAllowed] }
        XCTAssertEqual(gateway.connectionCounts.turnedAway, [.notAllowed: 1])
        XCTAssertEqual(gateway.counters.connections, 0)
        await gateway.shutDown()
    }
}
