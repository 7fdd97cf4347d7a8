@testable import CarrierCMPP
import CMPPCodec
import CarrierSession
import CarrierTestSupport
import CarrierWire
import SMSText
import XCTest

import CarrierMessaging

/// The neutral model in CMPP's fields and back: cmpp.md 3.5, 3.8, 3.9, 5, 6.7, 7, 8.5, 9.3, 9.6.
final class CMPPMappingTests: XCTestCase {
    private let versions: [CMPP.Version] = [.v2_0, .v3_0]
    /// 2026-08-01 12:00:00 Beijing time.
    private let noon = Moment(secondsSince1970: 1_785_556_800)

    private func client(_ version: CMPP.Version) -> CMPPClientMapping {
        CMPPClientMapping(version, providerID: "901234")
    }

    private func gateway(_ version: CMPP.Version) -> CMPPGatewayMapping { CMPPGatewayMapping(version) }

    private func submits(_ message: OutboundMessage, _ version: CMPP.Version) throws -> [CMPP.Submit] {
        return try CarrierTestSupport.submits(
            of: message, speaking: adapter(version), as: client(version), at: noon
        ).compactMap { if case .submit(let submit) = $0 { submit } else { nil } }
    }

    private func adapter(_ version: CMPP.Version) -> CMPPClientAdapter {
        .cmpp(version, account: CMPPAccount(id: "901234", secret: "s"))
    }

    private func refusal(_ message: OutboundMessage, _ version: CMPP.Version) -> MessagingError? {
        CarrierTestSupport.refusal(of: message, speaking: adapter(version), at: noon)
    }

    private func issues(_ message: OutboundMessage, _ version: CMPP.Version) -> [MessagingError] {
        CarrierTestSupport.issues(in: message, speaking: adapter(version), at: noon)
    }

    func testEveryFieldOfASubmit() throws {
        for version in versions {
            var message = OutboundMessage(from: "10690001", to: ["13800138000"], text: "你好", coding: .ucs2)
            message.extensionCode = "88"
            message.serviceID = "NEWS"
            message.priority = 3
            message.protocolID = 0x7F
            message.billing.payer = .chargedNumber
            message.billing.chargedNumber = "13900139000"
            message.billing.feeType = .perMessage
            message.billing.feeCode = "000100"
            message.expiry = .after(.seconds(2 * 86_400))
            message.schedule = .at(noon)
            message.messageClass = 0
            let submit = try submits(message, version)[0]
            XCTAssertEqual(submit.sourceID.text, "1069000188")
            XCTAssertEqual(submit.destinationIDs.map(\.text), ["13800138000"])
            XCTAssertEqual(submit.serviceID.text, "NEWS")
            XCTAssertEqual(submit.messageSource.text, "901234")
            XCTAssertEqual(submit.messageLevel, 3)
            XCTAssertEqual(submit.protocolID, 0x7F)
            XCTAssertEqual(submit.feeUserType.rawValue, 3)
            XCTAssertEqual(submit.feeTerminalID.text, "13900139000")
            XCTAssertEqual(submit.feeType.text, "02")
            XCTAssertEqual(submit.feeCode.text, "000100")
            // Section 7: two days, and noon at UTC+8.
            XCTAssertEqual(submit.validTime.text, "000002000000000R")
            XCTAssertEqual(submit.atTime.text, "260801120000032+")
            XCTAssertEqual(submit.registeredDelivery.rawValue, 1)
            XCTAssertEqual(submit.segmentCount, 1)
            XCTAssertEqual(submit.segmentNumber, 1)
            XCTAssertEqual(submit.userDataHeaderIndicator, 0)
            // Flash in UCS-2.
            XCTAssertEqual(submit.dataCoding.rawValue, 0x18)
            XCTAssertEqual(submit.content, [0x4F, 0x60, 0x59, 0x7D])
            XCTAssertEqual(submit.messageID.rawValue, 0)
        }
    }

    func testFeeTypesOfBothVersions() throws {
        func digits(_ type: Billing.FeeType, _ version: CMPP.Version) throws -> String {
            var message = OutboundMessage(from: "1", to: ["2"], text: "a")
            message.billing.feeType = type
            return try submits(message, version)[0].feeType.text
        }
        for (type, expected) in [
            (Billing.FeeType.free, "01"), (.perMessage, "02"), (.monthly, "03"), (.other("9"), "9"),
        ] {
            for version in versions { XCTAssertEqual(try digits(type, version), expected) }
        }
        XCTAssertEqual(try digits(.capped, .v2_0), "04")
        XCTAssertEqual(try digits(.collectedByProvider, .v2_0), "05")
        for type in [Billing.FeeType.capped, .collectedByProvider] {
            XCTAssertThrowsError(try digits(type, .v3_0)) { error in
                XCTAssertEqual(error as? MessagingError, MessagingError(.unsupported, field: "FeeType"))
            }
        }
    }

    func testVersion3Only() throws {
        var message = OutboundMessage(from: "10690001", to: ["abc"], text: "hi")
        message.linkID = "12345678901234567890"
        message.destinationsArePseudonyms = true
        message.billing.chargedNumberIsPseudonym = true
        let submit = try submits(message, .v3_0)[0]
        XCTAssertEqual(submit.linkID.text, "12345678901234567890")
        XCTAssertEqual(submit.destinationType, .pseudonym)
        XCTAssertEqual(submit.feeTerminalType, .pseudonym)
        let issues = issues(message, .v2_0)
        XCTAssertEqual(
            issues,
            ["Fee_terminal_type", "Dest_terminal_type", "LinkID"].map { MessagingError(.unsupported, field: $0) })
        XCTAssertEqual(refusal(message, .v2_0), issues.first)
    }

    /// A field too long is refused by name, nothing is counted, and the list of issues begins with the refusal.
    func testFieldsTooLongAreRefusedByName() {
        func long(_ count: Int) -> String { String(repeating: "1", count: count) }
        for version in versions {
            let width = version == .v2_0 ? 21 : 32
            let cases: [(FieldName, Int, (inout OutboundMessage, String) -> Void)] = [
                ("Service_Id", 10, { $0.serviceID = $1 }), ("Msg_src", 6, { $0.providerID = $1 }),
                ("Fee_terminal_Id", width, { $0.billing.chargedNumber = $1 }),
                ("FeeCode", 6, { $0.billing.feeCode = $1 }), ("FeeType", 2, { $0.billing.feeType = .other($1) }),
                ("Src_Id", 21, { $0.source = $1 }), ("Dest_terminal_Id", width, { $0.destinations = [$1] }),
            ]
            for (field, limit, change) in cases {
                var message = OutboundMessage(from: "1", to: ["2"], text: "a")
                change(&message, long(limit))
                XCTAssertNil(refusal(message, version), "\(field)")
                change(&message, long(limit + 1))
                let error = MessagingError(.tooLong(limit: limit, actual: limit + 1), field: field)
                XCTAssertEqual(refusal(message, version), error)
                XCTAssertEqual(issues(message, version), [error])
                change(&message, "é")
                XCTAssertEqual(refusal(message, version), MessagingError(.notASCII, field: field))
                change(&message, "a\0b")
                XCTAssertNotNil(refusal(message, version), "\(field)")
            }
        }
        var empty = OutboundMessage(from: "1", to: ["13800138000", ""], text: "a")
        XCTAssertEqual(refusal(empty, .v3_0), MessagingError(.noRecipient, field: "Dest_terminal_Id"))
        empty.destinations = ["2"]
        empty.expiry = .after(.seconds(100 * 86_400))
        XCTAssertEqual(refusal(empty, .v3_0), MessagingError(.outOfRange, field: "ValId_Time"))
        empty.expiry = .after(.seconds(-1))
        XCTAssertEqual(refusal(empty, .v3_0), MessagingError(.outOfRange, field: "ValId_Time"))
        empty.expiry = nil
        empty.schedule = .at(Moment(nanoseconds: .min))
        XCTAssertEqual(refusal(empty, .v3_0), MessagingError(.outOfRange, field: "At_Time"))
    }

    func testSeveralFindingsAtOnce() {
        var message = OutboundMessage(from: String(repeating: "1", count: 22), to: ["", "2"], text: "a")
        message.serviceID = "elevenchars"
        message.linkID = String(repeating: "L", count: 21)
        XCTAssertEqual(
            issues(message, .v3_0),
            [
                MessagingError(.tooLong(limit: 10, actual: 11), field: "Service_Id"),
                MessagingError(.tooLong(limit: 21, actual: 22), field: "Src_Id"),
                MessagingError(.tooLong(limit: 20, actual: 21), field: "LinkID"),
                MessagingError(.noRecipient, field: "Dest_terminal_Id"),
            ])
    }

    /// One wrong number makes the whole SUBMIT fail in 3.0, Result 13 (8.5 and 6.2); 2.0 has neither rule nor code, and
    /// a pseudonym is no number.
    func testAWrongNumberAmongTheDestinationsDemandsThirteen() {
        func demanded(_ version: CMPP.Version, _ numbers: OctetStringList, _ type: CMPP.TerminalType = .real) -> UInt32?
        {
            var submit = CMPP.Submit()
            (submit.destinationIDs, submit.destinationType) = (numbers, type)
            return gateway(version).submission(.submit(submit))?.demandedRefusal
        }
        XCTAssertEqual(demanded(.v3_0, ["13800138000", "nobody"]), 13)
        XCTAssertEqual(demanded(.v3_0, [""]), 13)
        XCTAssertNil(demanded(.v3_0, ["13800138000", "8613800138000", "+8613800138000"]))
        XCTAssertNil(demanded(.v3_0, ["9F86D081884C7D65"], .pseudonym))
        XCTAssertNil(demanded(.v2_0, ["nobody"]))
    }

    func testSegmentsCarryHeaderAndFields() throws {
        for version in versions {
            let message = OutboundMessage(
                from: "1", to: ["2"], text: String(repeating: "中", count: 135), coding: .ucs2)
            let submits = try submits(message, version)
            XCTAssertEqual(submits.map(\.segmentNumber), [1, 2, 3])
            XCTAssertEqual(submits.map(\.segmentCount), [3, 3, 3])
            XCTAssertEqual(submits.map(\.userDataHeaderIndicator), [1, 1, 1])
            XCTAssertEqual(submits.map(\.content.count), [140, 140, 8])
            XCTAssertEqual(submits.map { Array($0.content[4...5]) }, [[3, 1], [3, 2], [3, 3]])
            XCTAssertEqual(Set(submits.map { $0.content[3] }).count, 1)
        }
        // ASCII of 159 in one, 160 in two: CMPP's own limit.
        let text = String(repeating: "a", count: 160)
        let one = OutboundMessage(from: "1", to: ["2"], text: String(text.dropLast()), coding: .ascii)
        XCTAssertEqual(try submits(one, .v2_0).map(\.content.count), [159])
        let two = OutboundMessage(from: "1", to: ["2"], text: text, coding: .ascii)
        XCTAssertEqual(try submits(two, .v2_0).map(\.content.count), [159, 13])
    }

    /// 8.5: 2.0 forbids reports on several recipients of one SUBMIT; 99 recipients at most.
    func testVersion2SubmitsOnceForEachRecipientThatIsReported() throws {
        func requests(_ count: Int, _ version: CMPP.Version, _ report: OutboundMessage.ReportRequest) throws -> Int {
            let numbers = (0..<count).map { "138001\(10_000 + $0)" }
            return try submits(OutboundMessage(from: "1", to: numbers, text: "a", report: report), version).count
        }
        XCTAssertEqual(try requests(2, .v2_0, .requested), 2)
        XCTAssertEqual(try requests(2, .v2_0, .none), 1)
        XCTAssertEqual(try requests(250, .v2_0, .none), 3)
        XCTAssertEqual(try requests(250, .v3_0, .requested), 3)
    }

    // MARK: Reports

    private func report(_ version: CMPP.Version, layout: CMPP.Version) throws -> CMPP.Deliver {
        var gateway = gateway(version)
        gateway.reportLayout = layout
        let submit = ReportedSubmit(source: "10690001", serviceID: "NEWS")
        let report = DeliveryReport(
            messageID: CarrierMessageID(0x80B0_0140_03E9_0001), recipient: "13800138000", state: .undelivered,
            raw: "MK:0001", submitTime: "2608011200", doneTime: "2608011205", centreSequence: 77)
        guard
            case .deliver(let deliver) = try gateway.report(report, on: submit, envelope: CarrierMessageID(5))
        else { throw MessagingError(.unsupported, field: "report") }
        return deliver
    }

    /// 60 octets with a number of 21, 71 with one of 32; both are met in both versions (3.9).
    func testReportsOfBothLengthsInBothVersions() throws {
        for version in versions {
            for (layout, count) in [(CMPP.Version.v2_0, 60), (.v3_0, 71)] {
                let deliver = try report(version, layout: layout)
                XCTAssertEqual(deliver.content.count, count)
                XCTAssertEqual(deliver.registeredDelivery, 1)
                XCTAssertEqual(deliver.destinationID.text, "10690001")
                XCTAssertEqual(deliver.sourceTerminalID.text, "13800138000")
                XCTAssertEqual(deliver.messageID.rawValue, 5)
                XCTAssertEqual(HexText.encode(Array(deliver.content.prefix(8))), "80b0014003e90001")
                guard
                    case .report(let read) = client(version).inbound(
                        .deliver(deliver), sequence: SequenceKey(counter: 1))
                else { return XCTFail("no report") }
                XCTAssertEqual(read.messageID.number, 0x80B0_0140_03E9_0001)
                XCTAssertEqual(read.raw, "MK:0001")
                XCTAssertEqual(read.state, .undelivered)
                XCTAssertEqual(read.recipient, "13800138000")
                XCTAssertEqual(read.submitTime, "2608011200")
                XCTAssertEqual(read.doneTime, "2608011205")
                XCTAssertEqual(read.source, "10690001")
                XCTAssertEqual(read.centreSequence, 77)
            }
        }
    }

    /// 9.6: the number in the content counts; the envelope's only when that is empty.
    func testReceiverComesFromTheContent() throws {
        var deliver = try report(.v2_0, layout: .v2_0)
        deliver.sourceTerminalID = "10086"
        guard case .report(let read) = client(.v2_0).inbound(.deliver(deliver), sequence: SequenceKey(counter: 1))
        else { return XCTFail("no report") }
        XCTAssertEqual(read.recipient, "13800138000")
        for place in 35..<56 { deliver.content[place] = 0 }
        guard case .report(let bare) = client(.v2_0).inbound(.deliver(deliver), sequence: SequenceKey(counter: 1))
        else { return XCTFail("no report") }
        XCTAssertEqual(bare.recipient, "10086")
    }

    /// A gateway that sends the eight octets of the id reversed (section 5).
    func testReversedIds() throws {
        var deliver = try report(.v3_0, layout: .v3_0)
        deliver.content.replaceSubrange(0..<8, with: [0x01, 0x00, 0xE9, 0x03, 0x40, 0x01, 0xB0, 0x80])
        var reading = client(.v3_0)
        reading.reportIDsAreReversed = true
        guard case .report(let read) = reading.inbound(.deliver(deliver), sequence: SequenceKey(counter: 1)) else {
            return XCTFail("no report")
        }
        XCTAssertEqual(read.messageID.number, 0x80B0_0140_03E9_0001)
    }

    func testOtherLengthsAreMalformedReports() throws {
        for count in [0, 1, 59, 61, 70, 72, 140] {
            var deliver = CMPP.Deliver()
            deliver.registeredDelivery = 1
            deliver.content = [UInt8](repeating: 0x41, count: count)
            guard
                case .malformedReport(let octets, _) = client(.v2_0).inbound(
                    .deliver(deliver), sequence: SequenceKey(counter: 1))
            else { return XCTFail("\(count) octets") }
            XCTAssertEqual(octets.count, count)
        }
    }

    private func state(of word: String) -> DeliveryState { DeliveryState(StatusWord(word).state) }

    /// Section 6.7: the specified words, the SMSC's with its reason, everything else a final failure.
    func testStates() {
        let words: [(String, DeliveryState)] = [
            ("DELIVRD", .delivered), ("EXPIRED", .expired), ("DELETED", .deleted), ("UNDELIV", .undelivered),
            ("ACCEPTD", .accepted), ("UNKNOWN", .unknown), ("REJECTD", .rejected), ("MA:0054", .undelivered),
            ("MI:0013", .expired), ("MK:0001", .undelivered), ("MN:0001", .rejected), ("ID:0076", .rejected),
            ("SIGFAIL", .undelivered), ("AF:4", .undelivered), ("", .undelivered), ("delivrd", .undelivered),
            ("DB:0141", .undelivered),
        ]
        for (word, state) in words { XCTAssertEqual(self.state(of: word), state, word) }
        for state in DeliveryState.allCases {
            XCTAssertEqual(self.state(of: CMPPGatewayAdapter.cmpp.word(for: state)), state)
            XCTAssertEqual(state.isFinal, state != .accepted && state != .enroute)
        }
    }

    // MARK: Ids, answers and the way back

    /// Section 5: a range of ids wraps inside its sixteen bits (12-31 23:59:59, gateway 79101, sequence 65535).
    func testARangeOfIdsWrapsInsideItsSixteenBits() {
        let base = CarrierMessageID(0xCFDF_BEC1_34FD_FFFF)
        let ids = (0..<3).map { adapter(.v3_0).id(base, advancedBy: $0).number }
        XCTAssertEqual(ids, [0xCFDF_BEC1_34FD_FFFF, 0xCFDF_BEC1_34FD_0000, 0xCFDF_BEC1_34FD_0001])
    }

    func testIdsAreMadeOfTheirParts() {
        // Section 5, first row: 08-01 12:00:05, gateway 1001, sequence 1.
        let id = CMPPGatewayAdapter.cmpp.makeID(at: noon + .seconds(5), serial: 1, gateway: 1001)
        XCTAssertEqual(id.number, 0x80B0_0140_03E9_0001)
        XCTAssertEqual(CMPPGatewayAdapter.cmpp.id(id, advancedBy: 65_535).number, 0x80B0_0140_03E9_0000)
        XCTAssertEqual(CMPPGatewayAdapter.cmpp.makeID(at: noon + .seconds(5), serial: 65_537, gateway: 1001), id)
    }

    func testResultsSayWhatTheResponseMeans() {
        for version in versions {
            func result(_ code: UInt32) -> (code: UInt32, isThrottled: Bool, id: CarrierMessageID?) {
                let response = gateway(version).submitResponse(id: CarrierMessageID(9), code: code)
                return client(version).result(of: response, sequence: SequenceKey(counter: 1))
            }
            XCTAssertEqual(result(0).code, 0)
            XCTAssertEqual(result(0).id, CarrierMessageID(9))
            XCTAssertEqual(result(8).isThrottled, true)
            XCTAssertEqual(adapter(version).meaning(of: 8), "flow control")
            XCTAssertNil(result(8).id)
            XCTAssertEqual(result(4).isThrottled, false)
            XCTAssertEqual(result(4).code, 4)
            let odd = client(version).result(
                of: .activeTestResponse(CMPP.ActiveTestResponse()), sequence: SequenceKey(counter: 1))
            XCTAssertNotEqual(odd.code, 0)
        }
    }

    func testWhatAClientSendsIsWhatTheGatewayReads() throws {
        for version in versions {
            var message = OutboundMessage(
                from: "10690001", to: ["13800138000"], text: String(repeating: "文", count: 71), coding: .gb18030,
                report: .none)
            message.serviceID = "NEWS"
            message.priority = 2
            message.billing.payer = .destination
            message.billing.feeType = .monthly
            message.expiry = .at(noon + .milliseconds(300))
            message.schedule = .after(.milliseconds(86_400_001))
            let submit = try XCTUnwrap(submits(message, version).first)
            let read = try XCTUnwrap(
                gateway(version).submission(.submit(submit)))
            XCTAssertEqual(read.source, "10690001")
            XCTAssertEqual(read.destinations, ["13800138000"])
            XCTAssertEqual(read.coding, 15)
            XCTAssertTrue(read.hasHeader)
            XCTAssertFalse(read.wantsReport)
            XCTAssertEqual(read.segmentNumber, 1)
            XCTAssertEqual(read.segmentCount, 2)
            XCTAssertEqual(read.billing?.payer, .destination)
            XCTAssertEqual(read.billing?.feeType, .monthly)
            XCTAssertEqual(read.providerID, "901234")
            XCTAssertEqual(read.expiry, .at(noon + .milliseconds(300)))
            // A part of a second counts as one.
            XCTAssertEqual(read.schedule, .after(.seconds(86_401)))
            XCTAssertEqual(read.unmappedFields, [])
        }
        var odd = CMPP.Submit()
        odd.registeredDelivery = CMPP.RegisteredDelivery(rawValue: 2)
        odd.feeUserType = CMPP.FeeUserType(rawValue: 9)
        let read = gateway(.v2_0).submission(.submit(odd))
        XCTAssertEqual(read?.unmappedFields, [MessagingError(.unsupported, field: "Registered_Delivery")])
        XCTAssertNil(read?.billing)
        XCTAssertNil(gateway(.v2_0).submission(.deliver(CMPP.Deliver())))
    }

    func testDeliverWithoutLinkInVersion2() {
        let segment = InboundSegment(
            id: CarrierMessageID(1), from: "13800138000", to: "10690001", coding: 0, content: [0x41], linkID: "L")
        XCTAssertThrowsError(try gateway(.v2_0).deliver(segment)) { error in
            XCTAssertEqual(error as? MessagingError, MessagingError(.unsupported, field: "LinkID"))
        }
        XCTAssertNoThrow(try gateway(.v3_0).deliver(segment))
    }

    // MARK: Times

    func testTimesAreReadBack() {
        let times: [(String, DeliveryTime?)] = [
            ("260801120000032+", .at(noon)), ("260801040000000+", .at(noon)), ("260731230000020-", .at(noon)),
            ("260801120000532+", .at(noon + .milliseconds(500))), ("000002000000000R", .after(.seconds(172_800))),
            ("000000000130000R", .after(.seconds(90))), ("000100000000000R", nil), ("010000000000000R", nil),
            ("", nil), ("260230120000032+", nil), ("261301120000032+", nil), ("260801240000032+", nil),
            ("260801120000049+", nil), ("260801120000032x", nil), ("26080112000003+", nil), ("2608011200000３2+", nil),
        ]
        for (text, time) in times { XCTAssertEqual(DeliveryTime(smppTime: text), time, text) }
    }

    func testRelativeTimesBecomeAbsoluteOnes() {
        XCTAssertEqual(DeliveryTime.after(.seconds(60)).absolute(from: noon), .at(noon + .seconds(60)))
        XCTAssertEqual(DeliveryTime.at(noon).absolute(from: noon + .seconds(9)), .at(noon))
    }
}
