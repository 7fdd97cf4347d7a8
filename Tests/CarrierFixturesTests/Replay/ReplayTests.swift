import CarrierFixtures
import CarrierWire
import XCTest

/// A recording played against itself, whole and with something planted.
final class ReplayTests: XCTestCase {
    func testEveryRecordingPlaysAgainstItselfWithoutADifference() throws {
        let paths = try Corpus.paths("captures", "capture")
        XCTAssertGreaterThan(paths.count, 20)
        for path in paths {
            let name = String(path.split(separator: "/").last?.dropLast(8) ?? "")
            let recording = try ReplayRecording.bundled(name)
            var stage = ReplayStage(recording)
            XCTAssertTrue(stage.play(), name)
            XCTAssertEqual(ReplayStage.differences(stage.clientEvents), [], name)
            XCTAssertEqual(ReplayStage.differences(stage.serverEvents), [], name)
            let (client, server) = (stage.client.summary, stage.server.summary)
            XCTAssertTrue(client.isSound && server.isSound, name)
            XCTAssertEqual(client.sent + server.sent, recording.frames.count, name)
            XCTAssertEqual([client.matched, server.matched], [server.sent, client.sent], name)
            XCTAssertNil(stage.client.refusal, name)
        }
    }

    func testBothConnectionsOfSGIPArePlayed() throws {
        let recording = try ReplayRecording.bundled("sgip-1.2-forward", "sgip-1.2-reverse")
        XCTAssertEqual(recording.flows.map(\.isReverse), [false, true])
        var stage = ReplayStage(recording)
        XCTAssertTrue(stage.play())
        XCTAssertEqual(ReplayStage.differences(stage.clientEvents + stage.serverEvents), [])
        XCTAssertEqual(stage.client.summary.sent + stage.server.summary.sent, recording.frames.count)
        XCTAssertEqual([0, 1].map { stage.client.dials($0) }, [true, false])
    }

    /// Places are the specification's (CMPP 3.0: 8.4.3.1, 8.4.3.2, 8.4.5.1); octets of the recordings in Fixtures.
    func testAPlantedDifferenceInEachFieldIsNamed() throws {
        let submit: [(String, Int)] = [
            ("Pk_total", 20), ("Pk_number", 21), ("Registered_Delivery", 22), ("Msg_level", 23), ("Service_Id", 24),
            ("Fee_UserType", 34), ("Fee_terminal_Id", 35), ("Fee_terminal_type", 67), ("TP_pId", 68), ("Msg_Fmt", 70),
            ("Msg_src", 71), ("FeeType", 77), ("FeeCode", 79), ("ValId_Time", 85), ("At_Time", 102), ("Src_Id", 119),
            ("Dest_terminal_Id[1]", 141), ("Dest_terminal_type", 173), ("Msg_Content", 175), ("LinkID", 180),
        ]
        let answers: [(Int, String, String, Int)] = [
            (2, "CMPP_CONNECT_RESP", "Version", 32), (4, "CMPP_SUBMIT_RESP", "Result", 20),
            (5, "CMPP_DELIVER", "Dest_Id", 20), (5, "CMPP_DELIVER", "Src_terminal_Id", 54),
            (5, "CMPP_DELIVER", "report.Stat", 97), (5, "CMPP_DELIVER", "report.Dest_terminal_Id", 124),
            (7, "CMPP_DELIVER", "Service_Id", 41), (7, "CMPP_DELIVER", "TP_pid", 51),
            (7, "CMPP_DELIVER", "Msg_Fmt", 53),
            (7, "CMPP_DELIVER", "Msg_Content", 89),
        ]
        for (field, offset) in submit {
            let found = try differences(frame: 3, offset: offset, isClientPlanted: true, field)
            XCTAssertEqual(found.server, ["3 CMPP_SUBMIT \(field) at \(offset)"])
            XCTAssertEqual(found.client, [], field)
        }
        for (frame, command, field, offset) in answers {
            let found = try differences(frame: frame, offset: offset, isClientPlanted: false, field)
            XCTAssertEqual(found.client, ["\(frame) \(command) \(field) at \(offset)"])
        }
    }

    private func differences(
        frame: Int, offset: Int, isClientPlanted: Bool, _ field: String
    ) throws -> (client: [String], server: [String]) {
        let whole = try ReplayRecording.bundled("cmpp-3.0-session")
        let planted = try ReplayRecording.bundled("cmpp-3.0-session") { capture in
            // A recording of one frame a line.
            capture.chunks[frame - 1].octets[offset] ^= 1
        }
        XCTAssertEqual(whole.frames.count, planted.frames.count)
        var stage = isClientPlanted ? ReplayStage(planted, whole) : ReplayStage(whole, planted)
        XCTAssertTrue(stage.play(), field)
        return (ReplayStage.differences(stage.clientEvents), ReplayStage.differences(stage.serverEvents))
    }

    func testAnIgnoredFieldMayDiffer() throws {
        for name in ["Msg_Content", "msg_content", "CMPP_DELIVER.Msg_Content"] {
            let whole = try ReplayRecording.bundled("cmpp-3.0-session")
            let planted = try ReplayRecording.bundled("cmpp-3.0-session") { $0.chunks[6].octets[89] ^= 1 }
            var stage = ReplayStage(whole, planted) { $0.ignored = [name] }
            XCTAssertTrue(stage.play())
            XCTAssertEqual(ReplayStage.differences(stage.clientEvents), [], name)
        }
    }

    func testAMissingFrameIsNamedAndTheOthersArePlayed() throws {
        let whole = try ReplayRecording.bundled("cmpp-3.0-session")
        // The gateway has no report, so the client has nothing to answer.
        let planted = try ReplayRecording.bundled("cmpp-3.0-session") { $0.chunks.removeSubrange(4...5) }
        var stage = ReplayStage(whole, planted)
        XCTAssertTrue(stage.play())
        XCTAssertEqual(ReplayStage.differences(stage.clientEvents), ["missing 5 CMPP_DELIVER"])
        XCTAssertEqual(stage.client.summary.missing, 1)
        XCTAssertFalse(stage.client.summary.isSound)
        XCTAssertTrue(stage.server.summary.isSound)
        XCTAssertEqual(stage.server.summary.matched, 5)
    }

    func testAFrameThatWasNotRecordedIsToldAndAnswered() throws {
        let whole = try ReplayRecording.bundled("cmpp-3.0-session")
        let planted = try ReplayRecording.bundled("cmpp-3.0-session") { $0.chunks.removeSubrange(4...5) }
        var stage = ReplayStage(planted, whole)
        XCTAssertTrue(stage.play())
        XCTAssertEqual(ReplayStage.differences(stage.clientEvents), ["unexpected CMPP_DELIVER"])
        // CMPP_DELIVER_RESP with Result 0, as recorded.
        XCTAssertEqual(ReplayStage.differences(stage.serverEvents), [])
    }

    func testARefusedLoginEndsTheReplay() throws {
        let whole = try ReplayRecording.bundled("cmpp-3.0-session")
        let refused = try ReplayRecording.bundled("cmpp-3.0-refused-login")
        var stage = ReplayStage(whole, refused)
        _ = stage.play()
        XCTAssertEqual(stage.client.refusal, 3)
        XCTAssertEqual(ReplayStage.differences(stage.clientEvents).first, "2 CMPP_CONNECT_RESP Status at 12")
        XCTAssertTrue(stage.client.isOver)
    }

    func testAnIDIsBoundAtFirstSightAndCheckedFromThenOn() throws {
        let whole = try ReplayRecording.bundled("cmpp-3.0-session")
        // Msg_Id of SUBMIT_RESP at 12, in the report at 89 + 0: another id everywhere is the same session.
        let renamed = try ReplayRecording.bundled("cmpp-3.0-session") {
            $0.chunks[3].octets[13] ^= 0x55
            $0.chunks[4].octets[90] ^= 0x55
        }
        var stage = ReplayStage(whole, renamed)
        XCTAssertTrue(stage.play())
        XCTAssertEqual(ReplayStage.differences(stage.clientEvents), [])
        let mixed = try ReplayRecording.bundled("cmpp-3.0-session") { $0.chunks[4].octets[90] ^= 0x55 }
        stage = ReplayStage(whole, mixed)
        XCTAssertTrue(stage.play())
        XCTAssertEqual(ReplayStage.differences(stage.clientEvents), ["5 CMPP_DELIVER report.Msg_Id at 89"])
    }

    /// The gateway that the recording was made from waits with SUBMIT_RESP until its early report is answered.
    func testAReportThatWasRecordedBeforeItsResponseIsAnsweredAtOnce() throws {
        let recording = try ReplayRecording.bundled("cmpp-3.0-flow-control")
        var stage = ReplayStage(recording)
        XCTAssertTrue(stage.play())
        XCTAssertEqual(ReplayStage.differences(stage.clientEvents + stage.serverEvents), [])
        XCTAssertLessThan(stage.client.summary.duration, 1_000_000_000)
    }

    /// A report may come before its response although it was recorded behind it: whose it is, the response says.
    func testAnEarlyReportWaitsForTheResponseThatSaysWhoseItIs() throws {
        let recording = try ReplayRecording.bundled("cmpp-3.0-session")
        var replay = Replay(recording, options: ReplayOptions(account: "901234", secret: "secret"))
        replay.start(at: 0)
        replay.opened(0, at: 0)
        func receive(_ frames: [Int], _ numbers: [UInt8]) {
            for (index, number) in zip(frames, numbers) {
                var octets = recording.frames[index - 1].octets
                octets[11] = number
                octets.withUnsafeBytes { replay.received($0, on: 0, at: 1) }
            }
        }
        receive([2], [1])
        XCTAssertEqual(replay.summary.matched, 1)
        receive([5], [1])
        XCTAssertEqual(replay.summary.matched, 1)
        receive([4], [2])
        XCTAssertEqual(replay.summary.matched, 3)
        XCTAssertEqual(replay.summary.differences + replay.summary.unexpected, 0)
    }

    /// A CANCEL that names an id before anybody has given it does not decide what the id is.
    func testAnIDThatIsOnlyNamedIsNotBound() throws {
        let fixtures = FixtureLibrary.bundled
        let names = ["connect", "connect-response", "cancel", "cancel-response", "submit", "submit-response"]
        let frames = try names.map { (name: $0, fixture: try fixtures.frame("cmpp-3.0/\($0)")) }
        var capture = Capture(session: frames)
        let cancel = try XCTUnwrap(capture.chunks.firstIndex { $0.octets[7] == 7 })
        let answer = try XCTUnwrap(capture.chunks.lastIndex { $0.octets[4] == 0x80 && $0.octets[7] == 4 })
        // Msg_Id stands at 12 in both (CMPP 3.0, 8.4.3.2 and 8.4.7.1).
        capture.chunks[cancel].octets.replaceSubrange(12..<20, with: capture.chunks[answer].octets[12..<20])
        var other = capture
        other.chunks[answer].octets[13] ^= 0x55
        var stage = ReplayStage(
            try ReplayRecording([.init(name: "client", capture: capture)]),
            try ReplayRecording([.init(name: "gateway", capture: other)]))
        XCTAssertTrue(stage.play())
        XCTAssertEqual(ReplayStage.differences(stage.clientEvents), [])
        XCTAssertGreaterThan(stage.client.summary.matched, 2)
    }

    func testNobodyWhoConnectsIsToldInTime() throws {
        let recording = try ReplayRecording.bundled("cmpp-3.0-session")
        var options = ReplayOptions(account: "901234", secret: "secret")
        options.side = .server
        var replay = Replay(recording, options: options)
        replay.start(at: 0)
        XCTAssertEqual(replay.nextDeadline, 60_000_000_000)
        replay.advance(to: 60_000_000_000)
        XCTAssertTrue(replay.isOver)
        XCTAssertEqual(replay.unreachable, "nobody connected")
    }

    func testASilentPeerIsGivenUpOnceForEachKindOfFrame() throws {
        let recording = try ReplayRecording.bundled("cmpp-3.0-session")
        var replay = Replay(recording, options: ReplayOptions(account: "901234", secret: "secret"))
        replay.start(at: 0)
        XCTAssertEqual(replay.takeActions(), [.dial(0)])
        replay.opened(0, at: 0)
        var rounds = 0
        while let next = replay.nextDeadline, rounds < 100 {
            replay.advance(to: next)
            _ = replay.takeOutput(of: 0, at: next)
            rounds += 1
        }
        XCTAssertTrue(replay.isOver)
        XCTAssertLessThan(rounds, 10)
        // CONNECT_RESP, SUBMIT_RESP, two DELIVERs, ACTIVE_TEST_RESP, TERMINATE_RESP.
        XCTAssertEqual(replay.summary.missing, 6)
        XCTAssertEqual(replay.summary.sent, 4)
    }

    func testTheRecordedPaceIsKept() throws {
        let recording = try ReplayRecording.bundled("cmpp-3.0-session")
        for (divisor, seconds) in [(1.0, 181.25), (10, 18.125)] {
            var stage = ReplayStage(recording) { $0.speed = .recorded(dividedBy: divisor) }
            XCTAssertTrue(stage.play())
            XCTAssertEqual(ReplayStage.differences(stage.clientEvents), [])
            XCTAssertEqual(Double(stage.client.summary.duration) / 1e9, seconds, accuracy: 0.2)
        }
    }

    func testADirectoryOfFramesIsPlayedAsASession() throws {
        for (name, least) in [("cmpp-2.0", 10), ("cmpp-3.0", 10), ("smgp-3.0", 10), ("sgip-1.2", 6)] {
            let fixtures = try Corpus.frames().filter { $0.path.contains("/\(name)/") }.map { path, fixture in
                (name: String(path.split(separator: "/").last?.dropLast(4) ?? ""), fixture: fixture)
            }
            let recording = try ReplayRecording([.init(name: name, capture: Capture(session: fixtures))])
            XCTAssertEqual(recording.flows.map(\.dialect.name), [name])
            XCTAssertGreaterThan(recording.frames.count, least, name)
            XCTAssertEqual(recording.frames.first.map { Array($0.octets[4..<8]) }, [0, 0, 0, 1], name)
            var stage = ReplayStage(recording)
            XCTAssertTrue(stage.play(), name)
            XCTAssertEqual(ReplayStage.differences(stage.clientEvents + stage.serverEvents), [], name)
            XCTAssertEqual(stage.client.summary.sent + stage.server.summary.sent, recording.frames.count, name)
        }
    }

    func testAConnectionThatBeganBeforeTheRecordingGetsALogin() throws {
        for name in [
            "cmpp-2.0-session", "cmpp-3.0-session", "smgp-3.0-session", "sgip-1.2-forward", "sgip-1.2-reverse",
        ] {
            var capture = try Capture(Corpus.text("Fixtures/captures/\(name).capture"), file: name)
            let whole = try ReplayRecording([.init(name: name, capture: capture)])
            // The login is gone, and half of the next frame of each side.
            capture.heading = []
            capture.chunks.removeSubrange(0...1)
            for direction in Capture.Direction.allCases {
                guard let index = capture.chunks.firstIndex(where: { $0.direction == direction }) else { continue }
                capture.chunks[index].octets.removeFirst(7)
            }
            let source = ReplayRecording.Source(
                name: name, capture: capture, serverPort: nil, isFromStart: false)
            let recording = try ReplayRecording([source])
            XCTAssertEqual(recording.flows.map(\.dialect.name), whole.flows.map(\.dialect.name))
            XCTAssertEqual(recording.flows.map(\.isReverse), whole.flows.map(\.isReverse), name)
            XCTAssertEqual(recording.frames.map(\.isMade).prefix(3), [true, true, false], name)
            XCTAssertTrue(recording.remarks.contains { $0.contains("begins behind the login") }, name)
            var stage = ReplayStage(recording)
            XCTAssertTrue(stage.play(), name)
            XCTAssertEqual(ReplayStage.differences(stage.clientEvents + stage.serverEvents), [], name)
            XCTAssertGreaterThan(stage.client.summary.sent, 1, name)
        }
    }

    func testNoSecretIsInTheOptionsDescription() {
        let options = ReplayOptions(account: "901234", secret: "hidden")
        XCTAssertFalse("\(options) \(String(reflecting: options))".contains("hidden"))
    }
}
