import CarrierFixtures
import CarrierWire
import Foundation
import XCTest

/// Hex as people have it. What the tools print is written down from their manuals and their output.
final class HexListingTests: XCTestCase {
    private let activeTest: [UInt8] = [0, 0, 0, 0x0C, 0, 0, 0, 8, 0, 0, 0, 0xC8]

    private func assertReads(_ text: String, _ octets: [UInt8], line: UInt = #line) {
        let variants = [
            text, text.replacingOccurrences(of: "\n", with: "\r\n"), "\u{FEFF}" + text, text + "\n\n",
            text.split(separator: "\n", omittingEmptySubsequences: false).map { $0 + "  \t" }.joined(separator: "\n"),
        ]
        for variant in variants {
            do throws(FixtureError) {
                let read = try HexListing(variant, file: "f").octets
                XCTAssertEqual(HexText.encode(read), HexText.encode(octets), variant, line: line)
            } catch { XCTFail("\(variant): \(error)", line: line) }
        }
    }

    private func assertRefused(_ text: String, _ number: Int, _ reason: String, line: UInt = #line) {
        XCTAssertThrowsError(try HexListing(text, file: "f"), text, line: line) { error in
            guard let error = error as? FixtureError else { return XCTFail("\(error)", line: line) }
            XCTAssertEqual(error.line, number, text, line: line)
            XCTAssertTrue(error.reason.contains(reason), "\(error.reason) lacks: \(reason)", line: line)
        }
    }

    func testPlainHex() throws {
        XCTAssertEqual(try HexListing("").octets, [])
        XCTAssertEqual(try HexListing("00 0c\n 0aFF # ff ff\n#00\n").octets, [0x00, 0x0C, 0x0A, 0xFF])
        XCTAssertEqual(try HexListing("0\n0\r\n").octets, [0x00])
        XCTAssertEqual(try HexListing("# one\n#two\n00\n# three").heading, ["one", "two"])
        for text in [
            "0000000c00000008000000c8", "0000000C00000008000000C8", "0x0000000c00000008000000c8",
            "\\x0000000c00000008000000c8", "00 00 00 0c 00 00 00 08 00 00 00 c8", "00:00:00:0c:00:00:00:08:00:00:00:c8",
            "00-00-00-0C-00-00-00-08-00-00-00-C8", "00,00,00,0c,00,00,00,08,00,00,00,c8",
            "00.00.00.0c.00.00.00.08.00.00.00.c8", "00\t00\t00\t0c\t00\t00\t00\t08\t00\t00\t00\tc8",
            "\\x00\\x00\\x00\\x0c\\x00\\x00\\x00\\x08\\x00\\x00\\x00\\xc8", "%00%00%00%0c%00%00%00%08%00%00%00%c8",
            "\"\\x00\\x00\\x00\\x0c\\x00\\x00\\x00\\x08\" \\\n\"\\x00\\x00\\x00\\xc8\"",
            "0x00, 0x00, 0x00, 0x0c, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0xc8",
            "{0x00, 0x00, 0x00, 0x0c,\n 0x00, 0x00, 0x00, 0x08, 0x00,0x00,0x00,0xc8};",
            "[]byte{0x0, 0x0, 0x0, 0xc, 0x0, 0x0, 0x0, 0x8, 0x0, 0x0, 0x0, 0xc8}",
            "const unsigned char pkt[12] = {0x0, 0x0, 0x0, 0xc, 0x0, 0x0, 0x0, 0x8, 0x0, 0x0, 0x0, 0xc8};",
            "char peer0_0[] = { /* Packet 1 */\n0x00,0x00,0x00,0x0c, \n0x00, 0x00, 0x00, 0x08, 0x00,0x00,0x00,0xc8 };",
            "b'\\x00\\x00\\x00\\x0c\\x00\\x00\\x00\\x08\\x00\\x00\\x00\\xc8'", "b'0000000c00000008000000c8'",
            "<Buffer 00 00 00 0c 00 00 00 08 00 00 00 c8>", "\"0000000c00000008000000c8\"",
            "0000000c 00000008 000000c8", "0000 000c 0000 0008 0000 00c8", "0000000c0\n0000008000000c8",
            "0000000c // length\n00000008 # command\n000000c8\n",
            "unsigned char a[] = {\n  0x00, 0x00, 0x00, 0x0c, 0x00, 0x00, 0x00, 0x08,\n  0x00, 0x00, 0x00, 0xc8\n};\n"
                + "unsigned int a_len = 12;",
        ] { assertReads(text, activeTest) }
        assertReads("b'\\x00\\x0cA\\n\\'\\\\'", [0, 0x0C, 0x41, 0x0A, 0x27, 0x5C])
    }

    func testDumps() {
        for text in [
            "00000000  00 00 00 0c 00 00 00 08  00 00 00 c8              |............|\n0000000c",
            "00000000  00 00 00 0c 00 00 00 08  00 00 00 c8              |............|",
            "00000000: 0000 000c 0000 0008 0000 00c8            ............",
            "0000000: 0000 000c 0000 0008 0000 00c8            ............",
            "00000000: 00 00 00 0c 00 00 00 08 00 00 00 c8              ............",
            "\t0x0000:  0000 000c 0000 0008 0000 00c8            ............",
            "\t0x0000:  0000 000c 0000 0008 0000 00c8",
            "0000   00 00 00 0c 00 00 00 08 00 00 00 c8               ............",
            "0000   00 00 00 0c 00 00 00 08 00 00 00 c8", "0000  00 00 00 0c 00 00 00 08 00 00 00 c8",
            "00000000  00 00 00 0c 00 00 00 08  00 00 00 c8              ........ ....",
            "0000000 00 00 00 0c 00 00 00 08 00 00 00 c8\n0000014",
            "0000000 00 00 00 0c 00 00 00 08 00 00 00 c8              >............<\n0000014",
            "000000 00 00 00 0c 00 00 00 08 00 00 00 c8\n00000c", " 00 00 00 0c 00 00 00 08 00 00 00 c8",
            "           00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n\n"
                + "00000000   00 00 00 0C 00 00 00 08 00 00 00 C8              ............",
            "Offset(h) 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n\n"
                + "00000000  00 00 00 0C 00 00 00 08 00 00 00 C8              ............",
            // A web page made one blank of many.
            "0000 00 00 00 0c 00 00 00 08 00 00 00 c8 ............",
            // A part of a dump.
            "00000010  00 00 00 0c 00 00 00 08  00 00 00 c8              |............|",
            "0x7fffffffe0a0:\t0x00\t0x00\t0x00\t0x0c\t0x00\t0x00\t0x00\t0x08\n0x7fffffffe0a8:\t0x00\t0x00\t0x00\t0xc8",
            """
            12:00:00.1 [nio-1] DEBUG LoggingHandler - [id: 0x8a3b1c2d, L:/127.0.0.1:7890 - R:/127.0.0.1:5] READ: 12B
                     +-------------------------------------------------+
                     |  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |
            +--------+-------------------------------------------------+----------------+
            |00000000| 00 00 00 0c 00 00 00 08 00 00 00 c8             |............    |
            +--------+-------------------------------------------------+----------------+
            """,
        ] { assertReads(text, activeTest) }
        let digits = Array("0123456789abcdefAB".utf8)
        let hex = "30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66"
        for text in [
            "0000   \(hex)   0123456789abcdef\n0010   41 42                                             AB",
            "0000   \(hex)\n0010   41 42", "0000000 \(hex)\n0000020 41 42\n0000022", "000000 \(hex)\n000010 41 42",
            "0000 \(hex)\n0010 41 42", "0000 \(hex)\n0016 41 42",
        ] { assertReads(text, digits) }
        assertReads("|00000000| 7c 7c 20 7c                                     || |            |", Array("|| |".utf8))
    }

    func testDumpsOfManyPackets() throws {
        let one = "00000000  00 00 00 0c 00 00 00 08  00 00 00 c8              ........ ....\n"
        let other = "    00000000  00 00 00 0c 80 00 00 08  00 00 00 c8 00           ........ .....\n"
        let answer: [UInt8] = [0, 0, 0, 0x0C, 0x80, 0, 0, 8, 0, 0, 0, 0xC8, 0]
        assertReads(
            one + other + one.replacingOccurrences(of: "00000000  ", with: "0000000c  "),
            activeTest + answer + activeTest)
        let packets = """
            12:00:00.123456 IP 127.0.0.1.5 > 127.0.0.1.7890: Flags [P.], seq 1:13, ack 1, win 512, length 12
            \t0x0000:  4500 0034 1234 4000 4006 0000 7f00 0001  E..4.4@.@.......
            \t0x0010:  7f00                                     ..
            12:00:00.2 IP 127.0.0.1.7890 > 127.0.0.1.5: Flags [.], ack 13, win 512, length 0
            \t0x0000:  4500                                     E.
            2 packets captured
            """
        let listing = try HexListing(packets)
        XCTAssertEqual(listing.blocks, [0..<18, 18..<20])
        XCTAssertEqual(HexText.encode(listing.octets), "4500003412344000400600007f0000017f004500")
    }

    func testRepeatedLines() {
        let zeros = "00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|"
        assertReads(
            "00000000  \(zeros)\n*\n00000030  41                                                |A|\n00000031",
            [UInt8](repeating: 0, count: 48) + [0x41])
        assertReads(
            "0000000 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n*\n0000040", [UInt8](repeating: 0, count: 32))
        assertRefused("00000000  \(zeros)\n*\n00000035", 3, "* cannot reach the offset 00000035 in lines of 16")
        assertRefused("00000000  \(zeros)\n*\n", 2, "which is missing")
        assertRefused("00000000  \(zeros)\n*\nfffffff0", 3, "67108864 are read at most")
        assertRefused("00 00\n*\n", 2, "repeated lines, which are not there")
        // 0160 is 112 in octal: seven lines of sixteen; in decimal ten.
        assertRefused(
            "0000000 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n*\n0000160", 3, "6 lines or 9 lines")
    }

    func testLogPrefixes() {
        let hex = "0000000c00000008000000c8"
        for text in [
            "2026-11-29 12:00:01 recv: \(hex)", "2026-11-29T12:00:01.123+08:00 \(hex)", "[2026-11-29 12:00:01] \(hex)",
            "2026-11-29 12:00:01.123 [pool-1-thread-7] DEBUG c.z.Codec - 00 00 00 0c 00 00 00 08 00 00 00 c8",
            "recv:\(hex)", "{\"hex\":\"\(hex)\"}", "recv len=12 \(hex)", "/127.0.0.1:7890 -> \(hex)", "收到：\(hex)",
            "2026-11-29 12:00:01 conn #5 recv: 00:00:00:0c:00:00:00:08:00:00:00:c8\n2026-11-29 12:00:02 closed",
            "2026-11-29 12:00:01 DEBUG 00000000  00 00 00 0c 00 00 00 08  00 00 00 c8              |............|",
            "recv:\n\(hex)",
        ] { assertReads(text, activeTest) }
        assertReads("12:00:01.5 a: \(hex)\n12:00:02.5 a: \(hex)", activeTest + activeTest)
    }

    func testWhatHasTwoReadingsIsRefusedWithBoth() {
        assertRefused("0000 00 00 00 0c 00 00 00 08 00 00 00 c8", 1, "0000 as an offset and 12 octets behind it")
        assertRefused("0000  000c 0000 0008", 1, "6 octets 00 0c 00 00 00 08, or 6 octets 0c 00 00 00 08 00")
        assertRefused(
            "0000000 0000 0c00 0000 0800\n0000010", 1, "8 octets 00 00 0c 00 00 00 08 00, or 8 octets 00 00 00")
        assertRefused("00000000: 33323130 37363534  01234567", 1, "8 octets 30 31 32 33 34 35 36 37, or 12 octets 33")
        assertRefused("0x0000000c 0x00000008 0x000000c8", 1, "words in the order of the machine")
        assertRefused("recv 12: 0000000c00000008000000c8", 1, "12 as part of a prefix and 12 octets behind it")
        assertRefused("recv 12 00 00 00 0c 00 00 00 08 00 00 00 c8", 1, "12 as part of a prefix")
        assertRefused("[12] 0000000c00000008000000c8", 1, "12 as part of a prefix and 12 octets behind it")
        assertRefused("00\n12:00:01 00 00 00 0c", 2, "12:00:01 as a time in front")
    }

    func testWhatIsNoHexIsRefused() {
        // `xxd -b`: digits of another kind.
        assertRefused("00000000: 00000000 00000000                          ..", 1, "not a hex digit")
        assertRefused("00\n0g", 2, "\"g\" is not a hex digit")
        assertRefused("00 é", 1, "\"\\u{00C3}\" is not a hex digit")
        assertRefused("000", 1, "an odd number of hex digits")
        assertRefused("0\n0\r\n1 1", 3, "\"1\" has an odd number of hex digits")
        assertRefused("[0, 0, 0, 12]", 1, "\"0\" has an odd number of hex digits")
        assertRefused("recv: 0000000c00000008000000c8 from 10.0.0.1:7890", 1, "cut what stands before and behind")
        assertRefused("<Buffer 00 00 00 0c 00 00 00 08 ... 50 more bytes>", 1, "cut what stands before and behind")
        assertRefused("00000000: 0000 000c ... 00c8", 1, "not a hex digit")
        assertRefused("b'\\x00", 1, "the quoted octets do not end")
        assertRefused("0000  00 01   A   1\n0003  00   B   0", 2, "the offset is 3, 2 octets stand before")
        for line in ["hello", "0002    B", "0002  0  B"] {
            assertRefused("0000  00 01   A   1\n" + line, 2, "not an offset, octets and a field like the lines before")
        }
        let row = "00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n"
        assertRefused(
            row + "00000020  41                                                |A|", 2, "the offset is 32, 16")
        assertRefused(row + "O0000010  41 42 43 44                                       |ABCD|", 2, "not an offset")
        XCTAssertEqual(FixtureError(file: "f.hex", line: 3, "wrong").description, "f.hex:3: wrong")
        XCTAssertEqual(FixtureError("wrong").description, "wrong")
    }

    func testAnnotatedHex() throws {
        let text = """
            # CMPP 2.0 CMPP_ACTIVE_TEST_RESP
            0000  00 00 00 0d   Total_Length   13
            0004  80 00 00 08   Command_Id     CMPP_ACTIVE_TEST_RESP
            0008  00 00 00 17   Sequence_Id    23
            000c  00            Reserved       0

            # The next frame, a field of two lines, a value with a mark.
            0000  41 42 43 44   Name           A # B
            0004  45 46
            0006  47            Other          "G"
            0007                Fee_tail       ""
            """
        let listing = try HexListing(text)
        XCTAssertEqual(
            listing.octets, [0, 0, 0, 0x0D, 0x80, 0, 0, 8, 0, 0, 0, 0x17, 0] + Array("ABCDEFG".utf8))
        XCTAssertEqual(listing.heading, ["CMPP 2.0 CMPP_ACTIVE_TEST_RESP"])
        XCTAssertEqual(listing.blocks, [0..<13, 13..<20])
    }

    func testWhatTheToolsPrintOfEveryFixtureIsReadOrRefused() throws {
        let tools: [(path: String, arguments: [String])] = [
            ("/usr/bin/hexdump", ["-C"]), ("/usr/bin/xxd", []), ("/usr/bin/xxd", ["-g1"]), ("/usr/bin/xxd", ["-p"]),
            ("/usr/bin/xxd", ["-i"]), ("/usr/bin/od", ["-tx1"]), ("/usr/bin/od", ["-Ax", "-tx1z"]),
        ].filter { FileManager.default.isExecutableFile(atPath: $0.0) }
        let frames = try Corpus.frames().map(\.fixture.octets)
        let samples = [frames.prefix(9).flatMap { $0 }] + stride(from: 0, to: frames.count, by: 90).map { frames[$0] }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("hex-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        for sample in samples {
            try Data(sample).write(to: file)
            for tool in tools {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: tool.path)
                process.arguments = tool.arguments + [file.path]
                let pipe = Pipe()
                process.standardOutput = pipe
                try process.run()
                let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                process.waitUntilExit()
                XCTAssertEqual(try HexListing(text).octets, sample, "\(tool)")
            }
        }
    }

    /// Each of these took time with the square of its length while a line was searched again for each word.
    func testLongLinesTakeTimeInProportion() throws {
        let count = 10_000
        for text in [
            String(repeating: "0000000c ", count: count), String(repeating: "00:", count: count) + "zz",
            String(repeating: "0000000c  ", count: count), String(repeating: "a=", count: count) + "00",
            String(repeating: "/* ", count: count), String(repeating: "00/**/", count: count),
            String(repeating: "00", count: count),
        ] { _ = try? HexListing(text) }
        XCTAssertEqual(try HexListing(String(repeating: "0000000c ", count: count)).octets.count, 4 * count)
    }

    func testMutatedTextsNeverTrap() {
        var generator = SeededGenerator(seed: 11)
        let good = """
            2026-11-29 12:00:01 recv: 0000000c
            00000000  00 00 00 0c 00 00 00 08  00 00 00 c8 00 00 00 00  |................|
            *
            0x0030:  0000 000c 0000 0008 0000 00c8            ............
            |00000000| 00 00 00 0c |............    |
            b'\\x00A' "\\x00" {0x00, 0x1};
            """
        let letters = Array("0019aAfxX:\\'\"|*#/ \n\t\r%.b{}>-".utf8) + [0xFF, 0xE3, 0x80]
        for _ in 0..<3000 {
            var text = Array(good.utf8)
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                let place = generator.below(text.count)
                let letter = letters[generator.below(letters.count)]
                if generator.below(3) == 0 { text.remove(at: place) } else { text[place] = letter }
            }
            let start = generator.below(text.count)
            _ = try? HexListing(String(decoding: text[start...].prefix(1 + generator.below(200)), as: UTF8.self))
        }
    }
}
