import CMPPCodec
import CarrierMessaging
import CarrierSession
import CarrierWire
import XCTest

/// The README's examples, compiled and run as they stand there.
final class ReadmeExamples: XCTestCase {
    func testDecodeAFrame() throws {
        let octets: [UInt8] = [0, 0, 0, 13, 0x80, 0, 0, 8, 0, 0, 0, 23, 0]
        var printed: [String] = []
        func print(_ text: String) { printed.append(text) }
        let frame = try CMPP.Frame(decoding: octets, in: .v2_0)  // throws(WireError): offset, field, reason
        if case .submit(let submit) = frame.message {
            print("\(submit.sourceID.text): segment \(submit.segmentNumber) of \(submit.segmentCount)")
        }
        print(try frame.listing(in: .v2_0))  // offset, octets, field, value: a line each
        let again = try frame.encoded(in: .v2_0)  // always the same octets
        XCTAssertEqual(again, octets)
        XCTAssertEqual(printed.count, 1)
        XCTAssertTrue(printed[0].contains("CMPP_ACTIVE_TEST_RESP"))
    }

    func testDriveASessionWithYourOwnSocket() throws {
        let wire = PaperSocket()
        let timer = PaperTimer()
        let now = Moment(secondsSince1970: 1_785_556_800)
        let account = CMPPAccount(id: "901234", secret: "shared secret")
        var session = Session(
            speaking: CMPPVocabulary(.v3_0, account: account), role: .client, limits: .standard)
        session.open(at: now)  // the TCP connection is there
        wire.write(session.takeOutput())
        wire.read().withUnsafeBytes { session.receive($0, at: now) }
        while let event = session.nextEvent() { handle(event) }
        timer.wake(at: session.nextDeadline)  // then session.advance(to: now)
        XCTAssertEqual(wire.written.count, 39, "a CONNECT (cmpp.md 3.2)")
        XCTAssertEqual(timer.deadline, now + .seconds(30), "the login's")
    }

    private func handle(_ event: SessionEvent<CMPP.Message>) {}
}

private final class PaperSocket {
    var written: [UInt8] = []
    func write(_ octets: [UInt8]) { written += octets }
    func read() -> [UInt8] { [] }
}

private final class PaperTimer {
    var deadline: Moment?
    func wake(at moment: Moment?) { deadline = moment }
}
