@testable import CarrierCMPP
import CMPPCodec
import CarrierSession
import CarrierWire
import XCTest

import CarrierMessaging

final class CMPPLoginTests: XCTestCase {
    /// 2026-08-01 12:00:00 Beijing time: the Timestamp 801120000 of cmpp.md 4.4, case A.
    let moment = Moment(secondsSince1970: 1_785_556_800)
    let account = CMPPAccount(id: "901234", secret: "test1234")

    func octets(_ message: CMPP.Message, _ rules: CMPPSessionRules, sequence: UInt32 = 1) throws -> String {
        var buffer = OctetBuffer()
        try rules.encode(message, sequence: SequenceKey(counter: sequence), into: &buffer)
        return HexText.encode(buffer.takeAll())
    }

    func login(
        _ client: inout CMPPSessionRules, _ server: inout CMPPSessionRules
    ) throws -> (server: LoginResult<CMPP.Message>, client: LoginResult<CMPP.Message>) {
        let request = try XCTUnwrap(client.request(for: .login, at: moment))
        let outcome = server.authenticate(login: request, at: moment)
        let response = try XCTUnwrap(outcome.response)
        return (outcome, client.authenticate(login: response, at: moment))
    }

    func testRequestIsTheVectorsConnect() throws {
        var client = CMPPSessionRules(.v2_0, account: account)
        let request = try XCTUnwrap(client.request(for: .login, at: moment))
        XCTAssertEqual(
            try octets(request, client),
            "00000027000000010000000139303132333430e7aca60f59f0131790bce6c124641b202fc01f00")
    }

    func testAnswerIsTheVectorsConnectResponse() throws {
        var client = CMPPSessionRules(.v2_0, account: account)
        var server = CMPPSessionRules(upTo: .v2_0, accounts: [account])
        let (outcome, accepted) = try login(&client, &server)
        XCTAssertEqual(
            try octets(try XCTUnwrap(outcome.response), server),
            "0000001e800000010000000100159906bda58c6d00cd8787220b09c54420")
        XCTAssertTrue(accepted.accepted)
        XCTAssertEqual(accepted.warnings, [])
        XCTAssertEqual([outcome.identity, outcome.version, accepted.version], ["901234", "2.0", "2.0"])
    }

    func testVersionTable() throws {
        // asked, highest, accepted, status, version in the answer, octets of the answer
        let cases: [(CMPP.Version, CMPP.Version, Bool, UInt32, UInt8, Int)] = [
            (.v3_0, .v3_0, true, 0, 0x30, 33), (.v3_0, .v2_0, false, 4, 0x20, 33), (.v2_0, .v3_0, true, 0, 0x30, 30),
            (.v2_0, .v2_0, true, 0, 0x20, 30),
        ]
        for (asked, highest, accepted, status, version, size) in cases {
            var client = CMPPSessionRules(asked, account: account)
            var server = CMPPSessionRules(upTo: highest, accounts: [account])
            let (outcome, own) = try login(&client, &server)
            XCTAssertEqual(outcome.accepted, accepted)
            XCTAssertEqual(own.accepted, accepted)
            XCTAssertEqual(own.code, status)
            guard case .connectResponse(let response)? = outcome.response else { return XCTFail("no answer") }
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
            (0x12, account, 4, .v2_0), (0x02, account, 0, .v2_0), (0x03, account, 0, .v3_0), (0x04, account, 4, .v3_0),
        ]
        for (number, known, status, layout) in cases {
            var client = CMPPSessionRules(.v3_0, account: account)
            var server = CMPPSessionRules(upTo: .v3_0, accounts: [known])
            guard case .connect(var connect)? = client.request(for: .login, at: moment) else { return XCTFail("none") }
            connect.version = CMPP.VersionNumber(rawValue: number)
            let outcome = server.authenticate(login: .connect(connect), at: moment)
            XCTAssertEqual(outcome.code, status, "version \(number)")
            XCTAssertEqual(server.version, layout, "version \(number)")
            let isNamed = outcome.warnings.contains { $0.hasPrefix("version-octet") }
            XCTAssertEqual(isNamed, number == 0x02 || number == 0x03, "version \(number)")
        }
    }

    /// Gateways exist whose accounts have a fixed version, whatever is asked for (cmpp.md 4.3).
    func testTheAnswersLayoutDecides() throws {
        // Status 0, no digest, Version: octets 30 and 33 long; asked, named, follows, version of the session.
        let cases: [(CMPP.Version, CMPP.Version, UInt8, Bool, String?)] = [
            (.v3_0, .v2_0, 0x20, true, "2.0"), (.v2_0, .v3_0, 0x30, true, "3.0"), (.v3_0, .v2_0, 0x20, false, nil),
            (.v2_0, .v3_0, 0x30, false, nil), (.v2_0, .v2_0, 0x30, false, "2.0"), (.v3_0, .v3_0, 0x30, false, "3.0"),
            (.v3_0, .v3_0, 0x20, false, "3.0"), (.v3_0, .v2_0, 0x30, true, "2.0"),
        ]
        for (asked, layout, named, follows, settled) in cases {
            var client = Session(
                speaking: CMPPSessionRules(asked, account: account, followsGatewayVersion: follows), role: .client,
                limits: .standard)
            client.open(at: moment)
            let zeros = [UInt8](repeating: 0, count: layout.isV3 ? 4 + 16 : 1 + 16)
            let octets = [0, 0, 0, layout.isV3 ? 33 : 30, 0x80, 0, 0, 1, 0, 0, 0, 1] + zeros + [named]
            octets.withUnsafeBytes { client.receive($0, at: moment) }
            var summary: LoginSummary?
            var reason: CloseReason?
            while let event = client.nextEvent() {
                if case .opened(let opened) = event { summary = opened }
                if case .closed(let why) = event { reason = why }
            }
            XCTAssertEqual(summary?.version, settled)
            XCTAssertEqual(client.rules.version.text, settled ?? asked.text)
            let isTold = summary?.warnings.contains { $0.contains("layout of") }
            XCTAssertEqual(isTold, settled.map { $0 != asked.text })
            let objection = LoginObjection.version(server: layout.text, client: asked.text)
            XCTAssertEqual(reason, settled == nil ? .loginObjected(objection) : nil)
        }
    }

    func testARefusalIsReadInEitherLayout() throws {
        for (asked, octets) in [(CMPP.Version.v3_0, 30), (.v2_0, 33)] {
            var client = Session(speaking: CMPPSessionRules(asked, account: account), role: .client, limits: .standard)
            client.open(at: moment)
            let status: [UInt8] = octets == 33 ? [0, 0, 0, 4] : [4]
            let frame = [0, 0, 0, UInt8(octets), 0x80, 0, 0, 1, 0, 0, 0, 1] + status + [UInt8](repeating: 0, count: 17)
            frame.withUnsafeBytes { client.receive($0, at: moment) }
            var reason: CloseReason?
            while let event = client.nextEvent() { if case .closed(let why) = event { reason = why } }
            XCTAssertEqual(reason, .loginRefused(code: 4, by: .peer))
        }
    }

    /// In the layout of the version that it offers: 30 octets for 2.0, 33 for 3.0 (4.3), whatever the gateway speaks;
    /// without its Version octet, in that of the gateway's highest version.
    func testACONNECTThatCannotBeReadIsAnsweredInTheLayoutThatItOffers() throws {
        let cases: [(offered: CMPP.Version, highest: CMPP.Version, octets: Int, answer: Int)] = [
            (.v2_0, .v3_0, 35, 30), (.v3_0, .v3_0, 35, 33), (.v2_0, .v2_0, 35, 30), (.v3_0, .v2_0, 35, 33),
            (.v2_0, .v3_0, 34, 33), (.v2_0, .v3_0, 12, 33),
        ]
        for (offered, highest, count, answer) in cases {
            var client = CMPPSessionRules(offered, account: account)
            let request = try XCTUnwrap(client.request(for: .login, at: moment))
            var frame = try XCTUnwrap(HexText.decode(try octets(request, client)))
            frame.removeLast(frame.count - count)
            frame[3] = UInt8(count)
            var server = Session(
                speaking: CMPPSessionRules(upTo: highest, accounts: [account]), role: .server, limits: .standard)
            server.open(at: moment)
            frame.withUnsafeBytes { server.receive($0, at: moment) }
            XCTAssertEqual(server.takeOutput().count, answer, "\(offered) \(highest) \(count)")
            XCTAssertEqual(server.stateName, .closed)
        }
    }

    func testAnAccountWithNULsInFrontIsFoundAndProvedEitherWay() throws {
        let short = CMPPAccount(id: "12345", secret: "secret")
        for hashed in [Array("12345".utf8), [0] + Array("12345".utf8), Array("12345".utf8) + [0]] {
            var connect = CMPP.Connect()
            connect.sourceAddress = try XCTUnwrap(OctetString([0] + Array("12345".utf8)))
            connect.version = .v2_0
            connect.timestamp = 801_120_000
            connect.authenticator = CMPP.Authenticator.source(
                account: hashed, secret: short.secret, timestamp: connect.timestamp)
            var server = CMPPSessionRules(upTo: .v2_0, accounts: [short])
            let outcome = server.authenticate(login: .connect(connect), at: moment)
            XCTAssertTrue(outcome.accepted)
            XCTAssertEqual(outcome.identity, "12345")
        }
    }

    func testAReplayedLoginIsRefusedWhereThatIsAsked() throws {
        var client = CMPPSessionRules(.v3_0, account: account)
        guard case .connect(let connect)? = client.request(for: .login, at: moment) else { return XCTFail("none") }
        let proof = LoginProof(
            account: account.id, digest: connect.authenticator, timestamp: connect.timestamp, moment: moment)
        let checks: [(ReplayCheck?, UInt32)] = [(nil, 0), ({ $0 == proof }, 3), ({ $0 != proof }, 0)]
        for (check, code) in checks {
            var server = CMPPSessionRules(upTo: .v3_0, accounts: [account], isReplay: check)
            XCTAssertEqual(server.authenticate(login: .connect(connect), at: moment).code, code)
        }
        // Who proves nothing is not remembered.
        var server = CMPPSessionRules(
            upTo: .v3_0, accounts: [CMPPAccount(id: account.id, secret: "other")],
            isReplay: { _ in
                XCTFail("asked before the proof")
                return true
            })
        XCTAssertEqual(server.authenticate(login: .connect(connect), at: moment).code, 3)
    }

    func testWrongSecretAndUnknownAccountAreRefusedAlikeWithAnEmptyDigest() throws {
        for stranger in [
            CMPPAccount(id: "901234", secret: "wrong"), CMPPAccount(id: "900000", secret: "test1234"),
        ] {
            var client = CMPPSessionRules(.v3_0, account: stranger)
            var server = CMPPSessionRules(upTo: .v3_0, accounts: [account])
            let (outcome, own) = try login(&client, &server)
            XCTAssertFalse(outcome.accepted)
            XCTAssertEqual(own.code, 3)
            guard case .connectResponse(let response)? = outcome.response else { return XCTFail("no answer") }
            XCTAssertTrue(response.authenticator.isZero)
        }
    }

    func testAdmissionDecidesAboutWhoProvedHimself() throws {
        for (secret, status) in [("test1234", UInt32(5)), ("wrong", 3)] {
            var client = CMPPSessionRules(.v3_0, account: CMPPAccount(id: "901234", secret: secret))
            var server = CMPPSessionRules(upTo: .v3_0, accounts: [account]) { id in id == "901234" ? 5 : nil }
            XCTAssertEqual(try login(&client, &server).client.code, status)
        }
    }

    func testShortAccountIsAcceptedHashedEitherWay() throws {
        let short = CMPPAccount(id: "12345", secret: "secret")
        for padded in [false, true] {
            var client = CMPPSessionRules(.v2_0, account: short, padsShortAccount: padded)
            guard case .connect(let connect)? = client.request(for: .login, at: moment) else { return XCTFail("none") }
            XCTAssertEqual(
                connect.authenticator.description,
                padded ? "049362c4835ca0244edd4e3da915b411" : "c776f11b7aed5983a5c2708b085b65aa")
            var server = CMPPSessionRules(upTo: .v2_0, accounts: [short])
            XCTAssertTrue(server.authenticate(login: .connect(connect), at: moment).accepted)
        }
    }

    func testGatewaysDigestIsAWarningUnlessStrict() throws {
        for (width, isStrict, accepted) in [
            (1, true, true), (4, true, true), (0, false, true), (0, true, false),
        ] {
            var client = CMPPSessionRules(.v3_0, account: account, isStrict: isStrict)
            guard case .connect(let connect)? = client.request(for: .login, at: moment) else { return XCTFail("none") }
            XCTAssertEqual(connect.authenticator.description, "30e7aca60f59f0131790bce6c124641b")
            var response = CMPP.ConnectResponse()
            response.version = .v3_0
            // cmpp.md 4.4, case A, Status 0 hashed as one octet and as four.
            let digests = [1: "159906bda58c6d00cd8787220b09c544", 4: "a51e53c532f0d80bc85776cf1e4ffb54"]
            if let digest = digests[width] {
                response.authenticator = try XCTUnwrap(Digest(try XCTUnwrap(HexText.decode(digest))))
            }
            let outcome = client.authenticate(login: .connectResponse(response), at: moment)
            XCTAssertEqual(outcome.accepted, accepted)
            XCTAssertEqual(outcome.warnings.isEmpty, width != 0)
        }
    }

    func testTheSecretIsInNoDescription() {
        var text = "\(account) \(String(reflecting: account))"
        dump(account, to: &text)
        XCTAssertFalse(text.contains("test1234"), text)
        XCTAssertFalse(text.contains("116"), text)
    }
}
