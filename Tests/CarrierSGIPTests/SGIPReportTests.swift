import CarrierMessaging
@testable import CarrierSGIP
import CarrierSession
import SGIPCodec
import XCTest

/// Reports whose time word is not that of the Submit: SMSGate stamps anew (sgip.md 1.4, Q4).
final class SGIPReportTests: XCTestCase {
    private let now = SGIPStage.moment

    private func report(_ core: inout ClientCore, on key: SequenceKey) {
        let report = DeliveryReport(
            messageID: CarrierMessageID(key), recipient: "8613800138000", state: .delivered, raw: "0")
        core.handle(
            .report(report, ReplyToken(sequence: self.key(9, 1, 1), serial: 1)), on: ChannelID(1), at: now)
    }

    private func events(_ core: inout ClientCore) -> [String] {
        var events: [ClientEvent] = []
        core.takeEvents(into: &events)
        return events.compactMap { event in
            switch event {
            case .report(let place, let report): "report \(place.number) \(report.deviation ?? "-")"
            case .orphan: "orphan"
            case .outcome(let outcome): "outcome \(outcome.number) \(outcome.result)"
            default: nil
            }
        }
    }

    /// A core with a message accepted under each of these numbers.
    private func core(_ keys: [SequenceKey]) throws -> ClientCore {
        let account = SGIPAccount(name: "sp", password: "p", node: SGIP.NodeNumber(rawValue: 7))
        var core = ClientCore(
            speaking: .sgip(.v1_2, account: account), channels: .primary("a:1"), seed: 1, at: now)
        let channel = ChannelID(1)
        core.dialSucceeded(channel, at: now)
        core.handle(
            .opened(LoginSummary(identity: "sp", version: "1.2", warnings: []), carries: .all), on: channel, at: now)
        for key in keys {
            _ = try core.submit(OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello"), at: now)
            var requests: [SegmentRequest] = []
            core.takeRequests(for: channel, capacity: 1, into: &requests, at: now)
            let tag = try XCTUnwrap(requests.first).tag
            core.handle(
                .result(SubmitResult(tag: tag, code: 0, id: CarrierMessageID(key), answeredAt: now)), on: channel,
                at: now)
        }
        return core
    }

    private func key(_ node: UInt64, _ time: UInt64, _ counter: UInt32) -> SequenceKey {
        SequenceKey(prefix: node << 32 | time, counter: counter)
    }

    func testAnotherTimeIsTakenWhereItCanMeanOneMessageOnly() throws {
        var core = try core([key(7, 1_120_203_225, 1), key(7, 1_120_203_225, 2)])
        report(&core, on: key(7, 1_120_203_226, 2))
        XCTAssertEqual(events(&core), ["report 2 response-time-word", "outcome 2 delivered"])
        report(&core, on: key(7, 1_120_203_225, 1))
        XCTAssertEqual(events(&core), ["report 1 -", "outcome 1 delivered"])
    }

    func testAnotherNodeOrCounterIsNotTaken() throws {
        for wrong in [key(8, 1_120_203_225, 1), key(7, 1_120_203_225, 3)] {
            var core = try core([key(7, 1_120_203_225, 1)])
            report(&core, on: wrong)
            core.advance(to: now + .seconds(180))
            XCTAssertEqual(events(&core), ["orphan"])
        }
    }

    func testWhatMayMeanTwoMessagesIsNotTaken() throws {
        var core = try core([key(7, 1_120_203_225, 1), key(7, 1_120_203_300, 1)])
        report(&core, on: key(7, 1_120_203_301, 1))
        XCTAssertEqual(events(&core), [])
        report(&core, on: key(7, 1_120_203_300, 1))
        XCTAssertEqual(events(&core), ["report 2 -", "outcome 2 delivered"])
    }

    /// The table is made at the first report that names nothing, and follows what is accepted and forgotten after it.
    func testMessagesOfLaterAreFoundToo() throws {
        var core = try core([key(7, 1_120_203_225, 1)])
        report(&core, on: key(7, 1_120_203_225, 9))
        _ = try core.submit(OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello"), at: now)
        var requests: [SegmentRequest] = []
        core.takeRequests(for: ChannelID(1), capacity: 1, into: &requests, at: now)
        let tag = try XCTUnwrap(requests.first).tag
        core.handle(
            .result(SubmitResult(tag: tag, code: 0, id: CarrierMessageID(key(7, 1_120_203_400, 2)), answeredAt: now)),
            on: ChannelID(1), at: now)
        report(&core, on: key(7, 1_120_203_401, 2))
        XCTAssertEqual(events(&core), ["report 2 response-time-word", "outcome 2 delivered"])
    }
}
