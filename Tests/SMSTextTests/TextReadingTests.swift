import XCTest

@testable import SMSText

/// Text that cannot be what its data coding says: read as what it is, or replaced, and named either way.
final class TextReadingTests: XCTestCase {
    private func check(
        _ octets: [UInt8], _ coding: UInt8, _ text: String, _ anomalies: [TextAnomaly], line: UInt = #line
    ) {
        let reading = TextDecoder.reading(of: octets, dataCoding: coding)
        XCTAssertEqual(reading.text, text, line: line)
        XCTAssertEqual(reading.anomalies, anomalies, line: line)
        // A message of one part and one of two halves say the same.
        let half = octets.count / 2
        let joined = TextDecoder.reading(
            ofSegments: [(octets[..<half], coding), (octets[half...], coding)])
        XCTAssertEqual(joined, reading, line: line)
    }

    func testWhatIsWhatItSaysHasNoAnomaly() {
        check(Array("hello".utf8), 0, "hello", [])
        check([0x90, 0x00, 0x8B, 0xA2], 8, "退订", [])
        check([0xCD, 0xCB, 0xB6, 0xA9], 15, "退订", [])
        check([], 8, "", [])
        check([0xFE, 0xFF, 0x90, 0x00], 8, "\u{FEFF}退", [])
        check([1, 2, 0xFF], 4, "", [])
    }

    func testLittleEndianTextIsReadAsSuch() {
        check([0xFF, 0xFE, 0x00, 0x90, 0xA2, 0x8B], 8, "退订", [.littleEndian])
        check([0xFF, 0xFE, 0x00, 0x90, 0xA2, 0x8B], 0x18, "退订", [.littleEndian])
        check([0xFF, 0xFE, 0x3D, 0xD8, 0x00, 0xDE], 8, "😀", [.littleEndian])
        check([0xFF, 0xFE], 8, "", [.littleEndian])
        check(
            [0xFF, 0xFE, 0x00, 0x90, 0xA2], 8, "退\u{FFFD}",
            [.littleEndian, .damaged(SMSTextError(.oddLength, offset: 2))])
        for (coding, label) in [(UInt8(0), Alphabet.ascii), (15, .gb18030)] {
            check(
                [0xFF, 0xFE, 0x00, 0x90, 0xA2, 0x8B], coding, "退订",
                [.mislabelled(as: label, is: .ucs2), .littleEndian])
            check([0xFE, 0xFF, 0x90, 0x00, 0x8B, 0xA2], coding, "退订", [.mislabelled(as: label, is: .ucs2)])
        }
    }

    func testOtherAlphabetsUnderCodingZero() {
        check([0xCD, 0xCB, 0xB6, 0xA9], 0, "退订", [.mislabelled(as: .ascii, is: .gb18030)])
        check([0x41, 0xD6, 0xD0, 0x42], 0, "A中B", [.mislabelled(as: .ascii, is: .gb18030)])
        check(Array("退订T".utf8), 0, "退订T", [.utf8(labelledAs: .ascii)])
        check([0x90, 0x00, 0x8B, 0xA2], 0, "退订", [.mislabelled(as: .ascii, is: .ucs2)])
        check([0x00, 0x68, 0x00, 0x69], 0, "hi", [.mislabelled(as: .ascii, is: .ucs2)])
    }

    func testOtherAlphabetsUnderCoding15() {
        check([0x90, 0x00, 0x8B, 0xA2], 15, "退订", [.mislabelled(as: .gb18030, is: .ucs2)])
        // An odd number of octets that are no GBK and are UTF-8.
        check(Array("你好吗".utf8), 15, "你好吗", [.utf8(labelledAs: .gb18030)])
    }

    func testWhatNobodyCanReadIsReplacedAndNamed() {
        check(
            [0x63, 0x61, 0x66, 0xE9], 0, "caf\u{FFFD}",
            [.damaged(SMSTextError(.invalidOctets(.ascii), offset: 3))])
        check(
            [0x6E, 0x61, 0xEF, 0x76, 0x65], 0, "na\u{FFFD}ve",
            [.damaged(SMSTextError(.invalidOctets(.ascii), offset: 2))])
        check([0x90, 0x00, 0x8B], 8, "退\u{FFFD}", [.damaged(SMSTextError(.oddLength, offset: 2))])
        check(
            [0xD8, 0x3D, 0x90, 0x00], 8, "\u{FFFD}退", [.damaged(SMSTextError(.unpairedSurrogate(0xD83D), offset: 0))])
        check(
            [0xCD, 0xCB, 0xB6], 15, "退\u{FFFD}",
            [.damaged(SMSTextError(.truncatedCharacter(.gb18030), offset: 2))])
    }

    func testNothingIsReplacedWithoutAnAnomaly() {
        for seed in 0..<20_000 {
            var numbers = SeededNumbers(UInt64(seed))
            let octets = numbers.octets(numbers.below(13))
            for coding: UInt8 in [0, 8, 15] {
                let reading = TextDecoder.reading(of: octets, dataCoding: coding)
                // U+FFFD itself can be sent: as FFFD in UCS-2 and as 84 31 A4 37.
                let isSent = octets.contains(0xFD) || octets.contains(0x84)
                if reading.text.unicodeScalars.contains("\u{FFFD}"), !isSent {
                    XCTAssertFalse(reading.anomalies.isEmpty, "\(coding): \(octets)")
                }
            }
        }
    }

    func testEachAnomalyIsASentence() {
        XCTAssertEqual(TextAnomaly.littleEndian.description, "FF FE in front: read as little-endian UTF-16")
        XCTAssertEqual(
            TextAnomaly.mislabelled(as: .ascii, is: .gb18030).description, "labelled ASCII, read as GB18030")
        XCTAssertEqual(
            TextAnomaly.damaged(SMSTextError(.oddLength, offset: 2)).description,
            "replaced by U+FFFD: odd number of octets in UCS-2 text, octet 2 is left over")
    }
}
