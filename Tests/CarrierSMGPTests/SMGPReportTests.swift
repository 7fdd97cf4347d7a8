@testable import CarrierSMGP
import CarrierSession
import CarrierWire
import SMGPCodec
import XCTest

import CarrierMessaging

/// Deliver: reports and subscribers' messages, in both directions.
final class SMGPReportTests: XCTestCase {
    private let client = SMGPClientMapping(.v3_0, providerID: "30010001")
    private let gateway = SMGPGatewayMapping(.v3_0)
    private let key = SequenceKey(counter: 1)

    private func id(_ hex: String) throws -> CarrierMessageID {
        try XCTUnwrap(CarrierMessageID(octets: try XCTUnwrap(HexText.decode(hex))))
    }

    private func submit(_ content: [UInt8], coding: UInt8 = 15) -> ReportedSubmit {
        ReportedSubmit(
            Submission(
                source: "10659000001", destinations: ["18900000001"], coding: coding, hasHeader: false,
                content: content, wantsReport: true))
    }

    private func deliver(_ message: SMGP.Message) throws -> SMGP.Deliver {
        guard case .deliver(let deliver) = message else { throw MessagingError(.unsupported, field: "Deliver") }
        return deliver
    }

    func testAReportIsTheVectors() throws {
        // smgp.md 12, deliver_report_delivrd, but for RecvTime, which has seconds there.
        let content = try XCTUnwrap(HexText.decode("c4fab5c4d1e9d6a4c2ebcac731323334"))
        let report = DeliveryReport(
            messageID: try id("01006108161530012345"), recipient: "18900000001", state: .delivered, raw: "DELIVRD",
            submitTime: "2408161530", doneTime: "2408161531")
        let message = try gateway.report(
            report, on: submit(content), envelope: try id("01006108161531000099"))
        var frame = try deliver(message)
        frame.receiveTime = "20240816153102"
        XCTAssertEqual(
            HexText.encode(try SMGP.Frame(sequence: 102, message: .deliver(frame)).encoded(in: .v3_0)),
            "000000d30000000300000066010061081615310000990100323032343038313631353331303231383930303030303030"
                + "31000000000000000000003130363539303030303031000000000000000000007a69643a010061081615300123452073"
                + "75623a30303120646c7672643a303031207375626d697420646174653a3234303831363135333020646f6e6520646174"
                + "653a3234303831363135333120737461743a44454c49565244206572723a30303020746578743a303136c4fab5c4d1e9"
                + "d6a4c2ebcac731323334000000000000000000")
    }

    func testAReportComesBack() throws {
        for state in DeliveryState.allCases where state.isFinal {
            for hex in ["01006108161530012345", "00200073756200203a00", "20202020202020202020"] {
                let report = DeliveryReport(
                    messageID: try id(hex), recipient: "18900000001", state: state,
                    raw: SMGPGatewayAdapter.smgp.word(for: state),
                    errorCode: "010", submitTime: "2408161530", doneTime: "2408161531", source: "10659000001")
                let message = try gateway.report(
                    report, on: submit([0x61]), envelope: try id("00000000000000000000"))
                XCTAssertEqual(client.inbound(message, sequence: key), .report(report))
            }
        }
    }

    func testStatesBeyondTheTableAreFinalFailures() {
        // smgp.md 7.3.
        for (word, state) in [
            ("DELIVRD", DeliveryState.delivered), ("ACCEPTD", .unknown), ("DTBLACK", .undelivered),
            ("MA:0001", .undelivered), ("", .undelivered),
        ] {
            XCTAssertEqual(SMGPField.state(word), state, word)
            XCTAssertTrue(SMGPField.state(word).isFinal, word)
        }
    }

    func testTheTextIsCutBetweenCharacters() throws {
        // Seventeen octets hold eight characters of two, four of four and one of one.
        let cases: [(UInt8, [UInt8], Int)] = [
            (0, Array(repeating: 0x61, count: 30), 17), (15, Array(repeating: 0xC4, count: 30), 16),
            (8, Array(repeating: 0x4F, count: 30), 16),
            (8, [0x4F, 0x60] + Array("😀😀😀😀".utf16).flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }, 14),
            (
                15,
                [
                    0x81, 0x39, 0xFD, 0x30, 0x61, 0xC4, 0xFA, 0x81, 0x39, 0xFD, 0x30, 0x61, 0x61, 0x61, 0x81, 0x39,
                    0xFD, 0x30,
                ], 14
            ),
            (15, [0xC4], 1),
        ]
        for (coding, content, length) in cases {
            let text = SMGPField.reportText(on: submit(content, coding: coding))
            XCTAssertEqual(text.count, 3 + length, "coding \(coding)")
            XCTAssertEqual(Array(text.dropFirst(3)), Array(content.prefix(length)))
            XCTAssertEqual(
                String(decoding: text.prefix(3), as: UTF8.self), "0\(content.count < 10 ? "0" : "")\(content.count)")
        }
    }

    func testUnreadableReportsAndReservedKindsAreNotLost() throws {
        var deliver = SMGP.Deliver()
        deliver.messageID = try XCTUnwrap(SMGP.MessageID(octets: Array(1...10)))
        deliver.isReport = 1
        deliver.content = Array("no report".utf8)
        XCTAssertEqual(
            client.inbound(.deliver(deliver), sequence: key),
            .malformedReport(deliver.content, envelope: try id("0102030405060708090a")))
        deliver.isReport = 9
        XCTAssertEqual(client.inbound(.deliver(deliver), sequence: key), .other)
        guard case .deliverResponse(let answer)? = client.acknowledgement(of: .deliver(deliver), code: 0) else {
            return XCTFail("not answered")
        }
        XCTAssertEqual(answer.messageID, deliver.messageID)
    }

    func testAReportWithoutTextAndReserveIsRead() throws {
        // smgp.md 12.1, deliver_report_102_no_reserve.
        let octets = try XCTUnwrap(
            HexText.decode(
                "000000b7000000030000006801006108161530012345010032303234303831363135333130323138393030303030303031"
                    + "000000000000000000003130363539303030303031000000000000000000006669643a01006108161530012345207375"
                    + "623a30303120646c7672643a303030205375626d69745f446174653a3234303831363135333020446f6e655f44617465"
                    + "3a3234303831363135333120537461743a44454c49565244206572723a30303020746578743a"))
        let rules = SMGPSessionRules(.v3_0, account: SMGPStage.account)
        let decoded = try octets.withUnsafeBytes { try rules.decode($0) }
        XCTAssertEqual(decoded.deviations.map { $0.prefix { $0 != ":" } }, ["report-layout", "short-tail"])
        guard case .report(let report) = client.inbound(decoded.message, sequence: decoded.sequence) else {
            return XCTFail("no report")
        }
        XCTAssertEqual(report.messageID, try id("01006108161530012345"))
        XCTAssertEqual([report.raw, report.errorCode, report.recipient], ["DELIVRD", "000", "18900000001"])
        XCTAssertEqual([report.submitTime, report.doneTime], ["2408161530", "2408161531"])
    }

    func testASubscribersSegmentComesBack() throws {
        var segment = InboundSegment(
            id: try id("00200000610000200000"), from: "18900000001", to: "10659000001", coding: 8, hasHeader: true,
            content: [5, 0, 3, 9, 2, 2, 0x4E, 0x0B], linkID: "08161530450000000004", protocolID: 0x41)
        segment.receivedAt = SMGPStage.moment
        let message = try gateway.deliver(segment)
        XCTAssertEqual(try deliver(message).receiveTime, "20240816153000")
        XCTAssertEqual(client.inbound(message, sequence: key), .segment(segment))
        segment.serviceID = "SVC"
        XCTAssertThrowsError(try gateway.deliver(segment)) { error in
            XCTAssertEqual(error as? MessagingError, MessagingError(.unsupported, field: "ServiceID"))
        }
        segment.serviceID = ""
        XCTAssertThrowsError(try SMGPGatewayMapping(.v2_0).deliver(segment)) { error in
            XCTAssertEqual(error as? MessagingError, MessagingError(.unsupported, field: "TP_udhi"))
        }
    }

    func testPseudonymsOfSenders() throws {
        var deliver = SMGP.Deliver()
        deliver.sourceTerminalID = "18900000001"
        deliver.parameters.sourceTerminalType = .pseudonym
        deliver.parameters.sourceTerminalPseudonym = Array("PSEUDO-1".utf8)
        guard case .segment(let segment) = client.inbound(.deliver(deliver), sequence: key) else {
            return XCTFail("no segment")
        }
        XCTAssertEqual(segment.source, "PSEUDO-1")
    }
}
