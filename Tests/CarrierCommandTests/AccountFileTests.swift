import CarrierMessaging
import CarrierWire
import XCTest

@testable import carrier

/// The accounts of `carrier receive --accounts`.
final class AccountFileTests: XCTestCase {
    private func read(
        _ text: String, speaking name: String = "cmpp", defaults: GatewayAccount = GatewayAccount(id: "", secret: "")
    ) throws -> AccountFile {
        let file = AccountFile(defaults, speaking: name)
        try file.read(text, from: "accounts.jsonl")
        return file
    }

    private func refusal(_ text: String, speaking name: String = "cmpp") -> String? {
        do {
            _ = try read(text, speaking: name)
            return nil
        } catch {
            return (error as? UsageError)?.line
        }
    }

    func testEveryMemberIsTaken() throws {
        let line =
            #"{"account":"901234","secret":"s1","protocol":"cmpp-2.0","rate":50,"window":4,"connections":2,"#
            + #""allow":["10.0.0.0/8","192.0.2.1"],"node":3010099999,"connectBack":"127.0.0.1:8801"}"#
        let account = try XCTUnwrap(read(line + "\n\n").accounts.first)
        XCTAssertEqual([account.id, account.secret], ["901234", "s1"])
        XCTAssertEqual(account.version, "cmpp-2.0")
        XCTAssertEqual(account.segmentsPerSecond, 50)
        XCTAssertEqual(account.windowSize, 4)
        XCTAssertEqual(account.maximumConnections, 2)
        XCTAssertEqual(account.allowed, [AddressBlock("10.0.0.0/8"), AddressBlock("192.0.2.1")])
        XCTAssertEqual(account.node, 3_010_099_999)
        XCTAssertEqual(account.reverseAddress, "127.0.0.1:8801")
    }

    func testWhatALineDoesNotSayIsAsTheOptionsSay() throws {
        var defaults = GatewayAccount(id: "", secret: "")
        (defaults.segmentsPerSecond, defaults.windowSize, defaults.maximumConnections) = (10, 3, 5)
        let account = try XCTUnwrap(
            read(#"{"account":"901234","secret":"s1","window":9}"#, defaults: defaults).accounts.first)
        XCTAssertEqual(account.segmentsPerSecond, 10)
        XCTAssertEqual(account.windowSize, 9)
        XCTAssertEqual(account.maximumConnections, 5)
    }

    func testAccountsOfOtherProtocolsAreLeftAside() throws {
        let text = """
            {"account":"one","secret":"s","protocol":"smgp-3.0"}
            {"account":"two","secret":"s","protocol":"cmpp"}
            {"account":"three","secret":"s"}
            """
        XCTAssertEqual(try read(text).accounts.map(\.id), ["three", "two"])
        XCTAssertEqual(try read(text, speaking: "smgp-3.0").accounts.map(\.id), ["one", "three"])
    }

    func testAFileThatCannotBeUsedChangesNothing() throws {
        let file = try read(#"{"account":"901234","secret":"s1"}"#)
        XCTAssertThrowsError(try file.read("{}", from: "accounts.jsonl"))
        XCTAssertEqual(file.accounts.map(\.id), ["901234"])
    }

    func testARefusalNamesTheLineAndNeverTheSecret() throws {
        let good = #"{"account":"901234","secret":"hush"}"# + "\n"
        let faults: [(String, String)] = [
            ("hush", "not a JSON object"),
            (#"{"secret":"hush"}"#, "\"account\" is missing"),
            (#"{"account":"1"}"#, "\"secret\" is missing"),
            (#"{"account":"1","secret":"hush","rat":5}"#, "unknown member \"rat\"; did you mean rate?"),
            (#"{"account":"1","secret":"hush","rate":0}"#, "\"rate\" cannot be used; give a whole number from 1"),
            (#"{"account":"1","secret":"hush","allow":"10.0.0.0/99"}"#, "\"allow\" cannot be used"),
            (#"{"account":"1","secret":"hush","connectBack":"nowhere"}"#, "\"connectBack\" cannot be used"),
            (#"{"account":"1","secret":"hush","protocol":"smpp"}"#, "\"protocol\" cannot be used"),
            (#"{"account":"9012345","secret":"hush"}"#, "longer than the six octets of Source_Addr"),
            (#"{"account":"901234","secret":"hush"}"#, "account \"901234\" again"),
        ]
        for (line, words) in faults {
            let refusal = try XCTUnwrap(refusal(good + line), line)
            XCTAssertTrue(refusal.contains("\"accounts.jsonl\" line 2: "), refusal)
            XCTAssertTrue(refusal.contains(words), refusal)
            XCTAssertFalse(refusal.contains("hush"), refusal)
        }
        XCTAssertTrue(try XCTUnwrap(refusal("\n")).contains("has no account for cmpp"))
    }
}
