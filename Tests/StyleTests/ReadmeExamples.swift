import CarrierCMPP
import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport
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

    func testSendALongMessageAndRunAReceiver() async throws {
        let longText = String(repeating: "中", count: 135)
        let printed = Printed()
        async let listening: Void = Self.runAReceiver(printed)
        let address = await printed.address()
        try await Self.sendALongMessage(address, longText, printed)
        try await listening
        XCTAssertEqual(
            printed.lines[1...].sorted(), ["10690001: " + longText, "13800138000: delivered, 3 segments"].sorted())
    }

    private static func sendALongMessage(_ address: String, _ longText: String, _ printed: Printed) async throws {
        func print(_ text: String) { printed.add(text) }
        let account = CMPPAccount(id: "901234", secret: "shared secret")
        let client = SMSClient(speaking: .cmpp(.v3_0, account: account), channels: .primary(address))
        try await client.start()  // dials, and dials again after a loss
        let message = OutboundMessage(from: "10690001", to: ["13800138000"], text: longText)
        let handle = try await client.submit(message)
        for outcome in try await handle.outcomes(within: .seconds(60)) {  // one for each recipient
            print("\(outcome.recipientNumber): \(outcome.result), \(outcome.segments.count) segments")
        }
        await client.shutDown()
    }

    private static func runAReceiver(_ printed: Printed) async throws {
        func print(_ text: String) { printed.add(text) }
        let receiver = try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [GatewayAccount(id: "901234", secret: "shared secret")],
            script: .accept.reporting(.delivered, after: .milliseconds(50)))
        print("listening at \(receiver.address)")
        for await message in receiver.messages {  // whole ones, put together from their segments
            print("\(message.message.source): \(message.message.text ?? "binary")")
            break
        }
        await receiver.close()
    }

    func testDriveASessionWithYourOwnSocket() throws {
        let wire = PaperSocket()
        let timer = PaperTimer()
        let now = Moment(secondsSince1970: 1_785_556_800)
        let account = CMPPAccount(id: "901234", secret: "shared secret")
        var session = Session(
            speaking: CMPPSessionRules(.v3_0, account: account), role: .client, limits: .standard)
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

/// What the examples print; the first line says where the receiver listens.
private final class Printed: Sendable {
    private let printed = Guarded<[String]>([])
    private let first = AsyncStream.makeStream(of: String.self)

    var lines: [String] { printed.withLock { $0 } }

    func add(_ line: String) {
        printed.withLock { $0.append(line) }
        first.continuation.yield(line)
    }

    func address() async -> String {
        for await line in first.stream { return String(line.dropFirst("listening at ".count)) }
        return ""
    }
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
