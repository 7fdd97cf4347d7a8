import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

/// Responses that bear a number which is not the request's: peers exist that stamp theirs with their own time.
final class OtherNumberTests: XCTestCase {
    private let quiet = SessionLimits.standard { $0.keepAliveInterval = nil }
    private let time = UInt64(CivilTime(Stage.start).monthToSecond)

    private func prefix(node: UInt64 = 7, time: UInt64) -> UInt64 { node << 32 | time }

    private func open() -> Stage {
        var stage = Stage(.client, ToyRules(wide: true), limits: quiet)
        stage.peer(.loginResponse(0), 1, prefix: prefix(time: time))
        _ = stage.log()
        return stage
    }

    func testAnotherTimeIsTakenAndNamedAndCausesNoRepetition() throws {
        var stage = open()
        try stage.submit("a")
        stage.peer(.dataResponse(0), 2, prefix: prefix(time: 1))
        XCTAssertEqual(
            stage.log().filter { $0.contains("*") },
            [
                "0 * deviation response-time-word: 7-1-2 answers 7-\(time)-2 #2", "0 * dataResponse 0 to ticket 1",
            ])
        stage.wait(600)
        XCTAssertEqual(stage.log(), [])
        // A second one of the same kind is a second one.
        stage.peer(.dataResponse(0), 2, prefix: prefix(time: 1))
        XCTAssertEqual(stage.log().last, "600 * duplicateResponse #2")
    }

    func testAnotherNodeCounterOrCommandIsNotTaken() throws {
        var stage = open()
        try stage.submit("a")
        stage.peer(.dataResponse(0), 2, prefix: prefix(node: 8, time: 1))
        stage.peer(.dataResponse(0), 3, prefix: prefix(time: 1))
        stage.peer(.queryResponse(0), 2, prefix: prefix(time: 1))
        XCTAssertEqual(stage.session.requestsInFlight, 1)
        XCTAssertEqual(stage.log().filter { $0.contains("unexpectedResponse") }.count, 3)
    }

    func testWhatMayMeanTwoRequestsIsNotTaken() throws {
        var stage = open()
        for time in [10, 11] as [UInt64] {
            try stage.submit("a", sequence: SequenceKey(prefix: prefix(time: time), counter: 5))
        }
        stage.peer(.dataResponse(0), 5, prefix: prefix(time: 12))
        XCTAssertEqual(stage.session.requestsInFlight, 2)
        stage.peer(.dataResponse(0), 5, prefix: prefix(time: 11))
        stage.peer(.dataResponse(0), 5, prefix: prefix(time: 12))
        XCTAssertEqual(stage.session.requestsInFlight, 0)
    }

    func testTheExactNumberComesFirst() throws {
        var stage = open()
        for (text, time) in [("a", 10), ("b", 11)] as [(String, UInt64)] {
            try stage.submit(text, sequence: SequenceKey(prefix: prefix(time: time), counter: 5))
        }
        stage.peer(.dataResponse(0), 5, prefix: prefix(time: 11))
        XCTAssertEqual(stage.log().last, "0 * dataResponse 0 to ticket 2")
    }

    func testAnyClosingResponseCountsWhileClosing() {
        for (isWide, other) in [(true, prefix(time: 1)), (true, prefix(node: 9, time: 1)), (false, 0)] {
            var stage = Stage(.client, ToyRules(wide: isWide), limits: quiet)
            stage.peer(.loginResponse(0), 1, prefix: isWide ? prefix(time: time) : 0)
            stage.close()
            _ = stage.log()
            stage.peer(.logoutResponse, 77, prefix: other)
            let log = stage.log()
            XCTAssertEqual(log.last, "0 * closed closedLocally")
            XCTAssertTrue(log.contains { $0.contains("deviation response-") }, "\(log)")
        }
        var early = open()
        early.peer(.logoutResponse, 77, prefix: prefix(time: 1))
        XCTAssertEqual(early.log().last, "0 * unexpectedResponse #77 kind 2")
    }

    func testALoginResponseWithAnotherTimeCounts() {
        var stage = Stage(.client, ToyRules(wide: true), limits: quiet)
        stage.peer(.loginResponse(0), 1, prefix: prefix(time: 1))
        XCTAssertEqual(stage.log().suffix(2).last, "0 * opened sp")
    }
}
