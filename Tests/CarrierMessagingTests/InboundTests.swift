import CarrierCMPP
import CMPPCodec
import CarrierSession
import CarrierTestSupport
import SMSText
import XCTest

@testable import CarrierMessaging

/// Subscribers' messages at the client, and SPs' messages at the gateway.
final class InboundTests: XCTestCase {
    private let mapping = CMPPClientMapping(.v3_0, providerID: "901234")
    private let gateway = CMPPGatewayMapping(.v3_0)

    private func segments(
        _ text: String, reference: UInt8 = 7, from source: String = "13800138000", firstID: UInt64 = 1,
        elements: [InformationElement] = []
    ) throws -> [InboundSegment] {
        let cut = try Segmenter().segment(
            text, coding: .ucs2, reference: .octet(reference), elements: elements)
        return cut.segments.map { segment in
            InboundSegment(
                id: CarrierMessageID(firstID + UInt64(segment.number) - 1), from: source, to: "10690001",
                coding: cut.dataCoding, hasHeader: segment.headerLength > 0, content: segment.content,
                serviceID: "NEWS", linkID: "LINK1")
        }
    }

    /// A subscriber's segment, over CMPP's DELIVER, at a client.
    private func receive(
        _ segment: InboundSegment, _ client: inout TestClient, on channel: UInt64 = 1,
        changing change: (inout CMPP.Deliver) -> Void = { _ in }
    ) throws {
        guard case .deliver(var deliver) = try gateway.deliver(segment) else { return XCTFail("no deliver") }
        change(&deliver)
        guard case .segment(let read) = mapping.inbound(.deliver(deliver), sequence: SequenceKey(counter: 1)) else {
            return XCTFail("no segment")
        }
        client.handle(.segment(read, ReplyToken(sequence: SequenceKey(counter: 1), serial: 1)), on: channel)
    }

    private func incoming(_ client: inout TestClient) throws -> InboundMessage {
        let events = client.events()
        XCTAssertEqual(events.count, 1)
        guard case .incoming(let message)? = events.first else {
            throw MessagingError(.unsupported, field: "nothing came in")
        }
        return message
    }

    private func waiting(_ client: TestClient) -> UInt64 {
        let counters = client.core.counters
        return counters.inboundSegments - counters.emittedSegments - counters.repeatedSegments
    }

    func testShortMessage() throws {
        var client = TestClient.open(3)
        try receive(try segments("你好")[0], &client, on: 3)
        let message = try incoming(&client)
        XCTAssertEqual(message.text, "你好")
        XCTAssertEqual(message.source, "13800138000")
        XCTAssertEqual(message.destination, "10690001")
        XCTAssertEqual(message.linkID, "LINK1")
        XCTAssertEqual(message.serviceID, "NEWS")
        XCTAssertNil(message.reference)
        XCTAssertEqual(
            message.parts,
            [
                InboundPart(
                    id: CarrierMessageID(1), number: 1, coding: 8, arrivedAt: client.now, connection: 3, octetCount: 4)
            ])
        XCTAssertEqual(waiting(client), 0)
    }

    func testLongMessageOverSeveralConnectionsInAnyOrder() throws {
        let text = String(repeating: "长", count: 150)
        let parts = try segments(text, elements: [.ports(destination: 2948, source: 9200)])
        XCTAssertEqual(parts.count, 3)
        var client = TestClient.open(4)
        try receive(parts[2], &client, on: 2)
        try receive(parts[0], &client, on: 1)
        try receive(parts[2], &client, on: 1)
        XCTAssertEqual(waiting(client), 2)
        XCTAssertEqual(client.core.counters.repeatedSegments, 1)
        XCTAssertEqual(repetitions(&client), [repetition(3, connection: 1, isOfWholeMessage: false)])
        try receive(parts[1], &client, on: 2)
        let message = try incoming(&client)
        XCTAssertEqual(message.text, text)
        XCTAssertEqual(message.reference, .octet(7))
        XCTAssertEqual(message.headerElements, [.ports(destination: 2948, source: 9200)])
        XCTAssertEqual(message.parts.map(\.number), [1, 2, 3])
        XCTAssertEqual(message.parts.map(\.connection), [1, 2, 2])
        XCTAssertEqual(message.parts.map(\.id.number), [1, 2, 3])
        XCTAssertEqual(message.parts.map(\.octetCount).reduce(0, +), message.octets.count)
        // Within a minute the whole message again, on another connection.
        try receive(parts[1], &client, on: 4)
        XCTAssertEqual(repetitions(&client), [repetition(2, connection: 4, isOfWholeMessage: true)])
        XCTAssertEqual(client.core.counters.inboundSegments, 5)
        XCTAssertEqual(client.core.counters.repeatedSegments, 2)
        XCTAssertEqual(client.core.counters.emittedSegments, 3)
    }

    private func repetitions(_ client: inout TestClient) -> [RepeatedSegment] {
        client.events().compactMap { if case .repeatedSegment(let segment) = $0 { segment } else { nil } }
    }

    private func repetition(_ number: Int, connection: UInt64, isOfWholeMessage: Bool) -> RepeatedSegment {
        RepeatedSegment(
            source: "13800138000", destinations: ["10690001"], reference: .octet(7), number: number, segmentCount: 3,
            id: CarrierMessageID(UInt64(number)), connection: connection, isOfWholeMessage: isOfWholeMessage)
    }

    func testEveryEndOfAWaitIsTold() throws {
        var client = TestClient.open { $0.reassembly = ReassemblyLimits(entries: 2, expiry: 60_000_000_000) }
        let text = String(repeating: "长", count: 71)
        try receive(try segments(text, reference: 1)[0], &client)
        client.wait(.seconds(61))
        try receive(try segments(text, reference: 2)[1], &client)
        // Another text under the same reference.
        try receive(try segments("换" + text, reference: 2)[1], &client)
        for reference in UInt8(3)...4 { try receive(try segments(text, reference: reference)[0], &client) }
        client.core.shutDown(within: .zero, at: client.now)
        client.cut(1, reason: .closedLocally)
        XCTAssertEqual(
            client.told().filter { $0.hasPrefix("incomplete") },
            [
                "incomplete expired", "incomplete abandoned", "incomplete evicted", "incomplete finished",
                "incomplete finished",
            ])
        XCTAssertEqual(client.core.counters.emittedSegments, 5)
        XCTAssertEqual(waiting(client), 0)
    }

    /// TP_udhi is not always 1 (text-and-long-sms.md 3.2), and a header may lie.
    func testTP_udhi64AndMalformedHeader() throws {
        var client = TestClient.open()
        let parts = try segments(String(repeating: "长", count: 71))
        for part in parts { try receive(part, &client) { $0.userDataHeaderIndicator = 0x40 } }
        XCTAssertEqual(client.told().count, 1)
        var lying = parts[0]
        lying.content = [200, 0, 3, 1]
        try receive(lying, &client)
        let message = try incoming(&client)
        XCTAssertTrue(message.hasMalformedHeader)
        XCTAssertEqual(message.octets, [200, 0, 3, 1])
    }

    func testReportIsNeverReassembledWhateverItsIndicatorSays() throws {
        let report = DeliveryReport(
            messageID: CarrierMessageID(100), recipient: "13800138000", state: .delivered, raw: "DELIVRD")
        guard
            case .deliver(var deliver) = try gateway.report(
                report, on: ReportedSubmit(source: "10690001"), envelope: CarrierMessageID(1))
        else { return XCTFail("no deliver") }
        deliver.userDataHeaderIndicator = 1
        deliver.dataCoding = CMPP.DataCoding(rawValue: 8)
        guard case .report(let read) = mapping.inbound(.deliver(deliver), sequence: SequenceKey(counter: 1)) else {
            return XCTFail("no report")
        }
        XCTAssertEqual(read.state, .delivered)
    }

    func testBinaryHasNoText() throws {
        var client = TestClient.open()
        try receive(
            InboundSegment(id: CarrierMessageID(1), from: "138", to: "106", coding: 4, content: [1, 2]), &client)
        let message = try incoming(&client)
        XCTAssertNil(message.text)
        XCTAssertEqual(message.octets, [1, 2])
    }

    // MARK: The gateway

    private func submissions(_ text: String, to recipients: [String]) throws -> [Submission] {
        let message = OutboundMessage(
            from: "10690001", to: recipients, text: text, coding: .ucs2, report: .requested)
        let adapter = CMPPClientAdapter(.v3_0, account: CMPPAccount(id: "901234", secret: "s"))
        return try submits(
            of: message, speaking: adapter, as: mapping, at: Moment(secondsSince1970: 0)
        ).compactMap { gateway.submission($0) }
    }

    func testGatewayPutsSubmittedSegmentsTogether() throws {
        let text = String(repeating: "发", count: 140)
        let recipients = ["13800138001", "13800138002"]
        var assembler = InboundAssembler()
        for (index, submission) in try submissions(text, to: recipients).enumerated().reversed() {
            assembler.receive(
                submission, id: CarrierMessageID(UInt64(index)), connection: 5, at: Moment(nanoseconds: 1))
        }
        guard case .submitted(let message)? = assembler.nextEvent() else { return XCTFail("nothing") }
        XCTAssertEqual(message.text, text)
        XCTAssertEqual(message.source, "10690001")
        XCTAssertEqual(message.destinations, recipients)
        XCTAssertEqual(message.segmentCount, 3)
        XCTAssertEqual(message.parts.map(\.id.number), [0, 1, 2])
        XCTAssertTrue(message.envelope.wantsReport)
        XCTAssertEqual(message.envelope.content, [])
        XCTAssertNil(assembler.nextEvent())
        XCTAssertEqual(assembler.waitingSegments, 0)
    }

    func testGatewayTellsListsOfReceiversApart() throws {
        let text = String(repeating: "发", count: 71)
        var assembler = InboundAssembler()
        let one = try submissions(text, to: ["13800138001"])
        let other = try submissions(text, to: ["13800138001", "13800138002"])
        assembler.receive(one[0], id: CarrierMessageID(1), at: Moment(nanoseconds: 0))
        assembler.receive(other[1], id: CarrierMessageID(2), at: Moment(nanoseconds: 0))
        XCTAssertNil(assembler.nextEvent())
        XCTAssertEqual(assembler.waitingMessages, 2)
        XCTAssertEqual(assembler.waitingOctets, 140 + 14)
        assembler.finish()
        guard case .incompleteSubmission(let message, .finished)? = assembler.nextEvent() else {
            return XCTFail("nothing")
        }
        XCTAssertEqual(message.parts.count, 1)
        XCTAssertEqual(message.segmentCount, 2)
    }

    /// text-and-long-sms.md 3.2: the fields beside the content join nothing, only the header does.
    func testSegmentFieldsWithoutHeaderJoinNothing() {
        var assembler = InboundAssembler()
        for number in 1...2 {
            let submission = Submission(
                source: "10690001", destinations: ["13800138000"], coding: 0, hasHeader: false,
                content: Array("part \(number)".utf8), wantsReport: false, segmentNumber: number, segmentCount: 2)
            XCTAssertEqual(
                assembler.receive(submission, id: CarrierMessageID(UInt64(number)), at: Moment(nanoseconds: 0)),
                .single)
        }
        guard case .submitted(let first)? = assembler.nextEvent(), case .submitted(let second)? = assembler.nextEvent()
        else { return XCTFail("not two messages") }
        XCTAssertEqual([first.text, second.text], ["part 1", "part 2"])
        XCTAssertEqual(first.segmentCount, 1)
    }

    func testBothDirectionsShareAnAssemblerWithoutMixing() throws {
        let text = String(repeating: "发", count: 71)
        var assembler = InboundAssembler()
        let cut = try Segmenter().segment(text, coding: .ucs2, reference: .octet(9)).segments
        assembler.receive(
            InboundSegment(
                id: CarrierMessageID(1), from: "1", to: "2", coding: 8, hasHeader: true, content: cut[0].content),
            at: Moment(nanoseconds: 0))
        assembler.receive(
            Submission(
                source: "1", destinations: ["2"], coding: 8, hasHeader: true, content: cut[1].content,
                wantsReport: false),
            id: CarrierMessageID(2), at: Moment(nanoseconds: 0))
        XCTAssertEqual(assembler.waitingMessages, 2)
    }
}
