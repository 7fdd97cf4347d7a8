import XCTest

@testable import CarrierConformance

/// The suite is tested by peers with one deliberate fault each.
final class FaultTests: XCTestCase {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let dialects = ["cmpp-2.0", "cmpp-3.0", "smgp-3.0", "sgip-1.2"]
    private static var updates: Bool { ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" }
    private static let suite = Result { try ConformanceSuite.own() }
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
            suite is tested by them. The cases that are there to find a fault say so (`detects`); whatever else does not
            pass with it stands in `Fixtures/conformance/faults.txt`. Printed from `PeerFault.all`.

            | Role | Name | What goes wrong | Found by |
            |---|---|---|---|

            """
        for fault in PeerFault.all {
            let found = try Self.dialects.dropFirst().flatMap { dialect in
                try cases(in: dialect, fault.role).filter {
                    fault.exists(in: dialect) && $0.detects.contains(fault.name)
                }
            }
            let names = found.map { "\($0.id.dialect) \($0.id.clause)/\($0.id.number)" }
            text +=
                "| \(fault.role.rawValue) | `\(fault.name)` | \(fault.meaning) | \(names.joined(separator: ", ")) |\n"
        }
        if Self.updates { try Data(text.utf8).write(to: page) }
        XCTAssertEqual(try String(contentsOf: page, encoding: .utf8), text)
    }

    private func cases(in dialect: String, _ role: JudgedRole) throws -> [ConformanceCase] {
        BasicFindings.order(try Self.suite.get().cases(in: dialect, judging: role))
    }

    /// Plays cases as a run does: the names of those that do not pass, and how many stand on what failed.
    private func play(_ cases: [ConformanceCase], with fault: PeerFault) -> (failed: [String], blocked: Int) {
        let judge = VirtualJudge()
        var findings = BasicFindings()
        var failed: [String] = []
        var blocked = 0
        for tried in cases {
            let result = findings.take(judge.judge(tried, with: fault, after: findings), of: tried)
            if result.blockedBy != nil { blocked += 1 }
            if [.fail, .notStrict].contains(result.outcome) { failed.append("\(tried.id.clause)/\(tried.id.number)") }
        }
        return (failed, blocked)
    }

    private func forEachFault(
        in dialects: [String], _ body: (PeerFault, String, [ConformanceCase]) throws -> Void
    ) throws {
        for role in JudgedRole.allCases {
            for dialect in dialects {
                let cases = try cases(in: dialect, role)
                for fault in PeerFault.all where fault.role == role && fault.exists(in: dialect) {
                    try body(fault, dialect, cases)
                }
            }
        }
    }

    /// Where reports and incoming messages have one command, a fault in the ones leaves the others as they are, and
    /// requests that all have one number are answered for the session as without the fault.
    func testAFaultDoesWhatItSaysAndNoMore() throws {
        let sound: [(fault: String, role: JudgedRole, dialect: String, cases: [String])] = [
            ("report-missing", .gateway, "cmpp-3.0", ["8.4.5/27"]),
            ("report-not-marked", .gateway, "smgp-3.0", ["3.6/1"]),
            ("report-refused", .sp, "cmpp-2.0", ["7.4.5/1"]), ("delivery-refused", .sp, "cmpp-2.0", ["7.4.5/42"]),
            ("delivery-ignored", .sp, "smgp-3.0", ["6.3/1"]),
            ("report-same-sequence", .gateway, "cmpp-3.0", ["8.4.5/81"]),
            ("submit-same-sequence", .sp, "smgp-3.0", ["9/10", "9/81"]),
        ]
        for (name, role, dialect, wanted) in sound {
            let fault = try XCTUnwrap(PeerFault.named(name, of: role))
            let chosen = try cases(in: dialect, role).filter { wanted.contains("\($0.id.clause)/\($0.id.number)") }
            XCTAssertEqual(chosen.count, wanted.count, name)
            for tried in chosen {
                XCTAssertEqual(VirtualJudge().judge(tried, with: fault).outcome, .pass, "\(name): \(tried.id)")
            }
        }
    }

    /// Before SMGP 3.0 no message goes in parts, and nothing else brings an SP to a second submit in one case.
    private static let unseen: Set = [
        "sp submit-same-sequence smgp-2.0", "sp submit-same-sequence smgp-1.3",
        "sp submit-same-sequence smgp-1.3-without-fixed-fee",
    ]

    /// In each dialect in which a fault can be made, cases name it, and each of them finds it.
    func testEachFaultIsFoundByTheCasesThatNameIt() throws {
        try forEachFault(in: ConformanceSuite.dialectNames) { fault, dialect, cases in
            let named = cases.filter { $0.detects.contains(fault.name) }
            let names = Set(named.map { "\($0.id.clause)/\($0.id.number)" })
            let isUnseen = Self.unseen.contains("\(fault.role.rawValue) \(fault.name) \(dialect)")
            XCTAssertEqual(named.isEmpty, isUnseen, "\(dialect) \(fault.role): \(fault.name), named by \(names)")
            let played = cases.filter { $0.isBasic || $0.detects.contains(fault.name) }
            let missed = names.subtracting(play(played, with: fault).failed)
            XCTAssertEqual(missed, [], "\(dialect) \(fault.role): \(fault.name) is not found")
        }
    }

    /// Each fault fails exactly the cases that the file lists: all faults times all cases, minutes.
    func testEachFaultFailsItsCasesAndNoOther() throws {
        guard Self.isLong || Self.updates else { throw XCTSkip("set CARRIER_LONG_TESTS=1") }
        var lines = [
            "# Provenance: printed by FaultTests from runs on virtual time. A line: role, fault, dialect; the cases",
            "# that do not pass with it, those that name it first marked with *; how many others could not be judged",
            "# because a basic case had failed. Every other case passes as without the fault.",
        ]
        try forEachFault(in: Self.dialects) { fault, dialect, cases in
            let named = Set(
                cases.filter { $0.detects.contains(fault.name) }.map { "\($0.id.clause)/\($0.id.number)" })
            let (failed, blocked) = play(cases, with: fault)
            let names = failed.map { named.contains($0) ? $0 + "*" : $0 }
            lines.append(
                "\(fault.role.rawValue) \(fault.name) \(dialect):" + names.map { " " + $0 }.joined()
                    + (blocked > 0 ? " (\(blocked) blocked)" : ""))
        }
        let text = lines.joined(separator: "\n") + "\n"
        if Self.updates { try Data(text.utf8).write(to: Self.golden) }
        XCTAssertEqual(try String(contentsOf: Self.golden, encoding: .utf8), text)
    }
}
