import CMPPCodec
import CarrierCMPP
import CarrierHarness
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import SMSText
import XCTest

/// How a test's sender differs from an ordinary one.
struct SenderSetup: Sendable {
    var connections = 1
    var options = ClientOptions.standard
    var limits: SessionLimits
    var recorder = ClientRecorder()

    /// One connection, which is not made again once it is lost.
    init(_ version: CMPP.Version = .v3_0, _ change: (inout SenderSetup) -> Void = { _ in }) {
        limits = CMPPClientAdapter(version, account: ScriptedGateway.account).sessionLimits
        options.reconnectFor = .zero
        options.reportWindow = .seconds(60)
        change(&self)
    }

    /// A sender that speaks CMPP with the scripted gateway's account.
    func sender(at address: String, _ version: CMPP.Version = .v3_0) -> ReferenceSender {
        ReferenceSender(
            speaking: .cmpp(version, account: ScriptedGateway.account),
            channels: .primary(address, connections: connections), options: options, limits: limits,
            observer: recorder.observer)
    }
}

final class ReferenceSenderTests: XCTestCase {
    /// A sender at a scripted gateway: what `body` does with it, then the totals.
    private func run(
        _ gateway: ScriptedGateway, _ setup: SenderSetup = SenderSetup(),
        _ body: (ReferenceSender) async throws -> Void
    ) async throws -> SenderSummary {
        let listener = try await gateway.listen()
        let sender = setup.sender(at: "\(listener.address)", gateway.version)
        try await sender.connect()
        do { try await body(sender) } catch { XCTFail("\(error)") }
        let summary = await sender.close()
        await listener.close()
        XCTAssertEqual(gateway.faults, [])
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(summary.counts.outcomes, summary.counts.owed)
        return summary
    }

    private func message(_ text: String, to recipients: [String] = ["13800138000"]) -> OutboundMessage {
        OutboundMessage(from: "10690001", to: recipients, text: text)
    }

    func testShortMessageIsAcceptedAndReported() async throws {
        for version in [CMPP.Version.v2_0, .v3_0] {
            let gateway = ScriptedGateway(version)
            let summary = try await run(gateway, SenderSetup(version)) { sender in
                let outcomes = try await sender.send(self.message("hello"))
                XCTAssertEqual(outcomes.map(\.number), [1])
                XCTAssertEqual(outcomes.map(\.result), [.delivered])
                let segments = try XCTUnwrap(outcomes.first).segments
                XCTAssertEqual(segments.map(\.report?.raw), ["DELIVRD"])
                XCTAssertEqual(segments.map(\.report?.messageID), segments.map(\.id))
            }
            XCTAssertEqual(gateway.submissions.map(\.content), [Array("hello".utf8)])
            XCTAssertEqual(gateway.acknowledgements, [0])
            XCTAssertEqual(summary.counts.delivered, 1)
            XCTAssertEqual(summary.end, .shutDown)
            XCTAssertEqual(summary.latency.count, 1)
        }
    }

    func testLongMessageWithASurrogatePairAtTheBoundary() async throws {
        // 66 units, a pair, 70 more: the pair may not be cut, so the first segment has 66 units and three are needed.
        let text = String(repeating: "信", count: 66) + "😀" + String(repeating: "信", count: 70)
        let gateway = ScriptedGateway()
        let summary = try await run(gateway) { sender in
            let outcomes = try await sender.send(self.message(text))
            XCTAssertEqual(outcomes.map(\.segments.count), [3])
        }
        XCTAssertEqual(gateway.submissions.map(\.content.count), [6 + 132, 6 + 134, 6 + 10])
        XCTAssertEqual(gateway.submissions.map { Array($0.content.prefix(3)) }, Array(repeating: [5, 0, 3], count: 3))
        XCTAssertEqual(gateway.submissions.map { $0.content[5] }, [1, 2, 3])
        XCTAssertEqual(summary.counts.places, 3)
        XCTAssertEqual(summary.counts.delivered, 1)
    }

    func testManyRecipientsHaveAnOutcomeEach() async throws {
        let recipients = (0..<5).map { "1380013800\($0)" }
        for (version, requests) in [(CMPP.Version.v2_0, 5), (.v3_0, 1)] {
            let gateway = ScriptedGateway(version)
            let summary = try await run(gateway, SenderSetup(version)) { sender in
                let outcomes = try await sender.send(self.message("hello", to: recipients))
                XCTAssertEqual(outcomes.map(\.recipientNumber).sorted(), recipients)
                XCTAssertEqual(Set(outcomes.flatMap(\.segments).compactMap(\.id)).count, 5)
            }
            XCTAssertEqual(gateway.submissions.count, requests)
            XCTAssertEqual(summary.counts.delivered, 5)
        }
    }

    func testARefusalFails() async throws {
        let gateway = ScriptedGateway { _, _ in .init(code: 10) }
        let summary = try await run(gateway) { sender in
            let outcomes = try await sender.send(self.message("hello"))
            XCTAssertEqual(outcomes.map(\.result), [.failed])
            XCTAssertEqual(outcomes.flatMap(\.segments).map(\.status), [.refused(code: 10)])
        }
        XCTAssertEqual(summary.counts.failed, 1)
        XCTAssertEqual(summary.counters.refusedPlaces, 1)
        XCTAssertEqual(summary.latency.count, 1)
    }

    func testWhatDoesNotFitIsRefusedBeforeAnythingIsSent() async throws {
        let gateway = ScriptedGateway()
        let summary = try await run(gateway) { sender in
            do throws(MessagingError) {
                _ = try await sender.send(OutboundMessage(from: "1069", to: [], text: "a"))
                XCTFail("no error")
            } catch { XCTAssertEqual(error.reason, .noRecipient) }
            // The numbers go on without a gap.
            let outcomes = try await sender.send(self.message("hello"))
            XCTAssertEqual(outcomes.map(\.number), [1])
        }
        XCTAssertEqual(summary.counts.messages, 1)
        XCTAssertEqual(gateway.submissions.count, 1)
    }

    func testEarlyDuplicateAndOrphanReports() async throws {
        let early = ScriptedGateway { _, _ in .init(early: ["DELIVRD"], reports: []) }
        var summary = try await run(early) { sender in
            let outcomes = try await sender.send(self.message("hello"))
            XCTAssertEqual(outcomes.map(\.result), [.delivered])
        }
        XCTAssertEqual(summary.counters.matchedReports, 1)

        let twice = ScriptedGateway { _, _ in .init(early: ["DELIVRD"], reports: ["DELIVRD", "UNDELIV"]) }
        summary = try await run(twice) { sender in
            try await sender.send(self.message("hello"), times: 3)
        }
        XCTAssertEqual(summary.counts.delivered, 3)
        XCTAssertEqual(summary.counters.matchedReports, 3)

        // The submit is refused, and yet a report comes.
        let orphan = ScriptedGateway { _, _ in .init(code: 9, early: ["DELIVRD"]) }
        summary = try await run(orphan) { sender in try await sender.send(self.message("hello"), times: 1) }
        XCTAssertEqual(summary.counters.orphanReports, 1)
        XCTAssertEqual(summary.counts.failed, 1)
    }

    func testIncomingLongMessage() async throws {
        let text = String(repeating: "上行", count: 40)
        let segments = try Segmenter(limits: .longASCII).segment(text, coding: .ucs2, reference: .octet(9))
        let pushed = segments.segments.reversed().enumerated().map { place, segment in
            InboundSegment(
                id: CarrierMessageID(UInt64(place + 1)), from: "13800138000", to: "10690001",
                coding: segments.dataCoding, hasHeader: true, content: segment.content)
        }
        let gateway = ScriptedGateway(pushing: pushed)
        let setup = SenderSetup()
        let summary = try await run(gateway, setup) { _ in
            await setup.recorder.wait { events in events.contains { if case .incoming = $0 { true } else { false } } }
        }
        XCTAssertEqual(setup.recorder.incoming.map(\.text), [text])
        XCTAssertEqual(setup.recorder.incoming.first?.parts.map(\.number), [1, 2])
        XCTAssertEqual(summary.counters.incoming, 1)
        XCTAssertEqual(summary.counts.inboundSegments, 2)
        XCTAssertEqual(gateway.acknowledgements, [0, 0])
    }

    func testEveryCopyOverSeveralConnections() async throws {
        let gateway = ScriptedGateway()
        let setup = SenderSetup { setup in
            setup.connections = 3
            setup.limits.windowSize = 4
        }
        let summary = try await run(gateway, setup) { sender in
            try await sender.send(self.message(String(repeating: "长", count: 100)), times: 300)
        }
        XCTAssertEqual(summary.counts.delivered, 300)
        XCTAssertEqual(summary.counters.acceptedPlaces, 600)
        XCTAssertEqual(Set(gateway.connections).count, 3)
        // Both segments of a message go over one connection, in order.
        var open: [UInt64: UInt8] = [:]
        for (submission, connection) in zip(gateway.submissions, gateway.connections) {
            if submission.content[5] == 1 {
                XCTAssertNil(open.updateValue(submission.content[3], forKey: connection))
            } else {
                XCTAssertEqual(open.removeValue(forKey: connection), submission.content[3])
            }
        }
        XCTAssertEqual(open, [:])
    }

    func testALostConnectionLeavesNothingWithoutOutcome() async throws {
        let gateway = ScriptedGateway { index, _ in .init(cuts: index == 250) }
        let setup = SenderSetup()
        let summary = try await run(gateway, setup) { sender in
            try await sender.send(self.message("hello", to: ["13800138000", "13800138001"]), times: 1000)
            let end = await sender.ended()
            guard case .channelsLost(.connectionLost?) = end else { return XCTFail("\(end as Any)") }
        }
        XCTAssertEqual(summary.counts.owed, 2000)
        XCTAssertEqual(summary.counts.failed, 0)
        XCTAssertLessThanOrEqual(summary.counts.delivered, 498)
        XCTAssertEqual(summary.counts.unknown + summary.counts.notSent, 2000 - summary.counts.delivered)
        // What was sent and not answered is unknown; what was never sent is told so, most of it in one event.
        XCTAssertGreaterThan(summary.counts.unknown, 0)
        XCTAssertGreaterThan(summary.counts.notSent, 0)
        guard case .channelsLost(.connectionLost?) = summary.end else { return XCTFail("\(summary.end)") }
    }

    func testTwoOrdersAtATimeAreBothSentWhole() async throws {
        let gateway = ScriptedGateway()
        let summary = try await run(gateway) { sender in
            let (one, two) = (self.message("one"), self.message("two"))
            async let first: Void = sender.send(one, times: 500)
            async let second: Void = sender.send(two, times: 300)
            _ = try await (first, second)
        }
        XCTAssertEqual(summary.counts.delivered, 800)
        let texts = gateway.submissions.map { String(decoding: $0.content, as: UTF8.self) }
        XCTAssertEqual(texts.filter { $0 == "one" }.count, 500)
        XCTAssertEqual(texts.filter { $0 == "two" }.count, 300)
    }

    func testAnEndTakesNoTimeForWhatWasNeverBegun() async throws {
        let gateway = ScriptedGateway { index, _ in .init(cuts: index == 20) }
        let setup = SenderSetup()
        let started = MonotonicClock.now()
        let summary = try await run(gateway, setup) { sender in
            try await sender.send(self.message("hello"), times: 1_000_000_000_000)
        }
        XCTAssertEqual(summary.counts.owed, 1_000_000_000_000)
        XCTAssertEqual(summary.counts.delivered + summary.counts.unknown + summary.counts.notSent, summary.counts.owed)
        // One event for each outcome would take hours.
        XCTAssertLessThan(MonotonicClock.now() - started, .seconds(20))
        XCTAssertLessThan(setup.recorder.events.count, 1000)
    }
}
