import CarrierSession
import CarrierWire
import XCTest

@testable import CarrierHarness
@testable import CarrierMessaging

final class DueQueueTests: XCTestCase {
    func testElementsComeInOrderOfMomentsAndThenOfAddition() {
        var queue = DueQueue<Int>()
        for (element, second) in [(1, 5), (2, 3), (3, 5), (4, 1), (5, 3)] {
            queue.add(element, at: Moment(secondsSince1970: Int64(second)))
        }
        XCTAssertEqual(queue.nextDeadline, Moment(secondsSince1970: 1))
        XCTAssertNil(queue.popDue(Moment(secondsSince1970: 0)))
        var taken: [Int] = []
        while let element = queue.popDue(Moment(secondsSince1970: 3)) { taken.append(element) }
        XCTAssertEqual(taken, [4, 2, 5])
        while let element = queue.pop() { taken.append(element) }
        XCTAssertEqual(taken, [4, 2, 5, 1, 3])
        XCTAssertEqual(queue.count, 0)
        XCTAssertNil(queue.nextDeadline)
    }

    func testManyElementsComeSorted() {
        var generator = SeededGenerator(seed: 11)
        var queue = DueQueue<Int>()
        var expected: [(Int, Int)] = []
        for element in 0..<2000 {
            let second = generator.below(100)
            queue.add(element, at: Moment(secondsSince1970: Int64(second)))
            expected.append((second, element))
        }
        expected.sort { $0 < $1 }
        var taken: [Int] = []
        while let element = queue.pop() { taken.append(element) }
        XCTAssertEqual(taken, expected.map(\.1))
    }
}

final class LatencyDistributionTests: XCTestCase {
    private func step(_ percent: Double, _ seconds: Int64) -> LatencyDistribution.Step {
        LatencyDistribution.Step(percent: percent, within: .seconds(seconds))
    }

    func testSharesComeWithinTheirTimes() throws {
        let distribution = try XCTUnwrap(LatencyDistribution([step(85, 5), step(95, 10), step(99, 15)]))
        var generator = SeededGenerator(seed: 1)
        let draws = (0..<20_000).map { _ in distribution.draw(&generator).nanoseconds }
        func share(_ low: Int64, _ high: Int64) -> Double {
            Double(draws.filter { $0 >= low * 1_000_000_000 && $0 < high * 1_000_000_000 }.count) / 20_000
        }
        XCTAssertEqual(share(0, 5), 0.85, accuracy: 0.01)
        XCTAssertEqual(share(5, 10), 0.10, accuracy: 0.01)
        XCTAssertEqual(share(10, 15), 0.04, accuracy: 0.005)
        XCTAssertEqual(share(15, 30), 0.01, accuracy: 0.005)
        XCTAssertEqual(share(0, 30), 1)
    }

    func testTheSameSeedDrawsTheSame() throws {
        let distribution = try XCTUnwrap(LatencyDistribution([step(50, 1), step(100, 3)]))
        var (one, other, third) = (SeededGenerator(seed: 7), SeededGenerator(seed: 7), SeededGenerator(seed: 8))
        let draws = (0..<50).map { _ in distribution.draw(&one) }
        XCTAssertEqual(draws, (0..<50).map { _ in distribution.draw(&other) })
        XCTAssertNotEqual(draws, (0..<50).map { _ in distribution.draw(&third) })
    }

    func testUnlawfulDistributionsAreRefused() {
        XCTAssertNil(LatencyDistribution([]))
        XCTAssertNil(LatencyDistribution([step(0, 1)]))
        XCTAssertNil(LatencyDistribution([step(101, 1)]))
        XCTAssertNil(LatencyDistribution([step(85, 5), step(85, 10)]))
        XCTAssertNil(LatencyDistribution([step(85, 5), step(95, 5)]))
        XCTAssertNil(LatencyDistribution([step(85, 0)]))
    }
}

/// The checker finds what a gateway does not keep, whatever the counters say.
final class ReceiverCheckerTests: XCTestCase {
    private let channel = ChannelID(7)

    private func request(_ ticket: UInt64) -> GatewayEvent {
        let submission = Submission(
            source: "10690001", destinations: ["13800138000"], coding: 0, hasHeader: false, content: [],
            wantsReport: true)
        return .submit(
            SubmitRequest(
                ticket: SubmitTicket(ticket), account: "901234", channel: channel,
                sequence: SequenceKey(counter: UInt32(truncatingIfNeeded: ticket)), submission: submission))
    }

    func testASubmitThatIsNeverAnsweredIsFound() {
        var checker = ReceiverChecker()
        checker.take(request(1))
        checker.take(request(2))
        checker.answered(SubmitTicket(1), on: channel)
        XCTAssertEqual(checker.findings(atEndWith: GatewayCounters()), ["1 submits were never answered"])
        checker.take(.closed(channel, account: "901234", .closedByPeer, cutOff: 1))
        XCTAssertEqual(checker.findings(atEndWith: GatewayCounters()), [])
    }

    func testASecondAnswerAndAConnectionThatLosesSubmitsAreFound() {
        var checker = ReceiverChecker()
        checker.take(request(1))
        checker.answered(SubmitTicket(1), on: channel)
        checker.answered(SubmitTicket(1), on: channel)
        checker.take(request(2))
        checker.take(.closed(channel, account: "901234", .closedByPeer, cutOff: 0))
        XCTAssertEqual(
            checker.findings,
            ["submit 1 was answered twice", "1 submits of 901234 had no answer, 0 were told as cut off"])
    }

    func testADeliveryEndsOnce() {
        var checker = ReceiverChecker()
        checker.owed(DeliveryNumber(1))
        checker.owed(DeliveryNumber(2))
        checker.take(.acknowledged(DeliveryNumber(1), key: nil))
        XCTAssertEqual(checker.findings(atEndWith: GatewayCounters()), ["1 reports and messages have no end"])
        checker.take(.acknowledged(DeliveryNumber(1), key: nil))
        checker.take(.acknowledged(DeliveryNumber(2), key: nil))
        XCTAssertEqual(checker.findings, ["delivery 1 ended twice, or never began"])
        checker.owed(DeliveryNumber(2))
        XCTAssertEqual(checker.findings.last, "delivery 2 has the number of another one")
    }

    func testSumsThatDoNotHoldAreFound() {
        var counters = GatewayCounters()
        (counters.submits, counters.answered, counters.deliveries, counters.acknowledged) = (3, 2, 2, 1)
        XCTAssertEqual(
            ReceiverChecker().findings(atEndWith: counters),
            ["3 submits were read, 2 are accounted for", "2 reports and messages were owed, 1 are accounted for"])
    }
}
