import CarrierFixtures
import CarrierWire
import XCTest

final class CaptureTests: XCTestCase {
    func testTextThereAndBack() throws {
        let text = """
            # title: login
            # reference: cmpp.md: 3.2
            > 0.000 0000000c
            < 0.012 00
            > 1.000000001 0102

            """
        let capture = try Capture(text)
        XCTAssertEqual(capture["title"], "login")
        XCTAssertEqual(capture["reference"], "cmpp.md: 3.2")
        XCTAssertEqual(capture.chunks.map(\.time), [0, 12_000_000, 1_000_000_001])
        XCTAssertEqual(capture.octets(.fromClient), [0, 0, 0, 0x0C, 1, 2])
        XCTAssertEqual(capture.octets(.fromServer), [0])
        XCTAssertEqual(capture.text, text)
        XCTAssertEqual(try Capture(capture.text), capture)
    }

    func testErrorsNameTheLine() {
        let table = [
            ("> 0.0", "a line is > or <, a time and hex"),
            ("= 0.0 00", "a line is > or <, a time and hex"),
            ("> x 00", "x is not a time such as 0.012"),
            ("> -1 00", "-1 is not a time such as 0.012"),
            ("> 0.0000000001 00", "0.0000000001 is not a time such as 0.012"),
            ("> 99999999999999999999 00", "99999999999999999999 is not a time such as 0.012"),
            ("> 0.0 0", "the octets are not whole pairs of hex digits"),
            ("> 0.0 zz", "the octets are not whole pairs of hex digits"),
        ]
        for (line, reason) in table {
            XCTAssertThrowsError(try Capture("# a\n" + line, file: "c"), line) { error in
                XCTAssertEqual(error as? FixtureError, FixtureError(file: "c", line: 2, reason), line)
            }
        }
        XCTAssertThrowsError(try Capture("> 1.0 00\n< 0.9 00")) { error in
            XCTAssertEqual(error as? FixtureError, FixtureError(line: 2, "the time runs backwards"))
        }
    }
}
