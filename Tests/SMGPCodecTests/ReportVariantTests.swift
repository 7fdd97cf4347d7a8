import SMGPCodec
import XCTest

/// Reports as writers of the field spell them: labels, and values wider than their places (smgp.md 6.3).
final class ReportVariantTests: XCTestCase {
    private let id: [UInt8] = [1, 0, 0x61, 8, 0x16, 0x15, 0x30, 1, 0x23, 0x45]

    private func deliver(_ report: [UInt8]) -> SMGP.Deliver {
        var deliver = SMGP.Deliver()
        deliver.isReport = 1
        deliver.content = report
        return deliver
    }

    /// The frame's report and its deviations, after a round trip through octets.
    private func read(_ report: [UInt8]) throws -> (report: SMGP.StatusReport, deviations: [String]) {
        let octets = try SMGP.Frame(sequence: 1, message: .deliver(deliver(report))).encoded(in: .v3_0)
        let frame = try SMGP.Frame(decoding: octets, in: .v3_0)
        XCTAssertEqual(try frame.encoded(in: .v3_0), octets)
        guard case .deliver(let deliver) = frame.message else { throw WireError(.malformed, field: "", offset: 0) }
        return (try XCTUnwrap(deliver.report), frame.deviationList.map(\.description))
    }

    private func text(
        sub: String = " sub:001", submitted: String = "2608161530", done: String = "2608161531",
        stat: String = "DELIVRD", err: String = "000", tail: String = " text:"
    ) -> [UInt8] {
        Array("id:".utf8) + id
            + Array("\(sub) dlvrd:001 submit date:\(submitted) done date:\(done) stat:\(stat) err:\(err)\(tail)".utf8)
    }

    func testTheLabelOfTheTextIsAlsoTxt() throws {
        // SMSGate: no blank in front of sub:, underscores, txt: instead of text:.
        let gbk: [UInt8] = [0xD6, 0xD0, 0xB9, 0xFA, 0x30, 0x61, 0x31]
        let content =
            Array("id:".utf8) + id
            + Array(
                "sub:001 dlvrd:001 submit_date:2608161530 done_date:2608161531 stat:DELIVRD err:000 txt:".utf8) + gbk
        let (report, deviations) = try read(content)
        XCTAssertEqual(report.text, gbk)
        XCTAssertEqual([report.submitted, report.delivered], ["001", "001"])
        XCTAssertEqual([report.submitDate, report.doneDate], ["2608161530", "2608161531"])
        XCTAssertEqual(report.state, .delivered)
        XCTAssertEqual(deviations, ["report-layout: the report has 107 octets"])
        for label in [" Txt:", " TXT: ", " Text:"] {
            let other = try read(text(tail: label) + gbk).report
            XCTAssertEqual(other.text.suffix(gbk.count), gbk[...], label)
            XCTAssertEqual(other.errorCode.text.text, "000", label)
        }
    }

    func testAWideValueIsKeptWholeAndNamed() throws {
        for (stat, state) in [
            ("REJECTED", StatusWord.State.rejected), ("VMFLUCTL", .undelivered), ("DELIVRDX", .undelivered),
        ] {
            let (report, deviations) = try read(text(stat: stat, err: "006"))
            XCTAssertEqual(report.state.text.text, stat)
            XCTAssertEqual(report.state.word.state, state)
            XCTAssertEqual(report.errorCode.text, "006")
            XCTAssertTrue(deviations.contains("report-value: stat has 8 octets of 7"), "\(deviations)")
        }
        let (century, dates) = try read(text(submitted: "20260816153000", done: "202608161531"))
        XCTAssertEqual([century.submitDate, century.doneDate], ["20260816153000", "202608161531"])
        XCTAssertEqual(
            dates.dropFirst(),
            ["report-value: submit date has 14 octets of 10", "report-value: done date has 12 octets of 10"])
        let (long, codes) = try read(text(sub: " sub:0001", err: "0069"))
        XCTAssertEqual([long.submitted, long.errorCode.text], ["0001", "0069"])
        XCTAssertEqual(
            codes.dropFirst(), ["report-value: sub has 4 octets of 3", "report-value: err has 4 octets of 3"])
        // A blank in a value belongs to it; one behind the label does not.
        XCTAssertEqual(try read(text(stat: "DELIVRD X")).report.state.text.text, "DELIVRD X")
        XCTAssertEqual(try read(text(err: " 005 ")).report.errorCode.text, "005")
    }

    func testAWideValueIsNamedInExactly122OctetsToo() throws {
        // One octet more in stat, one less of text.
        let content = text(stat: "REJECTED") + [UInt8](repeating: 0, count: 19)
        XCTAssertEqual(content.count, SMGP.StatusReport.length)
        let (report, deviations) = try read(content)
        XCTAssertEqual(report.state.text, "REJECTED")
        XCTAssertEqual(
            deviations,
            ["report-layout: the labels stand at other places", "report-value: stat has 8 octets of 7"])
        XCTAssertEqual(try read(text() + [UInt8](repeating: 0, count: 20)).deviations, [])
    }

    func testALongTextIsKeptWhole() throws {
        let content = text() + [UInt8](repeating: 0x61, count: 23)
        let (report, deviations) = try read(content)
        XCTAssertEqual(report.text.count, 23)
        XCTAssertTrue(deviations.contains("report-value: text has 23 octets of 20"), "\(deviations)")
    }

    func testAValueBeyondAnOctetStringIsNeverTakenForASuccess() throws {
        let (report, deviations) = try read(text(stat: "DELIVRD" + String(repeating: "X", count: 60)))
        XCTAssertFalse(report.state.word.isDelivered)
        XCTAssertEqual(report.errorCode.text, "000")
        XCTAssertTrue(deviations.contains("report-value: stat has 67 octets of 7"), "\(deviations)")
    }

    func testLabelsOfOtherWritersEndAValueAndTheTextIsNoItem() throws {
        XCTAssertEqual(try read(text(stat: "DELIVRD reason:5")).report.state, .delivered)
        XCTAssertEqual(try read(text(stat: "DELIVRDerr:5")).report.errorCode.text, "5")
        XCTAssertEqual(try read(text(stat: " MA:0001")).report.state.text, "MA:0001")
        // What a subscriber's text says is no item.
        let few = Array("id:".utf8) + id + Array(" err:006 text:stat:DELIVRD".utf8)
        let (report, _) = try read(few)
        XCTAssertEqual(report.state.text, "")
        XCTAssertEqual(report.text, Array("stat:DELIVRD".utf8))
    }

    func testAnEmptyReportAndAForwardedOneAreNamedToo() throws {
        let empty = try SMGP.Frame(sequence: 1, message: .deliver(deliver([]))).encoded(in: .v3_0)
        XCTAssertEqual(
            try SMGP.Frame(decoding: empty, in: .v3_0).deviationList, [.reportLayout(octets: 0)])
        var forward = SMGP.Forward()
        forward.reportFlag = .report
        forward.content = text(stat: "REJECTED")
        let octets = try SMGP.Frame(sequence: 1, message: .forward(forward)).encoded(in: .v3_0)
        XCTAssertEqual(
            try SMGP.Frame(decoding: octets, in: .v3_0).deviationList,
            [.reportLayout(octets: forward.content.count), .reportValue(item: "stat", octets: 8, width: 7)])
    }
}
