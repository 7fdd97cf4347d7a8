import SMGPCodec
import XCTest

/// One import is enough to name all that the codec's interface uses; the target is built with member import visibility.
final class ImportTests: XCTestCase {
    func testTheCodecsImportNamesErrorsOctetsAndListings() throws {
        var submit = SMGP.Submit()
        let number: OctetString = "10690001"
        submit.sourceTerminalID = number
        submit.destinationTerminalIDs = ["13800138000"]
        let frame = SMGP.Frame(sequence: 1, message: .submit(submit))
        XCTAssertTrue(try frame.listing(in: .v3_0).contains("10690001"))
        XCTAssertTrue(frame.canonical.deviationList.isEmpty)
        XCTAssertEqual(frame.message.commandID.description, "0x00000002")
        do throws(WireError) {
            _ = try SMGP.Frame(decoding: [0, 0, 0, 12], in: .v3_0)
            XCTFail("four octets are no frame")
        } catch {
            XCTAssertEqual(error.reason, .truncated(needed: 4, available: 0))
            XCTAssertEqual(error.field, FieldName("RequestID"))
        }
    }
}
