import CarrierSGIP
import CarrierSMGP
import CarrierCMPP
import CarrierFixtures
import CarrierWire
import Foundation
import XCTest

/// Every command of every version has a fixture that says where it comes from.
final class FixtureCoverageTests: XCTestCase {
    /// Commands without a conforming fixture, as `cmpp-2.0 CMPP_SUBMIT`.
    private func uncovered(_ dialects: [WireDialect], by fixtures: [FrameFixture]) -> [String] {
        var covered: Set<String> = []
        for fixture in fixtures where fixture.stated["deviations"] == nil {
            covered.insert("\(fixture.dialect.name) \(fixture.command)")
        }
        return dialects.flatMap { dialect in
            // Of a variant only what is its own.
            let own = Set(dialect.ownLayouts.map(\.title))
            return dialect.commands.filter { dialect.origin == nil || own.contains($0) }
                .map { "\(dialect.name) \($0)" }
        }
        .filter { !covered.contains($0) }
    }

    private func fixtures() throws -> [FrameFixture] {
        try Repository.paths(under: "Fixtures/frames").filter { $0.hasSuffix(".json") }.map { path in
            let hex = try XCTUnwrap(Repository.text(of: String(path.dropLast(5)) + ".hex"), path)
            return try FrameFixture(hex: hex, sidecar: try XCTUnwrap(Repository.text(of: path)), file: path)
        }
    }

    func testEveryCommandOfEveryVersionHasAFixture() throws {
        XCTAssertEqual(WireDialect.all.first { $0.name == "cmpp-2.0" }?.commands.count, 30)
        XCTAssertEqual(WireDialect.all.first { $0.name == "cmpp-3.0" }?.commands.count, 32)
        XCTAssertEqual(WireDialect.all.first { $0.name == "smgp-3.0" }?.commands.count, 34)
        XCTAssertEqual(WireDialect.all.first { $0.name == "smgp-2.0" }?.commands.count, 18)
        XCTAssertEqual(WireDialect.all.first { $0.name == "smgp-1.3" }?.commands.count, 18)
        XCTAssertEqual(WireDialect.named("smgp-1.3-without-fixed-fee")?.ownLayouts.map(\.title), ["Submit"])
        XCTAssertEqual(WireDialect.all.first { $0.name == "sgip-1.2" }?.commands.count, 36)
        XCTAssertEqual(WireDialect.all.first { $0.name == "sgip-1.3" }?.commands.count, 36)
        XCTAssertEqual(uncovered(WireDialect.all, by: try fixtures()), [])
    }

    func testAMissingFixtureIsNoticed() throws {
        let some = try fixtures().filter { $0.command != "CMPP_QUERY" || $0.dialect.name != "cmpp-3.0" }
        XCTAssertEqual(uncovered(WireDialect.all, by: some), ["cmpp-3.0 CMPP_QUERY"])
    }

    func testEveryHexFileHasItsSidecar() throws {
        let paths = Repository.paths(under: "Fixtures/frames")
        let stems = { (ending: String) in
            Set(paths.filter { $0.hasSuffix(ending) }.map { $0.split(separator: ".").dropLast() })
        }
        XCTAssertEqual(stems(".hex"), stems(".json"))
        XCTAssertFalse(stems(".hex").isEmpty)
    }
}

/// `Docs/wire` is what the declarations say.
final class ManualTests: XCTestCase {
    func testTheManualIsUpToDate() throws {
        for (path, text) in [
            ("Docs/wire/cmpp.md", LayoutManual.cmpp), ("Docs/wire/smgp.md", LayoutManual.smgp),
            ("Docs/wire/sgip.md", LayoutManual.sgip), ("Docs/codes.md", CodeManual.page),
        ] {
            if Repository.text(of: path) == text { continue }
            if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
                let url = Repository.root.appendingPathComponent(path)
                try text.write(to: url, atomically: true, encoding: .utf8)
            } else {
                XCTFail("\(path) is not what the declarations say; UPDATE_GOLDEN=1 rewrites it")
            }
        }
    }

    func testThePageOfCodesSaysWhatTheSpecificationsSay() {
        for line in [
            "| 10 | Src_Id error | other error; since 2.1 Src_Id error | other error | other error | Src_Id 错误 |",
            "| 9 | forwarding judged wrong | 前转判断错(此 SP 不应发往本 ISMG) |",
            "| 103 | no | submitting too fast | 提交过快 |", "| 75 | yes | SP over its daily limit | SP发送超过日流量 |",
            "| 005 | user on the black list | 用户在黑名单内 |",
            "| 33 | SMSC queue full | throttled: above the rate | 短信中心队列满 | 超过流量限制 |",
            "| 88 | flow control (iDAP gateways) | 流量控制(iDAP 网关) |",
            "| MI | no | expired | validity period over | 消息已过有效期 |",
            "| ML | no | accepted, not final | accepted on the user's behalf | 消息已被代收 |",
            "| MK | 0001 | unknown subscriber | 空号 |",
        ] {
            XCTAssertTrue(CodeManual.page.contains(line + "\n"), line)
        }
        // Sections 7.1 of SMGP and 6.1 of SGIP.
        XCTAssertEqual(CodeManual.page.components(separatedBy: " | yes | ").count - 1, 50 + 7 + 12)
    }

    func testTheManualSaysWhatTheSpecificationSays() {
        // CMPP 2.0, 7.4.3.1 and 3.0, 8.4.3.1: the fields behind the list of destinations.
        for line in [
            "| 129 | 21*DestUsr_tl | Dest_terminal_Id | list of texts |",
            "| 129+21*DestUsr_tl | 1 | Msg_Length | unsigned integer |",
            "| 142+32*DestUsr_tl | 1 | Msg_Length | unsigned integer |",
            "| 143+32*DestUsr_tl+Msg_Length | 20 | LinkID | text |",
            "| 12 | 4 | Status | unsigned integer |",
        ] {
            XCTAssertTrue(LayoutManual.cmpp.contains(line + "\n"), line)
        }
        // The project's reference for SGIP, 3.4, 3.6 and 3.9.
        for line in [
            "| 63 | 21*UserCount | UserNumber | list of texts |",
            "| 131+21*UserCount | 4 | MessageLength | unsigned integer |",
            "| 135+21*UserCount+MessageLength | 8 (may be short) | Reserve | text |",
            "| 20 | 12 | SubmitSequenceNumber | unsigned integer |", "| 55 | 1 | ErrorCode | unsigned integer |",
            "| 21 | 47*Count | Nodes | list of groups |", "| 21 | 51*Count | Nodes | list of groups |",
        ] {
            XCTAssertTrue(LayoutManual.sgip.contains(line + "\n"), line)
        }
    }
}

/// `Docs/errors.md` names every reason as it is written.
final class ErrorManualTests: XCTestCase {
    func testEveryReasonIsNamed() throws {
        let page = try XCTUnwrap(Repository.text(of: "Docs/errors.md"))
        let reasons: [WireError.Reason] = [
            .truncated(needed: 2, available: 1), .trailingOctets(count: 1), .tooLong(limit: 1, actual: 2),
            .lengthOutOfRange(announced: 1, minimum: 2, maximum: 3), .lengthMismatch(announced: 1, actual: 2),
            .malformed, .notASCII,
        ]
        for reason in reasons {
            let members = WireError(reason, field: "Field", offset: 7).members
            XCTAssertEqual(members[0].1, .integer(7))
            XCTAssertEqual(members[1].1, .string("Field"))
            let name = try XCTUnwrap(members[2].1.text)
            let figures = members.dropFirst(3).map { "`\($0.0)`" }.joined(separator: ", ")
            let row = page.split(separator: "\n").first { $0.hasPrefix("| `\(name)` | `\(name)` |") }
            XCTAssertTrue(row?.contains("| \(figures)") ?? false, name)
        }
        for deviation in [
            "other-version-layout", "report-layout", "report-value", "report-length", "content-length", "short-tail",
            "surplus",
        ] {
            XCTAssertTrue(page.contains("| `\(deviation)` |"), deviation)
        }
    }
}
