import CarrierHarness
import CarrierMessaging
import XCTest

/// The cycle over real sockets, for every protocol of the table, and that it notices what goes wrong.
final class CycleTests: XCTestCase {
    private func cycle(
        _ name: String, load: Int = 0, sabotage: (@Sendable (inout ReceiverScript) -> Void)? = nil
    ) async throws -> CycleReport {
        var run = try CycleRun(speaking: name)
        run.load = load
        run.sabotage = sabotage
        run.patience = sabotage == nil ? .seconds(20) : .milliseconds(300)
        return try await run.run()
    }

    func testEveryProtocolRunsTheWholeCycle() async throws {
        for name in CycleRun.names {
            let report = try await cycle(name, load: 200)
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
        for name in CycleRun.names {
            let report = try await cycle(name, sabotage: { $0.report = nil })
            XCTAssertTrue(report.problems.contains { $0.hasPrefix("unknown:") }, "\(name): \(report.problems)")
        }
    }

    func testARefusalTooManyIsNoticed() async throws {
        for name in CycleRun.names {
            let report = try await cycle(name, sabotage: { $0.refusal = .init(code: 9, every: 5) })
            XCTAssertTrue(report.problems.contains { $0.hasPrefix("refused:") }, "\(name): \(report.problems)")
        }
    }

    func testReportsThatComeTwiceAreNoticed() async throws {
        for name in CycleRun.names {
            let report = try await cycle(name, sabotage: { $0.faults.duplicateReports = true })
            XCTAssertTrue(report.problems.contains { $0.hasPrefix("a second report") }, "\(name): \(report.problems)")
        }
    }
}
