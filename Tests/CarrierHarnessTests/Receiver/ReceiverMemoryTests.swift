import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierService
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import XCTest

/// Of connections that are gone nothing is kept but what their account is owed.
final class ReceiverMemoryTests: XCTestCase {
    /// Resident octets of this process; nil where the system does not say, and under a sanitizer, which keeps what was
    /// freed.
    private var resident: Int? {
        guard !TestMachine.isSanitized else { return nil }
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * Int(getpagesize()) }
    }

    /// Login, a submit, its response, a reset; the report is due in an hour.
    private func comeAndGo(_ receiver: ReferenceReceiver, _ frames: [UInt8], times: Int) throws {
        for _ in 0..<times {
            let client = try RawClient(to: receiver.address)
            client.send(frames)
            // CONNECT_RESP of 33 octets and SUBMIT_RESP of 24 (cmpp.md 3.3, 3.5).
            var count = 0
            while count < 33 + 24, let octets = client.receive(), !octets.isEmpty { count += octets.count }
            XCTAssertEqual(count, 33 + 24)
            client.reset()
        }
    }

    func testReportsThatAreDueInAnHourKeepNoConnection() async throws {
        var account = ReceiverBench.gatewayAccount
        account.maximumConnections = 1024
        let closings = EventRecorder<Void>()
        let receiver = try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [account],
            script: .accept.reporting(.delivered, after: .seconds(3600)),
            events: { events in
                for case .closed in events { closings.note([()]) }
            })
        var connect = CMPP.Connect()
        connect.sourceAddress = "901234"
        connect.version = .v3_0
        connect.timestamp = 0
        connect.authenticator = CMPP.Authenticator.source(
            account: Array("901234".utf8), secret: Array("shared secret".utf8), timestamp: 0)
        let frames =
            try CMPP.Frame(sequence: 1, message: .connect(connect)).encoded(in: .v3_0)
            + CMPP.Frame(sequence: 2, message: ReceiverBench.submit()).encoded(in: .v3_0)
        try comeAndGo(receiver, frames, times: 500)
        await closings.wait { $0.count >= 500 }
        let before = resident
        try comeAndGo(receiver, frames, times: 3500)
        await closings.wait { $0.count >= 4000 }
        let after = resident
        let counters = receiver.counters
        XCTAssertEqual([counters.submits, counters.reportsOwed, counters.waiting], [4000, 4000, 4000])
        XCTAssertEqual(receiver.gateway.withCore { core, _ in core.channelCount }, 0)
        // A report that waits, its submit and their tables have some 8 000 octets with what lies between them; a
        // connection that is kept has 70 000.
        if let before, let after { XCTAssertLessThan(after - before, 3500 * 16_384, "resident octets") }
        await receiver.close(draining: .zero)
        XCTAssertEqual(receiver.findings, [])
        XCTAssertEqual(receiver.counters.undeliverable, 4000)
    }
}
