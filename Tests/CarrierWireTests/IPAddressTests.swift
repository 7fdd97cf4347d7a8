import CarrierWire
import XCTest

final class IPAddressTests: XCTestCase {
    /// RFC 5952, sections 4.1 to 4.3 and 5: what is read, and how it is written.
    func testVersion6IsWrittenInItsOnlyForm() {
        let forms = [
            ("2001:0DB8::0001", "2001:db8::1"), ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("0:0:0:0:0:0:0:0", "::"), ("1::", "1::"),
            ("::ffff:192.0.2.1", "192.0.2.1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("fe80::1%7", "fe80::1%7"),
        ]
        for (text, expected) in forms { XCTAssertEqual(IPAddress(text)?.description, expected, text) }
    }

    func testWhatIsNoAddressIsNotRead() {
        let texts = [
            "", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "1:2:3:4:5:6:7::8:9", "12345::", "::g",
            ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "1.2.3.4:1::", "::1.2.3", "::1.2.3.4:5", "1.2.3", "1.2.3.4.5",
            "01.2.3.4", "1.2.3.256", "1.2.3.+4", "1.2.3.4%1", "fe80::1%", "fe80::1%0", "fe80::1%-1", "::+1", "::٣",
        ]
        for text in texts { XCTAssertNil(IPAddress(text), text) }
    }
}
