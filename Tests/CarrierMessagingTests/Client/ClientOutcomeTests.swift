import CarrierSession
import SMSText
import XCTest

@testable import CarrierMessaging

/// One final word for each message and recipient: text-and-long-sms.md 7.2.
final class ClientOutcomeTests: XCTestCase {
    private func outcome(_ client: inout TestClient) -> RecipientOutcome? {
        var found: [RecipientOutcome] = []
        for case .outcome(let outcome) in client.events() { found.append(outcome) }
        XCTAssertLessThanOrEqual(found.count, 1)
        return found.first
    }

    private func outcomes(_ told: [String]) -> [String] { told.filter { $0.hasPrefix("outcome") } }

    func testDeliveredWhenEverySegmentIs() throws {
        var client = TestClient.open()
        try client.submit(segments: 3)
        for (index, request) in client.take().enumerated() { client.accept(request, UInt64(100 + index)) }
        func report(_ id: UInt64, submit: String, done: String) {
            let report = DeliveryReport(
                messageID: CarrierMessageID(id), recipient: "13800138000", state: .delivered, raw: "DELIVRD",
                submitTime: submit, doneTime: done)
            client.handle(.report(report, ReplyToken(sequence: SequenceKey(counter: 1), serial: 1)))
        }
        report(101, submit: "2608011201", done: "2608011300")
        report(102, submit: "2608011159", done: "2608011205")
        XCTAssertNil(outcome(&client))
        report(100, submit: "2608011200", done: "2608011230")
        let word = try XCTUnwrap(outcome(&client))
        XCTAssertEqual(word.result, .delivered)
        XCTAssertEqual(word.segments.map(\.status), [.delivered, .delivered, .delivered])
        XCTAssertEqual(word.segments.map(\.id?.number), [100, 101, 102])
        // The earliest submit time and the latest done time.
        XCTAssertEqual(word.submitTime, "2608011159")
        XCTAssertEqual(word.doneTime, "2608011300")
        XCTAssertNil(word.firstFailure)
    }

    func testWorstWinsNotTheLast() throws {
        var client = TestClient.open()
        try client.submit(segments: 2)
        for (index, request) in client.take().enumerated() { client.accept(request, UInt64(100 + index)) }
        client.report(100, .undelivered)
        XCTAssertNil(outcome(&client))
        client.report(101)
        let word = try XCTUnwrap(outcome(&client))
        XCTAssertEqual(word.result, .failed)
        XCTAssertEqual(word.firstFailure, "UNDELIVERED")
        XCTAssertEqual(word.segments.map(\.status), [.failed, .delivered])
    }

    func testRefusedSegmentFailsTheMessage() throws {
        var client = TestClient.open()
        try client.submit(segments: 2)
        let requests = client.take()
        client.refuse(requests[1], 9)
        client.accept(requests[0], 100)
        // The accepted segment's report is still awaited.
        XCTAssertNil(outcome(&client))
        client.report(100)
        let word = try XCTUnwrap(outcome(&client))
        XCTAssertEqual(word.result, .failed)
        XCTAssertEqual(word.firstFailure, "9")
        XCTAssertEqual(word.segments.map(\.status), [.delivered, .refused(code: 9)])
    }

    func testTheWindowRunsFromTheLastResponse() throws {
        var client = TestClient.open()
        try client.submit(segments: 2)
        let requests = client.take()
        client.accept(requests[0], 100)
        client.wait(.seconds(3600))
        client.report(100)
        client.accept(requests[1], 101)
        client.wait(.seconds(48 * 3600 - 1))
        XCTAssertNil(outcome(&client))
        XCTAssertEqual(client.core.nextDeadline, client.now + .seconds(1))
        client.wait(.seconds(1))
        let word = try XCTUnwrap(outcome(&client))
        XCTAssertEqual(word.result, .unknown)
        XCTAssertEqual(word.segments.map(\.status), [.delivered, .noReport])
        XCTAssertNil(client.core.nextDeadline)
    }

    func testAFailureKnownAtTheEndOfTheWindowIsFailure() throws {
        var client = TestClient.open()
        try client.submit(segments: 2)
        for (index, request) in client.take().enumerated() { client.accept(request, UInt64(100 + index)) }
        client.report(101, .expired)
        client.wait(.seconds(48 * 3600))
        XCTAssertEqual(outcome(&client)?.result, .failed)
    }

    func testWithoutReportAcceptanceIsTheOutcome() throws {
        var client = TestClient.open()
        try client.submit(segments: 2, to: ["13800138001", "13800138002"], report: .none)
        let requests = client.take()
        client.accept(requests[0], 100)
        XCTAssertEqual(client.core.counters.outcomes, 0)
        client.accept(requests[1], 200)
        XCTAssertEqual(client.core.counters.accepted, 2)
        XCTAssertEqual(outcomes(client.told()), ["outcome 1 01 accepted", "outcome 1 02 accepted"])
    }

    func testEachRecipientHasItsOwnOutcome() throws {
        var client = TestClient.open()
        try client.submit(segments: 2, to: ["13800138001", "13800138002"])
        let requests = client.take()
        client.accept(requests[0], 100)
        client.accept(requests[1], 200)
        client.report(100, to: "13800138001")
        client.report(101, .undelivered, to: "13800138002")
        client.report(201, to: "13800138002")
        client.report(200, to: "13800138001")
        XCTAssertEqual(outcomes(client.told()), ["outcome 1 02 failed", "outcome 1 01 delivered"])
    }

    func testProgressIsNoEnd() throws {
        var client = TestClient.open()
        try client.submit()
        client.accept(client.take()[0], 100)
        client.report(100, .enroute)
        client.report(100, .enroute)
        XCTAssertEqual(client.core.counters.outcomes, 0)
        client.report(100, .rejected)
        XCTAssertEqual(outcome(&client)?.firstFailure, "REJECTED")
        XCTAssertEqual(client.core.counters.matchedReports, 3)
    }

    // MARK: Options

    func testFailFast() throws {
        var client = TestClient.open { $0.failFast = true }
        try client.submit(segments: 3)
        let requests = client.take()
        client.accept(requests[0], 100)
        client.report(100, .undelivered)
        let word = try XCTUnwrap(outcome(&client))
        XCTAssertEqual(word.result, .failed)
        XCTAssertEqual(word.segments.map(\.status), [.failed, .unanswered, .unanswered])
        // The others still count, once, and their reports are late.
        client.accept(requests[1], 101)
        client.report(101)
        XCTAssertEqual(client.told(), ["accepted 1:2/3 00 101", "late 1:2/3 00 delivered"])
        client.core.shutDown(within: .zero, at: client.now)
        client.cut(1, sent: [requests[2]])
        XCTAssertEqual(client.told().first, "unanswered 1:3/3 00 sessionEnded")
        XCTAssertEqual(client.core.counters.unansweredPlaces, 1)
    }

    func testGraceAfterFirst() throws {
        var client = TestClient.open { $0.graceAfterFirst = .seconds(300) }
        try client.submit(segments: 2)
        for (index, request) in client.take().enumerated() { client.accept(request, UInt64(100 + index)) }
        client.wait(.seconds(1000))
        client.report(100)
        client.wait(.seconds(299))
        XCTAssertNil(outcome(&client))
        client.wait(.seconds(1))
        XCTAssertEqual(outcome(&client)?.result, .unknown)
    }

    func testSingleReportSuffices() throws {
        var client = TestClient.open { $0.singleReportSuffices = true }
        try client.submit(segments: 2)
        let requests = client.take()
        client.accept(requests[0], 100)
        client.report(100)
        XCTAssertNil(outcome(&client))
        client.accept(requests[1], 101)
        let word = try XCTUnwrap(outcome(&client))
        XCTAssertEqual(word.result, .delivered)
        XCTAssertEqual(word.segments.map(\.status), [.delivered, .noReport])
    }

    func testOtherCodesThanTheRatesAreNoReasonToTryAgain() throws {
        var client = TestClient.open { $0.throttleRetries = 2 }
        try client.submit()
        client.refuse(client.take()[0], 9)
        XCTAssertEqual(client.told(), ["refused 1:1/1 00 9", "outcome 1 00 failed"])
    }

    /// A message that failed while one of its segments waited for its next try: the segment is never sent.
    func testAPostponedSegmentOfAFinishedMessageIsNeverSent() throws {
        var client = TestClient.open {
            $0.throttleRetries = 2
            $0.throttlePause = .seconds(1)
            $0.failFast = true
        }
        try client.submit(segments: 2)
        let requests = client.take()
        client.refuse(requests[1], 8, throttled: true)
        client.refuse(requests[0], 9)
        client.wait(.seconds(1))
        XCTAssertEqual(client.take().count, 0)
        XCTAssertEqual(outcomes(client.told()), ["outcome 1 00 failed"])
        XCTAssertEqual(client.core.tracker.openPlaces, 0)
    }

    // MARK: What does not fit

    func testNothingIsCountedOfAMessageThatDoesNotFit() throws {
        var client = TestClient.open(adapter: TestClientAdapter(groupSize: 1))
        func refused(_ change: (inout OutboundMessage) -> Void) -> MessagingError? {
            var message = TestClient.message()
            change(&message)
            do throws(MessagingError) {
                _ = try client.core.submit(message, at: client.now)
                return nil
            } catch {
                return error
            }
        }
        XCTAssertEqual(refused { $0.destinations = [] }?.reason, .noRecipient)
        XCTAssertEqual(refused { $0.source = "" }, MessagingError(.outOfRange, field: "source"))
        XCTAssertEqual(
            refused { $0.content = .text(String(repeating: "中", count: 17_086), coding: .ucs2) }?.reason,
            .content(SMSTextError(.tooManySegments(limit: 255))))
        guard case .content(let error)? = refused({ $0.content = .text("é", coding: .ascii) })?.reason else {
            return XCTFail("not refused")
        }
        XCTAssertEqual(error.reason, .unencodable(.ascii))
        XCTAssertEqual(client.core.counters, ClientCounters())
        XCTAssertEqual(client.core.queuedMessages, 0)
    }

    func testLongMessagesTakeReferencesOfTheirPair() throws {
        var client = TestClient.open()
        func reference(_ recipient: String) throws -> UInt8 {
            try client.submit(segments: 2, to: [recipient])
            let content = client.take()[0].content.segments.segments[0].content
            XCTAssertEqual(Array(content.prefix(3)), [5, 0, 3])
            return content[3]
        }
        let first = try reference("13800138001")
        for _ in 0..<10 { _ = try reference("13800138002") }
        XCTAssertEqual(try reference("13800138001"), first &+ 1)
        XCTAssertEqual(try reference("8613800138001"), first &+ 2)
    }
}
