import CarrierSession
import XCTest

@testable import CarrierConformance

/// Cases on virtual time, against our own gateway and client.
final class VirtualJudgeTests: XCTestCase {
    private func judge(_ text: String, dialect: String = "cmpp-3.0", role: String = "gateway") throws -> CaseResult {
        let head = "protocol \(dialect)\nrole \(role)\nclause 1\ncase 1 must \"x\"\n"
        let cases = try DialogueParser.cases(of: head + text, file: "a.cases")
        return VirtualJudge().judge(cases[0])
    }

    private func describe(_ result: CaseResult) -> String {
        let wire = result.wire.map {
            "\($0.time.nanoseconds / 1_000_000) \($0.connection) \($0.side) \($0.command) \($0.note)"
        }
        return
            ([
                "\(result.id) \(result.outcome) step \(result.step) expected \(result.expected) seen \(result.seen)"
            ] + wire).joined(separator: "\n")
    }

    func testOurOwnPeersMeetEveryCase() throws {
        let judge = VirtualJudge()
        for one in try ConformanceSuite.own().cases {
            let result = judge.judge(one)
            let isMet = [.pass, .informational].contains(result.outcome)
            XCTAssertTrue(isMet && !result.isBroken, describe(result))
        }
    }

    /// The usual gateway speaks every version at one port and serves a client of an older one in its own: the logins
    /// and submits of the older versions (cmpp.md 4.3, smgp.md 3.2).
    func testAGatewayOfEveryVersionMeetsTheCasesOfTheOlderOnes() throws {
        let suite = try ConformanceSuite.own()
        for (name, dialect, clauses) in [
            ("cmpp", "cmpp-2.0", ["7.4.1", "7.4.3"]), ("smgp", "smgp-2.0", ["3.1", "3.2", "3.4", "3.5", "6.3"]),
            ("smgp", "smgp-1.3", ["3.1", "3.2", "3.4", "3.5", "10.2"]),
            ("smgp", "smgp-1.3-without-fixed-fee", ["3.4", "3.5", "10.4"]),
        ] {
            var judge = VirtualJudge()
            judge.gatewayName = name
            let cases = suite.cases(in: dialect, judging: .gateway).filter { clauses.contains($0.id.clause) }
            XCTAssertGreaterThan(cases.count, 30, dialect)
            // A CONNECT without a body says no version: it is answered in that of the newest.
            for one in cases where !one.isSlow && one.id.description != "cmpp-2.0/gateway/7.4.1/33" {
                let result = judge.judge(one)
                XCTAssertTrue([.pass, .informational].contains(result.outcome), describe(result))
            }
        }
    }

    private static let logins: [(dialect: String, submit: String, response: String)] = [
        ("cmpp-2.0", "CMPP_SUBMIT", "CMPP_SUBMIT_RESP Result=0"),
        ("cmpp-3.0", "CMPP_SUBMIT", "CMPP_SUBMIT_RESP Result=0"),
        ("smgp-3.0", "Submit", "Submit_Resp Status=0"), ("smgp-2.0", "Submit", "Submit_Resp Status=0"),
        ("smgp-1.3", "Submit", "Submit_Resp Status=0"),
        ("smgp-1.3-without-fixed-fee", "Submit", "Submit_Resp Status=0"),
        ("sgip-1.2", "Submit", "Submit_Resp Result=0"),
    ]

    func testAGatewayIsLoggedInToAndSubmittedTo() throws {
        for (dialect, submit, response) in Self.logins {
            let text = "  login as a\n  send \(submit) as s\n  expect \(response) to s\n  sound\n"
            let result = try judge(text, dialect: dialect)
            XCTAssertEqual(result.outcome, .pass, describe(result))
        }
    }

    func testAnSPLogsInAndSubmits() throws {
        for (dialect, submit, _) in Self.logins {
            let text = "  login as a\n  expect \(submit) text='conformance'\n"
            let result = try judge(text, dialect: dialect, role: "sp")
            XCTAssertEqual(result.outcome, .pass, describe(result))
        }
    }

    func testAReportComesOverSGIPsReverseConnection() throws {
        let result = try judge(
            """
              login
              send Submit ReportFlag=1 as s
              expect Submit_Resp Result=0 to s
              reverse login as r
              expect Report SubmitSequenceNumber=$s.Sequence_Number State=0

            """, dialect: "sgip-1.2")
        XCTAssertEqual(result.outcome, .pass, describe(result))
    }

    func testAReportNamesTheMessage() throws {
        let cmpp = try judge(
            """
              login
              send CMPP_SUBMIT Registered_Delivery=1 as s
              expect CMPP_SUBMIT_RESP Result=0 to s as r
              expect CMPP_DELIVER Registered_Delivery=1 report.Msg_Id=$r.Msg_Id report.Stat='DELIVRD'

            """)
        XCTAssertEqual(cmpp.outcome, .pass, describe(cmpp))
    }

    /// 30 octets in 2.0, 33 in 3.0, and what follows in the same version (cmpp.md 3.1, 4.3).
    func testALoginIsAnsweredInTheLayoutOfAnotherVersion() throws {
        for (dialect, other, length, submit) in [
            ("cmpp-3.0", "cmpp-2.0", 30, 170), ("cmpp-2.0", "cmpp-3.0", 33, 206),
        ] {
            let result = try judge(
                """
                  connect
                  expect CMPP_CONNECT as c
                  send CMPP_CONNECT_RESP .layout=\(other) to c
                  expect CMPP_SUBMIT .deviations=0 .length=\(submit) as s
                  send CMPP_DELIVER as d
                  expect CMPP_DELIVER_RESP .deviations=0 Msg_Id=$d.Msg_Id to d

                """, dialect: dialect, role: "sp")
            XCTAssertEqual(result.outcome, .pass, describe(result))
            let response = result.wire.first { $0.command == "CMPP_CONNECT_RESP" }
            XCTAssertEqual(response?.octets.count, length)
        }
    }

    func testAReportIsTakenByTheSP() throws {
        let result = try judge(
            """
              login
              expect CMPP_SUBMIT as s
              send CMPP_SUBMIT_RESP Msg_Id=0x80B0014003E90001 to s
              send CMPP_DELIVER report.Msg_Id=0x80B0014003E90001 as d
              expect CMPP_DELIVER_RESP Result=0 Msg_Id=$d.Msg_Id to d

            """, role: "sp")
        XCTAssertEqual(result.outcome, .pass, describe(result))
    }

    func testAWrongAnswerIsToldWithItsField() throws {
        let result = try judge("  connect\n  send CMPP_CONNECT\n  expect CMPP_CONNECT_RESP Status=3\n")
        XCTAssertEqual(result.outcome, .fail)
        XCTAssertEqual(result.seen, "CMPP_CONNECT_RESP with Status 0, where Status=3 is expected")
        XCTAssertEqual(result.step, "7: expect CMPP_CONNECT_RESP Status=3")
        XCTAssertEqual(result.wire.last?.deviating, [12..<16], "Status of CMPP 3.0 stands at offset 12, 4 octets")
    }

    func testASilentPeerIsToldWhenTheLimitIsOver() throws {
        let result = try judge("  connect\n  expect CMPP_CONNECT_RESP within 3s\n")
        XCTAssertEqual(result.outcome, .fail)
        XCTAssertEqual(result.seen, "nothing came")
        XCTAssertEqual(result.duration, .seconds(3))
    }

    func testWhatIsTakenForToleratedIsNotStrict() throws {
        let result = try judge(
            """
              connect
              send CMPP_CONNECT
              expect CMPP_CONNECT_RESP Status=9 or notStrict CMPP_CONNECT_RESP Status=0

            """
        )
        XCTAssertEqual(result.outcome, .notStrict, describe(result))
    }

    func testAMalformedCaseIsSurroundedBySoundExchanges() throws {
        let result = try judge(
            "  malformed\n  login as a\n  a: send hex:0000000b_00000004_00000001\n  a: expectClosed within 10s\n")
        XCTAssertEqual(result.outcome, .pass, describe(result))
        XCTAssertEqual(result.wire.filter { $0.command == "CMPP_CONNECT" }.count, 3)
    }

    func testSecretsAreNotInTheWireLog() throws {
        let result = try judge("  connect\n  send CMPP_CONNECT\n  expect CMPP_CONNECT_RESP Status=0\n")
        let login = try XCTUnwrap(result.wire.first { $0.command == "CMPP_CONNECT" })
        XCTAssertEqual(Array(login.octets[18..<34]), [UInt8](repeating: 0, count: 16))
    }

    func testDigestsOfResponsesAreChecked() throws {
        let right = try judge("  connect\n  send CMPP_CONNECT\n  expect CMPP_CONNECT_RESP AuthenticatorISMG=digest\n")
        XCTAssertEqual(right.outcome, .pass, describe(right))
        let wrong = try judge(
            "  connect\n  send CMPP_CONNECT\n  expect CMPP_CONNECT_RESP AuthenticatorISMG=hex:00*16\n")
        XCTAssertEqual(wrong.seen, "CMPP_CONNECT_RESP with another AuthenticatorISMG")
    }

    func testAKeepAliveIsAwaitedForItsWholeTimeInNoTime() throws {
        let result = try judge("  timeout 300s\n  login\n  expect CMPP_ACTIVE_TEST within 200s\n  sound\n")
        XCTAssertEqual(result.outcome, .pass, describe(result))
        XCTAssertGreaterThan(result.duration, .seconds(29))
    }

    /// A report that comes while the suite has begun a frame is answered behind it, not in the middle of it.
    func testNothingIsSentInsideAFrameThatIsNotWhole() throws {
        let result = try judge(
            """
              login
              send CMPP_SUBMIT Registered_Delivery=1 as s
              expect CMPP_SUBMIT_RESP Result=0 to s
              send CMPP_SUBMIT Registered_Delivery=0 .cut=8 as u
              wait 5s
              send hex:00*8
              expect CMPP_SUBMIT_RESP Result=0 to u

            """)
        XCTAssertEqual(result.outcome, .pass, describe(result))
        XCTAssertEqual(result.wire.filter { $0.command == "CMPP_DELIVER_RESP" }.count, 1)
    }

    func testACaseThatCannotBePlayedSaysSo() throws {
        let result = try judge("  login\n  send CMPP_SUBMIT Src_Id='0123456789012345678901'\n  expectClosed\n")
        XCTAssertTrue(result.isBroken)
        XCTAssertTrue(result.seen.contains("CMPP_SUBMIT cannot be written: offset"), result.seen)
    }
}
