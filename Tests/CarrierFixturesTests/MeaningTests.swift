import CarrierFixtures
import CarrierWire
import XCTest

/// What decode says beside the fields: meanings of codes and words, and text that is not what its coding says.
final class MeaningTests: XCTestCase {
    private func decode(_ dialect: String, _ hex: String) throws -> JSONObject {
        let octets = try XCTUnwrap(HexText.decode(hex))
        return try XCTUnwrap(try XCTUnwrap(WireDialect.named(dialect)).decode(octets).json.members)
    }

    private func meanings(_ dialect: String, _ hex: String) throws -> [String: String] {
        let members = try decode(dialect, hex)["meanings"]?.members?.members ?? []
        return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.text ?? "") })
    }

    func testResultsHaveTheirMeaning() throws {
        XCTAssertEqual(
            try meanings("cmpp-3.0", "00000018800000040000000280b0014003e900010000000a"),
            ["Result": "Src_Id error (Src_Id 错误)"])
        XCTAssertEqual(
            try meanings("cmpp-2.0", "000000158000000400000002b7b0014003e900010a"),
            ["Result": "other error; since 2.1 Src_Id error (其他错误;2.1 起为Src_Id 错误)"])
        XCTAssertEqual(
            try meanings("smgp-3.0", "0000001a80000002000000020000000000000000000000000067"),
            ["Status": "submitting too fast (提交过快)"])
        XCTAssertEqual(
            try meanings("sgip-1.2", "0000001d80000003b637d51942c4f1db00000001580000000000000000"),
            ["Result": "flow control (iDAP gateways) (流量控制(iDAP 网关))"])
        XCTAssertEqual(try meanings("cmpp-2.0", "0000000c00000008000000c8"), [:])
    }

    func testWordsOfReportsHaveTheirMeaning() throws {
        let report =
            "000000d300000003000003e9010061112916000000770100323032363131323931323030303031333830303133383030"
            + "30000000000000000000003130363930303031000000000000000000000000007a69643a010061112916000000012073"
            + "75623a30303120646c7672643a303031207375626d697420646174653a3236303831363135333020646f6e6520646174"
            + "653a3236303831363135333120737461743a554e44454c4956206572723a30303520746578743a202020202020202020"
            + "20202020202020202020200000000000000000"
        XCTAssertEqual(
            try meanings("smgp-3.0", report),
            ["stat": "undeliverable (消息无法送达)", "err": "user on the black list (用户在黑名单内)"])
        XCTAssertEqual(
            try meanings(
                "sgip-1.2",
                "00000040000000050001" + "9cef42c4f22900000067b637d51942c4f1db0000000100"
                    + "383631333031323334353637380000000000000000" + "0219" + "0000000000000000"),
            ["State": "failed (发送失败)", "ErrorCode": "user cannot communicate (用户不能通信)"])
    }

    func testALineWithMeaningsEncodesToItsOctets() throws {
        let hex = "00000018800000040000000280b0014003e900010000000a"
        let json = try XCTUnwrap(WireDialect.named("cmpp-3.0")).decode(try XCTUnwrap(HexText.decode(hex))).json
        XCTAssertEqual(HexText.encode(try ExchangeLine(json).encoded()), hex)
    }

    func testTextThatIsNotWhatItsCodingSaysIsNamed() throws {
        let submit = try XCTUnwrap(
            HexText.decode(
                "000000a50000000400000002000000000000000001010000540000000000000000000200000000000000000000000000"
                    + "000000000000000000000839303132333430313030303030300000000000000000000000000000000000000000000000"
                    + "000000000000000000000031303639303030310000000000000000000000000001313338303031333830303000000000"
                    + "00000000000006fffe0090a28b0000000000000000"))
        let frame = try XCTUnwrap(WireDialect.named("cmpp-2.0")).decode(submit)
        XCTAssertEqual(frame.text, "退订")
        XCTAssertEqual(frame.textAnomalies, ["FF FE in front: read as little-endian UTF-16"])
    }

    // MARK: Text in fields of fixed width

    /// Read once: it takes most of a second.
    private static let frames = Result { try Corpus.frames() }

    private func refusal(_ dialect: String, _ command: String, _ field: String, _ value: String) throws -> WireError? {
        // A conforming frame's fields, one of them changed.
        let fixture = try XCTUnwrap(
            try Self.frames.get().map(\.fixture).first {
                $0.dialect.name == dialect && $0.command == command && $0.stated["deviations"] == nil
            })
        let json = fixture.stated["fields"]?.members?.members ?? []
        XCTAssertTrue(json.contains { $0.key == field }, field)
        let fields = json.map { ($0.key, $0.key == field ? JSONValue.string(value) : $0.value) }
        let line = JSONValue.object([
            ("protocol", .string(dialect)), ("command", .string(command)), ("fields", .object(fields)),
        ])
        do throws(ExchangeError) {
            _ = try ExchangeLine(line).encoded()
            return nil
        } catch {
            guard case .wire(let wire) = error else { throw error }
            return wire
        }
    }

    func testTextThatIsNotPrintableASCIIIsRefusedByName() throws {
        let fields = [
            ("cmpp-2.0", "CMPP_SUBMIT", "Service_Id"), ("cmpp-3.0", "CMPP_SUBMIT", "Src_Id"),
            ("cmpp-2.0", "CMPP_CONNECT", "Source_Addr"), ("smgp-3.0", "Submit", "ServiceID"),
            ("smgp-3.0", "Deliver", "Reserve"), ("sgip-1.2", "Submit", "ServiceType"),
            ("sgip-1.2", "Bind", "LoginName"),
        ]
        for (dialect, command, field) in fields {
            for value in ["短信", "é", "a\u{0}b", "a\tb", "1\u{7F}", "１"] {
                let error = try refusal(dialect, command, field, value)
                XCTAssertEqual(error?.reason, .notASCII, "\(dialect) \(field) \(value.debugDescription)")
                XCTAssertEqual(error?.field.description, field)
            }
            XCTAssertNil(try refusal(dialect, command, field, "hex:e79fad"))
            XCTAssertNil(try refusal(dialect, command, field, "~ A"))
        }
    }
}
