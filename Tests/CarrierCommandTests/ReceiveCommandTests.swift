import CarrierCMPP
import CMPPCodec
import CarrierFixtures
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import XCTest

@testable import carrier

/// `carrier receive` with the reference sender at the other end.
final class ReceiveCommandTests: XCTestCase {
    fileprivate static let words = [
        "--protocol", "cmpp-3.0", "--listen", "127.0.0.1:0", "--account", "901234", "--secret", "test1234",
    ]

    /// A running command whose output can be waited for.
    private struct Run: Sendable {
        let stage = Stage()
        let interruption = Interruption()
        private let writes = EventRecorder<Void>()
        private let task: Task<ExitStatus, any Error>

        init(_ more: [String]) throws {
            var command = try ReceiveCommand(
                Arguments(parsing: ReceiveCommandTests.words + more, for: ReceiveCommand.spec))
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

        func expect(_ text: String, times: Int = 1) -> XCTestExpectation {
            let expectation = XCTestExpectation(description: text)
            let stage = stage
            writes.when({ _ in stage.output.components(separatedBy: text).count > times }, { expectation.fulfill() })
            return expectation
        }

        func status() async throws -> ExitStatus { try await task.value }
    }

    private func address(of run: Run) throws -> Endpoint {
        let first = try XCTUnwrap(run.stage.lines.first)
        if first.hasPrefix("{") {
            let object = try XCTUnwrap(JSONReader.value(of: first).members)
            return try Endpoint(XCTUnwrap(object["address"]?.text))
        }
        let word = first.split(separator: " ").dropFirst(2).first
        return try Endpoint(String(XCTUnwrap(word)))
    }

    private func sender(
        at endpoint: Endpoint, secret: String = "test1234", recorder: ClientRecorder = ClientRecorder()
    ) async throws -> ReferenceSender {
        var options = ClientOptions.standard
        options.reconnectFor = .zero
        let sender = ReferenceSender(
            speaking: .cmpp(.v3_0, account: CMPPAccount(id: "901234", secret: secret)),
            channels: .primary(endpoint.description), options: options,
            observer: recorder.observer)
        try await sender.connect()
        return sender
    }

    private func objects(_ run: Run) throws -> [JSONObject] {
        try run.stage.lines.map { try XCTUnwrap(JSONReader.value(of: $0).members, $0) }
    }

    /// The bound of the contract is twelve seconds, with all that a peer can leave undone.
    func testASignalEndsARunWhosePeerDoesNothingMore() async throws {
        let run = try Run(["--json", "--report-after", "1ms"])
        await fulfillment(of: [run.expect("\"listening\"")], timeout: 5)
        let port = try XCTUnwrap(address(of: run).description.split(separator: ":").last.flatMap { UInt16($0) })
        let peer = try XCTUnwrap(RawSocket.connected(to: port))
        let login = try XCTUnwrap(RawSocket.login(version: 0x30))
        let isOpen = run.expect("\"login\"")
        peer.send(login)
        await fulfillment(of: [isOpen], timeout: 5)
        XCTAssertTrue(run.stage.output.contains("\"result\":0"), run.stage.output)
        let start = MonotonicClock.now()
        run.interruption.interrupt()
        let status = try await run.status()
        XCTAssertEqual(status, .interrupted)
        XCTAssertLessThan(MonotonicClock.now() - start, .seconds(11))
        XCTAssertNotNil(peer.frame(), "the login's answer")
    }

    func testAPeerThatIsNotAllowedIsTurnedAwayAndCounted() async throws {
        let run = try Run(["--json", "--allow", "192.0.2.0/24"])
        await fulfillment(of: [run.expect("\"listening\"")], timeout: 5)
        let endpoint = try address(of: run)
        do {
            _ = try await sender(at: endpoint).close()
            XCTFail("it was let in")
        } catch is NoChannelError {}
        await fulfillment(of: [run.expect("\"turnedAway\"")], timeout: 5)
        run.interruption.interrupt()
        _ = try await run.status()
        let lines = try objects(run)
        let line = try XCTUnwrap(lines.first { $0["event"]?.text == "turnedAway" })
        XCTAssertEqual(line.members.map(\.key), ["event", "peer", "reason", "unreported"])
        XCTAssertEqual(line["peer"]?.text?.hasPrefix("127.0.0.1:"), true)
        XCTAssertEqual(line["reason"]?.text, "address not allowed")
        XCTAssertEqual(lines.last?["turnedAway"]?.integer(as: Int.self), 1)
        XCTAssertEqual(lines.last?["connections"]?.integer(as: Int.self), 0)
    }

    func testEventsOfALongMessage() async throws {
        let run = try Run(["--json", "--report-after", "1ms"])
        await fulfillment(of: [run.expect("\"listening\"")], timeout: 5)
        let sender = try await sender(at: address(of: run))
        try await sender.send(
            OutboundMessage(from: "10690001", to: ["13800138000"], text: String(repeating: "长", count: 71)), times: 1)
        _ = await sender.close()
        await fulfillment(of: [run.expect("\"closed\"")], timeout: 5)
        run.interruption.interrupt()
        let status = try await run.status()
        XCTAssertEqual(status, .interrupted)
        XCTAssertEqual(run.stage.diagnostics, "")

        let lines = try objects(run)
        let names = lines.compactMap { $0["event"]?.text }
        XCTAssertEqual(
            names, ["listening", "login", "submit", "submit", "message", "report", "report", "closed", "summary"])
        // The shapes of the contract, key by key.
        let keys = Dictionary(
            zip(names, lines.map { $0.members.map(\.key) }), uniquingKeysWith: { first, _ in first })
        XCTAssertEqual(keys["listening"], ["event", "protocol", "address"])
        XCTAssertEqual(keys["login"], ["event", "account", "peer", "version", "result"])
        XCTAssertEqual(
            keys["submit"], ["event", "messageID", "from", "to", "coding", "segment", "of", "result"])
        XCTAssertEqual(keys["message"], ["event", "from", "to", "text", "segments"])
        XCTAssertEqual(keys["report"], ["event", "messageID", "to", "state", "raw"])
        XCTAssertEqual(keys["closed"].map { Array($0.prefix(3)) }, ["event", "account", "reason"])
        XCTAssertEqual(
            keys["summary"].map { Array($0.prefix(7)) },
            ["event", "connections", "submits", "messages", "reports", "delivers", "unanswered"])
        XCTAssertEqual(
            Array(run.stage.lines[4...4]),
            [
                #"{"event":"message","from":"10690001","to":["13800138000"],"text":""#
                    + String(repeating: "长", count: 71) + #"","segments":2}"#
            ])
        let summary = try XCTUnwrap(lines.last)
        let counts = ["connections", "submits", "messages", "reports", "delivers", "unanswered"].map {
            summary[$0]?.integer(as: Int.self)
        }
        XCTAssertEqual(counts, [1, 2, 1, 2, 0, 0])
        XCTAssertEqual(lines[7]["reason"]?.text, "peer closed the session")
    }

    func testTheRunEndsByItselfAfterItsTime() async throws {
        let stage = Stage()
        let status = await EntryPoint.run(["receive"] + Self.words + ["--for", "20ms"], on: stage.console)
        XCTAssertEqual(status, .done)
        XCTAssertTrue(stage.lines.first?.hasPrefix("listening on 127.0.0.1:") == true, stage.output)
        XCTAssertTrue(stage.lines.first?.hasSuffix("(cmpp-3.0)") == true, stage.output)
        XCTAssertEqual(stage.lines.count, 3)
        XCTAssertEqual(stage.diagnostics, "")
    }

    func testWhereItCannotListenItExitsWithThree() async throws {
        let run = try Run(["--json"])
        await fulfillment(of: [run.expect("\"listening\"")], timeout: 5)
        let taken = try address(of: run)
        var words = Self.words
        words[3] = "\(taken)"
        let stage = Stage()
        let status = await EntryPoint.run(["receive"] + words, on: stage.console)
        XCTAssertEqual(status, .unreachable)
        XCTAssertEqual(stage.output, "")
        XCTAssertTrue(stage.diagnostics.hasPrefix("carrier receive: bind \(taken): "), stage.diagnostics)
        run.interruption.interrupt()
        _ = try await run.status()
    }

    func testARefusedLoginIsAnEventWithItsResult() async throws {
        let run = try Run(["--json"])
        await fulfillment(of: [run.expect("\"listening\"")], timeout: 5)
        do {
            _ = try await sender(at: address(of: run), secret: "wrong")
            XCTFail("let in with a wrong secret")
        } catch let error as NoChannelError {
            XCTAssertEqual(error.change?.state, .refused)
        }
        await fulfillment(of: [run.expect("\"closed\"")], timeout: 5)
        run.interruption.interrupt()
        _ = try await run.status()
        let lines = try objects(run)
        XCTAssertEqual(lines[1]["event"]?.text, "login")
        XCTAssertEqual(lines[1]["account"]?.text, "901234")
        XCTAssertEqual(lines[1]["result"]?.integer(as: Int.self), 3)
        XCTAssertEqual(lines[1]["meaning"]?.text, "authentication error")
        XCTAssertFalse(run.stage.output.contains("wrong"))
        XCTAssertFalse(run.stage.output.contains("test1234"))
    }

    func testOptionsReachTheReceiver() async throws {
        let run = try Run([
            "--json", "--refuse", "9/2", "--report", "undelivered", "--report-latency", "50@1ms,100@2ms", "--seed", "4",
            "--deliver", "13800138000,10690001,hi, there", "--fault", "duplicate-report", "--allow", "127.0.0.0/8",
        ])
        await fulfillment(of: [run.expect("\"listening\"")], timeout: 5)
        let recorder = ClientRecorder()
        let sender = try await sender(at: address(of: run), recorder: recorder)
        try await sender.send(OutboundMessage(from: "10690001", to: ["13800138000"], text: "a"), times: 2)
        await recorder.wait { events in events.contains { if case .incoming = $0 { true } else { false } } }
        XCTAssertEqual(recorder.incoming.first?.text, "hi, there")
        await fulfillment(of: [run.expect("\"report\"", times: 2)], timeout: 5)
        _ = await sender.close()
        run.interruption.interrupt()
        _ = try await run.status()
        let lines = try objects(run)
        let results = lines.filter { $0["event"]?.text == "submit" }.compactMap { $0["result"]?.integer(as: Int.self) }
        XCTAssertEqual(results, [0, 9])
        XCTAssertEqual(
            lines.filter { $0["event"]?.text == "submit" }.map { $0["meaning"]?.text },
            [nil, "this gateway does not serve this charged number"])
        let reports = lines.filter { $0["event"]?.text == "report" }
        XCTAssertEqual(reports.map { $0["state"]?.text }, ["undelivered", "undelivered"])
        XCTAssertEqual(reports.map { $0["meaning"]?.text?.hasPrefix("undeliverable") }, [true, true])
        XCTAssertEqual(reports.map { $0["copy"] == .bool(true) }, [false, true])
        XCTAssertTrue(
            run.stage.lines.contains(
                #"{"event":"deliver","from":"13800138000","to":"10690001","text":"hi, there","segments":1}"#),
            run.stage.output)
    }

    func testTheTraceHoldsEveryFrameAndNoSecret() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("carrier-trace-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (trace, capture) = (folder.appendingPathComponent("t.jsonl"), folder.appendingPathComponent("t.pcap"))
        let run = try Run(["--report-after", "1ms", "--trace", trace.path, "--trace-pcap", capture.path])
        await fulfillment(of: [run.expect("listening")], timeout: 5)
        let sender = try await sender(at: address(of: run))
        try await sender.send(OutboundMessage(from: "10690001", to: ["13800138000"], text: "a"), times: 1)
        _ = await sender.close()
        await fulfillment(of: [run.expect("closed")], timeout: 5)
        run.interruption.interrupt()
        _ = try await run.status()

        let lines = try String(contentsOf: trace, encoding: .utf8).split(separator: "\n").map {
            try XCTUnwrap(JSONReader.value(of: String($0)).members)
        }
        XCTAssertEqual(
            lines.map { "\($0["direction"]?.text ?? "") \($0["command"]?.text ?? "")" },
            [
                "received CMPP_CONNECT", "sent CMPP_CONNECT_RESP", "received CMPP_SUBMIT", "sent CMPP_SUBMIT_RESP",
                "sent CMPP_DELIVER", "received CMPP_DELIVER_RESP", "received CMPP_TERMINATE",
                "sent CMPP_TERMINATE_RESP",
            ])
        let zeros = "hex:" + String(repeating: "00", count: 16)
        XCTAssertEqual(lines.first?["fields"]?.members?["AuthenticatorSource"]?.text, zeros)
        // The capture has the client's address where the client is, whichever side wrote it.
        var reader = CaptureFileReader()
        var collector = CaptureCollector()
        try reader.take([UInt8](Data(contentsOf: capture)), &collector)
        try reader.finish(&collector)
        let flow = try XCTUnwrap(collector.flows.first)
        XCTAssertEqual(flow.flow.server.description, try address(of: run).description)
        XCTAssertEqual(flow.capture.octets(.fromClient).prefix(8), [0, 0, 0, 39, 0, 0, 0, 1])
        XCTAssertEqual(flow.capture.octets(.fromServer).prefix(8), [0, 0, 0, 33, 0x80, 0, 0, 1])
    }

    func testTextForAPerson() async throws {
        let run = try Run(["--report-after", "1ms"])
        await fulfillment(of: [run.expect("listening")], timeout: 5)
        let sender = try await sender(at: address(of: run))
        try await sender.send(OutboundMessage(from: "10690001", to: ["13800138000"], text: "one\ntwo"), times: 1)
        _ = await sender.close()
        await fulfillment(of: [run.expect("closed")], timeout: 5)
        run.interruption.interrupt()
        _ = try await run.status()
        XCTAssertTrue(
            run.stage.lines.contains("message: 10690001 to 13800138000, 1 segment: one\\ntwo"), run.stage.output)
        XCTAssertTrue(run.stage.lines.contains("closed: 901234: peer closed the session"), run.stage.output)
        XCTAssertEqual(run.stage.lines.filter { $0.hasSuffix("to 13800138000: delivered (DELIVRD)") }.count, 1)
    }
}
