import CMPPCodec
import CarrierFixtures
import CarrierMessaging
import CarrierTestSupport
import CarrierTransport
import XCTest

@testable import carrier

final class SendCommandTests: XCTestCase {
    private let words = [
        "send", "--protocol", "cmpp-3.0", "--account", "901234", "--secret", "test1234", "--from", "10690001",
    ]

    /// Runs `carrier send` at a scripted gateway.
    private func run(
        at gateway: ScriptedGateway, _ more: String..., input: String = ""
    ) async throws -> (ExitStatus, Stage) {
        let listener = try await gateway.listen()
        let stage = Stage(text: input)
        let status = await EntryPoint.run(words + ["--connect", "\(listener.address)"] + more, on: stage.console)
        await listener.close()
        XCTAssertEqual(gateway.faults, [])
        return (status, stage)
    }

    private func objects(_ stage: Stage) throws -> [JSONObject] {
        try stage.lines.map { try XCTUnwrap(JSONReader.value(of: $0).members, $0) }
    }

    func testEventsOfALongMessageToTwoReceivers() async throws {
        let gateway = ScriptedGateway()
        let (status, stage) = try await run(
            at: gateway, "--to", "13800138000,13800138001", "--text", String(repeating: "长", count: 71), "--json")
        XCTAssertEqual(status, .done)
        XCTAssertEqual(stage.diagnostics, "")
        let lines = try objects(stage)
        let names = lines.compactMap { $0["event"]?.text }
        XCTAssertEqual(names.filter { $0 == "accepted" }.count, 4)
        XCTAssertEqual(names.filter { $0 == "report" }.count, 4)
        XCTAssertEqual(names.filter { $0 == "outcome" }.count, 2)
        XCTAssertEqual(names.last, "summary")
        let accepted = try XCTUnwrap(lines.first { $0["event"]?.text == "accepted" })
        XCTAssertEqual(accepted.members.map(\.key), ["event", "message", "segment", "of", "to", "messageID"])
        let outcome = try XCTUnwrap(lines.first { $0["event"]?.text == "outcome" })
        XCTAssertEqual(
            JSONValue.object(outcome).line,
            #"{"event":"outcome","message":1,"to":"13800138000","outcome":"delivered","segments":2}"#)
        let summary = try XCTUnwrap(lines.last)
        XCTAssertEqual(
            Array(summary.members.map(\.key).prefix(12)),
            [
                "event", "messages", "segments", "accepted", "refused", "delivered", "failed", "unknown", "incoming",
                "seconds", "perSecond", "responseLatency",
            ])
        XCTAssertEqual(summary["delivered"]?.integer(as: Int.self), 2)
        XCTAssertEqual(summary["segments"]?.integer(as: Int.self), 4)
        XCTAssertEqual(summary["violations"]?.integer(as: Int.self), 0)
    }

    func testRefusedSegmentFailsTheRun() async throws {
        let gateway = ScriptedGateway { _, _ in .init(code: 8) }
        let (status, stage) = try await run(at: gateway, "--to", "13800138000", "--text", "a", "--json")
        XCTAssertEqual(status, .differs)
        XCTAssertTrue(
            stage.lines.contains(
                #"{"event":"refused","message":1,"segment":1,"of":1,"to":"13800138000","code":8,"#
                    + #""meaning":"flow control"}"#
            ), stage.output)
        XCTAssertEqual(try objects(stage).last?["failed"]?.integer(as: Int.self), 1)
    }

    func testWithoutReportsAcceptedMessagesCount() async throws {
        let gateway = ScriptedGateway()
        let (status, stage) = try await run(
            at: gateway, "--to", "13800138000", "--text-file", "-", "--no-report", "--count", "30", "--window", "4",
            "--connections", "2", "--valid-for", "90m", "--json", input: "hello\n")
        XCTAssertEqual(status, .done)
        let summary = try XCTUnwrap(objects(stage).last)
        XCTAssertEqual(summary["acceptedMessages"]?.integer(as: Int.self), 30)
        XCTAssertNil(summary["delivered"])
        XCTAssertEqual(gateway.submissions.count, 30)
        XCTAssertEqual(Set(gateway.submissions.map(\.content)), [Array("hello".utf8)])
        XCTAssertEqual(Set(gateway.submissions.map(\.expiryText)), ["000000013000000R"])
        XCTAssertEqual(Set(gateway.connections).count, 2)
    }

    func testIncomingMessagesWhileItStays() async throws {
        let segment = InboundSegment(
            id: CarrierMessageID(1), from: "13800138000", to: "10690001", coding: 0, content: Array("TD".utf8))
        let gateway = ScriptedGateway(pushing: [segment])
        let (status, stage) = try await run(
            at: gateway, "--to", "13800138000", "--text", "a", "--stay", "50ms", "--json")
        XCTAssertEqual(status, .done)
        XCTAssertTrue(
            stage.lines.contains(
                #"{"event":"incoming","from":"13800138000","to":"10690001","text":"TD","segments":1}"#), stage.output)
    }

    func testALostConnectionAccountsForEverything() async throws {
        let gateway = ScriptedGateway { index, _ in .init(cuts: index == 50) }
        let (status, stage) = try await run(
            at: gateway, "--to", "13800138000", "--text", "a", "--count", "200", "--json")
        XCTAssertEqual(status, .differs)
        let lines = try objects(stage)
        let outcomes = lines.filter { $0["event"]?.text == "outcome" }
        XCTAssertEqual(Set(outcomes.compactMap { $0["message"]?.integer(as: Int.self) }), Set(1...200))
        XCTAssertEqual(outcomes.count, 200)
        let summary = try XCTUnwrap(lines.last)
        let sum = ["delivered", "failed", "unknown"].compactMap { summary[$0]?.integer(as: Int.self) }.reduce(0, +)
        XCTAssertEqual(sum, 200)
        XCTAssertEqual(summary["messages"]?.integer(as: Int.self), 200)
    }

    func testTextForAPerson() async throws {
        let (status, stage) = try await run(at: ScriptedGateway(), "--to", "13800138000", "--text", "a")
        XCTAssertEqual(status, .done)
        XCTAssertTrue(stage.lines.contains("message 1 to 13800138000: delivered (DELIVRD)"), stage.output)
        XCTAssertTrue(stage.lines.contains("message 1 to 13800138000: delivered"), stage.output)
        let (many, silent) = try await run(at: ScriptedGateway(), "--to", "1", "--text", "a", "--count", "21")
        XCTAssertEqual(many, .done)
        XCTAssertEqual(silent.lines.count, 3, silent.output)
    }

    func testNoLoginIsThree() async throws {
        let listener = try await ScriptedGateway().listen()
        let address = "\(listener.address)"
        var line = words + ["--connect", address, "--to", "13800138000", "--text", "a"]
        line[6] = "wrong"
        let stage = Stage()
        let refused = await EntryPoint.run(line, on: stage.console)
        XCTAssertEqual(refused, .unreachable)
        XCTAssertEqual(
            stage.diagnostics,
            "carrier send: \(address) refused the login with status 3, authentication error\n")
        await listener.close()
        let unreachable = await EntryPoint.run(line, on: Stage().console)
        XCTAssertEqual(unreachable, .unreachable)
    }

    func testInterruptionEndsInOrder() async throws {
        let gateway = ScriptedGateway { _, _ in .init(reports: []) }
        let listener = try await gateway.listen()
        let stage = Stage()
        let interruption = Interruption()
        let words = words + ["--connect", "\(listener.address)", "--to", "1", "--text", "a", "--json"]
        var command = try SendCommand(
            Arguments(parsing: Array(words.dropFirst()), for: SendCommand.spec))
        command.interruption = { interruption }
        let started = command
        let run = Task { try await started.run(on: stage.console) }
        // The submit was accepted, its report will never come.
        await gateway.waitForSubmissions(1)
        interruption.interrupt()
        let status = try await run.value
        XCTAssertEqual(status, .interrupted)
        XCTAssertEqual(try objects(stage).last?["unknown"]?.integer(as: Int.self), 1)
        await listener.close()
    }

    func testItStopsWhenNobodyReads() async throws {
        let gateway = ScriptedGateway()
        let listener = try await gateway.listen()
        let stage = Stage(readerLeavesAfter: 10_000)
        let status = await EntryPoint.run(
            words + ["--connect", "\(listener.address)", "--to", "1", "--text", "a", "--count", "20000", "--json"],
            on: stage.console)
        XCTAssertEqual(status, .interrupted)
        XCTAssertLessThan(gateway.submissions.count, 10_000)
        await listener.close()
    }

    func testUnusableArguments() async {
        let base = words + ["--connect", "127.0.0.1:1"]
        let cases: [([String], String)] = [
            (base + ["--to", "1"], "--text is missing; give --text or --text-file"),
            (
                base + ["--to", "1", "--text", "a", "--text-file", "-"],
                "--text and --text-file are both given; give --text or --text-file"
            ),
            (
                base + ["--to", "1,,2", "--text", "a"],
                "--to \"1,,2\" has an empty number in it; write 1,2"
            ),
            (base + ["--to", "1", "--text", "a", "--coutn", "3"], "unknown option \"--coutn\"; did you mean --count?"),
            (
                base + ["--to", "1", "--text", "a", "--coding", "utf8"],
                "--coding \"utf8\" cannot be used; use auto, ascii, ucs2, gbk"
            ),
            (
                base + ["--to", "1", "--text", "短", "--coding", "ascii"],
                "the message does not fit: content: \"短\" (U+77ED) at unit 0 cannot be encoded as ASCII; "
                    + "see carrier send --help"
            ),
            (
                base + ["--to", "138001380001380013800013800138000", "--text", "a"],
                "the message does not fit: Dest_terminal_Id: 33 octets where 32 fit: "
                    + "\"138001380001380013800013800138000\"; see carrier send --help"
            ),
            (
                base + ["--to", "1", "--text", "a", "--listen", "127.0.0.1:0"],
                "--listen is for protocols in which the gateway dials too; leave it out"
            ),
            (
                base + ["--to", "1", "--text", "a", "--at", "tomorrow"],
                "--at \"tomorrow\" cannot be used; write a time such as 2026-11-26T08:00:00 or a duration such as 10m"
            ),
        ]
        for (line, expected) in cases {
            let stage = Stage()
            let status = await EntryPoint.run(line, on: stage.console)
            XCTAssertEqual(status, .unusable, expected)
            XCTAssertEqual(stage.diagnostics, "carrier send: \(expected)\n")
        }
        let stage = Stage()
        let status = await EntryPoint.run(
            base.map { $0 == "cmpp-3.0" ? "cmpp-3.1" : $0 } + ["--to", "1", "--text", "a"], on: stage.console)
        XCTAssertEqual(status, .unusable)
        XCTAssertTrue(stage.diagnostics.contains("did you mean cmpp-3.0?"), stage.diagnostics)
    }

    func testTimes() {
        // Seconds since 1970 as `date -d` gives them.
        let table: [(String, Int64?)] = [
            ("2026-11-26T08:00:00", 1_795_651_200), ("2026-11-26T08:00", 1_795_651_200),
            ("2026-11-26T00:00:00Z", 1_795_651_200), ("2026-11-25T19:00-05:00", 1_795_651_200),
            ("2026-11-26T05:30+05:30", 1_795_651_200), ("2028-02-29T12:30:15Z", 1_835_440_215),
            ("2028-03-01T00:00Z", 1_835_481_600), ("2099-12-31T23:59:59Z", 4_102_444_799),
            ("2000-01-01T00:00:00Z", 946_684_800), ("2027-02-29T00:00:00Z", nil), ("2026-13-01T00:00:00Z", nil),
            ("2026-11-31T00:00:00Z", nil), ("2026-11-26T24:00:00Z", nil), ("2026-11-26 08:00:00", nil),
            ("2026-11-26T08:60", nil), ("2100-01-01T00:00:00Z", nil), ("2026-11-26T08:00:00X", nil),
            ("2026-11-26T08:00:00+8", nil), ("2026-1-26T08:00:00", nil), ("", nil), ("2026-11-00T00:00:00Z", nil),
        ]
        for (text, seconds) in table {
            XCTAssertEqual(TimeText.moment(text), seconds.map { .init(secondsSince1970: $0) }, text)
        }
        XCTAssertEqual(TimeText.deliveryTime("10m"), .after(.seconds(600)))
    }
}
