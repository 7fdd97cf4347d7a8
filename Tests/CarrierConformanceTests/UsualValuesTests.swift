import CarrierFixtures
import CarrierSession
import CarrierWire
import XCTest

@testable import CarrierConformance

/// A draft and a frame of a dialogue that say nothing of a field hold the same in it.
final class UsualValuesTests: XCTestCase {
    /// Free of charge, for the SP to pay, of one part, a report wanted (cmpp.md 3.5, smgp.md 3.4, sgip.md 3.4).
    private static let submits: [(dialect: String, command: String, fields: [String: FieldValue])] = [
        (
            "cmpp-3.0", "CMPP_SUBMIT",
            [
                "Pk_total": .number(1), "Pk_number": .number(1), "Registered_Delivery": .number(1),
                "Fee_UserType": .number(2), "FeeType": .string("01"), "FeeCode": .string("000000"),
            ]
        ),
        (
            "smgp-2.0", "Submit",
            [
                "MsgType": .number(6), "NeedReport": .number(1), "Priority": .number(1), "FeeType": .string("00"),
                "FeeCode": .string("000000"), "FixedFee": .string("000000"),
            ]
        ),
        (
            "sgip-1.2", "Submit",
            [
                "ChargeNumber": .string("000000000000000000000"), "FeeType": .number(1), "FeeValue": .string("0"),
                "GivenValue": .string("0"), "MorelatetoMTFlag": .number(2), "ReportFlag": .number(1),
            ]
        ),
    ]

    func testADraftAndADialoguesFrameHoldTheSame() throws {
        for (name, command, wanted) in Self.submits {
            let dialect = try XCTUnwrap(WireDialect.named(name))
            let line = "{\"protocol\":\"\(name)\",\"command\":\"\(command)\",\"fields\":{}}"
            let draft = try ExchangeLine(JSONReader.value(of: line)).encoded(isDraft: true)
            var maker = FrameMaker(dialect, CaseSetting(account: "901234", secret: "test1234"))
            let width = ProtocolFacts(dialect).sequenceRange.count
            let purpose = FrameMaker.Purpose(
                sequence: [UInt8](repeating: 1, count: width), now: VirtualJudge.begin)
            let made = try maker.make(DialogueStep.Sending(command: command), purpose)
            for octets in [draft, made] {
                let frame = SeenFrame(octets, ProtocolFacts(dialect))
                XCTAssertNil(frame.error)
                for (field, value) in wanted { XCTAssertEqual(frame.value(at: [field]), value, "\(name) \(field)") }
            }
        }
    }

    /// Two halves of an octet (cmpp.md 4.3, smgp.md 0).
    func testTheVersionsOctetIsReadFromTheDialectsName() {
        let octets = ["cmpp-2.0": 0x20, "cmpp-3.0": 0x30, "smgp-1.3-without-fixed-fee": 0x13, "smgp-2.0": 0x20]
        for (name, octet) in octets {
            let version = WireDialect.named(name).flatMap { UsualValues($0).versionOctet }
            XCTAssertEqual(version.map { Int($0) }, octet, name)
        }
    }
}
