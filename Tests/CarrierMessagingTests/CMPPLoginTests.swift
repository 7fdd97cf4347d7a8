import CMPPCodec
import CarrierSession
import CarrierWire
import XCTest

@testable import CarrierMessaging

final class CMPPLoginTests: XCTestCase {
    /// 2026-08-01 12:00:00 Beijing time: the Timestamp 801120000 of cmpp.md 4.4, case A.
    let moment = Moment(secondsSince1970: 1_785_556_800)
    let account = CMPPAccount(id: "901234", secret: "test1234")

    func octets(_ message: CMPP.Message, _ vocabulary: CMPPVocabulary, sequence: UInt32 = 1) throws -> String {
        var buffer = OctetBuffer()
        try vocabulary.encode(message, sequence: SequenceKey(counter: sequence), into: &buffer)
        return HexText.encode(buffer.takeAll())
    }

    func login(
        _ client: inout CMPPVocabulary, _ server: inout CMPPVocabulary
    ) throws -> (server: LoginJudgement<CMPP.Message>, client: LoginJudgement<CMPP.Message>) {
        let request = try XCTUnwrap(client.request(for: .login, at: moment))
        let judged = server.judge(login: request, at: moment)
        let response = try XCTUnwrap(judged.response)
        return (judged, client.judge(login: response, at: moment))
    }

    func testRequestIsTheVectorsConnect() throws {
        var client = CMPPVocabulary(.v2_0, account: account)
        let request = try XCTUnwrap(client.request(for: .login, at: moment))
        XCTAssertEqual(
            try octets(request, client),
            "00000027000000010000000139303132333430e7aca60f59f0131790bce6c124641b202fc01f00")
    }

    func testAnswerIsTheVectorsConnectResponse() throws {
        var client = CMPPVocabulary(.v2_0, account: account)
        var server = CMPPVocabulary(upTo: .v2_0, accounts: [account])
        let (judged, accepted) = try login(&client, &server)
        XCTAssertEqual(
            try octets(try XCTUnwrap(judged.response), server),
            "0000001e800000010000000100159906bda58c6d00cd8787220b09c54420")
        XCTAssertTrue(accepted.accepted)
        XCTAssertEqual(accepted.warnings, [])
        XCTAssertEqual([judged.identity, judged.version, accepted.version], ["901234", "2.0", "2.0"])
    }

    func testVersionTable() throws {
        // asked, highest, accepted, status, version in the answer, octets of the answer
        let cases: [(CMPP.Version, CMPP.Version, Bool, UInt32, UInt8, Int)] = [
            (.v3_0, .v3_0, true, 0, 0x30, 33), (.v3_0, .v2_0, false, 4, 0x20, 30), (.v2_0, .v3_0, true, 0, 0x30, 30),
            (.v2_0, .v2_0, true, 0, 0x20, 30),
        ]
        for (asked, highest, accepted, status, version, size) in cases {
            var client = CMPPVocabulary(asked, account: account)
            var server = CMPPVocabulary(upTo: highest, accounts: [account])
            let (judged, own) = try login(&client, &server)
            XCTAssertEqual(judged.accepted, accepted)
            XCTAssertEqual(own.accepted, accepted)
            XCTAssertEqual(own.code, status)
            guard case .connectResponse(let response)? = judged.response else { return XCTFail("no answer") }
            XCTAssertEqual(response.version.rawValue, version)
            XCTAssertEqual(try octets(.connectResponse(response), server).count / 2, size)
            if accepted {
                XCTAssertEqual(server.version, asked)
                XCTAssertEqual(client.version, asked)
            }
        }
    }

    func testOtherVersionNumbers() throws {
        let modes = CMPPAccount(id: "901234", secret: "test1234", layoutWithoutVersion: .v3_0)
        let cases: [(UInt8, CMPPAccount, UInt32, CMPP.Version)] = [
            (0x21, account, 0, .v2_0), (0x00, account, 4, .v2_0), (0x01, modes, 0, .v3_0), (0x7F, account, 4, .v3_0),
            (0x12, account, 4, .v2_0),
        ]
        for (number, known, status, layout) in cases {
            var client = CMPPVocabulary(.v3_0, account: account)
            var server = CMPPVocabulary(upTo: .v3_0, accounts: [known])
            guard case .connect(var connect)? = client.request(for: .login, at: moment) else { return XCTFail("none") }
            connect.version = CMPP.VersionNumber(rawValue: number)
            let judged = server.judge(login: .connect(connect), at: moment)
            XCTAssertEqual(judged.code, status, "version \(number)")
            XCTAssertEqual(server.version, layout, "version \(number)")
        }
    }

    func testWrongSecretAndUnknownAccountAreRefusedAlikeWithAnEmptyDigest() throws {
        for stranger in [
            CMPPAccount(id: "901234", secret: "wrong"), CMPPAccount(id: "900000", secret: "test1234"),
        ] {
            var client = CMPPVocabulary(.v3_0, account: stranger)
            var server = CMPPVocabulary(upTo: .v3_0, accounts: [account])
            let (judged, own) = try login(&client, &server)
            XCTAssertFalse(judged.accepted)
            XCTAssertEqual(own.code, 3)
            guard case .connectResponse(let response)? = judged.response else { return XCTFail("no answer") }
            XCTAssertTrue(response.authenticator.isZero)
        }
    }

    func testAdmissionDecidesAboutWhoProvedHimself() throws {
        for (secret, status) in [("test1234", UInt32(5)), ("wrong", 3)] {
            var client = CMPPVocabulary(.v3_0, account: CMPPAccount(id: "901234", secret: secret))
            var server = CMPPVocabulary(upTo: .v3_0, accounts: [account]) { id in id == "901234" ? 5 : nil }
            XCTAssertEqual(try login(&client, &server).client.code, status)
        }
    }

    func testShortAccountIsAcceptedHashedEitherWay() throws {
        let short = CMPPAccount(id: "12345", secret: "secret")
        for padded in [false, true] {
            var client = CMPPVocabulary(.v2_0, account: short, padsShortAccount: padded)
            guard case .connect(let connect)? = client.request(for: .login, at: moment) else { return XCTFail("none") }
            XCTAssertEqual(
                connect.authenticator.description,
                padded ? "049362c4835ca0244edd4e3da915b411" : "c776f11b7aed5983a5c2708b085b65aa")
            var server = CMPPVocabulary(upTo: .v2_0, accounts: [short])
            XCTAssertTrue(server.judge(login: .connect(connect), at: moment).accepted)
        }
    }

    func testGatewaysDigestIsAWarningUnlessStrict() throws {
        for (width, isStrict, accepted) in [
            (1, true, true), (4, true, true), (0, false, true), (0, true, false),
        ] {
            var client = CMPPVocabulary(.v3_0, account: account, isStrict: isStrict)
            guard case .connect(let connect)? = client.request(for: .login, at: moment) else { return XCTFail("none") }
            XCTAssertEqual(connect.authenticator.description, "30e7aca60f59f0131790bce6c124641b")
            var response = CMPP.ConnectResponse()
            response.version = .v3_0
            // cmpp.md 4.4, case A, Status 0 hashed as one octet and as four.
            let digests = [1: "159906bda58c6d00cd8787220b09c544", 4: "a51e53c532f0d80bc85776cf1e4ffb54"]
            if let digest = digests[width] {
                response.authenticator = try XCTUnwrap(Digest(try XCTUnwrap(HexText.decode(digest))))
            }
            let judged = client.judge(login: .connectResponse(response), at: moment)
            XCTAssertEqual(judged.accepted, accepted)
            XCTAssertEqual(judged.warnings.isEmpty, width != 0)
        }
    }

    func testTheSecretIsInNoDescription() {
        var text = "\(account) \(String(reflecting: account))"
        dump(account, to: &text)
        XCTAssertFalse(text.contains("test1234"), text)
        XCTAssertFalse(text.contains("116"), text)
    }
}
