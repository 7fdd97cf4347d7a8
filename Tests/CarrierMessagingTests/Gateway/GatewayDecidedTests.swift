import CarrierSession
import CarrierWire
import XCTest

@testable import CarrierMessaging

/// What a gateway tells of submits that nobody had to wait for, and of deliveries that left.
final class GatewayDecidedTests: XCTestCase {
    private func decided(_ gateway: TestGateway) -> [(request: SubmitRequest, answer: SubmitAnswer)] {
        gateway.events.compactMap { if case .decided(let request, let answer) = $0 { (request, answer) } else { nil } }
    }

    func testASubmitThatABoundRefusesIsToldWithItsCodeAndItsBound() throws {
        var account = GatewayAccount.test()
        account.segmentsPerSecond = 1
        var gateway = TestGateway()
        let channel = try gateway.login(account)
        gateway.submit(on: channel)
        gateway.submit(on: channel)
        let told = decided(gateway)
        XCTAssertEqual(told.map(\.answer.code), [8])
        XCTAssertEqual(told.map(\.answer.bound), [.rate])
        XCTAssertEqual(told.map(\.answer.wasAsked), [false])
        XCTAssertEqual(gateway.submits.count, 1)
    }

    func testASubmitThatTheProtocolRefusesIsAnsweredAndToldWithoutAskingTheOwner() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        gateway.submit(on: channel) { $0.demandedRefusal = 6 }
        gateway.submit(on: channel, to: []) { $0.demandedRefusal = 47 }
        XCTAssertEqual(gateway.sessions[channel]?.replies.map(\.code), [6, 47])
        XCTAssertEqual(decided(gateway).map(\.answer.code), [6, 47])
        XCTAssertEqual(decided(gateway).map(\.answer.wasAsked), [false, false])
        XCTAssertEqual(gateway.submits.count, 0)
    }

    /// A gateway whose decider was not asked yet, and its channel.
    private func deciding(_ change: (inout GatewayOptions) -> Void = { _ in }) throws -> (
        GatewayCore, ChannelID, Moment
    ) {
        var gateway = TestGateway {
            $0.hasDecider = true
            change(&$0)
        }
        let channel = try gateway.login(.test())
        return (gateway.core, channel, gateway.now)
    }

    private func submit(_ number: UInt32) -> GatewaySessionEvent {
        let submission = Submission(
            source: "10690001", destinations: ["13800138000"], coding: 0, hasHeader: false, content: [0x41],
            wantsReport: true)
        let token = ReplyToken(sequence: SequenceKey(counter: number), serial: UInt64(number))
        return .submit(submission, token, named: nil)
    }

    private func takeEvents(_ core: inout GatewayCore) -> [GatewayEvent] {
        var events: [GatewayEvent] = []
        core.takeEvents(into: &events)
        return events
    }

    private func takeSubmits(_ core: inout GatewayCore) -> [SubmitRequest] {
        var submits: [SubmitRequest] = []
        core.takeSubmits(into: &submits)
        return submits
    }

    func testARefusalOfADeciderIsToldAsDecidedAndOneWithoutACodeStaysOpen() throws {
        var (core, channel, now) = try deciding()
        core.handle(submit(101), on: channel, at: now)
        core.handle(submit(102), on: channel, at: now)
        let asked = takeSubmits(&core)
        XCTAssertEqual(asked.map(\.sequence), [SequenceKey(counter: 101), SequenceKey(counter: 102)])
        XCTAssertEqual(takeEvents(&core).count, 0, "nobody is told of what is not decided yet")
        core.decide(asked, as: [.refuse(13), .refuse(0)], telling: true, at: now)
        let events = takeEvents(&core)
        guard case .decided(_, let answer)? = events.first, case .submit? = events.last else {
            return XCTFail("\(events)")
        }
        XCTAssertEqual(events.count, 2)
        XCTAssertEqual(answer.code, 13)
    }

    func testNobodyIsToldWhereNobodyListens() throws {
        var (core, channel, now) = try deciding()
        core.handle(submit(100), on: channel, at: now)
        core.decide(takeSubmits(&core), as: [.accept], telling: false, at: now)
        XCTAssertEqual(takeEvents(&core).count, 0)
        XCTAssertEqual(core.counters.accepted, 1)
    }

    func testADecisionIsToldBeforeTheMessageThatFollowsFromIt() throws {
        var (core, channel, now) = try deciding { $0.assemblesMessages = true }
        core.handle(submit(101), on: channel, at: now)
        core.handle(submit(102), on: channel, at: now)
        core.decide(takeSubmits(&core), as: [.accept, .accept], telling: true, at: now)
        let kinds = takeEvents(&core).map { event in
            switch event {
            case .decided: "decided"
            case .message: "message"
            default: "\(event)"
            }
        }
        XCTAssertEqual(kinds, ["decided", "message", "decided", "message"])
    }

    func testASubmitWhoseConnectionEndsInTheSameBatchIsToldBeforeItsEnd() throws {
        var (core, channel, now) = try deciding()
        core.handle(submit(101), on: channel, at: now)
        core.handle(.closed(.connectionLost(errno: nil)), on: channel, at: now)
        XCTAssertEqual(takeSubmits(&core).count, 0, "there is nothing to decide any more")
        let events = takeEvents(&core)
        guard case .submit? = events.first, case .closed(_, _, _, let cutOff)? = events.last else {
            return XCTFail("\(events)")
        }
        XCTAssertEqual(events.count, 2)
        XCTAssertEqual(cutOff, 1)
    }

    /// Whoever serves a channel has what it would be woken for; a report that comes afterwards may leave with the next
    /// answers, an answer may not wait.
    func testAChannelIsWokenForWhatComesAfterItsBatch() throws {
        var (core, channel, now) = try deciding()
        func takeActions() -> [String] {
            var actions: [GatewayAction] = []
            core.takeActions(into: &actions)
            return actions.map { "\($0)".prefix { $0 != "(" }.description }
        }
        func serve() {
            var replies: [SubmitReply] = []
            var requests: [DeliveryRequest] = []
            core.takeReplies(for: channel, into: &replies, at: now)
            core.takeDeliveries(for: channel, capacity: 16, into: &requests, at: now)
        }
        _ = takeActions()
        core.handle(submit(101), on: channel, at: now)
        core.handle(submit(102), on: channel, at: now)
        let asked = takeSubmits(&core)
        core.decide(asked, as: [.acceptAs(CarrierMessageID(1)), nil], telling: false, at: now)
        serve()
        XCTAssertEqual(takeActions(), [], "it was served")
        try core.report(.delivered, on: CarrierMessageID(1), to: "13800138000", at: now)
        XCTAssertEqual(takeActions(), ["offer"])
        try core.answer(submit: asked[1].ticket, with: .accept, at: now)
        XCTAssertEqual(takeActions(), ["wake"])
        serve()
        XCTAssertEqual(takeActions(), [])
    }

    func testAShutDownWhileTheDeciderIsAskedAnswersInItsPlace() throws {
        var (core, channel, now) = try deciding()
        core.handle(submit(101), on: channel, at: now)
        let asked = takeSubmits(&core)
        core.shutDown(draining: .zero, at: now)
        core.decide(asked, as: [.accept], telling: true, at: now)
        var replies: [SubmitReply] = []
        core.takeReplies(for: channel, into: &replies, at: now)
        XCTAssertEqual(replies.map(\.code), [8], "the gateway's own refusal, and one answer")
        XCTAssertEqual(core.counters.accepted, 0)
        let told = takeEvents(&core).filter { if case .submit = $0 { true } else { false } }
        XCTAssertEqual(told.count, 1)
    }
}
