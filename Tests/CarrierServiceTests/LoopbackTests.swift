import CarrierSGIP
import CarrierSMGP
import CarrierCMPP
import CMPPCodec
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport
import CarrierWire
import SGIPCodec
import SMGPCodec
import XCTest

/// A client and a gateway over real sockets: the whole of a message's way, for every protocol.
final class LoopbackTests: XCTestCase {
    func testCMPP20() async throws {
        try await exchange(
            .cmpp(.v2_0, account: CMPPAccount(id: "901234", secret: "secret")), .cmpp,
            GatewayAccount(id: "901234", secret: "secret"))
    }

    func testCMPP30() async throws {
        try await exchange(
            .cmpp(.v3_0, account: CMPPAccount(id: "901234", secret: "secret")), .cmpp,
            GatewayAccount(id: "901234", secret: "secret"))
    }

    func testSMGP() async throws {
        try await exchange(
            .smgp(.v3_0, account: SMGPAccount(id: "901234", secret: "secret")), .smgp,
            GatewayAccount(id: "901234", secret: "secret"))
    }

    func testSGIP() async throws {
        let account = SGIPAccount(name: "sp", password: "secret", node: SGIP.NodeNumber(rawValue: 3_010_099_999))
        try await exchange(.sgip(.v1_2, account: account), .sgip, GatewayAccount(id: "sp", secret: "secret"))
    }

    private func exchange(
        _ client: some ClientAdapter, _ gateway: some GatewayAdapter, _ account: GatewayAccount
    ) async throws {
        let accounts = Accounts()
        let server = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: gateway, accounts: accounts, settings: .deciding)
        let sender = SMSClient(
            speaking: client, channels: .primary("\(server.address)"), listen: try Endpoint("127.0.0.1:0"))
        try await sender.start()
        var account = account
        account.reverseAddress = sender.listeningAddress.map { "\($0)" }
        accounts.add(account)
        let decisions = Task {
            for await submit in server.submits {
                let id = try submit.accept()
                for recipient in submit.submission.destinations {
                    try server.report(.delivered, on: id, to: recipient)
                }
            }
        }
        try await sender.opened()
        let text = String(repeating: "汉字", count: 70)
        let handle = try await sender.submit(
            OutboundMessage(from: "10690001", to: ["13800138000", "13800138001"], text: text), key: "order-4711")
        let outcomes = try await handle.outcomes(within: .seconds(20))
        XCTAssertEqual(outcomes.map(\.result), [.delivered, .delivered])
        XCTAssertEqual(outcomes.map(\.key), ["order-4711", "order-4711"])
        XCTAssertEqual(outcomes.map(\.recipientNumber), ["13800138000", "13800138001"])
        XCTAssertEqual(outcomes.map(\.segments.count), [3, 3])

        let incoming = Task {
            for await event in sender.events {
                if case .incoming(let message) = event { return message.text }
            }
            return nil
        }
        let answer = String(repeating: "回复", count: 50)
        try server.deliver(
            IncomingMessage(from: "13800138000", to: "10690001", text: answer), to: account.id, key: "mo-1")
        let seen = await incoming.value
        XCTAssertEqual(seen, answer)

        await sender.shutDown()
        await server.shutDown()
        _ = try await decisions.value
        XCTAssertEqual(server.counters.pending, 0)
        XCTAssertEqual(server.counters.undecided, 0)
    }
}

/// Accounts that come while the gateway runs, after a while.
private final class Accounts: AccountDirectory {
    private let known = Guarded<[String: GatewayAccount]>([:])

    func add(_ account: GatewayAccount) { known.withLock { $0[account.id] = account } }

    func account(_ name: String, asking request: LoginRequest, from peer: SocketAddress?) async -> GatewayAccount? {
        for _ in 0..<1000 {
            if let account = known.withLock({ $0[name] }) { return account }
            await Task.yield()
        }
        return nil
    }
}
