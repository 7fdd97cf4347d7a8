import XCTest

@testable import SMSText

/// The house's own GB18030 table against the facts of text-and-long-sms.md section 5 and the standard.
final class GB18030Tests: XCTestCase {
    private func character(_ value: UInt32) -> String { Unicode.Scalar(value).map { String($0) } ?? "" }

    /// Codes of the standard, told by another implementation (Python's codec) and by the list of section 5.2.
    func testKnownCodes() {
        let known: [(String, UInt32)] = [
            ("B0A1", 0x554A), ("D6D0", 0x4E2D), ("CEC4", 0x6587), ("8140", 0x4E02), ("FEA0", 0x9FBB),
            ("A1A1", 0x3000), ("A3B0", 0xFF10), ("A2E3", 0x20AC), ("A955", 0xFE30), ("A996", 0x3007),
            ("D7F9", 0x5EA7), ("F7FE", 0x9F44), ("AAA1", 0xE000), ("A2AB", 0xE766), ("A8BC", 0x1E3F),
            ("A6D9", 0xFE10), ("A6DA", 0xFE12), ("A6DB", 0xFE11), ("A6F3", 0xFE19), ("FE59", 0x9FB4),
            ("81308130", 0x80), ("81308131", 0x81), ("8130C334", 0x344), ("82379034", 0xA989), ("8431A439", 0xFFFF),
            ("90308130", 0x10000), ("9439FC36", 0x1F600), ("95329031", 0x20087), ("E3329A35", 0x10FFFF),
            ("84308533", 0xF92A),
        ]
        for (code, scalar) in known {
            XCTAssertEqual(hex(Array(GB18030Codec.decode(octets(code)).utf8)), hex(Array(character(scalar).utf8)), code)
        }
        // What newer editions moved: the private scalar still encodes to its old code.
        for (code, scalar) in [("A3A0", UInt32(0xE5E5)), ("A6D9", 0xE78D), ("A6F3", 0xE796), ("FEA0", 0xE864)] {
            XCTAssertEqual(hex(GB18030Codec.encode(character(scalar))), code)
        }
        XCTAssertEqual(GB18030Codec.decode([0xA3, 0xA0]), "\u{3000}")
        XCTAssertEqual(hex(GB18030Codec.encode("\u{3000}")), "A1A1")
        XCTAssertEqual(hex(GB18030Codec.encode("中国联通")), "D6D0B9FAC1AACDA8")
        XCTAssertEqual(hex(GB18030Codec.encode("€😀")), "A2E39439FC36")
    }

    func testEveryTwoOctetCodeRoundTrips() {
        var codes = 0
        for lead in 0x81...0xFE {
            for trail in Array(0x40...0x7E) + Array(0x80...0xFE) {
                let code = [UInt8(lead), UInt8(trail)]
                let text = GB18030Codec.decode(code)
                XCTAssertEqual(text.unicodeScalars.count, 1)
                XCTAssertNotEqual(text, "\u{FFFD}", hex(code))
                // A3A0 became a second code of the ideographic space.
                if code != [0xA3, 0xA0] { XCTAssertEqual(GB18030Codec.encode(text), code) }
                codes += 1
            }
        }
        XCTAssertEqual(codes, 23_940)
    }

    /// Every scalar of the basic plane and the corners of the others; the whole of Unicode in the long run.
    func testEveryScalarRoundTrips() {
        let isLong = ProcessInfo.processInfo.environment["CARRIER_LONG_TESTS"] == "1"
        let moved: [UInt32: UInt32] = [
            0xE5E5: 0x3000, 0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14,
            0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19, 0xE7C7: 0x1E3F,
            0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8, 0xE843: 0x9FB9,
            0xE854: 0x9FBA, 0xE864: 0x9FBB,
        ]
        var view = String.UnicodeScalarView()
        var expected = String.UnicodeScalarView()
        for value in UInt32(0)...0x10FFFF where isLong || value < 0x10000 || value & 0xFFF < 2 || value > 0x10FFF0 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            view.append(scalar)
            expected.append(moved[value].flatMap(Unicode.Scalar.init) ?? scalar)
        }
        let encoded = GB18030Codec.encode(String(view))
        var count = 0
        for scalar in view { count += GB18030Codec.octetCount(of: scalar) }
        XCTAssertEqual(encoded.count, count)
        let decoded = try? GB18030Codec.decodeStrictly(encoded)
        XCTAssertEqual(decoded?.unicodeScalars.map(\.value), expected.map(\.value))
    }

    /// Linear indices run on without a hole: the successor of a four-octet code stands for the next scalar left over.
    func testFourOctetCodesAreRanks() {
        // Rank 0 is U+0080; rank 39 419 is U+FFFF (section 5.5).
        let last = 39_419
        let code = [
            UInt8(0x81 + last / 12_600), UInt8(0x30 + last / 1_260 % 10), UInt8(0x81 + last / 10 % 126),
            UInt8(0x30 + last % 10),
        ]
        XCTAssertEqual(GB18030Codec.decode(code), "\u{FFFF}")
        // The next one is assigned to nothing.
        XCTAssertEqual(
            thrown(try GB18030Codec.decodeStrictly([0x84, 0x31, 0xA5, 0x30]))?.reason, .invalidOctets(.gb18030))
        // Above U+10FFFF.
        XCTAssertEqual(
            thrown(try GB18030Codec.decodeStrictly([0xE3, 0x32, 0x9A, 0x36]))?.reason, .invalidOctets(.gb18030))
    }

    /// Section 5.5, decoder policy.
    func testDamagedOctets() throws {
        let cases: [(String, String, Int?)] = [
            ("80", "€", nil), ("FF", "\u{FFFD}", 0), ("41FF42", "A\u{FFFD}B", 1), ("D6", "\u{FFFD}", 0),
            ("D6D0B9", "中\u{FFFD}", 2), ("D63041", "\u{FFFD}0A", 0), ("D63081", "\u{FFFD}", 0),
            ("D62041", "\u{FFFD} A", 0), ("813081", "\u{FFFD}", 0), ("8130813F", "\u{FFFD}0\u{FFFD}?", 0),
        ]
        for (code, text, offset) in cases {
            XCTAssertEqual(GB18030Codec.decode(octets(code)), text, code)
            guard let offset else {
                XCTAssertEqual(try GB18030Codec.decodeStrictly(octets(code)), text, code)
                continue
            }
            XCTAssertEqual(thrown(try GB18030Codec.decodeStrictly(octets(code)))?.offset, offset, code)
        }
    }

    func testAnyOctetsDecodeWithoutTrap() {
        var random = SeededNumbers(3)
        for _ in 0..<3_000 {
            let octets = random.octets(random.below(200))
            let text = GB18030Codec.decode(octets)
            // Nothing disappears: a character takes four octets at most.
            XCTAssertGreaterThanOrEqual(text.unicodeScalars.count * 4, octets.count)
            XCTAssertLessThanOrEqual(text.unicodeScalars.count, octets.count)
        }
    }

    /// The 21 791 two-octet characters of GBK: what a gateway with cp936 keeps.
    func testGBKRepertoire() {
        var count = 0
        for value in UInt32(0x80)...0xFFFF where Unicode.Scalar(value) != nil {
            if GB18030Codec.isGBK(character(value)) { count += 1 }
        }
        XCTAssertEqual(count, 21_791)
        XCTAssertTrue(GB18030Codec.isGBK("中文 ABC，。"))
        for text in ["€", "😀", "\u{E000}", "é̂"] { XCTAssertFalse(GB18030Codec.isGBK(text), text) }
    }
}
