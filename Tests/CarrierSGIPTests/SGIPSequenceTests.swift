@testable import CarrierSGIP
import CarrierSession
import SGIPCodec
import XCTest

import CarrierMessaging

final class SGIPSequenceTests: XCTestCase {
    private let node = SGIP.NodeNumber(rawValue: 3_057_112_345)

    private func source(_ connection: UInt32, fitsSigned: Bool = false) -> SGIPSequence {
        SGIPSequence(node: node, connection: connection, fitsSigned: fitsSigned)
    }

    func testNodeAndTimeStandInFront() {
        var numbers = source(1)
        let first = SGIP.SequenceNumber(numbers.next(at: SGIPStage.moment))
        XCTAssertEqual(first.node, 3_057_112_345)
        XCTAssertEqual(first.time, 1_120_203_225)
        let later = SGIP.SequenceNumber(numbers.next(at: SGIPStage.moment + .seconds(1)))
        XCTAssertEqual(later.time, 1_120_203_226)
        XCTAssertNotEqual(first.counter, later.counter)
    }

    /// The specification says +1 per command, and strict peers look at that (sgip.md 1.4).
    func testNumbersStepByOneWhateverTheTime() {
        var numbers = source(1)
        let first = numbers.next(at: SGIPStage.moment).counter
        var now = SGIPStage.moment
        for step in 1...1000 as ClosedRange<UInt32> {
            now = now + [.zero, .microseconds(1), .milliseconds(7), .seconds(3)][Int(step % 4)]
            XCTAssertEqual(numbers.next(at: now).counter, first &+ step)
        }
    }

    func testTheCounterWrapsToZeroBehindItsHighest() {
        for (fitsSigned, highest) in [(true, UInt32(Int32.max)), (false, .max)] {
            // A moment at which the starting value is the highest, found by the definition of its clock.
            let ticks = Int64(highest) &- (fitsSigned ? 1 << 25 : 1 << 26)
            let nanoseconds = (ticks * 1_000_000_000 + (1 << 18) - 1) >> 18
            var numbers = source(1, fitsSigned: fitsSigned)
            XCTAssertEqual(numbers.next(at: Moment(nanoseconds: nanoseconds)).counter, highest)
            XCTAssertEqual(numbers.next(at: Moment(nanoseconds: nanoseconds)).counter, 0)
        }
    }

    /// Connections that follow each other, as SGIP's do that may idle: the next starts above what the last drew.
    func testConnectionsThatFollowEachOtherNeverMeet() {
        var counters: Set<UInt32> = []
        var now = SGIPStage.moment
        for connection in 1...60 as ClosedRange<UInt32> {
            var numbers = source(connection)
            for _ in 0..<100 {
                counters.insert(numbers.next(at: now).counter)
                now = now + .milliseconds(300)
            }
        }
        XCTAssertEqual(counters.count, 6000)
    }

    /// A process that draws as fast as a hundred thousand a second, dies, and begins anew within the same second.
    func testARestartWithinASecondRepeatsNothing() {
        var seen: Set<SequenceKey> = []
        var now = SGIPStage.moment
        var count = 0
        for _ in 0..<20 {
            var numbers = source(1)
            for _ in 0..<500 {
                seen.insert(numbers.next(at: now))
                count += 1
                now = now + .microseconds(10)
            }
        }
        XCTAssertLessThan(now, SGIPStage.moment + .seconds(1))
        XCTAssertEqual(seen.count, count)
    }

    /// One that has run for days, with pauses, and begins anew: the counter of the old one does not lag behind.
    func testARestartAfterALongRunRepeatsNothing() {
        var seen: Set<SequenceKey> = []
        var numbers = source(1)
        var now = SGIPStage.moment
        for pause in [1, 100, 127, 129, 200, 255, 257, 3600, 86_400] as [Int64] {
            now = now + .seconds(pause)
            for _ in 0..<100 { seen.insert(numbers.next(at: now)) }
        }
        var anew = source(1)
        now = now + .milliseconds(1)
        for _ in 0..<100 { seen.insert(anew.next(at: now)) }
        XCTAssertEqual(seen.count, 1000)
    }

    func testConnectionsOfOneProcessNeverMeet() {
        var counters: Set<UInt32> = []
        for connection in 0..<64 as Range<UInt32> {
            var numbers = source(connection)
            for _ in 0..<50 { counters.insert(numbers.next(at: SGIPStage.moment).counter) }
        }
        // The counter alone tells them apart, for peers that look at nothing else.
        XCTAssertEqual(counters.count, 64 * 50)
    }

    func testTheCounterAloneDoesNotComeAgainForMinutes() {
        var numbers = source(5)
        var counters: Set<UInt32> = []
        for second in 0..<250 as Range<Int64> {
            for _ in 0..<20 { counters.insert(numbers.next(at: SGIPStage.moment + .seconds(second)).counter) }
        }
        XCTAssertEqual(counters.count, 5000)
    }

    func testTheCounterFitsASignedWordWhereAsked() {
        for connection in [0, 31, 63, 64, .max] as [UInt32] {
            var numbers = source(connection, fitsSigned: true)
            for second in 0..<200 as Range<Int64> {
                let key = numbers.next(at: SGIPStage.moment + .seconds(second))
                XCTAssertLessThan(key.counter, 1 << 31)
            }
        }
    }

    func testKeysAndIdsKeepTheTwelveOctets() throws {
        let number = SGIP.SequenceNumber(node: 4_294_967_295, time: 101_000_000, counter: 4_294_967_294)
        let key = SequenceKey(number)
        XCTAssertEqual(SGIP.SequenceNumber(key), number)
        XCTAssertEqual(CarrierMessageID(key).octets, number.octets)
        XCTAssertEqual(CarrierMessageID(key).sgipSequence, number)
    }

    func testMomentsBeforeTheEpochDoNotTrap() {
        var numbers = source(1)
        for nanoseconds in [Int64.min, -1, 0, .max] { _ = numbers.next(at: Moment(nanoseconds: nanoseconds)) }
    }
}
