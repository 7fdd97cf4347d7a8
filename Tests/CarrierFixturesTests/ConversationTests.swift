import CarrierFixtures
import CarrierWire
import XCTest

/// What recorded connections carried, as frames that have to do with one another.
final class ConversationTests: XCTestCase {
    private typealias Bytes = PacketBytes

    private func capture(_ name: String) throws -> Capture {
        try Capture(Corpus.text("Fixtures/captures/\(name).capture"), file: name)
    }

    private func events(of capture: Capture) -> [ConversationEvent] {
        var conversation = Conversation()
        conversation.take(capture)
        conversation.finish()
        return conversation.drain()
    }

    private func frames(_ events: [ConversationEvent]) -> [ConversationFrame] {
        events.compactMap { if case .frame(let frame) = $0 { frame } else { nil } }
    }

    private func read(
        _ file: [UInt8], _ choice: DialectChoice = DialectChoice(), limits: ConversationLimits = .standard
    ) throws -> (events: [ConversationEvent], conversation: Conversation) {
        var reader = CaptureFileReader(name: "f", seed: 1)
        var conversation = Conversation(choice, limits: limits)
        var events: [ConversationEvent] = []
        for start in stride(from: 0, to: file.count, by: 100) {
            try reader.take(Array(file[start..<min(start + 100, file.count)]), &conversation)
            events += conversation.drain()
        }
        try reader.finish(&conversation)
        conversation.finish()
        return (events + conversation.drain(), conversation)
    }

    /// The octets of a recording as a capture file of one connection at a port that no protocol has.
    private func file(_ capture: Capture, port: Int = 5000, without lost: Set<Int> = []) -> [UInt8] {
        var numbers = [Capture.Direction.fromClient: 1000, .fromServer: 5000]
        var packets = [
            Bytes.Packet(octets: Bytes.ip4(Bytes.tcp(40_000, port, 999, Bytes.synchronise), 1, 2)),
            Bytes.Packet(
                octets: Bytes.ip4(Bytes.tcp(port, 40_000, 4999, Bytes.answer, acknowledging: 1000), 2, 1)),
        ]
        for (index, chunk) in capture.chunks.enumerated() {
            let isFromClient = chunk.direction == .fromClient
            let other = numbers[isFromClient ? .fromServer : .fromClient] ?? 0
            let segment = Bytes.tcp(
                isFromClient ? 40_000 : port, isFromClient ? port : 40_000, numbers[chunk.direction] ?? 0, Bytes.push,
                chunk.octets, acknowledging: other)
            numbers[chunk.direction]? += chunk.octets.count
            if lost.contains(index) { continue }
            packets.append(
                Bytes.Packet(
                    octets: Bytes.ip4(segment, isFromClient ? 1 : 2, isFromClient ? 2 : 1),
                    time: 1_700_000_000_000_000_000 + chunk.time))
        }
        return Bytes.pcap(packets, nano: true)
    }

    // MARK: Every recording

    func testEveryRecordingIsReadWithoutANamedProtocol() throws {
        for path in try Corpus.paths("captures", "capture") {
            let capture = try Capture(Corpus.text(path), file: path)
            let name = try XCTUnwrap(capture["protocol"], path)
            let (events, conversation) = try read(file(capture))
            guard case .flow(let flow)? = events.first else {
                XCTFail(path)
                continue
            }
            XCTAssertEqual(flow.protocolName, name, path)
            XCTAssertNotNil(flow.detection, path)
            XCTAssertFalse(conversation.isIncomplete, path)
            XCTAssertEqual(conversation.flowCount, 1, path)
            // The recording alone says the same, without the addresses.
            let recorded = frames(self.events(of: capture))
            let found = frames(events)
            XCTAssertEqual(found.map(\.frame.octets), recorded.map(\.frame.octets), path)
            XCTAssertEqual(found.map(\.answers?.frame), recorded.map(\.answers?.frame), path)
            XCTAssertEqual(found.map(\.reports?.frame), recorded.map(\.reports?.frame), path)
            XCTAssertEqual(found.map(\.time), recorded.map(\.time), path)
            let responses = found.filter(\.summary.isResponse)
            XCTAssertTrue(responses.allSatisfy { $0.answers != nil }, path)
        }
    }

    /// The recording of a long message: what answers what, when, and which submits the reports are on, read by hand.
    func testResponsesReportsAndSegmentsFindTheirFrames() throws {
        let frames = frames(events(of: try capture("cmpp-3.0-long-message")))
        XCTAssertEqual(frames.count, 16)
        XCTAssertEqual(
            frames.map(\.answers?.frame),
            [
                nil, 1, nil, nil, 4, 3, nil, 7, nil, 9, nil, 11, nil, 13, nil, 15,
            ])
        XCTAssertEqual(frames[1].answers?.after, 12_000_000)
        XCTAssertEqual(frames[6].reports?.frame, 3)
        XCTAssertEqual(frames[6].reports?.after, 707_000_000)
        XCTAssertEqual(frames[8].reports?.frame, 4)
        XCTAssertTrue(frames[8].summary.isFailure)
        XCTAssertEqual(frames[8].summary.state, "EXPIRED")
        XCTAssertEqual(frames[3].whole?.frames, [3, 4])
        XCTAssertEqual(frames[3].whole?.text, String(repeating: "长", count: 67) + String(repeating: "信", count: 13))
        // The incoming message came with its second segment first.
        XCTAssertEqual(frames[12].whole?.frames, [13, 11])
        XCTAssertEqual(frames[12].whole?.text, "一段二段")
        XCTAssertEqual(frames.filter { $0.whole != nil }.count, 2)
    }

    /// SMGP numbers the recipients of one Submit onward from the id of its response (smgp.md 3.4.2).
    func testAReportOnTheSecondRecipientFindsItsSubmit() throws {
        let reports = frames(events(of: try capture("smgp-3.0-session"))).filter { $0.summary.kind == .report }
        XCTAssertEqual(reports.map(\.reports?.frame), [3, 3])
        XCTAssertEqual(reports.map(\.summary.isFailure), [false, true])
    }

    /// SGIP reports on a connection of their own, which the gateway opens.
    func testAReportOnAnotherConnectionFindsItsSubmit() throws {
        let forward = try capture("sgip-1.2-forward")
        let reverse = try capture("sgip-1.2-reverse")
        var conversation = Conversation()
        conversation.take(forward, flow: 1)
        conversation.take(reverse, flow: 2)
        conversation.finish()
        let all = frames(conversation.drain())
        let submits = all.filter { $0.summary.kind == .submit && !$0.summary.isResponse }
        let linked = all.filter { $0.reports != nil }
        XCTAssertFalse(linked.isEmpty)
        for report in linked {
            let submit = try XCTUnwrap(submits.first { $0.number == report.reports?.frame })
            XCTAssertEqual(submit.summary.messageID, report.summary.messageID)
            XCTAssertEqual([submit.flow, report.flow], [1, 2])
        }
    }

    // MARK: What is missing

    func testFramesBehindAGapAreFoundAgain() throws {
        let capture = try capture("cmpp-2.0-session")
        let whole = frames(events(of: capture))
        // The submit is lost; its response and all that follows are there.
        let index = try XCTUnwrap(capture.chunks.firstIndex { $0.octets.count > 100 && $0.direction == .fromClient })
        let (events, conversation) = try read(file(capture, without: [index]))
        XCTAssertTrue(conversation.isIncomplete)
        let gaps = events.compactMap { if case .gap(let gap) = $0 { gap } else { nil } }
        XCTAssertEqual(gaps.map(\.octets), [capture.chunks[index].octets.count])
        XCTAssertEqual(gaps.map(\.isRecorded), [false])
        XCTAssertEqual(frames(events).count, whole.count - 1)
    }

    func testAConnectionThatBeganBeforeTheRecordingIsRead() throws {
        let capture = try capture("cmpp-3.0-session")
        let login = Set(0..<2)
        var octets = file(capture, without: login)
        // Without the opening: the file begins with the third packet.
        let opening = 24 + 2 * (16 + 40)
        octets.removeSubrange(24..<opening)
        let (events, conversation) = try read(octets)
        guard case .flow(let flow)? = events.first else { return XCTFail("\(events)") }
        XCTAssertEqual(flow.protocolName, "cmpp-3.0")
        XCTAssertFalse(flow.isFromStart)
        XCTAssertFalse(conversation.isIncomplete)
        XCTAssertEqual(frames(events).count, frames(self.events(of: capture)).count - 2)
    }

    func testOtherProtocolsAreTold() throws {
        let http = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        let other = Capture(chunks: [Capture.Chunk(direction: .fromClient, time: 0, octets: http)])
        let (events, conversation) = try read(file(other))
        guard case .flow(let flow)? = events.first else { return XCTFail("\(events)") }
        XCTAssertNil(flow.protocolName)
        XCTAssertTrue(try XCTUnwrap(flow.remark).contains("HTTP"))
        XCTAssertEqual(conversation.foreignFlows, 1)
        XCTAssertEqual(frames(events).count, 0)
    }

    func testADamagedFrameIsToldAndTheNextIsRead() throws {
        var capture = try capture("cmpp-2.0-session")
        let index = try XCTUnwrap(capture.chunks.firstIndex { $0.octets.count == 21 })
        // A SUBMIT_RESP that claims and has one octet less: Result is cut off.
        capture.chunks[index].octets = [0, 0, 0, 20] + capture.chunks[index].octets[4..<20]
        let (events, conversation) = try read(file(capture))
        let faults = events.compactMap { if case .fault(let fault) = $0 { fault } else { nil } }
        XCTAssertEqual(faults.map(\.fault.error.field.description), ["Result"])
        XCTAssertTrue(conversation.isIncomplete)
        XCTAssertEqual(frames(events).count, frames(self.events(of: try self.capture("cmpp-2.0-session"))).count - 1)
    }

    // MARK: Bounds

    func testHostileStreamsNeverTrapAndStayWithinTheirBounds() throws {
        var generator = SeededGenerator(seed: 11)
        let sources = try ["cmpp-3.0-session", "sgip-1.2-reverse", "smgp-3.0-session"].map { try file(capture($0)) }
        var limits = ConversationLimits.standard
        (limits.requests, limits.submits, limits.messages, limits.heldFrames, limits.searchedOctets) = (2, 2, 2, 2, 300)
        for round in 0..<300 {
            var octets = sources[round % sources.count]
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                octets[24 + generator.below(octets.count - 24)] = .random(in: 0...255, using: &generator)
            }
            var reader = CaptureFileReader(seed: UInt64(round))
            var conversation = Conversation(limits: limits)
            _ = try? reader.take(octets, &conversation)
            _ = try? reader.finish(&conversation)
            conversation.finish()
            var filter = ConversationFilter(messageID: round % 2 == 0 ? "1" : nil, errorsOnly: true, limit: 2)
            var page = ConversationPage(title: "x")
            for event in conversation.drain() { for shown in filter.take(event) { page.take(shown) } }
            XCTAssertLessThan(page.html.count, 2_000_000)
        }
    }

    func testATableForgetsWhatWasPutInFirst() {
        // Requests without answers, more than the table holds: the newest are still answered.
        var limits = ConversationLimits.standard
        limits.requests = 3
        var conversation = Conversation(limits: limits)
        let request = { (number: UInt8) in [0, 0, 0, 12, 0, 0, 0, 8, 0, 0, 0, number] as [UInt8] }
        let response = { (number: UInt8) in [0, 0, 0, 13, 0x80, 0, 0, 8, 0, 0, 0, number, 0] as [UInt8] }
        let chunks =
            (1...5).map { Capture.Chunk(direction: .fromClient, time: Int64($0), octets: request($0)) }
            + (1...5).map { Capture.Chunk(direction: .fromServer, time: 10 + Int64($0), octets: response($0)) }
        conversation.take(Capture(heading: [("protocol", "cmpp-2.0")], chunks: chunks))
        conversation.finish()
        let answers = frames(conversation.drain()).filter(\.summary.isResponse).map(\.answers?.frame)
        XCTAssertEqual(answers, [nil, nil, 3, 4, 5])
    }
}
