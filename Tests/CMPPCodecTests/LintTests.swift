import CMPPCodec
import CarrierTestSupport
import CarrierWire
import XCTest

/// Values that the octets allow and cmpp.md forbids.
final class LintTests: XCTestCase {
    /// A SUBMIT with nothing to say about in either version.
    private func submit() -> CMPP.Submit {
        var submit = CMPP.Submit()
        submit.segmentCount = 1
        submit.segmentNumber = 1
        submit.registeredDelivery = .wanted
        submit.serviceID = "TEST"
        submit.feeUserType = .provider
        submit.messageSource = "901234"
        submit.feeType = "01"
        submit.feeCode = "000000"
        submit.sourceID = "10658000"
        submit.destinationIDs = ["13800138000"]
        submit.content = Array("Hello CMPP".utf8)
        return submit
    }

    private func deliver() -> CMPP.Deliver {
        var deliver = CMPP.Deliver()
        deliver.destinationID = "10658000"
        deliver.sourceTerminalID = "13800138000"
        deliver.content = Array("TD".utf8)
        return deliver
    }

    private func found(_ message: CMPP.Message, in version: CMPP.Version) -> [String] {
        CMPP.Frame(sequence: 1, message: message).lint(in: version).map { "\($0.field) \($0.section)" }
    }

    private func submitted(in version: CMPP.Version = .v3_0, _ change: (inout CMPP.Submit) -> Void) -> [String] {
        var submit = submit()
        change(&submit)
        return found(.submit(submit), in: version)
    }

    private func delivered(in version: CMPP.Version = .v3_0, _ change: (inout CMPP.Deliver) -> Void) -> [String] {
        var deliver = deliver()
        change(&deliver)
        return found(.deliver(deliver), in: version)
    }

    /// What the field does and the specification does not know (sections 6.7 and 9.3).
    private static let remarks = [
        "deliver_report_v30_failed": "Msg_Content at octet 89: Stat MK:0001 is not specified (section 6.7)",
        "quirk_deliver_mo_v20_udhi_0x40": "TP_udhi at octet 52: 64 is above 1 (section 9.3)",
    ]

    func testNothingIsSaidOfLawfulFrames() throws {
        for version in CMPP.Version.allCases {
            XCTAssertEqual(submitted(in: version) { _ in }, [])
            XCTAssertEqual(delivered(in: version) { _ in }, [])
        }
        for vector in try WireVector.all("cmpp") where vector.isConformant {
            let version = try XCTUnwrap(CMPP.Version(rawValue: vector.protocolName))
            let findings = try CMPP.Frame(decoding: vector.octets, in: version).lint(in: version)
            let expected = LintTests.remarks[vector.name].map { [$0] } ?? []
            XCTAssertEqual(findings.map(\.description), expected, vector.name)
        }
    }

    func testPartsAndTheirHeader() {
        XCTAssertEqual(submitted { $0.segmentCount = 0 }, ["Pk_total 3.5", "Pk_number 3.5"])
        XCTAssertEqual(submitted { $0.segmentNumber = 0 }, ["Pk_number 3.5"])
        XCTAssertEqual(
            submitted {
                $0.segmentCount = 2
                $0.segmentNumber = 3
            }, ["Pk_number 3.5"])
        func part(_ header: [UInt8], _ number: UInt8, _ count: UInt8, _ indicator: UInt8 = 1) -> [String] {
            submitted {
                $0.userDataHeaderIndicator = indicator
                $0.content = header + Array("text".utf8)
                $0.segmentCount = count
                $0.segmentNumber = number
            }
        }
        XCTAssertEqual(part([5, 0, 3, 42, 3, 2], 2, 3), [])
        XCTAssertEqual(part([6, 8, 4, 1, 42, 3, 2], 2, 3), [])
        XCTAssertEqual(part([11, 5, 4, 1, 2, 3, 4, 0, 3, 42, 3, 2], 1, 3), ["Pk_number 9.3"])
        XCTAssertEqual(part([5, 0, 3, 42, 3, 2], 1, 2), ["Pk_number 9.3"])
        // Many senders leave 1 of 1.
        XCTAssertEqual(part([5, 0, 3, 42, 3, 2], 1, 1), [])
        XCTAssertEqual(part([5, 0, 3, 42, 3, 2], 2, 3, 0x40), ["TP_udhi 9.3"])
        XCTAssertEqual(part([200], 1, 1), ["TP_udhi 9.3"])
        XCTAssertEqual(part([0], 1, 1), ["TP_udhi 9.3"])
        XCTAssertEqual(part([5, 0, 200, 1, 1, 1], 2, 3), [])
    }

    func testReceivers() {
        XCTAssertEqual(submitted { $0.destinationIDs = [] }, ["DestUsr_tl 3.5"])
        let many: (Int) -> OctetStringList = { OctetStringList(repeating: "13800138000", count: $0) }
        XCTAssertEqual(submitted { $0.destinationIDs = many(99) }, [])
        XCTAssertEqual(submitted { $0.destinationIDs = many(100) }, ["DestUsr_tl 3.5"])
        XCTAssertEqual(submitted { $0.destinationIDs = ["8613900139000", "+8613700137000"] }, [])
        XCTAssertEqual(
            submitted { $0.destinationIDs = ["", "abc"] }, ["Dest_terminal_Id 1.5", "Dest_terminal_Id 1.5"])
        XCTAssertEqual(
            submitted {
                $0.destinationIDs = ["P0123456789"]
                $0.destinationType = .pseudonym
            }, [])
        XCTAssertEqual(submitted(in: .v2_0) { $0.destinationIDs = many(2) }, ["Registered_Delivery 8.5"])
        XCTAssertEqual(
            submitted(in: .v2_0) {
                $0.destinationIDs = many(2)
                $0.registeredDelivery = .none
            }, [])
        XCTAssertEqual(
            submitted(in: .v2_0) {
                $0.destinationIDs = many(2)
                $0.registeredDelivery = .billing
            }, ["Registered_Delivery 8.5"])
    }

    func testFlagsCodesAndPrices() {
        XCTAssertEqual(submitted(in: .v2_0) { $0.registeredDelivery = .billing }, [])
        XCTAssertEqual(submitted { $0.registeredDelivery = .billing }, ["Registered_Delivery 3.5"])
        XCTAssertEqual(submitted { $0.messageID.rawValue = 1 }, ["Msg_Id 3.5"])
        XCTAssertEqual(submitted { $0.feeUserType.rawValue = 4 }, ["Fee_UserType 3.5"])
        XCTAssertEqual(submitted { $0.feeUserType = .feeTerminal }, ["Fee_terminal_Id 3.5"])
        XCTAssertEqual(submitted { $0.feeTerminalID = "13800138000" }, ["Fee_terminal_Id 9.2"])
        XCTAssertEqual(submitted { $0.feeTerminalType.rawValue = 2 }, ["Fee_terminal_type 3.5"])
        XCTAssertEqual(submitted { $0.destinationType.rawValue = 2 }, ["Dest_terminal_type 3.5"])
        XCTAssertEqual(submitted { $0.feeType = "04" }, ["FeeType 3.5"])
        XCTAssertEqual(submitted(in: .v2_0) { $0.feeType = "05" }, [])
        for wrong: OctetString in ["", "1", "06", "00", "0a"] {
            XCTAssertEqual(submitted(in: .v2_0) { $0.feeType = wrong }, ["FeeType 3.5"], wrong.description)
        }
        XCTAssertEqual(submitted { $0.feeCode = "1.5" }, ["FeeCode 3.5"])
        XCTAssertEqual(submitted { $0.userDataHeaderIndicator = 2 }, ["TP_udhi 9.3"])
        XCTAssertEqual(submitted(in: .v2_0) { $0.linkID = "x" }, ["Reserve 3.5"])
        XCTAssertEqual(submitted { $0.linkID = "01234567890123456789" }, [])
    }

    func testTimes() {
        XCTAssertEqual(submitted { $0.validTime = "000002000000000R" }, [])
        XCTAssertEqual(submitted { $0.validTime = "260801120000" }, ["ValId_Time 7"])
        XCTAssertEqual(submitted { $0.atTime = "261301120000032+" }, ["At_Time 7"])
    }

    func testContent() {
        XCTAssertEqual(submitted { $0.content = [UInt8](repeating: 65, count: 159) }, [])
        XCTAssertEqual(submitted { $0.content = [UInt8](repeating: 65, count: 160) }, ["Msg_Length 3.5"])
        XCTAssertEqual(submitted { $0.content = [] }, [])
        XCTAssertEqual(submitted { $0.content = [0x80] }, ["Msg_Content 9.4"])
        func coded(_ coding: CMPP.DataCoding, _ count: Int) -> [String] {
            submitted {
                $0.dataCoding = coding
                $0.content = [UInt8](repeating: 65, count: count)
            }
        }
        XCTAssertEqual(coded(.ucs2, 140), [])
        XCTAssertEqual(coded(.ucs2, 142), ["Msg_Length 3.5"])
        XCTAssertEqual(coded(.ucs2, 3), ["Msg_Content 9.4"])
        XCTAssertEqual(coded(.gb, 141), ["Msg_Length 3.5"])
        XCTAssertEqual(coded(CMPP.DataCoding(rawValue: 9), 4), ["Msg_Fmt 3.5"])
    }

    func testDelivers() throws {
        XCTAssertEqual(delivered { $0.content = [UInt8](repeating: 65, count: 160) }, [])
        XCTAssertEqual(delivered { $0.content = [UInt8](repeating: 65, count: 161) }, ["Msg_Length 3.8"])
        XCTAssertEqual(delivered { $0.sourceTerminalType.rawValue = 9 }, ["Src_terminal_type 3.8"])
        XCTAssertEqual(delivered(in: .v2_0) { $0.linkID = "x" }, ["Reserved 3.8"])
        XCTAssertEqual(delivered { $0.registeredDelivery = 1 }, ["Msg_Content 3.9"])
        var report = CMPP.StatusReport()
        report.status = "DELIVRD"
        report.submitTime = "2608011200"
        report.doneTime = "2608011201"
        func reported(_ change: (inout CMPP.StatusReport) -> Void) throws -> [String] {
            var copy = report
            change(&copy)
            let content = try copy.content(in: .v3_0)
            return delivered {
                $0.registeredDelivery = 1
                $0.dataCoding = CMPP.DataCoding(rawValue: 99)
                $0.content = content
            }
        }
        // In a report Msg_Fmt is meaningless.
        XCTAssertEqual(try reported { _ in }, [])
        XCTAssertEqual(try reported { $0.status = "MK:0001" }, ["Msg_Content 6.7"])
        XCTAssertEqual(try reported { $0.status = "ACCEPTD" }, ["Msg_Content 6.7"])
        XCTAssertEqual(try reported { $0.doneTime = "" }, ["Msg_Content 7"])
    }

    func testOtherCommands() {
        var connect = CMPP.Connect()
        connect.sourceAddress = "90123"
        connect.version.rawValue = 0x7F
        connect.timestamp = 1
        XCTAssertEqual(
            found(.connect(connect), in: .v2_0), ["Source_Addr 3.2", "Version 4.3", "Timestamp 4.1"])
        var response = CMPP.ConnectResponse()
        response.status = .authentication
        XCTAssertEqual(found(.connectResponse(response), in: .v3_0), [])
        response.authenticator = MD5.digest(of: [])
        XCTAssertEqual(found(.connectResponse(response), in: .v3_0), ["AuthenticatorISMG 4.2"])
        var query = CMPP.Query()
        query.time = "2026081"
        query.queryType.rawValue = 2
        query.reserve = "x"
        XCTAssertEqual(found(.query(query), in: .v2_0), ["Query_Type 3.7", "Time 3.7", "Reserve 3.7"])
        var cancelled = CMPP.CancelResponse()
        cancelled.outcome.rawValue = 2
        XCTAssertEqual(found(.cancelResponse(cancelled), in: .v3_0), ["Success_Id 3.11"])
        var alive = CMPP.ActiveTestResponse()
        alive.reserved = 1
        XCTAssertEqual(found(.activeTestResponse(alive), in: .v3_0), ["Reserved 3.12"])
        var forward = CMPP.Forward()
        forward.segmentCount = 1
        forward.segmentNumber = 1
        forward.feeType = "04"
        forward.destinationIDs = ["1", "2"]
        forward.forwardType.rawValue = 4
        XCTAssertEqual(
            found(.forward(forward), in: .v3_0),
            ["Msg_Fwd_Type 3.13", "DestUsr_tl 3.13", "FeeType 3.13", "Src_Id 3.13"])
        XCTAssertEqual(found(.forward(forward), in: .v2_0), ["Msg_Fwd_Type 3.13"])
        forward.forwardType = .moReport
        XCTAssertEqual(found(.forward(forward), in: .v2_0), ["Msg_Length 3.14"])
    }

    func testRoutes() {
        var update = CMPP.MTRouteUpdate()
        update.routeID = 7
        XCTAssertEqual(found(.mtRouteUpdate(update), in: .v3_0), ["Route_Id 3.16"])
        update.updateType.rawValue = 3
        XCTAssertEqual(found(.mtRouteUpdate(update), in: .v2_0), ["Update_type 3.16"])
        let list = CMPP.GetMORoute()
        XCTAssertEqual(found(.getMORoute(list), in: .v3_0), ["Route_type 3.16"])
        XCTAssertEqual(found(.getMTRouteResponse(CMPP.GetMTRouteResponse()), in: .v3_0), ["Time_stamp 7"])
    }

    func testAFindingSaysWhere() throws {
        var submit = submit()
        submit.segmentCount = 2
        submit.segmentNumber = 3
        let finding = try XCTUnwrap(CMPP.Frame(sequence: 1, message: .submit(submit)).lint(in: .v3_0).first)
        XCTAssertEqual(finding, LintFinding("Pk_number", at: 21, "part 3 of 2", section: "3.5"))
        XCTAssertEqual(finding.description, "Pk_number at octet 21: part 3 of 2 (section 3.5)")
    }
}
