import CarrierFixtures
import CarrierWire
import Foundation
import XCTest

@testable import carrier

/// `carrier decode` on recordings and capture files.
final class DecodeCaptureTests: XCTestCase {
    private func run(_ words: [String], _ input: [UInt8] = []) async -> (ExitStatus, [String], String) {
        let stage = Stage(input: input)
        let status = await EntryPoint.run(["decode"] + words, on: stage.console)
        return (status, stage.lines, stage.diagnostics)
    }

    private func path(_ name: String) -> String {
        Scenario.root.appendingPathComponent("Fixtures/captures/\(name).capture").path
    }

    private func capture(_ name: String) throws -> Capture {
        try Capture(String(contentsOfFile: path(name), encoding: .utf8), file: name)
    }

    /// A recording as a pcap file.
    private func pcap(_ name: String) throws -> [UInt8] {
        let client = try XCTUnwrap(CaptureEndpoint(address: [192, 0, 2, 10], port: 40_000))
        let server = try XCTUnwrap(CaptureEndpoint(address: [192, 0, 2, 20], port: 7890))
        var writer = CaptureFileWriter()
        var file = CaptureFileWriter.header
        for chunk in try capture(name).chunks {
            writer.write(
                chunk.octets, from: chunk.direction, client: client, server: server, at: chunk.time, into: &file)
        }
        return file
    }

    private func objects(_ lines: [String]) throws -> [JSONObject] {
        try lines.map { try XCTUnwrap(JSONReader.value(of: $0).members, $0) }
    }

    func testALineAFrame() async throws {
        let (status, lines, notes) = await run([path("cmpp-2.0-flow-control")])
        XCTAssertEqual(status, .done, notes)
        XCTAssertEqual(
            lines.prefix(5),
            [
                "# 1: client > server: cmpp-2.0",
                "     1      0.000000  #1 >   CMPP_CONNECT           account 901234 version 2.0",
                "     2      0.012000  #1 <   CMPP_CONNECT_RESP      ok version 2.0  [12 ms]",
                "     3      0.022000  #1 >   CMPP_SUBMIT            10658000123 → 13800138000 \"hello\"",
                "     4      0.026000  #1 <   CMPP_SUBMIT_RESP       8 flow control (流量控制错)  [4.0 ms]",
            ])
        let verbose = await run(["-v", path("cmpp-2.0-flow-control")])
        XCTAssertTrue(verbose.1.contains("# CMPP 2.0 CMPP_SUBMIT_RESP"))
        XCTAssertTrue(verbose.1.contains("# meaning  Result 8: flow control (流量控制错)"))
    }

    func testEveryRecordingAndItsCaptureFileSayTheSame() async throws {
        let folder = Scenario.root.appendingPathComponent("Fixtures/captures")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let name = String(name.dropLast(".capture".count))
            let (status, lines, notes) = await run(["--json"], try pcap(name))
            XCTAssertEqual(status, .done, "\(name): \(notes)")
            let all = try objects(lines)
            let flow = try XCTUnwrap(all.first)
            XCTAssertEqual(flow["event"], .string("flow"), name)
            XCTAssertEqual(flow["client"], .string("192.0.2.10:40000"), name)
            XCTAssertEqual(flow["server"], .string("192.0.2.20:7890"), name)
            XCTAssertEqual(flow["protocol"]?.text, try capture(name)["protocol"], name)
            let frames = all.filter { $0["event"] == nil }
            XCTAssertTrue(frames.allSatisfy { $0["flow"] == .integer(1) && $0["time"] != nil }, name)
            let recorded = try await objects(run(["--json", path(name)]).1).filter { $0["event"] == nil }
            XCTAssertEqual(frames.map { $0["hex"] }, recorded.map { $0["hex"] }, name)
            XCTAssertEqual(frames.map { $0["answers"] }, recorded.map { $0["answers"] }, name)
            // What decode prints of a capture is what encode reads.
            let stage = Stage(text: lines.joined(separator: "\n"))
            let encoded = await EntryPoint.run(["encode"], on: stage.console)
            XCTAssertEqual(encoded, .done, "\(name): \(stage.diagnostics)")
            XCTAssertEqual(stage.lines, frames.compactMap { $0["hex"]?.text }, name)
        }
    }

    func testLatencyReportAndWholeMessageStandInJSON() async throws {
        let (_, lines, _) = await run(["--json", path("cmpp-3.0-long-message")])
        let frames = try objects(lines).filter { $0["event"] == nil }
        XCTAssertEqual(frames[1]["latency"], .number("0.012"))
        XCTAssertEqual(frames[1]["answers"], .integer(1))
        XCTAssertEqual(frames[6]["reports"]?.members?["frame"], .integer(3))
        XCTAssertEqual(frames[12]["whole"]?.members?["text"], .string("一段二段"))
        XCTAssertEqual(frames[2]["udh"]?.members?["total"], .integer(2))
    }

    func testFilters() async throws {
        let one = await run(["--message", "0x80b0014003e90002", path("cmpp-3.0-long-message")])
        XCTAssertEqual(one.1.count, 5)
        let errors = await run(["--errors", path("cmpp-2.0-flow-control")])
        XCTAssertEqual(errors.1.count, 3)
        let none = await run(["--number", "13911112222", path("cmpp-3.0-long-message")])
        XCTAssertEqual(none.1, [])
        XCTAssertTrue(none.2.contains("nothing in the recording"), none.2)
    }

    func testCounting() async throws {
        let (status, lines, _) = await run(["--count", "--json"], try pcap("cmpp-3.0-long-message"))
        XCTAssertEqual(status, .done)
        let all = try objects(lines)
        XCTAssertEqual(all.first { $0["command"] == .string("CMPP_SUBMIT") }?["frames"], .integer(2))
        XCTAssertEqual(all.last?["frames"], .integer(16))
        let recording = await run(["--count", path("cmpp-3.0-long-message")])
        XCTAssertEqual(recording.0, .done)
        XCTAssertTrue(recording.1.contains { $0.contains("CMPP_SUBMIT ") && $0.contains("2") })
    }

    func testThePageIsOneFile() async throws {
        let page = FileManager.default.temporaryDirectory.appendingPathComponent("page-\(UUID().uuidString).html")
        defer { try? FileManager.default.removeItem(at: page) }
        let (status, lines, notes) = await run(["--html", page.path, path("sgip-1.2-reverse")])
        XCTAssertEqual(status, .done, notes)
        XCTAssertEqual(lines, [])
        let text = try String(contentsOf: page, encoding: .utf8)
        XCTAssertTrue(text.hasPrefix("<!DOCTYPE html>"))
        XCTAssertTrue(text.contains("\"Report_Resp\""))
        let wrong = await run(["--html", "/nowhere/page.html", path("sgip-1.2-reverse")])
        XCTAssertEqual(wrong.0, .unusable)
    }

    // MARK: What is wrong with files

    func testWhatIsMissingIsSaidAndTheStatusIsOne() async throws {
        let file = try pcap("cmpp-3.0-long-message")
        let cut = await run(["--json"], Array(file.dropLast(10)))
        XCTAssertEqual(cut.0, .differs)
        XCTAssertTrue(cut.2.contains("ends inside packet"), cut.2)
        // A packet that is not there: the longest, which holds both submits.
        let longest = try XCTUnwrap(capture("cmpp-3.0-long-message").chunks.map(\.octets.count).max())
        let length = longest + 40
        let little = [UInt8(length & 0xFF), UInt8(length >> 8), 0, 0]
        let size = length + 16
        let start = try XCTUnwrap(
            (24..<file.count - size).first { Array(file[$0 + 8..<$0 + 16]) == little + little })
        let lost = await run(["--json"], Array(file[..<start] + file[(start + size)...]))
        XCTAssertEqual(lost.0, .differs, lost.2)
        let events = try objects(lost.1)
        XCTAssertEqual(events.first { $0["event"] == .string("gap") }?["octets"], .integer(longest))
        XCTAssertTrue(lost.2.contains("\(longest) octets of TCP streams are not in the file"), lost.2)
    }

    func testFilesThatAreNoneAreOneLine() async throws {
        var file = try pcap("cmpp-2.0-session")
        for (octets, status, words) in [
            (Array(file.prefix(20)), .unusable, "it ends after 20 octets"),
            (Array(file.prefix(24)), .differs, "no TCP connection carried octets"),
        ] as [([UInt8], ExitStatus, String)] {
            let seen = await run([], octets)
            XCTAssertEqual(seen.0, status)
            XCTAssertEqual(seen.1, [])
            XCTAssertTrue(seen.2.contains(words), seen.2)
        }
        // A length that cannot be, in the middle: what came before is shown.
        file.replaceSubrange(24 + 16 + 40 + 8..<24 + 16 + 40 + 12, with: [0xFF, 0xFF, 0xFF, 0xFF])
        let seen = await run([], file)
        XCTAssertEqual(seen.0, .differs)
        XCTAssertTrue(seen.2.contains("nothing behind can be read"), seen.2)
    }

    /// `tshark -x`, where it is installed.
    func testWhatTsharkPrintsIsRead() async throws {
        let program = "/usr/bin/tshark"
        guard FileManager.default.isExecutableFile(atPath: program) else { throw XCTSkip("tshark is not installed") }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("x-\(UUID().uuidString).pcap")
        defer { try? FileManager.default.removeItem(at: file) }
        let octets = try pcap("cmpp-3.0-long-message")
        try Data(octets).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-r", file.path, "-x"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let printed = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let read = try await objects(run(["--json"], Array(printed)).1).compactMap { $0["hex"]?.text }
        let whole = try await objects(run(["--json"], octets).1).compactMap { $0["hex"]?.text }
        XCTAssertEqual(read, whole)
        XCTAssertEqual(read.count, 16)
    }

    func testPacketsInHexAreAConversation() async throws {
        // tcpdump -X of one packet: IP header, TCP header, CMPP_ACTIVE_TEST.
        let text = """
            12:00:00.000000 IP 10.0.0.1.40000 > 10.0.0.2.7890: Flags [P.], seq 1:13, ack 1, win 512, length 12
            \t0x0000:  4500 0034 0001 4000 4006 0000 0a00 0001  E..4..@.@.......
            \t0x0010:  0a00 0002 9c40 1ed2 0000 0001 0000 0001  .....@..........
            \t0x0020:  5018 0200 0000 0000 0000 000c 0000 0008  P...............
            \t0x0030:  0000 00c8                                ....
            """
        let (status, lines, notes) = await run(["--json"], Array(text.utf8))
        XCTAssertEqual(status, .done, notes)
        XCTAssertTrue(lines.contains { $0.contains("CMPP_ACTIVE_TEST") && $0.contains("\"from\":\"10.0.0.1:40000\"") })
    }
}
