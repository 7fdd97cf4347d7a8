import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

final class LoginTests: XCTestCase {
    func testClientLogsInAndOpens() {
        var stage = Stage(.client)
        stage.peer(.loginResponse(0), 1)
        XCTAssertEqual(stage.log(), ["0 > login sp #1", "0 < loginResponse 0 #1", "0 * opened sp"])
    }

    func testServerAnswersLoginAndOpens() {
        var stage = Stage(.server)
        stage.peer(.login("sp"), 9)
        XCTAssertEqual(stage.log(), ["0 < login sp #9", "0 > loginResponse 0 #9", "0 * opened sp"])
    }

    func testClientIsRefused() {
        var stage = Stage(.client)
        stage.peer(.loginResponse(3), 1)
        XCTAssertEqual(
            stage.log(),
            ["0 > login sp #1", "0 < loginResponse 3 #1", "0 * closed loginRefused 3 by peer"])
    }

    func testServerAnswersARefusedLoginAndThenCloses() {
        var stage = Stage(.server)
        stage.peer(.login("stranger"), 1)
        XCTAssertEqual(
            stage.log(),
            [
                "0 < login stranger #1", "0 > loginResponse 3 #1",
                "0 * closed loginRefused 3 by local",
            ])
        XCTAssertEqual(stage.session.stateName, .closed)
    }

    func testServerMayRefuseWithoutAWord() {
        var rules = ToyRules()
        rules.answersRefusal = false
        var stage = Stage(.server, rules)
        stage.peer(.login("stranger"), 1)
        XCTAssertEqual(stage.log().last, "0 * closed loginRefused 3 by local")
        XCTAssertEqual(stage.lastOutput, [])
    }

    func testLoginHasItsTimeOnBothSides() {
        for role in [SessionRole.client, .server] {
            var stage = Stage(role, limits: .standard { $0.loginTimeout = .seconds(30) })
            XCTAssertEqual(stage.session.nextDeadline, Stage.start + .seconds(30))
            stage.change { session, now in session.advance(to: now + .milliseconds(29_999)) }
            XCTAssertEqual(stage.session.stateName, .loggingIn)
            stage.wait(30)
            XCTAssertEqual(stage.log().last, "30 * closed loginTimeout")
            XCTAssertNil(stage.session.nextDeadline)
        }
    }

    func testWhatComesBehindALoginThatWaitsIsReadUpToABoundAndServedLater() {
        let rules = ToyRules()
        func octets(_ message: ToyMessage, _ counter: UInt32) -> [UInt8] {
            var buffer = OctetBuffer()
            XCTAssertNoThrow(try rules.encode(message, sequence: SequenceKey(counter: counter), into: &buffer))
            return buffer.takeAll()
        }
        var session = Session(speaking: rules, role: .server, limits: .standard, asksForLogin: true)
        let now = Stage.start
        session.open(at: now)
        octets(.login("sp"), 1).withUnsafeBytes { session.receive($0, at: now) }
        XCTAssertNotNil(session.pendingLogin)
        var count: UInt32 = 0
        while session.wantsInput, count < 10_000 {
            count += 1
            octets(.data(Array(repeating: 7, count: 1_000)), count + 1).withUnsafeBytes { session.receive($0, at: now) }
        }
        XCTAssertGreaterThan(count, 60)
        XCTAssertLessThan(count, 70)
        XCTAssertNil(session.nextEvent())
        session.answerLogin(at: now) { _ in }
        var requests: UInt32 = 0
        while let event = session.nextEvent() { if case .request = event { requests += 1 } }
        XCTAssertEqual(requests, count)
    }

    func testARequestBeforeLoginIsAnsweredAndEndsTheSession() {
        var stage = Stage(.server)
        stage.peer(.data([65]), 4)
        XCTAssertEqual(
            stage.log(),
            [
                "0 < data A #4", "0 > dataResponse 1 #4", "0 * refusedRequest #4 notLoggedIn",
                "0 * closed protocolViolation",
            ])
    }

    func testWhatHasNoAnswerBeforeLoginEndsTheSessionInSilence() {
        for message in [ToyMessage.ping, .unknown(77, []), .dataResponse(0)] {
            var stage = Stage(.server)
            stage.peer(message, 4)
            XCTAssertEqual(stage.log().last, "0 * closed protocolViolation")
            XCTAssertEqual(stage.lastOutput, [])
        }
    }

    func testALoginSentToTheClientEndsTheSession() {
        var stage = Stage(.client)
        stage.peer(.login("sp"), 1)
        XCTAssertEqual(stage.log().last, "0 * closed protocolViolation")
    }

    func testAnAnswerToNothingDoesNotDisturbTheClientsLogin() {
        var stage = Stage(.client)
        stage.peer(.loginResponse(0), 2)
        stage.peer(.dataResponse(0), 1)
        stage.peer(.loginResponse(0), 1)
        XCTAssertEqual(
            stage.log().filter { $0.contains("*") },
            ["0 * unexpectedResponse #2 kind 1", "0 * unexpectedResponse #1 kind 3", "0 * opened sp"])
    }

    func testThePeerMayCloseInsteadOfLoggingIn() {
        var stage = Stage(.server)
        stage.peer(.logout, 1)
        XCTAssertEqual(stage.log(), ["0 < logout #1", "0 > logoutResponse #1", "0 * closed closedByPeer"])
    }

    func testADamagedFrameBeforeLoginEndsTheSession() {
        var stage = Stage(.server)
        stage.peer(.data([0xFF]), 1)
        XCTAssertEqual(stage.session.stateName, .closed)
        XCTAssertTrue(stage.log().contains("0 > dataResponse 9 #1"))
    }

    func testALoginThatCannotBeWrittenNeverStarts() {
        var rules = ToyRules(name: "much too long")
        rules.longestData = 4
        var stage = Stage(.client, rules)
        let tooLong = WireError(.tooLong(limit: 4, actual: 13), field: "Data", offset: 12)
        XCTAssertEqual(stage.log(), ["0 * closed \(CloseReason.loginUnencodable(tooLong))"])
    }

    func testASecondLoginEndsTheSessionWhereTheProtocolHasNoAnswer() {
        var stage = Stage.open(.server)
        stage.peer(.login("sp"), 2)
        XCTAssertEqual(
            stage.log(),
            ["0 < login sp #2", "0 * refusedRequest #2 alreadyLoggedIn", "0 * closed protocolViolation"])
    }

    func testASecondLoginIsAnsweredWhereTheProtocolHasAnAnswer() {
        var rules = ToyRules()
        rules.answersSecondLogin = true
        var stage = Stage.open(.server, rules)
        stage.peer(.login("sp"), 2)
        XCTAssertEqual(
            stage.log(), ["0 < login sp #2", "0 > loginResponse 2 #2", "0 * refusedRequest #2 alreadyLoggedIn"])
        XCTAssertEqual(stage.session.stateName, .open)
    }

    func testTheStreamMayEndDuringLogin() {
        var stage = Stage(.client)
        stage.hangUp()
        XCTAssertEqual(stage.log(), ["0 > login sp #1", "0 * closed connectionLost"])
    }

    func testOctetsMayArriveOneByOneAndBeforeTheSessionIsOpened() {
        var session = Session(speaking: ToyRules(), role: .server, limits: .standard)
        let stage = Stage(.server)
        for octet in stage.frame(.login("sp"), SequenceKey(counter: 1)) {
            [octet].withUnsafeBytes { session.receive($0, at: Stage.start) }
        }
        XCTAssertEqual(session.stateName, .connecting)
        session.open(at: Stage.start)
        XCTAssertEqual(session.stateName, .open)
    }

    func testRequestsAreNotAcceptedBeforeLogin() {
        var stage = Stage(.client)
        assertRefused(.notOpen, try stage.submit("a"))
    }
}
