import CarrierTestSupport
import CarrierWire
import SMGPCodec
import XCTest

/// Values that the octets allow and smgp.md forbids.
final class LintTests: XCTestCase {
    /// A Submit with nothing to say about.
    private func submit() -> SMGP.Submit {
        var submit = SMGP.Submit()
        submit.messageType = .mobileTerminated
        submit.needReport = 1
        submit.feeType = "00"
        submit.feeCode = "000000"
        submit.destinationTerminalIDs = ["18900000001"]
        submit.content = Array("Hello SMGP".utf8)
        return submit
    }

    private func deliver() -> SMGP.Deliver {
        var deliver = SMGP.Deliver()
        deliver.receiveTime = "20240816153000"
        deliver.content = Array("TD".utf8)
        return deliver
    }

    private func report() throws -> SMGP.Deliver {
        var report = SMGP.StatusReport()
        (report.submitDate, report.doneDate) = ("2408161530", "2408161531")
        (report.state, report.errorCode) = (.delivered, SMGP.ReportErrorCode("000"))
        var deliver = deliver()
        deliver.isReport = 1
        deliver.content = try report.content()
        return deliver
    }

    private func found(_ message: SMGP.Message, in version: SMGP.Version = .v3_0) -> [String] {
        SMGP.Frame(sequence: 1, message: message).lint(in: version).map { "\($0.field) \($0.section)" }
    }

    private func submitted(in version: SMGP.Version = .v3_0, _ change: (inout SMGP.Submit) -> Void) -> [String] {
        var submit = submit()
        change(&submit)
        return found(.submit(submit), in: version)
    }

    private func parameters(_ list: [(UInt16, [UInt8])]) -> [String] {
        submitted { $0.parameters = SMGP.Parameters(list.map { WireParameter(tag: $0.0, value: $0.1) }) }
    }

    func testLawfulMessages() throws {
        for version in SMGP.Version.published { XCTAssertEqual(submitted(in: version) { _ in }, []) }
        XCTAssertEqual(found(.deliver(deliver())), [])
        XCTAssertEqual(found(.deliver(try report())), [])
        for message in [SMGP.Message.activeTest(SMGP.ActiveTest()), .exitResponse(SMGP.ExitResponse())] {
            XCTAssertEqual(found(message), [])
        }
    }

    func testTheVectorsAreLawfulButForOneTag() throws {
        for vector in try WireVector.all("smgp") {
            let version = try XCTUnwrap(SMGP.Version(rawValue: vector.protocolName))
            let findings = try SMGP.Frame(decoding: vector.octets, in: version).lint(in: version)
            let expected = vector.name == "submit_unknown_tlv" ? ["TLVs"] : []
            XCTAssertEqual(findings.map(\.field.description), expected, vector.name)
        }
    }

    func testSubmit() {
        XCTAssertEqual(submitted { $0.messageType = .init(rawValue: 5) }, ["MsgType 10.3"])
        XCTAssertEqual(submitted { $0.needReport = 2 }, ["NeedReport 3.4"])
        XCTAssertEqual(submitted { $0.priority = .init(rawValue: 9) }, ["Priority 3.4"])
        XCTAssertEqual(submitted(in: .v2_0) { $0.priority = .init(rawValue: 9) }, [])
        XCTAssertEqual(submitted { $0.destinationTerminalIDs = [] }, ["DestTermIDCount 3.4"])
        let many = { OctetStringList(repeating: "1", count: $0) }
        XCTAssertEqual(submitted { $0.destinationTerminalIDs = many(101) }, ["DestTermIDCount 3.4"])
        XCTAssertEqual(submitted { $0.destinationTerminalIDs = many(100) }, [])
        XCTAssertEqual(submitted { $0.feeType = "04" }, ["FeeType 10.4"])
        XCTAssertEqual(submitted { ($0.feeCode, $0.fixedFee) = ("x", "1.5") }, ["FeeCode 10.4", "FixedFee 10.4"])
        XCTAssertEqual(submitted { $0.validTime = "tomorrow" }, ["ValidTime 8"])
        XCTAssertEqual(submitted { $0.atTime = "240817120000032+" }, [])
        XCTAssertEqual(submitted { $0.dataCoding = .init(rawValue: 24) }, ["MsgFormat 10.1"])
        XCTAssertEqual(submitted { $0.content = Array(repeating: 0x61, count: 141) }, ["MsgLength 10.2"])
        XCTAssertEqual(submitted { $0.content = [0xE4] }, ["MsgContent 10.1"])
        XCTAssertEqual(submitted { ($0.dataCoding, $0.content) = (.ucs2, [0x4F]) }, ["MsgContent 10.1"])
        XCTAssertEqual(submitted { $0.reserve = "x" }, ["Reserve 3.4"])
    }

    func testParameters() {
        XCTAssertEqual(parameters([(0x0002, [0]), (0x0003, Array("L".utf8))]), [])
        XCTAssertEqual(parameters([(0x0002, [])]), ["TP_udhi 4.2"])
        XCTAssertEqual(parameters([(0x0003, [])]), ["LinkID 4.2"])
        XCTAssertEqual(parameters([(0x0002, [0, 0])]), ["TP_udhi 4.1"])
        XCTAssertEqual(parameters([(0x0002, [0]), (0x0001, [0]), (0x0002, [0])]), ["TP_udhi 4.1"])
        XCTAssertEqual(parameters([(0x0101, [1])]), ["TLVs 4"])
        XCTAssertEqual(parameters([(0x0003, Array(repeating: 0x30, count: 21))]), ["LinkID 4"])
        XCTAssertEqual(parameters([(0x0004, [4]), (0x000B, [13])]), ["ChargeUserType 4", "SubmitMsgType 4"])
        XCTAssertEqual(parameters([(0x000F, [1])]), ["NodesCount 4"], "of Forward alone")
        XCTAssertEqual(parameters([(0x0009, [2])]), ["PkTotal 10.7"])
        XCTAssertEqual(parameters([(0x0009, [2]), (0x000A, [3])]), ["PkNumber 4"])
        XCTAssertEqual(parameters([(0x0009, [0]), (0x000A, [0])]), ["PkNumber 4"])
        XCTAssertEqual(parameters([(0x0008, [0x61])]), [])
        XCTAssertEqual(
            submitted {
                $0.destinationTerminalIDs = ["1", "2"]
                $0.parameters.destinationTerminalPseudonym = Array("abc".utf8)
            }, ["DestTermPseudo 4"])
    }

    func testHeaders() {
        let header: [UInt8] = [5, 0, 3, 9, 2, 1]
        func long(_ content: [UInt8], _ count: UInt8, _ number: UInt8) -> [String] {
            submitted {
                $0.content = content
                $0.parameters.userDataHeaderIndicator = 1
                $0.parameters.segmentCount = count
                $0.parameters.segmentNumber = number
            }
        }
        XCTAssertEqual(long(header + [0x61], 2, 1), [])
        XCTAssertEqual(long(header + [0x61], 2, 2), ["PkNumber 10.7"])
        XCTAssertEqual(long(header + [0x61], 3, 1), ["PkNumber 10.7"])
        XCTAssertEqual(long([9, 0x61], 2, 1), ["TP_udhi 10.7"])
        XCTAssertEqual(long([], 2, 1), ["TP_udhi 10.7"])
    }

    func testReportsAndDelivers() throws {
        func reported(_ change: (inout SMGP.Deliver) -> Void) throws -> [String] {
            var report = try report()
            change(&report)
            return found(.deliver(report))
        }
        XCTAssertEqual(try reported { $0.dataCoding = .ucs2 }, ["MsgFormat 6.3"])
        XCTAssertEqual(try reported { $0.content = Array("no report".utf8) }, ["MsgContent 6.3"])
        XCTAssertEqual(try reported { $0.content[81] = 0x58 }, ["MsgContent 7.3"])
        XCTAssertEqual(try reported { $0.content[44] = 0x58 }, ["MsgContent 8"])
        XCTAssertEqual(try reported { $0.isReport = 9 }, ["IsReport 3.6"])
        XCTAssertEqual(try reported { $0.receiveTime = "" }, ["RecvTime 8"])
    }

    func testLoginsAndStatuses() {
        var login = SMGP.Login()
        (login.clientID, login.timestamp, login.version) = ("30010001", 816_153_000, .v3_0)
        XCTAssertEqual(found(.login(login)), [])
        (login.clientID, login.timestamp, login.version) = ("", 1_332_000_000, .init(rawValue: 0x29))
        login.loginMode = .init(rawValue: 3)
        XCTAssertEqual(found(.login(login)), ["LoginMode 3.1", "ClientID 3.1", "TimeStamp 8", "ClientVersion 0"])
        for (status, findings) in [(UInt32(0), []), (76, []), (128, []), (255, []), (3, ["Status 7.1"])] {
            var response = SMGP.SubmitResponse()
            response.status = SMGP.Status(rawValue: status)
            XCTAssertEqual(found(.submitResponse(response)), findings, "\(status)")
        }
        var refused = SMGP.SubmitResponse()
        refused.status = .busy
        refused.messageID = SMGP.MessageID(.init(gateway: 1, month: 1, day: 1, hour: 0, minute: 0, sequence: 0))
        XCTAssertEqual(found(.submitResponse(refused)), ["MsgID 3.5"])
    }

    func testRoutes() {
        var update = SMGP.UpdateTERoute()
        update.routeID = 7
        XCTAssertEqual(found(.updateTERoute(update)), ["RouteID 3.11"])
        update.updateType = .init(rawValue: 3)
        XCTAssertEqual(found(.updateTERoute(update)), ["UpdateType 3.11"])
        var all = SMGP.GetAllSPRoute()
        all.routeType = "MT"
        XCTAssertEqual(found(.getAllSPRoute(all)), ["RouteType 3.11"])
        var listed = SMGP.GetAllTERouteResponse()
        (listed.routeTotal, listed.routeNumber, listed.time) = (2, 3, "20240816153000")
        XCTAssertEqual(found(.getAllTERouteResponse(listed)), ["RouteNumber 3.11"])
    }

    func testAFindingNamesItsPlace() throws {
        var submit = submit()
        submit.parameters = SMGP.Parameters([
            WireParameter(tag: 0x0003, value: [0x61]), WireParameter(tag: 0x0002, value: [2]),
        ])
        // 126 + 21 + 10 octets, then LinkID of 4 + 1.
        let finding = try XCTUnwrap(SMGP.Frame(sequence: 1, message: .submit(submit)).lint(in: .v3_0).first)
        XCTAssertEqual(finding.offset, 162)
        XCTAssertEqual(finding.description, "TP_udhi at octet 162: 2 is above 1 (section 4)")
    }
}
