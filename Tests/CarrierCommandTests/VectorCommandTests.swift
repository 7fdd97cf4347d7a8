import CarrierFixtures
import CarrierWire
import Foundation
import XCTest

@testable import carrier

/// All vectors through the commands themselves.
final class VectorCommandTests: XCTestCase {
    private func vectors() throws -> [JSONObject] {
        try [("cmpp", 78), ("smgp", 46), ("sgip", 57)].flatMap { file, count in
            let path = Scenario.root.appendingPathComponent("Fixtures/vectors/\(file).json")
            let value = try JSONReader.value(of: Array(try Data(contentsOf: path)))
            let vectors = try XCTUnwrap(value.elements).compactMap(\.members)
            XCTAssertEqual(vectors.count, count)
            return vectors
        }
    }

    private func run(_ words: [String], _ input: String) async -> (ExitStatus, [String], String) {
        let stage = Stage(text: input)
        let status = await EntryPoint.run(words, on: stage.console)
        return (status, stage.lines, stage.diagnostics)
    }

    func testDecodeGivesTheFieldsReportAndText() async throws {
        for vector in try vectors() {
            let name = vector["name"]?.text ?? ""
            let (status, lines, notes) = await run(
                ["decode", "--protocol", vector["protocol"]?.text ?? "", "--json"], vector["hex"]?.text ?? "")
            XCTAssertEqual(status, .done, name)
            XCTAssertEqual(notes, "", name)
            XCTAssertEqual(lines.count, 1, name)
            let output = try XCTUnwrap(JSONReader.value(of: lines.first ?? "").members, name)
            for key in ["protocol", "command", "hex", "fields", "report", "text"] {
                XCTAssertEqual(output[key]?.line, vector[key]?.line, "\(name) \(key)")
            }
            XCTAssertEqual(output["deviations"] == nil, vector["conformant"] == .bool(true), name)
            XCTAssertNil(output["surplus"], name)
        }
    }

    func testEncodeGivesTheOctets() async throws {
        for vector in try vectors() {
            let name = vector["name"]?.text ?? ""
            var line = vector
            if vector["conformant"] == .bool(false) {
                // A deviating vector needs the deviations that decode names; without them it is refused.
                let (refused, lines, _) = await run(["encode"], JSONValue.object(vector).line)
                let decoded = await run(
                    ["decode", "--protocol", vector["protocol"]?.text ?? "", "--json"], vector["hex"]?.text ?? "")
                let output = try XCTUnwrap(JSONReader.value(of: decoded.1.first ?? "").members, name)
                let deviations = try XCTUnwrap(output["deviations"], name)
                if deviations.elements?.contains(where: { $0.text?.hasPrefix("report-layout") == false }) == true {
                    XCTAssertEqual(refused, .differs, name)
                    XCTAssertTrue(lines.first?.hasPrefix("{\"event\":\"error\"") ?? false, name)
                }
                line.append("deviations", deviations)
            }
            let (status, lines, notes) = await run(["encode"], JSONValue.object(line).line + "\n")
            XCTAssertEqual(status, .done, name)
            XCTAssertEqual(lines, [vector["hex"]?.text ?? ""], name)
            XCTAssertEqual(notes, "", name)
        }
    }

    func testDecodeAllThenEncodeAllGivesTheSameStream() async throws {
        for name in WireDialect.all.map(\.name) {
            let hex = try vectors().filter { $0["protocol"]?.text == name }.compactMap { $0["hex"]?.text }
            if hex.isEmpty { continue }
            let decoded = await run(["decode", "--protocol", name, "--json"], hex.joined(separator: "\n# next\n"))
            XCTAssertEqual(decoded.1.count, hex.count)
            let encoded = await run(["encode"], decoded.1.joined(separator: "\n"))
            XCTAssertEqual(encoded.1, hex)
            XCTAssertEqual(encoded.0, .done)
        }
    }

    func testRawOctetsAndListingsAreInputToo() async throws {
        for name in WireDialect.all.map(\.name) {
            let hex = try vectors().filter { $0["protocol"]?.text == name }.compactMap { $0["hex"]?.text }
            if hex.isEmpty { continue }
            let plain = await run(["decode", "--protocol", name, "--json"], hex.joined())
            let octets = try HexListing(hex.joined()).octets
            let stage = Stage(input: octets)
            let status = await EntryPoint.run(["decode", "--protocol", name, "--json", "--binary"], on: stage.console)
            XCTAssertEqual(status, .done)
            XCTAssertEqual(stage.lines, plain.1)
            let listing = await run(["decode", "--protocol", name], hex.joined())
            let again = await run(["decode", "--protocol", name, "--json"], listing.1.joined(separator: "\n"))
            XCTAssertEqual(again.1, plain.1)
        }
    }

    func testACommandStopsWhenNobodyReads() async {
        let frame = "0000000c00000008000000c8"
        let stage = Stage(input: Array(String(repeating: frame, count: 5000).utf8), readerLeavesAfter: 1000)
        let status = await EntryPoint.run(["decode", "--protocol", "cmpp-2.0", "--json"], on: stage.console)
        XCTAssertEqual(status, .interrupted)
        XCTAssertEqual(stage.diagnostics, "")
        XCTAssertLessThan(stage.output.utf8.count, 1400)
    }

    func testMutatedInputNeverTraps() async throws {
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...UInt64.max, using: &generator)
        var random = SeededGenerator(seed: seed)
        let sources = try vectors().map { JSONValue.object($0).line }
        for _ in 0..<400 {
            var line = Array(sources[Int(random.next() % UInt64(sources.count))].utf8)
            for _ in 0...(random.next() % 4) {
                line[Int(random.next() % UInt64(line.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            let stage = Stage(input: line)
            let status = await EntryPoint.run(["encode"], on: stage.console)
            XCTAssertNotEqual(status, .unreachable, "seed \(seed)")
            let other = Stage(input: line)
            _ = await EntryPoint.run(["decode", "--protocol", "cmpp-3.0", "--binary"], on: other.console)
        }
    }
}
