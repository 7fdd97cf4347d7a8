import CarrierSession
import Foundation
import XCTest

@testable import CarrierMessaging

/// What a message costs in a client's core; run with `CARRIER_LONG_TESTS=1` and `swift test -c release`.
final class ClientSpeedTests: XCTestCase {
    func testCostOfAMessage() throws {
        guard ProcessInfo.processInfo.environment["CARRIER_LONG_TESTS"] == "1" else {
            throw XCTSkip("a measurement")
        }
        for reports in [false, true] {
            for isTold in [false, true] {
                let nanoseconds = try measure(1_000_000, reports: reports, isTold: isTold)
                print("client core: reports \(reports), told \(isTold): \(nanoseconds) ns a message")
            }
        }
    }

    private func measure(_ count: Int, reports: Bool, isTold: Bool) throws -> Int64 {
        var options = ClientOptions.standard
        options.tellsSegments = isTold
        options.tellsOutcomeSegments = isTold
        let start = Moment(secondsSince1970: 1_785_556_800)
        var core = ClientCore(
            speaking: TestClientAdapter(), channels: .primary("a:1"), options: options, seed: 1, at: start)
        let channel = ChannelID(1)
        core.dialSucceeded(channel, at: start)
        core.handle(
            .opened(LoginSummary(identity: "a", version: "1", warnings: []), carries: .all), on: channel, at: start)
        let message = OutboundMessage(
            from: "10690001", to: ["13800138000"], text: "hello", report: reports ? .requested : .none)
        _ = try core.submit(message, copies: UInt64(count), at: start)
        var requests: [SegmentRequest] = []
        var events: [ClientEvent] = []
        var replies: [ClientReply] = []
        var id: UInt64 = 0
        let began = ContinuousClock.now
        while id < UInt64(count) {
            requests.removeAll(keepingCapacity: true)
            core.takeRequests(for: channel, capacity: 16, into: &requests, at: start)
            let first = id
            for request in requests {
                id += 1
                core.handle(
                    .result(
                        SubmitResult(
                            tag: request.tag, code: 0, id: CarrierMessageID(id), sentAt: start, answeredAt: start)),
                    on: channel, at: start)
            }
            if reports {
                for number in first..<id {
                    let report = DeliveryReport(
                        messageID: CarrierMessageID(number + 1), recipient: "13800138000", state: .delivered,
                        raw: "DELIVRD")
                    core.handle(
                        .report(report, ReplyToken(sequence: SequenceKey(counter: 1), serial: number)), on: channel,
                        at: start)
                }
                replies.removeAll(keepingCapacity: true)
                core.takeReplies(for: channel, into: &replies)
            }
            events.removeAll(keepingCapacity: true)
            core.takeEvents(into: &events)
        }
        let spent = ContinuousClock.now - began
        XCTAssertEqual(core.counters.outcomes, UInt64(count))
        let (seconds, attoseconds) = spent.components
        return (seconds * 1_000_000_000 + attoseconds / 1_000_000_000) / Int64(count)
    }
}
