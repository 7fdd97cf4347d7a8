import CarrierFixtures
import XCTest

final class HexListingTests: XCTestCase {
    func testPlainHex() throws {
        XCTAssertEqual(try HexListing("").octets, [])
        XCTAssertEqual(try HexListing("00 0c\n 0aFF # ff ff\n#00\n").octets, [0x00, 0x0C, 0x0A, 0xFF])
        XCTAssertEqual(try HexListing("0\n0\r\n1 1").octets, [0x00, 0x11])
        XCTAssertEqual(try HexListing("0000  00 0c").octets, [0, 0, 0, 0x0C])
        XCTAssertEqual(try HexListing("# one\n#two\n00\n# three").heading, ["one", "two"])
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
        XCTAssertEqual(listing.annotations.count, 8)
    }

    func testErrorsNameTheLine() {
        let table: [(String, Int, String)] = [
            ("00\n0g", 2, "\"g\" is not a hex digit"),
            ("00 é", 1, "\"\\u{00C3}\" is not a hex digit"),
            ("000", 1, "an odd number of hex digits"),
            ("0000  00 01   A   1\n0003  00   B   0", 2, "the offset is 3, 2 octets stand before"),
            ("0000  00 01   A   1\nhello", 2, "not an offset, octets and a field like the lines before"),
            ("0000  00 01   A   1\n0002    B", 2, "not an offset, octets and a field like the lines before"),
            ("0000  00 01   A   1\n0002  0  B", 2, "not an offset, octets and a field like the lines before"),
        ]
        for (text, line, reason) in table {
            XCTAssertThrowsError(try HexListing(text, file: "f.hex"), text) { error in
                XCTAssertEqual(error as? FixtureError, FixtureError(file: "f.hex", line: line, reason), text)
            }
        }
        XCTAssertEqual(FixtureError(file: "f.hex", line: 3, "wrong").description, "f.hex:3: wrong")
        XCTAssertEqual(FixtureError("wrong").description, "wrong")
    }
}
