import XCTest

@testable import CarrierConformance

/// Frames that must not come, and frames that are shortened together with their length.
final class AbsenceTests: XCTestCase {
    private func judge(_ body: String) throws -> CaseResult {
        let head = "protocol cmpp-3.0\nrole gateway\nclause 1\ncase 1 must \"x\"\n"
        return VirtualJudge().judge(try DialogueParser.cases(of: head + body, file: "a.cases")[0])
    }

    func testAFrameThatMustNotComeFailsTheCase() throws {
        let submit = "  login\n  send CMPP_SUBMIT Registered_Delivery=1 as s\n  expect CMPP_SUBMIT_RESP Result=0 to s\n"
        let came = try judge(submit + "  expect no CMPP_DELIVER Registered_Delivery=1 within 5s\n")
        XCTAssertEqual(came.outcome, .fail)
        XCTAssertEqual(came.expected, "no CMPP_DELIVER Registered_Delivery=1")
        XCTAssertEqual(came.seen, "CMPP_DELIVER")
        let other = try judge(submit + "  expect no CMPP_DELIVER Registered_Delivery=0 within 5s\n")
        XCTAssertEqual(other.outcome, .pass, "a report is not what must not come")
        XCTAssertEqual(other.duration, .seconds(5))
    }

    func testAShortenedFrameIsAWholeFrame() throws {
        let short = try judge(
            "  login\n  send CMPP_SUBMIT .short=100 as s\n  expect CMPP_SUBMIT_RESP Result!=0 to s within 1s\n")
        XCTAssertEqual(short.outcome, .pass, short.seen)
        let cut = try judge("  login\n  send CMPP_SUBMIT .cut=100\n  expect nothing within 1s\n")
        XCTAssertEqual(cut.outcome, .pass, "the rest of the frame is awaited")
    }

    func testWhatThePeerWasNotBroughtToIsUnsupportedWhateverElseComes() throws {
        let text =
            "protocol cmpp-3.0\nrole gateway\nclause 1\ncase 1 must \"x\"\n  needs \"a message\"\n  login\n"
            + "  send CMPP_SUBMIT Registered_Delivery=1 as s\n  expect CMPP_SUBMIT_RESP to s\n"
            + "  expect CMPP_DELIVER Registered_Delivery=0 within 1s\n"
        let result = VirtualJudge().judge(try DialogueParser.cases(of: text, file: "a.cases")[0])
        XCTAssertEqual(result.outcome, .unsupported, "a report came, but no message: \(result.seen)")
    }
}
