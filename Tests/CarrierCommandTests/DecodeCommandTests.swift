import CarrierFixtures
import CarrierWire
import Foundation
import XCTest

@testable import carrier

/// `carrier decode`: what people have goes in, what they want to know comes out.
final class DecodeCommandTests: XCTestCase {
    private let activeTest = "0000000c00000008000000c8"
    /// A SUBMIT of CMPP 2.0 (field case fc19): coding 8, 你好,世界.
    private var submit: String {
        get throws { try XCTUnwrap(FieldCase.all().first { $0.name == "fc19" }).input }
    }

    private func run(_ words: [String], _ input: [UInt8]) async -> (ExitStatus, [String], String) {
        let stage = Stage(input: input)
        let status = await EntryPoint.run(["decode"] + words, on: stage.console)
        return (status, stage.lines, stage.diagnostics)
    }

    private func run(_ words: [String], _ input: String) async -> (ExitStatus, [String], String) {
        await run(words, Array(input.utf8))
    }

    private func object(_ line: String?) throws -> JSONObject {
        try XCTUnwrap(JSONReader.value(of: try XCTUnwrap(line)).members)
    }

    // MARK: Which protocol

    func testWithoutAProtocolEveryOneThatFitsIsNamed() async throws {
        let (status, lines, _) = await run(["--json"], activeTest)
        XCTAssertEqual(status, .done)
        let frame = try object(lines.first)
        XCTAssertEqual(frame["protocol"], .string("cmpp-2.0"))
        XCTAssertEqual(frame["detected"], .bool(true))
        XCTAssertEqual(frame["fits"], .strings(["cmpp-2.0", "cmpp-3.0"]))
        let listing = await run([], activeTest)
        XCTAssertEqual(listing.1.last, "# detected  cmpp-2.0; cmpp-3.0 fits as well")
    }

    /// A keep-alive fits every version; what stands beside it says which.
    func testFramesOfOneInputAreDetectedTogether() async throws {
        let three = try XCTUnwrap(FieldCase.all().first { $0.name == "fc15" }).input
        let (status, lines, _) = await run(["--json"], activeTest + three)
        XCTAssertEqual(status, .done)
        XCTAssertEqual(try lines.map { try object($0)["protocol"] }, [.string("cmpp-3.0"), .string("cmpp-3.0")])
    }

    func testAFamilyLeavesTheVersionToTheFrames() async throws {
        let three = try XCTUnwrap(FieldCase.all().first { $0.name == "fc15" }).input
        let (status, lines, _) = await run(["--protocol", "CMPP", "--json"], three)
        XCTAssertEqual(status, .done)
        XCTAssertEqual(try object(lines.first)["protocol"], .string("cmpp-3.0"))
    }

    func testWhatFitsNothingIsAnError() async throws {
        // Command 77 is in none of the protocols.
        let (status, lines, _) = await run(["--json"], "0000000c00000077000000c8")
        XCTAssertEqual(status, .differs)
        XCTAssertEqual(try object(lines.first)["command"], .string("unknown"))
        XCTAssertTrue(try XCTUnwrap(object(lines.first)["hint"]?.text).contains("no protocol has this command"))
        // SMPP 3.4, 4.1.1: bind_transmitter, status 0, sequence 1.
        let bind = "0000001f000000020000000000000001" + "7368657000" + "7063617373" + "00" + "00340000" + "00"
        let smpp = await run(["--json"], bind + "")
        XCTAssertEqual(smpp.0, .differs)
        XCTAssertTrue(smpp.1.joined().contains("SMPP, which is none of these protocols"), smpp.1.joined())
    }

    func testAFrameOfTheWrongVersionIsNeverSilent() async throws {
        for entry in try FieldCase.all() where ["fc15", "fc17", "fc18"].contains(entry.name) {
            let (status, lines, _) = await run(Array(entry.words.dropFirst()), entry.input)
            XCTAssertEqual(status, .differs, entry.name)
            XCTAssertTrue(try XCTUnwrap(object(lines.first)["hint"]?.text, entry.name).contains("exactly"))
        }
    }

    // MARK: What stands below

    func testTextHeaderReportAndMeaningsStandBelowTheListing() async throws {
        let text = try await run(["--protocol", "cmpp-2.0"], submit)
        XCTAssertEqual(text.1.last, "# text  你好,世界")
        let report = Scenario.root.appendingPathComponent("Fixtures/frames/cmpp-2.0/deliver-report-expired.hex")
        let (status, lines, _) = await run(["--protocol", "cmpp-2.0", report.path], "")
        XCTAssertEqual(status, .done)
        XCTAssertTrue(lines.contains("# report   Stat EXPIRED"), lines.joined(separator: "\n"))
        XCTAssertTrue(lines.contains("# meaning  Stat EXPIRED: validity period over (消息已过有效期)"))
        // What decode prints is hex that decode reads.
        let again = await run(["--protocol", "cmpp-2.0"], lines.joined(separator: "\n"))
        XCTAssertEqual(again.1, lines)
    }

    func testWhatAPeerWroteSteersNoTerminal() async throws {
        // "\u{1B}[31m" in UCS-2.
        let hostile = try submit.replacingOccurrences(of: "0a4f60597d002c4e16754c", with: "0a001b005b00330031006d")
        let (_, lines, _) = await run(["--protocol", "cmpp-2.0"], hostile)
        XCTAssertEqual(lines.last, "# text  \\u{1b}[31m")
    }

    func testLintNamesWhatTheSpecificationForbids() async throws {
        // TP_udhi 64: octets allow it, the specification does not (cmpp.md 9.3).
        var octets = try HexListing(submit).octets
        octets[57] = 64
        let (status, lines, _) = await run(["--protocol", "cmpp-2.0", "--json", "--lint"], HexText.encode(octets))
        XCTAssertEqual(status, .done)
        let lint = try XCTUnwrap(object(lines.first)["lint"]?.elements?.compactMap(\.text))
        XCTAssertTrue(lint.contains { $0.hasPrefix("TP_udhi at octet 57") }, "\(lint)")
        let silent = await run(["--protocol", "cmpp-2.0", "--json"], HexText.encode(octets))
        XCTAssertNil(try object(silent.1.first)["lint"])
    }

    func testWhatDecodePrintsIsWhatEncodeReads() async throws {
        let decoded = try await run(["--json", "--lint"], submit + activeTest)
        let stage = Stage(text: decoded.1.joined(separator: "\n"))
        let status = await EntryPoint.run(["encode"], on: stage.console)
        XCTAssertEqual(status, .done, stage.diagnostics)
        XCTAssertEqual(stage.lines, [try submit, activeTest])
    }

    // MARK: Content alone

    func testContentAloneIsReadAsAReport() async throws {
        // The report of 60 octets in field case fc17 (cmpp.md 3.9).
        let report =
            "80b0014003e9000144454c4956524432363038303131323030323630383031313230313133383030313338303030"
            + "00000000000000000000" + "0001e240"
        let (status, lines, _) = await run(["--content", "report", "--json"], report)
        XCTAssertEqual(status, .done)
        let read = try object(lines.first)
        XCTAssertEqual(read["protocol"], .string("cmpp-2.0"))
        XCTAssertEqual(read["report"]?.members?["Stat"], .string("DELIVRD"))
        XCTAssertEqual(read["report"]?.members?["SMSC_sequence"], .number("123456"))
        let short = await run(["--content", "report"], String(report.dropLast(2)))
        XCTAssertEqual(short.0, .unusable)
        XCTAssertTrue(short.2.contains("59 octets are no report"), short.2)
    }

    func testContentAloneIsReadAsText() async throws {
        let table: [(words: [String], hex: String, coding: Int, text: String)] = [
            ([], "4f60597d", 8, "你好"), ([], "68656c6c6f20776f726c6421", 0, "hello world!"),
            (["--coding", "15"], "c4e3bac3", 15, "你好"), ([], "c4e3bac3cac0bd", 0, "\u{FFFD}"),
            (["--coding", "8", "--udhi"], "0500032a02014f60", 8, "你"),
        ]
        for (words, hex, coding, text) in table {
            let (_, lines, _) = await run(["--content", "text", "--json"] + words, hex)
            let read = try object(lines.first)
            XCTAssertEqual(read["coding"], .integer(coding), hex)
            if !text.contains("\u{FFFD}") { XCTAssertEqual(read["text"], .string(text), hex) }
        }
        let (_, lines, _) = await run(["--content", "text", "--coding", "8", "--udhi", "--json"], "0500032a02014f60")
        XCTAssertEqual(try object(lines.first)["udh"]?.members?["reference"], .integer(42))
        let wrong = await run(["--coding", "8"], activeTest)
        XCTAssertEqual(wrong.0, .unusable)
        XCTAssertTrue(wrong.2.contains("add --content text"), wrong.2)
    }

    // MARK: What people have

    func testTheContentSaysWhatAnInputIs() async throws {
        let octets = try HexListing(activeTest).octets
        let wide = { (text: String, isBig: Bool) in
            ([0xFEFF] + Array(text.utf16)).flatMap { unit in
                let octets = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
                return isBig ? octets : octets.reversed()
            }
        }
        let lines = #"{"event":"flow","flow":1}"# + "\n" + #"{"protocol":"cmpp-2.0","hex":"0000000c00000008000000c8"}"#
        for input in [
            octets, wide(activeTest, false), wide("00 00 00 0c\r\n00 00 00 08 00 00 00 c8", true), Array(lines.utf8),
        ] {
            let (status, printed, notes) = await run(["--protocol", "cmpp-2.0", "--json"], input)
            XCTAssertEqual(status, .done, notes)
            XCTAssertTrue(printed.first?.contains("\"hex\":\"0000000c00000008000000c8\"") ?? false, "\(input)")
        }
    }

    func testWhatCannotBeReadIsOneLine() async throws {
        var generator = SeededGenerator(seed: 5)
        let noise = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let words = String((0..<200_000).map { _ in "ghijklmnop \n".randomElement(using: &generator) ?? " " })
        for (input, reason) in [
            ([0x1F, 0x8B, 8, 0] + noise, "packed with gzip"), ([0xFF] + noise, "neither hex nor a capture file"),
            (Array(words.utf8), "is not hex alone"), ([], "is empty"),
        ] as [([UInt8], String)] {
            let (status, lines, notes) = await run([], input)
            XCTAssertEqual(status, .unusable, reason)
            XCTAssertEqual(lines, [])
            XCTAssertTrue(notes.contains(reason), notes)
            XCTAssertEqual(notes.filter(\.isNewline).count, 1)
        }
        let folder = await run([Scenario.root.path], "")
        XCTAssertEqual(folder.0, .unusable)
        XCTAssertTrue(folder.2.contains("is a folder"), folder.2)
    }

    /// Noise without end: refused by its beginning, whatever follows.
    func testNoiseWithoutEndIsRefusedByItsBeginning() async {
        for octet in [UInt8(ascii: "z"), 0xFE] {
            var console = Stage().console
            console.input = { [UInt8](repeating: octet, count: $0) }
            let status = await EntryPoint.run(["decode"], on: console)
            XCTAssertEqual(status, .unusable)
        }
        var console = Stage().console
        console.input = { Array(String(repeating: "00", count: $0 / 2).utf8) }
        let status = await EntryPoint.run(["decode"], on: console)
        XCTAssertEqual(status, .unusable)
    }
}
