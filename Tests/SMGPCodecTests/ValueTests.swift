import CarrierWire
import SMGPCodec
import XCTest

/// Views of values: ids, parameters, reports, times, statuses.
final class ValueTests: XCTestCase {
    private func id(_ hex: String) throws -> SMGP.MessageID {
        try XCTUnwrap(SMGP.MessageID(octets: try XCTUnwrap(HexText.decode(hex))))
    }

    // MARK: MsgID, section 6

    func testPartsOfAnID() throws {
        let cases: [(String, SMGP.MessageID.Parts)] = [
            ("01006101161700012345", .init(gateway: 10_061, month: 1, day: 16, hour: 17, minute: 0, sequence: 12_345)),
            (
                "57106212312359999999",
                .init(gateway: 571_062, month: 12, day: 31, hour: 23, minute: 59, sequence: 999_999)
            ),
            ("57106201010000000000", .init(gateway: 571_062, month: 1, day: 1, hour: 0, minute: 0, sequence: 0)),
        ]
        for (hex, parts) in cases {
            XCTAssertEqual(try id(hex).parts, parts)
            XCTAssertEqual(SMGP.MessageID(parts).description, hex)
        }
        XCTAssertNil(try id("0a006101161700012345").parts, "no decimal digits")
        let counted = try XCTUnwrap(SMGP.MessageID(octets: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
        XCTAssertEqual(counted.high, 0x0102_0304_0506_0708)
        XCTAssertEqual(counted.low, 0x090A)
        XCTAssertEqual(SMGP.MessageID(high: 0x0102_0304_0506_0708, low: 0x090A), counted)
        XCTAssertNil(SMGP.MessageID(octets: [1, 2, 3]))
        XCTAssertEqual(try id("00200000610000200000").octets, [0, 0x20, 0, 0, 0x61, 0, 0, 0x20, 0, 0])
    }

    func testRangesWrapInDecimal() throws {
        XCTAssertEqual(try id("01006108161530999998").advanced(by: 3).description, "01006108161530000001")
        XCTAssertEqual(try id("01006108161530000000").advanced(by: 0).description, "01006108161530000000")
        XCTAssertEqual(try id("010061081615300000ff").advanced(by: 1).description, "01006108161530000100")
        let ids = try (0..<100).map { try id("01006108161530999950").advanced(by: $0) }
        XCTAssertEqual(Set(ids).count, 100)
    }

    // MARK: Optional parameters, section 4

    func testNumbers() {
        for (octets, number) in [
            ([], nil), ([7], 7), ([0, 7], 7), ([1, 0], nil), ([0, 0, 0, 9], 9), ([0, 0, 7], nil), ([0, 1, 0, 0], nil),
        ] as [([UInt8], UInt8?)] {
            let parameters = SMGP.Parameters([WireParameter(tag: 0x0009, value: octets)])
            XCTAssertEqual(parameters.segmentCount, number, "\(octets)")
            XCTAssertEqual(parameters[.segmentCount], octets)
        }
        XCTAssertNil(SMGP.Parameters().segmentCount)
    }

    func testTextsInEveryStyleOfWriting() {
        let link = Array("08161530450000000004".utf8)
        for octets in [link, link + [0], link + [0, 0, 0]] {
            XCTAssertEqual(SMGP.Parameters([WireParameter(tag: 0x0003, value: octets)]).linkID, link)
        }
        for octets in [[], [0], [UInt8](repeating: 0, count: 20)] {
            XCTAssertNil(SMGP.Parameters([WireParameter(tag: 0x0003, value: octets)]).linkID, "\(octets)")
        }
    }

    func testTheLastOneCountsAndWritingKeepsTheOrder() {
        var parameters = SMGP.Parameters([
            WireParameter(tag: 0x0002, value: [0]), WireParameter(tag: 0x0101, value: [1, 2]),
            WireParameter(tag: 0x0002, value: [1]),
        ])
        XCTAssertTrue(parameters.hasUserDataHeader)
        parameters.userDataHeaderIndicator = 0
        XCTAssertEqual(parameters.list.map(\.tag), [0x0002, 0x0101, 0x0002])
        XCTAssertFalse(parameters.hasUserDataHeader)
        parameters.messageSource = Array("3001".utf8)
        XCTAssertEqual(parameters.list.last?.value, Array("3001".utf8) + [0, 0, 0, 0])
        parameters.userDataHeaderIndicator = nil
        XCTAssertEqual(parameters.list.map(\.tag), [0x0101, 0x0010])
        parameters.linkID = []
        XCTAssertEqual(parameters.list.count, 2)
    }

    func testWideParametersKeepTheirOctets() {
        for count in [0, 1, 31, 32, 33, 300, 65_535] {
            let octets = (0..<count).map { UInt8($0 % 251) }
            var parameter = WireParameter(tag: 5, value: octets)
            XCTAssertEqual(parameter.value, octets)
            XCTAssertEqual(parameter.count, count)
            parameter.value = [0, 0]
            XCTAssertEqual(parameter, WireParameter(tag: 5, value: [0, 0]))
        }
        XCTAssertNotEqual(WireParameter(tag: 5, value: [0]), WireParameter(tag: 5, value: [0, 0]))
    }

    func testThereAre18Tags() {
        XCTAssertEqual(SMGP.Tag.all.map(\.rawValue), Array(1...18))
        XCTAssertEqual(SMGP.Tag.mobileServiceID.kind, .text(width: 21))
        XCTAssertNil(SMGP.Tag(rawValue: 0x0101).name)
    }

    func testParametersBefore3AreRefusedNotLeftOut() {
        var submit = SMGP.Submit()
        submit.parameters.userDataHeaderIndicator = 1
        let frame = SMGP.Frame(sequence: 1, message: .submit(submit))
        for version in [SMGP.Version.v2_0, .v1_3] {
            var buffer = OctetBuffer()
            XCTAssertThrowsError(try frame.encode(into: &buffer, in: version)) {
                XCTAssertEqual(($0 as? WireError)?.field, "TLVs")
            }
            XCTAssertThrowsError(try frame.encoded(in: version))
            XCTAssertTrue(buffer.isEmpty)
        }
    }

    // MARK: Reports, section 6.3

    func testReportsByPositionAndByLabel() throws {
        let id = try id("00200073756200203a00")
        func text(_ labels: [String], _ text: [UInt8] = []) -> [UInt8] {
            let values = ["001", "000", "2408161530", "2408161531", "UNDELIV", "006"]
            var octets = Array(labels[0].utf8) + id.octets
            for (label, value) in zip(labels.dropFirst(), values) { octets += Array(label.utf8) + Array(value.utf8) }
            return octets + Array((labels.last ?? "").utf8) + text
        }
        let usual = ["id:", " sub:", " dlvrd:", " submit date:", " done date:", " stat:", " err:", " text:"]
        let capitals = ["ID:", " sub:", " Dlvrd:", " Submit_Date:", " Done_Date:", " Stat:", " Err:", " Text:"]
        let blanks = ["id:", "  sub:", " dlvrd: ", "  submit date:", " done date: ", " stat:", " err:", " text:"]
        for labels in [usual, capitals, blanks] {
            for tail in [[], Array("005hello".utf8), [UInt8](repeating: 0xE4, count: 20)] {
                let report = try XCTUnwrap(SMGP.StatusReport(content: text(labels, tail)), "\(labels)")
                XCTAssertEqual(report.messageID, id)
                XCTAssertEqual(report.state, .undelivered)
                XCTAssertEqual(
                    [report.submitted, report.delivered, report.submitDate, report.doneDate, report.errorCode.text],
                    ["001", "000", "2408161530", "2408161531", "006"])
                XCTAssertEqual(report.text, tail)
            }
        }
        let few = try XCTUnwrap(
            SMGP.StatusReport(content: Array("id:".utf8) + id.octets + Array(" stat: err:006".utf8)))
        XCTAssertEqual([few.state.text, few.errorCode.text, few.submitDate], ["", "006", ""])
        for content in [[], Array("id:123456789".utf8), Array(" id:0123456789 stat:DELIVRD".utf8)] {
            XCTAssertNil(SMGP.StatusReport(content: content))
        }
    }

    func testAReportHas122Octets() throws {
        var report = SMGP.StatusReport()
        report.messageID = try id("01006108161530012345")
        (report.submitDate, report.doneDate) = ("2408161530", "2408161531")
        (report.state, report.errorCode) = (.delivered, SMGP.ReportErrorCode("000"))
        let expected =
            "69643a01006108161530012345207375623a30303120646c7672643a303031207375626d697420646174653a"
            + "32343038313631353330"
            + "20646f6e6520646174653a3234303831363135333120737461743a44454c49565244206572723a30303020746578743a"
            + String(repeating: "00", count: 20)
        XCTAssertEqual(HexText.encode(try report.content()), expected)
        report.text = [UInt8](repeating: 0x61, count: 21)
        XCTAssertThrowsError(try report.content()) { XCTAssertEqual(($0 as? WireError)?.field, "text") }
        report.text = []
        report.state = SMGP.ReportState("VMFLUCTL")
        XCTAssertThrowsError(try report.content()) { XCTAssertEqual(($0 as? WireError)?.field, "stat") }
    }

    // MARK: Codes and times

    func testMeanings() {
        XCTAssertEqual(SMGP.Status.authentication.meaning, CodeMeaning("authentication failed", "认证错"))
        XCTAssertEqual(SMGP.Status(rawValue: 200).meaning.english, "vendor-defined status 200")
        XCTAssertEqual(SMGP.Status(rawValue: 5).meaning.english, "reserved status 5")
        XCTAssertEqual((0...76).filter { SMGP.Status(rawValue: $0).isSpecified }.count, 50)
        XCTAssertEqual(SMGP.ReportState("ACCEPTD").meaning?.english, "accepted by the end user")
        XCTAssertTrue(SMGP.ReportState("UNDELIV").isSpecified)
        // A word of another carrier: it has a meaning, but not from this specification.
        XCTAssertEqual(SMGP.ReportState("MA:0001").meaning?.english, "SMSC did not answer")
        XCTAssertFalse(SMGP.ReportState("MA:0001").isSpecified)
        XCTAssertNil(SMGP.ReportState("VMFLUCTL").meaning)
        XCTAssertEqual(SMGP.ReportErrorCode("007").meaning?.english, "user's memory full")
    }

    func testTimes() {
        let time = SMGP.CalendarTime("20240816153102")
        XCTAssertEqual(time, SMGP.CalendarTime(year: 2024, month: 8, day: 16, hour: 15, minute: 31, second: 2))
        XCTAssertEqual(time?.field, "20240816153102")
        for bad in ["", "2024081615310", "20241316153102", "20240816153160", "2024081615310x"] as [OctetString] {
            XCTAssertNil(SMGP.CalendarTime(bad))
        }
        XCTAssertEqual(SMGP.ReportTime("2408161530")?.hour, 15)
        XCTAssertEqual(SMGP.Timestamp(301_000_000)?.month, 3)
    }

    func testSubmitWithoutFixedFee() throws {
        // smgp.md 12.1, submit_13_without_fixedfee.
        let octets = try XCTUnwrap(
            HexText.decode(
                "0000008f000000020000000a060101535643303031000000003030303030303030000000000000000000000000"
                    + "000000000000000000000000000000000000000000000031303635393030303030310000000000000000000000"
                    + "000000000000000000000000000000000000000001313839303030303030303100000000000000000000027632"
                    + "0000000000000000"))
        XCTAssertEqual(octets.count, 143)
        let frame = try SMGP.Frame(decoding: octets, in: .v1_3WithoutFixedFee)
        guard case .submit(let submit) = frame.message else { return XCTFail("no Submit") }
        XCTAssertEqual([submit.feeCode, submit.fixedFee], ["000000", ""])
        XCTAssertEqual(submit.destinationTerminalIDs, ["18900000001"])
        XCTAssertEqual(submit.content, Array("v2".utf8))
        XCTAssertEqual(try frame.encoded(in: .v1_3WithoutFixedFee), octets)
    }
}
