import CarrierSession
import XCTest

@testable import CarrierConformance

/// Results as pages and lines.
final class ReportTests: XCTestCase {
    private func report(_ requirement: String = "x") throws -> ConformanceReport {
        let text = """
            protocol cmpp-3.0
            role gateway
            clause 8.4.1
            case 1 must "\(requirement)"
              connect
              send CMPP_CONNECT
              expect CMPP_CONNECT_RESP Status=0
            case 2 must "\(requirement)"
              connect
              send CMPP_CONNECT Source_Addr='<img>'
              expect CMPP_CONNECT_RESP Status=0
            case 3 should "\(requirement)"
              connect
              send CMPP_CONNECT
              expect CMPP_CONNECT_RESP Status=7

            """
        var report = ConformanceReport(dialect: "cmpp-3.0", role: .gateway)
        for one in try DialogueParser.cases(of: text, file: "a.cases") { report.add(VirtualJudge().judge(one)) }
        return report
    }

    func testOutcomesAreCountedAndDecideTheStatus() throws {
        let report = try report()
        XCTAssertEqual(report.results.map(\.outcome), [.pass, .fail, .notStrict])
        XCTAssertFalse(report.isPassed())
        var passed = ConformanceReport(dialect: "cmpp-3.0", role: .gateway)
        passed.add(report.results[2])
        XCTAssertTrue(passed.isPassed())
        XCTAssertFalse(passed.isPassed(strict: true))
    }

    func testHostileTextIsEscapedInThePageAndInXML() throws {
        let report = try report("</summary><script>alert(1)</script>&")
        let page = report.html()
        XCTAssertFalse(page.contains("<script>alert"))
        XCTAssertFalse(page.contains("<img>"))
        XCTAssertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;"))
        XCTAssertFalse(report.junit.contains("<script>"))
        XCTAssertEqual(Markup.escaped("a\u{0}\u{1B}b\"'"), "a\u{FFFD}\u{FFFD}b&quot;&#39;")
    }

    func testThePageNeedsNothingFromTheNetworkAndMarksWhatDeviates() throws {
        let page = try report().html()
        for word in ["http:", "https:", "src=", "@import", "url("] { XCTAssertFalse(page.contains(word), word) }
        XCTAssertTrue(page.contains("<mark>"))
        XCTAssertTrue(page.contains("CMPP_CONNECT_RESP with Status 3, where Status=0 is expected"))
        XCTAssertTrue(page.contains("prefers-color-scheme:dark"))
    }

    func testJUnitCountsFailures() throws {
        let xml = try report().junit
        XCTAssertTrue(xml.contains("tests=\"3\" failures=\"1\" skipped=\"0\""), xml)
    }

    func testASkipListNeedsReasonsAndMatches() throws {
        let suite = try ConformanceSuite.own()
        XCTAssertThrowsError(try SkipList("cmpp-3.0/gateway/8.4.1/1\n", file: "s"))
        let list = try SkipList("# why\ncmpp-3.0/gateway/8.4.1/1  it is off\ncmpp-3.0/gateway/99 gone\n", file: "s")
        let id = CaseID(dialect: "cmpp-3.0", role: .gateway, clause: "8.4.1", number: 1)
        XCTAssertEqual(list.reason(for: id), " it is off")
        XCTAssertEqual(list.unmatched(in: suite.cases).map(\.selection), ["cmpp-3.0/gateway/99"])
    }

    func testAnEarlierRunIsComparedWith() throws {
        let report = try report()
        let lines = """
            {"event":"case","id":"cmpp-3.0/gateway/8.4.1/1","outcome":"fail"}
            {"event":"case","id":"cmpp-3.0/gateway/8.4.1/2","outcome":"fail"}
            {"event":"case","id":"cmpp-3.0/gateway/8.4.9/1","outcome":"pass"}
            {"event":"summary"}
            """
        let changes = try EarlierRun(lines, file: "e").differences(to: report)
        XCTAssertEqual(
            changes.map { "\($0.id) \($0.then) \($0.now)" },
            [
                "cmpp-3.0/gateway/8.4.1/1 fail pass", "cmpp-3.0/gateway/8.4.1/3 not tried notStrict",
                "cmpp-3.0/gateway/8.4.9/1 pass not tried",
            ])
        XCTAssertThrowsError(try EarlierRun("nothing", file: "e"))
        XCTAssertThrowsError(try EarlierRun("{\"event\":\"summary\"}", file: "e"))
    }

    func testSlowCasesAreShortenedAsThePeersTimersAre() throws {
        let text = """
            protocol cmpp-3.0
            role gateway
            clause 8.4.1
            case 1 must "x"
              slow
              timeout 300s
              connect
              wait 60s
              expectNothing for 120s

            """
        let one = try DialogueParser.cases(of: text, file: "a.cases")[0]
        var judge = VirtualJudge()
        judge.setting.replyTimeout = .seconds(3)
        XCTAssertEqual(judge.judge(one).duration, .seconds(9), "3 s for 60, 6 s for 120")
    }
}
