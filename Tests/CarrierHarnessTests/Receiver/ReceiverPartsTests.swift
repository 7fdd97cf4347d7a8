import CarrierSession
import CarrierWire
import XCTest

@testable import CarrierHarness

final class DelayQueueTests: XCTestCase {
    func testElementsComeInOrderOfMomentsAndThenOfAddition() {
        var queue = DelayQueue<Int>()
        for (element, second) in [(1, 5), (2, 3), (3, 5), (4, 1), (5, 3)] {
            queue.add(element, at: Moment(secondsSince1970: Int64(second)))
        }
        XCTAssertEqual(queue.nextDeadline, Moment(secondsSince1970: 1))
        XCTAssertNil(queue.popDue(Moment(secondsSince1970: 0)))
        var taken: [Int] = []
        while let element = queue.popDue(Moment(secondsSince1970: 3)) { taken.append(element) }
        XCTAssertEqual(taken, [4, 2, 5])
        while let (_, element) = queue.pop() { taken.append(element) }
        XCTAssertEqual(taken, [4, 2, 5, 1, 3])
        XCTAssertEqual(queue.count, 0)
        XCTAssertNil(queue.nextDeadline)
    }

    func testManyElementsComeSorted() {
        var generator = SeededGenerator(seed: 11)
        var queue = DelayQueue<Int>()
        var expected: [(Int, Int)] = []
        for element in 0..<2000 {
            let second = generator.below(100)
            queue.add(element, at: Moment(secondsSince1970: Int64(second)))
            expected.append((second, element))
        }
        expected.sort { $0 < $1 }
        var taken: [Int] = []
        while let (_, element) = queue.pop() { taken.append(element) }
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

final class IDClockTests: XCTestCase {
    func testNoSecondGivesOutMoreThanItHolds() {
        var clock = IDClock()
        let now = Moment(secondsSince1970: 1_000)
        var seen: Set<[Int64]> = []
        for _ in 0..<70_000 {
            let (moment, serial) = clock.take(3, at: now)
            for step in 0..<3 {
                // What an id of CMPP keeps: whole seconds and sixteen bits.
                seen.insert([moment.nanoseconds / 1_000_000_000, Int64((serial &+ UInt32(step)) & 0xFFFF)])
            }
        }
        XCTAssertEqual(seen.count, 210_000)
    }

    func testTheClockFollowsTheTime() {
        var clock = IDClock()
        XCTAssertEqual(clock.take(1, at: Moment(secondsSince1970: 5)).0, Moment(secondsSince1970: 5))
        XCTAssertEqual(clock.take(1, at: Moment(secondsSince1970: 9)).0, Moment(secondsSince1970: 9))
    }
}

final class AllowanceTests: XCTestCase {
    func testASecondsWorthAtOnceAndThenTheRate() {
        var allowance = TokenBucket.allowance(perSecond: 10)
        let start = Moment(secondsSince1970: 100)
        XCTAssertEqual((0..<15).filter { _ in allowance.takeIfOpen(at: start) }.count, 10)
        XCTAssertEqual((0..<15).filter { _ in allowance.takeIfOpen(at: start + .milliseconds(500)) }.count, 5)
        XCTAssertEqual((0..<50).filter { _ in allowance.takeIfOpen(at: start + .seconds(60)) }.count, 10)
    }

    func testNoRateIsNoLimit() {
        var allowance = TokenBucket.allowance(perSecond: nil)
        XCTAssertTrue((0..<1000).allSatisfy { _ in allowance.takeIfOpen(at: Moment(secondsSince1970: 1)) })
    }
}

final class ReceiverLedgerTests: XCTestCase {
    func testWhatIsMissingIsFound() {
        var ledger = ReceiverLedger()
        (ledger.submits, ledger.answered, ledger.accepted) = (3, 2, 2)
        XCTAssertEqual(ledger.findings, ["3 submits were read, 2 are accounted for"])
        ledger.dropped = 1
        XCTAssertEqual(ledger.findings, [])
        ledger.reportsOwed = 2
        ledger.acknowledged = 1
        XCTAssertEqual(ledger.findings, ["2 reports and delivers were owed, 1 are accounted for"])
        ledger.unacknowledged = 1
        XCTAssertEqual(ledger.findings, [])
        XCTAssertEqual(ledger.unanswered, 1)
        XCTAssertFalse(ledger.isSettled)
    }
}
