import CarrierFixtures
import XCTest

@testable import carrier

final class EventLinesTests: XCTestCase {
    func testLinesAreJSON() {
        var lines = EventLines()
        lines.line("one") { line in
            line.text("a", "say \"短信\"\n")
            line.number("b", UInt64.max)
            line.number("c", -10)
            line.number("d", Int64.min)
            line.number("e", 0)
            line.value("f", .array([.null]))
        }
        lines.line("two") { _ in }
        XCTAssertEqual(
            String(decoding: lines.octets, as: UTF8.self),
            #"{"event":"one","a":"say \"短信\"\n","b":18446744073709551615,"c":-10,"d":-9223372036854775808,"e":0,"#
                + "\"f\":[null]}\n{\"event\":\"two\"}\n")
    }
}
