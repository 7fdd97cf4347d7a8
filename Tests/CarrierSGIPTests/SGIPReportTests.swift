@testable import CarrierSGIP
import CarrierSession
import SGIPCodec
import XCTest

import CarrierMessaging

/// Reports whose time word is not that of the Submit: SMSGate stamps anew (sgip.md 1.4, Q4).
final class SGIPReportTests: XCTestCase {
    private let now = SGIPStage.moment

    private func report(on key: SequenceKey) -> SGIP.Message {
        var report = SGIP.Report()
        report.submitSequence = SGIP.SequenceNumber(key)
        report.userNumber = "8613800138000"
        return .report(report)
    }

    private func events(_ messenger: inout Messenger<SGIPBinding>) -> [String] {
        var words: [String] = []
        while let event = messenger.nextEvent() {
            switch event {
            case .report(let place, let report): words.append("report \(place.message) \(report.deviation ?? "-")")
            case .orphan: words.append("orphan")
            case .outcome(let outcome): words.append("outcome \(outcome.message) \(outcome.result)")
            default: break
            }
        }
        return words
    }

    /// A messenger with a message accepted under each of these numbers.
    private func messenger(_ keys: [SequenceKey]) throws -> Messenger<SGIPBinding> {
        var messenger = Messenger(binding: SGIPStage.profile.binding)
        for key in keys {
            let prepared = try messenger.prepare(
                OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello"), at: now)
            for request in prepared.requests {
                messenger.responded(
                    .submitResponse(SGIP.Response(.ok)), to: request.message, tag: request.tag, sequence: key, at: now)
            }
        }
        return messenger
    }

    private func key(_ node: UInt64, _ time: UInt64, _ counter: UInt32) -> SequenceKey {
        SequenceKey(prefix: node << 32 | time, counter: counter)
    }

    func testAnotherTimeIsTakenWhereItCanMeanOneMessageOnly() throws {
        var messenger = try messenger([key(7, 1_120_203_225, 1), key(7, 1_120_203_225, 2)])
        _ = messenger.received(report(on: key(7, 1_120_203_226, 2)), sequence: key(9, 1, 1), connection: 0, at: now)
        XCTAssertEqual(events(&messenger), ["report 2 response-time-word", "outcome 2 delivered"])
        _ = messenger.received(report(on: key(7, 1_120_203_225, 1)), sequence: key(9, 1, 2), connection: 0, at: now)
        XCTAssertEqual(events(&messenger), ["report 1 -", "outcome 1 delivered"])
    }

    func testAnotherNodeOrCounterIsNotTaken() throws {
        for wrong in [key(8, 1_120_203_225, 1), key(7, 1_120_203_225, 3)] {
            var messenger = try messenger([key(7, 1_120_203_225, 1)])
            _ = messenger.received(report(on: wrong), sequence: key(9, 1, 1), connection: 0, at: now)
            messenger.finish(at: now)
            XCTAssertEqual(events(&messenger).sorted(), ["orphan", "outcome 1 unknown"])
        }
    }

    func testWhatMayMeanTwoMessagesIsNotTaken() throws {
        var messenger = try messenger([key(7, 1_120_203_225, 1), key(7, 1_120_203_300, 1)])
        _ = messenger.received(report(on: key(7, 1_120_203_301, 1)), sequence: key(9, 1, 1), connection: 0, at: now)
        XCTAssertEqual(events(&messenger), [])
        _ = messenger.received(report(on: key(7, 1_120_203_300, 1)), sequence: key(9, 1, 2), connection: 0, at: now)
        XCTAssertEqual(events(&messenger), ["report 2 -", "outcome 2 delivered"])
    }
}
