import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

final class ReplyTests: XCTestCase {
    func testInputIsServedInPortions() throws {
        var stage = Stage.open(.server)
        var octets: [UInt8] = []
        for number: UInt8 in 1...5 { octets += stage.frame(.query(number), SequenceKey(counter: UInt32(number))) }
        // Half a sixth frame stays where it is.
        octets += stage.frame(.query(6), SequenceKey(counter: 6)).prefix(5)
        func requests(_ stage: inout Stage) -> [String] { stage.log().filter { $0.contains("request") } }
        stage.change { session, now in
            session.receive(capacity: octets.count, at: now, portion: 2) { free in
                free.copyBytes(from: octets)
                return octets.count
            }
        }
        XCTAssertTrue(stage.session.hasUnservedInput)
        XCTAssertEqual(requests(&stage), ["0 * request query 1", "0 * request query 2"])
        stage.change { session, now in session.proceed(at: now, portion: 2) }
        XCTAssertEqual(requests(&stage), ["0 * request query 3", "0 * request query 4"])
        stage.change { session, now in session.proceed(at: now, portion: 2) }
        XCTAssertEqual(requests(&stage), ["0 * request query 5"])
        XCTAssertFalse(stage.session.hasUnservedInput)
    }

    func testTheStreamsEndDoesNotLoseWhatAPortionLeft() throws {
        var stage = Stage.open(.server)
        var octets: [UInt8] = []
        for number: UInt8 in 1...3 { octets += stage.frame(.query(number), SequenceKey(counter: UInt32(number))) }
        stage.change { session, now in
            session.receive(capacity: octets.count, at: now, portion: 1) { free in
                free.copyBytes(from: octets)
                return octets.count
            }
        }
        stage.hangUp()
        XCTAssertEqual(
            stage.log().filter { $0.contains("*") },
            [
                "0 * request query 1", "0 * request query 2", "0 * request query 3", "0 * closed connectionLost",
            ])
    }

    func testARequestIsAnsweredExactlyOnce() throws {
        var stage = Stage.open(.server)
        stage.peer(.data([65]), 7)
        XCTAssertEqual(stage.session.repliesOwed, 1)
        try stage.reply(0)
        try stage.reply(0)
        XCTAssertEqual(
            stage.log(), ["0 < data A #7", "0 * request data A", "0 > dataResponse 0 #7", "0 * lateReply #7"])
        XCTAssertEqual(stage.session.repliesOwed, 0)
    }

    func testRepliesMayComeInAnyOrder() throws {
        var stage = Stage.open(.server)
        stage.peer(together: [(.data([65]), 1), (.query(1), 2), (.data([66]), 3)])
        try stage.reply(2)
        try stage.reply(1, .queryResponse(5))
        try stage.reply(0)
        XCTAssertEqual(
            stage.log().filter { $0.contains(">") },
            ["0 > dataResponse 0 #3", "0 > queryResponse 5 #2", "0 > dataResponse 0 #1"])
    }

    func testAReplyOfAnotherKindOrTooLongIsRefusedAndStillOwed() throws {
        var rules = ToyRules()
        rules.longestData = 2
        var stage = Stage.open(.server, rules)
        stage.peer(.query(1), 7)
        assertRefused(.wrongDirection, try stage.reply(0, .dataResponse(0)))
        assertRefused(.wrongDirection, try stage.reply(0, .query(0)))
        let tooLong = WireError(.tooLong(limit: 2, actual: 3), field: "Data", offset: 12)
        let answer = ToyMessage.unknown(5 | ToyRules.responseBit, [1, 2, 3])
        assertRefused(.unencodable(tooLong), try stage.reply(0, answer))
        XCTAssertEqual(stage.session.repliesOwed, 1)
        try stage.reply(0, .queryResponse(1))
        XCTAssertEqual(stage.log().last, "0 > queryResponse 1 #7")
    }

    func testARepetitionOfAnUnansweredRequestIsNotHandedOverTwice() throws {
        var stage = Stage.open(.server)
        stage.peer(.data([65]), 7)
        stage.peer(.data([65]), 7)
        try stage.reply(0)
        XCTAssertEqual(
            stage.log(),
            [
                "0 < data A #7", "0 * request data A", "0 < data A #7", "0 * repeatedRequest #7",
                "0 > dataResponse 0 #7",
            ])
    }

    func testARepetitionOfAnAnsweredRequestGetsTheSameResponseAgain() throws {
        var stage = Stage.open(.server)
        stage.peer(.data([65]), 7)
        stage.peer(.data([66]), 8)
        try stage.reply(0, .dataResponse(5))
        try stage.reply(1, .dataResponse(6))
        _ = stage.log()
        stage.peer(.data([65]), 7)
        stage.peer(.data([66]), 8)
        XCTAssertEqual(
            stage.log(),
            [
                "0 < data A #7", "0 > dataResponse 5 #7", "0 * repeatedRequest #7",
                "0 < data B #8", "0 > dataResponse 6 #8", "0 * repeatedRequest #8",
            ])
    }

    func testOtherOctetsUnderTheSameNumberAreAnotherRequest() throws {
        var stage = Stage.open(.server)
        stage.peer(together: [(.data([65]), 7), (.data([66]), 7), (.query(1), 7)])
        XCTAssertEqual(stage.session.repliesOwed, 3)
        try stage.reply(1, .dataResponse(6))
        try stage.reply(0, .dataResponse(5))
        _ = stage.log()
        stage.peer(together: [(.data([65]), 7), (.data([66]), 7)])
        XCTAssertEqual(stage.log().filter { $0.contains(">") }, ["0 > dataResponse 5 #7", "0 > dataResponse 6 #7"])
    }

    func testOnlyTheLastAnswersAreRemembered() throws {
        var stage = Stage.open(.server, limits: .standard { $0.rememberedReplies = 2 })
        for number: UInt32 in 1...3 {
            stage.peer(.data([65]), number)
            try stage.reply(Int(number) - 1)
        }
        _ = stage.log()
        stage.peer(together: [(.data([65]), 2), (.data([65]), 3), (.data([65]), 1)])
        XCTAssertEqual(
            stage.log().filter { $0.contains("*") },
            ["0 * repeatedRequest #2", "0 * repeatedRequest #3", "0 * request data A"])
    }

    /// A peer whose window is 400 and whose link stood still repeats all of it.
    func testARepeatedWindowIsRecognised() throws {
        var stage = Stage.open(.server)
        for count in [400, 1500, 4000] as [UInt32] {
            let first = UInt32(stage.tokens.count)
            for number in first..<first + count {
                stage.peer(.data([65]), number)
                try stage.reply(Int(number))
            }
            _ = stage.log()
            for number in first..<first + count { stage.peer(.data([65]), number) }
            let log = stage.log()
            XCTAssertEqual(log.filter { $0.contains("* request") }, [])
            XCTAssertEqual(log.filter { $0.contains("> dataResponse") }.count, Int(count))
        }
    }

    /// Answered requests are looked up only where a number may have come before, now and then.
    func testRepetitionsAreRecognisedBeforeAndAfterManyNewNumbers() throws {
        var stage = Stage.open(.server)
        var next: UInt32 = 0
        for fresh in [3000, 40_000, 1000] as [UInt32] {
            for number in next..<next + fresh {
                stage.peer(.data([65]), number)
                try stage.reply(Int(number))
            }
            next += fresh
            _ = stage.log()
            let repeated = (next - min(next, 4096)..<next).reversed()
            for number in repeated { stage.peer(.data([65]), number) }
            XCTAssertEqual(stage.log().filter { $0.contains("> dataResponse") }.count, repeated.count)
            XCTAssertEqual(stage.tokens.count, Int(next))
        }
    }

    /// Numbers of one octet come again (cmpp.md 9.6), and the same text to the same number gives the same octets.
    func testANewRequestUnderANumberOfOneOctetIsNoRepetition() throws {
        for first: UInt32 in [0, 1] {
            var stage = Stage.open(.server)
            for _ in 0..<3 {
                for number in first...255 {
                    stage.peer(.data([65]), number)
                    try stage.reply(stage.tokens.count - 1)
                }
            }
            XCTAssertEqual(stage.tokens.count, 3 * (256 - Int(first)))
            // The last ones are known all the same.
            _ = stage.log()
            for number: UInt32 in 2...255 { stage.peer(.data([65]), number) }
            XCTAssertEqual(stage.log().filter { $0.contains("* repeatedRequest") }.count, 254)
        }
    }

    func testAnswersAreForgottenWhenNobodyRepeatsAnyMore() throws {
        var stage = Stage.open(
            .server,
            limits: .standard {
                $0.rememberedFor = .seconds(240)
                $0.keepAliveInterval = nil
            })
        for number: UInt32 in [7, 8] {
            stage.peer(.data([65]), number)
            try stage.reply(Int(number) - 7)
        }
        stage.wait(240)
        stage.peer(.data([65]), 7)
        XCTAssertEqual(stage.log().last, "240 * repeatedRequest #7")
        stage.wait(1)
        stage.peer(.data([65]), 8)
        XCTAssertEqual(stage.log().last, "241 * request data A")
    }

    func testTheBoundInOctetsIsToldOnceWhenItBites() throws {
        // A response is thirteen octets.
        var stage = Stage.open(.server, limits: .standard { $0.rememberedOctets = 30 })
        for number: UInt32 in 300...304 {
            stage.peer(.data([65]), number)
            try stage.reply(Int(number) - 300)
        }
        XCTAssertEqual(stage.log().filter { $0.contains("repliesForgotten") }, ["0 * repliesForgotten 30"])
        for number: UInt32 in [304, 303, 302] { stage.peer(.data([65]), number) }
        XCTAssertEqual(
            stage.log().filter { $0.contains("*") },
            ["0 * repeatedRequest #304", "0 * repeatedRequest #303", "0 * request data A"])
    }

    func testNothingIsRememberedWhereNothingShallBe() throws {
        var stage = Stage.open(.server, limits: .standard { $0.rememberedReplies = 0 })
        for _ in 0..<3 {
            stage.peer(.data([65]), 1)
            try stage.reply(stage.tokens.count - 1)
        }
        XCTAssertEqual(stage.tokens.count, 3)
    }

    func testRememberedAnswersStayRightOverThousandsOfRequests() throws {
        var stage = Stage.open(.server, limits: .standard { $0.rememberedReplies = 100 })
        for number: UInt32 in 0..<3000 {
            stage.peer(.query(1), number)
            try stage.reply(Int(number), .queryResponse(UInt8(number % 251)))
            guard number >= 99 else { continue }
            _ = stage.log()
            stage.peer(.query(1), number - 99)
            XCTAssertTrue(stage.log().contains("0 > queryResponse \((number - 99) % 251) #\(number - 99)"))
        }
    }

    // MARK: - Giving up

    func testARequestGivenUpIsNeverAnsweredAndItsRepetitionIsHandedOverAnew() throws {
        var stage = Stage.open(.server)
        stage.peer(together: [(.data([65]), 7), (.data([66]), 8)])
        XCTAssertTrue(stage.abandon(0))
        XCTAssertFalse(stage.abandon(0))
        XCTAssertEqual(stage.session.repliesOwed, 1)
        try stage.reply(0)
        _ = stage.log()
        stage.peer(.data([65]), 7)
        XCTAssertEqual(stage.log(), ["0 < data A #7", "0 * request data A"])
        XCTAssertNotEqual(stage.tokens[0], stage.tokens[2])
        try stage.reply(2, .dataResponse(4))
        try stage.reply(1, .dataResponse(5))
        _ = stage.log()
        // From here on it is an answered request like any other.
        stage.peer(together: [(.data([65]), 7), (.data([66]), 8)])
        XCTAssertEqual(
            stage.log().filter { !$0.contains("<") },
            [
                "0 > dataResponse 4 #7", "0 > dataResponse 5 #8", "0 * repeatedRequest #7", "0 * repeatedRequest #8",
            ])
        XCTAssertFalse(stage.abandon(2))
    }

    func testGivingUpFreesAPlaceForTheNextRequest() throws {
        var stage = Stage.open(.server, limits: .standard { $0.maximumOwedReplies = 1 })
        stage.peer(together: [(.data([65]), 1), (.data([66]), 2)])
        XCTAssertFalse(stage.session.wantsInput)
        _ = stage.log()
        XCTAssertTrue(stage.abandon(0))
        XCTAssertEqual(stage.log(), ["0 * request data B"])
        XCTAssertTrue(stage.session.wantsInput)
    }

    func testAClosingDoesNotWaitForWhatWasGivenUp() throws {
        var stage = Stage.open(.server)
        stage.peer(.data([65]), 1)
        stage.close()
        _ = stage.log()
        XCTAssertTrue(stage.abandon(0))
        stage.peer(.logoutResponse, 1)
        XCTAssertEqual(stage.log(), ["0 > logout #1", "0 < logoutResponse #1", "0 * closed closedLocally"])
        XCTAssertFalse(stage.abandon(0))
    }

    // MARK: - The bound

    func testAtTheBoundReadingStopsAndNothingIsDropped() throws {
        var stage = Stage.open(.server, limits: .standard { $0.maximumOwedReplies = 2 })
        stage.peer(together: [(.data([65]), 1), (.data([66]), 2)])
        XCTAssertTrue(stage.session.wantsInput)
        stage.peer(together: [(.ping, 3), (.data([67]), 4), (.data([68]), 5), (.ping, 6)])
        XCTAssertFalse(stage.session.wantsInput)
        stage.peer(.data([69]), 7)
        _ = stage.log()
        try stage.reply(1)
        XCTAssertEqual(stage.log(), ["0 > dataResponse 0 #2", "0 * request data C"])
        XCTAssertFalse(stage.session.wantsInput)
        try stage.reply(0)
        XCTAssertEqual(stage.log(), ["0 > dataResponse 0 #1", "0 > pingResponse #6", "0 * request data D"])
        try stage.reply(2)
        XCTAssertEqual(stage.log(), ["0 > dataResponse 0 #4", "0 * request data E"])
        XCTAssertTrue(stage.session.wantsInput)
        XCTAssertEqual(stage.session.repliesOwed, 2)
    }

    func testSignsOfLifeAndResponsesInFrontOfTheBoundAreServed() throws {
        var stage = Stage.open(.server, limits: .standard { $0.maximumOwedReplies = 1 })
        try stage.submit("out")
        stage.peer(together: [(.data([65]), 1), (.ping, 3), (.dataResponse(0), 1), (.data([66]), 4)])
        XCTAssertEqual(
            stage.log().filter { !$0.contains("<") },
            ["0 > data out #1", "0 > pingResponse #3", "0 * request data A", "0 * dataResponse 0 to ticket 1"])
    }

    func testAWiderBoundLetsWaitingRequestsIn() throws {
        var stage = Stage.open(.server, limits: .standard { $0.maximumOwedReplies = 1 })
        stage.peer(together: [(.data([65]), 1), (.data([66]), 2)])
        stage.change { session, _ in session.limits.maximumOwedReplies = 2 }
        XCTAssertEqual(stage.session.repliesOwed, 2)
        XCTAssertTrue(stage.session.wantsInput)
    }

    func testThePeersSilenceIsNotCountedWhileThisSideDoesNotListen() throws {
        var stage = Stage.open(
            .server,
            limits: .standard {
                $0.maximumOwedReplies = 1
                $0.keepAliveInterval = nil
            })
        try stage.submit("out")
        stage.wait(10)
        stage.peer(together: [(.data([65]), 1), (.data([66]), 2), (.dataResponse(0), 1)])
        XCTAssertNil(stage.session.nextDeadline)
        stage.wait(500)
        XCTAssertEqual(stage.session.requestsInFlight, 1)
        try stage.reply(0)
        XCTAssertEqual(
            stage.log().suffix(3),
            ["510 > dataResponse 0 #1", "510 * request data B", "510 * dataResponse 0 to ticket 1"])
    }

    func testAResponseTimeoutRunsOnWhereItStoodWhenListeningResumes() throws {
        var stage = Stage.open(
            .server,
            limits: .standard {
                $0.maximumOwedReplies = 1
                $0.keepAliveInterval = nil
            })
        try stage.submit("out")
        stage.wait(10)
        stage.peer(together: [(.data([65]), 1), (.data([66]), 2)])
        stage.wait(500)
        try stage.reply(0)
        stage.wait(50)
        XCTAssertEqual(stage.log().suffix(2), ["560 > data out #1", "560 * retransmission #1 attempt 2"])
    }

    func testResponsesBehindTheBoundCountWhenTheStreamEnds() throws {
        var stage = Stage.open(.server, limits: .standard { $0.maximumOwedReplies = 1 })
        try stage.submit("out")
        stage.peer(together: [(.data([65]), 1), (.data([66]), 2), (.dataResponse(0), 1)])
        _ = stage.log()
        stage.hangUp()
        XCTAssertEqual(
            stage.log().filter { $0.contains("*") },
            ["0 * refusedRequest #2 overloaded", "0 * dataResponse 0 to ticket 1", "0 * closed connectionLost"])
    }

    func testTooMuchOutputStopsReadingAndSending() throws {
        var session = Stage.open(.server, limits: .standard { $0.maximumOutputOctets = 100 }).session
        let stage = Stage(.server)
        let now = Stage.start
        try session.submit(.data([UInt8](repeating: 65, count: 120)), at: now)
        XCTAssertFalse(session.wantsInput)
        try session.submit(.data([66]), at: now)
        XCTAssertEqual(session.requestsInFlight, 1)
        stage.frame(.ping, SequenceKey(counter: 9)).withUnsafeBytes { session.receive($0, at: now) }
        XCTAssertEqual(session.outputCount, 132)
        session.withOutput { _ in 32 }
        // Now 100 octets wait: the sign of life is answered (12 octets), which fills the output again.
        XCTAssertEqual(session.outputCount, 112)
        session.withOutput { $0.count }
        XCTAssertEqual(session.requestsInFlight, 2)
        XCTAssertTrue(session.wantsInput)
    }

    // MARK: - Odd frames

    func testADamagedRequestIsAnsweredAndTheSessionGoesOn() {
        var stage = Stage.open(.server)
        stage.peer(together: [(.data([0xFF]), 4), (.data([65]), 5)])
        XCTAssertEqual(
            stage.log().dropFirst(2),
            ["0 > dataResponse 9 #4", "0 * damagedFrame Data answered true", "0 * request data A"])
    }

    func testADamagedFrameWithoutAnAnswerEndsTheSession() throws {
        var stage = Stage.open(.client)
        try stage.submit("a")
        _ = stage.log()
        stage.peer(octets: [0, 0, 0, 12, 0x80, 0, 0, 3, 0, 0, 0, 2])
        let error = WireError(.truncated(needed: 1, available: 0), field: "Result", offset: 12)
        XCTAssertEqual(
            stage.log(),
            [
                "0 * damagedFrame Result answered false", "0 * failed ticket 1 sessionEnded after 1",
                "0 * closed \(CloseReason.unreadable(error))",
            ])
    }

    func testAnUnsoundLengthEndsTheSessionBehindTheFramesBeforeIt() {
        for length: [UInt8] in [[0, 0, 0, 11], [0, 0, 0x10, 1], Array("GET ".utf8)] {
            var stage = Stage.open(.server)
            let octets = stage.frame(.data([65]), SequenceKey(counter: 5)) + length
            stage.peer(octets: octets)
            XCTAssertEqual(stage.log().first, "0 * request data A")
            XCTAssertEqual(stage.session.stateName, .closed)
        }
    }

    func testAnUnknownCommandIsNamedAndNotAnswered() {
        var stage = Stage.open(.server)
        stage.peer(.unknown(77, [1, 2]), 5)
        stage.peer(.unknown(77 | ToyRules.responseBit, []), 6)
        XCTAssertEqual(
            stage.log().filter { !$0.contains("<") },
            ["0 * unknownCommand 77 #5", "0 * unexpectedResponse #6 kind 77"])
    }

    func testADeviationIsNamed() {
        var stage = Stage.open(.server)
        stage.peer(octets: [0, 0, 0, 13, 0, 0, 0, 4, 0, 0, 0, 5, 0])
        XCTAssertEqual(stage.log(), ["0 > pingResponse #5", "0 * deviation surplusOctets #5"])
    }

    func testNothingHappensBehindTheEnd() throws {
        var stage = Stage.open(.server)
        stage.peer(.data([65]), 1)
        stage.hangUp()
        XCTAssertEqual(stage.log().last, "0 * closed connectionLost")
        assertRefused(.notOpen, try stage.reply(0))
        stage.peer(octets: stage.frame(.data([66]), SequenceKey(counter: 2)))
        stage.change { session, now in
            session.close(at: now)
            session.abort(at: now)
            session.advance(to: now + .seconds(1000))
            session.endOfInput(at: now)
        }
        XCTAssertEqual(stage.log(), [])
        XCTAssertNil(stage.session.nextDeadline)
        assertRefused(.notOpen, try stage.submit("b"))
    }
}
