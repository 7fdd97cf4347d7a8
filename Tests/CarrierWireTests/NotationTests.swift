import CarrierWire
import XCTest

/// Digests, hex, packed and plain digits.
final class NotationTests: XCTestCase {
    /// The test suite of RFC 1321, appendix A.5.
    func testMD5OfTheSpecification() {
        let suite = [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("a", "0cc175b9c0f1b6a831c399e269772661"),
            ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
            (
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                "d174ab98d277d9f5a5611c2c9f419d9f"
            ),
            (String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"),
        ]
        for (text, digest) in suite {
            XCTAssertEqual(MD5.digest(of: Array(text.utf8)).description, digest, text)
        }
    }

    /// Around the block's length; the digests were made with GNU md5sum.
    func testMD5AroundTheBlock() {
        let table: [(Int, String)] = [
            (0, "d41d8cd98f00b204e9800998ecf8427e"),
            (1, "0cc175b9c0f1b6a831c399e269772661"),
            (55, "ef1772b6dff9a122358552954ad0df65"),
            (56, "3b0c8ac703f828b04c6c197006d17218"),
            (57, "652b906d60af96844ebd21b674f35e93"),
            (63, "b06521f39153d618550606be297466d5"),
            (64, "014842d480b571495a4a0363793f7367"),
            (65, "c743a45e0d2e6a95cb859adae0248435"),
            (119, "8a7bd0732ed6a28ce75f6dabc90e1613"),
            (120, "5f61c0ccad4cac44c75ff505e1f1e537"),
            (128, "e510683b3f5ffe4093d021808bc6ff70"),
            (1000, "cabe45dcc9ae5b66ba86600cca6b8ba8"),
        ]
        for (count, digest) in table {
            XCTAssertEqual(
                MD5.digest(of: [UInt8](repeating: UInt8(ascii: "a"), count: count)).description, digest, "\(count)")
        }
    }

    func testADigestIsSixteenOctets() throws {
        let octets = [UInt8](1...16)
        let digest = try XCTUnwrap(Digest(octets))
        XCTAssertEqual(digest.octets, octets)
        XCTAssertFalse(digest.isZero)
        XCTAssertTrue(Digest().isZero)
        XCTAssertNil(Digest(octets.dropLast()))
        XCTAssertNil(Digest(octets + [0]))
        XCTAssertTrue(digest.matches(digest))
        for index in octets.indices {
            var other = octets
            other[index] ^= 0x80
            XCTAssertFalse(digest.matches(try XCTUnwrap(Digest(other))))
        }
    }

    func testHex() {
        XCTAssertEqual(HexText.encode([0x00, 0x0F, 0xA5, 0xFF]), "000fa5ff")
        XCTAssertEqual(HexText.decode("000fA5ff"), [0x00, 0x0F, 0xA5, 0xFF])
        XCTAssertEqual(HexText.decode("00 0f\n\ta5\r\nff "), [0x00, 0x0F, 0xA5, 0xFF])
        XCTAssertEqual(HexText.decode(""), [])
        for wrong in ["0", "0 0", "0g", "0x00", "é0", "00000"] { XCTAssertNil(HexText.decode(wrong), wrong) }
        XCTAssertEqual(HexText.word(0x80B0_0140_03E9_0001, octets: 8), "0x80b0014003e90001")
        XCTAssertEqual(HexText.word(4, octets: 4), "0x00000004")
        XCTAssertEqual(HexText.word(0x1FF, octets: 1), "0xff")
    }

    func testPackedDigits() {
        XCTAssertEqual(BCD.encode("0123456789"), [0x01, 0x23, 0x45, 0x67, 0x89])
        var packed: [UInt8] = [0xFF]
        XCTAssertEqual(BCD.packed(12_345, digits: 6), 0x01_2345)
        XCTAssertEqual(BCD.packed(9_876_543_210, digits: 4), 0x3210)
        BCD.append(12_345, count: 3, to: &packed)
        BCD.append(7_654_321, count: 2, to: &packed)
        BCD.append(9, count: 0, to: &packed)
        XCTAssertEqual(packed, [0xFF, 0x01, 0x23, 0x45, 0x43, 0x21])
        XCTAssertEqual(BCD.decode([0x01, 0x23, 0x45, 0x67, 0x89]), "0123456789")
        XCTAssertEqual(BCD.encode(""), [])
        XCTAssertEqual(BCD.decode([]), "")
        for wrong in ["1", "123", "1a", "٣٣", " 1"] { XCTAssertNil(BCD.encode(wrong), wrong) }
        for wrong: UInt8 in [0xA0, 0x0A, 0xFF] { XCTAssertNil(BCD.decode([0x12, wrong])) }
        for octet in UInt8.min...UInt8.max where octet >> 4 <= 9 && octet & 15 <= 9 {
            XCTAssertEqual(BCD.decode([octet]).flatMap { BCD.encode($0) }, [octet])
        }
    }

    func testDecimalDigits() {
        XCTAssertEqual(DecimalDigits.text(7, width: 3), "007")
        XCTAssertEqual(DecimalDigits.text(1234, width: 3), "1234")
        XCTAssertEqual(DecimalDigits.text(0, width: 0), "0")
        XCTAssertEqual(DecimalDigits.text(UInt64.max, width: 22), "0018446744073709551615")
        XCTAssertEqual(DecimalDigits.number(Array("000123".utf8)), 123)
        XCTAssertEqual(DecimalDigits.number(Array("999999999999999999".utf8)), 999_999_999_999_999_999)
        for wrong in ["", "-1", "+1", "1 ", "a", "1234567890123456789"] {
            XCTAssertNil(DecimalDigits.number(Array(wrong.utf8)), wrong)
        }
    }

    func testSMPPTimes() throws {
        // cmpp.md, section 7: noon of 2026-08-01 in Beijing, and two days from now.
        let noon = try XCTUnwrap(SMPPTime("260801120000032+"))
        XCTAssertEqual(noon, SMPPTime(year: 26, month: 8, day: 1, hour: 12, minute: 0, second: 0))
        XCTAssertEqual(noon.field, "260801120000032+")
        let later = try XCTUnwrap(SMPPTime("000002000000000R"))
        XCTAssertEqual(later, .period(days: 2))
        XCTAssertEqual(later.field, "000002000000000R")
        let west = try XCTUnwrap(SMPPTime("991231235959948-"))
        XCTAssertEqual(west.reference, .offset(quarterHours: -48))
        XCTAssertEqual(west.tenth, 9)
        XCTAssertEqual(west.field, "991231235959948-")
        XCTAssertEqual(SMPPTime("260801120000000+")?.reference, .offset(quarterHours: 0))
        let wrong: [OctetString] = [
            "", "260801120000032", "260801120000032++", "260801120000049+", "261301120000032+", "260001120000032+",
            "260832120000032+", "260800120000032+", "260801240000032+", "260801126000032+", "260801120060032+",
            "2608011200000a2+", "26080112000003 +", "260801120000032*",
        ]
        for field in wrong { XCTAssertNil(SMPPTime(field), field.description) }
        XCTAssertNil(SMPPTime(year: 100, month: 1, day: 1, hour: 0, minute: 0, second: 0).field)
        XCTAssertNil(SMPPTime(year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0, tenth: 10).field)
        XCTAssertNil(
            SMPPTime(
                year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0, reference: .offset(quarterHours: 49)
            ).field)
    }
}
