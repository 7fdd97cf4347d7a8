import CarrierTestSupport
import SGIPCodec
import XCTest

final class VectorTests: XCTestCase {
    func testThereAre57() throws { XCTAssertEqual(try WireVector.all("sgip").count, 57) }

    func testOctetsToFieldsAndBack() throws {
        for vector in try WireVector.all("sgip") {
            let version = try XCTUnwrap(SGIP.Version(rawValue: vector.protocolName))
            XCTAssertEqual(try vector.differences(SGIP.Frame.self, in: version), [], vector.name)
            let frame = try SGIP.Frame(decoding: vector.octets, in: version)
            XCTAssertEqual(try frame.encoded(in: version), vector.octets, vector.name)
        }
    }

    func testEveryCommandIsThere() throws {
        let commands = Set(try WireVector.all("sgip").map(\.command))
        XCTAssertEqual(commands.count, 36)
        XCTAssertEqual(commands, Set(SGIP.CommandID.all(in: .v1_2).compactMap(\.name)))
    }
}
