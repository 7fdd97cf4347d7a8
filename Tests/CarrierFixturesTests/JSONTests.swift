import CarrierFixtures
import XCTest

final class JSONTests: XCTestCase {
    func testOrderNumbersAndCharactersSurvive() throws {
        let lines = [
            #"{"b":1,"a":[true,false,null],"é":"é","n":18446744073709551616,"d":-1.50e+3}"#,
            #"{"":""}"#, #""\ufeff中😀\u0085\u2028/""#, "[]", "{}", "0", "-0", #""\u0000\u001f""#,
        ]
        for line in lines {
            XCTAssertEqual(Array(try JSONReader.value(of: line).line.utf8), Array(line.utf8))
        }
    }

    func testKeysAreComparedOctetByOctet() throws {
        let value = try JSONReader.value(of: "{\"\u{E9}\":1,\"e\u{301}\":2}")
        XCTAssertEqual(value.members?.members.count, 2)
        XCTAssertEqual(value.members?["e\u{301}"], .number("2"))
        XCTAssertNotEqual(JSONValue.string("\u{E9}"), .string("e\u{301}"))
    }

    func testEscapesAreRead() throws {
        XCTAssertEqual(
            try JSONReader.value(of: #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\uFEFF""#),
            .string("\"\\/\u{8}\u{C}\n\r\té😀\u{FEFF}"))
    }

    func testWhatIsNotJSONIsRefusedWithAPlace() {
        let table: [(String, String, Int)] = [
            ("", "a value is missing", 0),
            ("{", "a member's name in quotes is missing", 1),
            ("{\"a\"}", "a colon is missing", 4),
            ("{\"a\":1,}", "a member's name in quotes is missing", 7),
            ("{\"a\":1 \"b\"}", "a comma or } is missing", 7),
            ("{\"a\":1,\"a\":2}", "the member \"a\" comes twice", 10),
            ("[1,]", "no JSON value begins like this", 3),
            ("[1 2]", "a comma or ] is missing", 3),
            ("01", "a number begins with a superfluous 0", 1),
            ("-", "a digit is missing", 1),
            ("1.", "a digit is missing", 2),
            ("1e+", "a digit is missing", 3),
            ("tru", "no JSON value begins like this", 0),
            ("1 2", "something follows the value", 2),
            ("\"a", "a string does not end", 2),
            ("\"\\", "a string does not end", 2),
            ("\"\\x\"", "an unknown escape", 3),
            ("\"\n\"", "a control character must be escaped", 1),
            ("\"\\ud800\"", "an unpaired surrogate", 7),
            ("\"\\ude00\"", "an unpaired surrogate", 7),
            ("\"\\ud800\\u0041\"", "an unpaired surrogate", 13),
            ("\"\\u12g4\"", "four hex digits are missing", 5),
            ("\u{FEFF}{}", "no JSON value begins like this", 0),
            ("NaN", "no JSON value begins like this", 0),
        ]
        for (text, reason, offset) in table {
            XCTAssertThrowsError(try JSONReader.value(of: text), text) { error in
                XCTAssertEqual(error as? JSONReader.Failure, .init(reason: reason, offset: offset), text)
            }
        }
        XCTAssertThrowsError(try JSONReader.value(of: [0x22, 0xC3, 0x22]))
        XCTAssertThrowsError(try JSONReader.value(of: String(repeating: "[", count: 100_000)))
        XCTAssertNoThrow(
            try JSONReader.value(of: String(repeating: "[", count: 60) + String(repeating: "]", count: 60)))
    }

    func testDecimals() {
        XCTAssertEqual(JSONValue.decimal(0.41).line, "0.41")
        XCTAssertEqual(JSONValue.decimal(10).line, "10.0")
        XCTAssertEqual(JSONValue.decimal(-0.0000004).line, "0.0")
        XCTAssertEqual(JSONValue.decimal(-1.25, places: 1).line, "-1.3")
        XCTAssertEqual(JSONValue.decimal(1234.5678, places: 0).line, "1235.0")
        XCTAssertEqual(JSONValue.decimal(.infinity).line, "null")
        XCTAssertEqual(JSONValue.decimal(.nan).line, "null")
        XCTAssertEqual(JSONValue.decimal(1e300).line, "null")
    }

    func testWholeNumbers() throws {
        XCTAssertEqual(JSONValue.integer(UInt64.max).line, "18446744073709551615")
        XCTAssertEqual(JSONValue.number("255").integer(as: UInt8.self), 255)
        XCTAssertNil(JSONValue.number("256").integer(as: UInt8.self))
        XCTAssertNil(JSONValue.number("1.0").integer(as: UInt8.self))
        XCTAssertNil(JSONValue.number("-1").integer(as: UInt8.self))
        XCTAssertNil(JSONValue.string("1").integer(as: UInt8.self))
    }
}
