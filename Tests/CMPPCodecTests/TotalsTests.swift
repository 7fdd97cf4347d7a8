import CMPPCodec
import CarrierWire
import XCTest

/// The totals of cmpp.md, 3.1.
final class TotalsTests: XCTestCase {
    /// Octets of a frame whose body is empty: no receivers, no content.
    private struct EmptyTotal: BodyTypeVisitor {
        typealias Message = CMPP.Message
        let version: CMPP.Version

        func visit<Body: WireBody>(_ type: Body.Type) -> Int? where Body.Message == Message {
            let frame = CMPP.Frame(sequence: 0, message: Body().message)
            guard let octets = try? frame.encoded(in: version) else { return nil }
            return frame.encodedSize(in: version) == octets.count ? octets.count : nil
        }

        func visitUnknown() -> Int? { nil }
    }

    private let totals: [(name: String, v2: Int?, v3: Int?)] = [
        ("CMPP_CONNECT", 39, 39), ("CMPP_CONNECT_RESP", 30, 33), ("CMPP_TERMINATE", 12, 12),
        ("CMPP_TERMINATE_RESP", 12, 12), ("CMPP_SUBMIT", 138, 163), ("CMPP_SUBMIT_RESP", 21, 24),
        ("CMPP_QUERY", 39, 39), ("CMPP_QUERY_RESP", 63, 63), ("CMPP_DELIVER", 85, 109), ("CMPP_DELIVER_RESP", 21, 24),
        ("CMPP_CANCEL", 20, 20), ("CMPP_CANCEL_RESP", 13, 16), ("CMPP_ACTIVE_TEST", 12, 12),
        ("CMPP_ACTIVE_TEST_RESP", 13, 13), ("CMPP_FWD", 152, 264), ("CMPP_FWD_RESP", 23, 26),
        ("CMPP_MT_ROUTE", 39, 39), ("CMPP_MT_ROUTE_RESP", 56, 77), ("CMPP_MO_ROUTE", 53, 53),
        ("CMPP_MO_ROUTE_RESP", 69, 90), ("CMPP_GET_ROUTE", 24, nil), ("CMPP_GET_ROUTE_RESP", 83, nil),
        ("CMPP_GET_MT_ROUTE", nil, 26), ("CMPP_GET_MT_ROUTE_RESP", nil, 85), ("CMPP_GET_MO_ROUTE", nil, 26),
        ("CMPP_GET_MO_ROUTE_RESP", nil, 108), ("CMPP_MT_ROUTE_UPDATE", 56, 63), ("CMPP_MT_ROUTE_UPDATE_RESP", 13, 31),
        ("CMPP_MO_ROUTE_UPDATE", 79, 86), ("CMPP_MO_ROUTE_UPDATE_RESP", 13, 31),
        ("CMPP_PUSH_MT_ROUTE_UPDATE", 56, 77), ("CMPP_PUSH_MT_ROUTE_UPDATE_RESP", 13, 13),
        ("CMPP_PUSH_MO_ROUTE_UPDATE", 79, 100), ("CMPP_PUSH_MO_ROUTE_UPDATE_RESP", 13, 13),
    ]

    func testEveryCommandHasItsTotal() {
        for version in CMPP.Version.allCases {
            let expected = totals.compactMap { row in (version.isV3 ? row.v3 : row.v2).map { (row.name, $0) } }
            let commands = CMPP.CommandID.all(in: version)
            XCTAssertEqual(commands.count, expected.count)
            for (name, total) in expected {
                guard let command = CMPP.CommandID(name: name, in: version) else {
                    XCTFail("\(name) is unknown in \(version)")
                    continue
                }
                let visitor = EmptyTotal(version: version)
                let measured = CMPP.Message.visitBody(of: command, in: version, visitor)
                XCTAssertEqual(measured, total, "\(name) in \(version)")
            }
        }
    }

    func testReceiversAndContentAddToTheTotal() throws {
        var submit = CMPP.Submit()
        submit.destinationIDs = ["13800138000"]
        submit.content = [UInt8](repeating: 0, count: 10)
        let one = CMPP.Frame(sequence: 0, message: .submit(submit))
        XCTAssertEqual(one.encodedSize(in: .v2_0), 169)
        XCTAssertEqual(one.encodedSize(in: .v3_0), 205)
        // The largest lawful ones, section 1.3.
        submit.destinationIDs = OctetStringList(repeating: "13800138000", count: 99)
        submit.content = [UInt8](repeating: 0, count: 159)
        let largest = CMPP.Frame(sequence: 0, message: .submit(submit))
        XCTAssertEqual(try largest.encoded(in: .v2_0).count, 2376)
        XCTAssertEqual(try largest.encoded(in: .v3_0).count, 3490)
        var forward = CMPP.Forward()
        forward.destinationIDs = ["13800138000"]
        forward.content = [1, 2, 3]
        XCTAssertEqual(CMPP.Frame(sequence: 0, message: .forward(forward)).encodedSize(in: .v2_0), 176)
        XCTAssertEqual(CMPP.Frame(sequence: 0, message: .forward(forward)).encodedSize(in: .v3_0), 288)
    }

    func testReportsHaveSixtyAndSeventyOneOctets() throws {
        var deliver = CMPP.Deliver()
        deliver.registeredDelivery = 1
        deliver.content = try CMPP.StatusReport().content(in: .v2_0)
        XCTAssertEqual(deliver.content.count, 60)
        XCTAssertEqual(CMPP.Frame(sequence: 0, message: .deliver(deliver)).encodedSize(in: .v2_0), 145)
        XCTAssertEqual(CMPP.Frame(sequence: 0, message: .deliver(deliver)).encodedSize(in: .v3_0), 169)
        deliver.content = try CMPP.StatusReport().content(in: .v3_0)
        XCTAssertEqual(deliver.content.count, 71)
        XCTAssertEqual(CMPP.Frame(sequence: 0, message: .deliver(deliver)).encodedSize(in: .v3_0), 180)
        XCTAssertEqual(try CMPP.MOStatusReport().encoded(in: .v3_0).count, 60)
    }

    func testFramesAboveTheLimitAreRefused() {
        var submit = CMPP.Submit()
        submit.destinationIDs = OctetStringList(repeating: "1", count: 255)
        let frame = CMPP.Frame(sequence: 0, message: .submit(submit))
        let expected = WireError(
            .lengthOutOfRange(announced: 8323, minimum: 12, maximum: 4096), field: "Total_Length", offset: 0)
        XCTAssertThrowsError(try frame.encoded(in: .v3_0)) { XCTAssertEqual($0 as? WireError, expected) }
        var buffer = OctetBuffer()
        XCTAssertThrowsError(try frame.encode(into: &buffer, in: .v3_0)) { XCTAssertEqual($0 as? WireError, expected) }
        XCTAssertTrue(buffer.isEmpty)
        XCTAssertEqual(try frame.encoded(in: .v3_0, limit: 10_000).count, 8323)
    }
}
