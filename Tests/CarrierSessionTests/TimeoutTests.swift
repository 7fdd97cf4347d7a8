import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

final class TimeoutTests: XCTestCase {
    private let quiet = SessionLimits.standard { $0.keepAliveInterval = nil }

    func testARequestIsSentThreeTimesAMinuteApartAndThenGivenUp() throws {
        var stage = Stage.open(.client, limits: quiet)
        try stage.submit("a")
        let first = stage.lastOutput
        stage.wait(60)
        XCTAssertEqual(stage.lastOutput, first)
        stage.wait(300)
        XCTAssertEqual(
            stage.log(),
            [
                "0 > data a #2",
                "60 > data a #2", "60 * retransmission #2 attempt 2",
                "120 > data a #2", "120 * retransmission #2 attempt 3",
                "180 * failed ticket 1 noResponse after 3",
            ])
        XCTAssertEqual(stage.session.stateName, .open)
        XCTAssertNil(stage.session.nextDeadline)
    }

    func testTheTimeoutIsExactToTheNanosecond() throws {
        var stage = Stage.open(.client, limits: quiet)
        try stage.submit("a")
        _ = stage.log()
        XCTAssertEqual(stage.session.nextDeadline, Stage.start + .seconds(60))
        stage.change { session, now in
            session.advance(to: now + Moment.Span(nanoseconds: 59_999_999_999))
        }
        XCTAssertEqual(stage.log(), [])
        stage.change { session, now in session.advance(to: now + .seconds(60)) }
        XCTAssertEqual(stage.log(), ["0 > data a #2", "0 * retransmission #2 attempt 2"])
    }

    func testALateAndASecondAnswerHaveNames() throws {
        var stage = Stage.open(.client, limits: quiet)
        try stage.submit("a")
        try stage.submit("b")
        stage.wait(70)
        stage.peer(.dataResponse(0), 3)
        stage.peer(.dataResponse(0), 3)
        stage.wait(200)
        stage.peer(.dataResponse(0), 2)
        stage.peer(.queryResponse(0), 2)
        XCTAssertEqual(
            stage.log().filter { $0.contains("*") }.suffix(5),
            [
                "120 * retransmission #2 attempt 3", "180 * failed ticket 1 noResponse after 3",
                "270 * lateResponse #2", "270 * further dataResponse 0 to ticket 1 of data a",
                "270 * unexpectedResponse #2 kind 5",
            ])
    }

    func testALateAnswerIsStillKnownBehindManyPromptOnes() throws {
        var stage = Stage.open(.client, limits: quiet)
        try stage.submit("a")
        stage.wait(200)
        for counter: UInt32 in 3..<1003 {
            try stage.submit("b")
            stage.peer(.dataResponse(0), counter)
        }
        stage.peer(.dataResponse(0), 2)
        XCTAssertEqual(
            stage.log().suffix(2), ["200 * lateResponse #2", "200 * further dataResponse 0 to ticket 1 of data a"])
    }

    func testTheLastUnansweredAttemptMayEndTheSession() throws {
        var limits = quiet
        limits.closesAfterLastAttempt = true
        limits.maximumAttempts = 1
        var stage = Stage.open(.client, limits: limits)
        try stage.submit("a")
        stage.wait(10)
        try stage.submit("b")
        stage.wait(60)
        XCTAssertEqual(
            stage.log().suffix(3),
            [
                "60 * failed ticket 1 noResponse after 1", "60 * failed ticket 2 sessionEnded after 1",
                "60 * closed requestUnanswered",
            ])
    }

    func testAGivenUpRequestFreesItsPlaceInTheWindow() throws {
        var limits = quiet
        limits.windowSize = 1
        limits.maximumAttempts = 2
        limits.replyTimeout = .seconds(5)
        var stage = Stage.open(.client, limits: limits)
        try stage.submit("a")
        try stage.submit("b")
        stage.wait(10)
        XCTAssertEqual(
            stage.log().suffix(2), ["10 > data b #3", "10 * failed ticket 1 noResponse after 2"])
    }

    func testAShorterTimeoutCountsForWhatIsInFlight() throws {
        var stage = Stage.open(.client, limits: quiet)
        try stage.submit("a")
        stage.change { session, _ in session.limits.replyTimeout = .seconds(2) }
        XCTAssertEqual(stage.session.nextDeadline, Stage.start + .seconds(2))
    }

    // MARK: - Signs of life

    func testSilenceIsAskedAboutThreeTimesAndThenEndsTheSession() {
        for role in [SessionRole.client, .server] {
            var stage = Stage.open(role)
            stage.wait(1000)
            let first = role == .client ? 2 : 1
            XCTAssertEqual(
                stage.log(),
                [
                    "180 > ping #\(first)", "240 > ping #\(first + 1)", "300 > ping #\(first + 2)",
                    "360 * closed peerSilent",
                ])
        }
    }

    func testAnAnswerStartsTheSilenceAnew() {
        var stage = Stage.open(.client)
        stage.wait(190)
        stage.peer(.pingResponse, 2)
        stage.wait(180)
        XCTAssertEqual(
            stage.log(), ["180 > ping #2", "190 < pingResponse #2", "190 * alive #2", "370 > ping #3"])
    }

    func testAnyFrameProvesLife() {
        var stage = Stage.open(.client)
        stage.wait(179)
        stage.peer(.data([65]), 9)
        stage.wait(179)
        stage.peer(.unknown(77, []), 10)
        stage.wait(185)
        stage.peer(.ping, 11)
        stage.wait(179)
        XCTAssertEqual(stage.log().filter { $0.contains("> ping #") }, ["538 > ping #2"])
    }

    func testAnAnswerWithAStrangeNumberIsNamedAndProvesLife() {
        var stage = Stage.open(.client)
        stage.wait(180)
        stage.peer(.pingResponse, 0)
        stage.wait(179)
        XCTAssertEqual(
            stage.log(), ["180 > ping #2", "180 < pingResponse #0", "180 * unexpectedResponse #0 kind 4"])
    }

    func testALateSignOfLifeIsNoSurprise() {
        var stage = Stage.open(.client)
        stage.wait(180)
        stage.peer(.data([65]), 9)
        stage.wait(5)
        stage.peer(.pingResponse, 2)
        XCTAssertEqual(stage.log().suffix(2), ["185 < pingResponse #2", "185 * alive #2"])
    }

    func testASecondAnswerToASignOfLifeOrTheLoginIsNamed() {
        var stage = Stage.open(.client)
        stage.wait(180)
        stage.peer(together: [(.pingResponse, 2), (.pingResponse, 2), (.loginResponse(0), 1)])
        XCTAssertEqual(stage.log().suffix(2), ["180 * duplicateResponse #2", "180 * duplicateResponse #1"])
    }

    func testSignsOfLifePassAFullWindowAndAShutGate() throws {
        var stage = Stage.open(
            .client,
            limits: .standard {
                $0.windowSize = 1
                $0.requestsPerSecond = 0.001
                $0.replyTimeout = .seconds(10_000)
            })
        try stage.submit("a")
        try stage.submit("b")
        stage.wait(180)
        stage.peer(.ping, 5)
        XCTAssertEqual(
            stage.log(), ["0 > data a #2", "180 > ping #3", "180 < ping #5", "180 > pingResponse #5"])
    }

    func testAProtocolWithoutSignsOfLifeHasNoDeadline() {
        var rules = ToyRules()
        rules.hasKeepAlive = false
        var stage = Stage.open(.client, rules)
        stage.wait(100_000)
        XCTAssertEqual(stage.log(), [])
        XCTAssertEqual(stage.session.stateName, .open)
        XCTAssertNil(stage.session.nextDeadline)
    }

    // MARK: - Idleness and rate

    func testAnIdleSessionClosesInOrder() throws {
        var stage = Stage.open(
            .client, limits: .standard { $0.idleTimeout = .seconds(20) })
        stage.wait(15)
        stage.peer(.data([65]), 1)
        stage.wait(5)
        try stage.reply(0)
        stage.wait(19)
        stage.peer(.ping, 2)
        stage.wait(1)
        stage.peer(.logoutResponse, 2)
        XCTAssertEqual(
            stage.log(),
            [
                "15 < data A #1", "15 * request data A", "20 > dataResponse 0 #1", "39 < ping #2",
                "39 > pingResponse #2", "40 > logout #2", "40 < logoutResponse #2", "40 * closed idle",
            ])
    }

    func testARequestInFlightIsNotIdleness() throws {
        var limits = quiet
        limits.idleTimeout = .seconds(20)
        var stage = Stage.open(.client, limits: limits)
        try stage.submit("a")
        stage.wait(50)
        stage.peer(.dataResponse(0), 2)
        stage.wait(20)
        XCTAssertEqual(stage.log().last, "70 > logout #3")
    }

    func testAReplyOwedIsNotIdleness() throws {
        var limits = quiet
        limits.idleTimeout = .seconds(20)
        var stage = Stage.open(.client, limits: limits)
        stage.peer(.data([65]), 1)
        stage.wait(50)
        try stage.reply(0)
        stage.wait(20)
        XCTAssertEqual(
            stage.log().suffix(2), ["50 > dataResponse 0 #1", "70 > logout #2"])
    }

    func testASubmitThatMeetsIdleClosingIsHandedBackUnsentOrAnswered() throws {
        // Refused before anything is written.
        var limits = quiet
        limits.idleTimeout = .seconds(20)
        var stage = Stage.open(.client, limits: limits)
        stage.wait(20)
        assertRefused(.notOpen, try stage.submit("too late"))
        // The peer's request crosses the question: it is answered, and the closing goes on.
        stage.peer(.data([65]), 1)
        stage.peer(.logoutResponse, 2)
        XCTAssertEqual(
            stage.log(),
            [
                "20 > logout #2", "20 < data A #1", "20 > dataResponse 8 #1",
                "20 * refusedRequest #1 shuttingDown", "20 < logoutResponse #2", "20 * closed idle",
            ])
        // On the other side the request that crossed has its answer, the one that waited is handed back unsent.
        limits.windowSize = 1
        var other = Stage.open(.server, limits: limits)
        try other.submit("a")
        try other.submit("b")
        _ = other.log()
        other.peer(together: [(.logout, 2), (.dataResponse(8), 1)])
        XCTAssertEqual(
            other.log().filter { !$0.contains("<") },
            [
                "0 > logoutResponse #2", "0 * failed ticket 2 sessionEnded after 0",
                "0 * dataResponse 8 to ticket 1", "0 * closed closedByPeer",
            ])
    }

    func testTheRateHoldsExactly() throws {
        var limits = quiet
        limits.requestsPerSecond = 4
        var stage = Stage.open(.client, limits: limits)
        for number in 0..<6 { try stage.submit("\(number)") }
        stage.wait(2)
        // What comes in 50 ms is less than one request, of which the bucket always holds one.
        XCTAssertEqual(
            stage.log(),
            [
                "0 > data 0 #2", "0.250 > data 1 #3", "0.500 > data 2 #4", "0.750 > data 3 #5", "1 > data 4 #6",
                "1.250 > data 5 #7",
            ])
    }

    func testAGateThatOpenedUnnoticedIsDueAtOnce() throws {
        var limits = quiet
        limits.requestsPerSecond = 4
        var stage = Stage.open(.client, limits: limits)
        try stage.submit("a")
        try stage.submit("b")
        // The gate opens for b at 0.250 s, and the next that anybody says is a submit at 0.300 s, which waits behind b.
        let late = stage.now + .milliseconds(300)
        try stage.session.submit(.data([0x63]), at: late)
        XCTAssertEqual(stage.session.nextDeadline, late)
        stage.session.advance(to: late)
        XCTAssertEqual(stage.session.requestsInFlight, 2)
        XCTAssertEqual(stage.session.requestsQueued, 1)
    }

    func testASecondResponseToARequestThatWasSentTwiceIsHandedOver() throws {
        var stage = Stage.open(.client, limits: quiet)
        for number in 0..<400 { try stage.submit("\(number)") }
        stage.change { session, _ in session.limits.windowSize = 400 }
        stage.wait(60)
        for counter: UInt32 in 2...401 { stage.peer(.dataResponse(0), counter) }
        _ = stage.log()
        for counter: UInt32 in 2...401 { stage.peer(.dataResponse(1), counter) }
        let events = stage.log().filter { $0.contains("*") }
        XCTAssertEqual(events.filter { $0.contains("duplicateResponse") }.count, 400)
        XCTAssertEqual(
            events.prefix(2), ["60 * duplicateResponse #2", "60 * further dataResponse 1 to ticket 1 of data 0"])
        XCTAssertEqual(events.filter { $0.contains("further dataResponse 1") }.count, 400)
    }

    func testARateThatIsNoPositiveNumberIsNoLimit() throws {
        for rate in [0, -1, .nan, .infinity] as [Double] {
            var limits = quiet
            limits.requestsPerSecond = rate
            var stage = Stage.open(.client, limits: limits)
            for _ in 0..<16 { try stage.submit("a") }
            XCTAssertEqual(stage.session.requestsInFlight, 16)
        }
    }
}
