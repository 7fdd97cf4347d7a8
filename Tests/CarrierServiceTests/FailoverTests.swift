import CarrierCMPP
import CarrierMessaging
import CarrierSGIP
import CarrierSMGP
import CarrierService
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import SGIPCodec
import XCTest

/// A primary fails in the middle of the traffic, a backup stands by: nothing is lost, nothing comes twice unmarked.
///
/// A few seconds in all; `CARRIER_LONG_TESTS=1` runs 2 000 segments a second for a minute each.
final class FailoverTests: XCTestCase {
    /// Segments times recipients a second.
    private static let rate = 2_000.0
    private static let messages = TestAccount.isLong ? 80_000 : 1_600

    private func options() -> ClientOptions {
        var options = ClientOptions.standard
        options.unanswered = .sendAgain
        options.segmentsPerSecond = Self.rate
        options.probe = .milliseconds(300)
        options.backOff = BackOff(shortest: .milliseconds(100), longest: .milliseconds(200))
        options.maximumQueued = 1_000_000
        return options
    }

    /// - Parameter patience: after how long without a response a gateway counts as dead; nil for the protocol's own.
    private func client(_ plan: ChannelPlan, patience: Moment.Span? = nil, _ log: ClientLog) -> SMSClient {
        client(.cmpp(.v3_0, account: TestAccount.client), plan, patience: patience, log)
    }

    private func client(
        _ adapter: some ClientAdapter, _ plan: ChannelPlan, patience: Moment.Span? = nil, _ log: ClientLog
    ) -> SMSClient {
        var limits = adapter.sessionLimits
        if let patience {
            limits.replyTimeout = patience
            limits.maximumAttempts = 1
            limits.closesAfterLastAttempt = true
            limits.loginTimeout = patience
        }
        return SMSClient(
            speaking: adapter, channels: plan, options: options(), limits: limits, observer: log.observer)
    }

    /// Submits messages of which every fourth has two recipients.
    private func submit(_ count: Int, from first: Int = 0, to client: SMSClient) async throws {
        for number in first..<first + count {
            let recipients = number % 4 == 3 ? ["13800138000", "13800138001"] : ["13800138000"]
            try await client.submit(
                OutboundMessage(from: "10690001", to: recipients, text: "message \(number)", report: .none))
        }
    }

    /// What comes behind the break, so that there is something for the others to carry however slow the machine is.
    private func submitOtherHalf(to client: SMSClient) async throws {
        try await submit(Self.messages - Self.messages / 2, from: Self.messages / 2, to: client)
    }

    /// Every message and recipient has one outcome, was accepted by a gateway, and more than once only if marked.
    ///
    /// - Returns: how many outcomes are marked, and how many of them came twice.
    @discardableResult
    private func check(
        _ client: SMSClient, _ log: ClientLog, _ gateways: [AcceptanceLog], line: UInt = #line
    ) -> (marked: Int, twice: Int) {
        var times: [Accepted: Int] = [:]
        for gateway in gateways { times.merge(gateway.times, uniquingKeysWith: +) }
        var seen: [Accepted: RecipientOutcome] = [:]
        for outcome in log.outcomes {
            guard case .text(let text, _) = outcome.content.message.content else { continue }
            let name = Accepted(text: text, recipient: outcome.recipientNumber)
            XCTAssertNil(seen.updateValue(outcome, forKey: name), "two outcomes of \(name)", line: line)
            XCTAssertEqual(outcome.result, .accepted, "\(name)", line: line)
            XCTAssertGreaterThanOrEqual(times[name] ?? 0, 1, "\(name) was accepted by nobody", line: line)
        }
        let twice = times.filter { $0.value > 1 }
        for (name, count) in twice {
            XCTAssertEqual(seen[name]?.mayBeTwice, true, "\(name) came \(count) times, unmarked", line: line)
        }
        for name in times.keys { XCTAssertNotNil(seen[name], "\(name) has no outcome", line: line) }
        XCTAssertEqual(UInt64(log.outcomes.count), client.counters.outcomesOwed, line: line)
        XCTAssertEqual(log.neverBegun, 0, line: line)
        XCTAssertEqual(log.ends, [.shutDown], line: line)
        return (log.outcomes.count { $0.mayBeTwice }, twice.count)
    }

    /// A test's own names for the addresses of its gateways.
    private struct Sites {
        var primary: String
        var backup: String
    }

    /// The backup opened within a second after the last primary was found dead, and took messages.
    private func checkSwitch(
        _ log: ClientLog, _ sites: Sites, since broken: Moment, backup: AcceptanceLog, what: String,
        line: UInt = #line
    ) throws {
        let opened = try XCTUnwrap(log.first(.open, at: sites.backup, since: broken), line: line)
        let losses = log.changes.filter {
            $0.change.address == sites.primary && $0.change.state == .lost && $0.at <= opened
        }
        let lost = try XCTUnwrap(losses.last?.at, line: line)
        let accepted = try XCTUnwrap(backup.first, line: line)
        XCTAssertLessThan(accepted - lost, .seconds(1), "detection to the backup's first message", line: line)
        print(
            "failover, \(what): detected \(milliseconds(lost - broken)) ms after the break, backup open",
            "\(milliseconds(opened - lost)) ms and its first message \(milliseconds(accepted - lost)) ms later")
    }

    private func milliseconds(_ span: Moment.Span) -> Int64 { span.nanoseconds / 1_000_000 }

    /// The primary was probed, then used again, and the backup stood by again.
    private func awaitReturn(_ log: ClientLog, _ sites: Sites, since mended: Moment) async throws {
        try await wait(for: "the backup to stand by") { log.first(.closed, at: sites.backup, since: mended) != nil }
        let probing = try XCTUnwrap(log.first(.probing, at: sites.primary, since: mended))
        let open = try XCTUnwrap(log.first(.open, at: sites.primary, since: probing))
        // Of the 300 ms; the first of the two is told late on a busy machine. The virtual clock holds the exact time.
        XCTAssertGreaterThanOrEqual(open - probing, .milliseconds(200))
        print("failover: used again \(milliseconds(open - probing)) ms after the login")
    }

    // MARK: The primary fails

    private func failPrimaryByKilling(connections: Int) async throws {
        let primary = try GatewayChild()
        let port = try await primary.port()
        let behind = AcceptanceLog()
        let backup = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [TestAccount.gateway], settings: behind.settings)
        let sites = Sites(primary: "127.0.0.1:\(port)", backup: "\(backup.address)")
        let log = ClientLog()
        let client = client(.primary(sites.primary, connections: connections).backup(sites.backup), log)
        try await client.start()
        try await client.opened()
        try await submit(Self.messages / 2, to: client)
        try await wait(for: "a quarter at the primary") { primary.log.count > Self.messages / 4 }
        let broken = MonotonicClock.now()
        await primary.kill()
        try await submitOtherHalf(to: client)
        try await wait(for: "messages at the backup") { behind.count > Self.messages / 8 }
        let second = try GatewayChild(port: port)
        _ = try await second.port()
        let mended = MonotonicClock.now()
        try await awaitReturn(log, sites, since: mended)
        let before = behind.count
        try await submit(50, from: Self.messages, to: client)
        await client.shutDown(sendingQueued: true, within: .seconds(120))
        XCTAssertEqual(behind.count, before)
        await second.kill()
        await backup.shutDown()
        try checkSwitch(log, sites, since: broken, backup: behind, what: "kill -9, \(connections) connections")
        let (marked, twice) = check(client, log, [primary.log, behind, second.log])
        print("failover: \(log.outcomes.count) outcomes, \(marked) marked, \(twice) came twice")
        // What was under way when it died, at most: a window of each connection, two recipients each.
        XCTAssertLessThanOrEqual(marked, connections * 16 * 2)
    }

    func testKillingThePrimary() async throws { try await failPrimaryByKilling(connections: 1) }

    func testKillingThePrimaryOfFourConnections() async throws { try await failPrimaryByKilling(connections: 4) }

    func testThePrimaryBecomesABlackHole() async throws {
        let (front, behind) = (AcceptanceLog(), AcceptanceLog())
        let primary = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [TestAccount.gateway], settings: front.settings)
        let backup = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [TestAccount.gateway], settings: behind.settings)
        let proxy = try FaultyProxy(to: primary.address.port)
        let sites = Sites(primary: proxy.address, backup: "\(backup.address)")
        let log = ClientLog()
        let client = client(.primary(sites.primary).backup(sites.backup), patience: .seconds(1), log)
        try await client.start()
        try await client.opened()
        try await submit(Self.messages / 2, to: client)
        try await wait(for: "a quarter at the primary") { front.count > Self.messages / 4 }
        let broken = MonotonicClock.now()
        proxy.becomeBlackHole()
        try await submitOtherHalf(to: client)
        try await wait(for: "messages at the backup") { behind.count > Self.messages / 8 }
        proxy.heal()
        let mended = MonotonicClock.now()
        try await awaitReturn(log, sites, since: mended)
        let returned = MonotonicClock.now()
        let before = behind.count
        try await submit(50, from: Self.messages, to: client)
        await client.shutDown(sendingQueued: true, within: .seconds(120))
        // A machine that stands still for a second is a silent gateway too.
        if log.first(.lost, at: sites.primary, since: returned) == nil { XCTAssertEqual(behind.count, before) }
        proxy.stop()
        await primary.shutDown()
        await backup.shutDown()
        try checkSwitch(log, sites, since: broken, backup: behind, what: "black hole")
        let (marked, twice) = check(client, log, [front, behind])
        print("failover: \(log.outcomes.count) outcomes, \(marked) marked, \(twice) came twice")
    }

    /// Every connection to the primary is reset, and so are those that are tried, until it is there again.
    private func failPrimaryByResets(
        _ adapter: some ClientAdapter, _ gateway: some GatewayAdapter, _ account: GatewayAccount
    ) async throws {
        let (front, behind) = (AcceptanceLog(), AcceptanceLog())
        let primary = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: gateway, accounts: [account], settings: front.settings)
        let backup = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: gateway, accounts: [account], settings: behind.settings)
        let proxy = try FaultyProxy(to: primary.address.port)
        let sites = Sites(primary: proxy.address, backup: "\(backup.address)")
        let log = ClientLog()
        let client = client(adapter, .primary(sites.primary, connections: 2).backup(sites.backup), log)
        try await client.start()
        try await client.opened()
        try await submit(Self.messages / 2, to: client)
        try await wait(for: "a quarter at the primary") { front.count > Self.messages / 4 }
        let broken = MonotonicClock.now()
        proxy.refuseNew()
        proxy.cut()
        try await submitOtherHalf(to: client)
        try await wait(for: "messages at the backup") { behind.count > Self.messages / 8 }
        proxy.heal()
        try await awaitReturn(log, sites, since: MonotonicClock.now())
        let before = behind.count
        try await submit(50, from: Self.messages, to: client)
        await client.shutDown(sendingQueued: true, within: .seconds(120))
        XCTAssertEqual(behind.count, before)
        proxy.stop()
        await primary.shutDown()
        await backup.shutDown()
        try checkSwitch(log, sites, since: broken, backup: behind, what: "resets, \(adapter.name)")
        check(client, log, [front, behind])
    }

    func testThePrimaryResetsSMGPConnections() async throws {
        try await failPrimaryByResets(
            .smgp(.v3_0, account: SMGPAccount(id: "901234", secret: "secret")), .smgp,
            GatewayAccount(id: "901234", secret: "secret"))
    }

    func testThePrimaryResetsSGIPConnections() async throws {
        let account = SGIPAccount(name: "sp", password: "secret", node: SGIP.NodeNumber(rawValue: 3_010_099_999))
        try await failPrimaryByResets(
            .sgip(.v1_2, account: account), .sgip, GatewayAccount(id: "sp", secret: "secret"))
    }

    // MARK: One of four connections fails

    private func failOneOfFour(
        _ what: String, patience: Moment.Span? = nil, _ fail: (FaultyProxy, Int) -> Void
    ) async throws {
        let (front, behind) = (AcceptanceLog(), AcceptanceLog())
        let primary = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [TestAccount.gateway], settings: front.settings)
        let backup = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [TestAccount.gateway], settings: behind.settings)
        let proxy = try FaultyProxy(to: primary.address.port)
        let log = ClientLog()
        let client = client(
            .primary(proxy.address, connections: 4).backup("\(backup.address)"), patience: patience, log)
        try await client.start()
        try await wait(for: "four channels") { client.channels.count { $0.state == .open } == 4 }
        try await submit(Self.messages / 2, to: client)
        try await wait(for: "a quarter at the primary") { front.count > Self.messages / 4 }
        let broken = MonotonicClock.now()
        fail(proxy, try XCTUnwrap(proxy.open.first))
        try await submitOtherHalf(to: client)
        try await wait(for: "the loss") { log.first(.lost, at: proxy.address, since: broken) != nil }
        try await wait(for: "four channels again") { client.channels.count { $0.state == .open } == 4 }
        await client.shutDown(sendingQueued: true, within: .seconds(120))
        proxy.stop()
        await primary.shutDown()
        await backup.shutDown()
        // The others went on: nobody needed the backup, and nobody was probed.
        XCTAssertEqual(behind.count, 0)
        XCTAssertNil(log.first(.open, at: "\(backup.address)"))
        XCTAssertNil(log.first(.probing, at: proxy.address))
        XCTAssertEqual(log.changes.count { $0.change.state == .lost }, 1)
        let (marked, twice) = check(client, log, [front])
        XCTAssertLessThanOrEqual(marked, 16 * 2)
        print("failover, \(what) of four: \(log.outcomes.count) outcomes, \(marked) marked, \(twice) came twice")
    }

    func testOneOfFourConnectionsIsReset() async throws { try await failOneOfFour("reset") { $0.cut($1) } }

    func testOneOfFourConnectionsEnds() async throws { try await failOneOfFour("end") { $0.end($1) } }

    func testOneOfFourConnectionsBecomesABlackHole() async throws {
        try await failOneOfFour("black hole", patience: .seconds(1)) { $0.becomeBlackHole($1) }
    }
}
