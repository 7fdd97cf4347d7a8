import CarrierTestSupport
import CarrierWire
import SGIPCodec
import XCTest

final class LintTests: XCTestCase {
    private let sequence = SGIP.SequenceNumber(node: 3_053_141_211, time: 1_031_175_142, counter: 1)

    /// A Submit with nothing to remark on in 1.2.
    private func submit() -> SGIP.Submit {
        var submit = SGIP.Submit()
        submit.spNumber = "106551234"
        submit.chargeNumber = SGIP.Submit.providerPays
        submit.userNumbers = ["8613100001111"]
        submit.corporationID = "41211"
        submit.feeType = .free
        submit.feeValue = "0"
        submit.cause = .unsolicited
        submit.expireTime = "261101180000032+"
        submit.reportFlag = .always
        submit.content = Array("hello".utf8)
        return submit
    }

    private func fields(_ message: SGIP.Message, in version: SGIP.Version = .v1_2) -> [String] {
        SGIP.Frame(sequence: sequence, message: message).lint(in: version).map(\.field.description)
    }

    private func fields(
        in version: SGIP.Version = .v1_2, _ change: (inout SGIP.Submit) -> Void
    ) -> [String] {
        var submit = submit()
        change(&submit)
        return fields(.submit(submit), in: version)
    }

    func testNothingIsSaidOfALawfulSubmit() {
        for version in SGIP.Version.allCases { XCTAssertEqual(fields(in: version) { _ in }, []) }
    }

    func testReceivers() {
        let two: OctetStringList = ["8613100001111", "8613100002222"]
        XCTAssertEqual(fields { $0.userNumbers = two }, [])
        XCTAssertEqual(fields(in: .v1_3) { $0.userNumbers = two }, ["UserCount"])
        XCTAssertEqual(fields { $0.userNumbers = [] }, ["UserCount"])
        XCTAssertEqual(fields { $0.userNumbers = ["13100001111"] }, ["UserNumber"])
        XCTAssertEqual(fields { $0.chargeNumber = "" }, ["ChargeNumber"])
        XCTAssertEqual(fields { ($0.chargeNumber, $0.userNumbers) = ("", two) }, [])
        // 143 + 21 * 84 + 140 = 2047, one user more is above 2 KB (section 1.3).
        let many = OctetStringList(repeating: "8613100001111", count: 85)
        let content = [UInt8](repeating: 0x78, count: 140)
        XCTAssertEqual(fields { ($0.userNumbers, $0.content) = (OctetStringList(many.dropLast()), content) }, [])
        XCTAssertEqual(fields { ($0.userNumbers, $0.content) = (many, content) }, ["Message Length"])
        XCTAssertEqual(
            fields { $0.userNumbers = OctetStringList(repeating: "8613100001111", count: 101) },
            ["Message Length", "UserCount"])
    }

    func testFlagsAndNumbers() {
        XCTAssertEqual(fields { $0.reportFlag = .onFailure }, ["ReportFlag"])
        XCTAssertEqual(fields { $0.reportFlag = SGIP.ReportFlag(rawValue: 4) }, ["ReportFlag"])
        XCTAssertEqual(fields { $0.cause = .system }, [])
        XCTAssertEqual(fields(in: .v1_3) { $0.cause = .system }, ["MorelatetoMTFlag"])
        XCTAssertEqual(fields { $0.cause = SGIP.Cause(rawValue: 4) }, ["MorelatetoMTFlag"])
        XCTAssertEqual(fields { $0.priority = 10 }, ["Priority"])
        XCTAssertEqual(fields { $0.agentFlag = SGIP.AgentFlag(rawValue: 2) }, ["AgentFlag"])
        XCTAssertEqual(fields { $0.feeType = SGIP.FeeType(rawValue: 5) }, ["FeeType"])
        XCTAssertEqual(fields { $0.feeValue = "100000" }, ["FeeValue"])
        XCTAssertEqual(fields { $0.givenValue = "1.5" }, ["GivenValue"])
        XCTAssertEqual(fields { $0.corporationID = "4121x" }, ["CorpId"])
        XCTAssertEqual(fields { $0.spNumber = "" }, ["SPNumber"])
        XCTAssertEqual(fields { $0.messageType = 1 }, ["MessageType"])
    }

    func testTimes() {
        XCTAssertEqual(fields { $0.expireTime = "261301180000032+" }, ["ExpireTime"])
        XCTAssertEqual(fields { $0.scheduleTime = "000000010000000R" }, ["ScheduleTime", "ScheduleTime"])
        XCTAssertEqual(fields { $0.scheduleTime = "261101180000000+" }, ["ScheduleTime"])
    }

    func testContent() {
        XCTAssertEqual(fields { $0.userDataHeaderIndicator = 1 }, ["TP_udhi"])
        XCTAssertEqual(fields { ($0.userDataHeaderIndicator, $0.content) = (1, [5, 0, 3, 1, 1, 1, 0x41]) }, [])
        XCTAssertEqual(
            fields { ($0.userDataHeaderIndicator, $0.content) = (64, [5, 0, 3, 1, 1, 1, 0x41]) }, ["TP_udhi"])
        XCTAssertEqual(fields { $0.content = [UInt8](repeating: 0x41, count: 160) }, [])
        XCTAssertEqual(fields { $0.content = [UInt8](repeating: 0x41, count: 161) }, ["MessageLength"])
        XCTAssertEqual(
            fields { ($0.dataCoding, $0.content) = (.ucs2, [UInt8](repeating: 0x41, count: 142)) }, ["MessageLength"])
        XCTAssertEqual(fields { $0.reserve = "LNK00007" }, ["Reserve"])
    }

    func testOtherCommands() {
        var report = SGIP.Report()
        report.userNumber = "8613100001111"
        XCTAssertEqual(fields(.report(report)), [])
        report.errorCode = .absent
        XCTAssertEqual(fields(.report(report)), ["ErrorCode"])
        report.state = .failed
        XCTAssertEqual(fields(.report(report)), [])
        (report.state, report.errorCode) = (SGIP.State(rawValue: 3), .ok)
        XCTAssertEqual(fields(.report(report)), ["State"])
        var bind = SGIP.Bind()
        bind.loginType = SGIP.LoginType(rawValue: 52)
        XCTAssertEqual(fields(.bind(bind)), ["LoginType"])
        bind.loginType = .test
        XCTAssertEqual(fields(.bind(bind)), [])
    }

    func testAFindingNamesItsPlaceAndSection() throws {
        var submit = submit()
        submit.userDataHeaderIndicator = 64
        submit.content = [5, 0, 3, 1, 1, 1, 0x41]
        let found = SGIP.Frame(sequence: sequence, message: .submit(submit)).lint(in: .v1_2)
        // U + 65 with one user: 63 + 21 + 65.
        XCTAssertEqual(found, [LintFinding("TP_udhi", at: 149, "64 where 0 or 1 belongs", section: "10")])
        let early = SGIP.Frame(sequence: SGIP.SequenceNumber(node: 1, time: 7, counter: 1), message: .unbind(.init()))
        XCTAssertEqual(early.lint(in: .v1_2).map(\.field), ["Sequence Number"])
    }

    /// The specification's tables made the vectors: only remarks on practice are found in them.
    func testTheVectorsGiveOnlyRemarks() throws {
        let known = ["Reserve", "ReportFlag", "TP_udhi", "UserCount", "MessageLength", "ChargeNumber", "LoginType"]
        for vector in try WireVector.all("sgip") {
            let version = try XCTUnwrap(SGIP.Version(rawValue: vector.protocolName))
            let frame = try SGIP.Frame(decoding: vector.octets, in: version)
            for finding in frame.lint(in: version) {
                XCTAssertTrue(known.contains(finding.field.description), "\(vector.name): \(finding)")
            }
        }
    }
}
