import XCTest

@testable import SMSText

/// What a segment costs on the air (text-and-long-sms.md 1.3, 1.4).
final class SegmentWarningTests: XCTestCase {
    private func cut(_ text: String, _ coding: TextCoding, _ limits: SegmentLimits = .longASCII) throws
        -> SegmentedMessage
    {
        try Segmenter(limits: limits).segment(text, coding: coding, reference: .octet(0))
    }

    func testABracketTooManyIsToldWithItsSegment() throws {
        let text = String(repeating: "a", count: 152) + "[" + String(repeating: "b", count: 152)
        let message = try cut(text, .ascii)
        XCTAssertEqual(message.segmentCount, 2)
        // Six octets of header are seven septets; 152 + 2 behind them.
        XCTAssertEqual(message.warnings, [.extensionCharacters(["["], segment: 1, septets: 161)])
        XCTAssertEqual(
            message.warnings.map(\.description),
            ["\"[\" costs two septets on the air, segment 1 needs 161 of 160"])
    }

    func testEveryExtensionCharacterIsTold() throws {
        for character in "[]{}\\^~|" {
            XCTAssertEqual(
                try cut("a\(character)a\(character)", .ascii).warnings,
                [.extensionCharacters([character], segment: 1, septets: 6)])
        }
        let many = try cut("{[]}", .ascii).warnings
        XCTAssertEqual(many, [.extensionCharacters(["{", "[", "]", "}"], segment: 1, septets: 8)])
        XCTAssertTrue(many[0].description.hasPrefix("\"{\" \"[\" \"]\" \"}\" cost two septets"))
        XCTAssertEqual(try cut("plain text, 1+1=2: @#$%&*()_-;'\"<>?/\n", .ascii).warnings, [])
        XCTAssertEqual(try cut("[中]", .ucs2).warnings, [])
    }

    func testSegmentsOfAnyProtocolAndWideReferencesAreCounted() throws {
        let text = String(repeating: "[", count: 134) + "x"
        let message = try cut(text + String(repeating: "x", count: 20), .ascii, .standard)
        XCTAssertEqual(message.warnings, [.extensionCharacters(["["], segment: 1, septets: 7 + 268)])
        let wide = try Segmenter(limits: .longASCII).segment(
            String(repeating: "a", count: 159) + "~", coding: .ascii, reference: .wide(1))
        // Seven octets of header are eight septets.
        XCTAssertEqual(wide.warnings, [.extensionCharacters(["~"], segment: 2, septets: 8 + 7 + 2)])
    }

    func testWhatTheAirDoesNotHaveIsTold() throws {
        XCTAssertEqual(try cut("a`\tb", .ascii).warnings, [.missingCharacters(["`", "\t"], segment: 1)])
    }

    func testFourOctetCharactersAreTold() throws {
        let message = try cut("中😀é㐀", .gb18030)
        XCTAssertEqual(message.warnings, [.fourOctetCharacters(["😀", "㐀"], segment: 1)])
        XCTAssertEqual(
            message.warnings.first?.description,
            "\"😀\" \"㐀\" take four octets in GB18030, segment 1: phones cannot show that; use UCS-2")
        XCTAssertEqual(try cut("中文é", .gb18030).warnings, [])
        let long = try cut(String(repeating: "中", count: 69) + "😀", .gb18030)
        XCTAssertEqual(long.warnings, [.fourOctetCharacters(["😀"], segment: 2)])
    }
}
