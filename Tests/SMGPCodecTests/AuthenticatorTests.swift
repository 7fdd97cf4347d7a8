import CarrierWire
import SMGPCodec
import XCTest

/// The worked examples of smgp.md 5.1.
final class AuthenticatorTests: XCTestCase {
    private struct Example {
        var account: String
        var secret: String
        var timestamp: UInt32
        var client: String
        var padded: String
        var server: String
    }

    private let examples = [
        Example(
            account: "30010001", secret: "SwiftSms#2024", timestamp: 0x30A5_81A8,
            client: "b3efdd2a9cd7429768db43b5ba7d0ac6", padded: "b3efdd2a9cd7429768db43b5ba7d0ac6",
            server: "d3774c1bebcb0e3193da0db36d5b60ca"),
        Example(
            account: "1234", secret: "abc", timestamp: 0x11F0_E540, client: "b38b08f63fe2bcae4e727b6217b24d1c",
            padded: "50058be4b9ec5c3393db65c2d64ead79", server: "98faaf5ab66c0635d2c26fc6797b5245"),
        Example(
            account: "10659999", secret: "123456789012345", timestamp: 0x4963_2B77,
            client: "4a5c7708ec82f0bf48de3202854ec746", padded: "4a5c7708ec82f0bf48de3202854ec746",
            server: "08120b8150f361400528b065dd51c0bb"),
        Example(
            account: "A1", secret: "", timestamp: 0x0605_2340, client: "739f928abd0b96d4be5ee6abe25a26bf",
            padded: "f3ec887133a3298d00c293fe94b87602", server: "d898cb24a5ecd56237a88aa2412aecf2"),
    ]

    func testDigestsInBothDirections() {
        for example in examples {
            let account = Array(example.account.utf8)
            let secret = Array(example.secret.utf8)
            let client = SMGP.Authenticator.client(account: account, secret: secret, timestamp: example.timestamp)
            XCTAssertEqual(client.description, example.client, example.account)
            let padded = SMGP.Authenticator.client(
                account: account, secret: secret, timestamp: example.timestamp, shortAccount: .padded)
            XCTAssertEqual(padded.description, example.padded, example.account)
            let server = SMGP.Authenticator.server(status: .ok, client: client, secret: secret)
            XCTAssertEqual(server.description, example.server, example.account)
        }
    }

    func testBothFormsOfAShortAccountAreAcceptedAndNothingElse() throws {
        for example in examples {
            var login = SMGP.Login()
            login.clientID = try XCTUnwrap(OctetString(example.account))
            login.timestamp = example.timestamp
            let secret = Array(example.secret.utf8)
            for digest in [example.client, example.padded] {
                login.authenticator = try XCTUnwrap(Digest(try XCTUnwrap(HexText.decode(digest))))
                XCTAssertTrue(SMGP.Authenticator.accepts(login, secret: secret), example.account)
                XCTAssertFalse(SMGP.Authenticator.accepts(login, secret: secret + [0x21]), example.account)
            }
            login.timestamp += 1
            XCTAssertFalse(SMGP.Authenticator.accepts(login, secret: secret), example.account)
        }
    }

    func testTheServersDigestCoversItsStatus() throws {
        let client = try XCTUnwrap(Digest(try XCTUnwrap(HexText.decode(examples[1].client))))
        var response = SMGP.LoginResponse()
        response.authenticator = try XCTUnwrap(Digest(try XCTUnwrap(HexText.decode(examples[1].server))))
        XCTAssertTrue(SMGP.Authenticator.accepts(response, to: client, secret: Array("abc".utf8)))
        response.status = .authentication
        XCTAssertFalse(SMGP.Authenticator.accepts(response, to: client, secret: Array("abc".utf8)))
        // With Status in one octet, as one peer hashes it (section 5.1, the diagnosis table).
        response.status = .ok
        response.authenticator = try XCTUnwrap(
            Digest(try XCTUnwrap(HexText.decode("40c44ae86976759cd9c93f87a0f08261"))))
        XCTAssertFalse(SMGP.Authenticator.accepts(response, to: client, secret: Array("abc".utf8)))
    }
}
