import Foundation
import XCTest

/// A comment that cites a section cites one that is in `Docs/protocols/`.
final class CitationTests: XCTestCase {
    private static let documents = ["cmpp", "smgp", "sgip", "text-and-long-sms"]

    /// The numbers of a document's headings: `4`, `4.3`.
    private func headings(_ name: String) throws -> Set<String> {
        let text = try XCTUnwrap(
            Repository.text(of: "Docs/protocols/\(name).md"), "Docs/protocols/\(name).md is missing")
        var numbers: Set<String> = []
        for line in text.split(separator: "\n") where line.hasPrefix("#") {
            guard let word = line.drop(while: { $0 == "#" || $0 == " " }).split(separator: " ").first else { continue }
            let number = word.hasSuffix(".") ? word.dropLast() : word
            if number.first?.isNumber == true { numbers.insert(String(number)) }
        }
        XCTAssertGreaterThan(numbers.count, 20, name)
        return numbers
    }

    /// The sections that a text cites: `section 4.3`, `sections 4 and 10.4`, `cmpp.md 4.3`.
    static func citations(in text: String, otherwise document: String) -> [(document: String, section: String)] {
        let number = #"\d+(?:\.\d+)*"#
        let pattern =
            #"(?:(cmpp|smgp|sgip|text-and-long-sms)\.md,? )?[Ss]ections? (NUMBER(?:(?:, and |, | and )NUMBER)*)"#
            + #"|(cmpp|smgp|sgip|text-and-long-sms)\.md (NUMBER(?:(?:, and |, | and )NUMBER)*)"#
        guard
            let expression = try? NSRegularExpression(
                pattern: pattern.replacingOccurrences(of: "NUMBER", with: number)),
            let single = try? NSRegularExpression(pattern: number)
        else { return [] }
        let whole = NSRange(text.startIndex..., in: text)
        func part(_ match: NSTextCheckingResult, _ group: Int) -> String? {
            Range(match.range(at: group), in: text).map { String(text[$0]) }
        }
        return expression.matches(in: text, range: whole).flatMap { match in
            let list = part(match, 2) ?? part(match, 4) ?? ""
            let named = part(match, 1) ?? part(match, 3) ?? document
            return single.matches(in: list, range: NSRange(list.startIndex..., in: list)).compactMap { found in
                Range(found.range, in: list).map { (named, String(list[$0])) }
            }
        }
    }

    /// The document that a file speaks of where it names none.
    private func document(of path: String) -> String {
        Self.documents.first { path.uppercased().contains($0.uppercased()) } ?? "text-and-long-sms"
    }

    func testEverySectionThatIsCitedIsThere() throws {
        var known: [String: Set<String>] = [:]
        for name in Self.documents { known[name] = try headings(name) }
        var count = 0
        for source in Repository.sources + Repository.tests where source.name != "CitationTests.swift" {
            for (index, line) in source.text.lines.enumerated() {
                for (name, section) in Self.citations(in: line, otherwise: document(of: source.path)) {
                    count += 1
                    if known[name]?.contains(section) != true {
                        XCTFail("\(source.path):\(index + 1): \(name).md has no section \(section)")
                    }
                }
            }
        }
        XCTAssertGreaterThan(count, 200, "citations are not found any more")
    }

    func testCitationsAreRead() {
        func read(_ text: String) -> [String] {
            Self.citations(in: text, otherwise: "sgip").map { "\($0.document) \($0.section)" }
        }
        XCTAssertEqual(read("/// FeeType (section 10.4)."), ["sgip 10.4"])
        XCTAssertEqual(read("// sections 3.4, 4 and 10.4"), ["sgip 3.4", "sgip 4", "sgip 10.4"])
        XCTAssertEqual(read("/// a login (cmpp.md 3.2, 3.3, 4)."), ["cmpp 3.2", "cmpp 3.3", "cmpp 4"])
        XCTAssertEqual(read("/// text-and-long-sms.md, section 11."), ["text-and-long-sms 11"])
        XCTAssertEqual(read("// three sections, and section one"), [])
    }
}
