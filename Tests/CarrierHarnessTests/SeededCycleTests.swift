import CarrierHarness
import CarrierMessaging
import Foundation
import XCTest

/// Desk, binding, engine and links together, in virtual time: every message one outcome, and the true one.
final class SeededCycleTests: XCTestCase {
    private struct Visitor: ProfileVisitor {
        var seeds: Range<UInt64>

        func visit<Profile: CarrierProfile>(_ profile: Profile) async throws -> [SeededCycleResult] {
            seeds.map { seed in
                var cycle = SeededCycle(speaking: profile, seed: seed)
                return cycle.run()
            }
        }
    }

    func testCMPP20() async throws { try await check("cmpp-2.0") }
    func testCMPP30() async throws { try await check("cmpp-3.0") }
    func testSMGP30() async throws { try await check("smgp-3.0") }
    func testSGIP12() async throws { try await check("sgip-1.2") }

    func testEveryProtocolHasItsRuns() {
        XCTAssertEqual(ProfileTable.names, ["cmpp-2.0", "cmpp-3.0", "smgp-3.0", "sgip-1.2"])
    }

    /// Every message has its true outcome, whatever breaks.
    private func check(_ name: String) async throws {
        let environment = ProcessInfo.processInfo.environment
        let isLong = environment["CARRIER_LONG_TESTS"] == "1"
        let one = environment["CARRIER_SEED"].flatMap { UInt64($0) }
        let seeds = one.map { $0..<($0 + 1) } ?? 1..<(isLong ? 10_001 : 9)
        let credentials = HarnessCredentials(account: "901234", secret: "seeded", node: 3_010_099_999)
        let results = try await ProfileTable.visit(name, credentials, Visitor(seeds: seeds))
        for result in results where !result.violations.isEmpty {
            XCTFail("\(name), CARRIER_SEED=\(result.seed): \(result.violations.prefix(5))")
        }
        guard one == nil else { return }
        // The runs must have met what they are there for.
        XCTAssertGreaterThan(results.map(\.counts.delivered).reduce(0, +), 0, name)
        XCTAssertGreaterThan(results.map(\.counts.failed).reduce(0, +), 0, name)
        XCTAssertGreaterThan(results.map(\.counts.unknown).reduce(0, +), 0, name)
        XCTAssertGreaterThan(results.map(\.connections).reduce(0, +), results.count, name)
        let counts = results.map(\.counts)
        print(
            "\(name): \(results.count) runs, \(results.map(\.connections).reduce(0, +)) connections,",
            "\(results.map(\.idleEnds).reduce(0, +)) idle ends,",
            "\(counts.map(\.unknown).reduce(0, +)) of \(counts.map(\.owed).reduce(0, +)) outcomes unknown")
    }
}
