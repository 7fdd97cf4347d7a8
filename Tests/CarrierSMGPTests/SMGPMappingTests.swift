@testable import CarrierSMGP
import CarrierSession
import CarrierWire
import SMGPCodec
import SMSText
import XCTest

import CarrierMessaging

final class SMGPMappingTests: XCTestCase {
    private let client = SMGPClientMapping(.v3_0, providerID: "30010001")
    private let gateway = SMGPGatewayMapping(.v3_0)
    private let key = SequenceKey(counter: 1)

    private func message(to recipients: [String] = ["18900000001"], text: String = "您好") -> OutboundMessage {
        var message = OutboundMessage(from: "10659000001", to: recipients, text: text)
        message.serviceID = "SVC001"
        return message
    }

    private func cut(_ text: String, reference: ConcatenationReference? = nil) throws -> SegmentedMessage {
        try Segmenter(limits: .standard).segment(text, reference: reference ?? .octet(0x5A))
    }

    private func submits(
        _ message: OutboundMessage, _ text: String = "您好", _ client: SMGPClientMapping? = nil
    ) throws -> [SMGP.Submit] {
        var issues = ValidationIssues()
        let submits = (client ?? self.client).submits(
            for: message, segments: try cut(text), to: message.destinations[...], noting: &issues)
        if let issue = issues.all.first { throw issue }
        return try submits.map {
            guard case .submit(let submit) = $0 else { throw MessagingError(.unsupported, field: "Submit") }
            return submit
        }
    }

    private func tags(_ submit: SMGP.Submit) -> [String] {
        submit.parameters.list.map { SMGP.Tag(rawValue: $0.tag).name?.description ?? "unknown" }
    }

    private func refusal(
        _ client: SMGPClientMapping? = nil, text: String = "您好", _ change: (inout OutboundMessage) -> Void
    ) -> String? {
        var message = message()
        change(&message)
        do {
            _ = try submits(message, text, client)
            return nil
        } catch {
            return (error as? MessagingError)?.field.description
        }
    }

    // MARK: Submit

    func testAPlainSubmit() throws {
        let submit = try XCTUnwrap(try submits(message()).first)
        XCTAssertEqual(submit.messageType, .mobileTerminated)
        XCTAssertEqual([submit.needReport, submit.priority.rawValue, submit.dataCoding.rawValue], [1, 0, 8])
        XCTAssertEqual(
            [submit.serviceID, submit.feeType, submit.feeCode, submit.fixedFee], ["SVC001", "00", "000000", "000000"])
        XCTAssertEqual(submit.content, [0x60, 0xA8, 0x59, 0x7D])
        XCTAssertEqual(tags(submit), ["ChargeUserType", "MsgSrc"])
        XCTAssertEqual(submit.parameters[.messageSource], Array("30010001".utf8))
    }

    func testSegmentsHaveTheAdvisedOrderAndRepeatEveryField() throws {
        var message = message(to: ["18900000001", "18900000002"])
        message.linkID = "08161530450000000001"
        let text = String(repeating: "天翼长短信分段测试", count: 9)
        let parts = try submits(message, text)
        XCTAssertEqual(parts.count, 2)
        XCTAssertEqual(
            tags(parts[0]), ["TP_udhi", "PkTotal", "PkNumber", "ChargeUserType", "LinkID", "MsgSrc"])
        XCTAssertEqual(parts.map { $0.parameters.segmentNumber }, [1, 2])
        XCTAssertEqual(parts.map { $0.parameters.segmentCount }, [2, 2])
        XCTAssertEqual(parts.map { Array($0.content.prefix(6)) }, [[5, 0, 3, 0x5A, 2, 1], [5, 0, 3, 0x5A, 2, 2]])
        // smgp.md 11, number 22: only content and PkNumber differ.
        var second = parts[1]
        second.content = parts[0].content
        second.parameters.segmentNumber = 1
        XCTAssertEqual(second, parts[0])
    }

    func testFeesAndPayers() throws {
        // FeeType, FeeCode, FixedFee (section 10.4)
        for (type, fields) in [
            (Billing.FeeType.free, ["00", "000150", "000000"]), (.perMessage, ["01", "000150", "000000"]),
            (.monthly, ["02", "000000", "000150"]), (.capped, ["03", "000000", "000150"]),
            (.other("04"), ["04", "000150", "000000"]),
        ] {
            var message = message()
            message.billing.feeType = type
            message.billing.feeCode = "000150"
            let submit = try XCTUnwrap(try submits(message).first)
            XCTAssertEqual([submit.feeType.text, submit.feeCode.text, submit.fixedFee.text], fields)
        }
        for (payer, octets) in [(Billing.Payer.destination, nil), (.source, [1]), (.provider, [2])] as [(_, [UInt8]?)] {
            var message = message()
            message.billing.payer = payer
            XCTAssertEqual(try submits(message).first?.parameters[.chargeUserType], octets)
        }
        var message = message()
        message.billing.payer = .chargedNumber
        message.billing.chargedNumber = "18900000009"
        XCTAssertEqual(try submits(message).first?.chargeTerminalID, "18900000009")
        message.billing.chargedNumberIsPseudonym = true
        message.billing.chargedNumber = "PAYER"
        let submit = try XCTUnwrap(try submits(message).first)
        XCTAssertEqual(submit.chargeTerminalID, "")
        XCTAssertEqual(submit.parameters.chargeTerminalPseudonym, Array("PAYER".utf8))
        XCTAssertEqual(submit.parameters.chargeTerminalType, .pseudonym)
    }

    func testWhatDoesNotFitIsRefusedByName() {
        XCTAssertNil(refusal { _ in })
        XCTAssertEqual(refusal { $0.serviceID = "SERVICE-ID-TOO-LONG" }, "ServiceID")
        XCTAssertEqual(refusal { $0.source = "1065900000112345678901" }, "SrcTermID")
        XCTAssertEqual(refusal { $0.destinations = ["1890000000112345678901"] }, "DestTermID")
        XCTAssertEqual(refusal { $0.destinations = [""] }, "DestTermID")
        XCTAssertEqual(refusal { $0.linkID = "081615304500000000012" }, "LinkID")
        XCTAssertEqual(refusal { $0.providerID = "123456789" }, "MsgSrc")
        XCTAssertEqual(refusal { $0.billing.feeType = .collectedByProvider }, "FeeType")
        XCTAssertEqual(refusal { $0.billing.feeCode = "1234567" }, "FeeCode")
        XCTAssertEqual(refusal { $0.serviceID = "服务" }, "ServiceID")
        XCTAssertEqual(
            refusal { ($0.destinationsArePseudonyms, $0.destinations) = (true, ["A1", "B22"]) }, "DestTermPseudo")
    }

    func testBefore3WhatNeedsAParameterIsRefused() {
        for version in [SMGP.Version.v2_0, .v1_3] {
            let old = SMGPClientMapping(version, providerID: "30010001")
            XCTAssertNil(refusal(old) { _ in })
            XCTAssertEqual(refusal(old) { $0.linkID = "L" }, "LinkID")
            XCTAssertEqual(refusal(old) { $0.protocolID = 0x7F }, "TP_pid")
            XCTAssertEqual(refusal(old) { $0.providerID = "1" }, "MsgSrc")
            XCTAssertEqual(
                refusal(old) { ($0.billing.payer, $0.billing.feeType) = (.source, .perMessage) }, "ChargeUserType")
            XCTAssertEqual(refusal(old, text: String(repeating: "长", count: 71)) { _ in }, "TP_udhi")
        }
    }

    // MARK: Submit, read by the gateway

    /// DestTermIDCount 0: Status 47 (section 12.2).
    func testASubmitToNobodyDemandsItsStatus() {
        var submit = SMGP.Submit()
        XCTAssertEqual(gateway.submission(.submit(submit))?.demandedRefusal, 47)
        submit.destinationTerminalIDs = ["18900000001"]
        XCTAssertNil(gateway.submission(.submit(submit))?.demandedRefusal)
    }

    func testAGatewayReadsWhatAClientMeans() throws {
        var message = message(to: ["18900000001", "18900000002"])
        message.linkID = "08161530450000000001"
        message.protocolID = 0x41
        message.priority = 3
        message.expiry = .after(.seconds(86_400))
        message.billing.payer = .chargedNumber
        message.billing.chargedNumber = "18900000009"
        message.billing.feeType = .monthly
        message.billing.feeCode = "000500"
        let submit = try XCTUnwrap(try submits(message).first)
        let read = try XCTUnwrap(gateway.submission(.submit(submit)))
        XCTAssertEqual(read.source, "10659000001")
        XCTAssertEqual(read.destinations, message.destinations)
        XCTAssertEqual([read.linkID, read.serviceID, read.providerID], ["08161530450000000001", "SVC001", "30010001"])
        XCTAssertEqual([read.protocolID, read.priority], [0x41, 3])
        XCTAssertEqual(read.billing, message.billing)
        XCTAssertEqual(read.expiry, message.expiry)
        XCTAssertEqual(read.expiryText, "000001000000000R")
        XCTAssertTrue(read.wantsReport)
        XCTAssertEqual(read.unmappedFields, [])
    }

    func testPseudonymsAreJoinedAndParted() throws {
        var message = message(to: ["PSEUDO-1", "PSEUDO-2", "PSEUDO-3"])
        message.destinationsArePseudonyms = true
        let submit = try XCTUnwrap(try submits(message).first)
        XCTAssertEqual(submit.destinationTerminalIDs, ["", "", ""])
        let read = try XCTUnwrap(gateway.submission(.submit(submit)))
        XCTAssertEqual(read.destinations, message.destinations)
        XCTAssertTrue(read.destinationsArePseudonyms)
    }

    func testWhatHasNoNeutralWordIsNamed() throws {
        var submit = try XCTUnwrap(try submits(message()).first)
        submit.messageType = .pointToPoint
        submit.parameters.submitMessageType = .orderAnswer
        submit.parameters.providerResult = 1
        submit.parameters.mobileServiceID = Array("PID1".utf8)
        submit.parameters.list.append(WireParameter(tag: 0x0101, value: [1]))
        let read = try XCTUnwrap(gateway.submission(.submit(submit)))
        XCTAssertEqual(
            read.unmappedFields.map(\.field.description),
            ["MsgType", "SubmitMsgType", "SPDealResult", "MServiceID", "TLVs"])
        submit.serviceID = ""
        XCTAssertEqual(gateway.submission(.submit(submit))?.serviceID, "PID1")
    }

    // MARK: Ids and answers

    func testIdsFollowTheSpecificationsLayoutAndWrapInDecimal() throws {
        // smgp.md 6.1: gateway 010061, 16 August 15:30, sequence 012345; 571062, 31 December 23:59, 999999.
        let id = SMGPGatewayAdapter.smgp.makeID(at: SMGPStage.moment, serial: 12_345, gateway: 10_061)
        XCTAssertEqual(SMGPGatewayAdapter.smgp.text(of: id), "01006108161530012345")
        XCTAssertEqual(
            SMGPGatewayAdapter.smgp.text(of: SMGPGatewayAdapter.smgp.id(id, advancedBy: 2)), "01006108161530012347")
        // 31 December 2024, 23:59 Beijing time.
        let last = SMGPGatewayAdapter.smgp.makeID(
            at: Moment(secondsSince1970: 1_735_660_740), serial: 999_999, gateway: 571_062)
        XCTAssertEqual(SMGPGatewayAdapter.smgp.text(of: last), "57106212312359999999")
        XCTAssertEqual(
            SMGPGatewayAdapter.smgp.text(of: SMGPGatewayAdapter.smgp.id(last, advancedBy: 1)), "57106212312359000000")
        XCTAssertEqual(
            SMGPGatewayAdapter.smgp.text(of: SMGPGatewayAdapter.smgp.id(last, advancedBy: 99)), "57106212312359000098")
        let odd = try XCTUnwrap(CarrierMessageID(octets: [0, 0x20, 0, 0xAB, 0xCD, 0xEF, 0x20, 0xFF, 0xFF, 0xFF]))
        XCTAssertEqual(
            SMGPGatewayAdapter.smgp.text(of: SMGPGatewayAdapter.smgp.id(odd, advancedBy: 1)), "002000abcdef20000000")
    }

    func testResults() throws {
        let id = try XCTUnwrap(CarrierMessageID(octets: Array(repeating: 0x20, count: 9) + [0]))
        let taken = client.result(of: gateway.submitResponse(id: id, code: 0), sequence: key)
        XCTAssertEqual(taken.code, 0)
        XCTAssertEqual(taken.id, id)
        let refused = gateway.submitResponse(id: id, code: 103)
        guard case .submitResponse(let response) = refused else { return XCTFail("no answer") }
        XCTAssertTrue(response.messageID.isZero)
        let result = client.result(of: refused, sequence: key)
        XCTAssertEqual([result.code == 0, result.isThrottled], [false, true])
        XCTAssertEqual(SMGPGatewayAdapter.smgp.meaning(of: 103), "submitting too fast")
        XCTAssertNil(result.id)
        let codes = SMGPGatewayAdapter.smgp.codes
        XCTAssertEqual(
            [
                codes.throttled, codes.structure, codes.unknownCommand, codes.tooManyConnections,
                codes.addressNotAllowed,
            ],
            [103, 10, 11, 2, 20])
    }
}

/// The two layouts of 1.3.
final class SMGPWithoutFixedFeeTests: XCTestCase {
    func testASubmitInTheOtherLayoutIsReadAndNamed() throws {
        for (written, read) in [
            (SMGP.Version.v1_3WithoutFixedFee, SMGP.Version.v1_3), (.v1_3, .v1_3WithoutFixedFee),
        ] {
            for recipients in [1, 3, 100] {
                for length in [0, 1, 6, 140, 252] {
                    var submit = SMGP.Submit()
                    submit.destinationTerminalIDs = OctetStringList(
                        [OctetString](repeating: "18900000001", count: recipients))
                    submit.content = [UInt8](repeating: 0x4E, count: length)
                    submit.feeCode = "000010"
                    let octets = try SMGP.Frame(sequence: 1, message: .submit(submit)).encoded(in: written)
                    let frame = try SMGP.Frame(decoding: octets, in: read)
                    XCTAssertEqual(frame.message, .submit(submit))
                    XCTAssertEqual(frame.deviationList, [.otherVersionLayout])
                    XCTAssertEqual(try frame.encoded(in: read), octets)
                    XCTAssertEqual(try SMGP.Frame(decoding: octets, in: written).deviationList, [])
                    // Neither layout comes out even: an error, as before.
                    var cut = Array(octets.dropLast())
                    cut[2...3] = [UInt8(cut.count >> 8), UInt8(cut.count & 0xFF)]
                    XCTAssertThrowsError(try SMGP.Frame(decoding: cut, in: read))
                }
            }
        }
        var submit = SMGP.Submit()
        submit.destinationTerminalIDs = ["18900000001"]
        let octets = try SMGP.Frame(sequence: 1, message: .submit(submit)).encoded(in: .v1_3WithoutFixedFee)
        // Only 1.3 has two layouts.
        for version in [SMGP.Version.v2_0, .v3_0] {
            XCTAssertThrowsError(try SMGP.Frame(decoding: octets, in: version))
        }
    }
}
