import CarrierCMPP
import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import SMSText
import XCTest

final class ReferenceSenderTests: XCTestCase {
    /// A sender at a scripted gateway: what `body` does with it, then the totals.
    private func run(
        _ gateway: ScriptedGateway, _ options: SenderOptions = .standard, book: EventBook = EventBook(),
        _ body: (ReferenceSender<CMPPProfile>) async throws -> Void
    ) async throws -> SenderSummary {
        let listener = try await gateway.listen()
        let sender = try await ReferenceSender.connect(
            to: Endpoint(listener.address),
            speaking: .cmpp(gateway.binding.version, account: ScriptedGateway.account), options: options,
            observer: book.observer)
        do { try await body(sender) } catch { XCTFail("\(error)") }
        let summary = await sender.close()
        await listener.close()
        XCTAssertEqual(gateway.faults, [])
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(summary.counts.outcomes, summary.counts.owed)
        return summary
    }

    private func message(_ text: String, to receivers: [String] = ["13800138000"]) -> OutboundMessage {
        OutboundMessage(from: "10690001", to: receivers, text: text)
    }

    func testShortMessageIsAcceptedAndReported() async throws {
        for version in [CMPP.Version.v2_0, .v3_0] {
            let gateway = ScriptedGateway(version)
            let summary = try await run(gateway) { sender in
                let receipt = try await sender.submit(self.message("hello"))
                XCTAssertEqual(receipt.number, 1)
                XCTAssertEqual(receipt.segments.map(\.number), [1])
                let reports = try await receipt.reports(within: .seconds(10))
                XCTAssertEqual(reports.map(\.raw), ["DELIVRD"])
                XCTAssertEqual(reports.map(\.messageID), receipt.segments.flatMap(\.ids))
                let outcomes = try await receipt.outcomes()
                XCTAssertEqual(outcomes.map(\.result), [.delivered])
            }
            XCTAssertEqual(gateway.submissions.map(\.content), [Array("hello".utf8)])
            XCTAssertEqual(gateway.acknowledgements, [0])
            XCTAssertEqual(summary.counts.delivered, 1)
            XCTAssertEqual(summary.end, .closed)
            XCTAssertEqual(summary.latency.count, 1)
        }
    }

    func testLongMessageWithASurrogatePairAtTheBoundary() async throws {
        // 66 units, a pair, 70 more: the pair may not be cut, so the first segment has 66 units and three are needed.
        let text = String(repeating: "信", count: 66) + "😀" + String(repeating: "信", count: 70)
        let gateway = ScriptedGateway()
        let summary = try await run(gateway) { sender in
            let receipt = try await sender.submit(self.message(text))
            XCTAssertEqual(receipt.segments.count, 3)
            let reports = try await receipt.reports(within: .seconds(10))
            XCTAssertEqual(reports.count, 3)
        }
        XCTAssertEqual(gateway.submissions.map(\.content.count), [6 + 132, 6 + 134, 6 + 10])
        XCTAssertEqual(gateway.submissions.map { Array($0.content.prefix(3)) }, Array(repeating: [5, 0, 3], count: 3))
        XCTAssertEqual(gateway.submissions.map { $0.content[5] }, [1, 2, 3])
        XCTAssertEqual(summary.counts.parts, 3)
        XCTAssertEqual(summary.counts.delivered, 1)
    }

    func testManyReceiversHaveAnOutcomeEach() async throws {
        let receivers = (0..<5).map { "1380013800\($0)" }
        for (version, requests) in [(CMPP.Version.v2_0, 5), (.v3_0, 1)] {
            let gateway = ScriptedGateway(version)
            let book = EventBook()
            let summary = try await run(gateway, book: book) { sender in
                let receipt = try await sender.submit(self.message("hello", to: receivers))
                XCTAssertEqual(Set(receipt.segments.flatMap(\.ids)).count, 5)
                let reports = try await receipt.reports(within: .seconds(10))
                XCTAssertEqual(Set(reports.map(\.receiver)), Set(receivers))
            }
            XCTAssertEqual(gateway.submissions.count, requests)
            XCTAssertEqual(book.outcomes.map(\.receiver).sorted(), receivers)
            XCTAssertEqual(summary.counts.delivered, 5)
        }
    }

    func testRefusalIsThrownAndFails() async throws {
        let gateway = ScriptedGateway { _, _ in .init(code: 10) }
        let summary = try await run(gateway) { sender in
            do {
                _ = try await sender.submit(self.message("hello"))
                XCTFail("no error")
            } catch SubmitError.refused(let place, let code, let meaning) {
                XCTAssertEqual(place, SegmentPlace(message: 1, segment: 1, of: 1, to: "13800138000"))
                XCTAssertEqual(code, 10)
                XCTAssertEqual(meaning, "Src_Id error")
            }
        }
        XCTAssertEqual(summary.counts.failed, 1)
        XCTAssertEqual(summary.counts.refused, 1)
    }

    func testWhatDoesNotFitIsRefusedBeforeAnythingIsSent() async throws {
        let gateway = ScriptedGateway()
        let summary = try await run(gateway) { sender in
            do {
                _ = try await sender.submit(OutboundMessage(from: "1069", to: [], text: "a"))
                XCTFail("no error")
            } catch SubmitError.unusable(let error) {
                XCTAssertEqual(error.reason, .noReceiver)
            }
        }
        XCTAssertEqual(summary.counts.messages, 0)
        XCTAssertEqual(gateway.submissions, [])
    }

    func testEarlyDuplicateAndOrphanReports() async throws {
        let early = ScriptedGateway { _, _ in .init(early: ["DELIVRD"], reports: []) }
        var summary = try await run(early) { sender in
            let receipt = try await sender.submit(self.message("hello"))
            let reports = try await receipt.reports(within: .seconds(10))
            XCTAssertEqual(reports.map(\.raw), ["DELIVRD"])
        }
        XCTAssertEqual(summary.counts.matchedReports, 1)

        let twice = ScriptedGateway { _, _ in .init(early: ["DELIVRD"], reports: ["DELIVRD", "UNDELIV"]) }
        summary = try await run(twice) { sender in
            try await sender.send(self.message("hello"), times: 3)
        }
        XCTAssertEqual(summary.counts.delivered, 3)
        XCTAssertEqual(summary.counts.matchedReports, 3)
        // The repetition, and the word that says otherwise.
        XCTAssertEqual(summary.counts.lateReports + summary.counts.duplicateReports, 3)
        XCTAssertEqual(summary.counts.contradictoryReports, 3)

        // The submit is refused, and yet a report comes.
        let orphan = ScriptedGateway { _, _ in .init(code: 9, early: ["DELIVRD"]) }
        summary = try await run(orphan) { sender in try await sender.send(self.message("hello"), times: 1) }
        XCTAssertEqual(summary.counts.orphanReports, 1)
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
        let summary = try await run(gateway) { sender in
            var incoming = sender.incoming.makeAsyncIterator()
            let message = await incoming.next()
            XCTAssertEqual(message?.text, text)
            XCTAssertEqual(message?.parts.map(\.number), [1, 2])
        }
        XCTAssertEqual(summary.counts.incoming, 1)
        XCTAssertEqual(summary.counts.incomingSegments, 2)
        XCTAssertEqual(gateway.acknowledgements, [0, 0])
    }

    func testEveryCopyOverSeveralConnections() async throws {
        let gateway = ScriptedGateway()
        var options = SenderOptions.standard
        options.connections = 3
        options.window = 4
        let summary = try await run(gateway, options) { sender in
            try await sender.send(self.message(String(repeating: "长", count: 100)), times: 300)
        }
        XCTAssertEqual(summary.counts.delivered, 300)
        XCTAssertEqual(summary.counts.accepted, 600)
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
        let book = EventBook()
        let summary = try await run(gateway, book: book) { sender in
            try await sender.send(self.message("hello", to: ["13800138000", "13800138001"]), times: 1000)
            let end = await sender.ended()
            guard case .lost(.connectionLost)? = end else { return XCTFail("\(end as Any)") }
        }
        XCTAssertEqual(summary.counts.owed, 2000)
        XCTAssertEqual(summary.counts.failed, 0)
        XCTAssertLessThanOrEqual(summary.counts.delivered, 498)
        XCTAssertEqual(summary.counts.unknown, 2000 - summary.counts.delivered)
        let keys = Set(book.outcomes.map { "\($0.message) \($0.receiver)" })
        XCTAssertEqual(keys.count, 2000)
        XCTAssertEqual(book.outcomes.count, 2000)
        guard case .lost(.connectionLost) = summary.end else { return XCTFail("\(summary.end)") }
    }
}
