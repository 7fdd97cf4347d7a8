import CarrierMessaging
import CarrierSession
import CarrierWire
import XCTest

final class LoginMemoryTests: XCTestCase {
    /// 2026-08-01 12:00:00 Beijing time, MMDDHHMMSS 0801120000.
    private let noon = Moment(secondsSince1970: 1_785_556_800)

    private func proof(_ octet: UInt8, _ timestamp: UInt32, at moment: Moment) -> LoginProof {
        LoginProof(
            account: "901234", digest: Digest([UInt8](repeating: octet, count: 16)) ?? Digest(), timestamp: timestamp,
            moment: moment)
    }

    func testADigestCountsOnceWithinItsWindow() {
        var memory = LoginMemory(window: .seconds(600))
        XCTAssertFalse(memory.isReplay(proof(1, 801_120_000, at: noon)))
        XCTAssertTrue(memory.isReplay(proof(1, 801_120_000, at: noon)))
        XCTAssertFalse(memory.isReplay(proof(2, 801_120_000, at: noon)))
        XCTAssertTrue(memory.isReplay(proof(1, 801_120_000, at: noon + .seconds(600))))
        // From here on the time stamp is too old, remembered or not.
        XCTAssertTrue(memory.isReplay(proof(1, 801_120_000, at: noon + .seconds(601))))
        XCTAssertTrue(memory.isReplay(proof(3, 801_120_000, at: noon + .seconds(601))))
    }

    func testATimeStampFromTheFutureIsRememberedUntilItIsOld() {
        var memory = LoginMemory(window: .seconds(600))
        XCTAssertFalse(memory.isReplay(proof(1, 801_121_000, at: noon)))
        XCTAssertTrue(memory.isReplay(proof(1, 801_121_000, at: noon + .seconds(1200))))
        XCTAssertTrue(memory.isReplay(proof(2, 801_121_001, at: noon)), "a second too far ahead")
    }

    func testTheYearsEndIsNoBoundary() throws {
        var memory = LoginMemory(window: .seconds(600))
        let midnight = try XCTUnwrap(CivilTime(year: 2027, month: 1, day: 1).moment())
        XCTAssertFalse(memory.isReplay(proof(1, 1_231_235_959, at: midnight + .seconds(5))))
        XCTAssertFalse(memory.isReplay(proof(2, 101_000_005, at: midnight + .seconds(-5))))
        XCTAssertTrue(memory.isReplay(proof(1, 1_231_235_959, at: midnight + .seconds(6))))
    }

    func testWhatIsNoTimeIsRefusedAndNothingTraps() {
        for timestamp in [0, 1, 229_000_000, 1_301_000_000, .max] as [UInt32] {
            for nanoseconds in [Int64.min, -1, 0, 1, .max] {
                for window in [Int64.min, 0, 1, .max] {
                    var memory = LoginMemory(window: Moment.Span(nanoseconds: window))
                    _ = memory.isReplay(proof(1, timestamp, at: Moment(nanoseconds: nanoseconds)))
                }
            }
            var memory = LoginMemory()
            XCTAssertTrue(memory.isReplay(proof(1, timestamp, at: noon)), "\(timestamp)")
        }
    }

    func testTheMemoryIsBounded() {
        var memory = LoginMemory(window: .seconds(86_400))
        var digest = [UInt8](repeating: 0, count: 16)
        func isReplay(_ number: Int) -> Bool {
            for place in 0..<4 { digest[place] = UInt8(truncatingIfNeeded: number >> (8 * place)) }
            return memory.isReplay(
                LoginProof(account: "a", digest: Digest(digest) ?? Digest(), timestamp: 801_120_000, moment: noon))
        }
        for number in 0..<LoginMemory.capacity + 1 where isReplay(number) { return XCTFail("\(number) is new") }
        XCTAssertTrue(isReplay(LoginMemory.capacity))
        XCTAssertFalse(isReplay(0), "the oldest was forgotten")
    }
}
