import CarrierFixtures
import CarrierWire
import Foundation
import XCTest

/// The dissectors' script, and what tshark makes of it where it is installed.
final class DissectorTests: XCTestCase {
    private static let names = ["cmpp-2.0", "cmpp-3.0", "smgp-3.0", "sgip-1.2"]
    /// Octets of the IPv4 and TCP headers that the writer puts in front.
    private static let headers = 40

    private func dialects(_ names: [String] = DissectorTests.names) throws -> [WireDialect] {
        try names.map { try XCTUnwrap(WireDialect.named($0)) }
    }

    func testEveryCommandAndFieldOfTheManualIsInTheScript() throws {
        let script = DissectorWriter.script(for: WireDialect.all)
        for dialect in WireDialect.all {
            for command in dialect.commands { XCTAssertTrue(script.contains("title = \"\(command)\""), command) }
            for layout in dialect.ownLayouts {
                for field in layout.fields {
                    XCTAssertTrue(script.contains("{ \"\(field.name)\", \""), "\(field.name)")
                }
            }
        }
        // CMPP 7.4.3.2 and 8.4.3.2: Result in one octet, and in four; fields inside a group of routes.
        XCTAssertTrue(script.contains("{ \"Result\", \"u\", 1 }"))
        XCTAssertTrue(script.contains("{ \"Result\", \"u\", 4 }"))
        XCTAssertTrue(script.contains("[8] = \"flow control"))
        XCTAssertTrue(script.contains("{ \"Nodes\", \"G\", 47, \"Count\", fields = { { \""))
        XCTAssertTrue(script.contains("[2] = \"TP_udhi\""))
        XCTAssertFalse(DissectorWriter.script(for: try dialects(["smgp-3.0"])).contains("CMPP_SUBMIT"))
    }

    // MARK: - tshark

    /// The usual port of a protocol's servers: Wireshark knows one of CMPP's itself.
    private func port(of dialect: WireDialect) -> UInt16 {
        ["cmpp": 7890, "smgp": 8890, "sgip": 8801][dialect.name.prefix(4)] ?? 0
    }

    /// One field as tshark shows it.
    private struct Shown {
        var name: String
        var title: String
        var place: Range<Int>
        var value: String
    }

    /// Packets of a capture through tshark, each as its fields; skips where there is no tshark.
    private func dissect(_ frames: [[UInt8]], _ dialects: [WireDialect], port: UInt16) throws -> [[Shown]] {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let found = folders.map { "\($0)/tshark" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let program = found else { throw XCTSkip("tshark is not installed") }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dissector-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let client = try XCTUnwrap(CaptureEndpoint(address: [192, 0, 2, 10], port: 40_000))
        let server = try XCTUnwrap(CaptureEndpoint(address: [192, 0, 2, 20], port: port))
        var writer = CaptureFileWriter()
        var file = CaptureFileWriter.header
        for (index, frame) in frames.enumerated() {
            let isResponse = frame.count > 4 && frame[4] & 0x80 != 0
            writer.write(
                frame, from: isResponse ? .fromServer : .fromClient, client: client, server: server,
                at: Int64(index) * 1_000_000, into: &file)
        }
        let (capture, script) = (folder.appendingPathComponent("f.pcap"), folder.appendingPathComponent("f.lua"))
        try Data(file).write(to: capture)
        try DissectorWriter.script(for: dialects).write(to: script, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [
            "-X", "lua_script:\(script.path)", "-r", capture.path, "-2", "-Y", "tcp.len > 0", "-T", "pdml",
        ]
        process.environment = ["LC_ALL": "C.UTF-8", "HOME": folder.path, "PATH": "/usr/bin:/bin"]
        let (output, errors) = (Pipe(), folder.appendingPathComponent("errors"))
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let complaints = try String(contentsOf: errors, encoding: .utf8)
        XCTAssertFalse(complaints.contains("Lua"), complaints)
        let packets = text.components(separatedBy: "<packet>").dropFirst()
        return packets.map { packet in packet.split(separator: "\n").compactMap(Self.shown) }
    }

    private static func shown(_ line: Substring) -> Shown? {
        func attribute(_ name: String) -> String {
            guard let start = line.range(of: " \(name)=\"") else { return "" }
            var text = String(line[start.upperBound...].prefix { $0 != "\"" })
            for (escape, character) in [
                ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&"),
            ] {
                text = text.replacingOccurrences(of: escape, with: character)
            }
            return text
        }
        guard line.contains("<field ") || line.contains("<proto ") else { return nil }
        let (place, size) = (Int(attribute("pos")) ?? 0, Int(attribute("size")) ?? 0)
        let title = attribute("showname")
        return Shown(
            name: attribute("name"), title: title.isEmpty ? attribute("show") : title, place: place..<place + size,
            value: attribute("show"))
    }

    /// The rows of an annotated listing: each field with its octets' place.
    private func rows(_ path: String) throws -> [(name: String, place: Range<Int>)] {
        var rows: [(name: String, place: Range<Int>)] = []
        for line in try Corpus.text(path).split(separator: "\n") where !line.hasPrefix("#") {
            let columns = line.components(separatedBy: "  ").filter { !$0.isEmpty }
            guard columns.count >= 2, let offset = Int(columns[0], radix: 16) else { continue }
            let octets = columns[1].split(separator: " ")
            guard octets.allSatisfy({ $0.count == 2 && UInt8($0, radix: 16) != nil }) else { continue }
            if columns.count >= 3 {
                let name = columns[2].trimmingCharacters(in: .whitespaces)
                rows.append((name, offset..<offset + octets.count))
            } else if let last = rows.indices.last {
                rows[last].place = rows[last].place.lowerBound..<offset + octets.count
            }
        }
        return rows
    }

    func testEveryFrameFixtureIsDissectedWithItsFields() throws {
        var checked = 0
        for dialect in try dialects() {
            let fixtures = try Corpus.frames().filter { $0.fixture.dialect.name == dialect.name }
            XCTAssertGreaterThan(fixtures.count, 30)
            let packets = try dissect(fixtures.map(\.fixture.octets), [dialect], port: port(of: dialect))
            XCTAssertEqual(packets.count, fixtures.count, dialect.name)
            for ((path, fixture), packet) in zip(fixtures, packets) {
                let isSound = fixture.stated["deviations"] == nil && fixture.stated["surplus"] == nil
                XCTAssertFalse(packet.contains { $0.title.contains("Lua Error") }, path)
                XCTAssertTrue(
                    packet.contains { $0.title.hasSuffix(" \(fixture.command)") } || !isSound
                        || fixture.command == "unknown", path)
                guard isSound else { continue }
                XCTAssertFalse(packet.contains { $0.name.hasPrefix("_ws.malformed") }, path)
                for row in try rows(path) {
                    let place = row.place.lowerBound + Self.headers..<row.place.upperBound + Self.headers
                    // A parameter of which the specification knows nothing is shown by its tag.
                    let name = row.name == "unknown" ? "Tag" : row.name
                    let parts = packet.filter { shown in
                        (shown.title.hasPrefix(name) || name == "Sequence Number")
                            && shown.place.lowerBound <= place.lowerBound && !shown.place.isEmpty
                            && (shown.place.overlaps(place) || shown.place == place)
                    }
                    XCTAssertFalse(parts.isEmpty, "\(path): \(row.name) at \(row.place)")
                    checked += 1
                }
                if let text = fixture.stated["text"]?.text, !text.contains(where: \.isNewline) {
                    XCTAssertTrue(
                        packet.contains { $0.name.hasSuffix(".text") && $0.value == text }, "\(path): \(text)")
                }
                for member in fixture.stated["report"]?.members?.members ?? [] {
                    guard let value = member.value.text, !value.hasPrefix("hex:"), !value.hasPrefix("0x"),
                        !value.isEmpty
                    else { continue }
                    XCTAssertTrue(
                        packet.contains { $0.title.hasPrefix("\(member.key): \(value)") }, "\(path): \(member.key)")
                }
            }
        }
        XCTAssertGreaterThan(checked, 1500)
    }

    func testTheVersionIsFoundAndOtherPortsToo() throws {
        let all = try dialects()
        for name in ["cmpp-2.0-session", "cmpp-3.0-session", "smgp-3.0-session", "sgip-1.2-forward"] {
            let capture = try Capture(Corpus.text("Fixtures/captures/\(name).capture"))
            let title = try XCTUnwrap(WireDialect.named(capture["protocol"] ?? "")).title
            let frames = try ReplayRecording([.init(name: name, capture: capture)]).frames
            for port in [port(of: try XCTUnwrap(WireDialect.named(capture["protocol"] ?? ""))), 45_000] {
                let packets = try dissect(frames.map(\.octets), all, port: port)
                XCTAssertEqual(packets.count, frames.count)
                for packet in packets {
                    XCTAssertTrue(packet.contains { $0.title.hasPrefix(title + " ") }, "\(name) at \(port)")
                    XCTAssertFalse(packet.contains { $0.name.hasPrefix("_ws.malformed") }, name)
                }
                let links = packets.map { packet in
                    packet.first { $0.name.hasSuffix("response_in") || $0.name.hasSuffix("response_to") } != nil
                }
                XCTAssertFalse(links.contains(false), "\(name): a request and its response are linked")
            }
        }
    }
}
