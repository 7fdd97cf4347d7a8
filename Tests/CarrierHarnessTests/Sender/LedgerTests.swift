import CarrierHarness
import CarrierMessaging
import CarrierSession
import XCTest

/// The ledger must find what is wrong: it is told lies.
final class LedgerTests: XCTestCase {
    private let id = CarrierMessageID(7)
    private let report = DeliveryReport(
        messageID: CarrierMessageID(7), receiver: "1", state: .delivered, raw: "DELIVRD")

    private func place(_ message: UInt64, _ segment: Int = 1, of count: Int = 1, to receiver: String = "1")
        -> SegmentPlace
    {
        SegmentPlace(message: message, segment: segment, of: count, to: receiver)
    }

    private func outcome(_ message: UInt64, to receiver: String = "1") -> MessengerEvent {
        .outcome(MessageOutcome(message: message, receiver: receiver, result: .delivered, segments: []))
    }

    /// The kinds of violations after these events on message 1 with two segments to receivers 1 and 2.
    private func violations(_ events: [MessengerEvent], received: Int = 0) -> [LedgerViolation.Kind] {
        var ledger = Ledger()
        ledger.submitted(1, to: ["1", "2"], segments: 2)
        for event in events { ledger.note(event) }
        for _ in 0..<received { ledger.received() }
        ledger.balance(other: 0)
        XCTAssertEqual(ledger.violationCount, ledger.violations.count)
        XCTAssertEqual(ledger.openMessages, 0)
        return ledger.violations.map(\.kind)
    }

    private var answers: [MessengerEvent] {
        [
            .accepted(place(1, 1, of: 2), id: id), .accepted(place(1, 2, of: 2), id: id),
            .refused(place(1, 1, of: 2, to: "2"), code: 8, meaning: ""),
            .unanswered(place(1, 2, of: 2, to: "2"), .noResponse),
        ]
    }

    func testNothingIsWrongWhenEverythingHappensOnce() {
        XCTAssertEqual(violations(answers + [outcome(1), outcome(1, to: "2")]), [])
        let reports: [MessengerEvent] = [
            .report(place(1, 1, of: 2), report), outcome(1), outcome(1, to: "2"), .lateReport(place(1), report),
            .duplicateReport(place(1), report), .orphan(report), .malformedReport([], envelope: id),
        ]
        XCTAssertEqual(violations(answers + reports, received: 5), [])
    }

    func testEveryLieIsFound() {
        let ends = [outcome(1), outcome(1, to: "2")]
        XCTAssertEqual(violations([answers[0]] + answers + ends), [.answeredTwice])
        XCTAssertEqual(violations(Array(answers.dropLast()) + ends), [.notAnswered])
        XCTAssertEqual(violations(answers + ends + [answers[0]]), [.answerToNothing])
        XCTAssertEqual(violations(answers + [.accepted(place(1, 3, of: 2), id: id)] + ends), [.answerToNothing])
        XCTAssertEqual(violations(answers + [.accepted(place(2), id: id)] + ends), [.answerToNothing])
        XCTAssertEqual(violations(answers + ends + [outcome(1)]), [.secondOutcome])
        XCTAssertEqual(violations(answers + [outcome(1), outcome(1)]), [.secondOutcome, .noOutcome])
        XCTAssertEqual(violations(answers + [outcome(1, to: "3")] + ends), [.secondOutcome])
        XCTAssertEqual(violations(answers + [outcome(1)]), [.noOutcome])
        XCTAssertEqual(violations(answers + ends + [.report(place(1), report)], received: 1), [.reportOnNothing])
        XCTAssertEqual(violations(answers + ends + [.lateReport(place(2), report)], received: 1), [.reportOnNothing])
        XCTAssertEqual(violations(answers + ends, received: 1), [.requestsLost])
        XCTAssertEqual(violations(answers + ends + [.orphan(report)]), [.requestsLost])
    }

    func testAReceiverThatIsNamedTwiceIsOwedTwice() {
        var ledger = Ledger()
        ledger.submitted(1, to: ["1", "1"], segments: 1)
        for _ in 0..<2 {
            ledger.note(.accepted(place(1), id: id))
            ledger.note(outcome(1))
        }
        ledger.balance(other: 0)
        XCTAssertEqual(ledger.violations, [])
        XCTAssertEqual(ledger.counts.owed, 2)
        ledger.note(.accepted(place(1), id: id))
        XCTAssertEqual(ledger.violations.map(\.kind), [.answerToNothing])
        XCTAssertEqual(ledger.violations.first?.description, "message 1 (1) an answer to what was not sent or is over")
    }

    func testIncomingSegmentsAreAccountedFor() {
        var ledger = Ledger()
        for _ in 0..<5 { ledger.received() }
        let parts = (1...2).map {
            InboundPart(id: id, number: $0, coding: 0, arrivedAt: Moment(nanoseconds: 0), connection: 1)
        }
        let message = InboundMessage(
            source: "1", destination: "2", octets: [0x61], coding: 0, parts: parts)
        ledger.note(.incoming(message))
        let again = RepeatedSegment(
            source: "1", destinations: ["2"], reference: .octet(1), number: 1, segmentCount: 2, id: id, connection: 1,
            isOfWholeMessage: true)
        for _ in 0..<2 { ledger.note(.repeatedSegment(again)) }
        // Two segments, two repetitions, one request of another kind.
        ledger.balance(other: 1)
        XCTAssertEqual(ledger.violations, [])
        XCTAssertEqual(ledger.counts.incomingSegments, 2)
    }

    func testOnlyAHundredViolationsAreKept() {
        var ledger = Ledger()
        for number in 1...150 { ledger.note(outcome(UInt64(number))) }
        XCTAssertEqual(ledger.violationCount, 150)
        XCTAssertEqual(ledger.violations.count, 100)
    }
}

final class LatencyHistogramTests: XCTestCase {
    func testQuantilesAreAtMostAThirtySecondTooHigh() {
        var histogram = LatencyHistogram()
        XCTAssertEqual(histogram.quantile(0.5), .zero)
        for microseconds in 1...100_000 { histogram.record(.microseconds(Int64(microseconds))) }
        XCTAssertEqual(histogram.count, 100_000)
        for (share, exact) in [(0.5, 50_000_000), (0.9, 90_000_000), (0.99, 99_000_000), (0.00001, 1_000)] {
            let measured = histogram.quantile(share).nanoseconds
            XCTAssertGreaterThanOrEqual(measured, Int64(exact))
            XCTAssertLessThanOrEqual(Double(measured), Double(exact) * 1.032)
        }
        XCTAssertEqual(histogram.quantile(1), .microseconds(100_000))
        XCTAssertEqual(histogram.maximum, .microseconds(100_000))
    }

    func testExtremes() {
        var histogram = LatencyHistogram()
        histogram.record(.init(nanoseconds: -5))
        histogram.record(.init(nanoseconds: 0))
        histogram.record(.init(nanoseconds: .max))
        XCTAssertEqual(histogram.quantile(0.5), .zero)
        XCTAssertEqual(histogram.quantile(1).nanoseconds, .max)
    }
}
