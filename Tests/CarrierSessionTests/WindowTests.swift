import CarrierSession
import CarrierTestSupport
import CarrierWire
import XCTest

final class WindowTests: XCTestCase {
    func testTheSeventeenthRequestWaitsForAResponse() throws {
        var stage = Stage.open(.client)
        for number in 1...18 { try stage.submit("\(number)") }
        XCTAssertEqual(stage.log().count, 16)
        XCTAssertEqual(stage.session.requestsInFlight, 16)
        XCTAssertEqual(stage.session.requestsQueued, 2)
        stage.peer(.dataResponse(0), 5)
        XCTAssertEqual(
            stage.log(), ["0 < dataResponse 0 #5", "0 > data 17 #18", "0 * dataResponse 0 to ticket 4"])
        stage.peer(.dataResponse(0), 2)
        XCTAssertEqual(stage.log()[1], "0 > data 18 #19")
    }

    func testAWiderWindowSendsAtOnceANarrowerOneDropsNothing() throws {
        var stage = Stage.open(.client, limits: .standard { $0.windowSize = 2 })
        for text in ["a", "b", "c", "d"] { try stage.submit(text) }
        stage.change { session, _ in session.limits.windowSize = 4 }
        XCTAssertEqual(stage.log(), ["0 > data a #2", "0 > data b #3", "0 > data c #4", "0 > data d #5"])
        stage.change { session, _ in session.limits.windowSize = 1 }
        try stage.submit("e")
        for counter: UInt32 in 2...4 { stage.peer(.dataResponse(0), counter) }
        XCTAssertEqual(stage.session.requestsQueued, 1)
        _ = stage.log()
        stage.peer(.dataResponse(0), 5)
        XCTAssertEqual(stage.log().filter { $0.contains(">") }, ["0 > data e #6"])
    }

    func testAWindowOfZeroPauses() throws {
        var stage = Stage.open(.client, limits: .standard { $0.windowSize = 0 })
        try stage.submit("a")
        XCTAssertEqual(stage.log(), [])
        stage.change { session, _ in session.limits.windowSize = 1 }
        XCTAssertEqual(stage.log(), ["0 > data a #2"])
    }

    func testResponsesMayComeInAnyOrder() throws {
        var stage = Stage.open(.client)
        for text in ["a", "b", "c"] { try stage.submit(text, tag: UInt64(text.utf8.first ?? 0)) }
        _ = stage.log()
        stage.peer(together: [(.dataResponse(0), 4), (.dataResponse(7), 2), (.dataResponse(0), 3)])
        XCTAssertEqual(
            stage.log().suffix(3),
            ["0 * dataResponse 0 to ticket 3", "0 * dataResponse 7 to ticket 1", "0 * dataResponse 0 to ticket 2"])
    }

    func testAResponseOfAnotherKindIsNamedAndTheRequestStaysOpen() throws {
        var stage = Stage.open(.client)
        try stage.submit("a")
        stage.peer(.queryResponse(0), 2)
        stage.peer(.dataResponse(0), 2)
        XCTAssertEqual(
            stage.log().filter { $0.contains("*") },
            ["0 * unexpectedResponse #2 kind 5", "0 * dataResponse 0 to ticket 1"])
    }

    func testAResponseToNothingIsNamed() {
        var stage = Stage.open(.client)
        stage.peer(.dataResponse(0), 99)
        XCTAssertEqual(stage.log().last, "0 * unexpectedResponse #99 kind 3")
    }

    func testASecondResponseIsNamed() throws {
        var stage = Stage.open(.client)
        try stage.submit("a")
        stage.peer(together: [(.dataResponse(0), 2), (.dataResponse(0), 2)])
        XCTAssertEqual(stage.log().suffix(2), ["0 * dataResponse 0 to ticket 1", "0 * duplicateResponse #2"])
    }

    func testTheExchangeSaysWhatWasSentAndWhen() throws {
        var session = Stage.open(.client).session
        let sent = Stage.start + .seconds(5)
        let ticket = try session.submit(.data([1]), tag: 42, at: sent)
        Stage.open(.client).frame(.dataResponse(0), SequenceKey(counter: 2)).withUnsafeBytes {
            session.receive($0, at: sent + .seconds(1))
        }
        guard case .response(let response, let exchange)? = session.nextEvent() else { return XCTFail("no response") }
        XCTAssertEqual(response, .dataResponse(0))
        XCTAssertEqual(exchange.ticket, ticket)
        XCTAssertEqual(exchange.tag, 42)
        XCTAssertEqual(exchange.request, .data([1]))
        XCTAssertEqual(exchange.sequence, SequenceKey(counter: 2))
        XCTAssertEqual(exchange.sentAt, sent)
        XCTAssertEqual(exchange.attempts, 1)
    }

    func testSequenceNumbersWrapAndSkipWhatIsInFlight() throws {
        var rules = ToyRules()
        rules.lastCounter = 4
        var stage = Stage.open(.client, rules)
        for text in ["a", "b", "c"] { try stage.submit(text) }
        stage.peer(.dataResponse(0), 3)
        _ = stage.log()
        try stage.submit("d")
        try stage.submit("e")
        try stage.submit("f")
        XCTAssertEqual(stage.log(), ["0 > data d #0", "0 > data e #1", "0 > data f #3"])
    }

    func testARequestWaitsWhenAllNumbersOfASmallSpaceAreInUse() throws {
        var rules = ToyRules()
        rules.lastCounter = 2
        var stage = Stage.open(.client, rules)
        for text in ["a", "b", "c", "d"] { try stage.submit(text) }
        XCTAssertEqual(stage.log(), ["0 > data a #2", "0 > data b #0", "0 > data c #1"])
        stage.peer(.dataResponse(0), 0)
        XCTAssertEqual(stage.log()[1], "0 > data d #0")
    }

    func testTheCallerMayBringItsOwnNumber() throws {
        var stage = Stage.open(.client, limits: .standard { $0.windowSize = 1 })
        let own = SequenceKey(counter: 77)
        try stage.submit("a", sequence: own)
        assertRefused(.sequenceInUse, try stage.submit("b", sequence: own))
        try stage.submit("c", sequence: SequenceKey(counter: 78))
        assertRefused(.sequenceInUse, try stage.submit("d", sequence: SequenceKey(counter: 78)))
        stage.peer(.dataResponse(0), 78)
        stage.peer(.dataResponse(0), 77)
        XCTAssertEqual(
            stage.log(),
            [
                "0 > data a #77", "0 < dataResponse 0 #78", "0 * unexpectedResponse #78 kind 3",
                "0 < dataResponse 0 #77", "0 > data c #78", "0 * dataResponse 0 to ticket 1",
            ])
        XCTAssertNoThrow(try stage.submit("e", sequence: own))
    }

    func testAWideNumberIsMatchedByNodeAndCounter() throws {
        var stage = Stage(.client, ToyRules(wide: true))
        // 2001-09-09 09:46:40 in Beijing, from node 7.
        let prefix = UInt64(7) << 32 | 909_094_640
        stage.peer(.loginResponse(0), 1, prefix: prefix + 1 << 32)
        XCTAssertEqual(stage.session.stateName, .loggingIn)
        stage.peer(.loginResponse(0), 1, prefix: prefix)
        try stage.submit("a")
        stage.wait(1)
        stage.peer(.dataResponse(0), 2, prefix: prefix + 1 << 32)
        stage.peer(.dataResponse(0), 2, prefix: prefix)
        XCTAssertEqual(
            stage.log().filter { $0.contains("*") },
            [
                "0 * unexpectedResponse #1 kind 1", "0 * opened sp", "1 * unexpectedResponse #2 kind 3",
                "1 * dataResponse 0 to ticket 1",
            ])
    }

    func testWhatCannotBeAcceptedIsRefusedAndNothingIsSent() throws {
        var rules = ToyRules()
        rules.longestData = 3
        var stage = Stage.open(
            .client, rules,
            limits: .standard {
                $0.windowSize = 1
                $0.maximumQueuedRequests = 1
            })
        let tooLong = WireError(.tooLong(limit: 3, actual: 4), field: "Data", offset: 12)
        assertRefused(.unencodable(tooLong), try stage.submit("long"))
        XCTAssertEqual(stage.session.requestsInFlight, 0)
        try stage.submit("a")
        assertRefused(.unencodable(tooLong), try stage.submit("long"))
        XCTAssertEqual(stage.session.requestsQueued, 0)
        try stage.submit("b")
        assertRefused(.queueFull, try stage.submit("c"))
        for message in [ToyMessage.dataResponse(0), .login("sp"), .ping, .logout] {
            assertRefused(.wrongDirection, try stage.session.submit(message, at: Stage.start))
        }
        stage.peer(.dataResponse(0), 3)
        XCTAssertEqual(
            stage.log(),
            ["0 > data a #3", "0 < dataResponse 0 #3", "0 > data b #4", "0 * dataResponse 0 to ticket 1"])
    }

    func testACommandUnknownToTheProtocolMayBeSentAndAnswered() throws {
        var stage = Stage.open(.client)
        _ = try stage.session.submit(.unknown(99, [1]), at: Stage.start)
        stage.peer(.unknown(99 | ToyRules.responseBit, []), 2)
        XCTAssertTrue(stage.log().contains { $0.hasSuffix("to ticket 1") })
    }

    func testOnlyWhatIsUnsentCanBeCancelled() throws {
        var stage = Stage.open(.client, limits: .standard { $0.windowSize = 1 })
        let sent = try stage.submit("a")
        let first = try stage.submit("b")
        let second = try stage.submit("c")
        XCTAssertFalse(stage.session.cancel(sent))
        XCTAssertTrue(stage.session.cancel(first))
        XCTAssertFalse(stage.session.cancel(first))
        XCTAssertFalse(stage.session.cancel(RequestTicket(rawValue: 999)))
        stage.peer(.dataResponse(0), 2)
        XCTAssertEqual(
            stage.log(),
            [
                "0 > data a #2", "0 < dataResponse 0 #2", "0 > data c #3", "0 * failed ticket 2 cancelled after 0",
                "0 * dataResponse 0 to ticket 1",
            ])
        XCTAssertFalse(stage.session.cancel(second))
    }

    func testACancelledCallersNumberIsFreeAgain() throws {
        var stage = Stage.open(.client, limits: .standard { $0.windowSize = 0 })
        let own = SequenceKey(counter: 77)
        let ticket = try stage.submit("a", sequence: own)
        XCTAssertTrue(stage.session.cancel(ticket))
        XCTAssertNoThrow(try stage.submit("b", sequence: own))
    }

    func testManyRequestsThroughANarrowWindowKeepTheirOrder() throws {
        var stage = Stage.open(.client, limits: .standard { $0.windowSize = 3 })
        for number in 0..<500 { try stage.submit("\(number)") }
        for counter: UInt32 in 2..<502 { stage.peer(.dataResponse(0), counter) }
        let log = stage.log()
        XCTAssertEqual(log.filter { $0.contains("> data") }, (0..<500).map { "0 > data \($0) #\($0 + 2)" })
        XCTAssertEqual(
            log.filter { $0.contains("*") }, (0..<500).map { "0 * dataResponse 0 to ticket \($0 + 1)" })
    }
}
