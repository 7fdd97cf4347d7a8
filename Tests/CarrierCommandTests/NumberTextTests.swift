import XCTest

@testable import carrier

/// Numbers are digits with one leading `+` (the contract of `send`).
final class NumberTextTests: XCTestCase {
    private static let to = OptionSpec.value("--to", "N", "")

    private func refusal(_ text: String) -> String? {
        do throws(UsageError) {
            _ = try NumberText.numbers(text, Self.to)
            return nil
        } catch {
            return error.line
        }
    }

    func testNumbersThatAreTaken() throws {
        for text in [
            "1", "10086", "13800138000", "+8613800138000", "8613800138000", "008613800138000", "1069000112345678",
        ] {
            XCTAssertEqual(try NumberText.numbers(text, Self.to), [text])
        }
        XCTAssertEqual(try NumberText.numbers("1,+2,3", Self.to), ["1", "+2", "3"])
        XCTAssertNotNil(NumberText.warning(on: "008613800138000"))
        XCTAssertNil(NumberText.warning(on: "8613800138000"))
        XCTAssertNil(NumberText.warning(on: "00"))
    }

    func testNumbersThatAreRefusedNameTheNumberAndHowToWriteIt() {
        let table: [(String, String, String?)] = [
            ("+86 13800138000", "+86 13800138000", "write +8613800138000"),
            ("138 0013 8000", "138 0013 8000", "write 13800138000"),
            ("138-0013-8000", "138-0013-8000", "write 13800138000"),
            ("138–0013—8000", "138–0013—8000", "write 13800138000"),
            ("(010)12345678", "(010)12345678", "write 01012345678"),
            ("13800138000\t", "13800138000\\t", "write 13800138000"),
            (" 13800138000", " 13800138000", "write 13800138000"),
            ("13800138000\u{A0}", "13800138000", "write 13800138000"),
            ("\u{202D}13800138000\u{202C}", "\\u{202d}13800138000\\u{202c}", "write 13800138000"),
            ("\u{FEFF}13800138000", "\\u{feff}13800138000", "write 13800138000"),
            ("１３８００１３８０００", "１３８００１３８０００", "write 13800138000"),
            ("＋8613800138000", "＋8613800138000", "write +8613800138000"),
            ("13800138000；13800138001", "；", "write 13800138000,13800138001"),
            ("13800138000;13800138001", ";", "write 13800138000,13800138001"),
            ("13800138000，13800138001", "，", "write 13800138000,13800138001"),
            ("13800138000、13800138001", "、", "write 13800138000,13800138001"),
            ("13800138000/13800138001", "/", "write 13800138000,13800138001"),
            ("13800138000 13800138001", "13800138000 13800138001", "write 13800138000,13800138001"),
            ("13800138000\n13800138001", "13800138000\\n13800138001", "write 13800138000,13800138001"),
            ("13800138000;", "13800138000;", "write 13800138000"),
            ("13800138000, 13800138001", " 13800138001", "write 13800138001"),
            ("13800138000,", "13800138000,", "write 13800138000"),
            (",13800138000", ",13800138000", "write 13800138000"),
            ("1,,2", "1,,2", "write 1,2"),
            ("", "--to \"\"", "write a number"), (",", "\",\"", "write a number"),
            ("+", "+", nil), ("++8613800138000", "++8613800138000", nil), ("86+13800138000", "86+13800138000", nil),
            ("1380013800O", "1380013800O", nil), ("tel:13800138000", "tel:13800138000", nil),
            ("١٣٨٠٠١٣٨٠٠٠", "١٣٨٠٠١٣٨٠٠٠", nil), ("手机", "手机", nil),
            ("1380013800\u{0}", "1380013800", "write 1380013800"),
        ]
        for (text, named, mend) in table {
            guard let line = refusal(text) else {
                XCTFail("\(text) was taken")
                continue
            }
            XCTAssertTrue(line.contains(named), line)
            XCTAssertFalse(line.contains("\n"), line)
            if let mend { XCTAssertTrue(line.hasSuffix("; " + mend), line) }
        }
    }
}
