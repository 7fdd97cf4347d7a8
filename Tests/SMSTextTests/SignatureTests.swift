import SMSText
import XCTest

final class SignatureTests: XCTestCase {
    func testTheNameStandsInBracketsInFrontOfTheText() {
        XCTAssertEqual(Signature("云通讯")?.signing("验证码 1234"), "【云通讯】验证码 1234")
        XCTAssertEqual(Signature("【云通讯】")?.text, "【云通讯】")
        XCTAssertEqual(Signature("A")?.text.utf16.count, 3)
    }

    func testWhatIsNoName() {
        for name in ["", "【】", "【", "】", "云】讯", "【【云】】", "云\n讯"] { XCTAssertNil(Signature(name), name) }
    }
}
