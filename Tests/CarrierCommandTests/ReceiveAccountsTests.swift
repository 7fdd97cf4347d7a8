import CMPPCodec
import CarrierCMPP
import CarrierFixtures
import CarrierHarness
import CarrierMessaging
import CarrierSGIP
import CarrierService
import CarrierTestSupport
import CarrierTransport
import Foundation
import SGIPCodec
import XCTest

@testable import carrier

/// `carrier receive` for many accounts and every version of a family, and what it tells now and then.
final class ReceiveAccountsTests: XCTestCase {
    /// True when the account is let in.
    private func logsIn(_ version: CMPP.Version, _ id: String, at address: String) async throws -> Bool {
        let account = CMPPAccount(id: id, secret: "s-" + id)
        do {
            let connection = try await SessionChannel.dial(
                to: Endpoint(address), speaking: CMPPSessionRules(version, account: account))
            await connection.close()
            return true
        } catch is NotOpened { return false }
    }

    func testAccountsOfAFileInEveryVersionAndReadAgain() async throws {
        let path = NSTemporaryDirectory() + "accounts-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        func write(_ ids: [String]) throws {
            let lines = ids.map { "{\"account\":\"\($0)\",\"secret\":\"s-\($0)\"}\n" }
            try lines.joined().write(toFile: path, atomically: true, encoding: .utf8)
        }
        try write(["one", "two"])
        let hangups = Guarded<[@Sendable () -> Void]>([])
        let receiver = try await RunningReceiver(
            ["receive", "--protocol", "cmpp", "--listen", "127.0.0.1:0", "--accounts", path, "--report", "none"]
        ) { command in
            command.hangups = { action in
                hangups.withLock { $0.append(action) }
                return HangupWatch()
            }
        }
        let first = try await logsIn(.v2_0, "one", at: receiver.address)
        let second = try await logsIn(.v3_0, "two", at: receiver.address)
        XCTAssertTrue(first && second)
        let early = try await logsIn(.v3_0, "three", at: receiver.address)
        XCTAssertFalse(early)

        try write(["three"])
        for action in hangups.withLock({ $0 }) { action() }
        let late = try await logsIn(.v3_0, "three", at: receiver.address)
        let gone = try await logsIn(.v2_0, "one", at: receiver.address)
        XCTAssertTrue(late)
        XCTAssertFalse(gone)
        XCTAssertTrue(receiver.stage.diagnostics.contains("1 accounts read from"), receiver.stage.diagnostics)

        // A file that cannot be used changes nothing.
        try "{}".write(toFile: path, atomically: true, encoding: .utf8)
        for action in hangups.withLock({ $0 }) { action() }
        let still = try await logsIn(.v3_0, "three", at: receiver.address)
        XCTAssertTrue(still)
        XCTAssertTrue(receiver.stage.diagnostics.contains("the accounts stay as they were"), receiver.stage.diagnostics)
        _ = try await receiver.end()
        let logins = receiver.stage.lines.compactMap { try? JSONReader.value(of: $0).members }.filter {
            $0["event"]?.text == "login"
        }
        XCTAssertEqual(logins.first?["version"]?.text, "2.0")
        XCTAssertEqual(logins.dropFirst().first?["version"]?.text, "3.0")
        XCTAssertFalse(receiver.stage.output.contains("s-one"))
    }

    func testCountersAreToldNowAndThen() async throws {
        let receiver = try await RunningReceiver([
            "receive", "--protocol", "cmpp-3.0", "--listen", "127.0.0.1:0", "--account", "one", "--secret", "s-one",
            "--stats", "100ms",
        ])
        await receiver.expect("\"event\":\"stats\"")
        _ = try await receiver.end()
        let line = try XCTUnwrap(receiver.stage.lines.first { $0.contains("\"stats\"") })
        let object = try XCTUnwrap(JSONReader.value(of: line).members)
        XCTAssertEqual(
            object.members.map(\.key),
            [
                "event", "connections", "submits", "perSecond", "refused", "messages", "reports", "waiting",
                "unanswered",
            ])
    }

    func testAReportThatNobodyTakesBecomesADeadLetter() async throws {
        let receiver = try await RunningReceiver([
            "receive", "--protocol", "sgip-1.2", "--listen", "127.0.0.1:0", "--account", "sp", "--secret", "s-sp",
            "--deliver", "13800138000,10690001,hi", "--connect-back", "127.0.0.1:1", "--repush-for", "200ms",
        ])
        let account = SGIPAccount(name: "sp", password: "s-sp", node: SGIP.NodeNumber(rawValue: 3_010_099_999))
        let client = SMSClient(speaking: .sgip(.v1_2, account: account), channels: .primary(receiver.address))
        try await client.start()
        try await client.opened()
        await receiver.expect("\"event\":\"deadLetter\",\"what\":\"deliver\"")
        await client.shutDown()
        _ = try await receiver.end()
        XCTAssertTrue(receiver.stage.output.contains("no return connection"), receiver.stage.output)
    }
}
