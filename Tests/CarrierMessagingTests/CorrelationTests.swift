import CMPPCodec
import CarrierSession
import XCTest

@testable import CarrierMessaging

/// Which segment a report means: text-and-long-sms.md 7.3 to 7.5.
final class CorrelationTests: XCTestCase {
    func testReportFindsItsSegmentAndGivesTheOutcome() throws {
        var desk = TestDesk()
        let request = try desk.prepare()[0]
        desk.accept(request, 100)
        try desk.report(100, "DELIVRD")
        XCTAssertEqual(desk.told(), ["accepted 1:1/1 00 100", "report 1:1/1 00 DELIVRD", "outcome 1 00 delivered"])
        XCTAssertEqual(desk.counters.matchedReports, 1)
        XCTAssertEqual(desk.counters.openOutcomes, 0)
    }

    func testEveryOrderOfResponsesAndReports() throws {
        for order in permutations(Array(0..<6)) {
            var desk = TestDesk()
            let requests = try desk.prepare(segments: 3)
            for step in order {
                if step < 3 {
                    desk.accept(requests[step], UInt64(100 + step))
                } else {
                    try desk.report(UInt64(97 + step), "DELIVRD")
                }
            }
            let told = desk.told()
            XCTAssertEqual(told.count { $0.hasPrefix("report") }, 3, "\(order)")
            XCTAssertEqual(told.last, "outcome 1 00 delivered", "\(order)")
            XCTAssertEqual(told.count, 7, "\(order)")
            XCTAssertEqual(desk.counters.parkedReports, 0, "\(order)")
        }
    }

    private func permutations(_ items: [Int]) -> [[Int]] {
        guard items.count > 1 else { return [items] }
        return items.indices.flatMap { index in
            var rest = items
            let item = rest.remove(at: index)
            return permutations(rest).map { [item] + $0 }
        }
    }

    func testEarlyReportWaits180SecondsAndThenIsAnOrphan() throws {
        var desk = TestDesk()
        let request = try desk.prepare()[0]
        try desk.report(100, "DELIVRD")
        XCTAssertEqual(desk.counters.parkedReports, 1)
        XCTAssertEqual(desk.messenger.nextDeadline, desk.now + .seconds(180))
        desk.wait(.seconds(179))
        XCTAssertEqual(desk.told(), [])
        desk.wait(.seconds(1))
        XCTAssertEqual(desk.told(), ["orphan 100 DELIVRD"])
        // The report is gone; the response alone leaves the message waiting.
        desk.accept(request, 100)
        XCTAssertEqual(desk.told(), ["accepted 1:1/1 00 100"])
        XCTAssertEqual(desk.counters.openOutcomes, 1)
    }

    func testEarlyReportsAreBoundedAndTheOldestGoesFirst() throws {
        var desk = TestDesk { $0.maximumEarlyReports = 2 }
        for id in UInt64(1)...3 { try desk.report(id, "DELIVRD") }
        XCTAssertEqual(desk.told(), ["orphan 1 DELIVRD"])
        var none = TestDesk { $0.maximumEarlyReports = 0 }
        try none.report(1, "DELIVRD")
        XCTAssertEqual(none.told(), ["orphan 1 DELIVRD"])
        desk.messenger.finish(at: desk.now)
        XCTAssertEqual(desk.told(), ["orphan 2 DELIVRD", "orphan 3 DELIVRD"])
        XCTAssertEqual(desk.counters.orphanReports, 3)
        XCTAssertEqual(desk.counters.parkedReports, 0)
    }

    func testProgressAndItsEndMayBothBeEarly() throws {
        var desk = TestDesk()
        let request = try desk.prepare()[0]
        try desk.report(100, "ACCEPTD")
        try desk.report(100, "DELIVRD")
        desk.accept(request, 100)
        XCTAssertEqual(
            desk.told(),
            [
                "accepted 1:1/1 00 100", "report 1:1/1 00 ACCEPTD", "report 1:1/1 00 DELIVRD",
                "outcome 1 00 delivered",
            ])
    }

    func testSecondReportIsADuplicateAndALateOneIsNamed() throws {
        var desk = TestDesk()
        let first = try desk.prepare()[0]
        desk.accept(first, 100)
        try desk.report(100, "DELIVRD")
        try desk.report(100, "UNDELIV")
        XCTAssertEqual(desk.told().suffix(2), ["outcome 1 00 delivered", "contradiction 1:1/1 00 UNDELIV"])
        let second = try desk.prepare()[0]
        desk.accept(second, 101)
        desk.wait(.seconds(48 * 3600))
        try desk.report(101, "DELIVRD")
        try desk.report(101, "DELIVRD")
        XCTAssertEqual(
            desk.told(),
            [
                "accepted 2:1/1 00 101", "outcome 2 00 unknown", "late 2:1/1 00 DELIVRD",
                "duplicate 2:1/1 00 DELIVRD",
            ])
        XCTAssertEqual(desk.counters.lateReports, 1)
        XCTAssertEqual(desk.counters.duplicateReports, 1)
        XCTAssertEqual(desk.counters.contradictoryReports, 1)
    }

    // MARK: Several receivers

    func testRangeOfIdsWrapsInsideItsSixteenBits() throws {
        var desk = TestDesk()
        let receivers = ["13800138001", "13800138002", "13800138003"]
        let requests = try desk.prepare(to: receivers)
        XCTAssertEqual(requests.count, 1)
        // cmpp.md 5: 12-31 23:59:59, gateway 79101, sequence 65535.
        let base: UInt64 = 0xCFDF_BEC1_34FD_FFFF
        desk.accept(requests[0], base)
        for (id, receiver) in zip([base, 0xCFDF_BEC1_34FD_0000, 0xCFDF_BEC1_34FD_0001], receivers) {
            try desk.report(id, receiver == "13800138002" ? "UNDELIV" : "DELIVRD", to: receiver)
        }
        XCTAssertEqual(desk.counters.delivered, 2)
        XCTAssertEqual(desk.counters.failed, 1)
        XCTAssertEqual(desk.counters.matchedReports, 3)
    }

    func testOneIdForAllReceiversIsToldApartByTheNumber() throws {
        var desk = TestDesk()
        let receivers = ["13800138001", "13800138002"]
        let requests = try desk.prepare(segments: 2, to: receivers)
        desk.accept(requests[0], 100)
        desk.accept(requests[1], 200)
        for receiver in ["8613800138002", "+8613800138001"] {
            for id: UInt64 in [100, 200] { try desk.report(id, "DELIVRD", to: receiver) }
        }
        XCTAssertEqual(
            desk.told().filter { $0.hasPrefix("outcome") }, ["outcome 1 02 delivered", "outcome 1 01 delivered"])
        XCTAssertEqual(desk.counters.matchedReports, 4)
    }

    func testEarlyReportsOfARangeAreMatched() throws {
        var desk = TestDesk()
        let requests = try desk.prepare(to: ["13800138001", "13800138002"])
        try desk.report(101, "DELIVRD", to: "13800138002")
        try desk.report(100, "DELIVRD", to: "13800138001")
        desk.accept(requests[0], 100)
        XCTAssertEqual(desk.counters.delivered, 2)
        XCTAssertEqual(desk.counters.matchedReports, 2)
    }

    func testReceiverThatFitsNobodyFallsBackToTheId() throws {
        var desk = TestDesk()
        desk.accept(try desk.prepare()[0], 100)
        try desk.report(100, "DELIVRD", to: "10690001")
        XCTAssertEqual(desk.counters.delivered, 1)
    }

    func testVersion2SubmitsOnceForEachReceiverThatIsReported() throws {
        var desk = TestDesk(.v2_0)
        XCTAssertEqual(try desk.prepare(to: ["13800138001", "13800138002"]).count, 2)
        XCTAssertEqual(try desk.prepare(to: ["13800138001", "13800138002"], report: .none).count, 1)
        let many = (0..<250).map { "138001\(10_000 + $0)" }
        XCTAssertEqual(try desk.prepare(to: many, report: .none).count, 3)
    }

    // MARK: Twins

    func testTwinIdsAfterARepeatedSubmit() throws {
        // The failure of one twin does not count while the other is out; the delivery of one does at once.
        var desk = TestDesk()
        let request = try desk.prepare()[0]
        desk.accept(request, 100)
        desk.accept(request, 101)
        try desk.report(100, "UNDELIV")
        XCTAssertEqual(desk.counters.outcomes, 0)
        try desk.report(101, "DELIVRD")
        XCTAssertEqual(desk.counters.delivered, 1)
        XCTAssertEqual(desk.counters.lateResponses, 1)
        guard case .outcome(let outcome)? = desk.events().last else { return XCTFail("no outcome") }
        XCTAssertEqual(outcome.segments[0].ids.map(\.number), [100, 101])

        var failing = TestDesk()
        let twice = try failing.prepare()[0]
        failing.accept(twice, 100)
        failing.accept(twice, 101)
        try failing.report(101, "EXPIRED")
        try failing.report(101, "EXPIRED")
        XCTAssertEqual(failing.counters.outcomes, 0)
        try failing.report(100, "UNDELIV")
        XCTAssertEqual(failing.counters.failed, 1)
        XCTAssertEqual(failing.counters.duplicateReports, 1)
    }

    func testEarlyReportOnATwinsId() throws {
        var desk = TestDesk()
        let request = try desk.prepare()[0]
        try desk.report(101, "DELIVRD")
        desk.accept(request, 100)
        desk.accept(request, 101)
        XCTAssertEqual(desk.counters.delivered, 1)
    }

    func testSameIdTwiceIsNoTwin() throws {
        var desk = TestDesk()
        let request = try desk.prepare()[0]
        desk.accept(request, 100)
        desk.accept(request, 100)
        try desk.report(100, "UNDELIV")
        XCTAssertEqual(desk.counters.failed, 1)
    }

    /// An id that two open messages share: the receiver decides, then the first.
    func testIdSharedByTwoMessages() throws {
        var desk = TestDesk()
        desk.accept(try desk.prepare(to: ["13800138001"])[0], 100)
        desk.accept(try desk.prepare(to: ["13800138002"])[0], 100)
        try desk.report(100, "DELIVRD", to: "13800138002")
        XCTAssertEqual(desk.told().last, "outcome 2 02 delivered")
        try desk.report(100, "DELIVRD", to: "13800138001")
        XCTAssertEqual(desk.told().last, "outcome 1 01 delivered")
        // Both are over: a new message takes the id.
        desk.accept(try desk.prepare(to: ["13800138003"])[0], 100)
        try desk.report(100, "DELIVRD", to: "13800138003")
        XCTAssertEqual(desk.told().last, "outcome 3 03 delivered")
    }

    func testResponsesToNothing() throws {
        var desk = TestDesk()
        let request = try desk.prepare()[0]
        let stray = PreparedRequest(tag: request.tag + 1 << 40, message: request.message, startsGroup: true)
        desk.accept(stray, 1)
        desk.messenger.failed(tag: 0, .noResponse, at: desk.now)
        XCTAssertEqual(desk.counters.strayResponses, 2)
        desk.accept(PreparedRequest(tag: request.tag + 5, message: request.message, startsGroup: true), 1)
        XCTAssertEqual(desk.counters.strayResponses, 3)
        XCTAssertEqual(desk.told(), [])
    }

    /// Reports that cannot be read are handed over raw, counted and answered.
    func testMalformedReport() throws {
        var desk = TestDesk()
        var deliver = CMPP.Deliver()
        deliver.registeredDelivery = 1
        deliver.content = [1, 2, 3]
        try desk.receive(.deliver(deliver), result: CMPP.Result.structure.rawValue)
        XCTAssertEqual(desk.told(), ["malformed 3"])
        XCTAssertEqual(desk.counters.malformedReports, 1)
        XCTAssertEqual(desk.counters.reports, 0)
    }

    func testOtherRequestsAreAnsweredAndCounted() throws {
        var desk = TestDesk()
        let answer = desk.messenger.received(
            .cancel(CMPP.Cancel()), sequence: SequenceKey(counter: 1), at: desk.now)
        guard case .cancelResponse? = answer else { return XCTFail("no answer") }
        XCTAssertEqual(desk.counters.otherRequests, 1)
        XCTAssertNil(
            desk.messenger.received(
                .submitResponse(CMPP.SubmitResponse()), sequence: SequenceKey(counter: 1), at: desk.now))
    }
}
