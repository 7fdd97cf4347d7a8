import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport
import SMSText
import XCTest

/// What the receiver does as its script says.
final class ReceiverScriptTests: XCTestCase {
    /// Posts, waits for the responses and the reports, and closes both ends.
    private func run(
        _ bench: ReceiverBench, _ messages: [CMPP.Message], reports: Int, client: ScriptedClient = ScriptedClient()
    ) async throws -> ScriptedClient {
        let connection = try await bench.dial(client)
        connection.post(messages)
        await fulfillment(
            of: [client.expectResponses(messages.count), client.expectReports(reports)], timeout: 10)
        await connection.close()
        await bench.receiver.close()
        XCTAssertEqual(bench.receiver.findings, [])
        return client
    }

    func testEveryNthSubmitIsRefusedAndNotReported() async throws {
        let bench = try await ReceiverBench(.accept.reporting(.delivered, after: .zero).refusing(13, every: 3))
        let client = try await run(bench, Array(repeating: ReceiverBench.submit(), count: 9), reports: 6)
        XCTAssertEqual(client.responses.map(\.result), [0, 0, 13, 0, 0, 13, 0, 0, 13])
        XCTAssertEqual(client.responses.filter { $0.result != 0 }.map(\.id), [0, 0, 0])
        XCTAssertEqual(Set(client.reports.map(\.messageID.rawValue)).count, 6)
        XCTAssertEqual(bench.receiver.counters.refused, 3)
        XCTAssertEqual(bench.hearing.submits.map(\.result), [0, 0, 13, 0, 0, 13, 0, 0, 13])
        XCTAssertEqual(bench.hearing.messages.count, 6)
    }

    func testEachStateIsReportedInTheCarriersWord() async throws {
        let words: [(DeliveryState, String)] = [
            (.delivered, "DELIVRD"), (.undelivered, "UNDELIV"), (.expired, "EXPIRED"), (.rejected, "REJECTD"),
        ]
        for (state, word) in words {
            let bench = try await ReceiverBench(.accept.reporting(state, after: .zero))
            let client = try await run(bench, [ReceiverBench.submit()], reports: 1)
            XCTAssertEqual(client.reports.map(\.status.text), [word])
            XCTAssertEqual(bench.hearing.reports.map(\.state), [state])
        }
    }

    func testNothingIsReportedWithoutRequestOrWithoutAState() async throws {
        let silent = try await ReceiverBench(.accept)
        let first = try await run(silent, [ReceiverBench.submit()], reports: 0)
        XCTAssertEqual(first.reports, [])
        let unasked = try await ReceiverBench(.accept.reporting(.delivered, after: .zero))
        let second = try await run(unasked, [ReceiverBench.submit(report: false)], reports: 0)
        XCTAssertEqual(second.reports, [])
        XCTAssertEqual(unasked.receiver.counters.reportsOwed, 0)
    }

    func testEveryReceiverOfASubmitIsReportedUnderTheNextId() async throws {
        let bench = try await ReceiverBench(.accept.reporting(.delivered, after: .zero))
        let recipients = ["13800138000", "13800138001", "13800138002"]
        let messages = [ReceiverBench.submit(to: recipients), ReceiverBench.submit()]
        let client = try await run(bench, messages, reports: 4)
        let base = try XCTUnwrap(client.responses.first?.id)
        let reported = client.reports.prefix(3).map { ($0.destinationTerminalID.text, $0.messageID.rawValue) }
        XCTAssertEqual(reported.map(\.0), recipients)
        XCTAssertEqual(reported.map(\.1), [base, base + 1, base + 2])
        // The ids of one submit are its own: the next one begins behind them, and behind those of messages that carried
        // reports meanwhile.
        XCTAssertGreaterThanOrEqual(try XCTUnwrap(client.responses.last?.id), base + 3)
    }

    func testSubmitsAboveTheRateAreThrottled() async throws {
        let bench = try await ReceiverBench(account: { $0.segmentsPerSecond = 2 })
        let client = try await run(bench, Array(repeating: ReceiverBench.submit(), count: 20), reports: 0)
        let results = client.responses.map(\.result)
        // cmpp.md 6.2: 8 is flow control. A second's worth is let through; a slow run lets a few more pass.
        XCTAssertGreaterThanOrEqual(results.filter { $0 == 0 }.count, 2)
        XCTAssertTrue(Set(results).isSubset(of: [0, 8]))
        XCTAssertGreaterThanOrEqual(results.filter { $0 == 8 }.count, 8)
        XCTAssertEqual(bench.receiver.counters.throttled, results.filter { $0 == 8 }.count)
    }

    func testTheThrottleCodeCanBeChosen() async throws {
        var settings = GatewaySettings.deciding
        settings.options.throttleCode = 77
        let bench = try await ReceiverBench(account: { $0.segmentsPerSecond = 1 }, settings: settings)
        let client = try await run(bench, Array(repeating: ReceiverBench.submit(), count: 5), reports: 0)
        XCTAssertTrue(Set(client.responses.map(\.result)) == [0, 77])
    }

    func testTheExceptionHasTheLastWord() async throws {
        let script = ReceiverScript.accept.reporting(.delivered, after: .zero).except { submission, plan in
            switch String(decoding: submission.content, as: UTF8.self) {
            case "refuse": plan.code = 9
            case "fail":
                plan.report = .undelivered
                plan.word = "MK:0012"
            default: break
            }
        }
        let bench = try await ReceiverBench(script)
        let messages = ["refuse", "fail", "well"].map { ReceiverBench.submit($0) }
        let client = try await run(bench, messages, reports: 2)
        XCTAssertEqual(client.responses.map(\.result), [9, 0, 0])
        XCTAssertEqual(client.reports.map(\.status.text), ["MK:0012", "DELIVRD"])
    }

    func testALongMessageBecomesOneMessageHoweverItsSegmentsCome() async throws {
        let text = String(repeating: "短信", count: 80)
        let cut = try Segmenter().segment(text, coding: .ucs2, reference: .octet(7))
        XCTAssertEqual(cut.segments.count, 3)
        var messages: [CMPP.Message] = []
        for segment in cut.segments.reversed() {
            guard case .submit(var submit) = ReceiverBench.submit() else { return XCTFail("no submit") }
            submit.content = segment.content
            submit.dataCoding = .ucs2
            submit.userDataHeaderIndicator = 1
            submit.segmentCount = 3
            submit.segmentNumber = UInt8(segment.number)
            messages.append(.submit(submit))
        }
        let bench = try await ReceiverBench(.accept.reporting(.delivered, after: .zero))
        let arriving = Task { [messages = bench.receiver.messages] in
            for await message in messages { return message.message.text }
            return nil
        }
        let client = try await run(bench, messages, reports: 3)
        XCTAssertEqual(bench.hearing.messages.map(\.text), [text])
        XCTAssertEqual(bench.hearing.messages.map(\.segmentCount), [3])
        XCTAssertEqual(bench.hearing.submits.map(\.segment), [3, 2, 1])
        XCTAssertEqual(bench.hearing.submits.map(\.segmentCount), [3, 3, 3])
        XCTAssertEqual(Set(client.responses.map(\.id)).count, 3)
        let arrived = await arriving.value
        XCTAssertEqual(arrived, text)
    }

    func testAMessageThatStaysIncompleteIsToldAtTheEnd() async throws {
        let cut = try Segmenter().segment(String(repeating: "短", count: 100), coding: .ucs2, reference: .octet(9))
        guard case .submit(var submit) = ReceiverBench.submit() else { return XCTFail("no submit") }
        submit.content = try XCTUnwrap(cut.segments.first).content
        submit.dataCoding = .ucs2
        submit.userDataHeaderIndicator = 1
        let bench = try await ReceiverBench()
        _ = try await run(bench, [.submit(submit)], reports: 0)
        let incomplete = bench.hearing.events.compactMap { event in
            if case .incomplete(let message, let reason) = event { (message.parts.count, reason) } else { nil }
        }
        XCTAssertEqual(incomplete.map(\.0), [1])
        XCTAssertEqual(incomplete.map(\.1), [.finished])
        XCTAssertEqual(bench.receiver.counters.incompleteMessages, 1)
        XCTAssertEqual(bench.receiver.counters.messages, 0)
    }

    func testMessagesArePushedAfterLoginAndLongOnesSegmented() async throws {
        let long = String(repeating: "回", count: 71)
        let bench = try await ReceiverBench(
            .accept.pushing(from: "13800138000", to: "10690001", text: "hi")
                .pushing(from: "13800138001", to: "10690001", text: long))
        let client = ScriptedClient()
        let connection = try await bench.dial(client)
        let all = client.expect("three delivers") { arrivals in
            arrivals.filter { if case .deliver = $0 { true } else { false } }.count == 3
        }
        await fulfillment(of: [all], timeout: 5)
        await connection.close()
        await bench.receiver.close()
        let delivers = client.delivers
        XCTAssertEqual(delivers.map(\.sourceTerminalID.text), ["13800138000", "13800138001", "13800138001"])
        XCTAssertEqual(delivers.map(\.destinationID.text), ["10690001", "10690001", "10690001"])
        XCTAssertEqual(delivers.first.map { String(decoding: $0.content, as: UTF8.self) }, "hi")
        // 71 units are 67 and 4, each behind six octets of header (text-and-long-sms.md).
        XCTAssertEqual(delivers.dropFirst().map(\.content.count), [6 + 134, 6 + 8])
        XCTAssertEqual(delivers.dropFirst().map { Array($0.content.prefix(3)) }, [[5, 0, 3], [5, 0, 3]])
        XCTAssertEqual(bench.receiver.counters.delivers, 3)
        XCTAssertTrue(bench.receiver.counters.isSettled)
    }

    func testAMessageCanBePushedAtAnyTime() async throws {
        let bench = try await ReceiverBench()
        let push = ReceiverScript.Push(from: "13800138000", to: "10690001", text: "later")
        // Nobody is logged in yet: it waits.
        bench.receiver.gateway.register(ReceiverBench.gatewayAccount)
        try bench.receiver.push(push, to: "901234")
        let client = ScriptedClient()
        let connection = try await bench.dial(client)
        try bench.receiver.push(push, to: "901234")
        let all = client.expect("two delivers") { arrivals in
            arrivals.filter { if case .deliver = $0 { true } else { false } }.count == 2
        }
        await fulfillment(of: [all], timeout: 5)
        await connection.close()
        await bench.receiver.close()
        XCTAssertTrue(bench.receiver.counters.isSettled)
    }

    func testARequestThatIsNotServedIsAnsweredAllTheSame() async throws {
        let bench = try await ReceiverBench()
        let connection = try await bench.dial()
        let response = try await connection.submit(.cancel(CMPP.Cancel()))
        await connection.close()
        await bench.receiver.close()
        guard case .cancelResponse(let cancel) = response else { return XCTFail("\(response)") }
        XCTAssertEqual(cancel.outcome, .failed)
        XCTAssertEqual(bench.receiver.counters.submits, 0)
    }

    func testReportsKeepToTheWindow() async throws {
        let bench = try await ReceiverBench(.accept.reporting(.delivered, after: .zero), account: { $0.windowSize = 3 })
        // Answers nothing: what comes is what the window lets out.
        let client = ScriptedClient(acknowledges: false)
        let connection = try await bench.dial(client)
        for _ in 0..<8 { bench.post(ReceiverBench.submit(), on: connection) }
        await fulfillment(of: [client.expectResponses(8), client.expectReports(3)], timeout: 5)
        // Everything that was under way has arrived when a later request is answered.
        _ = try await connection.submit(.cancel(CMPP.Cancel()))
        XCTAssertEqual(client.reports.count, 3)
        connection.abort()
        _ = await connection.closed()
        await bench.receiver.close()
        let counters = bench.receiver.counters
        XCTAssertEqual(bench.receiver.findings, [])
        XCTAssertEqual([counters.reportsOwed, counters.reports, counters.acknowledged], [8, 3, 0])
        XCTAssertEqual([counters.unacknowledged, counters.undeliverable], [3, 5])
        XCTAssertEqual(bench.hearing.undelivered.count, 8)
    }

    func testAPeerThatTakesNoReportsIsAnsweredAllTheSame() async throws {
        let bench = try await ReceiverBench(.accept.reporting(.delivered, after: .zero), account: { $0.windowSize = 1 })
        let client = ScriptedClient(acknowledges: false)
        var limits = SessionLimits.standard
        limits.windowSize = 200
        let connection = try await bench.dial(client, limits: limits)
        for _ in 0..<100 { bench.post(ReceiverBench.submit(), on: connection) }
        await fulfillment(of: [client.expectResponses(100), client.expectReports(1)], timeout: 10)
        for _ in 0..<50 { bench.post(ReceiverBench.submit(), on: connection) }
        await fulfillment(of: [client.expectResponses(150)], timeout: 10)
        XCTAssertEqual(client.reports.count, 1)
        connection.abort()
        _ = await connection.closed()
        await bench.receiver.close()
        XCTAssertEqual(bench.receiver.findings, [])
        XCTAssertEqual(bench.receiver.counters.answered, 150)
    }

    func testSubmitsAreThrottledWhenTooManyReportsWait() async throws {
        var script = ReceiverScript.accept.reporting(.delivered, after: .seconds(60))
        script.maximumDue = 5
        let bench = try await ReceiverBench(script)
        let client = ScriptedClient()
        let connection = try await bench.dial(client)
        for _ in 0..<8 { bench.post(ReceiverBench.submit(), on: connection) }
        await fulfillment(of: [client.expectResponses(8)], timeout: 5)
        await connection.close()
        await bench.receiver.close()
        XCTAssertEqual(client.responses.map(\.result), [0, 0, 0, 0, 0, 8, 8, 8])
        XCTAssertEqual(bench.receiver.findings, [])
    }

    func testReportsThatNobodyTookGoOutOnTheNextConnection() async throws {
        let bench = try await ReceiverBench(.accept.reporting(.delivered, after: .zero))
        let silent = ScriptedClient(acknowledges: false)
        let first = try await bench.dial(silent)
        for _ in 0..<4 { bench.post(ReceiverBench.submit(), on: first) }
        await fulfillment(of: [silent.expectReports(4), silent.expectResponses(4)], timeout: 5)
        first.abort()
        _ = await first.closed()
        let client = ScriptedClient()
        let second = try await bench.dial(client)
        await fulfillment(of: [client.expectReports(4)], timeout: 5)
        await second.close()
        await bench.receiver.close()
        XCTAssertEqual(client.reports.map(\.messageID.rawValue), silent.responses.map(\.id))
        XCTAssertTrue(bench.receiver.counters.isSettled)
        XCTAssertEqual(bench.receiver.counters.reports, 4)
    }
}
