import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTransport
import XCTest

final class ReceiverCycleTests: XCTestCase {
    func testASubmitIsAnsweredReportedAndAccountedForInBothVersions() async throws {
        for version in CMPP.Version.allCases {
            let bench = try await ReceiverBench(
                .accept.reporting(.delivered, after: .milliseconds(5)), version: version)
            let client = ScriptedClient()
            let connection = try await bench.dial(client)
            bench.post(ReceiverBench.submit(), on: connection)
            await fulfillment(of: [client.expectReports(1)], timeout: 5)
            await connection.close()
            await bench.receiver.close()

            let response = try XCTUnwrap(client.responses.first)
            XCTAssertEqual(response.result, 0)
            XCTAssertNotEqual(response.id, 0)
            let report = try XCTUnwrap(client.reports.first)
            XCTAssertEqual(report.messageID.rawValue, response.id)
            XCTAssertEqual(report.status.text, "DELIVRD")
            XCTAssertEqual(report.destinationTerminalID.text, "13800138000")
            XCTAssertEqual(report.submitTime.text.count, 10)
            let counters = bench.receiver.counters
            XCTAssertEqual(bench.receiver.findings, [])
            XCTAssertTrue(counters.isSettled)
            XCTAssertEqual(
                [counters.connections, counters.submits, counters.messages, counters.reports], [1, 1, 1, 1])
            XCTAssertEqual(bench.hearing.messages.map(\.text), ["hello"])
            XCTAssertEqual(bench.hearing.logins.map(\.result), [0])
            XCTAssertEqual(bench.hearing.logins.map(\.version), [version.isV3 ? "3.0" : "2.0"])
            XCTAssertEqual(bench.hearing.closings, [.closedByPeer])
        }
    }
}
