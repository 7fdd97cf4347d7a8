import CarrierHarness
import CarrierMessaging
import CarrierSession
import SMSText
import XCTest

/// The checker must find what is wrong: it is told lies.
final class ClientCheckerTests: XCTestCase {
    private let id = CarrierMessageID(7)
    private let report = DeliveryReport(
        messageID: CarrierMessageID(7), recipient: "1", state: .delivered, raw: "DELIVRD")

    private func content(segments: Int, to recipients: [String]) throws -> MessageContent {
        // 67 units a segment (text-and-long-sms.md, section 3).
        let text = String(repeating: "长", count: segments == 1 ? 1 : 67 * segments)
        let message = OutboundMessage(from: "1069", to: recipients, text: text)
        let cut = try Segmenter(limits: .longASCII).segment(text, coding: .ucs2, reference: .octet(1))
        XCTAssertEqual(cut.segmentCount, segments)
        return MessageContent(message: message, segments: cut, groupSize: 100)
    }

    /// The kinds of violations after these events on message 1 with two segments to two recipients.
    private func violations(
        _ counters: ClientCounters? = nil, orders: Int = 1, _ events: (MessageContent) -> [ClientEvent]
    ) throws -> [ClientViolation.Kind] {
        let content = try content(segments: 2, to: ["1", "2"])
        var checker = ClientChecker()
        for number in 0..<UInt64(orders) { checker.submitted(number + 1..<number + 2, recipients: 2) }
        for event in events(content) { checker.note(event) }
        checker.balance(against: counters ?? self.counters(of: checker.counts))
        XCTAssertEqual(checker.violationCount, checker.violations.count)
        XCTAssertEqual(checker.openMessages, 0)
        return checker.violations.map(\.kind)
    }

    private func counters(of counts: ClientChecker.Counts) -> ClientCounters {
        var counters = ClientCounters()
        counters.delivered = counts.delivered
        counters.failed = counts.failed
        counters.unknown = counts.unknown
        counters.accepted = counts.accepted
        counters.notSent = counts.notSent
        counters.reports = counts.reports
        counters.inboundSegments = counts.inboundSegments
        return counters
    }

    private func place(
        _ content: MessageContent, _ segment: Int, _ recipient: Int, number: UInt64 = 1
    ) -> MessagePlace {
        MessagePlace(number: number, content: content, segment: segment, recipient: recipient)
    }

    private func answers(_ content: MessageContent) -> [ClientEvent] {
        [
            .accepted(place(content, 0, 0), id: id, latency: nil),
            .accepted(place(content, 1, 0), id: id, latency: nil), .refused(place(content, 0, 1), code: 8),
            .unanswered(place(content, 1, 1), .noResponse, sentAgain: false),
        ]
    }

    private func outcome(
        _ content: MessageContent, _ recipient: Int, _ result: RecipientOutcome.Result = .failed, number: UInt64 = 1
    ) -> ClientEvent {
        .outcome(RecipientOutcome(number: number, content: content, recipient: recipient, result: result))
    }

    private func ends(_ content: MessageContent) -> [ClientEvent] {
        [outcome(content, 0, .delivered), outcome(content, 1)]
    }

    func testNothingIsWrongWhenEverythingHappensOnce() throws {
        XCTAssertEqual(try violations { answers($0) + ends($0) }, [])
        XCTAssertEqual(
            try violations { content in
                answers(content) + [.report(place(content, 0, 0), report)] + ends(content)
                    + [
                        .lateReport(place(content, 0, 0), report), .duplicateReport(place(content, 0, 0), report),
                        .orphan(report), .unanswered(place(content, 1, 1), .noResponse, sentAgain: true),
                    ]
            }, [])
        XCTAssertEqual(try violations { [.neverBegun($0, numbers: 1..<2)] }, [])
    }

    func testEveryLieIsFound() throws {
        XCTAssertEqual(try violations { [answers($0)[0]] + answers($0) + ends($0) }, [.answeredTwice])
        XCTAssertEqual(try violations { Array(answers($0).dropFirst()) + ends($0) }, [.notAnswered])
        XCTAssertEqual(try violations { answers($0) + ends($0) + [answers($0)[0]] }, [.answerToNothing])
        XCTAssertEqual(
            try violations { answers($0) + [.refused(place($0, 0, 0, number: 2), code: 1)] + ends($0) },
            [.answerToNothing])
        XCTAssertEqual(try violations { answers($0) + ends($0) + [outcome($0, 0)] }, [.secondOutcome])
        XCTAssertEqual(
            try violations { answers($0) + [outcome($0, 0, .delivered), outcome($0, 0, .delivered)] },
            [.secondOutcome, .noOutcome])
        XCTAssertEqual(try violations { answers($0) + [outcome($0, 2)] + ends($0) }, [.secondOutcome])
        XCTAssertEqual(try violations { answers($0) + [outcome($0, 0, .delivered)] }, [.noOutcome])
        XCTAssertEqual(try violations { answers($0) + ends($0) + [.neverBegun($0, numbers: 1..<2)] }, [.secondOutcome])
        XCTAssertEqual(
            try violations(orders: 2) { answers($0) + ends($0) + [.neverBegun($0, numbers: 2..<4)] }, [.secondOutcome])
        XCTAssertEqual(
            try violations { answers($0) + ends($0) + [.report(place($0, 0, 0), report)] }, [.reportOnNothing])
        XCTAssertEqual(
            try violations { answers($0) + ends($0) + [.lateReport(place($0, 0, 0, number: 2), report)] },
            [.reportOnNothing])
        XCTAssertEqual(try violations { _ in [] }, [.noOutcome])
        // The client says that it told of a report more.
        var counters = ClientCounters()
        (counters.delivered, counters.failed, counters.reports) = (1, 1, 1)
        XCTAssertEqual(try violations(counters) { answers($0) + ends($0) }, [.countersDiffer])
    }

    func testAMessageThatStaysOpenWhileManyComeAndGoIsStillKnown() throws {
        let content = try content(segments: 1, to: ["1"])
        var checker = ClientChecker(seesSegments: false)
        checker.submitted(1..<200_002, recipients: 1)
        for number in UInt64(2)...200_001 { checker.note(outcome(content, 0, .delivered, number: number)) }
        XCTAssertEqual(checker.openMessages, 0)
        checker.note(outcome(content, 0, .delivered, number: 1))
        checker.balance(against: counters(of: checker.counts))
        XCTAssertEqual(checker.violations, [])
        var second = checker
        second.note(outcome(content, 0, .delivered, number: 1))
        second.note(outcome(content, 0, .delivered, number: 100_000))
        XCTAssertEqual(second.violations.map(\.kind), [.secondOutcome, .secondOutcome])
    }

    func testCopiesThatWereNeverBegunAreOneEntry() throws {
        let content = try content(segments: 1, to: ["1", "2"])
        var checker = ClientChecker(seesSegments: false)
        checker.submitted(1..<1_000_000_000_001, recipients: 2)
        for recipient in 0..<2 { checker.note(outcome(content, recipient, .delivered)) }
        checker.note(.neverBegun(content, numbers: 2..<1_000_000_000_001))
        checker.balance(against: counters(of: checker.counts))
        XCTAssertEqual(checker.violations, [])
        XCTAssertEqual(checker.counts.owed, 2_000_000_000_000)
        XCTAssertEqual(checker.counts.notSent, 1_999_999_999_998)
    }

    func testOnlyAHundredViolationsAreKept() throws {
        let content = try content(segments: 1, to: ["1"])
        var checker = ClientChecker()
        for number in UInt64(1)...150 { checker.note(outcome(content, 0, number: number)) }
        XCTAssertEqual(checker.violationCount, 150)
        XCTAssertEqual(checker.violations.count, 100)
    }
}
