import CarrierSession
import XCTest

@testable import CarrierMessaging

/// Responses and reports in the orders in which gateways send them, under the ids of every protocol.
final class ClientScenarioTests: XCTestCase {
    private static let tables: [[ReportScenario]] = [
        ReportScenario.oneIdForTheSegmentsOfAMessage, ReportScenario.reportsBetweenAndBeforeTheResponses,
        ReportScenario.oneIdForEverybody, ReportScenario.reportsWithoutAUsefulNumber,
        ReportScenario.requestsAnsweredTwice, ReportScenario.responsesThatCameTooLate,
        ReportScenario.whatSaysOtherwiseIsAContradiction,
        ReportScenario.ranges, ReportScenario.oneIdForAllReceivers, ReportScenario.anIdThatAResponseNamedWins,
        ReportScenario.namedIdsAndReportsBeforeTheResponse, ReportScenario.oneIdForSeveralRequestsDisprovesRanges,
        ReportScenario.rangesOfARequestAnsweredTwice,
    ]

    func testEveryTable() throws {
        var played = 0
        for scenario in Self.tables.joined() {
            for (name, player) in ClientScenarioPlayer.all where player.fits(scenario.protocols) {
                var player = player
                XCTAssertEqual(
                    try player.play(scenario.transcript), scenario.transcript, "\(name): \(scenario.name)")
                played += 1
            }
        }
        XCTAssertGreaterThan(played, 100)
    }

    /// A gateway that gives everybody one id, and thousands of messages to one number.
    func testOneIdAndOneNumberForThousands() throws {
        var client = TestClient.open { $0.rememberedMessages = 1_000 }
        let count = 2_000
        for round in 1...2 {
            try client.submit(copies: UInt64(count))
            for request in client.take(count) { client.accept(request, 0) }
            for _ in 0..<count { client.report(0) }
            XCTAssertEqual(client.core.counters.delivered, UInt64(round * count))
        }
        for _ in 0..<count { client.report(0) }
        XCTAssertEqual(client.core.counters.duplicateReports, UInt64(count))
        XCTAssertEqual(client.core.counters.waitingReports, 0)
        // What was forgotten leaves nothing behind.
        let held = try XCTUnwrap(client.core.holders[CarrierMessageID(0)])
        XCTAssertLessThanOrEqual(held.all.places.count, 3_100)
    }
}
