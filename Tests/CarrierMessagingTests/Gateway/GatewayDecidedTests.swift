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

    func testARefusalOfADeciderIsToldAsDecidedAndOneWithoutACodeStaysOpen() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        _ = gateway.submit(on: channel)
        XCTAssertEqual(gateway.submits.count, 1)
        var core = gateway.core
        // Taken over before anybody heard of them, as a turn does it.
        for (number, code) in [(1, UInt32(13)), (2, 0)] {
            let submission = Submission(
                source: "10690001", destinations: ["13800138000"], coding: 0, hasHeader: false, content: [0x41],
                wantsReport: true)
            let token = ReplyToken(sequence: SequenceKey(counter: UInt32(100 + number)), serial: UInt64(100 + number))
            core.handle(.submit(submission, token, named: nil), on: channel, at: gateway.now)
            core.decide({ _ in .refuse(code) }, telling: true, at: gateway.now)
        }
        var events: [GatewayEvent] = []
        core.takeEvents(into: &events)
        guard case .decided(_, let answer)? = events.first, case .submit? = events.last else {
            return XCTFail("\(events)")
        }
        XCTAssertEqual(events.count, 2)
        XCTAssertEqual(answer.code, 13)
    }

    func testNobodyIsToldWhereNobodyListens() throws {
        var gateway = TestGateway()
        let channel = try gateway.login(.test())
        var core = gateway.core
        let submission = Submission(
            source: "10690001", destinations: ["13800138000"], coding: 0, hasHeader: false, content: [0x41],
            wantsReport: true)
        let token = ReplyToken(sequence: SequenceKey(counter: 100), serial: 100)
        core.handle(.submit(submission, token, named: nil), on: channel, at: gateway.now)
        core.decide({ _ in .accept }, telling: false, at: gateway.now)
        var events: [GatewayEvent] = []
        core.takeEvents(into: &events)
        XCTAssertEqual(events.count, 0)
        XCTAssertEqual(core.counters.accepted, 1)
    }
}
