import CarrierMessaging
import CarrierSession
import SGIPCodec
import XCTest

@testable import CarrierSGIP

/// A listening side that closes ends with the last answer that it owes: nothing else comes to tell it so.
final class LastAnswerTests: XCTestCase {
    private let now = Moment(secondsSince1970: 1_785_556_800)
    private let client: any ClientAdapter = .sgip(
        .v1_2,
        account: SGIPAccount(name: "sp", password: "secret", node: SGIP.NodeNumber(rawValue: 3_010_099_999)))
    private let gateway: any GatewayAdapter = .sgip
    private let account = GatewayAccount(id: "sp", secret: "secret")

    func testAGatewayThatClosesEndsWithItsLastAnswer() throws {
        let dialler = client.makeSession(traffic: .all, connection: 1, limits: client.sessionLimits)
        let listener = gateway.makeSession(connection: 1, limits: gateway.sessionLimits)
        open(dialler, listener)
        listener.answer(login: .account(account), at: now)
        exchange(dialler, listener)
        var core = ClientCore(speaking: client, channels: .primary("a:1"), seed: 1, at: now)
        _ = try core.submit(OutboundMessage(from: "10690001", to: ["13800138000"], text: "x"), at: now)
        var actions: [ClientAction] = []
        core.takeActions(into: &actions)
        let channel = try XCTUnwrap(core.channelStates.first).channel
        core.dialSucceeded(channel, at: now)
        var batch = ClientBatch()
        XCTAssertTrue(batch.serve(dialler, of: channel, at: now) { $0(&core) })
        exchange(dialler, listener)

        var events: [GatewaySessionEvent] = []
        listener.takeEvents(into: &events)
        guard case .submit(_, let token, named: let id?) = events.last else { return XCTFail("\(events)") }
        listener.close(at: now)
        XCTAssertNil(listener.closeReason)
        try listener.reply(to: token, id: id, code: 0, at: now)
        XCTAssertEqual(listener.closeReason, .closedLocally)
        events = []
        listener.takeEvents(into: &events)
        guard case .closed(.closedLocally) = events.last else { return XCTFail("\(events)") }
    }

    func testAClientThatClosesEndsWithItsLastAnswer() throws {
        let dialler = try XCTUnwrap(
            gateway.makeReverseSession(to: account, connection: 1, limits: gateway.sessionLimits))
        let listener = try XCTUnwrap(client.makeReverseSession(connection: 1, limits: client.sessionLimits))
        open(dialler, listener)
        exchange(dialler, listener)
        let segment = InboundSegment(
            id: CarrierMessageID(1), from: "13800138000", to: "10690001", coding: 0, hasHeader: false, content: [0x78])
        try dialler.deliver(DeliveryRequest(tag: 1, content: .segment(segment)), at: now)
        exchange(dialler, listener)

        var events: [ClientSessionEvent] = []
        listener.takeEvents(into: &events)
        guard case .segment(_, let token) = events.last else { return XCTFail("\(events)") }
        listener.close(at: now)
        XCTAssertNil(listener.closeReason)
        listener.reply(to: token, code: 0, at: now)
        XCTAssertEqual(listener.closeReason, .closedLocally)
        events = []
        listener.takeEvents(into: &events)
        guard case .closed(.closedLocally) = events.last else { return XCTFail("\(events)") }
    }

    private func open(_ dialler: any SessionIO, _ listener: any SessionIO) {
        dialler.open(at: now)
        listener.open(at: now)
        exchange(dialler, listener)
    }

    /// Moves octets until both rest.
    private func exchange(_ one: any SessionIO, _ other: any SessionIO) {
        for _ in 0..<10 where one.outputCount + other.outputCount > 0 {
            move(one, other)
            move(other, one)
        }
    }

    private func move(_ source: any SessionIO, _ target: any SessionIO) {
        source.withOutput { octets in
            guard !octets.isEmpty else { return 0 }
            return target.receive(capacity: octets.count, at: now, portion: .max) { free in
                free.copyMemory(from: octets)
                return octets.count
            }
        }
    }
}
