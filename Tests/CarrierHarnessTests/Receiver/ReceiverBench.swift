import CarrierCMPP
import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import XCTest

typealias CMPPConnection = SessionChannel<CMPPSessionRules>

extension EventRecorder {
    /// An expectation that is fulfilled when the notes fulfil a condition.
    func expectation(_ what: String, _ condition: @escaping Condition) -> XCTestExpectation {
        let expectation = XCTestExpectation(description: what)
        when(condition) { expectation.fulfill() }
        return expectation
    }
}

/// What a receiver told, and a way to wait for it.
struct Hearing: Sendable {
    private let recorder = EventRecorder<ReceiverEvent>()

    func hear(_ events: [ReceiverEvent]) { recorder.note(events) }

    var events: [ReceiverEvent] { recorder.notes }

    func expect(_ what: String, _ test: @escaping EventRecorder<ReceiverEvent>.Condition) -> XCTestExpectation {
        recorder.expectation(what, test)
    }

    var logins: [ReceiverEvent.LoginRecord] {
        events.compactMap { if case .login(let record) = $0 { record } else { nil } }
    }
    var submits: [ReceiverEvent.SubmitRecord] {
        events.compactMap { if case .submit(let record) = $0 { record } else { nil } }
    }
    var messages: [SubmittedMessage] {
        events.compactMap { if case .message(let message) = $0 { message } else { nil } }
    }
    var reports: [ReceiverEvent.ReportRecord] {
        events.compactMap { if case .report(let record) = $0 { record } else { nil } }
    }
    var undelivered: [String] {
        events.compactMap { if case .undelivered(_, let reason) = $0 { reason } else { nil } }
    }
    var repetitions: [(account: String, id: String, segment: RepeatedSegment)] {
        events.compactMap {
            if case .repeated(let account, let id, let segment) = $0 { (account, id, segment) } else { nil }
        }
    }
    var anomalies: [(account: String, anomaly: SessionAnomaly)] {
        events.compactMap { if case .anomaly(let account, let anomaly) = $0 { (account, anomaly) } else { nil } }
    }
    var notices: [String] { events.compactMap { if case .notice(let text) = $0 { text } else { nil } } }
    var closings: [CloseReason] { events.compactMap { if case .closed(_, _, let reason) = $0 { reason } else { nil } } }
}

/// A client that submits by hand and acknowledges whatever comes, noting it.
final class ScriptedClient: SessionHandler {
    typealias Rules = CMPPSessionRules

    /// What came over the connection, in the order of its octets.
    enum Arrival: Equatable, Sendable {
        case response(UInt64, UInt32)
        case report(CMPP.StatusReport)
        case deliver(CMPP.Deliver)
        case anomaly(SessionAnomaly)
        case closed(CloseReason)
    }

    private let recorder = EventRecorder<Arrival>()
    private let acknowledges: Bool

    init(acknowledges: Bool = true) { self.acknowledges = acknowledges }

    func handle(
        _ event: SessionEvent<CMPP.Message>, of channel: CMPPConnection, session: inout Session<CMPPSessionRules>
    ) {
        switch event {
        case .request(let message, let token):
            guard case .deliver(let deliver) = message else { return XCTFail("not a deliver: \(message)") }
            if let report = try? deliver.report() { note(.report(report)) } else { note(.deliver(deliver)) }
            guard acknowledges, session.stateName != .closed else { return }
            var response = CMPP.DeliverResponse()
            response.messageID = deliver.messageID
            XCTAssertNoThrow(try session.reply(.deliverResponse(response), to: token, at: MonotonicClock.now()))
        case .response(.submitResponse(let response), _):
            note(.response(response.messageID.rawValue, response.result.rawValue))
        case .anomaly(let anomaly): note(.anomaly(anomaly))
        case .closed(let reason): note(.closed(reason))
        default: break
        }
    }

    private func note(_ arrival: Arrival) { recorder.note(arrival) }

    var arrivals: [Arrival] { recorder.notes }
    var reports: [CMPP.StatusReport] {
        arrivals.compactMap { if case .report(let report) = $0 { report } else { nil } }
    }
    var delivers: [CMPP.Deliver] { arrivals.compactMap { if case .deliver(let deliver) = $0 { deliver } else { nil } } }
    var responses: [(id: UInt64, result: UInt32)] {
        arrivals.compactMap { if case .response(let id, let result) = $0 { (id, result) } else { nil } }
    }

    func expect(_ what: String, _ test: @escaping EventRecorder<Arrival>.Condition) -> XCTestExpectation {
        recorder.expectation(what, test)
    }

    func expectReports(_ count: Int) -> XCTestExpectation {
        expect("\(count) reports") { $0.filter { if case .report = $0 { true } else { false } }.count >= count }
    }

    func expectResponses(_ count: Int) -> XCTestExpectation {
        expect("\(count) responses") { $0.filter { if case .response = $0 { true } else { false } }.count >= count }
    }
}

/// One receiver on loopback with one account, and what a test does with it.
struct ReceiverBench {
    static let account = CMPPAccount(id: "901234", secret: "shared secret")
    static let gatewayAccount = GatewayAccount(id: "901234", secret: "shared secret")

    let receiver: ReferenceReceiver
    let hearing = Hearing()
    let version: CMPP.Version

    init(
        _ script: ReceiverScript = .accept, version: CMPP.Version = .v3_0,
        account change: (inout GatewayAccount) -> Void = { _ in }, settings: GatewaySettings = .deciding
    ) async throws {
        self.version = version
        let hearing = hearing
        var account = Self.gatewayAccount
        change(&account)
        receiver = try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: CMPPGatewayAdapter(upTo: version), accounts: [account], script: script,
            settings: settings, events: { hearing.hear($0) })
    }

    func dial(
        _ client: ScriptedClient? = nil, account: CMPPAccount = account, version: CMPP.Version? = nil,
        limits: SessionLimits = .standard
    ) async throws -> CMPPConnection {
        try await SessionChannel.dial(
            to: Endpoint(receiver.address),
            speaking: CMPPSessionRules(version ?? self.version, account: account), limits: limits, handler: client)
    }

    /// Submits without waiting for the answer, which the client notes.
    func post(_ message: CMPP.Message, on connection: CMPPConnection) { connection.post([message]) }

    static func submit(
        _ text: String = "hello", to receivers: [String] = ["13800138000"], report: Bool = true
    ) -> CMPP.Message {
        var submit = CMPP.Submit()
        submit.sourceID = "10690001"
        submit.destinationIDs = OctetStringList(receivers.map { OctetString($0.utf8) ?? "" })
        submit.registeredDelivery = report ? .wanted : .none
        submit.segmentCount = 1
        submit.segmentNumber = 1
        submit.content = Array(text.utf8)
        return .submit(submit)
    }
}
