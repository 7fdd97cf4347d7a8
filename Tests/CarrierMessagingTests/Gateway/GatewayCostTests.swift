import CarrierSession
import CarrierWire
import XCTest

@testable import CarrierMessaging

/// What a submit costs does not depend on how much the gateway remembers.
final class GatewayCostTests: XCTestCase {
    /// Forty times as many submits that await their reports: a core that is copied on the way copies them all.
    func testADecisionCostsTheSameHoweverManyReportsAreOwed() throws {
        var gateway = TestGateway { $0.hasDecider = true }
        let channel = try gateway.login(.test())
        var core = gateway.core
        let submission = Submission(
            source: "10690001", destinations: ["13800138000"], coding: 0, hasHeader: false, content: [0x41],
            wantsReport: true)
        var serial: UInt64 = 0
        var asked: [SubmitRequest] = []
        var replies: [SubmitReply] = []
        func decideAThousand() -> Duration {
            ContinuousClock().measure {
                for _ in 0..<1000 {
                    serial += 1
                    let token = ReplyToken(sequence: SequenceKey(counter: UInt32(serial)), serial: serial)
                    core.handle(.submit(submission, token, named: nil), on: channel, at: gateway.now)
                    core.takeSubmits(into: &asked)
                    core.decide(asked, as: [.accept], telling: false, at: gateway.now)
                    core.takeReplies(for: channel, into: &replies, at: gateway.now)
                    asked.removeAll(keepingCapacity: true)
                    replies.removeAll(keepingCapacity: true)
                }
            }
        }
        // The quickest of several: other work of the machine only adds.
        let rounds = (0..<40).map { _ in decideAThousand() }
        XCTAssertEqual(core.reportableCount, 40_000)
        let (first, last) = (try XCTUnwrap(rounds.prefix(4).min()), try XCTUnwrap(rounds.suffix(4).min()))
        XCTAssertLessThan(last, first * 5, "with few \(first), with many \(last)")
    }
}
