import CarrierHarness
import CarrierMessaging
import CarrierSGIP
import CarrierService
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import SGIPCodec
import XCTest

/// An SP of SGIP on either of its connections: it notes what comes, and takes it or not.
private final class ScriptedSGIPClient: SessionHandler {
    enum Arrival: Equatable, Sendable {
        case response(SGIP.Result)
        case report(SGIP.SequenceNumber)
        case deliver([UInt8])
        case closed
    }

    private let recorder = EventRecorder<Arrival>()
    private let acknowledges: Bool

    init(acknowledges: Bool = true) { self.acknowledges = acknowledges }

    func handle(
        _ event: SessionEvent<SGIP.Message>, of channel: SessionChannel<SGIPSessionRules>,
        session: inout Session<SGIPSessionRules>
    ) {
        switch event {
        case .request(let message, let token):
            switch message {
            case .report(let report): recorder.note([.report(report.submitSequence)])
            case .deliver(let deliver): recorder.note([.deliver(deliver.content)])
            default: XCTFail("\(message)")
            }
            guard acknowledges, session.stateName != .closed, let answer = message.response(result: .ok) else { return }
            XCTAssertNoThrow(try session.reply(answer, to: token, at: MonotonicClock.now()))
        case .response(.submitResponse(let response), _): recorder.note([.response(response.result)])
        case .closed: recorder.note([.closed])
        default: break
        }
    }

    var reports: [SGIP.SequenceNumber] {
        recorder.notes.compactMap { if case .report(let sequence) = $0 { sequence } else { nil } }
    }
    var delivers: [[UInt8]] {
        recorder.notes.compactMap { if case .deliver(let content) = $0 { content } else { nil } }
    }

    func expect(_ count: Int, _ what: String, _ isOne: @escaping @Sendable (Arrival) -> Bool) -> XCTestExpectation {
        recorder.expectation("\(count) \(what)") { $0.filter(isOne).count >= count }
    }

    func expectReports(_ count: Int) -> XCTestExpectation {
        expect(count, "reports") { if case .report = $0 { true } else { false } }
    }

    func expectResponses(_ count: Int) -> XCTestExpectation { expect(count, "responses") { $0 == .response(.ok) } }
}

/// The connection that the receiver dials to each account (sgip.md 2: what the gateway sends goes another way).
final class ReceiverReturnTests: XCTestCase {
    private let hearing = Hearing()

    private func account(_ name: String = "sp") -> SGIPAccount {
        SGIPAccount(name: name, password: "secret", node: SGIP.NodeNumber(rawValue: 3_010_099_999))
    }

    /// Where a client listens.
    private func listener(
        _ client: ScriptedSGIPClient, at endpoint: Endpoint? = nil, _ name: String = "sp"
    ) async throws -> SessionListener<SGIPSessionRules> {
        let account = account(name)
        return try await SessionListener.bind(
            to: endpoint ?? Endpoint("127.0.0.1:0"), handler: client,
            speaking: { SGIPSessionRules(.v1_2, listeningAs: account, connection: 1) })
    }

    private func receiver(
        _ script: ReceiverScript, back: [String: Endpoint?], _ change: (inout GatewaySettings) -> Void = { _ in }
    ) async throws -> ReferenceReceiver {
        var settings = GatewaySettings.deciding
        settings.options.dialPause = .milliseconds(5)
        settings.options.maximumDialPause = .milliseconds(20)
        change(&settings)
        let hearing = hearing
        let accounts = back.map { name, endpoint in
            var account = GatewayAccount(id: name, secret: "secret")
            account.reverseAddress = endpoint.map { "\($0)" }
            return account
        }
        return try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: .sgip, accounts: accounts, script: script, settings: settings,
            events: { hearing.hear($0) })
    }

    private func dial(
        _ receiver: ReferenceReceiver, _ client: ScriptedSGIPClient, _ name: String = "sp"
    ) async throws -> SessionChannel<SGIPSessionRules> {
        try await SessionChannel.dial(
            to: Endpoint(receiver.address), speaking: SGIPSessionRules(.v1_2, account: account(name), connection: 1),
            handler: client)
    }

    private func post(_ count: Int, on connection: SessionChannel<SGIPSessionRules>) {
        for number in 0..<count {
            var submit = SGIP.Submit()
            submit.spNumber = "10690001"
            submit.userNumbers = ["8613800138000"]
            submit.reportFlag = .always
            submit.content = Array("\(number)".utf8)
            connection.post([.submit(submit)])
        }
    }

    func testReportsAndPushedMessagesTakeTheReturnConnection() async throws {
        let (submitting, listening) = (ScriptedSGIPClient(), ScriptedSGIPClient())
        let listener = try await listener(listening)
        let receiver = try await receiver(
            .accept.reporting(.delivered, after: .milliseconds(5)).pushing(from: "138", to: "10690001", text: "hi"),
            back: ["sp": Endpoint(listener.address)])
        let connection = try await dial(receiver, submitting)
        post(20, on: connection)
        await fulfillment(of: [submitting.expectResponses(20), listening.expectReports(20)], timeout: 10)
        await connection.close()
        await receiver.close()
        await listener.close()
        XCTAssertEqual(submitting.reports, [])
        XCTAssertEqual(listening.delivers, [Array("hi".utf8)])
        XCTAssertEqual(Set(listening.reports).count, 20)
        // One connection each way, however much there is to send.
        XCTAssertEqual(listener.counts.accepted, 1)
        XCTAssertEqual(receiver.counters.connections, 2)
        XCTAssertEqual(receiver.findings, [])
        XCTAssertTrue(receiver.counters.isSettled)
    }

    func testEveryClientHasAReverseConnectionOfItsOwn() async throws {
        let names = ["one", "two", "three"]
        let sinks = names.map { _ in ScriptedSGIPClient() }
        var listeners: [SessionListener<SGIPSessionRules>] = []
        for (name, sink) in zip(names, sinks) { listeners.append(try await listener(sink, name)) }
        let receiver = try await receiver(
            .accept.reporting(.delivered, after: .zero),
            back: Dictionary(uniqueKeysWithValues: zip(names, listeners.map { Endpoint($0.address) })))
        for (index, name) in names.enumerated() {
            let submitting = ScriptedSGIPClient()
            let connection = try await dial(receiver, submitting, name)
            post(index + 1, on: connection)
            await fulfillment(of: [sinks[index].expectReports(index + 1)], timeout: 10)
            await connection.close()
        }
        await receiver.close()
        for listener in listeners { await listener.close() }
        XCTAssertEqual(sinks.map(\.reports.count), [1, 2, 3])
        XCTAssertTrue(receiver.counters.isSettled)
    }

    func testAnAnomalyOfTheReturnConnectionNamesTheAccount() async throws {
        let (submitting, listening) = (ScriptedSGIPClient(), ScriptedSGIPClient(acknowledges: false))
        let listener = try await listener(listening)
        let receiver = try await receiver(
            .accept.reporting(.delivered, after: .zero), back: ["sp": Endpoint(listener.address)]
        ) {
            $0.limits = .standard
            $0.limits?.replyTimeout = .milliseconds(50)
            $0.limits?.closingTimeout = .milliseconds(100)
        }
        let connection = try await dial(receiver, submitting)
        let odd = hearing.expect("an anomaly") { events in
            events.contains { if case .anomaly = $0 { true } else { false } }
        }
        post(1, on: connection)
        await fulfillment(of: [odd], timeout: 10)
        await connection.close()
        await receiver.close()
        await listener.close()
        XCTAssertEqual(Set(hearing.anomalies.map(\.account)), ["sp"])
        let closed = hearing.events.compactMap { if case .closed(let name, _, _) = $0 { name } else { nil } }
        XCTAssertEqual(Set(closed), ["sp"])
    }

    func testEarlyReportsComeFirstOnTheReturnConnectionToo() async throws {
        let (submitting, listening) = (ScriptedSGIPClient(), ScriptedSGIPClient())
        let listener = try await listener(listening)
        let receiver = try await receiver(
            .accept.reporting(.delivered, after: .zero).failing { $0.earlyReports = true },
            back: ["sp": Endpoint(listener.address)])
        let connection = try await dial(receiver, submitting)
        for count in 1...5 {
            post(1, on: connection)
            await fulfillment(of: [submitting.expectResponses(count)], timeout: 5)
            XCTAssertEqual(listening.reports.count, count)
        }
        await connection.close()
        await receiver.close()
        await listener.close()
        XCTAssertTrue(receiver.counters.isSettled)
    }

    func testAListenerThatWasAwayGetsEverythingWhenItIsBack() async throws {
        // A port that is free for now.
        let reserved = try await listener(ScriptedSGIPClient())
        let place = Endpoint(reserved.address)
        await reserved.close()
        let receiver = try await receiver(.accept.reporting(.delivered, after: .zero), back: ["sp": place])
        let submitting = ScriptedSGIPClient()
        let connection = try await dial(receiver, submitting)
        let told = hearing.expect("the operator is told") { events in
            events.contains {
                if case .notice(let text) = $0 { text.contains("no return connection") } else { false }
            }
        }
        post(10, on: connection)
        await fulfillment(of: [submitting.expectResponses(10), told], timeout: 5)
        let listening = ScriptedSGIPClient()
        let back = try await listener(listening, at: place)
        await fulfillment(of: [listening.expectReports(10)], timeout: 10)
        await connection.close()
        await receiver.close()
        await back.close()
        XCTAssertEqual(Set(listening.reports).count, 10)
        XCTAssertTrue(receiver.counters.isSettled)
    }

    func testAListenerThatStaysAwayIsGivenUpAndEveryReportTold() async throws {
        let reserved = try await listener(ScriptedSGIPClient())
        let place = Endpoint(reserved.address)
        await reserved.close()
        let receiver = try await receiver(.accept.reporting(.delivered, after: .zero), back: ["sp": place]) {
            $0.options.deliverFor = .milliseconds(200)
        }
        let submitting = ScriptedSGIPClient()
        let connection = try await dial(receiver, submitting)
        let told = hearing.expect("all told") { events in
            events.filter { if case .deadLetter(_?, reason: "no connection for it") = $0 { true } else { false } }
                .count == 4
        }
        post(4, on: connection)
        await fulfillment(of: [submitting.expectResponses(4), told], timeout: 10)
        await connection.close()
        await receiver.close()
        let counters = receiver.counters
        XCTAssertEqual(receiver.findings, [])
        XCTAssertEqual([counters.reportsOwed, counters.undeliverable, counters.reports], [4, 4, 0])
        XCTAssertTrue(hearing.notices.contains { $0.contains("connect \(place)") }, "\(hearing.notices)")
    }

    func testAReturnConnectionThatBreaksIsDialledAgainForWhatIsLeft() async throws {
        let silent = ScriptedSGIPClient(acknowledges: false)
        let first = try await listener(silent)
        let receiver = try await receiver(
            .accept.reporting(.delivered, after: .zero), back: ["sp": Endpoint(first.address)])
        let submitting = ScriptedSGIPClient()
        let connection = try await dial(receiver, submitting)
        post(6, on: connection)
        await fulfillment(of: [submitting.expectResponses(6), silent.expectReports(6)], timeout: 5)
        await first.stopAccepting()
        for one in first.connections { one.abort() }
        let listening = ScriptedSGIPClient()
        let second = try await listener(listening, at: Endpoint(first.address))
        await fulfillment(of: [listening.expectReports(6)], timeout: 10)
        await connection.close()
        await receiver.close()
        await second.close()
        XCTAssertTrue(receiver.counters.isSettled)
        // Sent twice, told and counted once.
        XCTAssertEqual(receiver.counters.reports, 6)
    }

    func testWithoutAnAddressReportsAreToldAsUndelivered() async throws {
        let receiver = try await receiver(.accept.reporting(.delivered, after: .zero), back: ["sp": nil])
        let submitting = ScriptedSGIPClient()
        let connection = try await dial(receiver, submitting)
        post(2, on: connection)
        await fulfillment(of: [submitting.expectResponses(2)], timeout: 5)
        await connection.close()
        await receiver.close(draining: .milliseconds(10))
        XCTAssertEqual(receiver.findings, [])
        XCTAssertEqual(receiver.counters.undeliverable, 2)
        XCTAssertEqual(hearing.undelivered.count, 2)
    }
}
