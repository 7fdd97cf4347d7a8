import CarrierFixtures
import CarrierWire
import Foundation
import XCTest

/// Every shape of hex, one frame and many, with the line ends and blanks that editors and terminals make of them.
final class HexShapeTests: XCTestCase {
    private typealias Shape = (name: String, write: ([[UInt8]]) -> String)

    private static func digits(_ octet: UInt8) -> String {
        let text = String(octet, radix: 16)
        return text.count == 1 ? "0" + text : text
    }

    private static func offset(_ value: Int, _ width: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private static func printable(_ octets: ArraySlice<UInt8>) -> String {
        octets.map { (0x20...0x7E).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
    }

    /// Rows of sixteen octets: offset, octets in pairs of `group`, text.
    private static func dump(
        _ octets: [UInt8], _ row: (_ offset: Int, _ octets: ArraySlice<UInt8>) -> String
    ) -> String {
        stride(from: 0, to: octets.count, by: 16).map { start in
            row(start, octets[start..<min(start + 16, octets.count)])
        }.joined(separator: "\n")
    }

    private static func joined(_ separator: String, _ mark: String = "") -> ([[UInt8]]) -> String {
        { frames in
            frames.map { $0.map { mark + digits($0) }.joined(separator: separator) }.joined(separator: "\n")
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func words(_ octets: ArraySlice<UInt8>, _ group: Int) -> String {
        stride(from: octets.startIndex, to: octets.endIndex, by: group).map { start in
            octets[start..<min(start + group, octets.endIndex)].map(digits).joined()
        }.joined(separator: " ")
    }

    private static var shapes: [Shape] {
        [
            ("bare", joined("")), ("blanks", joined(" ")), ("colons", joined(":")), ("hyphens", joined("-")),
            ("commas", joined(",")), ("0x", joined(", ", "0x")), ("\\x", joined("", "\\x")),
            ("one 0x", { $0.map { "0x" + $0.map(digits).joined() }.joined(separator: "\n") }),
            (
                "array",
                { frames in
                    frames.map { "{" + $0.map { "0x" + digits($0) }.joined(separator: ", ") + "};" }
                        .joined(separator: "\n")
                }
            ),
            ("quoted", { frames in frames.map { "\"" + $0.map(digits).joined() + "\"" }.joined(separator: "\n") }),
            (
                "log",
                { frames in
                    frames.map { "2026-11-29 12:00:01 recv: " + $0.map(digits).joined(separator: " ") }
                        .joined(separator: "\n")
                }
            ),
        ]
    }

    private static var dumps: [Shape] {
        [
            (
                "hexdump -C",
                { frames in
                    let octets = frames.flatMap { $0 }
                    let rows = dump(octets) { start, row in
                        let left = row.prefix(8).map(digits).joined(separator: " ")
                        let right = row.dropFirst(8).map(digits).joined(separator: " ")
                        return padded("\(offset(start, 8))  \(left)  \(right)", 60) + "|\(printable(row))|"
                    }
                    return rows + "\n" + offset(octets.count, 8)
                }
            ),
            (
                "xxd",
                { frames in
                    dump(frames.flatMap { $0 }) { start, row in
                        padded("\(offset(start, 8)): \(words(row, 2))", 51) + printable(row)
                    }
                }
            ),
            (
                "od -A x -t x1",
                { frames in
                    let octets = frames.flatMap { $0 }
                    return dump(octets) { "\(offset($0, 6)) \(words($1, 1))" } + "\n" + offset(octets.count, 6)
                }
            ),
            (
                "tcpdump -X",
                { frames in
                    dump(frames.flatMap { $0 }) { start, row in
                        padded("\t0x\(offset(start, 4)):  \(words(row, 2))", 51) + printable(row)
                    }
                }
            ),
            (
                "Wireshark",
                { frames in
                    dump(frames.flatMap { $0 }) { start, row in
                        padded("\(offset(start, 4))   \(words(row, 1))", 56) + printable(row)
                    }
                }
            ),
            (
                "Netty",
                { frames in
                    let octets = frames.flatMap { $0 }
                    let rule = "+--------+-------------------------------------------------+----------------+"
                    let head =
                        "         +-------------------------------------------------+\n"
                        + "         |  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |\n"
                    let rows = dump(octets) { start, row in
                        "|\(offset(start, 8))| " + padded(words(row, 1), 48) + "|" + padded(printable(row), 16) + "|"
                    }
                    return head + rule + "\n" + rows + "\n" + rule
                }
            ),
        ]
    }

    private static let variants: [(name: String, change: @Sendable (String) -> String)] = [
        ("as it is", { $0 }), ("CRLF", { $0.replacingOccurrences(of: "\n", with: "\r\n") }),
        ("trailing blanks", { $0.replacingOccurrences(of: "\n", with: "  \n") + "  " }),
        ("trailing tabs", { $0.replacingOccurrences(of: "\n", with: "\t\n") + "\t" }),
        ("U+FEFF and an empty line", { "\u{FEFF}" + $0 + "\n\n" }),
    ]

    /// Frames of every length that ends a row early, late or exactly.
    private func frames() throws -> [[[UInt8]]] {
        let all = try Corpus.frames().map(\.fixture.octets)
        return [[all[0]], [all[20]], Array(all.prefix(5)), Array(all[100..<140])]
    }

    func testEveryShapeGivesTheOctetsOrNamesBothReadings() throws {
        var refused = 0
        var read = 0
        for frames in try frames() {
            let octets = frames.flatMap { $0 }
            for shape in Self.shapes + Self.dumps {
                for variant in Self.variants {
                    let text = variant.change(shape.write(frames))
                    do throws(FixtureError) {
                        let listing = try HexListing(text)
                        XCTAssertEqual(
                            HexText.encode(listing.octets), HexText.encode(octets), "\(shape.name), \(variant.name)")
                        read += 1
                    } catch {
                        XCTAssertTrue(
                            error.reason.contains("read in two ways"), "\(shape.name), \(variant.name): \(error)")
                        refused += 1
                    }
                }
            }
        }
        XCTAssertGreaterThan(read, refused * 9, "\(refused) of \(refused + read) are refused")
    }

    /// The tools themselves, where they are installed.
    func testWhatToolsPrintIsRead() throws {
        let tools: [(name: String, words: [String])] = [
            ("hexdump", ["-C"]), ("hexdump", ["-v", "-C"]), ("xxd", []), ("xxd", ["-p"]), ("xxd", ["-i"]),
            ("od", ["-A", "x", "-t", "x1"]), ("od", ["-t", "x1"]), ("od", ["-v", "-A", "d", "-t", "x1"]),
        ]
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("shape-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var used: Set<String> = []
        for frames in try frames() {
            let octets = frames.flatMap { $0 }
            let file = folder.appendingPathComponent("frames.bin")
            try Data(octets).write(to: file)
            for tool in tools {
                let places = ["/usr/bin/", "/bin/", "/usr/local/bin/"].map { $0 + tool.name }
                guard let program = places.first(where: FileManager.default.isExecutableFile) else { continue }
                let process = Process()
                process.executableURL = URL(fileURLWithPath: program)
                process.arguments = tool.words + [file.path]
                let pipe = Pipe()
                process.standardOutput = pipe
                try process.run()
                let printed = pipe.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                let text = String(decoding: printed, as: UTF8.self)
                let label = "\(tool.name) \(tool.words.joined(separator: " "))"
                do throws(FixtureError) {
                    let listing = try HexListing(text)
                    XCTAssertEqual(HexText.encode(listing.octets), HexText.encode(octets), label)
                } catch {
                    XCTAssertTrue(error.reason.contains("read in two ways"), "\(label): \(error)\n\(text)")
                }
                used.insert(tool.name)
            }
        }
        if used.isEmpty { throw XCTSkip("none of hexdump, xxd and od is installed") }
    }
}
