import CarrierSession
import CarrierTransport
import XCTest

@testable import CarrierService

/// The one call that a core's runtime awaits.
final class CoreTimerTests: XCTestCase {
    /// A far deadline between near ones, again and again, as a paced client with reports due in two days has it.
    func testAtMostOneCallIsToCome() async throws {
        let timer = CoreTimer()
        let calls = Guarded(0)
        for round in 1...20 {
            timer.set(MonotonicClock.now() + .seconds(48 * 3600)) {}
            timer.set(MonotonicClock.now() + .milliseconds(1)) { calls.withLock { $0 += 1 } }
            // None, where the machine stood still for the millisecond.
            XCTAssertLessThanOrEqual(timer.waiting, 1)
            try await wait(for: "the call") { calls.withLock { $0 } == round }
        }
        XCTAssertEqual(timer.waiting, 0)
    }
}
