import CMPPCodec
import CarrierCMPP
import CarrierHarness
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import SMSText
import XCTest

/// Connections that end and are made again, and what is told of those that cannot be made.
final class SenderConnectionTests: XCTestCase {
    private let message = OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello")

    private var unreported: OutboundMessage {
        var message = message
        message.report = .none
        return message
    }

    func testAnIdleConnectionIsMadeAgainOnDemand() async throws {
        let gateway = ScriptedGateway()
        let listener = try await gateway.listen()
        let sender = IdlingAdapter.sender(at: "\(listener.address)", idle: .milliseconds(60))
        try await sender.sender.connect()
        for round in 1...3 {
            let outcomes = try await sender.sender.send(message)
            XCTAssertEqual(outcomes.map(\.result), [.delivered])
            await sender.recorder.waitForClosings(round)
            XCTAssertNil(sender.sender.end)
        }
        let summary = await sender.sender.close()
        await listener.close()
        XCTAssertEqual(summary.counts.delivered, 3)
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(Set(gateway.connections).count, 3)
    }

    func testAConnectionThatThePeerEndsIsMadeAgainAndNothingIsLost() async throws {
        // The gateway ends each connection in order after ten submits; what was not sent yet goes over the next.
        let gateway = ScriptedGateway { index, _ in .init(closes: index % 10 == 0) }
        let listener = try await gateway.listen()
        let sender = IdlingAdapter.sender(at: "\(listener.address)", idle: .seconds(60), window: 1).sender
        try await sender.connect()
        try await sender.send(unreported, times: 35)
        let summary = await sender.close()
        await listener.close()
        XCTAssertEqual(summary.end, .shutDown)
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(summary.counts.accepted, 35)
        XCTAssertEqual(summary.counters.unansweredPlaces, 0)
        XCTAssertGreaterThanOrEqual(Set(gateway.connections).count, 3)
    }

    func testAGatewayThatEndsEveryConnectionAtOnceIsGivenUpAndNothingIsCountedAsUnanswered() async throws {
        let gateway = ScriptedGateway(closesAfterLogin: true)
        let listener = try await gateway.listen()
        let setup = SenderSetup()
        let sender = setup.sender(at: "\(listener.address)")
        do {
            try await sender.connect()
            try await sender.send(message, times: 5)
        } catch is MessagingError {
        } catch is NoChannelError {}
        let summary = await sender.close()
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(summary.counts.outcomes, summary.counts.owed)
        XCTAssertEqual(summary.counts.delivered, 0)
        await listener.close()
    }

    func testTheLossOfOneOfTwoConnectionsIsTheLossOfOne() async throws {
        let gateway = ScriptedGateway { index, _ in .init(cuts: index == 100) }
        let listener = try await gateway.listen()
        let setup = SenderSetup { setup in
            setup.connections = 2
            setup.limits.windowSize = 4
        }
        let sender = setup.sender(at: "\(listener.address)")
        try await sender.connect()
        try await sender.send(unreported, times: 2000)
        let summary = await sender.close()
        await listener.close()
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(summary.end, .shutDown)
        // One window at most was in flight on the connection that went.
        XCTAssertGreaterThanOrEqual(summary.counts.accepted, 1996)
        XCTAssertEqual(summary.counts.accepted + summary.counts.unknown, 2000)
        XCTAssertEqual(summary.counts.notSent, 0)
    }

    func testWhatWasLostIsSentAgainWhereThatIsWanted() async throws {
        let gateway = ScriptedGateway { index, _ in .init(cuts: index == 100) }
        let listener = try await gateway.listen()
        let setup = SenderSetup { setup in
            setup.options.unanswered = .sendAgain
            setup.options.reconnectFor = .seconds(20)
            setup.options.backOff = BackOff(shortest: .milliseconds(10), longest: .milliseconds(20))
        }
        let sender = setup.sender(at: "\(listener.address)")
        try await sender.connect()
        try await sender.send(unreported, times: 300)
        let summary = await sender.close()
        await listener.close()
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(summary.counts.accepted, 300)
        let marked = setup.recorder.outcomes.filter(\.mayBeTwice).count
        XCTAssertGreaterThan(marked, 0)
        XCTAssertEqual(UInt64(marked), summary.counters.resentRequests)
    }

    func testABackupTakesOverAndGivesBack() async throws {
        let (primary, backup) = (ScriptedGateway { index, _ in .init(cuts: index == 50) }, ScriptedGateway())
        let (first, second) = (try await primary.listen(), try await backup.listen())
        let setup = SenderSetup { setup in
            setup.options.reconnectFor = .seconds(20)
            setup.options.backOff = BackOff(shortest: .milliseconds(200), longest: .milliseconds(300))
            setup.options.probe = .milliseconds(100)
        }
        let sender = ReferenceSender(
            speaking: .cmpp(.v3_0, account: ScriptedGateway.account),
            channels: .primary("\(first.address)").backup("\(second.address)"), options: setup.options,
            limits: setup.limits, observer: setup.recorder.observer)
        try await sender.connect()
        let message = unreported
        async let sending: Void = sender.send(message, times: 400)
        await setup.recorder.wait { events in
            // Open, lost, and open again after the probe.
            events.count { event in
                if case .channel(let change) = event {
                    change.state == .open && change.channel == ChannelID(1)
                } else {
                    false
                }
            } >= 2
        }
        try await sending
        let outcomes = try await sender.send(unreported)
        XCTAssertEqual(outcomes.map(\.result), [.accepted])
        let summary = await sender.close()
        await first.close()
        await second.close()
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(summary.counts.accepted + summary.counts.unknown, 401)
        XCTAssertGreaterThan(backup.submissions.count, 0)
        XCTAssertTrue(setup.recorder.changes.contains { $0.state == .probing && $0.channel == ChannelID(1) })
    }

    func testReportsAndMessagesOverAConnectionThatTheGatewayMakes() async throws {
        let credentials = HarnessCredentials(account: "901234", secret: "s", node: 3_010_099_999)
        let port = try await freePort()
        let recorder = ClientRecorder()
        let adapter = try XCTUnwrap(GatewayProtocols.adapter(named: "sgip-1.2"))
        var known = GatewayAccount(id: "901234", secret: "s")
        known.node = credentials.node
        known.reverseAddress = "127.0.0.1:\(port)"
        let receiver = try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: adapter, accounts: [known],
            script: .accept.reporting(.delivered, after: .zero).pushing(
                from: "13800138000", to: "10690001", text: String(repeating: "上行", count: 50)))
        let sender = ReferenceSender(
            speaking: try ClientProtocols.adapter("sgip-1.2", credentials), channels: .primary("\(receiver.address)"),
            listen: Endpoint(host: "127.0.0.1", port: port), observer: recorder.observer)
        try await sender.connect()
        XCTAssertEqual(sender.client.listeningAddress?.port, port)
        try await sender.send(message, times: 200)
        await recorder.wait { events in events.contains { if case .incoming = $0 { true } else { false } } }
        let summary = await sender.close()
        await receiver.close()
        XCTAssertEqual(recorder.incoming.map(\.text), [String(repeating: "上行", count: 50)])
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(summary.counts.delivered, 200)
        XCTAssertEqual(summary.counters.incoming, 1)
    }

    /// A port that was free a moment ago.
    private func freePort() async throws -> UInt16 {
        let listener = try await ScriptedGateway().listen()
        await listener.close()
        return listener.address.port
    }

    func testARefusedLoginAndAnAddressWithoutListenerAreToldApart() async throws {
        let gateway = ScriptedGateway()
        let listener = try await gateway.listen()
        let address = "\(listener.address)"
        func failure(_ account: CMPPAccount) async throws -> ChannelChange? {
            var options = ClientOptions.standard
            options.reconnectFor = .zero
            let sender = ReferenceSender(
                speaking: .cmpp(.v3_0, account: account), channels: .primary(address), options: options)
            do {
                try await sender.connect()
                XCTFail("connected")
                return nil
            } catch let error as NoChannelError { return error.change }
        }
        let refused = try await failure(CMPPAccount(id: "901234", secret: "wrong"))
        XCTAssertEqual(refused?.state, .refused)
        guard case .loginRefused(code: 3, by: .peer)? = refused?.reason else {
            return XCTFail("\(refused?.reason as Any)")
        }
        await listener.close()
        let unreachable = try await failure(ScriptedGateway.account)
        XCTAssertEqual(unreachable?.state, .lost)
        XCTAssertNil(unreachable?.reason)
        XCTAssertNotEqual(unreachable?.dialFailure, "")
    }

    func testSubmitsAfterTheEndAreRefused() async throws {
        let gateway = ScriptedGateway()
        let listener = try await gateway.listen()
        let sender = SenderSetup().sender(at: "\(listener.address)")
        try await sender.connect()
        async let first = sender.close()
        async let second = sender.close()
        let ends = await [first.end, second.end]
        XCTAssertEqual(ends, [.shutDown, .shutDown])
        do throws(MessagingError) {
            _ = try await sender.send(message)
            XCTFail("no error")
        } catch { XCTAssertEqual(error.reason, .shutDown) }
        await listener.close()
    }

    func testACancelledOrderLeavesItsOutcomeAnEvent() async throws {
        let gateway = ScriptedGateway { _, _ in .init(isSilent: true) }
        let listener = try await gateway.listen()
        let setup = SenderSetup { $0.limits.replyTimeout = .milliseconds(50) }
        let sender = setup.sender(at: "\(listener.address)")
        try await sender.connect()
        let message = message
        let order = Task { try await sender.send(message) }
        await gateway.waitForSubmissions(1)
        order.cancel()
        let cancelled = try await order.value
        XCTAssertEqual(cancelled.count, 0)
        let outcomes = try await sender.send(message)
        XCTAssertEqual(outcomes.flatMap(\.segments).map(\.status), [.unanswered])
        // The gateway owes answers that it will not give: an orderly end would wait for them.
        for connection in listener.connections { connection.abort() }
        let summary = await sender.close()
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(setup.recorder.outcomes.map(\.result), [.unknown, .unknown])
        await listener.close()
    }

    func testMissingReportsAreNamed() async throws {
        let gateway = ScriptedGateway { index, _ in .init(reports: index == 1 ? ["DELIVRD"] : []) }
        let listener = try await gateway.listen()
        let setup = SenderSetup { $0.options.reportWindow = .milliseconds(100) }
        let sender = setup.sender(at: "\(listener.address)")
        try await sender.connect()
        let long = OutboundMessage(from: "1", to: ["2"], text: String(repeating: "长", count: 100))
        let outcomes = try await sender.send(long)
        XCTAssertEqual(outcomes.map(\.result), [.unknown])
        XCTAssertEqual(outcomes.flatMap(\.segments).map(\.status), [.delivered, .noReport])
        await sender.close()
        await listener.close()
    }
}

/// A protocol that lets connections idle, made of one that does not.
private struct IdlingAdapter: ClientAdapter {
    var base = CMPPClientAdapter(.v3_0, account: ScriptedGateway.account)
    var idle: Moment.Span

    static func sender(
        at address: String, idle: Moment.Span, window: Int = 16
    ) -> (sender: ReferenceSender, recorder: ClientRecorder) {
        let adapter = IdlingAdapter(idle: idle)
        var limits = adapter.sessionLimits
        limits.windowSize = window
        let recorder = ClientRecorder()
        var options = ClientOptions.standard
        options.reconnectFor = .zero
        return (
            ReferenceSender(
                speaking: adapter, channels: .primary(address), options: options, limits: limits,
                observer: recorder.observer), recorder
        )
    }

    var name: String { base.name }
    var account: String { base.account }
    var segmentLimits: SegmentLimits { base.segmentLimits }
    var sessionLimits: SessionLimits {
        var limits = base.sessionLimits
        limits.idleTimeout = idle
        return limits
    }
    var malformedReportCode: UInt32 { base.malformedReportCode }
    var writesRelativeTimes: Bool { base.writesRelativeTimes }
    var hasReverseConnection: Bool { false }
    func maximumRecipients(reporting report: OutboundMessage.ReportRequest) -> Int {
        base.maximumRecipients(reporting: report)
    }
    func validate(_ message: OutboundMessage, _ segments: SegmentedMessage) -> [MessagingError] {
        base.validate(message, segments)
    }
    func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID {
        self.base.id(base, advancedBy: steps)
    }
    func meaning(of code: UInt32) -> String { base.meaning(of: code) }
    func meaning(ofLogin status: UInt32) -> String { base.meaning(ofLogin: status) }
    func meaning(of report: DeliveryReport) -> CodeMeaning { base.meaning(of: report) }
    func text(of id: CarrierMessageID) -> String { base.text(of: id) }
    func makeSession(traffic: ChannelTraffic, connection: UInt32, limits: SessionLimits) -> any ClientSession {
        base.makeSession(traffic: traffic, connection: connection, limits: limits)
    }
    func makeReverseSession(connection: UInt32, limits: SessionLimits) -> (any ClientSession)? { nil }
}
