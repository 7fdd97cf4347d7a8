import CMPPCodec
import CarrierSession
import SMSText
import XCTest

@testable import CarrierMessaging

/// One final word for each message and receiver: text-and-long-sms.md 7.2.
final class OutcomeTests: XCTestCase {
    private func outcome(_ desk: inout TestDesk) -> MessageOutcome? {
        var found: [MessageOutcome] = []
        for case .outcome(let outcome) in desk.events() { found.append(outcome) }
        XCTAssertLessThanOrEqual(found.count, 1)
        return found.first
    }

    func testDeliveredWhenEverySegmentIs() throws {
        var desk = TestDesk()
        let requests = try desk.prepare(segments: 3)
        for (index, request) in requests.enumerated() { desk.accept(request, UInt64(100 + index)) }
        try desk.report(101, "DELIVRD", submit: "2608011201", done: "2608011300")
        try desk.report(102, "DELIVRD", submit: "2608011159", done: "2608011205")
        XCTAssertNil(outcome(&desk))
        try desk.report(100, "DELIVRD", submit: "2608011200", done: "2608011230")
        let word = try XCTUnwrap(outcome(&desk))
        XCTAssertEqual(word.result, .delivered)
        XCTAssertEqual(word.segments.map(\.number), [1, 2, 3])
        XCTAssertEqual(word.segments.map(\.fate), [.delivered, .delivered, .delivered])
        // The earliest submit time and the latest done time.
        XCTAssertEqual(word.submitTime, "2608011159")
        XCTAssertEqual(word.doneTime, "2608011300")
        XCTAssertNil(word.firstFailure)
    }

    func testWorstWinsNotTheLast() throws {
        var desk = TestDesk()
        let requests = try desk.prepare(segments: 2)
        for (index, request) in requests.enumerated() { desk.accept(request, UInt64(100 + index)) }
        try desk.report(100, "MK:0001")
        XCTAssertNil(outcome(&desk))
        try desk.report(101, "DELIVRD")
        let word = try XCTUnwrap(outcome(&desk))
        XCTAssertEqual(word.result, .failed)
        XCTAssertEqual(word.firstFailure, "MK:0001")
        XCTAssertEqual(word.segments.map(\.fate), [.failed, .delivered])
    }

    func testRefusedSegmentFailsTheMessage() throws {
        var desk = TestDesk()
        let requests = try desk.prepare(segments: 2)
        desk.refuse(requests[1], 9)
        desk.accept(requests[0], 100)
        // The accepted segment's report is still awaited.
        XCTAssertNil(outcome(&desk))
        try desk.report(100, "DELIVRD")
        let word = try XCTUnwrap(outcome(&desk))
        XCTAssertEqual(word.result, .failed)
        XCTAssertEqual(word.firstFailure, "9")
        XCTAssertEqual(word.segments.map(\.fate), [.delivered, .refused(code: 9)])

        var whole = TestDesk()
        whole.refuse(try whole.prepare()[0], 4)
        XCTAssertEqual(whole.told(), ["refused 1:1/1 00 4", "outcome 1 00 failed"])
    }

    func testWindowRunsFromTheLastResponse() throws {
        var desk = TestDesk()
        let requests = try desk.prepare(segments: 2)
        desk.accept(requests[0], 100)
        desk.wait(.seconds(3600))
        try desk.report(100, "DELIVRD")
        desk.accept(requests[1], 101)
        desk.wait(.seconds(48 * 3600 - 1))
        XCTAssertNil(outcome(&desk))
        XCTAssertEqual(desk.messenger.nextDeadline, desk.now + .seconds(1))
        desk.wait(.seconds(1))
        let word = try XCTUnwrap(outcome(&desk))
        XCTAssertEqual(word.result, .unknown)
        XCTAssertEqual(word.segments.map(\.fate), [.delivered, .noReport])
        XCTAssertNil(desk.messenger.nextDeadline)
    }

    func testFailureKnownAtTheEndOfTheWindowIsFailure() throws {
        var desk = TestDesk()
        let requests = try desk.prepare(segments: 2)
        for (index, request) in requests.enumerated() { desk.accept(request, UInt64(100 + index)) }
        try desk.report(101, "EXPIRED")
        desk.wait(.seconds(48 * 3600))
        XCTAssertEqual(outcome(&desk)?.result, .failed)
    }

    func testUnansweredAndNeverSent() throws {
        var desk = TestDesk()
        let requests = try desk.prepare(segments: 2)
        desk.messenger.failed(tag: requests[0].tag, .noResponse, at: desk.now)
        desk.messenger.failed(tag: requests[1].tag, .noResponse, at: desk.now)
        let word = try XCTUnwrap(outcome(&desk))
        XCTAssertEqual(word.result, .unknown)
        XCTAssertEqual(word.segments.map(\.fate), [.unanswered, .unanswered])

        var cancelled = TestDesk()
        let request = try cancelled.prepare()[0]
        cancelled.messenger.failed(tag: request.tag, .cancelled, at: cancelled.now)
        let end = try XCTUnwrap(outcome(&cancelled))
        XCTAssertEqual(end.result, .failed)
        XCTAssertEqual(end.segments.map(\.fate), [.notSent])
    }

    func testWithoutReportAcceptanceIsTheOutcome() throws {
        var desk = TestDesk()
        let requests = try desk.prepare(segments: 2, to: ["13800138001", "13800138002"], report: .none)
        desk.accept(requests[0], 100)
        XCTAssertEqual(desk.counters.outcomes, 0)
        desk.accept(requests[1], 200)
        XCTAssertEqual(desk.counters.acceptedMessages, 2)
        XCTAssertEqual(
            desk.told().filter { $0.hasPrefix("outcome") }, ["outcome 1 01 accepted", "outcome 1 02 accepted"])
    }

    func testEachReceiverHasItsOwnOutcome() throws {
        var desk = TestDesk()
        let requests = try desk.prepare(segments: 2, to: ["13800138001", "13800138002"])
        desk.accept(requests[0], 100)
        desk.accept(requests[1], 200)
        try desk.report(100, "DELIVRD", to: "13800138001")
        try desk.report(101, "UNDELIV", to: "13800138002")
        try desk.report(201, "DELIVRD", to: "13800138002")
        try desk.report(200, "DELIVRD", to: "13800138001")
        XCTAssertEqual(
            desk.told().filter { $0.hasPrefix("outcome") }, ["outcome 1 02 failed", "outcome 1 01 delivered"])
    }

    func testProgressIsNoEnd() throws {
        var desk = TestDesk()
        desk.accept(try desk.prepare()[0], 100)
        try desk.report(100, "ACCEPTD")
        try desk.report(100, "ACCEPTD")
        XCTAssertEqual(desk.counters.outcomes, 0)
        try desk.report(100, "XX:0001")
        XCTAssertEqual(outcome(&desk)?.firstFailure, "XX:0001")
        XCTAssertEqual(desk.counters.matchedReports, 3)
    }

    // MARK: Options

    func testFailFast() throws {
        var desk = TestDesk { $0.failFast = true }
        let requests = try desk.prepare(segments: 3)
        desk.accept(requests[0], 100)
        try desk.report(100, "UNDELIV")
        let word = try XCTUnwrap(outcome(&desk))
        XCTAssertEqual(word.result, .failed)
        XCTAssertEqual(word.segments.map(\.fate), [.failed, .unanswered, .unanswered])
        // The others still count, once, and their reports are late.
        desk.accept(requests[1], 101)
        try desk.report(101, "DELIVRD")
        XCTAssertEqual(desk.told(), ["accepted 1:2/3 00 101", "late 1:2/3 00 DELIVRD"])
        desk.messenger.finish(at: desk.now)
        XCTAssertEqual(desk.told(), ["unanswered 1:3/3 00 sessionEnded"])
        XCTAssertEqual(desk.counters.openParts, 0)
    }

    func testGraceAfterFirst() throws {
        var desk = TestDesk { $0.graceAfterFirst = .seconds(300) }
        let requests = try desk.prepare(segments: 2)
        for (index, request) in requests.enumerated() { desk.accept(request, UInt64(100 + index)) }
        desk.wait(.seconds(1000))
        try desk.report(100, "DELIVRD")
        desk.wait(.seconds(299))
        XCTAssertNil(outcome(&desk))
        desk.wait(.seconds(1))
        XCTAssertEqual(outcome(&desk)?.result, .unknown)
    }

    func testSingleReportSuffices() throws {
        var desk = TestDesk { $0.singleReportSuffices = true }
        let requests = try desk.prepare(segments: 2)
        desk.accept(requests[0], 100)
        try desk.report(100, "DELIVRD")
        XCTAssertNil(outcome(&desk))
        desk.accept(requests[1], 101)
        let word = try XCTUnwrap(outcome(&desk))
        XCTAssertEqual(word.result, .delivered)
        XCTAssertEqual(word.segments.map(\.fate), [.delivered, .noReport])
    }

    func testThrottledSegmentsAreSubmittedAgainAndThenRefused() throws {
        var desk = TestDesk { $0.throttleRetries = ThrottleRetries(count: 2, delay: .seconds(1)) }
        let requests = try desk.prepare(segments: 2)
        desk.accept(requests[0], 100)
        for turn in 0..<2 {
            desk.refuse(requests[1], 8)
            XCTAssertNil(desk.messenger.nextRequest(), "\(turn)")
            desk.wait(.milliseconds(999))
            XCTAssertNil(desk.messenger.nextRequest(), "\(turn)")
            desk.wait(.milliseconds(1))
            let again = try XCTUnwrap(desk.messenger.nextRequest())
            XCTAssertEqual(again.tag, requests[1].tag)
            XCTAssertFalse(again.startsGroup)
        }
        desk.refuse(requests[1], 8)
        XCTAssertEqual(desk.counters.postponements, 2)
        XCTAssertEqual(desk.counters.refusedParts, 1)
        XCTAssertEqual(
            desk.told(),
            ["accepted 1:1/2 00 100", "postponed 1:2/2 00 8", "postponed 1:2/2 00 8", "refused 1:2/2 00 8"])
        // Other codes are no reason to try again.
        var other = TestDesk { $0.throttleRetries = ThrottleRetries(count: 2, delay: .seconds(1)) }
        other.refuse(try other.prepare()[0], 9)
        XCTAssertEqual(other.told(), ["refused 1:1/1 00 9", "outcome 1 00 failed"])
    }

    /// A message that failed while one of its segments waited for its next try: the segment is never sent.
    func testPostponedSegmentOfAFinishedMessageIsGivenUp() throws {
        var desk = TestDesk {
            $0.throttleRetries = ThrottleRetries(count: 2, delay: .seconds(1))
            $0.failFast = true
        }
        let requests = try desk.prepare(segments: 2)
        desk.refuse(requests[1], 8)
        desk.refuse(requests[0], 9)
        desk.wait(.seconds(1))
        XCTAssertNil(desk.messenger.nextRequest())
        XCTAssertEqual(
            desk.told(),
            ["postponed 1:2/2 00 8", "refused 1:1/2 00 9", "outcome 1 00 failed", "unanswered 1:2/2 00 cancelled"])
        XCTAssertEqual(desk.counters.openParts, 0)
    }

    func testFinishGivesEveryOpenMessageItsWord() throws {
        var desk = TestDesk()
        let first = try desk.prepare(segments: 2)
        _ = try desk.prepare()
        let third = try desk.prepare()
        desk.accept(first[0], 100)
        desk.refuse(first[1], 1)
        desk.accept(third[0], 102)
        desk.messenger.finish(at: desk.now)
        XCTAssertEqual(
            desk.told().filter { $0.hasPrefix("outcome") },
            ["outcome 1 00 failed", "outcome 2 00 unknown", "outcome 3 00 unknown"])
        XCTAssertEqual(desk.counters.openParts, 0)
        XCTAssertEqual(desk.counters.unansweredParts, 1)
        desk.messenger.finish(at: desk.now)
        XCTAssertEqual(desk.told(), [])
        XCTAssertNil(desk.messenger.nextDeadline)
    }

    // MARK: Preparing

    func testNothingIsCountedOfAMessageThatDoesNotFit() throws {
        var desk = TestDesk()
        let fine = OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello")
        func refused(_ change: (inout OutboundMessage) -> Void) -> MessagingError? {
            var message = fine
            change(&message)
            do throws(MessagingError) {
                _ = try desk.messenger.prepare(message, at: desk.now)
                return nil
            } catch {
                return error
            }
        }
        XCTAssertEqual(refused { $0.destinations = [] }?.reason, .noReceiver)
        XCTAssertEqual(
            refused { $0.extensionCode = String(repeating: "1", count: 14) },
            MessagingError(.tooLong(limit: 21, actual: 22), field: "Src_Id"))
        XCTAssertEqual(
            refused { $0.content = .text(String(repeating: "中", count: 17_086), coding: .ucs2) }?.reason,
            .content(SMSTextError(.tooManySegments(limit: 255))))
        guard case .content(let error)? = refused({ $0.content = .text("é", coding: .ascii) })?.reason else {
            return XCTFail("not refused")
        }
        XCTAssertEqual(error.reason, .unencodable(.ascii))
        let many = (0..<300).map { "138\(10_000_000 + $0)" }
        XCTAssertEqual(
            refused {
                $0.destinations = many + many + many
                $0.content = .text(String(repeating: "中", count: 17_000), coding: .ucs2)
                $0.report = .none
            }?.reason, nil)
        XCTAssertEqual(desk.counters.messages, 1)
        var old = TestDesk(.v2_0)
        XCTAssertThrowsError(
            try old.messenger.prepare(
                OutboundMessage(
                    from: "1", to: many, text: String(repeating: "中", count: 17_000), coding: .ucs2), at: old.now)
        ) { error in
            // 300 receivers, one request each, times 254 segments.
            XCTAssertEqual(
                (error as? MessagingError)?.reason, .tooManyRequests(limit: 65_536, actual: 300 * 254))
        }
        XCTAssertEqual(old.counters, MessengerCounters())
        XCTAssertEqual(old.messenger.book.records.count, 0)
    }

    func testLongMessagesTakeReferencesOfTheirPair() throws {
        var desk = TestDesk()
        func reference(_ receiver: String) throws -> UInt8 {
            let request = try desk.prepare(segments: 2, to: [receiver])[0]
            guard case .submit(let submit) = request.message else { return 0 }
            XCTAssertEqual(Array(submit.content.prefix(3)), [5, 0, 3])
            return submit.content[3]
        }
        let first = try reference("13800138001")
        for _ in 0..<10 { _ = try reference("13800138002") }
        XCTAssertEqual(try reference("13800138001"), first &+ 1)
        XCTAssertEqual(try reference("8613800138001"), first &+ 2)
    }

    func testTagsMarkTheBeginningOfEachGroup() throws {
        var desk = TestDesk(.v2_0)
        let requests = try desk.prepare(segments: 2, to: ["13800138001", "13800138002"])
        XCTAssertEqual(requests.map(\.startsGroup), [true, false, true, false])
        XCTAssertEqual(Set(requests.map(\.tag)).count, 4)
    }
}
