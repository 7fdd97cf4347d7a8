import CMPPCodec
import CarrierTestSupport
import CarrierWire
import XCTest

/// What peers do and a decoder takes (cmpp.md, 9.1 and 3.9): it is named, and goes back out as it came.
final class DeviationTests: XCTestCase {
    private func octets(_ name: String) throws -> [UInt8] {
        try XCTUnwrap(WireVector.all("cmpp").first { $0.name == name }, name).octets
    }

    /// Changes a frame and makes its length right.
    private func changed(_ octets: [UInt8], _ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var octets = octets
        change(&octets)
        octets.replaceSubrange(0..<4, with: [0, 0, UInt8(octets.count >> 8), UInt8(octets.count & 0xFF)])
        return octets
    }

    @discardableResult
    private func decode(
        _ octets: [UInt8], in version: CMPP.Version, _ deviations: [CMPP.Deviation], line: UInt = #line
    ) throws -> CMPP.Frame {
        let frame = try CMPP.Frame(decoding: octets, in: version)
        XCTAssertEqual(frame.deviationList, deviations, line: line)
        XCTAssertEqual(try frame.encoded(in: version), octets, line: line)
        XCTAssertEqual(frame.encodedSize(in: version), octets.count, line: line)
        return frame
    }

    func testResponsesInTheOtherVersionsSize() throws {
        let other: [CMPP.Deviation] = [.otherVersionLayout]
        for (old, new) in [
            ("submit_resp_v20_ok", "submit_resp_v30_ok"), ("deliver_resp_v20", "deliver_resp_v30"),
            ("connect_resp_v20_ok", "connect_resp_v30_ok"), ("cancel_resp_v20_ok", "cancel_resp_v30_failed"),
        ] {
            let (old, new) = (try octets(old), try octets(new))
            for (octets, version) in [(old, CMPP.Version.v2_0), (new, .v3_0)] { try decode(octets, in: version, []) }
            let (fromOld, fromNew) = (try decode(old, in: .v3_0, other), try decode(new, in: .v2_0, other))
            XCTAssertEqual(fromOld.message, try CMPP.Frame(decoding: old, in: .v2_0).message)
            XCTAssertEqual(fromNew.message, try CMPP.Frame(decoding: new, in: .v3_0).message)
            XCTAssertEqual(try fromOld.canonical.encoded(in: .v3_0).count, new.count)
        }
    }

    func testAKeepAliveAnswerWithoutItsOctet() throws {
        let short = changed(try octets("active_test_resp")) { $0.removeLast() }
        for version in CMPP.Version.allCases {
            let frame = try decode(short, in: version, [.shortTail(octets: 0)])
            XCTAssertEqual(try frame.canonical.encoded(in: version).count, 13)
        }
    }

    func testATailOfADeliverOfAnyLength() throws {
        for (name, version, width) in [
            ("deliver_mo_v20_ascii", CMPP.Version.v2_0, 8), ("deliver_mo_v30_ucs2", .v3_0, 20),
        ] {
            let whole = try octets(name)
            for length in 0..<width {
                try decode(
                    changed(whole) { $0.removeLast(width - length) }, in: version, [.shortTail(octets: length)])
            }
            try decode(whole, in: version, [])
            for more in 1...5 {
                try decode(
                    changed(whole) { $0 += [UInt8](repeating: 0xAB, count: more) }, in: version,
                    [.surplus(octets: more)])
            }
        }
    }

    func testOctetsBehindAnyLayoutAreKept() throws {
        for name in ["submit_v30_ucs2", "active_test", "query_resp", "fwd_v30_mt"] {
            let long = changed(try octets(name)) { $0 += [1, 2, 3] }
            let frame = try decode(long, in: .v3_0, [.surplus(octets: 3)])
            XCTAssertEqual(frame.surplus, [1, 2, 3])
            XCTAssertEqual(try frame.canonical.encoded(in: .v3_0).count, long.count - 3)
        }
    }

    func testTheHeaderIndicatorOfSMPP() throws {
        var deliver = CMPP.Deliver()
        for (indicator, isSet) in [(UInt8(0), false), (1, true), (0x40, true), (0x41, true), (2, false)] {
            deliver.userDataHeaderIndicator = indicator
            XCTAssertEqual(deliver.hasUserDataHeader, isSet, "\(indicator)")
        }
    }
}

/// Section 3.9: the octets that are there decide how a report is read.
final class ReportRuleTests: XCTestCase {
    private func report(of octets: [UInt8], in version: CMPP.Version) throws -> (CMPP.StatusReport?, [CMPP.Deviation]) {
        let frame = try CMPP.Frame(decoding: octets, in: version)
        guard case .deliver(let deliver) = frame.message else { return (nil, []) }
        XCTAssertEqual(try frame.encoded(in: version), octets)
        return (try deliver.report(), frame.deviationList)
    }

    /// A DELIVER with a report of that layout, and Msg_Length as given.
    private func frame(_ content: CMPP.Version, in version: CMPP.Version, announcing: Int, tail: Int) throws -> [UInt8]
    {
        var report = CMPP.StatusReport()
        report.messageID = CMPP.MessageID(rawValue: 0x80B0_0140_03E9_0001)
        report.status = "DELIVRD"
        report.submitTime = "2608011200"
        report.doneTime = "2608011201"
        report.destinationTerminalID = "13800138000"
        report.smscSequence = 123_456
        var deliver = CMPP.Deliver()
        deliver.registeredDelivery = 1
        deliver.content = try report.content(in: content)
        var octets = try CMPP.Frame(sequence: 1, message: .deliver(deliver)).encoded(in: version)
        let width = version.isV3 ? 20 : 8
        octets.removeLast(width - min(tail, width))
        octets += [UInt8](repeating: 0, count: max(0, tail - width))
        octets[version.isV3 ? 88 : 76] = UInt8(announcing)
        octets.replaceSubrange(0..<4, with: [0, 0, 0, UInt8(octets.count)])
        return octets
    }

    private func check(
        _ content: CMPP.Version, in version: CMPP.Version, announcing: Int, tail: Int,
        _ deviations: [CMPP.Deviation], line: UInt = #line
    ) throws {
        let octets = try frame(content, in: version, announcing: announcing, tail: tail)
        let (report, found) = try report(of: octets, in: version)
        XCTAssertEqual(report?.status, "DELIVRD", line: line)
        XCTAssertEqual(report?.destinationTerminalID, "13800138000", line: line)
        XCTAssertEqual(report?.smscSequence, 123_456, line: line)
        XCTAssertEqual(found, deviations, line: line)
    }

    func testConformingReports() throws {
        try check(.v2_0, in: .v2_0, announcing: 60, tail: 8, [])
        try check(.v3_0, in: .v3_0, announcing: 71, tail: 20, [])
    }

    func testSeventyOneAnnouncedAndThere() throws {
        try check(.v3_0, in: .v2_0, announcing: 71, tail: 8, [.reportLayout(octets: 71)])
        // What follows may be short, even so short that the room would be sixty.
        try check(.v3_0, in: .v3_0, announcing: 71, tail: 9, [.shortTail(octets: 9)])
    }

    func testTheFrameDecidesOverMsgLength() throws {
        try check(.v2_0, in: .v2_0, announcing: 0, tail: 8, [.reportLength(announced: 0, actual: 60)])
        try check(.v3_0, in: .v3_0, announcing: 60, tail: 20, [.reportLength(announced: 60, actual: 71)])
        try check(.v3_0, in: .v3_0, announcing: 0, tail: 20, [.reportLength(announced: 0, actual: 71)])
        // Seventy-one are announced and not there, for the whole rest of the frame has sixty-eight.
        try check(.v2_0, in: .v2_0, announcing: 71, tail: 8, [.reportLength(announced: 71, actual: 60)])
    }

    func testSixtyAnnouncedAndThere() throws {
        try check(.v2_0, in: .v3_0, announcing: 60, tail: 20, [.reportLayout(octets: 60)])
        try check(.v2_0, in: .v3_0, announcing: 60, tail: 5, [.reportLayout(octets: 60), .shortTail(octets: 5)])
        try check(.v2_0, in: .v2_0, announcing: 60, tail: 10, [.surplus(octets: 2)])
    }

    func testAnythingElseIsHandedOverRaw() throws {
        var deliver = CMPP.Deliver()
        deliver.registeredDelivery = 1
        for count in [0, 1, 59, 61, 70, 72, 140] {
            deliver.content = [UInt8](repeating: 0x41, count: count)
            XCTAssertThrowsError(try deliver.report()) { error in
                XCTAssertEqual((error as? WireError)?.field, "Msg_Content")
            }
        }
        deliver.registeredDelivery = 0
        XCTAssertNil(try deliver.report())
        // Any flag but zero is a report (section 3.8).
        deliver.registeredDelivery = 0x80
        XCTAssertTrue(deliver.isReport)
    }

    func testReportsBetweenGateways() throws {
        var forward = CMPP.Forward()
        forward.content = try CMPP.StatusReport().content(in: .v3_0)
        XCTAssertNil(try forward.report())
        forward.forwardType = .mtReport
        XCTAssertNotNil(try forward.report())
        XCTAssertNil(try forward.moReport())
        forward.forwardType = .moReport
        XCTAssertThrowsError(try forward.moReport())
        forward.content = try CMPP.MOStatusReport().encoded(in: .v3_0)
        XCTAssertNotNil(try forward.moReport())
    }
}
