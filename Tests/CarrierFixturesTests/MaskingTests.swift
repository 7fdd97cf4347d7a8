import CarrierFixtures
import CarrierWire
import Foundation
import XCTest

/// What a trace may not show: digests and passwords, in every protocol, whole frames and damaged ones.
final class MaskingTests: XCTestCase {
    private func octets(_ text: String) throws -> [UInt8] { try XCTUnwrap(HexText.decode(text)) }

    func testDigestsAndPasswordsBecomeZeros() throws {
        let digest = String(repeating: "ab", count: 16)
        let zeros = String(repeating: "00", count: 16)
        let bind = "000000000000000000000001" + "01"
        let name = "73700000000000000000000000000000"
        let reserve = "0000000000000000"
        // CMPP_CONNECT, CMPP_CONNECT_RESP (2.0 and 3.0), Login, Login_Resp, Bind: lengths as in the specifications.
        let frames: [(String, String, String, String)] = [
            ("cmpp-2.0", "0000002700000001000000013930313233 34", digest, "20 075bcd15"),
            ("cmpp-2.0", "0000001e800000010000000100", digest, "20"),
            ("cmpp-3.0", "00000021800000010000000100000000", digest, "30"),
            ("smgp-3.0", "0000002a00000001000000013930313233340000", digest, "02075bcd1530"),
            ("smgp-3.0", "00000021800000010000000100000000", digest, "30"),
            ("sgip-1.2", "0000003d00000001" + bind + name, digest, reserve),
        ]
        for (dialect, head, secret, tail) in frames {
            let frame = try octets((head + secret + tail).replacingOccurrences(of: " ", with: ""))
            let masked = try octets((head + zeros + tail).replacingOccurrences(of: " ", with: ""))
            XCTAssertEqual(try XCTUnwrap(WireDialect.named(dialect)).masked(frame), masked, dialect)
        }
    }

    func testADamagedLoginShowsNothingBehindItsHeader() throws {
        let dialect = try XCTUnwrap(WireDialect.named("cmpp-2.0"))
        let damaged = try octets("00000014000000010000000139303132" + "abababab")
        XCTAssertEqual(dialect.masked(damaged), try octets("000000140000000100000001" + "0000000000000000"))
        // A damaged message is what a trace is read for.
        let submit = try octets("00000014000000040000000139303132" + "abababab")
        XCTAssertEqual(dialect.masked(submit), submit)
        XCTAssertEqual(dialect.masked([1, 2]), [1, 2])
    }
}
