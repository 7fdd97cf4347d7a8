import CarrierSession
import XCTest

@testable import CarrierMessaging

/// Reports on requests whose response never came, in a protocol in which the request's own number is its id (sgip.md
/// 1.4).
final class PresumedIDTests: XCTestCase {
    private func lose(_ request: SegmentRequest, _ id: UInt64, in client: inout TestClient) {
        client.handle(.failed(tag: request.tag, .noResponse, wasSent: true, named: CarrierMessageID(id)))
    }

    func testAReportIsToldOfItsMessage() throws {
        var client = TestClient.open()
        try client.submit()
        lose(client.take()[0], 7, in: &client)
        XCTAssertEqual(client.told(), ["unanswered 1:1/1 00 noResponse", "outcome 1 00 unknown"])
        client.report(7)
        XCTAssertEqual(client.told(), ["late 1:1/1 00 delivered"])
        client.report(7)
        XCTAssertEqual(client.told(), ["duplicate 1:1/1 00 delivered"])
        XCTAssertEqual(client.core.counters.orphanReports, 0)
    }

    func testAReportBeforeTheEndOfTheRequestDecidesItsOutcome() throws {
        var client = TestClient.open()
        try client.submit(to: ["13800138000", "13800138001"])
        let requests = client.take()
        client.report(7)
        for request in requests { lose(request, 7, in: &client) }
        let told = client.told()
        XCTAssertEqual(told.filter { $0.hasPrefix("outcome 1 00") }, ["outcome 1 00 delivered"])
        XCTAssertFalse(told.contains("unanswered 1:1/1 00 noResponse"))
    }

    func testAReportProvesThatTheRequestNeedNotBeSentAgain() throws {
        var client = TestClient.open(adapter: TestClientAdapter(groupSize: 2)) { $0.unanswered = .sendAgain }
        try client.submit(to: ["13800138000", "13800138001"])
        lose(client.take()[0], 7, in: &client)
        _ = client.told()
        client.report(7)
        XCTAssertEqual(
            client.told(),
            [
                "accepted 1:1/1 00 7", "accepted 1:1/1 01 7", "report 1:1/1 00 delivered",
                "outcome 1 00 delivered twice",
            ])
        XCTAssertEqual(client.take().count, 0)
        client.report(7, to: "13800138001")
        XCTAssertEqual(client.told().last, "outcome 1 01 delivered twice")
        XCTAssertEqual(client.core.tracker.openPlaces, 0)
    }

    func testAFailureUnderTheIDThatWasAnsweredCounts() throws {
        var client = TestClient.open { $0.unanswered = .sendAgain }
        try client.submit()
        lose(client.take()[0], 7, in: &client)
        client.accept(client.take()[0], 8)
        client.report(8, .undelivered)
        XCTAssertEqual(client.told().last, "outcome 1 00 failed twice")
    }

    func testALateResponseNamesTheSameID() throws {
        var client = TestClient.open { $0.unanswered = .sendAgain }
        try client.submit()
        let request = client.take()[0]
        lose(request, 7, in: &client)
        client.accept(request, 7)
        client.report(7)
        XCTAssertEqual(client.told().last, "outcome 1 00 delivered twice")
        XCTAssertEqual(client.core.holders.count, 0)
    }

    func testTheStoreLearnsThatTheRequestWasTaken() throws {
        var client = TestClient.open {
            $0.usesStore = true
            $0.unanswered = .sendAgain
        }
        try client.submit()
        var records: [ClientStoreRecord] = []
        client.core.stored(upTo: client.core.takeStoreRecords(into: &records), at: client.now)
        lose(try XCTUnwrap(client.take().first), 7, in: &client)
        client.report(7)
        records = []
        _ = client.core.takeStoreRecords(into: &records)
        let answers = records.filter { if case .answered(_, _, _, CarrierMessageID(7), 0) = $0 { true } else { false } }
        XCTAssertEqual(answers.count, 1)
    }

    /// The second sending is under way when a report proves the first: it may have been taken too.
    func testTheIDOfASecondSendingIsKnownThoughTheFirstWasTaken() throws {
        var client = TestClient.open { $0.unanswered = .sendAgain }
        try client.submit()
        lose(try XCTUnwrap(client.take().first), 7, in: &client)
        let second = try XCTUnwrap(client.take().first)
        client.report(7)
        XCTAssertEqual(client.told().last, "outcome 1 00 delivered twice")
        lose(second, 8, in: &client)
        client.report(8)
        XCTAssertEqual(client.told(), ["late 1:1/1 00 delivered"])
        XCTAssertEqual(client.core.channelStates.map(\.inFlight), [0])
    }

    func testNothingIsLeftOfAForgottenMessage() throws {
        var client = TestClient.open { $0.rememberedMessages = 0 }
        try client.submit()
        lose(client.take()[0], 7, in: &client)
        XCTAssertEqual(client.core.ids.count, 0)
        XCTAssertTrue(client.core.twins.isEmpty)
    }
}
