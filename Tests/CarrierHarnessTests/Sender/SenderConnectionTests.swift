import CarrierCMPP
import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import XCTest

/// Connections that end and are made again, and connections that the gateway makes.
final class SenderConnectionTests: XCTestCase {
    private let account = ScriptedGateway.account
    private let message = OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello")

    func testAnIdleConnectionIsMadeAgainOnDemand() async throws {
        let gateway = ScriptedGateway()
        let listener = try await gateway.listen()
        let book = EventBook()
        var options = SenderOptions.standard
        options.idleTimeout = .milliseconds(60)
        let sender = try await ReferenceSender.connect(
            to: Endpoint(listener.address), speaking: .cmpp(.v3_0, account: account), options: options,
            observer: book.observer)
        for round in 1...3 {
            let receipt = try await sender.submit(message)
            _ = try await receipt.reports(within: .seconds(10))
            await book.waitForClosings(round)
            XCTAssertNil(sender.end)
        }
        let summary = await sender.close()
        await listener.close()
        XCTAssertEqual(summary.counts.delivered, 3)
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(book.closings, [.idle, .idle, .idle])
        XCTAssertEqual(Set(gateway.connections).count, 3)
    }

    func testAConnectionThatThePeerEndsIdleIsMadeAgainAndNothingIsLost() async throws {
        // The gateway ends each connection in order after ten submits; what was not sent yet goes over the next.
        let gateway = ScriptedGateway { index, _ in .init(closes: index % 10 == 0) }
        let listener = try await gateway.listen()
        var options = SenderOptions.standard
        options.idleTimeout = .seconds(60)
        options.window = 1
        let sender = try await ReferenceSender.connect(
            to: Endpoint(listener.address), speaking: .cmpp(.v3_0, account: account), options: options)
        var message = message
        message.report = .none
        try await sender.send(message, times: 35)
        let summary = await sender.close()
        await listener.close()
        XCTAssertEqual(summary.end, .closed)
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(summary.counts.acceptedMessages, 35)
        XCTAssertEqual(summary.counts.unanswered, 0)
        XCTAssertGreaterThanOrEqual(Set(gateway.connections).count, 3)
    }

    func testAGatewayThatEndsEveryConnectionAtOnceIsGivenUp() async throws {
        let gateway = ScriptedGateway(closesAfterLogin: true)
        let listener = try await gateway.listen()
        var options = SenderOptions.standard
        options.idleTimeout = .seconds(60)
        var sender: ReferenceSender<CMPPProfile>?
        do {
            sender = try await ReferenceSender.connect(
                to: Endpoint(listener.address), speaking: .cmpp(.v3_0, account: account), options: options)
            try await sender?.send(message, times: 5)
        } catch is SubmitError {
        } catch is SenderEnd {}
        if let summary = await sender?.close() {
            XCTAssertEqual(summary.violations, [])
            XCTAssertEqual(summary.counts.unknown, summary.counts.owed)
        }
        XCTAssertLessThanOrEqual(listener.counts.accepted, 5)
        await listener.close()
    }

    /// A port that was free a moment ago.
    private func freePort() async throws -> UInt16 {
        let listener = try await ScriptedGateway().listen()
        await listener.close()
        return listener.address.port
    }

    func testNothingIsLeftOpenWhenALoginIsRefused() async throws {
        let gateway = ScriptedGateway()
        let listener = try await gateway.listen()
        do {
            _ = try await ReferenceSender.connect(
                to: Endpoint(listener.address),
                speaking: .cmpp(.v3_0, account: CMPPAccount(id: "901234", secret: "wrong")))
            XCTFail("no error")
        } catch let error as LoginError {
            XCTAssertEqual(error.code, 3)
        }
        await listener.close()
        do {
            _ = try await ReferenceSender.connect(to: "127.0.0.1", speaking: .cmpp(.v3_0, account: account))
            XCTFail("no error")
        } catch is EndpointSyntaxError {}
    }

    func testSubmitsAfterTheEndAreRefused() async throws {
        let gateway = ScriptedGateway()
        let listener = try await gateway.listen()
        let sender = try await ReferenceSender.connect(
            to: Endpoint(listener.address), speaking: .cmpp(.v3_0, account: account))
        async let first = sender.close()
        async let second = sender.close()
        let ends = await [first.end, second.end]
        XCTAssertEqual(ends, [.closed, .closed])
        do {
            _ = try await sender.submit(message)
            XCTFail("no error")
        } catch SubmitError.ended(let end) {
            XCTAssertEqual(end, .closed)
        }
        await listener.close()
    }

    func testCancellingASubmitLeavesItsOutcomeAnEvent() async throws {
        let gateway = ScriptedGateway { _, _ in .init(isSilent: true) }
        let listener = try await gateway.listen()
        let book = EventBook()
        var options = SenderOptions.standard
        options.replyTimeout = .milliseconds(50)
        let sender = try await ReferenceSender.connect(
            to: Endpoint(listener.address), speaking: .cmpp(.v3_0, account: account), options: options,
            observer: book.observer)
        let message = message
        let submit = Task { try await sender.submit(message) }
        await gateway.waitForSubmissions(1)
        submit.cancel()
        do {
            _ = try await submit.value
            XCTFail("no error")
        } catch is CancellationError {}
        do {
            _ = try await sender.submit(message)
            XCTFail("no error")
        } catch SubmitError.unanswered(let place) {
            XCTAssertEqual(place.message, 2)
        }
        // The gateway owes answers that it will not give: an orderly end would wait for them.
        for connection in listener.connections { connection.abort() }
        let summary = await sender.close()
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(book.outcomes.map(\.result), [.unknown, .unknown])
        await listener.close()
    }

    func testMissingReportsAreNamed() async throws {
        let gateway = ScriptedGateway { index, _ in .init(reports: index == 1 ? ["DELIVRD"] : []) }
        let listener = try await gateway.listen()
        let sender = try await ReferenceSender.connect(
            to: Endpoint(listener.address), speaking: .cmpp(.v3_0, account: account))
        let long = OutboundMessage(from: "1", to: ["2"], text: String(repeating: "长", count: 100))
        let receipt = try await sender.submit(long)
        do {
            _ = try await receipt.reports(within: .milliseconds(400))
            XCTFail("no error")
        } catch let error as ReportsMissing {
            XCTAssertEqual(error.reports.count, 1)
            XCTAssertEqual(error.missing, 1)
        }
        await sender.close()
        let outcomes = try await receipt.outcomes()
        XCTAssertEqual(outcomes.map(\.result), [.unknown])
        await listener.close()
    }
}
