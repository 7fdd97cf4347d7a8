import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

/// Responses that somebody waits for are handed over where they are read; everything else stays an event.
final class ResponseSinkTests: XCTestCase {
    /// Waits for the tags it was given, each once.
    private struct TestSink: ResponseSink {
        var waiting: Set<UInt64>
        var taken: [String] = []
        var transmissions: [Transmission] = []

        func awaits(_ tag: UInt64) -> Bool { waiting.contains(tag) }

        mutating func take(_ response: consuming ToyMessage, to tag: UInt64, _ transmission: Transmission) {
            waiting.remove(tag)
            transmissions.append(transmission)
            taken.append("\(tag): \(Stage.text(response))")
        }
    }

    private func receive(_ octets: [UInt8], _ stage: inout Stage, _ sink: inout TestSink, portion: Int = .max) {
        stage.change { session, now in
            session.receive(capacity: octets.count, at: now, portion: portion, handingTo: &sink) { free in
                free.copyBytes(from: octets)
                return octets.count
            }
        }
    }

    func testEveryResponseGoesOneWay() throws {
        var stage = Stage.open(.client)
        for (tag, text) in zip(UInt64(1)..., ["A", "B", "C"]) { try stage.submit(text, tag: tag) }
        _ = stage.log()
        var sink = TestSink(waiting: [1, 3])
        let answers = [(1, 2), (2, 3), (3, 4), (3, 4)].flatMap { result, counter in
            stage.frame(.dataResponse(UInt8(result)), SequenceKey(counter: UInt32(counter)))
        }
        receive(answers, &stage, &sink)
        XCTAssertEqual(sink.taken, ["1: dataResponse 1", "3: dataResponse 3"])
        // The second has nobody who waits, and the third was answered once already.
        XCTAssertEqual(stage.log(), ["0 * dataResponse 2 to ticket 2", "0 * duplicateResponse #4"])
        XCTAssertEqual(stage.session.requestsInFlight, 0)
        XCTAssertEqual(stage.session.latestMoment, Stage.start)
    }

    func testTheSinkIsToldHowTheRequestTravelled() throws {
        var stage = Stage(.client, ToyRules(wide: true), limits: .standard { $0.keepAliveInterval = nil })
        let prefix = UInt64(stage.session.rules.node) << 32 | UInt64(CivilTime(Stage.start).monthToSecond)
        stage.peer(.loginResponse(0), 1, prefix: prefix)
        try stage.submit("A", tag: 7)
        stage.wait(70)
        var sink = TestSink(waiting: [7])
        let own = SequenceKey(prefix: prefix, counter: 2)
        receive(stage.frame(.dataResponse(0), own), &stage, &sink)
        XCTAssertEqual(
            sink.transmissions,
            [Transmission(sequence: own, sentAt: Stage.start, answeredAt: Stage.start + .seconds(70), attempts: 2)])
    }

    func testARequestThatNobodyAwaitsAnyMoreIsAnEventWhenItIsGivenUp() throws {
        var limits = SessionLimits.standard
        limits.maximumAttempts = 1
        var stage = Stage.open(.client, limits: limits)
        try stage.submit("A", tag: 7)
        _ = stage.log()
        stage.wait(60)
        XCTAssertEqual(stage.log().filter { $0.contains("failed") }, ["60 * failed ticket 1 noResponse after 1"])
        var sink = TestSink(waiting: [7])
        receive(stage.frame(.dataResponse(0), SequenceKey(counter: 2)), &stage, &sink)
        XCTAssertEqual(sink.taken, [])
        XCTAssertEqual(stage.log().filter { $0.contains("lateResponse") }, ["60 * lateResponse #2"])
    }

    func testPortionsHandOverWhatTheyServe() throws {
        var stage = Stage.open(.client)
        for tag: UInt64 in 1...3 { try stage.submit("\(tag)", tag: tag) }
        _ = stage.log()
        var sink = TestSink(waiting: [1, 2, 3])
        let answers = (2...4).flatMap { stage.frame(.dataResponse(0), SequenceKey(counter: UInt32($0))) }
        receive(answers, &stage, &sink, portion: 2)
        XCTAssertEqual(sink.taken.count, 2)
        XCTAssertTrue(stage.session.hasUnservedInput)
        stage.change { session, now in session.proceed(at: now, portion: 2, handingTo: &sink) }
        XCTAssertEqual(sink.taken, ["1: dataResponse 0", "2: dataResponse 0", "3: dataResponse 0"])
        XCTAssertEqual(stage.log(), [])
    }

    func testWhatIsReadAtTheEndIsAnEvent() throws {
        var stage = Stage.open(.client)
        for tag: UInt64 in 1...2 { try stage.submit("\(tag)", tag: tag) }
        _ = stage.log()
        var sink = TestSink(waiting: [1, 2])
        let answers = (2...3).flatMap { stage.frame(.dataResponse(0), SequenceKey(counter: UInt32($0))) }
        receive(answers, &stage, &sink, portion: 1)
        stage.hangUp()
        XCTAssertEqual(sink.taken, ["1: dataResponse 0"])
        XCTAssertEqual(stage.log(), ["0 * dataResponse 0 to ticket 2", "0 * closed endedByPeer"])
    }
}
