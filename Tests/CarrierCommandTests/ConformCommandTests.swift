import CarrierCMPP
import CarrierConformance
import CarrierHarness
import CarrierMessaging
import CarrierTransport
import Foundation
import XCTest

@testable import carrier

/// `carrier conform` against our own receiver and sender, over loopback.
final class ConformCommandTests: XCTestCase {
    private static let login = ["--account", "901234", "--secret", "test1234"]

    private func run(_ words: [String], _ stage: Stage) async throws -> ExitStatus {
        var command = try ConformCommand(Arguments(parsing: words, for: ConformCommand.spec))
        command.interruption = { Interruption() }
        return try await command.run(on: stage.console)
    }

    private func temporary(_ text: String) throws -> String {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("conform-\(UUID().uuidString)")
        try Data(text.utf8).write(to: place)
        addTeardownBlock { try? FileManager.default.removeItem(at: place) }
        return place.path
    }

    func testTheListNeedsNoPeer() async throws {
        let stage = Stage()
        let status = try await run(["--protocol", "cmpp-3.0", "--list", "--case", "cmpp-3.0/gateway/8.4.1/1"], stage)
        XCTAssertEqual(status, .done)
        XCTAssertEqual(
            stage.lines,
            ["  cmpp-3.0/gateway/8.4.1/1  must    A login with the right digest is accepted.", "1 cases"])
        let asPeopleWrite = Stage()
        _ = try await run(["--protocol", "CMPP3.0", "--list", "--case", "cmpp-3.0/gateway/8.4.1/1"], asPeopleWrite)
        XCTAssertEqual(asPeopleWrite.lines, stage.lines)
    }

    func testAnotherSecretIsToldOnce() async throws {
        let receiver = try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: .cmpp,
            accounts: [GatewayAccount(id: "901234", secret: "another")])
        let stage = Stage()
        let status = try await run(
            ["--protocol", "cmpp-3.0", "--connect", "\(Endpoint(receiver.address))"] + Self.login, stage)
        XCTAssertEqual(status, .unreachable)
        XCTAssertEqual(stage.output, "")
        XCTAssertEqual(
            stage.diagnostics,
            "carrier conform: no sound login with the gateway: CMPP_CONNECT_RESP with Status 3, where Status=0 is "
                + "expected; no case was tried\n")
        await receiver.close()
    }

    func testAGatewayIsJudgedBySuitesAndUsersCases() async throws {
        let receiver = try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: .cmpp,
            accounts: [GatewayAccount(id: "901234", secret: "test1234")])
        let cases = try temporary(
            """
            protocol cmpp-3.0
            role gateway
            clause 8.4.1
            case 901 must "A refusal that does not come."
              connect
              send CMPP_CONNECT
              expect CMPP_CONNECT_RESP Status=9

            """)
        let skips = try temporary("cmpp-3.0/gateway/8.4.1/2 the account would be locked\n")
        let stage = Stage()
        let page = try temporary("")
        let words = [
            "--protocol", "cmpp-3.0", "--connect", "\(Endpoint(receiver.address))", "--cases", cases, "--case",
            "cmpp-3.0/gateway/8.4.1/1", "--case", "cmpp-3.0/gateway/8.4.1/2", "--case", "cmpp-3.0/gateway/8.4.1/901",
            "--skip", skips, "--json", "--html", page,
        ]
        let status = try await run(words + Self.login, stage)
        XCTAssertEqual(status, .differs)
        let outcomes = stage.lines.map { line in
            ["\"pass\"", "\"skipped\"", "\"fail\""].first { line.contains("\"outcome\":\($0)") } ?? ""
        }
        XCTAssertEqual(outcomes, ["\"pass\"", "\"skipped\"", "\"fail\"", ""])
        XCTAssertTrue(try XCTUnwrap(stage.lines.last).contains("\"cases\":3,\"pass\":1,\"fail\":1,"))
        XCTAssertFalse(stage.output.contains("test1234"))
        XCTAssertTrue(try String(contentsOfFile: page, encoding: .utf8).contains("<!DOCTYPE html>"))
        await receiver.close()
    }

    func testOurOwnSenderIsStartedForEachCase() async throws {
        let program = try BuiltProgram.url().path
        let cases = try temporary(
            """
            protocol cmpp-3.0
            role sp
            clause 8.4.3
            case 901 must "The SP sends what it was told to."
              needs submit
              text "hello" to 13900000001
              login
              expect CMPP_SUBMIT text='hello' Dest_terminal_Id='13900000001'

            """)
        let stage = Stage()
        let command =
            "'\(program)' send --protocol cmpp-3.0 --connect {host}:{port} --account {account} --secret {secret} "
            + "--from {from} --to {to} --text {text} --stay 20s"
        let status = try await run(
            [
                "--protocol", "cmpp-3.0", "--listen", "127.0.0.1:0", "--cases", cases, "--exec", command, "--case",
                "cmpp-3.0/sp/8.4.3/901",
            ] + Self.login, stage)
        XCTAssertEqual(status, .done, stage.output + stage.diagnostics)
        XCTAssertEqual(stage.lines.last, "1 cases: 1 pass")
    }

    func testAGatewayWithAFaultOnPurposeIsFoundOverSockets() async throws {
        let fault = try XCTUnwrap(PeerFault.named("submit-response-wrong-sequence", of: .gateway))
        let receiver = try await ReferenceReceiver.listen(
            on: "127.0.0.1:0",
            speaking: try XCTUnwrap(FaultyGatewayAdapter(.cmpp, fault, speaking: "cmpp-3.0")),
            accounts: [GatewayAccount(id: "901234", secret: "test1234")])
        let stage = Stage()
        let words = [
            "--protocol", "cmpp-3.0", "--connect", "\(Endpoint(receiver.address))", "--case",
            "cmpp-3.0/gateway/8.3/1", "--case", "cmpp-3.0/gateway/8.4.3/1", "--case", "cmpp-3.0/gateway/8.4.1/1",
        ]
        let status = try await run(words + Self.login, stage)
        XCTAssertEqual(status, .differs)
        let why = "CMPP_SUBMIT_RESP with a sequence number that no CMPP_SUBMIT had"
        XCTAssertEqual(
            stage.lines.filter { $0.contains("seen  ") || $0.contains("stands on") || $0.contains("cases:") },
            [
                "    seen      \(why)", "    stands on cmpp-3.0/gateway/8.4.3/1, which failed: \(why)",
                "3 cases: 1 pass, 1 fail, 1 unsupported (1 stand on what failed)",
            ], stage.output)
        await receiver.close()
    }

    func testARecordingIsJudgedWithoutAPeer() async throws {
        let capture = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/captures/cmpp-3.0-refused-login.capture").path
        let clean = Stage()
        let status = try await run(["--protocol", "cmpp-3.0", "--capture", capture], clean)
        XCTAssertEqual(status, .done)
        XCTAssertTrue(clean.output.hasSuffix("17 rules: 0 failed, 0 not strict\n"), clean.output)
        let broken = try temporary(
            """
            # protocol: cmpp-3.0
            > 0.000 0000000c0000000800000001
            < 0.001 0000000d800000080000000200

            """)
        let told = Stage()
        let second = try await run(["--protocol", "cmpp-3.0", "--capture", broken, "--json"], told)
        XCTAssertEqual(second, .differs)
        XCTAssertTrue(
            told.output.contains("\"rule\":\"answers-match\",\"level\":\"must\",\"side\":\"gateway\""), told.output)
    }

    func testWhatCannotBeUsedIsToldWithItsPlace() async throws {
        func mistake(_ words: [String]) async -> String {
            do {
                _ = try await run(words, Stage())
                return ""
            } catch {
                return (error as? UsageError)?.line ?? "\(error)"
            }
        }
        let cases = try temporary("protocol cmpp-3.0\nrole gateway\nclause 1\ncase 1 must \"x\"\n  sned\n")
        let connect = ["--protocol", "cmpp-3.0", "--connect", "127.0.0.1:1"] + Self.login
        let inCases = await mistake(connect + ["--cases", cases])
        XCTAssertTrue(inCases.contains("\(cases):5:3: \"sned\" is no verb"), inCases)
        let skips = try temporary("cmpp-3.0/gateway/0 gone\n")
        let inSkips = await mistake(connect + ["--skip", skips])
        XCTAssertTrue(inSkips.contains(":1:1: cmpp-3.0/gateway/0 matches no case"), inSkips)
        let noPeer = await mistake(["--protocol", "cmpp-3.0"] + Self.login)
        XCTAssertTrue(noPeer.contains("--connect or --listen is missing"), noPeer)
        let noCase = await mistake(connect + ["--case", "cmpp-3.0/gateway/0"])
        XCTAssertTrue(noCase.contains("no case is named so"), noCase)
        let stranger = await mistake(["--protocol", "smpp", "--connect", "127.0.0.1:1"] + Self.login)
        XCTAssertTrue(stranger.contains("SMPP is none of the protocols here"), stranger)
    }
}
