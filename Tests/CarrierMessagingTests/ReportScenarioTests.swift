import XCTest

@testable import CarrierMessaging

/// Responses and reports in the orders in which gateways send them: every table of scenarios.
final class ReportScenarioTests: XCTestCase {
    private func check(_ scenarios: [ReportScenario], line: UInt = #line) throws {
        for scenario in scenarios { try scenario.check(line: line) }
    }

    func testOneIdForTheSegmentsOfAMessage() throws { try check(ReportScenario.oneIdForTheSegmentsOfAMessage) }

    func testReportsBetweenAndBeforeTheResponses() throws {
        try check(ReportScenario.reportsBetweenAndBeforeTheResponses)
    }

    func testOneIdForEverybody() throws { try check(ReportScenario.oneIdForEverybody) }

    func testReportsWithoutAUsefulNumber() throws { try check(ReportScenario.reportsWithoutAUsefulNumber) }

    func testRequestsAnsweredTwice() throws { try check(ReportScenario.requestsAnsweredTwice) }

    func testResponsesThatCameTooLate() throws { try check(ReportScenario.responsesThatCameTooLate) }

    func testWhatSaysOtherwiseIsAContradiction() throws { try check(ReportScenario.whatSaysOtherwiseIsAContradiction) }

    func testRanges() throws { try check(ReportScenario.ranges) }

    func testOneIdForAllReceivers() throws { try check(ReportScenario.oneIdForAllReceivers) }

    func testAnIdThatAResponseNamedWins() throws { try check(ReportScenario.anIdThatAResponseNamedWins) }

    func testNamedIdsAndReportsBeforeTheResponse() throws {
        try check(ReportScenario.namedIdsAndReportsBeforeTheResponse)
    }

    func testOneIdForSeveralRequestsDisprovesRanges() throws {
        try check(ReportScenario.oneIdForSeveralRequestsDisprovesRanges)
    }

    func testRangesOfARequestAnsweredTwice() throws { try check(ReportScenario.rangesOfARequestAnsweredTwice) }

    /// Reports in the order of the messages settle thousands of messages to one number under one id in good time.
    func testOneIdAndOneNumberForThousands() throws {
        var desk = TestDesk { $0.rememberedMessages = 1_000 }
        let count = 2_000
        for _ in 0..<count { desk.accept(try desk.prepare()[0], 0) }
        for _ in 0..<count { try desk.report(0, "DELIVRD") }
        XCTAssertEqual(desk.counters.delivered, count)
        for _ in 0..<count { try desk.report(0, "DELIVRD") }
        XCTAssertEqual(desk.counters.duplicateReports, count)
        // What is forgotten leaves nothing behind.
        for _ in 0..<count {
            desk.accept(try desk.prepare()[0], 0)
            try desk.report(0, "DELIVRD")
        }
        XCTAssertEqual(desk.counters.delivered, 2 * count)
        let line = try XCTUnwrap(desk.messenger.book.shared[CarrierMessageID(0)]?.all)
        XCTAssertLessThanOrEqual(line.targets.count, 2_100)
    }
}
