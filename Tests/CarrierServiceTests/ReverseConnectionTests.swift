import CarrierMessaging
import CarrierSGIP
import CarrierSMGP
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import SGIPCodec
import XCTest

@testable import CarrierService

/// Reports and incoming messages on a connection of their own: SGIP's that the gateway dials, SMGP's login modes.
final class ReverseConnectionTests: XCTestCase {
    private func sp(_ name: String, _ node: UInt32, listen: String?, _ log: ClientLog, at gateway: String) throws
        -> SMSClient
    {
        let account = SGIPAccount(name: name, password: "secret", node: SGIP.NodeNumber(rawValue: node))
        return SMSClient(
            speaking: .sgip(.v1_2, account: account), channels: .primary(gateway),
            listen: try listen.map { try Endpoint($0) }, observer: log.observer)
    }

    private func message(_ text: String = "hello") -> OutboundMessage {
        OutboundMessage(from: "10690001", to: ["13800138000"], text: text)
    }

    func testAClientWithoutAListener() async throws {
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .sgip, accounts: [GatewayAccount(id: "sp", secret: "secret")])
        let deciding = Task {
            for await submit in gateway.submits {
                try gateway.report(.delivered, on: try submit.accept(), to: "13800138000")
            }
        }
        let client = try sp("sp", 3_010_099_999, listen: nil, ClientLog(), at: "\(gateway.address)")
        try await client.start()
        XCTAssertNil(client.listeningAddress)
        let handle = try await client.submit(message())
        try await wait(for: "the acceptance") { client.counters.acceptedPlaces == 1 }
        await client.shutDown(awaitingReports: true, within: .milliseconds(100))
        let outcomes = try await handle.outcomes(within: .seconds(1))
        XCTAssertEqual(outcomes.map(\.result), [.unknown])
        XCTAssertEqual(outcomes.first?.segments.map(\.status), [.noReport])
        XCTAssertEqual(gateway.pendingDeliveries(of: "sp"), 1)
        await gateway.shutDown(draining: .zero)
        XCTAssertEqual(gateway.counters.undeliverable, 1)
        try await deciding.value
    }

    func testTwoSPsEachWithItsOwnReverseConnection() async throws {
        let (first, second) = (ClientLog(), ClientLog())
        let accounts = ["first": OneShot<GatewayAccount>(), "second": OneShot<GatewayAccount>()]
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .sgip, accounts: LateAccounts(accounts: accounts))
        let deciding = Task {
            for await submit in gateway.submits {
                try gateway.report(
                    .delivered, on: try submit.accept(), to: "13800138000", of: submit.account)
            }
        }
        let clients = [
            try sp("first", 3_010_000_001, listen: "127.0.0.1:0", first, at: "\(gateway.address)"),
            try sp("second", 3_010_000_002, listen: "127.0.0.1:0", second, at: "\(gateway.address)"),
        ]
        for (name, client) in zip(["first", "second"], clients) {
            try await client.start()
            var account = GatewayAccount(id: name, secret: "secret")
            account.reverseAddress = try XCTUnwrap(client.listeningAddress).description
            accounts[name]?.decide(account)
            gateway.register(account)
        }
        for (name, client) in zip(["first", "second"], clients) {
            let incoming = Task {
                for await event in client.events { if case .incoming(let message) = event { return message.text } }
                return nil
            }
            let handle = try await client.submit(message("from \(name)"))
            let outcomes = try await handle.outcomes(within: .seconds(10))
            XCTAssertEqual(outcomes.map(\.result), [.delivered])
            try gateway.deliver(IncomingMessage(from: "13800138000", to: "10690001", text: "to \(name)"), to: name)
            let text = await incoming.value
            XCTAssertEqual(text, "to \(name)")
            // One connection of its own, one of the gateway's.
            try await wait(for: "two channels") { client.channels.count { $0.state == .open } == 2 }
        }
        for client in clients { await client.shutDown() }
        await gateway.shutDown()
        try await deciding.value
        XCTAssertEqual(gateway.counters.acknowledged, 4)
    }

    func testAListeningPortInUse() async throws {
        let taken = try await SocketListener.bind(to: Endpoint("127.0.0.1:0")) { _ in }
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .sgip, accounts: [GatewayAccount(id: "sp", secret: "secret")],
            settings: AcceptanceLog().settings)
        let log = ClientLog()
        let client = try sp("sp", 3_010_000_001, listen: "\(taken.address)", log, at: "\(gateway.address)")
        do {
            try await client.start()
            XCTFail("the port is in use")
        } catch let error as TransportError { XCTAssertEqual(error.errno, EADDRINUSE) }
        // Nothing is dialled, whatever is called meanwhile.
        let handle = try await client.submit(message())
        XCTAssertEqual(gateway.counters.connections, 0)
        XCTAssertTrue(client.runtime.state.withLock { $0.dials.isEmpty })
        // Once the port is free it may be started again.
        await taken.stop()
        try await client.start()
        XCTAssertEqual(client.listeningAddress, taken.address)
        try await wait(for: "the acceptance") { client.counters.acceptedPlaces == 1 }
        await client.shutDown()
        let outcomes = try await handle.outcomes(within: .seconds(1))
        XCTAssertEqual(outcomes.map(\.result), [.unknown])
        await gateway.shutDown()
    }

    func testRunWithAListeningPortInUseEndsAndSaysWhy() async throws {
        let taken = try await SocketListener.bind(to: Endpoint("127.0.0.1:0")) { _ in }
        let client = try sp("sp", 3_010_000_001, listen: "\(taken.address)", ClientLog(), at: "127.0.0.1:1")
        async let opened: Void = client.opened()
        await client.run()
        do {
            try await opened
            XCTFail("the port is in use")
        } catch let error as ClientStartError {
            XCTAssertTrue(error.dialFailure.contains("bind \(taken.address)"), error.dialFailure)
        }
        await taken.stop()
    }

    func testTheListeningPortIsFreeAfterShutDown() async throws {
        let first = try await SocketListener.bind(to: Endpoint("127.0.0.1:0")) { _ in }
        await first.stop()
        for _ in 0..<50 {
            let client = try sp("sp", 3_010_000_001, listen: "\(first.address)", ClientLog(), at: "127.0.0.1:1")
            try await client.start()
            await client.shutDown()
        }
    }

    func testAGatewayShutsDownWhileAReverseAddressDoesNotAnswer() async throws {
        let hanging = try HangingPort()
        var account = GatewayAccount(id: "sp", secret: "secret")
        account.reverseAddress = hanging.address
        let gateway = try await SMSGateway.listen(on: "127.0.0.1:0", speaking: .sgip, accounts: [account])
        gateway.register(account)
        try gateway.deliver(IncomingMessage(from: "13800138000", to: "10690001", text: "hello"), to: "sp")
        try await wait(for: "the attempt") { gateway.counters.connections == 1 }
        let began = ContinuousClock.now
        await gateway.shutDown(draining: .zero)
        XCTAssertLessThan(ContinuousClock.now - began, .seconds(5))
        XCTAssertEqual(gateway.counters.undeliverable, 1)
        XCTAssertTrue(gateway.runtime.state.withLock { $0.dials.isEmpty })
    }

    func testAnAttemptToMakeAReverseConnectionEndsAfterItsTime() async throws {
        let hanging = try HangingPort()
        var account = GatewayAccount(id: "sp", secret: "secret")
        account.reverseAddress = hanging.address
        var settings = GatewaySettings()
        settings.options.connectTimeout = .milliseconds(50)
        let failed = OneShot<Void>()
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .sgip, accounts: [account], settings: settings
        ) { events in
            if events.contains(where: { if case .reverseFailed = $0 { true } else { false } }) { failed.decide(()) }
        }
        gateway.register(account)
        let began = ContinuousClock.now
        try gateway.deliver(IncomingMessage(from: "13800138000", to: "10690001", text: "hello"), to: "sp")
        await failed.value
        XCTAssertLessThan(ContinuousClock.now - began, .seconds(5))
        await gateway.shutDown(draining: .zero)
    }

    // MARK: SMGP's login modes

    func testReportsOfASendOnlyLoginComeOnTheReceiveOnlyLogin() async throws {
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .smgp, accounts: [GatewayAccount(id: "901234", secret: "secret")])
        let deciding = Task {
            for await submit in gateway.submits {
                try gateway.report(.delivered, on: try submit.accept(), to: "13800138000")
            }
        }
        let address = "\(gateway.address)"
        let log = ClientLog()
        let client = SMSClient(
            speaking: .smgp(.v3_0, account: SMGPAccount(id: "901234", secret: "secret")),
            channels: .primary(address, traffic: .submit).primary(address, traffic: [.deliver, .report]),
            observer: log.observer)
        try await client.start()
        try await client.opened()
        let handle = try await client.submit(message())
        let outcomes = try await handle.outcomes(within: .seconds(10))
        XCTAssertEqual(outcomes.map(\.result), [.delivered])
        let carried = log.changes.map(\.change).filter { $0.state == .open }.map(\.carries)
        XCTAssertEqual(Set(carried), [.submit, [.deliver, .report]])
        await client.shutDown()
        await gateway.shutDown()
        try await deciding.value
    }

    func testAReceiveOnlyLoginIsNoChannelForSubmits() async throws {
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .smgp, accounts: [GatewayAccount(id: "901234", secret: "secret")])
        let log = ClientLog()
        let client = SMSClient(
            speaking: .smgp(.v3_0, account: SMGPAccount(id: "901234", secret: "secret")),
            channels: .primary("\(gateway.address)", traffic: [.deliver, .report])
                .primary("127.0.0.1:1", traffic: .submit),
            observer: log.observer)
        try await client.start()
        try await wait(for: "the receive-only login") { log.first(.open, at: "\(gateway.address)") != nil }
        let waiting = Task { try await client.opened() }
        await client.shutDown()
        do {
            try await waiting.value
            XCTFail("nothing carries submits")
        } catch { XCTAssertTrue(error is ClientStartError, "\(error)") }
        await gateway.shutDown()
    }
}

/// Accounts that become known while their clients log in.
private struct LateAccounts: AccountDirectory {
    let accounts: [String: OneShot<GatewayAccount>]

    func account(_ name: String, asking request: LoginRequest, from peer: SocketAddress?) async -> GatewayAccount? {
        await accounts[name]?.value
    }
}
