import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

final class ClosingTests: XCTestCase {
    func testClosingHandsBackTheUnsentAndAwaitsTheRest() throws {
        var stage = Stage.open(.client, limits: .standard { $0.windowSize = 1 })
        stage.peer(.data([65]), 50)
        for text in ["a", "b", "c"] { try stage.submit(text) }
        _ = stage.log()
        stage.close()
        assertRefused(.notOpen, try stage.submit("d"))
        stage.peer(.dataResponse(0), 2)
        try stage.reply(0)
        stage.peer(.logoutResponse, 3)
        XCTAssertEqual(
            stage.log(),
            [
                "0 * failed ticket 2 sessionEnded after 0", "0 * failed ticket 3 sessionEnded after 0",
                "0 < dataResponse 0 #2", "0 * dataResponse 0 to ticket 1",
                "0 > dataResponse 0 #50", "0 > logout #3", "0 < logoutResponse #3", "0 * closed closedLocally",
            ])
    }

    func testAnUnusedSessionClosesAtOnce() {
        for role in [SessionRole.client, .server] {
            var stage = Stage.open(role)
            stage.close()
            let number: UInt32 = role == .client ? 2 : 1
            stage.peer(.logoutResponse, number)
            XCTAssertEqual(
                stage.log(),
                ["0 > logout #\(number)", "0 < logoutResponse #\(number)", "0 * closed closedLocally"])
        }
    }

    func testAProtocolWithoutAClosingRequestJustCloses() {
        var rules = ToyRules()
        rules.hasClosing = false
        var stage = Stage.open(.client, rules)
        stage.close()
        XCTAssertEqual(stage.log(), ["0 * closed closedLocally"])
    }

    func testClosingHasItsTimeWhileDraining() throws {
        var stage = Stage.open(.client, limits: .standard { $0.closingTimeout = .seconds(10) })
        try stage.submit("a")
        try stage.submit("b")
        stage.wait(5)
        stage.close()
        XCTAssertEqual(stage.session.nextDeadline, Stage.start + .seconds(15))
        stage.wait(100)
        XCTAssertEqual(
            stage.log().suffix(3),
            [
                "15 * failed ticket 1 sessionEnded after 1", "15 * failed ticket 2 sessionEnded after 1",
                "15 * closed closingTimeout",
            ])
    }

    func testClosingHasItsTimeWhileThePeerDoesNotAnswer() {
        var stage = Stage.open(.client)
        stage.close()
        stage.wait(100)
        XCTAssertEqual(stage.log(), ["0 > logout #2", "10 * closed closingTimeout"])
    }

    func testOnlyRepliesOwedBeforeTheCloseAreAwaited() throws {
        var stage = Stage.open(.client)
        stage.peer(.data([65]), 1)
        stage.close()
        stage.peer(.data([66]), 2)
        _ = stage.log()
        try stage.reply(0)
        XCTAssertEqual(stage.log(), ["0 > dataResponse 0 #1", "0 > logout #2"])
        try stage.reply(1)
        XCTAssertEqual(stage.log(), ["0 > dataResponse 0 #2"])
        stage.peer(.logoutResponse, 2)
        XCTAssertEqual(stage.log().last, "0 * closed closedLocally")
    }

    func testARequestThatCrossesTheClosingRequestIsRefused() {
        var stage = Stage.open(.client)
        stage.close()
        stage.peer(.data([65]), 9)
        stage.peer(.query(1), 10)
        XCTAssertEqual(
            stage.log(),
            [
                "0 > logout #2", "0 < data A #9", "0 > dataResponse 8 #9", "0 * refusedRequest #9 shuttingDown",
                "0 < query 1 #10", "0 * refusedRequest #10 shuttingDown",
            ])
    }

    func testSignsOfLifeAreAnsweredWhileClosing() throws {
        var stage = Stage.open(.client)
        try stage.submit("a")
        stage.close()
        stage.peer(.ping, 9)
        XCTAssertEqual(stage.log().last, "0 > pingResponse #9")
    }

    // MARK: - The peer closes

    func testThePeerClosesAnUnusedSession() {
        var stage = Stage.open(.server)
        stage.peer(.logout, 5)
        XCTAssertEqual(stage.log(), ["0 < logout #5", "0 > logoutResponse #5", "0 * closed closedByPeer"])
    }

    func testOwedRepliesGoOutBeforeTheAnswerToThePeersClosing() throws {
        var stage = Stage.open(.server)
        stage.peer(together: [(.data([65]), 4), (.logout, 5)])
        XCTAssertEqual(stage.session.stateName, .closing)
        _ = stage.log()
        try stage.reply(0)
        XCTAssertEqual(
            stage.log(), ["0 > dataResponse 0 #4", "0 > logoutResponse #5", "0 * closed closedByPeer"])
    }

    func testAnOwnerThatNeverRepliesDoesNotHoldUpThePeersClosingForEver() {
        var stage = Stage.open(.server)
        stage.peer(together: [(.data([65]), 4), (.logout, 5)])
        stage.wait(100)
        XCTAssertEqual(stage.log().suffix(2), ["10 > logoutResponse #5", "10 * closed closedByPeer"])
    }

    func testThePeerIsAnsweredAtOnceAndItsLastResponsesStillCount() throws {
        var stage = Stage.open(.server, limits: .standard { $0.windowSize = 2 })
        for text in ["a", "b", "c"] { try stage.submit(text) }
        _ = stage.log()
        stage.peer(.logout, 5)
        XCTAssertEqual(
            stage.log(),
            ["0 < logout #5", "0 > logoutResponse #5", "0 * failed ticket 3 sessionEnded after 0"])
        stage.peer(.dataResponse(0), 1)
        stage.wait(1)
        stage.hangUp()
        XCTAssertEqual(
            stage.log(),
            [
                "0 < dataResponse 0 #1", "0 * dataResponse 0 to ticket 1",
                "1 * failed ticket 2 sessionEnded after 1", "1 * closed closedByPeer",
            ])
    }

    func testLingeringEndsWithTheLastResponseOrItsTime() throws {
        for answers in [true, false] {
            var stage = Stage.open(.server)
            try stage.submit("a")
            stage.peer(.logout, 5)
            if answers { stage.peer(.dataResponse(0), 1) }
            stage.wait(20)
            XCTAssertEqual(stage.log().last, answers ? "0 * closed closedByPeer" : "10 * closed closedByPeer")
        }
    }

    func testRequestsBehindThePeersClosingAreRefused() throws {
        var stage = Stage.open(.server)
        try stage.submit("a")
        stage.peer(together: [(.logout, 5), (.data([65]), 6), (.logout, 7)])
        XCTAssertEqual(
            stage.log().filter { !$0.contains("<") },
            [
                "0 > data a #1", "0 > logoutResponse #5", "0 > dataResponse 8 #6", "0 > logoutResponse #7",
                "0 * refusedRequest #6 shuttingDown",
            ])
    }

    // MARK: - Both close

    func testBothCloseAtOnce() {
        var stage = Stage.open(.client)
        stage.close()
        stage.peer(.logout, 5)
        stage.peer(.logoutResponse, 2)
        XCTAssertEqual(
            stage.log(),
            [
                "0 > logout #2", "0 < logout #5", "0 > logoutResponse #5", "0 < logoutResponse #2",
                "0 * closed closedLocally",
            ])
    }

    func testAPeerThatAskedItselfMayLeaveWithoutAnAnswer() {
        var stage = Stage.open(.client)
        stage.close()
        stage.peer(.logout, 5)
        stage.hangUp()
        XCTAssertEqual(stage.log().last, "0 * closed closedLocally")
    }

    func testThePeerClosesWhileThisSideDrains() throws {
        var stage = Stage.open(.client)
        try stage.submit("a")
        stage.close()
        stage.peer(.logout, 5)
        stage.peer(.dataResponse(0), 2)
        XCTAssertEqual(
            stage.log(),
            [
                "0 > data a #2", "0 < logout #5", "0 > logoutResponse #5", "0 < dataResponse 0 #2",
                "0 * dataResponse 0 to ticket 1", "0 * closed closedByPeer",
            ])
    }

    // MARK: - Hard ends

    func testAPlainEndWithNothingOpenIsNoLoss() throws {
        func reason(errno: Int32? = nil, _ prepare: (inout Stage) throws -> Void = { _ in }) throws -> String? {
            var stage = Stage.open(.client)
            try prepare(&stage)
            stage.change { session, now in session.endOfInput(at: now, errno: errno) }
            return stage.log().last
        }
        XCTAssertEqual(try reason(), "0 * closed endedByPeer")
        XCTAssertEqual(
            try reason { stage in
                try stage.submit("a")
                stage.peer(.dataResponse(0), 2)
            }, "0 * closed endedByPeer")
        // A socket that broke, a request of either side without its response, a part of a frame: something is lost.
        for loss in [
            try reason(errno: 104), try reason { try $0.submit("a") }, try reason { $0.peer(.data([65]), 5) },
            try reason { $0.peer(octets: [0, 0, 0]) },
        ] { XCTAssertTrue(loss?.hasPrefix("0 * closed connectionLost") ?? false, loss ?? "") }
    }

    func testABrokenStreamHandsBackEverythingInOrder() throws {
        var stage = Stage.open(.client, limits: .standard { $0.windowSize = 3 })
        for text in ["a", "b", "c", "d", "e"] { try stage.submit(text) }
        stage.wait(60)
        stage.peer(.dataResponse(0), 3)
        _ = stage.log()
        stage.hangUp()
        XCTAssertEqual(
            stage.log(),
            [
                "60 * failed ticket 1 sessionEnded after 2", "60 * failed ticket 3 sessionEnded after 2",
                "60 * failed ticket 4 sessionEnded after 1", "60 * failed ticket 5 sessionEnded after 0",
                "60 * closed connectionLost",
            ])
    }

    func testAStreamThatEndsInTheMiddleOfAClosingIsLost() {
        var stage = Stage.open(.client)
        stage.close()
        stage.hangUp()
        XCTAssertEqual(stage.log().last, "0 * closed connectionLost")
    }

    func testAbortEndsAtOnce() throws {
        var stage = Stage.open(.client)
        try stage.submit("a")
        stage.change { session, now in session.abort(at: now) }
        XCTAssertEqual(
            stage.log().suffix(2), ["0 * failed ticket 1 sessionEnded after 1", "0 * closed aborted"])
    }

    func testClosingBeforeLoginIsFinishedJustCloses() {
        var stage = Stage(.client)
        stage.close()
        XCTAssertEqual(stage.log(), ["0 > login sp #1", "0 * closed closedLocally"])
    }

    func testASecondCloseChangesNothing() throws {
        var stage = Stage.open(.client)
        try stage.submit("a")
        stage.close()
        stage.wait(5)
        stage.close()
        stage.wait(5)
        XCTAssertEqual(stage.log().last, "10 * closed closingTimeout")
    }

    func testResponsesStillTimeOutWhileDraining() throws {
        var stage = Stage.open(
            .client,
            limits: .standard {
                $0.replyTimeout = .seconds(2)
                $0.maximumAttempts = 2
            })
        try stage.submit("a")
        stage.close()
        stage.wait(4)
        XCTAssertEqual(
            stage.log().suffix(3),
            ["2 * retransmission #2 attempt 2", "4 > logout #3", "4 * failed ticket 1 noResponse after 2"])
    }
}
