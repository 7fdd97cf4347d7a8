import CarrierBench
import CarrierFixtures
import XCTest

@testable import carrier

final class BenchCommandTests: XCTestCase {
    private func run(_ words: [String]) async throws -> Stage {
        let stage = Stage()
        var command = try BenchCommand(Arguments(parsing: words, for: BenchCommand.spec))
        command.effort = CodecBench.Effort(runs: 3, nanoseconds: 1000)
        let status = try await command.run(on: stage.console)
        XCTAssertEqual(status, .done)
        return stage
    }

    func testALimitRowBeforeEachCodecRow() async throws {
        let stage = try await run(["codec", "--protocol", "cmpp-3.0", "--json"])
        let rows = try stage.lines.map { try XCTUnwrap(try JSONReader.value(of: $0).members) }
        XCTAssertEqual(rows.map { $0["event"]?.text }, ["memcpy", "codec", "memcpy", "codec", "memcpy", "codec"])
        let octets = [335, 335, 24, 24, 12, 12]
        XCTAssertEqual(rows.map { $0["octets"]?.integer(as: Int.self) }, octets)
        let codecs = rows.filter { $0["event"]?.text == "codec" }
        XCTAssertEqual(
            codecs.map { $0["command"]?.text }, ["CMPP_SUBMIT", "CMPP_SUBMIT_RESP", "CMPP_ACTIVE_TEST"])
        for row in codecs {
            XCTAssertEqual(
                row.members.map(\.key),
                [
                    "event", "protocol", "command", "octets", "decodeNanoseconds", "encodeNanoseconds",
                    "decodeAllocations", "encodeAllocations", "timesMemcpy", "runs",
                ])
            XCTAssertEqual(row["protocol"]?.text, "cmpp-3.0")
            XCTAssertEqual(row["runs"]?.integer(as: Int.self), 3)
        }
    }

    func testTheTableHasARowForEveryCommand() async throws {
        let stage = try await run(["codec"])
        XCTAssertEqual(stage.lines.count, 2 + CodecBench.all.count)
        XCTAssertEqual(stage.lines.first, "medians of 3 runs; a frame each; objects are those put on the heap")
    }

    /// Figures of a debug build say nothing about speed, but that two processes exchange every message.
    func testTheServiceIsMeasuredBetweenTwoProcesses() async throws {
        for name in BenchProtocol.names {
            for reports in [false, true] {
                let bench = try XCTUnwrap(BenchProtocol(name))
                let load = ServiceBench.Load(window: 4, reports: reports)
                let figures = try await ServiceBench(messages: 200, runs: 1, program: BuiltProgram.url().path)
                    .measure(bench, under: load)
                XCTAssertEqual(figures.messages, 200)
                XCTAssertGreaterThan(figures.perSecond, 0)
                XCTAssertGreaterThan(figures.clientMicroseconds, 0)
                XCTAssertGreaterThan(figures.gatewayMicroseconds, 0)
                XCTAssertGreaterThan(figures.p50, .zero)
                XCTAssertGreaterThan(figures.echoPerSecond, 0)
                XCTAssertGreaterThan(figures.echoMicroseconds, 0)
            }
        }
    }
}
