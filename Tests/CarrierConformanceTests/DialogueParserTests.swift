import CarrierSession
import XCTest

@testable import CarrierConformance

/// The text form of cases: what is read, and how a mistake is told.
final class DialogueParserTests: XCTestCase {
    private static let head = """
        protocol cmpp-2.0 cmpp-3.0
        role gateway
        clause cmpp-2.0 7.4.1 cmpp-3.0 8.4.1
        reference cmpp 4.1

        """

    private func cases(_ body: String) throws -> [ConformanceCase] {
        try DialogueParser.cases(of: Self.head + body, file: "a.cases")
    }

    private func mistake(_ text: String, file: StaticString = #filePath, line: UInt = #line) -> String {
        do throws(DialogueError) {
            _ = try DialogueParser.cases(of: text, file: "a.cases")
            XCTFail("nothing was refused", file: file, line: line)
            return ""
        } catch {
            return error.description
        }
    }

    private func mistake(in body: String, file: StaticString = #filePath, line: UInt = #line) -> String {
        mistake(Self.head + body, file: file, line: line)
    }

    func testACaseIsReadForEachOfItsProtocols() throws {
        let read = try cases(
            """
            case 2 must "A login with a wrong digest is refused."  # why not
              timeout 30s
              connect
              send CMPP_CONNECT AuthenticatorSource=hex:00*16 .pieces=1 as c
              expect CMPP_CONNECT_RESP Status=3 to c within 5s or notStrict closed
            """)
        XCTAssertEqual(
            read.map(\.id.description), ["cmpp-2.0/gateway/7.4.1/2", "cmpp-3.0/gateway/8.4.1/2"])
        XCTAssertEqual(read[0].level, .must)
        XCTAssertEqual(read[0].requirement, "A login with a wrong digest is refused.")
        XCTAssertEqual(read[0].reference, "cmpp 4.1")
        XCTAssertEqual(read[0].timeLimit, .seconds(30))
        XCTAssertEqual(read[0].source, "a.cases:5")
        XCTAssertEqual(read[0].steps.count, 3)
        XCTAssertEqual(read[0].steps[2].line, 9)
    }

    func testOnlyLimitsACaseToSomeProtocols() throws {
        let read = try cases("case 1 should \"x\"\n  only cmpp-3.0\n  connect\n  expectClosed within 10s\n")
        XCTAssertEqual(read.map(\.id.dialect), ["cmpp-3.0"])
    }

    func testMeanwhileTakesTheLinesThatAreIndentedFurther() throws {
        let read = try cases(
            """
            case 1 must "x"
              login as a
              meanwhile
                a: wait 1s
                a: expectClosed
              b: connect as b
              b: expectClosed
            """)
        guard case .meanwhile(let inner) = read[0].steps[1].verb else { return XCTFail("no meanwhile") }
        XCTAssertEqual(inner.map(\.text), ["a: wait 1s", "a: expectClosed"])
        XCTAssertEqual(read[0].steps.map(\.connection), [nil, nil, "b", "b"])
    }

    func testMistakesAreToldWithTheirPlace() {
        XCTAssertEqual(
            mistake(in: "case 1 must \"x\"\n  connect\n  expct CMPP_CONNECT\n").prefix(35),
            "a.cases:7:3: \"expct\" is no verb: co")
        XCTAssertEqual(
            mistake(in: "case 1 must \"x\"\n  expect CMPP_Connect_resp\n"),
            "a.cases:6:10: cmpp-2.0 has no command CMPP_Connect_resp, but CMPP_CONNECT_RESP")
        XCTAssertEqual(
            mistake(in: "case 1 must \"x\"\n  expect CMPP_CONNECT_RESP status=3\n"),
            "a.cases:6:28: CMPP_CONNECT_RESP of cmpp-2.0 has no field status, but Status")
        XCTAssertEqual(
            mistake(in: "case 1 must \"x\"\n  connect\n"), "a.cases:5:1: the case expects nothing: it can only pass")
        XCTAssertEqual(
            mistake(in: "case 1 must \"x\n  connect\n"), "a.cases:5:13: the quotation mark is not closed")
        XCTAssertEqual(
            mistake(in: "case 1 must \"x\"\n  expect CMPP_SUBMIT_RESP to s\n"),
            "a.cases:6:30: no frame above is named s")
        XCTAssertEqual(
            mistake(in: "case 1 must \"x\"\n  expect CMPP_SUBMIT LinkID=''\n"),
            "a.cases:6:22: CMPP_SUBMIT of cmpp-2.0 has no field LinkID")
        XCTAssertEqual(mistake("role boss\n"), "a.cases:1:6: the role is gateway or sp, not \"boss\"")
        XCTAssertEqual(mistake("case 1 must \"x\"\n"), "a.cases:1:1: the line protocol is missing above")
        XCTAssertEqual(
            mistake(in: "case 1 must \"x\"\n  sound\ncase 1 must \"x\"\n  sound\n"),
            "a.cases:7:1: cmpp-2.0/gateway/7.4.1/1 is there already")
        XCTAssertEqual(
            mistake(in: "case 1 must \"x\"\n    sound\n  sound\n"),
            "a.cases:7:1: the indentation is that of no line above")
    }

    func testTheLayoutOfAFrameIsAnotherVersionOfTheProtocolAndStandsFirst() throws {
        let submit = "case 1 must \"x\"\n  send CMPP_SUBMIT .layout=cmpp-3.0 LinkID='1' as s\n"
        let read = try cases(submit + "  expect CMPP_SUBMIT_RESP to s\n")
        guard case .send(let sending) = read[0].steps[0].verb else { return XCTFail("nothing is sent") }
        XCTAssertEqual(sending.layout?.name, "cmpp-3.0")
        XCTAssertEqual(
            mistake(in: "case 1 must \"x\"\n  send CMPP_SUBMIT .layout=smgp-3.0\n"),
            "a.cases:6:28: \"smgp-3.0\" is none of cmpp-2.0, cmpp-3.0, or has no CMPP_SUBMIT")
        XCTAssertEqual(
            mistake(in: "case 1 must \"x\"\n  send CMPP_SUBMIT Pk_total=1 .layout=cmpp-3.0\n"),
            "a.cases:6:39: .layout stands in front of the fields")
    }

    func testHostileTextIsRefusedInBoundedTime() {
        XCTAssertTrue(
            mistake(in: "case 1 must \"x\"\n  expect CMPP_SUBMIT Src_Id=" + String(repeating: "[", count: 4000))
                .contains("nested too deep"))
        XCTAssertTrue(
            mistake(in: "case 1 must \"x\"\n  send " + String(repeating: "a", count: 5000)).contains("longer"))
        XCTAssertTrue(
            mistake(in: "case 1 must \"x\"\n  send CMPP_SUBMIT times 99999999999999999999\n").contains("1 to"))
        XCTAssertTrue(mistake(in: "case 1 must \"x\"\n  wait 999999999999999999999h\n").contains("duration"))
        let many = String(repeating: "  sound\n", count: 1001)
        XCTAssertTrue(mistake(in: "case 1 must \"x\"\n" + many).contains("too many lines"))
        XCTAssertTrue(mistake("\u{0}\u{1}\n").contains("no directive"))
    }

    func testTheSuitesOwnCasesAreReadAndTheirNamesDiffer() throws {
        let suite = try ConformanceSuite.own()
        XCTAssertFalse(suite.cases(in: "cmpp-3.0", judging: .gateway).isEmpty)
        XCTAssertEqual(Set(suite.cases.map(\.id)).count, suite.cases.count)
    }

    func testACaseIsSelectedByItsNameOrTheBeginningOfIt() {
        let id = CaseID(dialect: "cmpp-3.0", role: .gateway, clause: "8.4.3", number: 12)
        for selection in ["cmpp-3.0", "cmpp-3.0/gateway/", "cmpp-3.0/gateway/8.4", "cmpp-3.0/gateway/8.4.3/12"] {
            XCTAssertTrue(id.isSelected(by: selection), selection)
        }
        for selection in ["cmpp-3", "cmpp-3.0/gateway/8.4.3/1", "cmpp-3.0/gateway/8.4.30", "gateway"] {
            XCTAssertFalse(id.isSelected(by: selection), selection)
        }
    }
}
