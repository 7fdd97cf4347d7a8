import XCTest

@testable import SMSText

/// Coding octets, the choice of a coding, the ASCII-safe rule, and codecs on damaged input.
final class CodingTests: XCTestCase {
    /// The map of text-and-long-sms.md 1.2, octet by octet.
    func testAlphabetOfEveryOctet() {
        var expected = [Alphabet](repeating: .binary, count: 256)
        func set(_ range: ClosedRange<Int>, _ alphabet: Alphabet) { for octet in range { expected[octet] = alphabet } }
        for base in [0x00, 0x10, 0x40, 0x50, 0x60, 0x70] {
            set(base...(base + 3), .ascii)
            set((base + 8)...(base + 11), .ucs2)
            set((base + 12)...(base + 15), .gb18030)
        }
        expected[3] = .binary
        set(0xC0...0xDF, .ascii)
        set(0xE0...0xEF, .ucs2)
        set(0xF0...0xF3, .ascii)
        set(0xF8...0xFB, .ascii)
        for octet in 0...255 {
            XCTAssertEqual(Alphabet(dataCoding: UInt8(octet)), expected[octet], "octet \(octet)")
        }
    }

    func testCodingOctetsToSend() {
        let plain: [(Alphabet, UInt8, UInt8)] = [
            (.ascii, 0, 0x10), (.binary, 4, 0x14), (.ucs2, 8, 0x18), (.gb18030, 15, 0x1C),
        ]
        for (alphabet, octet, classed) in plain {
            XCTAssertEqual(alphabet.dataCoding(), octet)
            for messageClass in UInt8(0)...3 {
                XCTAssertEqual(alphabet.dataCoding(messageClass: messageClass), classed + messageClass)
            }
        }
    }

    /// Section 1.4 and 10: what packs into the 7-bit alphabet.
    func testASCIISafety() {
        for octet in UInt8(0)...127 {
            let text = String(UnicodeScalar(octet))
            let isSafe = octet == 0x0A || octet == 0x0D || (0x20...0x7E).contains(octet) && text != "`"
            XCTAssertEqual(ASCIICodec.isSafe(text), isSafe, "octet \(octet)")
            XCTAssertEqual(ASCIICodec.weight(of: octet), "[]{}\\^~|".contains(text) ? 2 : 1, "octet \(octet)")
        }
        XCTAssertFalse(ASCIICodec.isSafe("é"))
        XCTAssertFalse(ASCIICodec.isSafe("中"))
    }

    /// Section 4.1.
    func testChoiceOfCoding() throws {
        func coding(_ text: String, _ coding: TextCoding) throws -> UInt8 {
            try Segmenter().segment(text, coding: coding, reference: .octet(1)).dataCoding
        }
        let seventy = String(repeating: "a", count: 70)
        XCTAssertEqual(try coding(seventy, .automatic), 0)
        XCTAssertEqual(try coding(seventy + "a", .automatic), 8)
        XCTAssertEqual(try coding("中", .automatic), 8)
        XCTAssertEqual(try coding("tick `", .automatic), 8)
        XCTAssertEqual(try coding("tab\t", .automatic), 8)
        XCTAssertEqual(try coding("line\r\n", .automatic), 0)
        XCTAssertEqual(try coding(seventy + "a", .preferASCII), 0)
        XCTAssertEqual(try coding("中", .preferASCII), 8)
        XCTAssertEqual(try coding("`", .preferASCII), 8)
        XCTAssertEqual(try coding("`", .ascii), 0)
        XCTAssertEqual(try coding("中", .gb18030), 15)
        XCTAssertEqual(try coding("", .automatic), 0)
    }

    /// 80 brackets are 160 septets and do not fit one message of 140 octets when ASCII was chosen for the caller.
    func testBracketsCountTwiceWhenASCIIWasChosenForTheCaller() throws {
        let text = String(repeating: "[", count: 80)
        XCTAssertEqual(try Segmenter().segment(text, coding: .preferASCII, reference: .octet(1)).segmentCount, 2)
        XCTAssertEqual(try Segmenter().segment(text, coding: .ascii, reference: .octet(1)).segmentCount, 1)
        let seventy = String(repeating: "[", count: 70)
        XCTAssertEqual(try Segmenter().segment(seventy, coding: .automatic, reference: .octet(1)).dataCoding, 0)
        XCTAssertEqual(
            try Segmenter().segment(seventy, coding: .automatic, messageClass: 0, reference: .octet(1)).dataCoding, 16)
    }

    /// Unencodable characters are refused by name, and replaced only on request.
    func testUnencodableCharactersAreRefused() throws {
        let error = thrown(try Segmenter().segment("ab😀中", coding: .ascii, reference: .octet(1)))
        XCTAssertEqual(error?.reason, .unencodable(.ascii))
        XCTAssertEqual(error?.offset, 2)
        XCTAssertEqual(error?.character, "😀")
        XCTAssertEqual(
            "\(try XCTUnwrap(error))", "\"😀\" (U+1F600) at unit 2 cannot be encoded as ASCII")
        XCTAssertEqual(ASCIICodec.encode("ab😀中", replacingUnencodableWith: 0x3F), Array("ab??".utf8))
        XCTAssertEqual(
            thrown(try Segmenter().segment("a", coding: .binary, reference: .octet(1)))?.reason, .notText)
    }

    func testUnpairedSurrogatesAreRefused() throws {
        XCTAssertEqual(hex(try UCS2Codec.encode(units: [0x61, 0xD83D, 0xDE00])), "0061D83DDE00")
        for units: [UInt16] in [[0x61, 0xD83D], [0x61, 0xDE00, 0xD83D], [0x61, 0xD83D, 0x62]] {
            let error = thrown(try UCS2Codec.encode(units: units))
            XCTAssertEqual(error?.reason, .unpairedSurrogate(units[1]))
            XCTAssertEqual(error?.offset, 2)
        }
        XCTAssertEqual(
            hex(UCS2Codec.encode(replacingUnpairedIn: [0xDE00, 0xD83D, 0xDE00, 0xD83D])), "FFFDD83DDE00FFFD")
    }

    /// Sections 4 and 5.3: U+FEFF is a character, NULs are kept, an odd octet and a lone half do not go in silence.
    func testUCS2OnDamagedOctets() throws {
        XCTAssertEqual(hex(UCS2Codec.encode("\u{FEFF}中\0😀")), "FEFF4E2D0000D83DDE00")
        XCTAssertEqual(Array(UCS2Codec.decode(octets("FEFF4E2D0000D83DDE00")).utf8), Array("\u{FEFF}中\0😀".utf8))
        let cases: [(String, String, SMSTextError.Reason, Int)] = [
            ("4E2D41", "中\u{FFFD}", .oddLength, 2), ("41", "\u{FFFD}", .oddLength, 0),
            ("D83D", "\u{FFFD}", .unpairedSurrogate(0xD83D), 0),
            ("DE00D83D", "\u{FFFD}\u{FFFD}", .unpairedSurrogate(0xDE00), 0),
            ("0041D83D0042", "A\u{FFFD}B", .unpairedSurrogate(0xD83D), 2),
            ("D83DD83DDE00", "\u{FFFD}😀", .unpairedSurrogate(0xD83D), 0),
            ("D83DDE", "\u{FFFD}\u{FFFD}", .unpairedSurrogate(0xD83D), 0),
        ]
        for (code, text, reason, offset) in cases {
            XCTAssertEqual(UCS2Codec.decode(octets(code)), text, code)
            let error = thrown(try UCS2Codec.decodeStrictly(octets(code)))
            XCTAssertEqual(error?.reason, reason, code)
            XCTAssertEqual(error?.offset, offset, code)
        }
        XCTAssertEqual(UCS2Codec.decode([]), "")
        XCTAssertEqual(UCS2Codec.units(in: "a中😀\u{20BB7}"), 6)
    }

    func testASCIIOnDamagedOctets() throws {
        XCTAssertEqual(ASCIICodec.decode([0x41, 0xD6, 0xD0]), "A\u{FFFD}\u{FFFD}")
        XCTAssertEqual(thrown(try ASCIICodec.decodeStrictly([0x41, 0xD6, 0xD0]))?.offset, 1)
        // GB octets under label 0: only for a gateway that is known to do so (section 13, 8).
        XCTAssertEqual(TextDecoder.text(of: [0x41, 0xD6, 0xD0], dataCoding: 0, guessingGB18030: true), "A中")
        XCTAssertEqual(TextDecoder.text(of: [0x41, 0xD6], dataCoding: 0, guessingGB18030: true), "A\u{FFFD}")
        XCTAssertEqual(TextDecoder.text(of: [0x41], dataCoding: 4), "")
        XCTAssertEqual(thrown(try TextDecoder.strictText(of: [0x41], dataCoding: 4))?.reason, .notText)
    }

    /// Section 6.6: octets are joined where neighbours share an alphabet, runs are decoded for themselves otherwise.
    func testSegmentsOfSeveralCodings() {
        func text(_ segments: [(String, UInt8)]) -> String {
            TextDecoder.text(ofSegments: segments.map { (octets($0.0)[...], $0.1) })
        }
        XCTAssertEqual(text([("4E2DD83D", 8), ("DE00", 0x18)]), "中😀")
        XCTAssertEqual(text([("D6", 15), ("D0", 15)]), "中")
        XCTAssertEqual(text([("4E2D", 8), ("D6D0", 15), ("41", 0)]), "中中A")
        XCTAssertEqual(text([("D6", 15), ("4E2D", 8), ("D0", 15)]), "\u{FFFD}中\u{FFFD}")
    }

    /// Section 10, the whole table.
    func testGSMAlphabet() {
        XCTAssertEqual(GSM7Codec.septets(of: "@"), [0x00])
        XCTAssertEqual(GSM7Codec.septets(of: "$"), [0x02])
        XCTAssertEqual(GSM7Codec.septets(of: "_"), [0x11])
        XCTAssertEqual(GSM7Codec.septets(of: "Ç"), [0x09])
        XCTAssertEqual(GSM7Codec.septets(of: "Δ"), [0x10])
        XCTAssertEqual(GSM7Codec.septets(of: "Ξ"), [0x1A])
        XCTAssertEqual(GSM7Codec.septets(of: "Æ"), [0x1C])
        XCTAssertEqual(GSM7Codec.septets(of: "¡"), [0x40])
        XCTAssertEqual(GSM7Codec.septets(of: "à"), [0x7F])
        XCTAssertEqual(GSM7Codec.septets(of: "€"), [0x1B, 0x65])
        XCTAssertEqual(GSM7Codec.septets(of: "\u{0C}"), [0x1B, 0x0A])
        XCTAssertNil(GSM7Codec.septets(of: "`"))
        XCTAssertNil(GSM7Codec.septets(of: "\t"))
        for value in UInt32(0x20)...0x7E {
            guard let scalar = Unicode.Scalar(value) else { continue }
            switch scalar {
            case "`": XCTAssertNil(GSM7Codec.septets(of: scalar))
            case "$", "@", "_": break
            case "[", "\\", "]", "^", "{", "|", "}", "~": XCTAssertEqual(GSM7Codec.septets(of: scalar)?.count, 2)
            default: XCTAssertEqual(GSM7Codec.septets(of: scalar), [UInt8(value)])
            }
        }
        XCTAssertEqual(GSM7Codec.septetCount(of: "a€b"), 4)
        XCTAssertNil(GSM7Codec.septetCount(of: "中"))
        XCTAssertTrue(GSM7Codec.canRepresent("Größe {1}"))
    }

    /// Section 2.1 and 2.2, the anchor values.
    func testNominalCount() {
        let anchors = [
            0: 1, 1: 1, 70: 1, 71: 2, 134: 2, 135: 3, 201: 3, 202: 4, 268: 4, 269: 5, 335: 5, 500: 8, 160: 3,
        ]
        for (units, count) in anchors { XCTAssertEqual(BillingCount.nominal(units: units), count, "\(units)") }
        XCTAssertEqual(UCS2Codec.units(in: "👨‍👩‍👧‍👦"), 11)
    }

    /// Section 2.4: single 70 - p - s, first 67 - p, last 67 - s, billed with both.
    func testReservedUnits() throws {
        func message(_ count: Int, prefix: Int, suffix: Int) throws(SMSTextError) -> SegmentedMessage {
            let limits = SegmentLimits(reservedPrefixUnits: prefix, reservedSuffixUnits: suffix)
            let text = String(repeating: "中", count: count)
            return try Segmenter(limits: limits).segment(text, coding: .ucs2, reference: .octet(1))
        }
        XCTAssertEqual(try message(63, prefix: 7, suffix: 0).segments.map(\.units), [63])
        // The foreign operator's seven characters: 60 + 67 + 67 …
        XCTAssertEqual(try message(64, prefix: 7, suffix: 0).segments.map(\.units), [60, 4])
        XCTAssertEqual(try message(127, prefix: 7, suffix: 0).segments.map(\.units), [60, 67])
        XCTAssertEqual(try message(128, prefix: 7, suffix: 0).segments.map(\.units), [60, 67, 1])
        XCTAssertEqual(try message(128, prefix: 7, suffix: 0).nominalCount, 3)
        XCTAssertEqual(try message(66, prefix: 0, suffix: 4).segments.map(\.units), [66])
        XCTAssertEqual(try message(67, prefix: 0, suffix: 4).segments.map(\.units), [66, 1])
        XCTAssertEqual(try message(130, prefix: 0, suffix: 4).segments.map(\.units), [67, 63])
        XCTAssertEqual(try message(131, prefix: 0, suffix: 4).segments.map(\.units), [67, 63, 1])
        XCTAssertEqual(thrown(try message(80, prefix: 67, suffix: 0))?.reason, .noCapacity(octets: 0))
        XCTAssertEqual(thrown(try message(1, prefix: -1, suffix: 0))?.reason, .noCapacity(octets: 0))
        XCTAssertEqual(thrown(try message(1, prefix: .max, suffix: .max))?.reason, .noCapacity(octets: 0))
    }
}
