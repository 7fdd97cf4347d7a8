import CarrierCMPP
import CMPPCodec
import CarrierSession
import CarrierTestSupport
import CarrierWire
import SMSText
import XCTest

@testable import CarrierMessaging

/// A received message sent on keeps what the next protocol can say; the rest is a list, never a silence.
final class RelayTests: XCTestCase {
    /// 2026-08-01 12:00:00 Beijing time.
    private let noon = Moment(secondsSince1970: 1_785_556_800)

    private func adapter(_ version: CMPP.Version) -> CMPPClientAdapter {
        .cmpp(version, account: CMPPAccount(id: "901234", secret: "s"))
    }

    /// The message in the form in which a client of `version` sends it on.
    private func relayed(_ message: SubmittedMessage, _ version: CMPP.Version) -> RelayedMessage {
        openClient(adapter(version), at: noon).relaying(message, at: noon)
    }

    /// What a gateway of `version` makes of a message.
    private func received(_ message: OutboundMessage, _ version: CMPP.Version) throws -> SubmittedMessage {
        var assembler = InboundAssembler()
        let mapping = CMPPClientMapping(version, providerID: "901234")
        for submit in try submits(of: message, speaking: adapter(version), as: mapping, at: noon) {
            let submission = try XCTUnwrap(CMPPGatewayMapping(version).submission(submit))
            assembler.receive(submission, id: CarrierMessageID(1), at: noon)
        }
        guard case .submitted(let submitted)? = assembler.nextEvent() else {
            throw MessagingError(.unsupported, field: "assembly")
        }
        return submitted
    }

    private func messages() -> [OutboundMessage] {
        let long = String(repeating: "长短信", count: 70) + "😀"
        var messages = [
            OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello"),
            OutboundMessage(from: "10690001", to: ["13800138000"], text: "你好", coding: .ucs2, report: .none),
            OutboundMessage(from: "10690001", to: ["13800138000"], text: long, coding: .ucs2),
            OutboundMessage(from: "10690001", to: ["13800138000"], text: long, coding: .gb18030),
            OutboundMessage(
                from: "10690001", to: ["13800138000"], text: String(repeating: "a", count: 400), coding: .ascii),
            OutboundMessage(
                from: "10690001", to: ["13800138000"], binary: (0..<300).map { UInt8($0 & 0xFF) }, coding: 0xF5),
        ]
        messages[0].messageClass = 0
        messages[1].expiry = .after(.seconds(3_600))
        messages[1].schedule = .at(noon + .seconds(60))
        messages[2].expiry = .at(noon + .seconds(86_400))
        messages[2].messageClass = 1
        messages[2].usesWideReference = true
        messages[3].priority = 2
        messages[3].serviceID = "NEWS"
        messages[4].protocolID = 0x41
        messages[5].headerElements = [.ports(destination: 2948, source: 9200)]
        return messages
    }

    func testEverythingIsKeptBetweenTheVersions() throws {
        for from in [CMPP.Version.v2_0, .v3_0] {
            for to in [CMPP.Version.v2_0, .v3_0] {
                for (index, message) in messages().enumerated() {
                    let name = "\(from) \(to) \(index)"
                    let first = try received(message, from)
                    let relayed = relayed(first, to)
                    XCTAssertEqual(relayed.losses, [], name)
                    let second = try received(relayed.message, to)
                    XCTAssertEqual(second.text, first.text, name)
                    XCTAssertEqual(second.octets, first.octets, name)
                    XCTAssertEqual(second.coding, first.coding, name)
                    XCTAssertEqual(second.reference, first.reference, name)
                    XCTAssertEqual(second.headerElements, first.headerElements, name)
                    XCTAssertEqual(second.parts.map(\.octetCount), first.parts.map(\.octetCount), name)
                    XCTAssertEqual(second.envelope.wantsReport, message.report == .requested, name)
                    XCTAssertEqual(second.envelope.expiry, message.expiry, name)
                    XCTAssertEqual(second.envelope.schedule, message.schedule, name)
                    XCTAssertEqual(second.envelope.priority, message.priority, name)
                    XCTAssertEqual(second.envelope.protocolID, message.protocolID, name)
                    XCTAssertEqual(second.envelope.serviceID, message.serviceID, name)
                    XCTAssertEqual(second.envelope.billing, first.envelope.billing, name)
                }
            }
        }
    }

    func testWhatVersion2CannotSayIsAList() throws {
        var message = OutboundMessage(from: "10690001", to: ["pseudo"], text: "hello")
        message.linkID = "LINK"
        message.destinationsArePseudonyms = true
        message.billing.chargedNumberIsPseudonym = true
        message.destinations = ["a-pseudonym-of-more-than-21"]
        let first = try received(message, .v3_0)
        XCTAssertEqual(relayed(first, .v3_0).losses, [])
        XCTAssertEqual(
            relayed(first, .v2_0).losses,
            [
                MessagingError(.unsupported, field: "Fee_terminal_type"),
                MessagingError(.unsupported, field: "Dest_terminal_type"),
                MessagingError(.unsupported, field: "LinkID"),
                MessagingError(.tooLong(limit: 21, actual: 27), field: "Dest_terminal_Id"),
            ])
    }

    /// The other protocols hold 140 octets of ASCII: the message is cut anew, and that is said.
    func testSegmentsThatAreTooLongAreCutAnew() throws {
        let message = OutboundMessage(
            from: "10690001", to: ["13800138000"], text: String(repeating: "a", count: 300), coding: .ascii)
        let first = try received(message, .v2_0)
        XCTAssertEqual(first.parts.map(\.octetCount), [153, 147])
        let relayed = RelayedMessage(first, limits: .standard)
        XCTAssertEqual(relayed.losses, [MessagingError(.tooLong(limit: 140, actual: 159), field: "segments")])
        XCTAssertEqual(relayed.message.content, .binary(Array(repeating: 0x61, count: 300), coding: 0))
        let kept = RelayedMessage(first, limits: .longASCII)
        XCTAssertEqual(kept.losses, [])
    }

    func testSegmentsOfSeveralCodingsBecomeOne() throws {
        var assembler = InboundAssembler()
        let contents: [([UInt8], UInt8)] = [([0x4E, 0x2D], 8), ([0xCE, 0xC4], 15), ([0x41], 0)]
        for (index, (payload, coding)) in contents.enumerated() {
            let submission = Submission(
                source: "1", destinations: ["2"], coding: coding, hasHeader: true,
                content: [5, 0, 3, 9, 3, UInt8(index + 1)] + payload, wantsReport: true)
            assembler.receive(submission, id: CarrierMessageID(1), at: noon)
        }
        guard case .submitted(let first)? = assembler.nextEvent() else { return XCTFail("nothing") }
        XCTAssertEqual(first.text, "中文A")
        let relayed = relayed(first, .v3_0)
        XCTAssertEqual(relayed.losses, [MessagingError(.unsupported, field: "coding of each segment")])
        XCTAssertEqual(relayed.message.content, .text("中文A", coding: .ucs2))
    }

    func testWhatCannotBeReadIsSaid() throws {
        var submission = Submission(
            source: "1", destinations: ["2"], coding: 8, hasHeader: true, content: [99, 1], wantsReport: false,
            billing: nil, expiryText: "tomorrow", scheduleText: "000100000000000R")
        submission.unmappedFields = [MessagingError(.unsupported, field: "Registered_Delivery")]
        var assembler = InboundAssembler()
        assembler.receive(submission, id: CarrierMessageID(1), at: noon)
        guard case .submitted(let first)? = assembler.nextEvent() else { return XCTFail("nothing") }
        XCTAssertEqual(
            RelayedMessage(first, limits: .standard).losses.map { "\($0.field)" },
            ["Registered_Delivery", "payer", "expiry", "schedule", "user data header"])
        // Segments that never came.
        assembler.receive(
            Submission(
                source: "1", destinations: ["2"], coding: 8, hasHeader: true, content: [5, 0, 3, 1, 2, 1, 0x4E, 0x2D],
                wantsReport: false),
            id: CarrierMessageID(2), at: noon)
        assembler.finish()
        guard case .incompleteSubmission(let part, _)? = assembler.nextEvent() else { return XCTFail("nothing") }
        XCTAssertEqual(RelayedMessage(part, limits: .standard).losses.map { "\($0.field)" }, ["segments"])
    }

    func testSubscribersMessageIsSentOn() throws {
        var assembler = InboundAssembler()
        let text = String(repeating: "转", count: 100)
        for segment in try Segmenter().segment(text, coding: .ucs2, reference: .octet(3)).segments {
            let inbound = InboundSegment(
                id: CarrierMessageID(1), from: "13800138000", to: "10690001", coding: 8, hasHeader: true,
                content: segment.content, serviceID: "NEWS", linkID: "L")
            assembler.receive(inbound, at: noon)
        }
        guard case .message(let message)? = assembler.nextEvent() else { return XCTFail("nothing") }
        let relayed = openClient(adapter(.v3_0), at: noon).relaying(
            message, from: "10690001", to: ["13900139000"], at: noon)
        XCTAssertEqual(relayed.losses, [])
        let second = try received(relayed.message, .v3_0)
        XCTAssertEqual(second.text, text)
        XCTAssertEqual(second.reference, .octet(3))
        XCTAssertEqual(second.envelope.linkID, "L")
        XCTAssertEqual(second.destinations, ["13900139000"])
    }

    /// Whatever a gateway receives, the way on either keeps the octets or says so.
    func testAnythingReceivedIsKeptOrNamed() {
        for seed in UInt64(0)..<400 {
            var random = SeededGenerator(seed: seed)
            var assembler = InboundAssembler()
            let coding = UInt8(random.below(256))
            for _ in 0..<6 {
                var content: [UInt8] = [5, 0, 3, 1, UInt8(1 + random.below(3)), UInt8(random.below(4))]
                for _ in 0..<random.below(150) { content.append(UInt8(random.below(256))) }
                if random.below(5) == 0 { content[random.below(content.count)] = UInt8(random.below(256)) }
                assembler.receive(
                    Submission(
                        source: "1", destinations: ["2"], coding: coding, hasHeader: random.below(4) > 0,
                        content: content, wantsReport: random.below(2) == 0),
                    id: CarrierMessageID(1), at: noon)
            }
            while let event = assembler.nextEvent() {
                guard case .submitted(let first) = event else { continue }
                let relayed = relayed(first, .v3_0)
                guard relayed.losses.isEmpty else { continue }
                let second = try? received(relayed.message, .v3_0)
                XCTAssertEqual(second?.octets, first.octets, "seed \(seed)")
                XCTAssertEqual(second?.coding, first.coding, "seed \(seed)")
                XCTAssertEqual(second?.parts.map(\.octetCount), first.parts.map(\.octetCount), "seed \(seed)")
            }
        }
    }
}
