import Foundation
import XCTest

/// What the README shows is what `ReadmeExamples.swift` compiles and runs.
final class ReadmeTests: XCTestCase {
    private func flat(_ lines: [String]) -> String {
        lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && !$0.hasPrefix("import ") }
            .joined(separator: "\n")
    }

    func testEveryExampleIsCompiled() throws {
        let readme = try XCTUnwrap(Repository.text(of: "README.md"))
        let source = try XCTUnwrap(Repository.text(of: "Tests/StyleTests/ReadmeExamples.swift"))
        let compiled = flat(source.split(separator: "\n").map(String.init))
        // Whole programs are compiled and run as they stand: `ReadmeProgramTests`.
        let examples = ReadmeBlocks.all(of: "swift", in: readme).filter { !$0.contains("import CarrierService") }
        XCTAssertGreaterThanOrEqual(examples.count, 3)
        for example in examples {
            XCTAssertTrue(compiled.contains(flat(example)), "not in ReadmeExamples.swift:\n\(flat(example))")
            XCTAssertLessThanOrEqual(example.count, 14, "an example is about ten lines long")
        }
    }

    func testTheTestCommandIsTheOneThatCIRuns() throws {
        let readme = try XCTUnwrap(Repository.text(of: "README.md"))
        let commands = try XCTUnwrap(Repository.text(of: ".ci/run")).split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") && !$0.hasPrefix("set ") && !$0.hasPrefix("cd ") }
        XCTAssertEqual(commands, ["swift test"])
        XCTAssertTrue(readme.contains("    swift test\n"))
    }
}
