import Foundation
import XCTest

@testable import CarrierMessaging

/// Whatever happens in whatever order: one outcome for each message and recipient, one end for each report, nothing
/// sent that was accepted, nothing told as not sent that was. A failing seed replays with `CARRIER_SEED=n`.
final class ClientRandomTests: XCTestCase {
    func testEverythingIsAccountedForOnce() {
        let environment = ProcessInfo.processInfo.environment
        let one = environment["CARRIER_SEED"].flatMap(UInt64.init)
        let count: UInt64 = environment["CARRIER_LONG_TESTS"] == "1" ? 50_000 : 1_500
        var outcomes: [String: UInt64] = [:]
        var failures = 0
        for seed in one.map({ $0...$0 }) ?? 0...count {
            var world = ClientWorld(seed: seed)
            world.play(steps: 150)
            if !world.checker.problems.isEmpty {
                XCTFail("CARRIER_SEED=\(seed): " + world.checker.problems.joined(separator: "; "))
                failures += 1
                if failures > 5 { return }
            }
            let counters = world.core.counters
            outcomes["delivered", default: 0] += counters.delivered
            outcomes["failed", default: 0] += counters.failed
            outcomes["unknown", default: 0] += counters.unknown
            outcomes["accepted", default: 0] += counters.accepted
            outcomes["notSent", default: 0] += counters.notSent
            outcomes["late", default: 0] += counters.lateReports
            outcomes["duplicate", default: 0] += counters.duplicateReports
            outcomes["contradiction", default: 0] += counters.contradictions
            outcomes["orphan", default: 0] += counters.orphanReports
            outcomes["resent", default: 0] += counters.resentRequests
            outcomes["returned", default: 0] += counters.returnedRequests
            outcomes["postponed", default: 0] += counters.postponements
        }
        // A test that never gets anywhere proves nothing.
        if one == nil { for (name, count) in outcomes { XCTAssertGreaterThan(count, 100, name) } }
    }
}
