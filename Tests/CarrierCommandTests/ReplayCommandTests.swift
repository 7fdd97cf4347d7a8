import CarrierFixtures
import CarrierHarness
import CarrierTestSupport
import CarrierTransport
import CarrierWire
import Foundation
import XCTest

@testable import carrier

/// `carrier replay`, one side of a recording against the other, over loopback.
final class ReplayCommandTests: XCTestCase {
    private static let login = ["--account", "901234", "--secret", "test1234"]
    private static let captures = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/captures").path

    private func capture(_ name: String) -> String { "\(Self.captures)/\(name).capture" }

    /// A running command whose output can be waited for.
    private struct Run: Sendable {
        let stage = Stage()
        let interruption = Interruption()
        private let writes = EventRecorder<Void>()
        private let task: Task<ExitStatus, any Error>

        init(_ words: [String]) throws {
            var command = try ReplayCommand(
                Arguments(parsing: words + ReplayCommandTests.login, for: ReplayCommand.spec))
            let interruption = interruption
            command.interruption = { interruption }
            var console = stage.console
            let (output, writes) = (console.output, writes)
            console.output = { octets in
                let isRead = output(octets)
                writes.note(())
                return isRead
            }
            let (started, place) = (command, console)
            task = Task { try await started.run(on: place) }
        }

        func expect(_ text: String) -> XCTestExpectation {
            let expectation = XCTestExpectation(description: text)
            let stage = stage
            writes.when({ _ in stage.output.contains(text) }, { expectation.fulfill() })
            return expectation
        }

        func status() async throws -> ExitStatus { try await task.value }

        /// The addresses at which the run listens, in order.
        func addresses() throws -> [String] {
            try objects().filter { $0["event"]?.text == "listening" }.compactMap { $0["address"]?.text }
        }

        func objects() throws -> [JSONObject] {
            try stage.lines.map { try XCTUnwrap(JSONReader.value(of: $0).members, $0) }
        }

        func events(_ name: String) throws -> [JSONObject] { try objects().filter { $0["event"]?.text == name } }
    }

    /// Plays `server` for whoever connects, and `client` against it; SGIP's second connection is `isReverse`.
    private func play(
        client: [String], server: [String], more: [String] = [], isReverse: Bool = false
    ) async throws -> (client: Run, server: Run) {
        // The side that dials in the recording of the gateway's connection alone is the gateway's.
        let listening = try Run((isReverse ? client : server) + ["--listen", "127.0.0.1:0", "--json"] + more)
        await fulfillment(of: [listening.expect("listening")], timeout: 20)
        let address = try XCTUnwrap(listening.addresses().first)
        let dialling = try Run((isReverse ? server : client) + ["--connect", address, "--json"] + more)
        _ = try await dialling.status()
        _ = try await listening.status()
        return isReverse ? (listening, dialling) : (dialling, listening)
    }

    private func assertSound(_ run: Run, frames: Int, _ name: String) async throws {
        let status = try await run.status()
        XCTAssertEqual(status, .done, name + run.stage.diagnostics)
        let summary = try XCTUnwrap(run.objects().last)
        XCTAssertEqual(
            summary.members.map(\.key),
            [
                "event", "frames", "sent", "matched", "differences", "differing", "missing", "unexpected",
                "signsOfLife", "seconds",
            ])
        XCTAssertEqual(summary["frames"]?.integer(as: Int.self), frames, name)
        let counted = try run.events("sent").count + run.events("matched").count
        XCTAssertEqual(counted, frames, name)
    }

    func testOneSideOfARecordingPlaysAgainstTheOther() async throws {
        let names = [
            "cmpp-2.0-session": 12, "cmpp-3.0-session": 12, "cmpp-3.0-long-message": 16, "smgp-3.0-session": 18,
            "sgip-1.2-forward": 8, "sgip-1.2-reverse": 14, "cmpp-2.0-split-writes": 6,
        ]
        for (name, _) in names.sorted(by: { $0.key < $1.key }) {
            let text = try String(contentsOfFile: capture(name), encoding: .utf8)
            let recording = try ReplayRecording([.init(name: name, capture: Capture(text))])
            let (client, server) = try await play(
                client: [capture(name)], server: [capture(name)], isReverse: name.hasSuffix("reverse"))
            try await assertSound(client, frames: recording.frames.count, name)
            try await assertSound(server, frames: recording.frames.count, name)
        }
    }

    func testBothConnectionsOfSGIPArePlayed() async throws {
        let files = ["sgip-1.2-forward", "sgip-1.2-reverse"].map(capture)
        let client = try Run(files + ["--connect", "127.0.0.1:1", "--listen-back", "127.0.0.1:0", "--json"])
        // Nobody is at port 1: the address of the other listener is what is wanted here.
        let refused = try await client.status()
        XCTAssertEqual(refused, .unreachable)
        XCTAssertTrue(client.stage.diagnostics.contains("no peer: connect 127.0.0.1:1: "), client.stage.diagnostics)
        XCTAssertEqual(try client.events("listening").first?["reverse"], .bool(true))
    }

    func testADifferenceIsNamedWithBothValues() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("replay-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var planted = try Capture(String(contentsOfFile: capture("cmpp-3.0-session"), encoding: .utf8))
        // SUBMIT_RESP: Result is the last octet of 24 (CMPP 3.0, 8.4.3.2).
        planted.chunks[3].octets[23] = 8
        let path = folder.appendingPathComponent("planted.capture").path
        try planted.text.write(toFile: path, atomically: true, encoding: .utf8)
        let (client, server) = try await play(client: [capture("cmpp-3.0-session")], server: [path])
        let statuses = [try await client.status(), try await server.status()]
        XCTAssertEqual(statuses, [.differs, .done])
        let difference = try XCTUnwrap(client.events("difference").first)
        XCTAssertEqual(
            JSONValue.object(difference).line,
            #"{"event":"difference","frame":4,"command":"CMPP_SUBMIT_RESP","field":"Result","offset":20,"#
                + #""recorded":0,"seen":8}"#)
        let (ignoring, _) = try await play(
            client: [capture("cmpp-3.0-session")], server: [path], more: ["--ignore", "CMPP_SUBMIT_RESP.Result"])
        let status = try await ignoring.status()
        XCTAssertEqual(status, .done)
    }

    func testARefusedLoginIsStatusThree() async throws {
        let (client, _) = try await play(
            client: [capture("cmpp-3.0-session")], server: [capture("cmpp-3.0-refused-login")])
        let status = try await client.status()
        XCTAssertEqual(status, .unreachable)
        XCTAssertTrue(client.stage.diagnostics.contains("refuses the login with 3"), client.stage.diagnostics)
    }

    func testAnInterruptedRunSaysHowFarItCame() async throws {
        let run = try Run([capture("cmpp-3.0-session"), "--listen", "127.0.0.1:0", "--json"])
        await fulfillment(of: [run.expect("listening")], timeout: 20)
        run.interruption.interrupt()
        let status = try await run.status()
        XCTAssertEqual(status, .interrupted)
        XCTAssertEqual(try run.events("summary").first?["sent"]?.integer(as: Int.self), 0)
    }

    func testUnusableWordsSayHowToMendThem() async throws {
        let session = capture("cmpp-3.0-session")
        for (words, line) in [
            ([session], "--connect is missing; give --connect to play the client's side or --listen"),
            ([session, "--connect", "127.0.0.1"], "--connect no port"),
            ([], "FILE is missing"),
            ([session, "--connect", "127.0.0.1:1", "--speed", "fast"], "write answers, recorded or a number"),
            ([Self.captures, "--connect", "127.0.0.1:1"], "name one with --protocol"),
            ([Self.captures + "/none", "--connect", "127.0.0.1:1"], "cannot be opened"),
            ([#filePath, "--connect", "127.0.0.1:1"], "no capture file"),
            (
                [capture("sgip-1.2-forward"), capture("sgip-1.2-reverse"), "--listen", "127.0.0.1:0"],
                "add --connect-back"
            ),
        ] {
            let stage = Stage()
            let status = await EntryPoint.run(["replay"] + words + Self.login, on: stage.console)
            XCTAssertEqual(status, .unusable, "\(words)")
            XCTAssertTrue(stage.diagnostics.contains(line), stage.diagnostics)
            XCTAssertFalse(stage.diagnostics.contains("test1234"))
        }
    }
}
