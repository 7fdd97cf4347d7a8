import CarrierTestSupport
import SMGPCodec
import XCTest

final class VectorTests: XCTestCase {
    func testThereAre46() throws { XCTAssertEqual(try WireVector.all("smgp").count, 46) }

    func testOctetsToFieldsAndBack() throws {
        for vector in try WireVector.all("smgp") {
            let version = try XCTUnwrap(SMGP.Version(rawValue: vector.protocolName))
            XCTAssertEqual(try vector.differences(SMGP.Frame.self, in: version), [], vector.name)
            let frame = try SMGP.Frame(decoding: vector.octets, in: version)
            XCTAssertEqual(try frame.encoded(in: version), vector.octets, vector.name)
        }
    }

    func testEveryCommandOfTheSpecificationIsThere() throws {
        // The four of the billing extension have no vectors: their bodies are in no specification text.
        let billing: Set = [
            "Payment_Request", "Payment_Request_Resp", "Query_UserState", "Query_UserState_Resp",
        ]
        let commands = Set(try WireVector.all("smgp").map(\.command))
        XCTAssertEqual(commands.count, 30)
        let known = Set(SMGP.CommandID.all(in: .v3_0).compactMap { $0.name(in: .v3_0) })
        XCTAssertEqual(commands.union(billing), known)
    }
}
