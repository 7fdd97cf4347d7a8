import XCTest

@testable import CarrierConformance

/// The suite is tested by peers with one deliberate fault each.
final class FaultTests: XCTestCase {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let dialects = ["cmpp-2.0", "cmpp-3.0", "smgp-3.0", "sgip-1.2"]
    private static var updates: Bool { ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" }
    private static var isLong: Bool { ProcessInfo.processInfo.environment["CARRIER_LONG_TESTS"] == "1" }

    /// The cases that fail with each fault: `role name dialect: clause/number …`.
    private static let golden = root.appendingPathComponent("Fixtures/conformance/faults.txt")

    func testThereAreEightyFaultsAndTheirNamesDiffer() {
        XCTAssertGreaterThanOrEqual(PeerFault.all.count, 80)
        XCTAssertEqual(Set(PeerFault.all.map { "\($0.role) \($0.name)" }).count, PeerFault.all.count)
        for fault in PeerFault.all { XCTAssertTrue(Self.dialects.contains { fault.exists(in: $0) }, fault.name) }
    }

    func testThePageOfFaultsIsTrue() throws {
        let page = Self.root.appendingPathComponent("Docs/faults.md")
        var text = """
            # Faults on purpose

            `carrier receive --fault NAME` and `carrier send --fault NAME` have one of these faults; the conformance
            suite is tested by them (`Fixtures/conformance/faults.txt` says which cases find each).
            Printed from `PeerFault.all`.

            | Role | Name | What goes wrong | Where |
            |---|---|---|---|

            """
        for fault in PeerFault.all {
            let families = ["cmpp", "smgp", "sgip"].filter { family in
                Self.dialects.contains { $0.hasPrefix(family) && fault.exists(in: $0) }
            }
            text +=
                "| \(fault.role.rawValue) | `\(fault.name)` | \(fault.meaning) | \(families.joined(separator: " ")) |\n"
        }
        if Self.updates { try Data(text.utf8).write(to: page) }
        XCTAssertEqual(try String(contentsOf: page, encoding: .utf8), text)
    }

    private func cases(in dialect: String, _ role: JudgedRole) throws -> [ConformanceCase] {
        try ConformanceSuite.own().cases(in: dialect, judging: role)
    }

    private func isFound(_ result: CaseResult) -> Bool { [.fail, .notStrict].contains(result.outcome) }

    /// The lines of the golden file.
    private func known() throws -> [String: [String]] {
        var known: [String: [String]] = [:]
        for line in try String(contentsOf: Self.golden, encoding: .utf8).split(separator: "\n")
        where !line.hasPrefix("#") {
            let parts = line.split(separator: ":", maxSplits: 1)
            known[String(parts[0])] = parts.count > 1 ? parts[1].split(separator: " ").map(String.init) : []
        }
        return known
    }

    /// Each fault is found, in each dialect by the first case that is named for it there.
    func testEachFaultIsFoundByItsCase() throws {
        if Self.updates { throw XCTSkip("the golden file is being written") }
        let known = try known()
        let judge = VirtualJudge()
        for role in JudgedRole.allCases {
            for dialect in Self.dialects {
                let cases = try cases(in: dialect, role)
                let byName = Dictionary(uniqueKeysWithValues: cases.map { ("\($0.id.clause)/\($0.id.number)", $0) })
                for fault in PeerFault.all where fault.role == role && fault.exists(in: dialect) {
                    let names = known["\(role.rawValue) \(fault.name) \(dialect)"] ?? []
                    guard let name = names.first(where: { byName[$0]?.isSlow == false }) ?? names.first else {
                        continue
                    }
                    guard let tried = byName[name] else {
                        XCTFail("\(dialect) \(role): \(fault.name) is to be found by \(name), which is no case")
                        continue
                    }
                    XCTAssertTrue(isFound(judge.judge(tried, with: fault)), "\(tried.id) does not find \(fault.name)")
                }
            }
        }
        let unfound = PeerFault.all.filter { fault in
            !Self.dialects.contains { known["\(fault.role.rawValue) \(fault.name) \($0)"]?.isEmpty == false }
        }
        XCTAssertEqual(Set(unfound.map { "\($0.role.rawValue) \($0.name)" }), Self.unfound)
        XCTAssertGreaterThanOrEqual(PeerFault.all.count - unfound.count, 80)
    }

    /// Faults for which the suite has no case yet.
    private static let unfound: Set = [
        "gateway keep-alive-same-sequence", "sp keep-alive-response-twice", "sp submit-response-ignored",
        "sp login-password",
    ]

    /// Each fault fails exactly the cases that are named for it: all faults times all cases, minutes.
    func testEachFaultFailsItsCasesAndNoOther() throws {
        guard Self.isLong || Self.updates else { throw XCTSkip("set CARRIER_LONG_TESTS=1") }
        var lines = [
            "# Provenance: printed by FaultTests from runs on virtual time. A line: role, fault, dialect; the",
            "# cases that do not pass with it. Every other case passes as without it.",
        ]
        let judge = VirtualJudge()
        for role in JudgedRole.allCases {
            for dialect in Self.dialects {
                let cases = try cases(in: dialect, role)
                for fault in PeerFault.all where fault.role == role && fault.exists(in: dialect) {
                    let found = cases.filter { isFound(judge.judge($0, with: fault)) }
                    let names = found.map { "\($0.id.clause)/\($0.id.number)" }
                    lines.append(
                        "\(role.rawValue) \(fault.name) \(dialect):" + names.map { " " + $0 }.joined())
                }
            }
        }
        let text = lines.joined(separator: "\n") + "\n"
        if Self.updates {
            try FileManager.default.createDirectory(
                at: Self.golden.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: Self.golden)
        }
        XCTAssertEqual(try String(contentsOf: Self.golden, encoding: .utf8), text)
    }
}
