import CarrierFixtures
import Foundation
import XCTest

/// The files under `Fixtures/`.
enum Corpus {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Paths below `Fixtures/` with that ending, sorted.
    static func paths(_ folder: String, _ ending: String) throws -> [String] {
        let base = root.appendingPathComponent("Fixtures/" + folder)
        let found = try XCTUnwrap(FileManager.default.enumerator(atPath: base.path)?.allObjects as? [String])
        return found.filter { $0.hasSuffix("." + ending) }.sorted().map { "Fixtures/\(folder)/\($0)" }
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    static func frames() throws -> [(path: String, fixture: FrameFixture)] {
        try FixtureLibrary.bundled.frames().map { ("Fixtures/frames/\($0.name).hex", $0.fixture) }
    }

    /// Compares with the text on disk, or writes it there when `UPDATE_GOLDEN` is 1.
    static func assertGolden(_ text: String, _ path: String, file: StaticString = #filePath, line: UInt = #line) throws
    {
        let stored = try? Corpus.text(path)
        if stored == text { return }
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try text.write(to: root.appendingPathComponent(path), atomically: true, encoding: .utf8)
            return
        }
        XCTFail("\(path) is not up to date; UPDATE_GOLDEN=1 rewrites it:\n\(text)", file: file, line: line)
    }
}
