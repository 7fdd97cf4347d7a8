import CMPPCodec
import CarrierTestSupport
import XCTest

final class VectorTests: XCTestCase {
    func testThereAre78() throws { XCTAssertEqual(try WireVector.all("cmpp").count, 78) }

    func testOctetsToFieldsAndBack() throws {
        for vector in try WireVector.all("cmpp") {
            let version = try XCTUnwrap(CMPP.Version(rawValue: vector.protocolName))
            XCTAssertEqual(try vector.differences(CMPP.Frame.self, in: version), [], vector.name)
            let frame = try CMPP.Frame(decoding: vector.octets, in: version)
            XCTAssertEqual(try frame.encoded(in: version), vector.octets, vector.name)
        }
    }
}
