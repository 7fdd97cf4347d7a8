import CarrierFixtures
import CarrierWire
import XCTest

/// What is taken out of conversations: filters, counts, the page.
final class ConversationViewTests: XCTestCase {
    private func events(_ name: String) throws -> [ConversationEvent] {
        var conversation = Conversation()
        conversation.take(try Capture(Corpus.text("Fixtures/captures/\(name).capture"), file: name))
        conversation.finish()
        return conversation.drain()
    }

    private func numbers(_ events: [ConversationEvent], _ filter: ConversationFilter) -> [Int] {
        var filter = filter
        let shown = events.flatMap { filter.take($0) } + filter.finish()
        return shown.compactMap { if case .frame(let frame) = $0 { frame.number } else { nil } }
    }

    // MARK: Filters

    func testAMessageIsItsSubmitItsResponseAndItsReport() throws {
        let events = try events("cmpp-3.0-long-message")
        for id in ["0x80b0014003e90002", "80B0014003E90002", "9272913007210987522"] {
            XCTAssertEqual(numbers(events, ConversationFilter(messageID: id)), [4, 5, 9, 10], id)
        }
        XCTAssertEqual(UInt64("80b0014003e90002", radix: 16).map(String.init), "9272913007210987522")
        XCTAssertEqual(numbers(events, ConversationFilter(messageID: "0x1")), [])
        let sgip = try self.events("sgip-1.2-reverse")
        XCTAssertEqual(numbers(sgip, ConversationFilter(messageID: "3053141211 1031175142 1")), [3, 4])
    }

    func testANumberIsWhatComesFromItAndGoesToIt() throws {
        let events = try events("smgp-3.0-session")
        // Submit to two, their reports, an incoming message and its answer; read by hand.
        XCTAssertEqual(
            numbers(events, ConversationFilter(number: "+8618900000001")), [3, 4, 5, 6, 9, 10, 11, 12])
        XCTAssertEqual(numbers(events, ConversationFilter(number: "18900000002")), [3, 4, 7, 8])
    }

    func testErrorsAreRefusalsFailuresAndWhatHasNoAnswer() throws {
        XCTAssertEqual(numbers(try events("cmpp-2.0-flow-control"), ConversationFilter(errorsOnly: true)), [3, 4])
        XCTAssertEqual(numbers(try events("cmpp-2.0-refused-login"), ConversationFilter(errorsOnly: true)), [1, 2])
        var capture = try Capture(Corpus.text("Fixtures/captures/cmpp-2.0-session.capture"))
        capture.chunks.removeLast()
        var conversation = Conversation()
        conversation.take(capture)
        conversation.finish()
        let last = numbers(conversation.drain(), ConversationFilter(errorsOnly: true)).last
        XCTAssertEqual(last, capture.chunks.count, "the TERMINATE without an answer")
    }

    // MARK: Counts

    func testCountsAreThoseOfTheFrames() throws {
        for path in try Corpus.paths("captures", "capture") {
            let capture = try Capture(Corpus.text(path), file: path)
            var counter = FrameCounter()
            let end = try XCTUnwrap(CaptureEndpoint(address: [10, 0, 0, 1], port: 40_000))
            let far = try XCTUnwrap(CaptureEndpoint(address: [10, 0, 0, 2], port: 5000))
            var writer = CaptureFileWriter()
            var file = CaptureFileWriter.header
            for chunk in capture.chunks {
                writer.write(
                    chunk.octets, from: chunk.direction, client: end, server: far, at: chunk.time, into: &file)
            }
            var reader = CaptureFileReader(name: path, seed: 1)
            // Octet by octet: a header may be cut anywhere.
            for octet in file { try reader.take([octet], &counter) }
            try reader.finish(&counter)
            var conversation = Conversation()
            conversation.take(capture)
            conversation.finish()
            var commands: [String: Int] = [:]
            for case .frame(let frame) in conversation.drain() { commands[frame.frame.command, default: 0] += 1 }
            let counted = Dictionary(uniqueKeysWithValues: counter.counts.map { ($0.key.name, $0.value.frames) })
            XCTAssertEqual(counted, commands, path)
            XCTAssertEqual(counter.otherOctets, 0, path)
            XCTAssertEqual(
                counter.counts.values.reduce(0) { $0 + $1.octets }, capture.chunks.reduce(0) { $0 + $1.octets.count })
        }
    }

    // MARK: The page

    func testThePageHoldsNoMarkupOfPeers() throws {
        let hostile = "</script><img src=x onerror=alert(1)><!--"
        let content = Array(hostile.utf8)
        let dialect = try XCTUnwrap(WireDialect.named("cmpp-2.0"))
        let fixture = try XCTUnwrap(Corpus.frames().first { $0.path.hasSuffix("cmpp-2.0/deliver.hex") }).fixture
        var frame = try dialect.decode(fixture.octets)
        frame.fields = frame.fields.filter { !["Total_Length", "Msg_Length"].contains($0.name) }.map { field in
            switch field.name {
            case "Msg_Content": NamedValue(field.name, .octets(content))
            case "Service_Id": NamedValue(field.name, .string("<b>"))
            case "Msg_Fmt": NamedValue(field.name, .number(0))
            default: NamedValue(field.name, field.value.plain)
            }
        }
        let octets = try dialect.encode(FrameDraft(command: frame.command, fields: frame.fields))
        var conversation = Conversation()
        conversation.take(
            Capture(
                heading: [("title", hostile), ("protocol", "cmpp-2.0")],
                chunks: [Capture.Chunk(direction: .fromServer, time: 0, octets: octets)]))
        conversation.finish()
        var page = ConversationPage(title: hostile)
        for event in conversation.drain() { page.take(event) }
        let html = String(decoding: page.html, as: UTF8.self)
        XCTAssertFalse(html.contains("<img"))
        XCTAssertFalse(html.contains("<b>"))
        XCTAssertEqual(html.components(separatedBy: "</script>").count, 2)
        XCTAssertTrue(html.contains("\\u003c/script>\\u003cimg"))
        for word in ["http:", "https:", "@import", "url("] { XCTAssertFalse(html.contains(word), word) }
        XCTAssertTrue(html.contains("prefers-color-scheme:dark"))
        XCTAssertTrue(html.contains("width=device-width"))
    }

    /// Ten thousand frames, half of them submits of seventy different characters: under 2 MB, octets included.
    func testTenThousandFramesAreUnderTwoMegabytes() throws {
        var generator = SeededGenerator(seed: 9)
        let dialect = try XCTUnwrap(WireDialect.named("cmpp-3.0"))
        let fixture = try XCTUnwrap(Corpus.frames().first { $0.path.hasSuffix("cmpp-3.0/submit-surrogate-pair.hex") })
            .fixture
        let fields = try dialect.decode(fixture.octets).fields.filter {
            !["Total_Length", "Msg_Length", "Msg_Content", "Sequence_Id"].contains($0.name)
        }.map { NamedValue($0.name, $0.value.plain) }
        var chunks: [Capture.Chunk] = []
        for number in 1...5000 {
            let content = (0..<140).map { _ in UInt8.random(in: 0x4E...0x9F, using: &generator) }
            let submit = try dialect.encode(
                FrameDraft(
                    command: "CMPP_SUBMIT",
                    fields: fields + [
                        NamedValue("Sequence_Id", .number(Int64(number))), NamedValue("Msg_Content", .octets(content)),
                    ]))
            chunks.append(Capture.Chunk(direction: .fromClient, time: Int64(number) * 1_000_000, octets: submit))
            let answer = [0, 0, 0, 24, 0x80, 0, 0, 4] + PacketBytes.big(number, 4) + PacketBytes.big(number, 8)
            chunks.append(
                Capture.Chunk(
                    direction: .fromServer, time: Int64(number) * 1_000_000 + 999, octets: answer + [0, 0, 0, 0]))
        }
        var conversation = Conversation()
        conversation.take(Capture(heading: [("protocol", "cmpp-3.0")], chunks: chunks))
        conversation.finish()
        var page = ConversationPage(title: "ten thousand")
        for event in conversation.drain() { page.take(event) }
        XCTAssertEqual(page.bareFrames, 0)
        XCTAssertEqual(page.leftOut, 0)
        XCTAssertLessThan(page.html.count, 2_000_000)
        // More of them: the page stays below, and says what is not in it.
        var limits = ConversationPage.Limits.standard
        (limits.octets, limits.allOctets) = (100_000, 150_000)
        var small = ConversationPage(title: "ten thousand", limits: limits)
        var again = Conversation()
        again.take(Capture(heading: [("protocol", "cmpp-3.0")], chunks: chunks))
        for event in again.drain() { small.take(event) }
        XCTAssertGreaterThan(small.bareFrames, 0)
        XCTAssertGreaterThan(small.leftOut, 0)
        XCTAssertLessThan(small.html.count, 160_000)
    }

    // MARK: Packets in hex

    func testPacketsInHexAreTakenApart() throws {
        let frame = try HexListing("0000000c00000008000000c8").octets
        let segment = PacketBytes.tcp(50_000, 7890, 1, PacketBytes.push, frame)
        let packet = PacketBytes.ip4(segment)
        let ether = [UInt8](repeating: 2, count: 12) + [8, 0] + packet
        for octets in [packet, ether] {
            let listing = try HexListing(HexText.encode(octets))
            let file = try XCTUnwrap(PacketDump.captureFile(of: listing))
            let (flows, _) = try PacketBytes.read(file)
            XCTAssertEqual(flows.first?.capture.octets(.fromClient), frame)
        }
        XCTAssertNil(PacketDump.captureFile(of: try HexListing("0000000c00000008000000c8")))
        XCTAssertNil(PacketDump.captureFile(of: try HexListing("45000014ff")))
        XCTAssertNil(PacketDump.captureFile(of: try HexListing("")))
    }
}
