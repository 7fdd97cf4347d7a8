import CMPPCodec
import CarrierWire
import XCTest

/// Digests, ids, times and codes with the values of cmpp.md.
final class ValueTests: XCTestCase {
    private func source(
        _ account: String, _ secret: String, _ timestamp: UInt32,
        _ form: CMPP.Authenticator.ShortAccount = .charactersOnly
    ) -> Digest {
        CMPP.Authenticator.source(
            account: Array(account.utf8), secret: Array(secret.utf8), timestamp: timestamp, shortAccount: form)
    }

    /// Section 4.4, examples A, B and C; January to September begin with a zero.
    func testWorkedAuthenticators() {
        let examples: [(String, String, UInt32, String, String, String)] = [
            (
                "901234", "test1234", 801_120_000, "30e7aca60f59f0131790bce6c124641b",
                "159906bda58c6d00cd8787220b09c544", "a51e53c532f0d80bc85776cf1e4ffb54"
            ),
            (
                "901234", "test1234", 1_231_235_959, "4b7939691e563c4818973f4e106317c1",
                "ef2c14704d715e5189455e1b2b2a0f69", "ac064cd4c3b8eb0fae262d3a12881d26"
            ),
            (
                "900001", "888888", 102_030_405, "3b7bba56a8c1d885b7d43d3f6d82cb94",
                "69b52a62cd309629b197870d6f8fabc8", "53b24b8fb532a4eed8dfcdbbb33b7289"
            ),
        ]
        for (account, secret, timestamp, expected, one, four) in examples {
            let digest = source(account, secret, timestamp)
            XCTAssertEqual(digest.description, expected)
            XCTAssertEqual(source(account, secret, timestamp, .padded), digest)
            for (octets, answer) in [(1, one), (4, four)] {
                let server = CMPP.Authenticator.server(
                    status: .ok, source: digest, secret: Array(secret.utf8), statusOctets: octets)
                XCTAssertEqual(server.description, answer)
                var response = CMPP.ConnectResponse()
                response.authenticator = server
                XCTAssertTrue(CMPP.Authenticator.accepts(response, to: digest, secret: Array(secret.utf8)))
                response.status = .versionTooHigh
                XCTAssertFalse(CMPP.Authenticator.accepts(response, to: digest, secret: Array(secret.utf8)))
            }
        }
    }

    func testShortAccountsInBothFormsAndNothingElse() throws {
        XCTAssertEqual(source("12345", "secret", 801_120_000).description, "c776f11b7aed5983a5c2708b085b65aa")
        XCTAssertEqual(source("12345", "secret", 801_120_000, .padded).description, "049362c4835ca0244edd4e3da915b411")
        var connect = CMPP.Connect()
        connect.sourceAddress = "12345"
        connect.timestamp = 801_120_000
        for hex in ["c776f11b7aed5983a5c2708b085b65aa", "049362c4835ca0244edd4e3da915b411"] {
            connect.authenticator = try XCTUnwrap(HexText.decode(hex).flatMap { Digest($0) })
            XCTAssertTrue(CMPP.Authenticator.accepts(connect, secret: Array("secret".utf8)))
            XCTAssertFalse(CMPP.Authenticator.accepts(connect, secret: Array("Secret".utf8)))
        }
        // A timestamp that is not padded, and nine ASCII zeros: what peers get wrong.
        connect.sourceAddress = "901234"
        for hex in ["e71337801dd29f4451f30023f8e8896e", "51fcbe5ee784cb60703163c1a4039919"] {
            connect.authenticator = try XCTUnwrap(HexText.decode(hex).flatMap { Digest($0) })
            XCTAssertFalse(CMPP.Authenticator.accepts(connect, secret: Array("test1234".utf8)))
        }
    }

    /// Section 5.
    func testPartsOfAMessageID() {
        let table: [(CMPP.MessageID.Parts, UInt64, String)] = [
            (parts(8, 1, 12, 0, 5, 1001, 1), 0x80B0_0140_03E9_0001, "0801120005000100100001"),
            (parts(12, 31, 23, 59, 59, 79_101, 65_535), 0xCFDF_BEC1_34FD_FFFF, "1231235959007910165535"),
            (parts(1, 1, 0, 0, 0, 0, 0), 0x1080_0000_0000_0000, "0101000000000000000000"),
            (parts(2, 28, 9, 5, 7, 1_048_575, 4096), 0x2E24_51CF_FFFF_1000, "0228090507104857504096"),
            (parts(11, 30, 18, 45, 30, 4_194_303, 0), 0xBF4A_D7BF_FFFF_0000, "1130184530419430300000"),
        ]
        for (parts, number, digits) in table {
            let id = CMPP.MessageID(parts)
            XCTAssertEqual(id.rawValue, number)
            XCTAssertEqual(id.parts, parts)
            XCTAssertEqual(id.digits, digits)
        }
        XCTAssertEqual(CMPP.MessageID(rawValue: 0x80B0_0140_03E9_0001).octetsReversed.rawValue, 0x0100_E903_4001_B080)
    }

    /// Section 8.5: the sequence wraps to zero inside its field.
    func testARangeOfIDsWrapsInItsField() {
        let last = CMPP.MessageID(rawValue: 0x80B0_0140_03E9_FFFF)
        XCTAssertEqual(last.advanced(by: 1).rawValue, 0x80B0_0140_03E9_0000)
        XCTAssertEqual(last.advanced(by: 3).rawValue, 0x80B0_0140_03E9_0002)
        XCTAssertEqual(last.advanced(by: 0), last)
        XCTAssertEqual(last.advanced(by: 65_536), last)
    }

    private func parts(
        _ month: UInt8, _ day: UInt8, _ hour: UInt8, _ minute: UInt8, _ second: UInt8, _ gateway: UInt32,
        _ sequence: UInt16
    ) -> CMPP.MessageID.Parts {
        CMPP.MessageID.Parts(
            month: month, day: day, hour: hour, minute: minute, second: second, gateway: gateway, sequence: sequence)
    }

    /// Section 7.
    func testTimes() {
        XCTAssertEqual(
            CMPP.Timestamp(0x2FC0_1F00), CMPP.Timestamp(month: 8, day: 1, hour: 12, minute: 0, second: 0))
        XCTAssertEqual(CMPP.Timestamp(month: 1, day: 2, hour: 3, minute: 4, second: 5).rawValue, 0x0614_DC45)
        for wrong: UInt32 in [0, 801_240_000, 801_126_000, 801_120_060, 1_301_120_000, 832_120_000, .max] {
            XCTAssertNil(CMPP.Timestamp(wrong), "\(wrong)")
        }
        let done = CMPP.ReportTime("2608011201")
        XCTAssertEqual(done, CMPP.ReportTime(year: 26, month: 8, day: 1, hour: 12, minute: 1))
        XCTAssertEqual(done?.field, "2608011201")
        // A dummy that gateways send, and what is no time at all.
        XCTAssertEqual(CMPP.ReportTime("0001010000")?.year, 0)
        for wrong: OctetString in [
            "", "260801120", "26080112011", "2613011201", "2608012401", "2608011260", "26O8011201",
        ] {
            XCTAssertNil(CMPP.ReportTime(wrong), wrong.description)
        }
    }
}

/// Section 6: every code has its meaning, in English and in Chinese.
final class MeaningTests: XCTestCase {
    private func check(_ meaning: CMPP.Meaning?, _ english: String, line: UInt = #line) {
        XCTAssertEqual(meaning?.english, english, line: line)
        let isChinese = meaning?.chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } ?? false
        XCTAssertTrue(isChinese, "\(meaning?.chinese ?? "nothing")", line: line)
    }

    func testLogin() {
        let texts = [
            "correct", "message structure error", "illegal source address", "authentication error", "version too high",
            "other error; by practice too many connections", "other error",
        ]
        for (code, text) in texts.enumerated() { check(CMPP.ConnectStatus(rawValue: UInt32(code)).meaning, text) }
        check(CMPP.ConnectStatus(rawValue: .max).meaning, "other error")
    }

    func testResultsThatAllResponsesShare() {
        let texts = [
            "correct", "message structure error", "command word error", "duplicate sequence number",
            "message length error", "tariff code error", "longer than the maximum message", "business code error",
            "flow control",
        ]
        for (code, text) in texts.enumerated() {
            for response in CMPP.Result.Response.allCases {
                for version in CMPP.Version.allCases {
                    check(CMPP.Result(rawValue: UInt32(code)).meaning(in: response, version), text)
                }
            }
        }
        XCTAssertEqual(CMPP.Result.duplicateSequence.meaning(in: .submit, .v2_0).chinese, "消息序号重复")
        XCTAssertEqual(CMPP.Result.flowControl.meaning(in: .submit, .v3_0).chinese, "流量控制错")
    }

    func testResultsThatDependOnVersionAndResponse() {
        let since21 = [
            "this gateway does not serve this charged number", "Src_Id error", "Msg_src error",
            "Fee_terminal_Id error", "Dest_terminal_Id error",
        ]
        for (index, text) in since21.enumerated() {
            let result = CMPP.Result(rawValue: UInt32(9 + index))
            // "错误" stands in each of them.
            check(result.meaning(in: .submit, .v3_0), text)
            check(result.meaning(in: .submit, .v2_0), "other error; since 2.1 \(text)")
            check(result.meaning(in: .deliver, .v3_0), "other error")
            check(result.meaning(in: .forward, .v3_0), index == 0 ? "forwarding judged wrong" : "other error")
        }
        check(CMPP.Result(rawValue: 14).meaning(in: .submit, .v3_0), "other error")
    }

    func testCancelling() {
        check(CMPP.CancelOutcome.deleted.meaning, "deleted")
        check(CMPP.CancelOutcome.failed.meaning, "not deleted")
        XCTAssertNil(CMPP.CancelOutcome(rawValue: 2).meaning)
    }

    func testRoutes() {
        let v2: [(CMPP.RouteResult.Response, [String])] = [
            (.query, ["normal", "no matching route", "this is the last route"]),
            (.update, ["data valid, waiting for review", "data invalid"]), (.push, ["changed", "not changed"]),
        ]
        for (response, texts) in v2 {
            for (code, text) in texts.enumerated() {
                check(CMPP.RouteResult(rawValue: UInt8(code)).meaning(in: response, .v2_0), text)
            }
            XCTAssertNil(CMPP.RouteResult(rawValue: UInt8(texts.count)).meaning(in: response, .v2_0))
        }
        // 2 was the last route in 2.0 and is a wrong gateway code in 3.0.
        check(CMPP.RouteResult(rawValue: 2).meaning(in: .query, .v3_0), "source gateway code wrong")
        check(CMPP.RouteResult(rawValue: 24).meaning(in: .push, .v3_0), "End_code error")
        let defined: [UInt8] = Array(0...6) + Array(9...24)
        for code in UInt8.min...UInt8.max {
            let meaning = CMPP.RouteResult(rawValue: code).meaning(in: .update, .v3_0)
            XCTAssertEqual(meaning != nil, defined.contains(code), "\(code)")
        }
    }

    func testStates() {
        let words: [(OctetString, String)] = [
            ("DELIVRD", "delivered"), ("EXPIRED", "validity period over"), ("DELETED", "deleted"),
            ("UNDELIV", "undeliverable"), ("ACCEPTD", "accepted on the user's behalf"), ("UNKNOWN", "invalid state"),
            ("REJECTD", "rejected"), ("MA:0054", "SMSC did not answer"), ("MB:0001", "SMSC answered with an error"),
            ("MC:0055", "no status report from the SMSC"), ("CA:0051", "SCP did not answer"),
            ("CB:0007", "SCP answered with an error"), ("DA:0054", "DSMP did not answer"),
            ("DB:0140", "DSMP answered with an error"), ("SA:0054", "SP did not answer"),
            ("SB:0001", "SP answered with an error"), ("IA:0052", "next ISMG did not answer"),
            ("IB:0008", "next ISMG answered with an error"), ("IC:0055", "no status report from the next ISMG"),
        ]
        for (word, text) in words {
            var report = CMPP.StatusReport()
            report.status = word
            if text.contains("SP answered") || text.contains("SP did") || text.contains("SCP") || text.contains("DSMP")
            {
                XCTAssertEqual(report.meaning?.english, text)
                XCTAssertFalse(report.meaning?.chinese.isEmpty ?? true)
            } else {
                check(report.meaning, text)
            }
            XCTAssertEqual(report.isDelivered, word == "DELIVRD")
            XCTAssertEqual(report.isFinal, word != "ACCEPTD")
        }
        for foreign: OctetString in ["", "AF:4", "MD:0001", "SIGFAIL", "delivrd"] {
            var report = CMPP.StatusReport()
            report.status = foreign
            XCTAssertNil(report.meaning, foreign.description)
            XCTAssertFalse(report.isDelivered)
        }
    }
}
