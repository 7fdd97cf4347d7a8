import CarrierFixtures
import XCTest

@testable import carrier

/// The options that fill fields, down to the octets of the request, in every protocol.
final class SendOptionsTests: XCTestCase {
    /// The login's answer and the field names of one protocol.
    private struct Wire {
        var name: String
        var login: String
    }

    private let wires: [String: Wire] = Dictionary(
        uniqueKeysWithValues: [
            Wire(name: "cmpp-2.0", login: "0000001e80000001{seq}00" + String(repeating: "00", count: 16) + "20"),
            Wire(
                name: "cmpp-3.0", login: "0000002180000001{seq}00000000" + String(repeating: "00", count: 16) + "30"),
            Wire(
                name: "smgp-3.0", login: "0000002180000001{seq}00000000" + String(repeating: "00", count: 16) + "30"),
            Wire(name: "sgip-1.2", login: "{sgip}0000001d80000001{seq}00" + String(repeating: "00", count: 8)),
        ].map { ($0.name, $0) })

    /// The fields of the only submit of a run with these options.
    private func submit(_ name: String, _ more: String...) async throws -> JSONObject {
        try await submit(name, more)
    }

    private func submit(_ name: String, _ more: [String]) async throws -> JSONObject {
        let wire = try XCTUnwrap(wires[name])
        let gateway = try RawGateway([wire.login], frames: 2)
        let stage = Stage()
        let words =
            ["send", "--protocol", name, "--connect", gateway.address, "--account", "901234", "--secret", "test1234"]
            + ["--from", "1069", "--to", "13800138000"]
        let status = await EntryPoint.run(words + more, on: stage.console)
        XCTAssertTrue(gateway.end())
        // The connection is cut after the submit: its outcome is not known.
        XCTAssertEqual(status, .differs, stage.diagnostics)
        let frame = try XCTUnwrap(gateway.frames.dropFirst().first, stage.diagnostics)
        let dialect = try XCTUnwrap(WireDialect.named(name))
        let object = try XCTUnwrap(JSONReader.value(of: try dialect.decode(frame).json.line).members)
        return try XCTUnwrap(object["fields"]?.members)
    }

    private func assert(
        _ fields: JSONObject, _ expected: [String: JSONValue], file: StaticString = #filePath, line: UInt = #line
    ) {
        for (name, value) in expected {
            XCTAssertEqual(fields[name]?.line, value.line, name, file: file, line: line)
        }
    }

    func testCMPP() async throws {
        let options = [
            "--text", "a", "--service-id", "T01", "--fee-type", "02", "--fee-code", "000010", "--source-code", "400001",
            "--priority", "3", "--class", "0", "--extension", "88",
        ]
        for name in ["cmpp-2.0", "cmpp-3.0"] {
            let fields = try await submit(name, options)
            assert(
                fields,
                [
                    "Service_Id": .string("T01"), "FeeType": .string("02"), "FeeCode": .string("000010"),
                    "Msg_src": .string("400001"), "Msg_level": .integer(3), "Msg_Fmt": .integer(0x10),
                    "Src_Id": .string("106988"),
                ])
        }
        let linked = try await submit("cmpp-3.0", "--text", "a", "--link-id", "12345678901234567890")
        assert(
            linked, ["LinkID": .string("12345678901234567890"), "Service_Id": .string(""), "FeeType": .string("01")])
    }

    func testSMGP() async throws {
        let fields = try await submit(
            "smgp-3.0", "--text", "a", "--service-id", "T01", "--fee-type", "01", "--fee-code", "000010", "--priority",
            "3", "--extension", "88", "--link-id", "L1", "--source-code", "400001")
        assert(
            fields,
            [
                "ServiceID": .string("T01"), "FeeType": .string("01"), "FeeCode": .string("000010"),
                "FixedFee": .string("000000"), "Priority": .integer(3), "SrcTermID": .string("106988"),
            ])
        let parameters = try XCTUnwrap(fields["TLVs"]).line
        XCTAssertTrue(parameters.contains("LinkID"), parameters)
        XCTAssertTrue(parameters.contains("MsgSrc"), parameters)
        // A monthly fee stands in FixedFee (smgp.md 10.4).
        let monthly = try await submit("smgp-3.0", "--text", "a", "--fee-type", "02", "--fee-code", "500")
        assert(
            monthly, ["FeeType": .string("02"), "FeeCode": .string("000000"), "FixedFee": .string("500")])
    }

    func testSGIP() async throws {
        let fields = try await submit(
            "sgip-1.2", "--text", "a", "--service-id", "T01", "--fee-type", "2", "--fee-code", "10", "--priority", "9",
            "--extension", "88", "--link-id", "L1", "--source-code", "41211", "--class", "1")
        assert(
            fields,
            [
                "ServiceType": .string("T01"), "FeeType": .integer(2), "FeeValue": .string("10"),
                "Priority": .integer(9), "SPNumber": .string("106988"), "Reserve": .string("L1"),
                "CorpId": .string("41211"), "MessageCoding": .integer(0x11),
            ])
    }

    func testASignatureIsPartOfTheText() async throws {
        for given in ["云通讯", "【云通讯】"] {
            let fields = try await submit("cmpp-3.0", "--text", "验证码 1234", "--signature", given)
            // UTF-16, big-endian, of 【云通讯】验证码 1234.
            assert(
                fields,
                [
                    "Msg_Fmt": .integer(8),
                    "Msg_Content": .string("hex:30104e91901a8baf30119a8c8bc1780100200031003200330034"),
                ])
        }
    }

    func testDurationsInHoursAndDaysAndCodingsInAnyCase() async throws {
        let fields = try await submit(
            "cmpp-2.0", "--text", "短", "--valid-for", "48h", "--at", "1d", "--coding", "GBK")
        assert(
            fields,
            [
                "ValId_Time": .string("000002000000000R"), "At_Time": .string("000001000000000R"),
                "Msg_Fmt": .integer(15), "Msg_Content": .string("hex:b6cc"),
            ])
    }

    func testValuesThatDoNotFitAreRefusedByName() async {
        let base = [
            "send", "--protocol", "cmpp-2.0", "--connect", "127.0.0.1:1", "--account", "901234", "--secret", "s",
            "--from", "1069", "--to", "13800138000", "--text", "a",
        ]
        let cases: [([String], String)] = [
            (["--service-id", "12345678901"], "the message does not fit: Service_Id: 11 octets where 10 fit"),
            (["--service-id", "业务"], "the message does not fit: Service_Id: only ASCII is allowed"),
            (["--source-code", "1234567"], "the message does not fit: Msg_src: 7 octets where 6 fit"),
            (["--fee-type", "free"], "--fee-type \"free\" cannot be used; write the protocol's digits, such as 02"),
            (["--fee-type", "002"], "the message does not fit: FeeType: 3 octets where 2 fit"),
            (["--fee-code", "1.5"], "--fee-code \"1.5\" cannot be used; write a whole number of fen, such as 10"),
            (["--fee-code", "1234567"], "the message does not fit: FeeCode: 7 octets where 6 fit"),
            (["--link-id", "1"], "the message does not fit: LinkID: the protocol has no such feature"),
            (["--class", "4"], "--class \"4\" cannot be used; give a whole number from 0 to 3"),
            (["--priority", "256"], "--priority \"256\" cannot be used; give a whole number from 0 to 255"),
            (["--extension", "8 8"], "--extension \"8 8\" cannot be used; write 88"),
            (["--extension", "+88"], "--extension \"+88\" cannot be used; write 88"),
            (
                ["--extension", "123456789012345678"],
                "the message does not fit: Src_Id: 22 octets where 21 fit: \"1069123456789012345678\""
            ),
            (["--signature", ""], "--signature \"\" cannot be used; write a name without 【 and 】, on one line"),
            (["--valid-for", "100d"], "the message does not fit: ValId_Time: out of range"),
            (["--coding", "UTF8"], "--coding \"UTF8\" cannot be used; use auto, ascii, ucs2, gbk"),
        ]
        for (more, expected) in cases {
            let stage = Stage()
            let status = await EntryPoint.run(base + more, on: stage.console)
            XCTAssertEqual(status, .unusable, expected)
            XCTAssertTrue(stage.diagnostics.hasPrefix("carrier send: \(expected)"), stage.diagnostics)
        }
    }
}
