import CarrierSession
import CarrierWire
import XCTest

@testable import CarrierMessaging

/// Submits: one decision, one answer, whatever happens between.
final class GatewaySubmitTests: XCTestCase {
    func testASubmitIsAnsweredWhenTheOwnerDecides() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        let token = gateway.submit(on: channel)
        gateway.pass(.seconds(30))
        XCTAssertEqual(gateway.sessions[channel]?.replies.count, 0)
        let id = try gateway.decide()
        let reply = try XCTUnwrap(gateway.sessions[channel]?.replies.first)
        XCTAssertEqual(reply.token, token)
        XCTAssertEqual(reply.code, 0)
        XCTAssertEqual(reply.id, id)
        XCTAssertThrowsError(try gateway.decide()) { XCTAssertEqual($0 as? GatewayError, .noSuchSubmit) }
    }

    func testDecisionsComeInAnyOrder() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        let tokens = (0..<3).map { _ in gateway.submit(on: channel) }
        let tickets = gateway.submits.map(\.ticket)
        for place in [2, 0, 1] {
            _ = try gateway.core.answer(
                submit: tickets[place], with: place == 0 ? .refuse(13) : .accept, at: gateway.now)
        }
        gateway.settle()
        let replies = try XCTUnwrap(gateway.sessions[channel]?.replies)
        XCTAssertEqual(replies.map(\.token), [tokens[2], tokens[0], tokens[1]])
        XCTAssertEqual(replies.map(\.code), [0, 13, 0])
        XCTAssertThrowsError(try gateway.core.answer(submit: tickets[0], with: .refuse(0), at: gateway.now))
    }

    func testARefusalWithoutACodeIsNone() throws {
        var gateway = TestGateway()
        gateway.submit(on: try gateway.login(.test()))
        XCTAssertThrowsError(try gateway.decide(.refuse(0))) {
            XCTAssertEqual($0 as? GatewayError, .refusalWithoutCode)
        }
        XCTAssertNotNil(try gateway.decide(), "the submit still waits")
    }

    func testASubmitEndsWithItsConnection() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        gateway.submit(on: channel)
        gateway.submit(on: channel)
        let ticket = try XCTUnwrap(gateway.submits.first?.ticket)
        gateway.lose(channel)
        XCTAssertThrowsError(try gateway.core.answer(submit: ticket, with: .accept, at: gateway.now)) {
            XCTAssertEqual($0 as? GatewayError, .noSuchSubmit)
        }
        guard case .closed(channel, "901234", .connectionLost(errno: nil), cutOff: 2)? = gateway.events.last else {
            return XCTFail("\(String(describing: gateway.events.last))")
        }
        XCTAssertEqual(gateway.core.counters.undecided, 0)
    }

    func testAnAnswerThatCannotBeEncodedDoesNotStayOwed() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        gateway.sessions[channel]?.isUnencodable = { _ in true }
        let token = gateway.submit(on: channel)
        let id = try XCTUnwrap(try gateway.decide())
        let session = try XCTUnwrap(gateway.sessions[channel])
        XCTAssertEqual(session.owed, [], "the SP has an answer")
        XCTAssertEqual(session.replies.map(\.token), [token])
        XCTAssertEqual(session.replies.map(\.code), [1], "a refusal: the message was not taken under an id")
        let told = gateway.events.contains { if case .answerFailed(_, channel, _) = $0 { true } else { false } }
        XCTAssertTrue(told)
        XCTAssertThrowsError(try gateway.report(on: id), "a submit that was refused cannot be reported")
        XCTAssertEqual(gateway.core.counters.answered, 1)
    }

    func testTheRateOfAnAccountIsHeldByItsFlowControlCode() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test { $0.segmentsPerSecond = 10 })
        let other = try gateway.login(.test("other"))
        for _ in 0..<25 { gateway.submit(on: channel) }
        gateway.submit(on: other)
        XCTAssertEqual(gateway.submits.count, 11, "a second's worth at once; the other account has its own")
        XCTAssertEqual(gateway.sessions[channel]?.replies.map(\.code), Array(repeating: 8, count: 15))
        XCTAssertEqual(gateway.bounds, [.rate], "told once, not for each")
        gateway.pass(.milliseconds(500))
        for _ in 0..<10 { gateway.submit(on: channel) }
        XCTAssertEqual(gateway.submits.count, 16)
    }

    func testTooManyWaitingDeliveriesRefuseSubmitsForNow() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test { $0.maximumWaiting = 3 }, carries: [.submit])
        var ids: [CarrierMessageID] = []
        for _ in 0..<4 {
            gateway.submit(on: channel)
            ids.append(try XCTUnwrap(try gateway.decide()))
        }
        for id in ids { try gateway.report(on: id) }
        gateway.submit(on: channel)
        XCTAssertEqual(gateway.sessions[channel]?.replies.last?.code, 8)
        XCTAssertEqual(gateway.bounds, [.waitingDeliveries])
        // A receive login takes them, and submits flow again.
        let recipient = try gateway.login(.test { $0.maximumWaiting = 3 }, carries: [.report])
        for _ in 0..<4 { gateway.acknowledge(on: recipient) }
        gateway.submit(on: channel)
        XCTAssertNotNil(try gateway.decide())
    }

    func testUndecidedSubmitsAreBoundedForAChannelAndInAll() throws {
        var gateway = TestGateway {
            $0.maximumUndecidedPerChannel = 2
            $0.maximumUndecided = 3
        }
        let channels = [try gateway.login(.test("a")), try gateway.login(.test("b"))]
        for channel in channels { for _ in 0..<3 { gateway.submit(on: channel) } }
        XCTAssertEqual(gateway.submits.map(\.account), ["a", "a", "b"])
        XCTAssertEqual(channels.map { gateway.sessions[$0]?.replies.map(\.code) }, [[8], [8, 8]])
        XCTAssertEqual(gateway.core.counters.throttled, 3)
    }

    func testASubmitWithoutRecipientsIsRefusedByItsStructure() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        gateway.submit(on: channel, to: [])
        XCTAssertEqual(gateway.sessions[channel]?.replies.map(\.code), [1])
        XCTAssertEqual(gateway.submits.count, 0)
    }

    func testAnIgnoredSubmitIsASecondOneWhenItIsRepeated() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        let token = gateway.submit(on: channel)
        let id = try gateway.core.reserveID(for: try XCTUnwrap(gateway.submits.last?.ticket), at: gateway.now)
        try gateway.decide(.ignore)
        XCTAssertEqual(gateway.sessions[channel]?.abandoned, [token])
        gateway.submit(on: channel)
        XCTAssertEqual(try gateway.decide(.acceptAs(id)), id)
        XCTAssertNoThrow(try gateway.report(on: id))
    }

    func testAReportMayGoOutBeforeTheAnswer() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        gateway.submit(on: channel)
        let ticket = try XCTUnwrap(gateway.submits.last?.ticket)
        let id = try gateway.core.reserveID(for: ticket, at: gateway.now)
        let number = try gateway.report(on: id)
        XCTAssertEqual(gateway.sessions[channel]?.inFlight.first?.report?.messageID, id)
        XCTAssertEqual(gateway.sessions[channel]?.replies.count, 0)
        gateway.acknowledge(on: channel)
        XCTAssertEqual(gateway.acknowledged, [number])
        XCTAssertEqual(try gateway.decide(), id)
        XCTAssertEqual(gateway.sessions[channel]?.replies.last?.id, id)
    }

    func testAReservedIDThatIsNotUsedCannotBeReported() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        gateway.submit(on: channel)
        let id = try gateway.core.reserveID(for: try XCTUnwrap(gateway.submits.last?.ticket), at: gateway.now)
        try gateway.decide(.refuse(5))
        XCTAssertThrowsError(try gateway.report(on: id)) { XCTAssertEqual($0 as? GatewayError, .unknownID) }
    }

    func testAnAnswerWaitsForTheStore() throws {
        var gateway = TestGateway { $0.usesStore = true }
        let channel = try gateway.login(.test())
        gateway.submit(on: channel)
        let id = try XCTUnwrap(try gateway.decide())
        XCTAssertEqual(gateway.sessions[channel]?.replies.count, 0)
        let first = try XCTUnwrap(gateway.records.first)
        guard case .accepted(id, "901234", let submit, wantsReport: true, _) = first.record else {
            return XCTFail("\(first)")
        }
        XCTAssertEqual(submit.source, "10690001")
        XCTAssertEqual(submit.serviceID, "SVC")
        gateway.core.stored(upTo: first.number, at: gateway.now)
        gateway.settle()
        XCTAssertEqual(gateway.sessions[channel]?.replies.map(\.id), [id])
        guard case .answered(id)? = gateway.records.last?.record else { return XCTFail("not told as answered") }
        let number = try gateway.report(on: id)
        gateway.acknowledge(on: channel)
        guard case .settled(number)? = gateway.records.last?.record else { return XCTFail("not told as settled") }
    }
}
