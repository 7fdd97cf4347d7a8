import CarrierSGIP
import CarrierSMGP
import CarrierCMPP
import CMPPCodec
import CarrierMessaging
import CarrierSession
import SGIPCodec
import SMGPCodec
import XCTest

@testable import carrier

/// Codes and words are printed with what they mean.
final class WordingTests: XCTestCase {
    private func report(_ state: DeliveryState, _ raw: String, error: String = "") -> DeliveryReport {
        DeliveryReport(
            messageID: CarrierMessageID(1), recipient: "13800138000", state: state, raw: raw, errorCode: error)
    }

    private func line(_ wording: Wording, _ report: DeliveryReport) -> String {
        var lines = EventLines()
        lines.line("report") { $0.state(of: report, wording) }
        return String(decoding: lines.octets, as: UTF8.self)
    }

    func testADeliverySaysItAll() {
        let wording = Wording(CMPPGatewayAdapter(upTo: .v2_0))
        XCTAssertNil(wording.report(report(.delivered, "DELIVRD")))
        XCTAssertEqual(wording.words(of: report(.delivered, "DELIVRD")), "delivered (DELIVRD)")
        XCTAssertEqual(
            line(wording, report(.delivered, "DELIVRD")),
            "{\"event\":\"report\",\"state\":\"delivered\",\"raw\":\"DELIVRD\"}\n")
        let smgp = Wording(SMGPGatewayAdapter.smgp)
        XCTAssertNil(smgp.report(report(.delivered, "DELIVRD", error: "000")))
    }

    /// The words are those of cmpp.md 6.7, smgp.md 7.3 and 7.4, sgip.md 6.
    func testWordsAndCodesOfEveryProtocol() throws {
        let cmpp = Wording(CMPPGatewayAdapter.cmpp)
        XCTAssertEqual(cmpp.report(report(.expired, "EXPIRED")), "validity period over (消息已过有效期)")
        XCTAssertTrue(try XCTUnwrap(cmpp.report(report(.undelivered, "MA:0054"))).hasPrefix("SMSC did not answer"))
        XCTAssertTrue(line(cmpp, report(.expired, "EXPIRED")).contains("\"meaning\":\"validity period over"))
        XCTAssertEqual(cmpp.result(8), "flow control")
        XCTAssertEqual(cmpp.login(3), "authentication error")
        XCTAssertEqual(
            cmpp.words(of: .loginRefused(code: 3, by: .local)), "login refused with status 3, authentication error")
        let smgp = Wording(SMGPGatewayAdapter.smgp)
        let blacklisted = report(.undelivered, "UNDELIV", error: "005")
        XCTAssertTrue(try XCTUnwrap(smgp.report(blacklisted)).contains("user on the black list"))
        XCTAssertTrue(smgp.words(of: blacklisted).hasPrefix("undelivered (UNDELIV, error 005): "))
        XCTAssertTrue(line(smgp, blacklisted).contains("\"errorCode\":\"005\",\"meaning\":\""))
        let sgip = Wording(SGIPGatewayAdapter.sgip)
        let silent = report(.undelivered, "2:25", error: "25")
        XCTAssertTrue(try XCTUnwrap(sgip.report(silent)).contains("user cannot communicate"))
        XCTAssertTrue(line(sgip, silent).contains("\"errorCode\":\"25\""))
    }

    func testWhatAPeerWroteIsEscaped() {
        let wording = Wording(SMGPGatewayAdapter.smgp)
        let words = wording.words(of: report(.undelivered, "UN\u{1B}LIV", error: "0\u{202E}5"))
        XCTAssertTrue(words.hasPrefix("undelivered (UN\\u{1b}LIV, error 0\\u{202e}5): "), words)
    }
}
