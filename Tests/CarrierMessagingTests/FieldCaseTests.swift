import CMPPCodec
import CarrierSession
import CarrierWire
import SGIPCodec
import SMGPCodec
import SMSText
import XCTest

@testable import CarrierMessaging

/// What peers of the field send, as the neutral model tells it: padding, words, labels, in every protocol.
final class FieldCaseTests: XCTestCase {
    private let key = SequenceKey(counter: 1)
    private let padded = OctetString([UInt8](repeating: 0, count: 13) + Array("10690001".utf8)) ?? ""
    private let spaced = OctetString("  10690001 " as String) ?? ""

    // MARK: Fields with NULs in front

    func testNumbersPaddedOnTheLeftKeepTheirTextAndTheirOctets() throws {
        for number in [padded, spaced] {
            var submit = CMPP.Submit()
            (submit.sourceID, submit.serviceID, submit.destinationIDs) = (number, "\0\0NEWS", [number])
            (submit.messageSource, submit.feeTerminalID) = ("\0\0\0901", number)
            let cmpp = try XCTUnwrap(CMPPBinding(.v2_0, providerID: "").submission(.submit(submit), sequence: key))
            XCTAssertEqual([cmpp.source, cmpp.serviceID, cmpp.providerID], ["10690001", "NEWS", "901"])
            XCTAssertEqual(cmpp.destinations, ["10690001"])
            XCTAssertEqual(cmpp.billing?.chargedNumber, "10690001")
            let octets = try CMPP.Frame(sequence: 1, message: .submit(submit)).encoded(in: .v2_0)
            XCTAssertEqual(try CMPP.Frame(decoding: octets, in: .v2_0).encoded(in: .v2_0), octets)

            var other = SMGP.Submit()
            (other.sourceTerminalID, other.serviceID, other.destinationTerminalIDs) = (number, "\0\0NEWS", [number])
            other.parameters.linkID = [0, 0, 0x31, 0x32, 0, 0]
            let smgp = try XCTUnwrap(SMGPBinding(.v3_0, providerID: "").submission(.submit(other), sequence: key))
            XCTAssertEqual([smgp.source, smgp.serviceID, smgp.linkID], ["10690001", "NEWS", "12"])
            XCTAssertEqual(smgp.destinations, ["10690001"])

            var third = SGIP.Submit()
            (third.spNumber, third.serviceType, third.userNumbers) = (number, "\0\0NEWS", [number])
            let sgip = try XCTUnwrap(
                SGIPBinding(.v1_2, corporationID: "").submission(.submit(third), sequence: key))
            XCTAssertEqual([sgip.source, sgip.serviceID], ["10690001", "NEWS"])
            XCTAssertEqual(sgip.destinations, ["10690001"])
        }
    }

    func testSubscribersNumbersPaddedOnTheLeftKeepTheirText() throws {
        let phone = OctetString([UInt8](repeating: 0, count: 10) + Array("13800138000".utf8)) ?? ""
        var cmpp = CMPP.Deliver()
        (cmpp.sourceTerminalID, cmpp.destinationID) = (phone, padded)
        var smgp = SMGP.Deliver()
        (smgp.sourceTerminalID, smgp.destinationTerminalID) = (phone, padded)
        var sgip = SGIP.Deliver()
        (sgip.userNumber, sgip.spNumber) = (phone, padded)
        for content in [
            CMPPBinding(.v2_0, providerID: "").inbound(.deliver(cmpp), sequence: key),
            SMGPBinding(.v3_0, providerID: "").inbound(.deliver(smgp), sequence: key),
            SGIPBinding(.v1_2, corporationID: "").inbound(.deliver(sgip), sequence: key),
        ] {
            guard case .segment(let segment) = content else { return XCTFail("no segment") }
            XCTAssertEqual([segment.source, segment.destination], ["13800138000", "10690001"])
        }
    }

    // MARK: Reports

    private func cmppReport(_ word: OctetString) throws -> DeliveryReport {
        var content = CMPP.StatusReport()
        content.status = word
        var deliver = CMPP.Deliver()
        deliver.registeredDelivery = 1
        deliver.content = try content.content(in: .v2_0)
        guard
            case .report(let report) = CMPPBinding(.v2_0, providerID: "").inbound(.deliver(deliver), sequence: key)
        else { throw MessagingError(.unsupported, field: "Deliver") }
        return report
    }

    private func smgpReport(_ word: String, err: String) throws -> DeliveryReport {
        var deliver = SMGP.Deliver()
        deliver.isReport = 1
        deliver.content =
            Array("id:0123456789 sub:001 dlvrd:001 submit date:2608161530 done date:2608161531".utf8)
            + Array(" stat:\(word) err:\(err) text:".utf8)
        guard
            case .report(let report) = SMGPBinding(.v3_0, providerID: "").inbound(.deliver(deliver), sequence: key)
        else { throw MessagingError(.unsupported, field: "Deliver") }
        return report
    }

    private func sgipReport(_ word: OctetString, _ state: SGIP.State, _ code: UInt8) throws -> DeliveryReport {
        var report = SGIP.Report()
        (report.state, report.errorCode, report.reserve) = (state, SGIP.Result(rawValue: code), word)
        guard
            case .report(let told) = SGIPBinding(.v1_2, corporationID: "").inbound(.report(report), sequence: key)
        else { throw MessagingError(.unsupported, field: "Report") }
        return told
    }

    func testStatusWordsMeanTheSameInEveryProtocol() throws {
        let words: [(String, DeliveryState)] = [
            ("MI00024", .expired), ("MI:0024", .expired), ("MN00001", .rejected), ("MK00001", .undelivered),
            ("REJECT", .rejected), ("UNDELIV", .undelivered), ("SIGFAIL", .undelivered),
        ]
        for (word, state) in words {
            let field = OctetString(word) ?? ""
            for report in [
                try cmppReport(field), try smgpReport(word, err: "006"), try sgipReport(field, .failed, 25),
            ] {
                XCTAssertEqual(report.state, state, word)
                XCTAssertEqual(report.raw, word)
            }
        }
        // ML is ACCEPTD with a reason: not final, but in SMGP, where every state is.
        XCTAssertEqual(try cmppReport("ML:0000").state, .accepted)
        XCTAssertEqual(try cmppReport("ML00000").state, .accepted)
        XCTAssertEqual(try smgpReport("ML:0000", err: "000").state, .unknown)
        // State decides whether it was delivered, whatever the word says.
        XCTAssertEqual(try sgipReport("DELIVRD", .failed, 25).state, .undelivered)
        XCTAssertEqual(try sgipReport("MI:0024", .delivered, 0).state, .delivered)
    }

    func testAWideWordOfSMGPIsKeptWholeAndNeverASuccess() throws {
        XCTAssertEqual(try smgpReport("REJECTED", err: "006").raw, "REJECTED")
        XCTAssertEqual(try smgpReport("REJECTED", err: "006").state, .rejected)
        XCTAssertEqual(try smgpReport("DELIVRDX", err: "006").state, .undelivered)
        XCTAssertEqual(try smgpReport("DELIVRD", err: "0005").errorCode, "0005")
    }

    func testAReportsMeaning() throws {
        let smgp = SMGPBinding(.v3_0, providerID: "")
        let refused = try smgpReport("UNDELIV", err: "005")
        XCTAssertEqual(refused.errorCode, "005")
        XCTAssertEqual(smgp.meaning(of: refused).english, "undeliverable: user on the black list")
        XCTAssertEqual(smgp.meaning(of: try smgpReport("DELIVRD", err: "000")).english, "delivered")
        XCTAssertEqual(smgp.meaning(of: try smgpReport("WHAT", err: "123")).english, "failed, reason unknown")
        let cmpp = CMPPBinding(.v2_0, providerID: "")
        XCTAssertEqual(
            cmpp.meaning(of: try cmppReport("MI:0024")).english, "validity period over: switched off or suspended")
        XCTAssertEqual(
            cmpp.meaning(of: try cmppReport("ID:0008")).english, "refused by a check of the gateway: flow control")
        let sgip = SGIPBinding(.v1_2, corporationID: "")
        XCTAssertEqual(sgip.meaning(of: try sgipReport("", .failed, 25)).english, "failed: user cannot communicate")
        XCTAssertEqual(sgip.meaning(of: try sgipReport("", .delivered, 0)).english, "delivered")
        XCTAssertEqual(
            sgip.meaning(of: try sgipReport("MK:0001", .failed, 29)).english, "undeliverable: unknown user")
    }

    func testCodesHaveWords() {
        let two = CMPPBinding(.v2_0, providerID: "")
        XCTAssertEqual(two.meaning(of: 10), "other error; since 2.1 Src_Id error")
        XCTAssertEqual(two.meaning(of: 14), "other error")
        // Every code that a gateway of ours answers by itself.
        let bindings: [any CarrierBinding] = [
            two, CMPPBinding(.v3_0, providerID: ""), SMGPBinding(.v3_0, providerID: ""),
            SGIPBinding(.v1_2, corporationID: ""),
        ]
        for binding in bindings {
            let codes = binding.codes
            for code in [codes.throttled, codes.structure, codes.unknownCommand] {
                XCTAssertFalse(binding.meaning(of: code).hasSuffix("\(code)"), "\(binding.name) \(code)")
            }
            for code in [codes.tooManyConnections, codes.addressNotAllowed] {
                XCTAssertFalse(binding.meaning(ofLogin: code).hasSuffix("\(code)"), "\(binding.name) \(code)")
            }
        }
    }

    // MARK: Text that is not what its coding says

    func testTheOctetsStayBesideATextThatWasNotWhatItsCodingSaid() throws {
        var assembler = InboundAssembler()
        let cases: [(UInt8, [UInt8], String, TextAnomaly)] = [
            (8, [0xFF, 0xFE, 0x00, 0x90, 0xA2, 0x8B], "退订", .littleEndian),
            (0, [0xCD, 0xCB, 0xB6, 0xA9], "退订", .mislabelled(as: .ascii, is: .gb18030)),
            (0, [0x61, 0xE9], "a\u{FFFD}", .damaged(SMSTextError(.invalidOctets(.ascii), offset: 1))),
        ]
        for (coding, octets, text, anomaly) in cases {
            let id = CarrierMessageID(1)
            assembler.receive(
                InboundSegment(id: id, from: "13800138000", to: "10690001", coding: coding, content: octets),
                at: Moment(nanoseconds: 0))
            assembler.receive(
                Submission(
                    source: "10690001", destinations: ["13800138000"], coding: coding, hasHeader: false,
                    content: octets, wantsReport: false), id: id, at: Moment(nanoseconds: 0))
            guard case .message(let message)? = assembler.nextEvent(),
                case .submitted(let submitted)? = assembler.nextEvent()
            else { return XCTFail("no messages") }
            XCTAssertEqual([message.text, submitted.text], [text, text])
            XCTAssertEqual([message.octets, submitted.octets], [octets, octets])
            XCTAssertEqual([message.textAnomalies, submitted.textAnomalies], [[anomaly], [anomaly]])
        }
    }

    func testARelayedMessageKeepsAnElementWhereItWas() throws {
        let element = InformationElement(identifier: 0x01, data: [0x80, 0x03])
        var assembler = InboundAssembler()
        for number in 1...2 {
            let header = try UserDataHeader(
                concatenation: Concatenation(reference: .octet(9), total: 2, number: UInt8(number)),
                elements: number == 1 ? [element] : []
            ).encoded()
            // The second segment has no room for an element.
            let content = header + [UInt8](repeating: 0x4E, count: number == 1 ? 4 : 134)
            assembler.receive(
                Submission(
                    source: "10690001", destinations: ["13800138000"], coding: 8, hasHeader: true, content: content,
                    wantsReport: false), id: CarrierMessageID(1), at: Moment(nanoseconds: 0))
        }
        guard case .submitted(let whole)? = assembler.nextEvent() else { return XCTFail("no message") }
        let relayed = RelayedMessage(whole, limits: .standard)
        guard case .segments(let cut) = relayed.message.content else { return XCTFail("cut anew") }
        XCTAssertEqual(cut.segments.map(\.content.count), [14, 140])
        XCTAssertEqual(relayed.losses, [])
    }
}
