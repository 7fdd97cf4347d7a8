import SGIPCodec
import XCTest

/// One import is enough to name all that the codec's interface uses; the target is built with member import visibility.
final class ImportTests: XCTestCase {
    func testTheCodecsImportNamesErrorsOctetsAndListings() throws {
        var submit = SGIP.Submit()
        let number: OctetString = "10690001"
        submit.spNumber = number
        submit.userNumbers = ["13800138000"]
        let frame = SGIP.Frame(sequence: SGIP.SequenceNumber(node: 1, time: 2, counter: 3), message: .submit(submit))
        XCTAssertTrue(try frame.listing(in: .v1_2).contains("10690001"))
        XCTAssertTrue(frame.canonical.deviationList.isEmpty)
        XCTAssertEqual(frame.message.commandID.description, "0x00000003")
        do throws(WireError) {
            _ = try SGIP.Frame(decoding: [0, 0, 0, 12], in: .v1_2)
            XCTFail("four octets are no frame")
        } catch {
            XCTAssertEqual(error.reason, .truncated(needed: 4, available: 0))
            XCTAssertEqual(error.field, FieldName("Command ID"))
        }
    }
}
