import CarrierSession
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import Foundation
import XCTest

final class AddressTests: XCTestCase {
    func testEndpointsAreReadAndWritten() throws {
        let lawful: [(String, String, UInt16)] = [
            ("127.0.0.1:7890", "127.0.0.1", 7890), ("[::1]:0", "::1", 0),
            ("gateway.example:65535", "gateway.example", 65535),
            ("[fe80::1%1]:7890", "fe80::1%1", 7890),
        ]
        for (text, host, port) in lawful {
            let endpoint = try Endpoint(text)
            XCTAssertEqual(endpoint.host, host)
            XCTAssertEqual(endpoint.port, port)
            XCTAssertEqual(endpoint.description, text)
        }
    }

    func testWhatIsNoEndpointIsRefusedWithTheReason() {
        let unlawful: [(String, EndpointSyntaxError.Reason)] = [
            ("", .missingHost), (":7890", .missingHost), ("a b:1", .missingHost), ("127.0.0.1", .missingPort),
            ("127.0.0.1:", .missingPort), ("127.0.0.1:65536", .notAPort), ("127.0.0.1:x", .notAPort),
            ("127.0.0.1:+1", .notAPort), ("127.0.0.1:٣", .notAPort), ("::1:7890", .missingBracket),
            ("[::1:7890", .missingBracket), ("[127.0.0.1]:7890", .notAnAddress), ("[::1]7890", .missingPort),
        ]
        for (text, reason) in unlawful {
            XCTAssertThrowsError(try Endpoint(text), text) { error in
                XCTAssertEqual((error as? EndpointSyntaxError)?.reason, reason, text)
            }
        }
    }

    func testAddressesAreReadAndWritten() {
        XCTAssertEqual(IPAddress("127.0.0.1"), .v4(0x7F00_0001))
        XCTAssertEqual(IPAddress("::1"), .v6(0, 1, zone: 0))
        XCTAssertEqual(IPAddress("2001:db8::ff"), .v6(0x2001_0DB8_0000_0000, 0xFF, zone: 0))
        XCTAssertEqual(IPAddress("fe80::1%3"), .v6(0xFE80_0000_0000_0000, 1, zone: 3))
        // An IPv4 address in IPv6 clothes.
        XCTAssertEqual(IPAddress("::ffff:192.0.2.1"), .v4(0xC000_0201))
        for text in ["", "127.0.0", "127.0.0.256", "::g", "1.2.3.4%1", "fe80::1%", "localhost", "01.2.3.4x"] {
            XCTAssertNil(IPAddress(text), text)
        }
        for text in ["127.0.0.1", "::1", "2001:db8::ff", "fe80::1%3"] {
            XCTAssertEqual(IPAddress(text)?.description, text)
        }
    }

    func testBlocksContainWhatTheyShould() throws {
        let contained: [(String, String, Bool)] = [
            ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false),
            ("0.0.0.0/0", "8.8.8.8", true), ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.6", false),
            ("192.0.2.6/31", "192.0.2.7", true), ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false), ("::1/128", "::1", true), ("::2/127", "::3", true),
            ("2001:db8::/65", "2001:db8::8000:0:0:0", false), ("::/0", "127.0.0.1", false),
        ]
        for (block, address, expected) in contained {
            let parsed = try XCTUnwrap(AddressBlock(block), block)
            XCTAssertEqual(parsed.contains(try XCTUnwrap(IPAddress(address))), expected, "\(address) in \(block)")
        }
        for text in ["192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/", "192.0.2/24", "::/129", "/8", "1.2.3.4/8/8"] {
            XCTAssertNil(AddressBlock(text), text)
        }
    }

    func testErrorsAreOneLine() {
        let refused = TransportError(.connect, errno: ECONNREFUSED, subject: "127.0.0.1:1")
        XCTAssertEqual(refused.description, "connect 127.0.0.1:1: Connection refused")
        XCTAssertFalse(refused.isTimeout)
        XCTAssertEqual(
            CloseReason.loginRefused(code: 3, by: .peer).words, "peer refused the login with status 3")
    }
}

final class TimersTests: XCTestCase {
    func testWorkRunsInOrderOfItsMomentsAndNotBefore() async {
        let timers = Timers()
        let done = Guarded<[(Int, Moment)]>([])
        let all = XCTestExpectation(description: "all ran")
        all.expectedFulfillmentCount = 20
        let start = MonotonicClock.now()
        for number in (0..<20).reversed() {
            timers.schedule(at: start + .milliseconds(Int64(number))) {
                done.withLock { $0.append((number, MonotonicClock.now())) }
                all.fulfill()
            }
        }
        await fulfillment(of: [all], timeout: 10)
        let order = done.withLock { $0 }
        XCTAssertEqual(order.map(\.0), Array(0..<20))
        for (number, moment) in order { XCTAssertGreaterThanOrEqual(moment, start + .milliseconds(Int64(number))) }
        XCTAssertEqual(timers.count, 0)
    }

    func testCancelledWorkNeverRuns() async {
        let timers = Timers()
        let last = XCTestExpectation(description: "the last ran")
        let start = MonotonicClock.now()
        let ran = Guarded(0)
        let tokens = (0..<500).map { _ in
            timers.schedule(at: start + .milliseconds(20)) { ran.withLock { $0 += 1 } }
        }
        timers.schedule(at: start + .milliseconds(21)) { last.fulfill() }
        for token in tokens { XCTAssertTrue(timers.cancel(token)) }
        XCTAssertFalse(timers.cancel(tokens[0]))
        XCTAssertEqual(timers.count, 1)
        await fulfillment(of: [last], timeout: 10)
        XCTAssertEqual(ran.withLock { $0 }, 0)
        timers.schedule(at: start + .seconds(1000)) {}
        timers.cancelAll()
        XCTAssertEqual(timers.count, 0)
    }
}
