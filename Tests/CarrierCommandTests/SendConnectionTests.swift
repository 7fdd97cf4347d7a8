import CMPPCodec
import CarrierCMPP
import CarrierFixtures
import CarrierMessaging
import CarrierTestSupport
import CarrierTransport
import Foundation
import XCTest

@testable import carrier

/// The options of `carrier send` on connections that come and go, and on what is written down of them.
final class SendConnectionTests: XCTestCase {
    // What is expected follows from the command line's contract and the script of each gateway.
    private let words = [
        "send", "--protocol", "cmpp-3.0", "--account", "901234", "--secret", "test1234", "--from", "10690001", "--to",
        "13800138000", "--text", "a", "--json",
    ]

    private func run(at address: String, _ more: String...) async throws -> (ExitStatus, [JSONObject], Stage) {
        let stage = Stage()
        let status = await EntryPoint.run(words + ["--connect", address] + more, on: stage.console)
        return (status, try stage.lines.map { try XCTUnwrap(JSONReader.value(of: $0).members, $0) }, stage)
    }

    private func named(_ name: String, in lines: [JSONObject]) -> [JSONObject] {
        lines.filter { $0["event"]?.text == name }
    }

    func testWhatWasNeverSentIsToldSo() async throws {
        // Until the connection breaks nothing more is answered.
        let gateway = ScriptedGateway { index, _ in .init(isSilent: index > 50, cuts: index == 50) }
        let listener = try await gateway.listen()
        let (status, lines, _) = try await run(at: "\(listener.address)", "--count", "200")
        await listener.close()
        XCTAssertEqual(status, .differs)
        let unsent = named("outcome", in: lines).filter { $0["notSent"]?.line == "true" }
        // The cut is seen a window after the fiftieth at most, and a window at most is in flight then.
        XCTAssertGreaterThanOrEqual(unsent.count, 200 - 50 - 16 - 16)
        XCTAssertEqual(Set(unsent.map { $0["outcome"]?.text }), ["unknown"])
        let summary = try XCTUnwrap(lines.last)
        XCTAssertEqual(summary["notSent"]?.integer(as: Int.self), unsent.count)
        let sum = ["delivered", "failed", "unknown"].compactMap { summary[$0]?.integer(as: Int.self) }.reduce(0, +)
        XCTAssertEqual(sum, 200)
        let channel = try XCTUnwrap(named("channel", in: lines).last { $0["state"]?.text == "lost" })
        XCTAssertEqual(channel["address"]?.text, "\(listener.address)")
        XCTAssertEqual(channel["channel"]?.integer(as: Int.self), 1)
    }

    func testCopiesWithoutNumberThatWereNeverBegunAreOneLine() async throws {
        let gateway = ScriptedGateway { index, _ in .init(cuts: index == 5) }
        let listener = try await gateway.listen()
        let (status, lines, _) = try await run(at: "\(listener.address)", "--count", "1000000000000")
        await listener.close()
        XCTAssertEqual(status, .differs)
        let outcomes = named("outcome", in: lines)
        XCTAssertLessThan(outcomes.count, 50)
        let many = outcomes.map { $0["messages"]?.integer(as: UInt64.self) ?? 1 }.reduce(0, +)
        XCTAssertEqual(many, 1_000_000_000_000)
        XCTAssertEqual(lines.last?["violations"]?.integer(as: Int.self), 0)
    }

    func testALossIsMadeGoodAndWhatWasNotAnsweredIsSentAgain() async throws {
        let gateway = ScriptedGateway { index, _ in .init(cuts: index == 30) }
        let listener = try await gateway.listen()
        let (status, lines, _) = try await run(
            at: "\(listener.address)", "--count", "100", "--no-report", "--reconnect-for", "20s",
            "--resend-unanswered")
        await listener.close()
        XCTAssertEqual(status, .done)
        let lost = try XCTUnwrap(named("channel", in: lines).first { $0["state"]?.text == "lost" })
        XCTAssertNotNil(lost["retryIn"])
        XCTAssertEqual(named("channel", in: lines).filter { $0["state"]?.text == "open" }.count, 2)
        let marked = named("outcome", in: lines).filter { $0["maybeTwice"]?.line == "true" }
        XCTAssertGreaterThan(marked.count, 0)
        XCTAssertLessThanOrEqual(marked.count, 16)
        XCTAssertEqual(lines.last?["acceptedMessages"]?.integer(as: Int.self), 100)
        XCTAssertEqual(lines.last?["resent"]?.integer(as: Int.self), marked.count)
    }

    func testWithoutResendingWhatWasNotAnsweredIsUnknownAndTheRestGoesOn() async throws {
        let gateway = ScriptedGateway { index, _ in .init(cuts: index == 30) }
        let listener = try await gateway.listen()
        let (status, lines, _) = try await run(
            at: "\(listener.address)", "--count", "100", "--no-report", "--reconnect-for", "20s")
        await listener.close()
        XCTAssertEqual(status, .differs)
        let summary = try XCTUnwrap(lines.last)
        let unknown = try XCTUnwrap(summary["unknown"]?.integer(as: Int.self))
        XCTAssertTrue((1...16).contains(unknown), "\(unknown)")
        XCTAssertEqual(summary["acceptedMessages"]?.integer(as: Int.self), 100 - unknown)
        XCTAssertEqual(summary["notSent"]?.integer(as: Int.self), 0)
    }

    func testABackupIsUsedWhenThePrimaryIsDown() async throws {
        let gone = try await ScriptedGateway().listen()
        let primary = "\(gone.address)"
        await gone.close()
        let backup = ScriptedGateway()
        let listener = try await backup.listen()
        let (status, lines, _) = try await run(at: primary, "--backup", "\(listener.address)", "--count", "3")
        await listener.close()
        XCTAssertEqual(status, .done)
        XCTAssertEqual(backup.submissions.count, 3)
        let states = named("channel", in: lines).map { "\($0["channel"]?.line ?? "") \($0["state"]?.text ?? "")" }
        XCTAssertEqual(Array(states.prefix(2)), ["1 lost", "2 open"])
        let unusable = try await run(at: primary, "--backup", "nowhere").0
        XCTAssertEqual(unusable, .unusable)
    }

    func testTheTraceHoldsEveryFrameAndNoSecret() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("carrier-trace-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (trace, capture) = (folder.appendingPathComponent("t.jsonl"), folder.appendingPathComponent("t.pcap"))
        let gateway = ScriptedGateway()
        let listener = try await gateway.listen()
        let (status, _, stage) = try await run(
            at: "\(listener.address)", "--trace", trace.path, "--trace-pcap", capture.path)
        await listener.close()
        XCTAssertEqual(status, .done, stage.diagnostics)
        let lines = try String(contentsOf: trace, encoding: .utf8).split(separator: "\n").map {
            try XCTUnwrap(JSONReader.value(of: String($0)).members)
        }
        XCTAssertEqual(
            lines.map { "\($0["direction"]?.text ?? "") \($0["command"]?.text ?? "")" },
            [
                "sent CMPP_CONNECT", "received CMPP_CONNECT_RESP", "sent CMPP_SUBMIT", "received CMPP_SUBMIT_RESP",
                "received CMPP_DELIVER", "sent CMPP_DELIVER_RESP", "sent CMPP_TERMINATE",
                "received CMPP_TERMINATE_RESP",
            ])
        let zeros = "hex:" + String(repeating: "00", count: 16)
        XCTAssertEqual(lines[0]["fields"]?.members?["AuthenticatorSource"]?.text, zeros)
        XCTAssertEqual(lines[1]["fields"]?.members?["AuthenticatorISMG"]?.text, zeros)
        XCTAssertEqual(lines[0]["fields"]?.members?["Source_Addr"]?.text, "901234")

        let octets = try [UInt8](Data(contentsOf: capture))
        XCTAssertEqual(Array(octets.prefix(4)), [0x4D, 0x3C, 0xB2, 0xA1])
        for line in lines {
            let frame = try XCTUnwrap(HexText.decode(try XCTUnwrap(line["hex"]?.text)))
            XCTAssertTrue(contains(octets, frame), "\(line["command"]?.text ?? "")")
        }
        let unwritable = try await run(at: "127.0.0.1:1", "--trace", "/nowhere/at/all")
        XCTAssertEqual(unwritable.0, .unusable)
        XCTAssertTrue(unwritable.2.diagnostics.contains("--trace \"/nowhere/at/all\" cannot be written"))
    }

    private func contains(_ octets: [UInt8], _ part: [UInt8]) -> Bool {
        guard octets.count >= part.count else { return false }
        return (0...octets.count - part.count).contains { octets[$0..<$0 + part.count].elementsEqual(part) }
    }

    func testStatsComeWhileItStays() async throws {
        let gateway = ScriptedGateway()
        let listener = try await gateway.listen()
        let (status, lines, _) = try await run(at: "\(listener.address)", "--stay", "150ms", "--stats", "10ms")
        await listener.close()
        XCTAssertEqual(status, .done)
        let stats = named("stats", in: lines)
        XCTAssertGreaterThan(stats.count, 0)
        XCTAssertEqual(
            stats.last?.members.map(\.key),
            [
                "event", "seconds", "messages", "accepted", "refused", "outcomes", "incoming", "inFlight", "channels",
                "perSecond",
            ])
        XCTAssertEqual(stats.last?["channels"]?.integer(as: Int.self), 1)
        let unusable = try await run(at: "127.0.0.1:1", "--stats", "1ms").0
        XCTAssertEqual(unusable, .unusable)
    }
}
