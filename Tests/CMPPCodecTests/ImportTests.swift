import CMPPCodec
import XCTest

/// One import is enough to name all that the codec's interface uses; the target is built with member import visibility.
final class ImportTests: XCTestCase {
    func testTheCodecsImportNamesErrorsOctetsAndListings() throws {
        var submit = CMPP.Submit()
        let number: OctetString = "10690001"
        submit.sourceID = number
        submit.destinationIDs = ["13800138000"]
        let frame = CMPP.Frame(sequence: 1, message: .submit(submit))
        XCTAssertTrue(try frame.listing(in: .v2_0).contains("10690001"))
        XCTAssertTrue(frame.canonical.deviationList.isEmpty)
        XCTAssertEqual(frame.message.commandID.description, "0x00000004")
        do throws(WireError) {
            _ = try CMPP.Frame(decoding: [0, 0, 0, 12], in: .v2_0)
            XCTFail("four octets are no frame")
        } catch {
            XCTAssertEqual(error.reason, .truncated(needed: 4, available: 0))
            XCTAssertEqual(error.field, FieldName("Command_Id"))
        }
    }
}
