import CarrierWire
import SGIPCodec
import XCTest

final class SequenceNumberTests: XCTestCase {
    /// The example of the specification: node 1234, 20 November 20:32:25, counter 102376 (section 1.4).
    func testTheSpecificationsExample() throws {
        let sequence = SGIP.SequenceNumber(node: 1234, time: 1_120_203_225, counter: 102_376)
        XCTAssertEqual(HexText.encode(sequence.octets), "000004d242c4f1d900018fe8")
        XCTAssertEqual(SGIP.SequenceNumber(octets: sequence.octets), sequence)
        XCTAssertEqual(
            sequence.timestamp, SGIP.Timestamp(month: 11, day: 20, hour: 20, minute: 32, second: 25))
        XCTAssertEqual(sequence.description, "1234-1120203225-102376")
    }

    /// The sample of a vendor's manual (section 5): the first word is above 2^31.
    func testTheManualsSample() throws {
        let octets = try XCTUnwrap(HexText.decode("b44ec4fd3d1aee6600000001"))
        let sequence = try XCTUnwrap(SGIP.SequenceNumber(octets: octets))
        XCTAssertEqual(sequence.node, 3_025_061_117)
        XCTAssertEqual(sequence.time, 1_025_175_142)
        XCTAssertEqual(sequence.counter, 1)
        XCTAssertNil(SGIP.SequenceNumber(octets: octets.dropLast()))
        XCTAssertNil(SGIP.SequenceNumber(octets: octets + [0]))
    }

    func testJanuaryHasNineDigitsAndPrintsTen() {
        XCTAssertEqual(SGIP.SequenceNumber(node: 1, time: 101_000_000, counter: 2).description, "1-0101000000-2")
    }

    func testTheYearIsThatOfTheReceiverUnlessFarAhead() {
        func year(_ time: UInt32, seenIn year: Int, month: Int) -> Int? {
            SGIP.SequenceNumber(node: 1, time: time, counter: 0).year(seenIn: year, month: month)
        }
        XCTAssertEqual(year(1_231_235_959, seenIn: 2027, month: 1), 2026)
        XCTAssertEqual(year(101_000_000, seenIn: 2027, month: 1), 2027)
        XCTAssertEqual(year(1_120_203_225, seenIn: 2026, month: 11), 2026)
        XCTAssertEqual(year(701_000_000, seenIn: 2026, month: 1), 2026)
        XCTAssertNil(year(1_399_000_000, seenIn: 2026, month: 1))
    }
}

final class NodeNumberTests: XCTestCase {
    /// The table of section 1.5.
    func testProviders() {
        for (area, corporation, number) in [
            ("0571", "12345", UInt32(3_057_112_345)), ("0531", "41211", 3_053_141_211), ("028", "71320", 3_028_071_320),
            ("010", "00001", 3_010_000_001), ("", "12345", 3_000_012_345), ("010", "1", 3_010_000_001),
        ] {
            let node = SGIP.NodeNumber(provider: corporation, areaCode: area)
            XCTAssertEqual(node?.rawValue, number)
            XCTAssertEqual(node?.kind, .provider)
            XCTAssertEqual(node?.corporation, String(repeating: "0", count: 5 - corporation.count) + corporation)
        }
        for (area, corporation) in [("05711", "12345"), ("0571", "123456"), ("0571", "1234a"), ("x", "1"), ("1", "")] {
            XCTAssertNil(SGIP.NodeNumber(provider: corporation, areaCode: area))
        }
    }

    func testOtherNodes() {
        XCTAssertEqual(SGIP.NodeNumber(gatewayIn: "0571", serial: 1)?.rawValue, 105_711)
        XCTAssertEqual(SGIP.NodeNumber(gatewayIn: "021", serial: 9)?.rawValue, 102_109)
        XCTAssertNil(SGIP.NodeNumber(gatewayIn: "0571", serial: 10))
        let kinds: [(UInt32, SGIP.NodeNumber.Kind?)] = [
            (105_711, .gateway), (205_711, .messageCentre), (401_001, .nameServer), (312_345, .provider), (0, nil),
            (4_294_967_295, nil),
        ]
        for (number, kind) in kinds { XCTAssertEqual(SGIP.NodeNumber(rawValue: number).kind, kind) }
        XCTAssertNil(SGIP.NodeNumber(rawValue: 105_711).corporation)
        XCTAssertEqual(SGIP.NodeNumber(rawValue: 4_294_967_295).description, "4294967295")
    }
}

final class CodeTests: XCTestCase {
    /// The tables of sections 6.1 and 6.2.
    func testMeanings() {
        let ok = SGIP.Result(rawValue: 25).meaning(in: .v1_2)
        XCTAssertEqual(ok?.english, "user cannot communicate")
        XCTAssertEqual(SGIP.Result(rawValue: 1).meaning(in: .v1_3)?.chinese, "非法登录")
        XCTAssertEqual(SGIP.Result(rawValue: 32).meaning(in: .v1_2)?.chinese, "系统失败")
        XCTAssertEqual(SGIP.Result(rawValue: 33).meaning(in: .v1_2)?.english, "SMSC queue full")
        XCTAssertEqual(SGIP.Result(rawValue: 33).meaning(in: .v1_3)?.english, "throttled: above the rate")
        XCTAssertNil(SGIP.Result(rawValue: 19).meaning(in: .v1_2))
        XCTAssertEqual(SGIP.Result(rawValue: 19).meaning(in: .v1_3)?.english, "UserCount is not 1")
        XCTAssertEqual(
            SGIP.Result(rawValue: 33).meaningInWords,
            "SMSC queue full (SGIP 1.2) or throttled: above the rate (SGIP 1.3)")
        XCTAssertEqual(SGIP.Result(rawValue: 40).meaningInWords, "MorelatetoMTFlag 3 is not allowed (SGIP 1.3)")
        XCTAssertEqual(SGIP.Result(rawValue: 182).meaningInWords, "code 182")
    }

    /// 21 to 31 are as the specification has them, not shifted by an enumeration's slip (section 6.4).
    func testEveryCommonCodeHasWordsInBothEditions() {
        for code in Array(0...11) + Array(21...31) as [UInt8] {
            for version in SGIP.Version.allCases { XCTAssertNotNil(SGIP.Result(rawValue: code).meaning(in: version)) }
        }
        for code in [12, 15, 16, 20, 35, 88, 100, 255] as [UInt8] {
            for version in SGIP.Version.allCases { XCTAssertNil(SGIP.Result(rawValue: code).meaning(in: version)) }
        }
        XCTAssertEqual(
            (0...255).filter { SGIP.Result(rawValue: $0).isTemporary }.map { Int($0) }, [11, 33, 34, 88])
    }

    func testTheMisprintIsNotRepeated() {
        XCTAssertEqual(SGIP.CommandID(name: "ModifySMG_Resp")?.rawValue, 0x8000_000E)
        XCTAssertEqual(SGIP.CommandID.all(in: .v1_3).count, 36)
        XCTAssertNil(SGIP.CommandID(rawValue: 0x12).name)
        XCTAssertNil(SGIP.CommandID(name: "Forward"))
    }
}

final class TimeTests: XCTestCase {
    func testNodeTimes() {
        let time = SGIP.NodeTime("261031175143")
        XCTAssertEqual(time, SGIP.NodeTime(year: 26, month: 10, day: 31, hour: 17, minute: 51, second: 43))
        XCTAssertEqual(time?.field, "261031175143")
        for field in ["", "26103117514", "261331175143", "2610311751433", "26103117514x"] as [OctetString] {
            XCTAssertNil(SGIP.NodeTime(field))
        }
    }

    func testTheSpecificationsExpiry() {
        XCTAssertEqual(
            SGIP.SMPPTime(year: 26, month: 12, day: 31, hour: 23, minute: 59, second: 59).field, "261231235959032+")
    }
}

/// What responses repeat and say.
final class AnswerTests: XCTestCase {
    func testEveryRequestHasAResponseOfItsCommand() throws {
        var generator = SeededGenerator(seed: 4)
        for command in SGIP.CommandID.requests(in: .v1_2) {
            let request = SGIP.Message.visitBody(of: command, in: .v1_2, Maker(generator: generator))
            let message = try XCTUnwrap(request)
            let frame = SGIP.Frame(sequence: SGIP.SequenceNumber(node: 1, time: 2, counter: 3), message: message)
            let response = try XCTUnwrap(frame.response(result: .parameter))
            XCTAssertEqual(response.message.commandID, command.response)
            XCTAssertEqual(response.sequence, frame.sequence)
            XCTAssertNil(response.response())
            generator = SeededGenerator(seed: generator.next())
        }
    }

    private struct Maker: BodyTypeVisitor {
        typealias Message = SGIP.Message
        var generator: SeededGenerator

        func visit<Body: WireBody>(_ type: Body.Type) -> SGIP.Message? where Body.Message == SGIP.Message {
            var generator = generator
            return Body.filled(in: .v1_2, using: &generator).message
        }

        func visitUnknown() -> SGIP.Message? { nil }
    }

    func testACommandThatWasNotServedIsAnsweredInItsOwnForm() throws {
        let cases: [(SGIP.Message, String)] = [
            (.queryRoute(SGIP.QueryRoute()), "0100000000"), (.submit(SGIP.Submit()), "010000000000000000"),
            (.trace(SGIP.Trace()), "0101" + String(repeating: "00", count: 46)),
            (.checkUser(SGIP.CheckUser()), "01000000000000000000"), (.unbind(SGIP.Unbind()), ""),
        ]
        for (request, hex) in cases {
            let response = try XCTUnwrap(request.response(result: .illegalLogin))
            let octets = try SGIP.Frame(sequence: SGIP.SequenceNumber(), message: response).encoded(in: .v1_2)
            XCTAssertEqual(HexText.encode(octets.dropFirst(20)), hex)
        }
    }
}
