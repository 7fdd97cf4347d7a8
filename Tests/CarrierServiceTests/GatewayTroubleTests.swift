import CMPPCodec
import CarrierCMPP
import CarrierMessaging
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import XCTest

@testable import CarrierService

/// A gateway whose directory, owner or peers do not do what is expected of them.
final class GatewayTroubleTests: XCTestCase {
    /// A directory that a test answers for.
    private final class HeldDirectory: AccountDirectory {
        struct Unreachable: Error {}

        let asked = Guarded<[String]>([])
        let answers: [String: OneShot<GatewayAccount?>]

        init(holding names: [String]) {
            answers = Dictionary(uniqueKeysWithValues: names.map { ($0, OneShot()) })
        }

        func account(
            _ name: String, asking request: LoginRequest, from peer: SocketAddress?
        ) async throws -> GatewayAccount? {
            asked.withLock { $0.append(name) }
            if name == "broken" { throw Unreachable() }
            if let answer = answers[name] { return await answer.value }
            return GatewayAccount(id: name, secret: "secret")
        }
    }

    private func client(
        _ account: String, at gateway: SMSGateway, _ log: ClientLog = ClientLog()
    ) -> SMSClient {
        var options = ClientOptions.standard
        options.reconnectFor = .zero
        return SMSClient(
            speaking: .cmpp(.v3_0, account: CMPPAccount(id: account, secret: "secret")),
            channels: .primary("\(gateway.address)"), options: options, observer: log.observer)
    }

    private func message(_ text: String = "hello") -> OutboundMessage {
        OutboundMessage(from: "10690001", to: ["13800138000"], text: text, report: .none)
    }

    func testAnAddressThatCannotBeListenedOn() async throws {
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [TestAccount.gateway])
        do {
            _ = try await SMSGateway.listen(
                on: "\(gateway.address)", speaking: .cmpp, accounts: [TestAccount.gateway])
            XCTFail("the port is in use")
        } catch let error as TransportError {
            XCTAssertEqual(error.operation, .bind)
            XCTAssertEqual(error.errno, EADDRINUSE)
            XCTAssertTrue(error.subject.contains("\(gateway.address)"), "\(error)")
        }
        do {
            _ = try await SMSGateway.listen(on: "127.0.0.1", speaking: .cmpp, accounts: [TestAccount.gateway])
            XCTFail("no port")
        } catch { XCTAssertTrue(error is EndpointSyntaxError, "\(error)") }
        await gateway.shutDown()
    }

    // MARK: The directory

    func testASlowDirectoryHoldsUpNobodyElse() async throws {
        let directory = HeldDirectory(holding: ["slow"])
        let gateway = try await SMSGateway.listen(on: "127.0.0.1:0", speaking: .cmpp, accounts: directory)
        let (slow, quick) = (client("slow", at: gateway), client("quick", at: gateway))
        try await slow.start()
        try await wait(for: "the question") { directory.asked.withLock { $0 } == ["slow"] }
        try await quick.start()
        try await quick.opened()
        XCTAssertEqual(slow.channels.map(\.state), [.loggingIn])
        directory.answers["slow"]?.decide(GatewayAccount(id: "slow", secret: "secret"))
        try await slow.opened()
        await slow.shutDown()
        await quick.shutDown()
        await gateway.shutDown()
    }

    func testADirectoryThatThrows() async throws {
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: HeldDirectory(holding: []))
        let log = ClientLog()
        let client = client("broken", at: gateway, log)
        try await client.start()
        do {
            try await client.opened()
            XCTFail("nobody knows the account")
        } catch let error as ClientStartError {
            guard case .loginRefused(let code, .peer) = error.reason else { return XCTFail("\(error)") }
            XCTAssertNotEqual(code, 0)
        }
        // Told as refused: the next login is slow.
        XCTAssertTrue(log.changes.contains { $0.change.state == .refused })
        await gateway.shutDown()
    }

    func testADirectoryThatAnswersAfterThePeerHasGone() async throws {
        let directory = HeldDirectory(holding: ["slow"])
        let gateway = try await SMSGateway.listen(on: "127.0.0.1:0", speaking: .cmpp, accounts: directory)
        let client = client("slow", at: gateway)
        try await client.start()
        try await wait(for: "the question") { directory.asked.withLock { $0 } == ["slow"] }
        await client.shutDown()
        directory.answers["slow"]?.decide(GatewayAccount(id: "slow", secret: "secret"))
        try await wait(for: "the end") { gateway.runtime.state.withLock { $0.core.channelCount } == 0 }
        let next = self.client("slow", at: gateway)
        try await next.start()
        try await next.opened()
        await next.shutDown()
        await gateway.shutDown()
        XCTAssertTrue(gateway.runtime.state.withLock { $0.logins.isEmpty })
    }

    /// A channel of a peer that has gone is not kept until its login's answer, or its time, comes.
    func testAPeerThatGoesBeforeItsLoginIsAnsweredIsSeenToGo() async throws {
        let directory = HeldDirectory(holding: ["slow"])
        let gateway = try await SMSGateway.listen(on: "127.0.0.1:0", speaking: .cmpp, accounts: directory)
        let client = client("slow", at: gateway)
        try await client.start()
        try await wait(for: "the question") { directory.asked.withLock { $0 } == ["slow"] }
        await client.shutDown()
        try await wait(for: "the end") { gateway.runtime.state.withLock { $0.core.channelCount } == 0 }
        directory.answers["slow"]?.decide(nil)
        await gateway.shutDown()
    }

    func testADirectoryThatTakesLongerThanALoginMay() async throws {
        let directory = HeldDirectory(holding: ["slow"])
        var settings = GatewaySettings.deciding
        var limits = CMPPClientAdapter(.v3_0, account: TestAccount.client).sessionLimits
        limits.loginTimeout = .milliseconds(100)
        settings.limits = limits
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: directory, settings: settings)
        let client = client("slow", at: gateway)
        try await client.start()
        do {
            try await client.opened()
            XCTFail("the directory does not answer")
        } catch { XCTAssertTrue(error is ClientStartError, "\(error)") }
        try await wait(for: "the end") { gateway.runtime.state.withLock { $0.core.channelCount } == 0 }
        directory.answers["slow"]?.decide(GatewayAccount(id: "slow", secret: "secret"))
        let next = self.client("slow", at: gateway)
        try await next.start()
        try await next.opened()
        await next.shutDown()
        await gateway.shutDown()
        XCTAssertTrue(gateway.runtime.state.withLock { $0.logins.isEmpty })
    }

    // MARK: Decisions

    func testASubmitThatIsDecidedAfterItsConnectionHasGone() async throws {
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [TestAccount.gateway])
        let proxy = try FaultyProxy(to: gateway.address.port)
        var options = ClientOptions.standard
        options.reconnectFor = .zero
        let client = SMSClient(
            speaking: .cmpp(.v3_0, account: TestAccount.client), channels: .primary(proxy.address), options: options)
        try await client.start()
        let handle = try await client.submit(message())
        var submits = gateway.submits.makeAsyncIterator()
        let next = await submits.next()
        let submit = try XCTUnwrap(next)
        proxy.cut()
        let outcomes = try await handle.outcomes(within: .seconds(10))
        XCTAssertEqual(outcomes.map(\.result), [.unknown])
        try await wait(for: "the loss") { gateway.counters.cutOff == 1 }
        for decide in [{ _ = try submit.accept() }, { try submit.refuse(9) }, { try submit.throttle() }] {
            XCTAssertThrowsError(try decide()) { XCTAssertEqual($0 as? GatewayError, .noSuchSubmit) }
        }
        XCTAssertEqual(gateway.counters.accepted, 0)
        proxy.stop()
        await gateway.shutDown()
    }

    /// A client that comes back after a restart is faster than the gateway's owner.
    func testSubmitsThatComeBeforeAnybodyReads() async throws {
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [TestAccount.gateway])
        let client = client("901234", at: gateway)
        try await client.start()
        let handle = try await client.submit(message())
        try await wait(for: "the submit") { gateway.counters.undecided == 1 }
        let deciding = Task {
            for await submit in gateway.submits { try submit.accept() }
        }
        let outcomes = try await handle.outcomes(within: .seconds(5))
        XCTAssertEqual(outcomes.map(\.result), [.accepted])
        await client.shutDown()
        await gateway.shutDown()
        try await deciding.value
    }

    func testMessagesThatComeBeforeAnybodyReads() async throws {
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [TestAccount.gateway], settings: .accepting)
        let client = client("901234", at: gateway)
        try await client.start()
        let handle = try await client.submit(message("kept"))
        let outcomes = try await handle.outcomes(within: .seconds(5))
        XCTAssertEqual(outcomes.map(\.result), [.accepted])
        await client.shutDown()
        await gateway.shutDown()
        var texts: [String?] = []
        for await message in gateway.messages { texts.append(message.message.text) }
        XCTAssertEqual(texts, ["kept"])
    }

    /// Of submits that are not read the oldest are refused for now: nobody waits for what was forgotten.
    func testSubmitsThatNobodyReads() async throws {
        var settings = GatewaySettings.deciding
        settings.options.maximumUndecidedPerChannel = 10_000
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [TestAccount.gateway], settings: settings)
        let client = client("901234", at: gateway)
        try await client.start()
        let handle = try await client.submit(message())
        var submits = gateway.submits.makeAsyncIterator()
        let next = await submits.next()
        let request = try XCTUnwrap(next).request
        gateway.runtime.submits.append([request])
        // Repetitions of the first one fill the buffer; all but one of them find it decided.
        for _ in 0..<4096 { gateway.runtime.keep([request]) }
        let outcomes = try await handle.outcomes(within: .seconds(5))
        // CMPP's flow-control code (流量控制错误).
        XCTAssertEqual(outcomes.first?.segments.map(\.status), [.refused(code: 8)])
        XCTAssertEqual(gateway.counters.undecided, 0)
        await client.shutDown()
        await gateway.shutDown()
    }
}
