import Foundation
import XCTest

@testable import carrier

/// A file under `Fixtures/scenarios`: command lines, what goes in, and the transcript of what comes out.
///
/// A block is `$ carrier …`, any number of `< ` lines of standard input, `----`, the lines of standard output, `! `
/// lines of standard error, and `= N`, the exit status. Blank lines part blocks; `#` begins a comment before a block.
struct Scenario {
    struct Block {
        /// Everything up to and with `----`.
        var head: [String]
        var words: [String]
        var input: String
        var transcript: [String]
    }

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    var path: String
    var blocks: [Block] = []

    static func all() throws -> [Scenario] {
        let folder = root.appendingPathComponent("Fixtures/scenarios")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".txt") }
        return try names.sorted().map { try Scenario(path: folder.appendingPathComponent($0).path) }
    }

    init(path: String) throws {
        self.path = path
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var head: [String] = []
        var transcript: [String]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if var lines = transcript {
                lines.append(line)
                transcript = lines
                if line.hasPrefix("= ") {
                    blocks.append(try Block(head: head, transcript: lines))
                    (head, transcript) = ([], nil)
                }
            } else {
                head.append(line)
                if line == "----" { transcript = [] }
            }
        }
        if transcript != nil {
            blocks.append(try Block(head: head, transcript: []))
        }
    }

    /// The file's text with other transcripts.
    func text(with transcripts: [[String]]) -> String {
        zip(blocks, transcripts).flatMap { $0.head + $1 }.joined(separator: "\n") + "\n"
    }
}

extension Scenario.Block {
    init(head: [String], transcript: [String]) throws {
        let command = try XCTUnwrap(head.first { $0.hasPrefix("$ carrier ") })
        words = Self.words(of: String(command.dropFirst("$ carrier ".count)))
        input = head.filter { $0.hasPrefix("< ") }.map { $0.dropFirst(2) + "\n" }.joined()
        self.head = head
        self.transcript = transcript
    }

    /// Words as a shell makes them of quotes, nothing more.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { word?.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == " " {
                if let whole = word { words.append(whole) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return words
    }
}

final class ScenarioTests: XCTestCase {
    func testTranscripts() async throws {
        let before = FileManager.default.currentDirectoryPath
        XCTAssertTrue(FileManager.default.changeCurrentDirectoryPath(Scenario.root.path))
        defer { _ = FileManager.default.changeCurrentDirectoryPath(before) }
        let scenarios = try Scenario.all()
        XCTAssertGreaterThanOrEqual(scenarios.count, 6)
        for scenario in scenarios {
            XCTAssertFalse(scenario.blocks.isEmpty, scenario.path)
            var transcripts: [[String]] = []
            for block in scenario.blocks {
                let stage = Stage(text: block.input)
                let status = await EntryPoint.run(block.words, on: stage.console)
                var lines = stage.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                if lines.last == "" { lines.removeLast() }
                lines += stage.diagnostics.split(separator: "\n").map { "! " + $0 }
                lines.append("= \(status.rawValue)")
                transcripts.append(lines)
                if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != "1" {
                    XCTAssertEqual(lines, block.transcript, "\(scenario.path): \(block.words.joined(separator: " "))")
                }
            }
            if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
                let text = scenario.text(with: transcripts)
                try text.write(toFile: scenario.path, atomically: true, encoding: .utf8)
            }
        }
    }
}
