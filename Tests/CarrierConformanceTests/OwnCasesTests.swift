import Foundation
import XCTest

@testable import CarrierConformance

/// The suite's own cases as a whole: how many there are, what they stand on, and that no clause is forgotten.
final class OwnCasesTests: XCTestCase {
    private static let suite = Result { try ConformanceSuite.own() }
    private func cases() throws -> [ConformanceCase] { try Self.suite.get().cases }

    func testThereAreAsManyCasesAsWereAskedFor() throws {
        let wanted = [
            "cmpp-2.0": 170, "cmpp-3.0": 170, "smgp-3.0": 110, "smgp-2.0": 110, "smgp-1.3": 110,
            "smgp-1.3-without-fixed-fee": 110, "sgip-1.2": 110,
        ]
        let counts = Dictionary(grouping: try cases(), by: \.id.dialect).mapValues(\.count)
        for (dialect, least) in wanted { XCTAssertGreaterThanOrEqual(counts[dialect] ?? 0, least, dialect) }
        for role in JudgedRole.allCases {
            for dialect in wanted.keys {
                XCTAssertGreaterThanOrEqual(
                    try Self.suite.get().cases(in: dialect, judging: role).count, 50, "\(dialect) \(role)")
            }
        }
    }

    func testEveryNameIsThereOnce() throws {
        let names = try cases().map(\.id.description)
        XCTAssertEqual(Set(names).count, names.count)
    }

    func testNoTwoCasesOfADialectAndRoleAreTheSame() throws {
        var seen: [String: String] = [:]
        for one in try cases() {
            let key = ([one.id.dialect, one.id.role.rawValue] + one.steps.map { flat($0) }).joined(separator: "\n")
            let twin = seen.updateValue(one.id.description, forKey: key)
            XCTAssertNil(twin, "\(one.id) is played as \(twin ?? "") is")
        }
    }

    private func flat(_ step: DialogueStep) -> String {
        guard case .meanwhile(let steps) = step.verb else { return step.text }
        return ([step.text] + steps.map { flat($0) }).joined(separator: "\n")
    }

    func testEveryCaseHasARequirementAReferenceAndAnExpectation() throws {
        let sections = try Self.sections()
        for one in try cases() {
            XCTAssertTrue(one.requirement.hasSuffix(".") && one.requirement.count > 10, "\(one.id)")
            XCTAssertTrue(sections.contains { $0.name == one.reference }, "\(one.id): \(one.reference ?? "none")")
            XCTAssertTrue(one.steps.contains { Self.expects($0) }, "\(one.id)")
        }
    }

    /// What is only looked at says which code the specification names for it, or that it names none.
    func testAnInfoCaseSaysWhichCodeTheSpecificationNames() throws {
        for one in try cases() where one.level == .info {
            let words = one.requirement.split(whereSeparator: { " ,.:;".contains($0) }).map(String.init)
            let named = zip(words, words.dropFirst()).contains { word, next in
                ["Result", "Status"].contains(word) && UInt32(next) != nil
            }
            XCTAssertTrue(
                named || one.requirement.contains("no code"), "\(one.id) names no code: \(one.requirement)")
        }
    }

    private static func expects(_ step: DialogueStep) -> Bool {
        switch step.verb {
        case .expect, .expectNothing, .sound: true
        case .meanwhile(let steps): steps.contains { expects($0) }
        default: false
        }
    }

    // MARK: - Clauses

    /// A section of `Docs/protocols/`.
    private struct Section {
        /// `cmpp 3.5`.
        var name: String
        var title: String
        var document: String
        var number: String
    }

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func sections() throws -> [Section] {
        var sections: [Section] = []
        for document in ["cmpp", "smgp", "sgip"] {
            let file = root.appendingPathComponent("Docs/protocols/\(document).md")
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                guard line.hasPrefix("##") else { continue }
                let words = line.drop { $0 == "#" || $0 == " " }
                var number = String(words.prefix { $0.isNumber || $0 == "." })
                while number.hasSuffix(".") { number.removeLast() }
                guard number.first?.isNumber == true else { continue }
                let title = words.dropFirst(number.count).drop { $0 == "." || $0 == " " }
                sections.append(
                    Section(
                        name: "\(document) \(number)", title: String(title), document: document, number: number))
            }
        }
        return sections
    }

    func testEverySectionHasACaseOrSaysWhyNot() throws {
        let sections = try Self.sections()
        let judged = Set(try cases().compactMap(\.reference))
        for section in sections {
            let hasParts = sections.contains { $0.name.hasPrefix(section.name + ".") }
            let reason = ClauseReasons.all[section.name]
            if judged.contains(section.name) {
                XCTAssertNil(reason, "\(section.name) has cases: its reason in ClauseReasons is out of date")
            } else {
                XCTAssertTrue(hasParts || reason != nil, "\(section.name) \(section.title): no case and no reason")
            }
        }
        let names = Set(sections.map(\.name))
        for name in ClauseReasons.all.keys { XCTAssertTrue(names.contains(name), "\(name) is no section") }
    }

    /// The clauses of CMPP's cases stand in the table of cmpp.md 14, in the column of their version.
    func testEveryClauseOfCMPPIsInTheTableOfClauses() throws {
        let file = Self.root.appendingPathComponent("Docs/protocols/cmpp.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let table = try XCTUnwrap(text.range(of: "## 14. Clauses"), "the section is missing")
        var clauses: [String: Set<String>] = [:]
        for line in text[table.lowerBound...].split(separator: "\n") where line.hasPrefix("|") {
            let cells = line.split(separator: "|").map { $0.filter { $0 != " " } }
            for (dialect, cell) in zip(["cmpp-2.0", "cmpp-3.0"], cells) {
                clauses[dialect, default: []].insert(String(cell))
            }
        }
        for one in try cases() {
            guard let known = clauses[one.id.dialect] else { continue }
            XCTAssertTrue(known.contains(one.id.clause), "\(one.id)")
        }
        XCTAssertEqual(clauses.count, 2)
    }

    /// Compares the tables in `Docs/conformance.md` with the cases; `UPDATE_GOLDEN=1` rewrites them.
    func testTheTablesInTheDocumentationAreTrue() throws {
        let file = Self.root.appendingPathComponent("Docs/conformance.md")
        let mark = "<!-- The tables below are printed by OwnCasesTests; UPDATE_GOLDEN=1 rewrites them. -->\n"
        let text = try String(contentsOf: file, encoding: .utf8)
        let head = try XCTUnwrap(text.range(of: mark), "the mark is missing")
        let wanted = String(text[..<head.upperBound]) + (try tables())
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try wanted.write(to: file, atomically: true, encoding: .utf8)
        } else {
            XCTAssertEqual(text, wanted, "UPDATE_GOLDEN=1 rewrites the tables")
        }
    }

    private func tables() throws -> String {
        let cases = try cases()
        var lines = ["", "### Counts", "", "| dialect | role | cases | must | should | info | of these slow |"]
        lines.append("|---|---|---|---|---|---|---|")
        for dialect in ConformanceSuite.dialectNames {
            for role in JudgedRole.allCases {
                let own = cases.filter { $0.id.dialect == dialect && $0.id.role == role }
                if own.isEmpty { continue }
                let levels = CaseLevel.allCases.map { level in String(own.filter { $0.level == level }.count) }
                let cells = [dialect, role.rawValue, String(own.count)] + levels + [String(own.filter(\.isSlow).count)]
                lines.append("| " + cells.joined(separator: " | ") + " |")
            }
        }
        let sections = try Self.sections()
        let newest = ["cmpp": "cmpp-3.0", "smgp": "smgp-3.0", "sgip": "sgip-1.2"]
        for document in ["cmpp", "smgp", "sgip"] {
            lines += ["", "### \(document).md", "", "| section | gateway | sp | why none |", "|---|---|---|---|"]
            for section in sections where section.document == document {
                let own = cases.filter { $0.reference == section.name && $0.id.dialect == newest[document] }
                let counts = JudgedRole.allCases.map { role in String(own.filter { $0.id.role == role }.count) }
                let hasParts = sections.contains { $0.name.hasPrefix(section.name + ".") }
                let reason = ClauseReasons.all[section.name] ?? (own.isEmpty && hasParts ? "its parts are judged" : "")
                let title = section.title.replacingOccurrences(of: "|", with: "\\|")
                lines.append("| \(section.number) \(title) | \(counts.joined(separator: " | ")) | \(reason) |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
