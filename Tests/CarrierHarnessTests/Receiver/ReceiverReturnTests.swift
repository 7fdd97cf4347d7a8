import CarrierCMPP
import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTransport
import XCTest

/// A protocol whose gateway dials for what it sends; for the rest it is another protocol's, whose tests are elsewhere.
struct TwoWayProfile: CarrierProfile {
    let account: CMPPAccount
    let binding: CMPPBinding

    init(_ account: CMPPAccount) {
        self.account = account
        binding = CMPPBinding(.v3_0, providerID: account.id)
    }

    func provider(connection: UInt32) -> CMPPVocabulary { CMPPVocabulary(.v3_0, account: account) }

    func gateway(connection: UInt32, admission: @escaping @Sendable (String) -> UInt32?) -> CMPPVocabulary {
        CMPPVocabulary(upTo: .v3_0, accounts: [account], admission: admission)
    }

    var returnPath: ReturnPath<CMPPVocabulary>? {
        let account = account
        return ReturnPath(
            gateway: { _ in CMPPVocabulary(.v3_0, account: account) },
            provider: { _ in CMPPVocabulary(upTo: .v3_0, accounts: [account]) })
    }
}

/// The connection that the receiver dials.
final class ReceiverReturnTests: XCTestCase {
    private let account = ReceiverBench.account
    private let hearing = Hearing()

    /// Where a provider listens.
    private func listener(
        _ provider: PlainProvider, at endpoint: Endpoint, account: CMPPAccount = ReceiverBench.account
    ) async throws -> Listener<CMPPVocabulary> {
        try await Listener.bind(to: endpoint) { _ in
            Acceptance(speaking: CMPPVocabulary(upTo: .v3_0, accounts: [account]), handler: provider)
        }
    }

    private func receiver(
        _ script: ReceiverScript, back: Endpoint?, _ change: (inout ReceiverSettings) -> Void = { _ in }
    ) async throws -> ReferenceReceiver<TwoWayProfile> {
        var settings = ReceiverSettings()
        settings.connectBack = back
        settings.dialPause = .milliseconds(5)
        change(&settings)
        let hearing = hearing
        return try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: TwoWayProfile(account), script: script, settings: settings,
            events: { hearing.hear($0) })
    }

    private func dial(
        _ receiver: ReferenceReceiver<TwoWayProfile>, _ provider: PlainProvider
    ) async throws -> CMPPConnection {
        try await Dialer.connect(
            to: Endpoint(receiver.address), speaking: CMPPVocabulary(.v3_0, account: account), handler: provider)
    }

    private func post(_ count: Int, on connection: CMPPConnection) throws {
        for number in 0..<count {
            _ = try connection.withSession { (session, now) throws(SessionError) in
                try session.submit(ReceiverBench.submit("\(number)"), at: now)
            }
        }
    }

    func testReportsAndPushedMessagesTakeTheReturnConnection() async throws {
        let (submitting, listening) = (PlainProvider(), PlainProvider())
        let listener = try await listener(listening, at: Endpoint("127.0.0.1:0"))
        let receiver = try await receiver(
            .accept.reporting(.delivered, after: .milliseconds(5)).pushing(from: "138", to: "10690001", text: "hi"),
            back: Endpoint(listener.address))
        let connection = try await dial(receiver, submitting)
        try post(20, on: connection)
        await fulfillment(of: [submitting.expectResponses(20), listening.expectReports(20)], timeout: 10)
        await connection.close()
        await receiver.close()
        await listener.close()
        XCTAssertEqual(submitting.reports, [])
        XCTAssertEqual(submitting.delivers, [])
        XCTAssertEqual(listening.delivers.map { String(decoding: $0.content, as: UTF8.self) }, ["hi"])
        XCTAssertEqual(Set(listening.reports.map(\.messageID.rawValue)), Set(submitting.responses.map(\.id)))
        // One connection each way, however many parcels.
        XCTAssertEqual(listener.counts.accepted, 1)
        XCTAssertEqual(receiver.ledger.connections, 2)
        XCTAssertTrue(receiver.ledger.isSettled)
        XCTAssertTrue(listening.arrivals.contains(.closed(.closedByPeer)))
    }

    func testAnAnomalyOfTheReturnConnectionNamesTheAccount() async throws {
        let (submitting, listening) = (PlainProvider(), PlainProvider(acknowledges: false))
        let listener = try await listener(listening, at: Endpoint("127.0.0.1:0"))
        let receiver = try await receiver(.accept.reporting(.delivered, after: .zero), back: Endpoint(listener.address))
        {
            $0.limits = .standard
            $0.limits?.replyTimeout = .milliseconds(50)
        }
        let connection = try await dial(receiver, submitting)
        let odd = hearing.expect("an anomaly") { events in
            events.contains { if case .anomaly = $0 { true } else { false } }
        }
        try post(1, on: connection)
        await fulfillment(of: [odd], timeout: 10)
        await connection.close()
        await receiver.close()
        await listener.close()
        XCTAssertFalse(hearing.anomalies.isEmpty)
        XCTAssertEqual(Set(hearing.anomalies.map(\.account)), [account.id])
        let closed = hearing.events.compactMap { if case .closed(let name, _, _) = $0 { name } else { nil } }
        XCTAssertEqual(Set(closed), [account.id])
    }

    func testEarlyReportsComeFirstOnTheReturnConnectionToo() async throws {
        let (submitting, listening) = (PlainProvider(), PlainProvider())
        let listener = try await listener(listening, at: Endpoint("127.0.0.1:0"))
        let receiver = try await receiver(
            .accept.reporting(.delivered, after: .zero).failing { $0.earlyReports = true },
            back: Endpoint(listener.address))
        let connection = try await dial(receiver, submitting)
        for _ in 0..<5 {
            let before = submitting.responses.count
            try post(1, on: connection)
            await fulfillment(of: [submitting.expectResponses(before + 1)], timeout: 5)
            XCTAssertEqual(listening.reports.count, before + 1)
        }
        await connection.close()
        await receiver.close()
        await listener.close()
        XCTAssertTrue(receiver.ledger.isSettled)
    }

    func testAListenerThatWasAwayGetsEverythingWhenItIsBack() async throws {
        // A port that is free for now.
        let away = PlainProvider()
        let reserved = try await listener(away, at: Endpoint("127.0.0.1:0"))
        let place = Endpoint(reserved.address)
        await reserved.close()
        let receiver = try await receiver(.accept.reporting(.delivered, after: .zero), back: place) {
            $0.dialAttempts = 1000
            $0.draining = .seconds(10)
        }
        let submitting = PlainProvider()
        let connection = try await dial(receiver, submitting)
        try post(10, on: connection)
        let told = hearing.expect("the operator is told") { events in
            events.contains { if case .notice(let text) = $0 { text.contains("no return connection") } else { false } }
        }
        await fulfillment(of: [submitting.expectResponses(10), told], timeout: 5)
        let listening = PlainProvider()
        let back = try await listener(listening, at: place)
        await fulfillment(of: [listening.expectReports(10)], timeout: 10)
        await connection.close()
        await receiver.close()
        await back.close()
        XCTAssertEqual(Set(listening.reports.map(\.messageID.rawValue)), Set(submitting.responses.map(\.id)))
        XCTAssertTrue(receiver.ledger.isSettled)
    }

    func testAListenerThatStaysAwayIsGivenUpAndEveryReportTold() async throws {
        let reserved = try await listener(PlainProvider(), at: Endpoint("127.0.0.1:0"))
        let place = Endpoint(reserved.address)
        await reserved.close()
        let receiver = try await receiver(.accept.reporting(.delivered, after: .zero), back: place) {
            $0.dialAttempts = 3
        }
        let submitting = PlainProvider()
        let connection = try await dial(receiver, submitting)
        try post(4, on: connection)
        let told = hearing.expect("all told") { events in
            events.filter { if case .undelivered = $0 { true } else { false } }.count == 4
        }
        await fulfillment(of: [submitting.expectResponses(4), told], timeout: 10)
        await connection.close()
        await receiver.close()
        let ledger = receiver.ledger
        XCTAssertEqual(ledger.findings, [])
        XCTAssertEqual([ledger.reportsOwed, ledger.undeliverable, ledger.reports], [4, 4, 0])
        XCTAssertTrue(hearing.notices.contains { $0.contains("after 3 attempts") }, "\(hearing.notices)")
    }

    func testAReturnConnectionThatBreaksIsDialledAgainForWhatIsLeft() async throws {
        let deaf = PlainProvider(acknowledges: false)
        let first = try await listener(deaf, at: Endpoint("127.0.0.1:0"))
        let receiver = try await receiver(.accept.reporting(.delivered, after: .zero), back: Endpoint(first.address)) {
            $0.dialAttempts = 1000
        }
        let submitting = PlainProvider()
        let connection = try await dial(receiver, submitting)
        try post(6, on: connection)
        await fulfillment(of: [submitting.expectResponses(6), deaf.expectReports(6)], timeout: 5)
        await first.stopAccepting()
        for one in first.connections { one.abort() }
        let listening = PlainProvider()
        let second = try await listener(listening, at: Endpoint(first.address))
        await fulfillment(of: [listening.expectReports(6)], timeout: 10)
        await connection.close()
        await receiver.close()
        await second.close()
        XCTAssertTrue(receiver.ledger.isSettled)
        // Sent twice, told and counted once.
        XCTAssertEqual(receiver.ledger.reports, 6)
    }

    func testAnIdleReturnConnectionEndsQuietlyAndIsDialledAnewWhenThereIsSomethingToSend() async throws {
        let listening = PlainProvider()
        let listener = try await listener(listening, at: Endpoint("127.0.0.1:0"))
        let receiver = try await receiver(.accept.reporting(.delivered, after: .zero), back: Endpoint(listener.address))
        {
            var limits = SessionLimits.standard
            limits.idleTimeout = .milliseconds(60)
            $0.limits = limits
        }
        let submitting = PlainProvider()
        for round in 1...2 {
            let connection = try await dial(receiver, submitting)
            try post(1, on: connection)
            let idle = listening.expect("closed \(round) times") { arrivals in
                arrivals.filter { $0 == .closed(.closedByPeer) }.count == round
            }
            await fulfillment(of: [listening.expectReports(round), idle], timeout: 5)
            await connection.close()
        }
        await receiver.close()
        await listener.close()
        XCTAssertEqual(listener.counts.accepted, 2)
        XCTAssertTrue(receiver.ledger.isSettled)
        XCTAssertEqual(hearing.notices.filter { !$0.contains("is open") }, [])
    }

    func testWithoutAnAddressReportsAreToldAsUndelivered() async throws {
        let receiver = try await receiver(.accept.reporting(.delivered, after: .zero), back: nil)
        let submitting = PlainProvider()
        let connection = try await dial(receiver, submitting)
        try post(2, on: connection)
        await fulfillment(of: [submitting.expectResponses(2)], timeout: 5)
        await connection.close()
        await receiver.close()
        XCTAssertEqual(receiver.ledger.findings, [])
        XCTAssertEqual(receiver.ledger.undeliverable, 2)
        XCTAssertEqual(hearing.undelivered.count, 2)
    }
}
