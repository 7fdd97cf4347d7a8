import CarrierSession
import SMSText
import XCTest

@testable import CarrierMessaging

/// What is sent, when, where, and what becomes of it.
final class ClientSendingTests: XCTestCase {
    func testALongMessageStaysOnOneChannelInOrder() throws {
        var client = TestClient.open(2)
        try client.submit(segments: 3, key: "long")
        try client.submit(key: "short")
        let first = client.take(1, on: 1)
        let other = client.take(16, on: 2)
        XCTAssertEqual(other.map(\.content.key), ["short"])
        let rest = client.take(16, on: 1)
        XCTAssertEqual((first + rest).map(\.segment), [0, 1, 2])
        XCTAssertEqual((first + rest).map(\.isFollowed), [true, true, false])
    }

    func testTheRestOfALongMessageFollowsItsLostSegmentsInOrder() throws {
        var client = TestClient.open(2)
        try client.submit(segments: 4)
        let begun = client.take(2, on: 1)
        client.cut(1, unsent: begun)
        let again = client.take(16, on: 2)
        XCTAssertEqual(again.map(\.segment), [0, 1, 2, 3])
        XCTAssertEqual(again.map(\.isFollowed), [true, true, true, false])
    }

    func testCopiesOfALongMessageHaveReferencesOfTheirOwn() throws {
        var client = TestClient.open()
        try client.submit(segments: 2, copies: 3)
        let headers = client.take().map { Array($0.content.segments.segments[$0.segment].header) }
        XCTAssertEqual(headers.count, 6)
        XCTAssertEqual(Set(headers.map { $0[3] }).count, 3)
    }

    func testCopiesOfAShortMessageShareTheirContent() throws {
        var client = TestClient.open()
        try client.submit(copies: 100)
        let contents = Set(client.take(100).map { ObjectIdentifier($0.content) })
        XCTAssertEqual(contents.count, 1)
    }

    func testRecipientsAreSharedOutAmongRequests() throws {
        let numbers = (0..<5).map { "1380013800\($0)" }
        var client = TestClient.open(adapter: TestClientAdapter(groupSize: 2))
        try client.submit(segments: 2, to: numbers)
        let requests = client.take()
        XCTAssertEqual(requests.map(\.recipients), [0..<2, 0..<2, 2..<4, 2..<4, 4..<5, 4..<5])
        XCTAssertEqual(requests.map(\.isFollowed), [true, false, true, false, true, false])
        for request in requests { client.refuse(request, 9) }
        XCTAssertEqual(client.told().count { $0.hasSuffix("failed") }, 5)
    }

    func testPoliciesForWhatWasSentAndNotAnswered() throws {
        let expected: [(ClientOptions.UnansweredPolicy, [String])] = [
            (.handBack, ["unanswered 1:1/1 00 noResponse", "outcome 1 00 unknown"]),
            (.fail, ["unanswered 1:1/1 00 noResponse", "outcome 1 00 failed"]),
            (.sendAgain, ["unanswered 1:1/1 00 noResponse again"]),
        ]
        for (policy, told) in expected {
            var client = TestClient.open { $0.unanswered = policy }
            try client.submit()
            let request = client.take()[0]
            client.handle(.failed(tag: request.tag, .noResponse, wasSent: true))
            XCTAssertEqual(client.told(), told)
            let again = client.take()
            XCTAssertEqual(again.map(\.name), policy == .sendAgain ? [request.name] : [])
            guard policy == .sendAgain else { continue }
            client.accept(again[0], 8)
            // The response to the first transmission comes late: its report is no orphan.
            client.accept(request, 7)
            client.report(7)
            XCTAssertEqual(
                client.told(), ["accepted 1:1/1 00 8", "report 1:1/1 00 delivered", "outcome 1 00 delivered twice"])
        }
    }

    func testRepetitionsAreBounded() throws {
        var client = TestClient.open {
            $0.unanswered = .sendAgain
            $0.maximumResends = 2
        }
        try client.submit()
        for _ in 0..<3 {
            let request = try XCTUnwrap(client.take().first)
            client.handle(.failed(tag: request.tag, .noResponse, wasSent: true))
        }
        XCTAssertEqual(client.told().last, "outcome 1 00 unknown twice")
        XCTAssertEqual(client.take().count, 0)
    }

    func testALateResponseKeepsARequestFromBeingSentAgain() throws {
        var client = TestClient.open { $0.unanswered = .sendAgain }
        try client.submit()
        let request = client.take()[0]
        client.handle(.failed(tag: request.tag, .noResponse, wasSent: true))
        client.accept(request, 7)
        XCTAssertEqual(client.take().count, 0)
        client.report(7)
        XCTAssertEqual(client.told().last, "outcome 1 00 delivered twice")
        XCTAssertEqual(client.core.channelStates[0].inFlight, 0)
    }

    func testWhatCannotBeEncodedEndsAndWhatDoesNotFitWaits() throws {
        var client = TestClient.open()
        try client.submit()
        try client.submit()
        let requests = client.take()
        client.core.notTaken([requests[0]], error: SessionError(.wrongDirection), on: ChannelID(1), at: client.now)
        client.core.notTaken([requests[1]], error: SessionError(.queueFull), on: ChannelID(1), at: client.now)
        XCTAssertEqual(client.told(), ["outcome 1 00 notSent"])
        XCTAssertEqual(client.take().map(\.name), [requests[1].name])
    }

    func testTakingBack() throws {
        var client = TestClient.open()
        let numbers = try client.submit(copies: 10)
        let begun = client.take(3)
        XCTAssertEqual(client.core.withdraw(2..<8, at: client.now), 4)
        XCTAssertEqual(client.told(), ["never begun 4..<8"])
        XCTAssertEqual(client.take().count, 3)
        XCTAssertEqual(client.core.queuedMessages, 0)
        for request in begun { client.refuse(request, 1) }
        XCTAssertEqual(client.core.counters.openOutcomes, UInt64(numbers.count) - 4 - 3)
        // A message that came back unsent is taken back too.
        try client.submit()
        let request = client.take()
        client.cut(1, unsent: request)
        _ = client.told()
        XCTAssertTrue(client.core.withdraw(11, at: client.now))
        XCTAssertEqual(client.told(), ["outcome 11 00 notSent"])
    }

    func testTheQueueIsBoundedAndSaysSoOnce() throws {
        var client = TestClient.open { $0.maximumQueued = 2 }
        try client.submit()
        try client.submit(copies: 1_000)
        for _ in 0..<2 {
            XCTAssertThrowsError(try client.submit()) { error in
                XCTAssertEqual((error as? MessagingError)?.reason, .queueFull(limit: 2))
            }
        }
        XCTAssertEqual(client.told(), ["bound queuedMessages"])
        XCTAssertEqual(client.take(1).count, 1)
        XCTAssertNoThrow(try client.submit())
        XCTAssertThrowsError(try client.submit())
        XCTAssertEqual(client.told(), ["bound queuedMessages"])
    }

    func testOpenMessagesAreBounded() throws {
        var client = TestClient.open { $0.maximumOpenMessages = 2 }
        try client.submit(copies: 3)
        let requests = client.take()
        XCTAssertEqual(requests.count, 2)
        XCTAssertEqual(client.told(), ["bound openMessages"])
        _ = client.asked()
        client.refuse(requests[0], 1)
        client.core.advance(to: client.now)
        XCTAssertEqual(client.asked(), ["wake 1"])
        XCTAssertEqual(client.take().count, 1)
    }

    func testASubmitWakesOneChannel() throws {
        var client = TestClient.open(4)
        for channel in UInt64(1)...4 { XCTAssertEqual(client.take(on: channel).count, 0) }
        try client.submit()
        XCTAssertEqual(client.asked().count, 1)
        try client.submit(copies: 100)
        XCTAssertEqual(client.asked().count, 3)
        try client.submit()
        XCTAssertEqual(client.asked(), [])
    }

    func testTheRatePacesSegmentsAndCutsNoMessageApart() throws {
        var client = TestClient.open { $0.segmentsPerSecond = 2 }
        for _ in 0..<2 { try client.submit(segments: 3) }
        let began = client.now
        var sent: [(segment: Int, after: Moment.Span)] = []
        for _ in 0..<20 where sent.count < 6 {
            for request in client.take() {
                sent.append((request.segment, client.now - began))
                client.accept(request, UInt64(sent.count))
            }
            guard sent.count < 6 else { break }
            let next = try XCTUnwrap(client.core.nextDeadline)
            XCTAssertGreaterThan(next, client.now)
            client.wait(next - client.now)
            XCTAssertEqual(client.asked().last, "wake 1")
        }
        XCTAssertEqual(sent.map(\.segment), [0, 1, 2, 0, 1, 2])
        // Five pauses of half a second; a timer may come a little early.
        XCTAssertGreaterThan(sent[5].after, .milliseconds(2_300))
        XCTAssertLessThan(sent[5].after, .milliseconds(2_600))
    }

    func testTheRateHoldsOverAllChannelsAndAtHighRates() throws {
        var client = TestClient.open(3) { $0.segmentsPerSecond = 1_000 }
        try client.submit(copies: 10_000)
        var count = 0
        for step in 0..<1_000 {
            client.wait(.milliseconds(1))
            count += client.take(16, on: UInt64(step % 3 + 1)).count
        }
        XCTAssertGreaterThan(count, 980)
        XCTAssertLessThan(count, 1_030)
    }

    func testWhatASessionSendsAgainCountsForTheRate() throws {
        var client = TestClient.open { $0.segmentsPerSecond = 2 }
        for _ in 0..<2 { try client.submit() }
        XCTAssertEqual(client.take().count, 1)
        // Half a second after the first the second would follow; the repetition takes that place.
        client.handle(.anomaly(.retransmission(SequenceKey(counter: 1), attempt: 2)))
        client.wait(.milliseconds(500))
        XCTAssertEqual(client.take().count, 0)
        client.wait(.milliseconds(500))
        XCTAssertEqual(client.take().count, 1)
    }

    func testAThrottledRequestWaitsAndIsSentAgain() throws {
        var client = TestClient.open {
            $0.throttleRetries = 1
            $0.throttlePause = .seconds(2)
        }
        try client.submit()
        let request = client.take()[0]
        client.refuse(request, 8, throttled: true)
        XCTAssertEqual(client.told(), ["postponed 1:1/1 00 8"])
        XCTAssertEqual(client.take().count, 0)
        client.wait(.seconds(2))
        XCTAssertTrue(client.asked().contains("wake 1"))
        client.refuse(client.take()[0], 8, throttled: true)
        XCTAssertEqual(client.told(), ["refused 1:1/1 00 8", "outcome 1 00 failed"])
    }

    func testWithAStoreNothingIsSentOrAnsweredBeforeItIsSafe() throws {
        var client = TestClient.open { $0.usesStore = true }
        let submitted = try client.core.submit(TestClient.message(), at: client.now)
        XCTAssertEqual(client.take().count, 0)
        var records: [ClientStoreRecord] = []
        let serial = client.core.takeStoreRecords(into: &records)
        XCTAssertEqual(serial, submitted.storeSerial)
        XCTAssertEqual(records.count, 1)
        client.core.stored(upTo: serial, at: client.now)
        XCTAssertEqual(client.asked(), ["wake 1"])
        client.accept(client.take()[0], 4)
        client.report(4)
        var replies: [ClientReply] = []
        client.core.takeReplies(for: ChannelID(1), into: &replies)
        XCTAssertEqual(replies, [])
        records = []
        let later = client.core.takeStoreRecords(into: &records)
        XCTAssertEqual(records.count, 3)
        client.core.stored(upTo: later, at: client.now)
        XCTAssertEqual(client.asked(), ["reply 1"])
        client.core.takeReplies(for: ChannelID(1), into: &replies)
        XCTAssertEqual(replies.count, 1)
    }

    func testIncomingMessagesAreJoinedOnlyWhereTheyHaveAHeader() throws {
        var client = TestClient.open()
        func segment(_ content: [UInt8], header: Bool) -> ClientSessionEvent {
            .segment(
                InboundSegment(
                    id: CarrierMessageID(1), from: "13800138000", to: "10690001", coding: 0, hasHeader: header,
                    content: content), ReplyToken(sequence: SequenceKey(counter: 1), serial: 1))
        }
        client.handle(segment(Array("hello".utf8), header: false))
        client.handle(segment([5, 0, 3, 9, 2, 2] + Array("lo".utf8), header: true))
        XCTAssertEqual(client.told(), ["incoming hello"])
        client.handle(segment([5, 0, 3, 9, 2, 1] + Array("hel".utf8), header: true))
        XCTAssertEqual(client.told(), ["incoming hello"])
        // A segment whose rest never comes is handed over when its time is over.
        client.handle(segment([5, 0, 3, 10, 2, 1] + Array("x".utf8), header: true))
        let deadline = try XCTUnwrap(client.core.nextDeadline)
        client.wait(deadline - client.now)
        XCTAssertEqual(client.told(), ["incomplete expired"])
        XCTAssertEqual(client.core.counters.inboundSegments, 4)
        XCTAssertEqual(client.core.counters.emittedSegments, 4)
    }

    func testAReportThatCannotBeReadIsToldAndRefused() {
        var client = TestClient.open()
        client.handle(
            .malformedReport(
                [1, 2], envelope: CarrierMessageID(1), ReplyToken(sequence: SequenceKey(counter: 1), serial: 1)))
        XCTAssertEqual(client.told(), ["malformed 2 1"])
        var replies: [ClientReply] = []
        client.core.takeReplies(for: ChannelID(1), into: &replies)
        XCTAssertEqual(replies.map(\.code), [4])
    }
}
