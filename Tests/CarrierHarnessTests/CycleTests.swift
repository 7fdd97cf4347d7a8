import CarrierHarness
import CarrierMessaging
import XCTest

/// The cycle over real sockets, for every protocol of the table, and that it notices what goes wrong.
final class CycleTests: XCTestCase {
    private static let credentials = HarnessCredentials(account: "901234", secret: "cycle", node: 3_010_099_999)

    private struct Visitor: ProfileVisitor {
        var load = 0
        var sabotage: (@Sendable (inout ReceiverScript) -> Void)?

        func visit<Profile: CarrierProfile>(_ profile: Profile) async throws -> CycleReport {
            var run = CycleRun(speaking: profile)
            run.load = load
            run.sabotage = sabotage
            run.patience = sabotage == nil ? .seconds(20) : .milliseconds(300)
            return try await run.run()
        }
    }

    private func cycle(_ name: String, _ visitor: Visitor) async throws -> CycleReport {
        try await ProfileTable.visit(name, Self.credentials, visitor)
    }

    func testEveryProtocolRunsTheWholeCycle() async throws {
        for name in ProfileTable.names {
            let report = try await cycle(name, Visitor(load: 200))
            XCTAssertEqual(report.problems, [], name)
            XCTAssertEqual(report.protocolName, name)
            // Eleven messages of 1, 1, 1, 2, 2, 3, 2, 3, 1, 1 and 1 segments times receivers.
            XCTAssertEqual(report.messages, 211, name)
            XCTAssertEqual(report.segments, 218, name)
            XCTAssertEqual(report.refused, 1, name)
            XCTAssertEqual(report.incoming, 2, name)
        }
    }

    func testLostReportsAreNoticed() async throws {
        for name in ProfileTable.names {
            let report = try await cycle(name, Visitor(sabotage: { $0.report = nil }))
            XCTAssertTrue(report.problems.contains { $0.hasPrefix("unknown:") }, "\(name): \(report.problems)")
        }
    }

    func testARefusalTooManyIsNoticed() async throws {
        for name in ProfileTable.names {
            let report = try await cycle(name, Visitor(sabotage: { $0.refusal = .init(code: 9, every: 5) }))
            XCTAssertTrue(report.problems.contains { $0.hasPrefix("refused:") }, "\(name): \(report.problems)")
        }
    }

    func testReportsThatComeTwiceAreNoticed() async throws {
        for name in ProfileTable.names {
            let report = try await cycle(name, Visitor(sabotage: { $0.faults.duplicateReports = true }))
            XCTAssertTrue(report.problems.contains { $0.hasPrefix("a second report") }, "\(name): \(report.problems)")
        }
    }
}
