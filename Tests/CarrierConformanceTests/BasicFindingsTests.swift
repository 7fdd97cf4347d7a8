import CarrierFixtures
import XCTest

@testable import CarrierConformance

/// What a basic case has found is told once, and hides nothing else.
final class BasicFindingsTests: XCTestCase {
    private func cases(_ text: String, dialect: String = "cmpp-3.0", role: String = "gateway") throws
        -> [ConformanceCase]
    {
        let head = "protocol \(dialect)\nrole \(role)\nclause 1\n"
        return BasicFindings.order(try DialogueParser.cases(of: head + text, file: "a.cases"))
    }

    private func play(_ cases: [ConformanceCase], with fault: String? = nil) throws -> [CaseResult] {
        let fault = try fault.map { try XCTUnwrap(PeerFault.named($0, of: .gateway)) }
        let judge = VirtualJudge()
        var findings = BasicFindings()
        return cases.map { findings.take(judge.judge($0, with: fault, after: findings), of: $0) }
    }

    private static let submits = """
        case 1 must "A submit of two octets is accepted."
          login
          send CMPP_SUBMIT Msg_Content=hex:4142 as s
          expect CMPP_SUBMIT_RESP Result=0 to s
        case 2 should "A keep-alive is answered behind a submit."
          login
          sound
          send CMPP_ACTIVE_TEST as t
          expect CMPP_ACTIVE_TEST_RESP to t
        case 3 info "A submit to nobody is answered."
          login
          send CMPP_SUBMIT Dest_terminal_Id=['nobody'] as s
          expect CMPP_SUBMIT_RESP to s
        case 4 must "A keep-alive has a reserved octet that is 7."
          login
          send CMPP_ACTIVE_TEST as t
          expect CMPP_ACTIVE_TEST_RESP Reserved=7 to t
        case 5 must "A submit is accepted."
          basic
          login
          send CMPP_SUBMIT as s
          expect CMPP_SUBMIT_RESP Result=0 to s

        """

    func testBasicCasesComeFirst() throws {
        XCTAssertEqual(try cases(Self.submits).map(\.id.number), [5, 1, 2, 3, 4])
    }

    /// A gateway that answers no submit would keep each of two hundred cases waiting for ten seconds.
    func testWhatNeverComesIsNotAwaitedLong() throws {
        let results = try play(try cases(Self.submits), with: "submit-response-missing")
        XCTAssertEqual(results.map(\.duration), [.seconds(10), .seconds(2), .seconds(2), .seconds(2), .zero])
        let sound = try play(try cases(Self.submits), with: "submit-refused")
        XCTAssertEqual(sound.map(\.duration), Array(repeating: .zero, count: 5))
    }

    func testWhatStandsOnAFailedBasicCaseIsUnsupportedAndSaysSo() throws {
        for fault in ["submit-response-missing", "submit-response-wrong-sequence", "submit-response-ends"] {
            let results = try play(try cases(Self.submits), with: fault)
            XCTAssertEqual(
                results.map(\.outcome), [.fail, .unsupported, .unsupported, .unsupported, .fail], fault)
            XCTAssertEqual(results.map { $0.blockedBy?.number }, [nil, 5, 5, 5, nil], fault)
        }
        let results = try play(try cases(Self.submits), with: "submit-response-missing")
        XCTAssertEqual(
            results[1].seen, "stands on cmpp-3.0/gateway/1/5, which failed: no CMPP_SUBMIT_RESP came")
        XCTAssertEqual(results[1].step, "7: expect CMPP_SUBMIT_RESP Result=0 to s")
    }

    /// The fifth case is left out, as `--case` does: then nothing is put down to it.
    func testACaseIsJudgedByItselfWhereNoBasicOneWasTried() throws {
        let chosen = try cases(Self.submits).filter { $0.id.number < 3 }
        XCTAssertEqual(try play(chosen, with: "submit-response-missing").map(\.outcome), [.fail, .notStrict])
    }

    func testWhatFailsInAnotherWayOrAtAnotherFrameStillFails() throws {
        let all = try cases(
            """
            case 1 must "A submit is refused with 9."
              basic
              login
              send CMPP_SUBMIT as s
              expect CMPP_SUBMIT_RESP Result=9 to s
            case 2 must "Another submit is refused with 9."
              login
              send CMPP_SUBMIT Msg_level=1 as s
              expect CMPP_SUBMIT_RESP Result=9 to s
            case 3 must "A submit gets the id 0: another field."
              login
              send CMPP_SUBMIT as s
              expect CMPP_SUBMIT_RESP Msg_Id=0 to s
            case 4 must "A malformed submit is refused with 9: another code came."
              login
              send CMPP_SUBMIT Msg_Length=200 as s
              expect CMPP_SUBMIT_RESP Result=9 to s
            case 5 must "A submit that is cut off is answered: nothing came."
              login
              send CMPP_SUBMIT .cut=20 as s
              expect CMPP_SUBMIT_RESP to s
            case 6 must "A login is refused: another frame."
              connect
              send CMPP_CONNECT as c
              expect CMPP_CONNECT_RESP Status=9 to c

            """)
        let results = try play(all)
        XCTAssertEqual(results.map(\.outcome), [.fail, .unsupported, .fail, .fail, .fail, .fail])
        XCTAssertEqual(results.map { $0.blockedBy?.number }, [nil, 1, nil, nil, nil, nil])
    }

    /// No report comes: what waits for one stands on that, and an incoming message that is wrong does not.
    func testAMissingReportDoesNotHideAWrongMessage() throws {
        let all = try cases(
            """
            case 1 must "A report comes."
              basic
              login
              send CMPP_SUBMIT Registered_Delivery=1 as s
              expect CMPP_SUBMIT_RESP Result=0 to s
              expect CMPP_DELIVER Registered_Delivery=1
            case 2 must "A report names its message, whatever messages come between."
              needs deliver
              login
              send CMPP_SUBMIT Registered_Delivery=1 as s
              expect CMPP_SUBMIT_RESP Result=0 to s as r
              expect CMPP_DELIVER report.Msg_Id=$r.Msg_Id
            case 3 must "A message has the coding 15."
              needs deliver
              login
              expect CMPP_DELIVER Registered_Delivery=0 Msg_Fmt=15
            case 4 must "A message comes."
              login
              expect CMPP_DELIVER Registered_Delivery=0

            """)
        let results = try play(all, with: "report-missing")
        XCTAssertEqual(results.map(\.outcome), [.fail, .unsupported, .fail, .fail])
        XCTAssertEqual(results[2].seen, "CMPP_DELIVER with Msg_Fmt 0, where Msg_Fmt=15 is expected")
    }

    /// A basic case that stands on another one is not told again either; a second thing that it finds is its own.
    func testABasicCaseStandsOnThoseBeforeIt() throws {
        let all = try cases(
            """
            case 1 must "A login is accepted."
              basic
              connect
              send CMPP_CONNECT as c
              expect CMPP_CONNECT_RESP Status=0 to c
            case 2 must "A submit is accepted."
              basic
              login
              send CMPP_SUBMIT as s
              expect CMPP_SUBMIT_RESP Result=0 to s

            """)
        XCTAssertEqual(try play(all, with: "login-refuses-all").map(\.outcome), [.fail, .unsupported])
        XCTAssertEqual(try play(all, with: "login-ends-behind").map(\.outcome), [.pass, .fail])
        XCTAssertEqual(try play(all, with: "submit-refused").map(\.outcome), [.pass, .fail])
    }

    /// An answer without its last octet is told by the basic case; another deviation in the same run is not hidden.
    func testADeviationIsToldOnce() throws {
        let all = try cases(
            """
            case 1 must "A keep-alive is answered."
              basic
              login
              send CMPP_ACTIVE_TEST as t
              expect CMPP_ACTIVE_TEST_RESP to t
            case 2 must "A second one is answered."
              login
              send CMPP_ACTIVE_TEST as t
              expect CMPP_ACTIVE_TEST_RESP to t

            """)
        var results = try play(all, with: "keep-alive-response-too-short")
        XCTAssertEqual(results.map(\.outcome), [.notStrict, .pass])
        XCTAssertTrue(results[1].seen.hasSuffix(", as in cmpp-3.0/gateway/1/1"), results[1].seen)
        var findings = BasicFindings()
        var first = CaseResult(of: all[0], .notStrict)
        first.deviations = [FailureCause("CMPP_ACTIVE_TEST_RESP", .deviates("a"))]
        var second = CaseResult(of: all[1], .notStrict)
        second.deviations = first.deviations + [FailureCause("CMPP_ACTIVE_TEST_RESP", .deviates("b"))]
        results = [findings.take(first, of: all[0]), findings.take(second, of: all[1])]
        XCTAssertEqual(results.map(\.outcome), [.notStrict, .notStrict])
        XCTAssertEqual(results[1].seen, "CMPP_ACTIVE_TEST_RESP deviates: b")
    }

    /// An octet too many behind a frame, and a frame that is never whole, are told as what they are.
    func testOctetsThatNeverBecomeAFrameAreTold() throws {
        let all = try cases(
            """
            case 1 must "A keep-alive is answered."
              login
              send CMPP_ACTIVE_TEST as t
              expect CMPP_ACTIVE_TEST_RESP to t
              expectNothing for 1s
            case 2 must "A submit is answered."
              login
              send CMPP_SUBMIT as s
              expect CMPP_SUBMIT_RESP to s

            """)
        let short = try play([all[0]], with: "keep-alive-response-too-short")[0]
        XCTAssertEqual(short.outcome, .fail)
        XCTAssertEqual(short.seen, "octets that are no whole frame")
        XCTAssertEqual(short.causes.own, [FailureCause("CMPP_ACTIVE_TEST_RESP", .unframedBehind)])
        let long = try play([all[1]], with: "submit-response-too-long")[0]
        XCTAssertEqual(long.seen, "nothing came but octets that are no whole frame")
        XCTAssertEqual(
            long.causes.own,
            [FailureCause("CMPP_SUBMIT_RESP", .unfinished), FailureCause("CMPP_SUBMIT_RESP", .silence)])
    }

    func testACaseThatCannotBePlayedIsNotPutDownToThePeer() throws {
        let all = try cases(
            Self.submits
                + """
                case 6 must "A case with a mistake."
                  login
                  send CMPP_SUBMIT Src_Id='0123456789012345678901'
                  expect CMPP_SUBMIT_RESP

                """)
        XCTAssertEqual(try play(all, with: "submit-response-missing").last?.outcome, .fail)
    }

    func testReportsNameTheBasicCase() throws {
        var report = ConformanceReport(dialect: "cmpp-3.0", role: .gateway)
        for result in try play(try cases(Self.submits), with: "submit-response-missing") { report.add(result) }
        XCTAssertFalse(report.isPassed())
        XCTAssertEqual(report.blocked, 3)
        XCTAssertTrue(report.summary.line.contains("\"unsupported\":3,\"skipped\":0,\"blocked\":3,"))
        XCTAssertTrue(report.results[1].json.line.contains("\"blockedBy\":\"cmpp-3.0/gateway/1/5\""))
        XCTAssertFalse(report.results[0].json.line.contains("blockedBy"))
        XCTAssertTrue(report.junit.contains("<skipped message=\"stands on cmpp-3.0/gateway/1/5, which failed"))
        XCTAssertTrue(report.html().contains("<dd><a href=\"#c-1-5\">cmpp-3.0/gateway/1/5</a></dd>"))
    }

    func testFaultsThatACaseFindsAreOnesThatThereAre() throws {
        let text = "case 1 must \"x\"\n  detects submit-refused\n  detects no-such-fault\n  login\n  sound\n"
        XCTAssertThrowsError(try cases(text)) { error in
            XCTAssertEqual(
                "\(error)", "a.cases:6:11: \"no-such-fault\" is no fault of the role gateway; see Docs/faults.md")
        }
        let good = try cases("case 1 must \"x\"\n  detects submit-refused login-digest\n  login\n  sound\n")
        XCTAssertEqual(good[0].detects, ["submit-refused", "login-digest"])
    }
}
