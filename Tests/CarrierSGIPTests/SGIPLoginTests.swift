@testable import CarrierSGIP
import CarrierSession
import CarrierTestSupport
import CarrierWire
import SGIPCodec
import XCTest

import CarrierMessaging

final class SGIPLoginTests: XCTestCase {
    private let key = SequenceKey(SGIP.SequenceNumber(node: 3_057_112_345, time: 1_120_203_225, counter: 0))

    private func authenticate(
        _ bind: SGIP.Bind, _ server: SGIPSessionRules? = nil
    ) throws -> (code: UInt32, identity: String, hex: String) {
        var server = server ?? SGIPStage.gateway
        let outcome = server.authenticate(login: .bind(bind), at: SGIPStage.moment)
        XCTAssertEqual(outcome.accepted, outcome.code == 0)
        let octets = try SGIPStage.octets(try XCTUnwrap(outcome.response), key, server)
        return (outcome.code, outcome.identity, HexText.encode(octets))
    }

    private func vector(_ name: String) throws -> [UInt8] {
        try XCTUnwrap(try WireVector.all("sgip").first { $0.name == name }).octets
    }

    private func bind(_ type: SGIP.LoginType, _ name: String, _ password: String) -> SGIP.Bind {
        SGIPClientLogin(type: type, login: SGIPAccount.Login(name: name, password: password), identity: name).request()
    }

    /// The vectors `bind_sp_to_smg`, `bind_smg_to_sp` and `bind_resp_ok`.
    func testRequestsAreTheVectorsBinds() throws {
        var client = SGIPStage.client
        let request = try XCTUnwrap(client.request(for: .login, at: SGIPStage.moment))
        XCTAssertEqual(try SGIPStage.octets(request, key, client), try vector("bind_sp_to_smg"))
        var gateway = SGIPStage.reverseGateway
        let back = try XCTUnwrap(gateway.request(for: .login, at: SGIPStage.moment))
        let number = SequenceKey(SGIP.SequenceNumber(node: 105_711, time: 1_120_203_226, counter: 7))
        XCTAssertEqual(try SGIPStage.octets(back, number, gateway), try vector("bind_smg_to_sp"))
        guard case .bind(let right) = request else { return XCTFail("no Bind") }
        let answer = try authenticate(right)
        XCTAssertEqual(answer.code, 0)
        XCTAssertEqual(answer.identity, "sp12345")
        XCTAssertEqual(answer.hex, HexText.encode(try vector("bind_resp_ok")))
    }

    func testWrongSecretAndUnknownAccountAreRefusedAlike() throws {
        let wrong = try authenticate(bind(.providerToGateway, "sp12345", "Secret"))
        let unknown = try authenticate(bind(.providerToGateway, "sp99999", "secret"))
        let empty = try authenticate(bind(.providerToGateway, "sp12345", ""))
        let longer = try authenticate(bind(.providerToGateway, "sp12345", "secret1"))
        for answer in [wrong, unknown, empty, longer] {
            XCTAssertEqual(answer.code, 1)
            XCTAssertEqual(answer.hex, "0000001d80000001b637d51942c4f1d900000000010000000000000000")
        }
    }

    func testTheTypeDecidesFirst() throws {
        for type in [0, 2, 3, 4, 11, 52] as [UInt8] {
            for password in ["secret", "wrong"] {
                let answer = try authenticate(bind(SGIP.LoginType(rawValue: type), "sp12345", password))
                XCTAssertEqual(answer.code, 4, "type \(type)")
            }
        }
        let client = SGIPStage.reverseClient
        XCTAssertEqual(try authenticate(bind(.providerToGateway, "smgin", "pw4smg"), client).code, 4)
        let right = try authenticate(bind(.gatewayToProvider, "smgin", "pw4smg"), client)
        XCTAssertEqual(right.code, 0)
        XCTAssertEqual(right.identity, "sp12345")
        // Each direction has its own name and password.
        XCTAssertEqual(try authenticate(bind(.gatewayToProvider, "sp12345", "secret"), client).code, 1)
    }

    func testAdmissionDecidesAboutWhoProvedHimself() throws {
        for (password, code) in [("secret", UInt32(3)), ("wrong", 1)] {
            let server = SGIPSessionRules(
                .v1_2, accounts: [SGIPStage.account], node: SGIPStage.node, connection: 1,
                admission: { name in name == "sp12345" ? 3 : nil })
            XCTAssertEqual(try authenticate(bind(.providerToGateway, "sp12345", password), server).code, code)
        }
    }

    func testANameThatDoesNotFitIsRefusedBeforeItIsSent() {
        let long = SGIPAccount(
            name: "seventeen-octets-", password: "secret", node: SGIP.NodeNumber(rawValue: 3_000_012_345))
        var pair = SGIPPair(
            SGIPSessionRules(.v1_2, account: long, connection: 1), SGIPStage.gateway)
        let words = SGIPPair.words(&pair.client)
        XCTAssertEqual(words.count, 1)
        XCTAssertTrue(words[0].contains("LoginName"), words[0])
    }

    func testThePasswordIsInNoDescription() {
        let account = SGIPStage.account
        var text = "\(account) \(String(reflecting: account)) \(account.login) \(String(reflecting: account.login))"
        dump(account, to: &text)
        dump(account.returnLogin, to: &text)
        for secret in ["secret", "pw4smg", "115, 101", "[112"] { XCTAssertFalse(text.contains(secret), text) }
    }

    func testTheCorporationIsTheNodesLastFiveDigits() {
        XCTAssertEqual(SGIPStage.account.corporationID, "12345")
        XCTAssertEqual(
            SGIPAccount(name: "a", password: "b", node: SGIP.NodeNumber(rawValue: 3_010_000_001)).corporationID, "00001"
        )
        XCTAssertEqual(
            SGIPAccount(name: "a", password: "b", node: SGIP.NodeNumber(rawValue: 1), corporationID: "777")
                .corporationID, "777")
    }
}
