import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import XCTest

/// What goes wrong on purpose, and that nothing else does.
final class ReceiverFaultTests: XCTestCase {
    private func script(_ change: (inout ReceiverFaults) -> Void) -> ReceiverScript {
        ReceiverScript.accept.reporting(.delivered, after: .zero).failing(change)
    }

    /// A session that repeats unanswered requests soon.
    private var impatient: SessionLimits {
        var limits = SessionLimits.standard
        limits.replyTimeout = .milliseconds(100)
        limits.maximumAttempts = 3
        return limits
    }

    func testEarlyReportsComeBeforeTheirResponses() async throws {
        let bench = try await ReceiverBench(script { $0.earlyReports = true })
        let client = ScriptedClient()
        let connection = try await bench.dial(client)
        for _ in 0..<40 { bench.post(ReceiverBench.submit(), on: connection) }
        await fulfillment(of: [client.expectResponses(40)], timeout: 10)
        await connection.close()
        await bench.receiver.close()
        var reported: Set<UInt64> = []
        for arrival in client.arrivals {
            switch arrival {
            case .report(let report): reported.insert(report.messageID.rawValue)
            case .response(let id, _): XCTAssertTrue(reported.contains(id), "\(id) was answered before it was reported")
            default: break
            }
        }
        XCTAssertEqual(reported.count, 40)
        XCTAssertTrue(bench.receiver.counters.isSettled)
        XCTAssertEqual(bench.receiver.counters.deferred, 40)
    }

    func testASubmitWithoutReportIsAnsweredAtOnceDespiteEarlyReports() async throws {
        let bench = try await ReceiverBench(script { $0.earlyReports = true })
        let connection = try await bench.dial()
        let response = try await connection.submit(ReceiverBench.submit(report: false))
        guard case .submitResponse(let answer) = response else { return XCTFail("\(response)") }
        XCTAssertEqual(answer.result, .ok)
        await connection.close()
        await bench.receiver.close()
    }

    func testDuplicateReportsComeTwiceWithTheSameContent() async throws {
        let bench = try await ReceiverBench(script { $0.duplicateReports = true })
        let client = ScriptedClient()
        let connection = try await bench.dial(client)
        for _ in 0..<10 { bench.post(ReceiverBench.submit(), on: connection) }
        await fulfillment(of: [client.expectReports(20), client.expectResponses(10)], timeout: 10)
        await connection.close()
        await bench.receiver.close()
        let times = Dictionary(grouping: client.reports, by: \.messageID.rawValue).mapValues(\.count)
        XCTAssertEqual(times.count, 10)
        XCTAssertEqual(Set(times.values), [2])
        XCTAssertEqual(bench.hearing.reports.filter(\.isCopy).count, 10)
        XCTAssertTrue(bench.receiver.counters.isSettled)
    }

    func testReportsTakeAnotherConnectionWhileThereIsOne() async throws {
        let bench = try await ReceiverBench(script { $0.reportsOnOtherConnection = true })
        let (one, other) = (ScriptedClient(), ScriptedClient())
        let first = try await bench.dial(one)
        let second = try await bench.dial(other)
        for _ in 0..<20 { bench.post(ReceiverBench.submit(), on: first) }
        await fulfillment(of: [one.expectResponses(20), other.expectReports(20)], timeout: 10)
        XCTAssertEqual(one.reports, [])
        await second.close()
        let closed = bench.hearing.expect("closed") { events in
            events.contains { if case .closed = $0 { true } else { false } }
        }
        await fulfillment(of: [closed], timeout: 5)
        // Alone again, the connection gets its reports itself.
        bench.post(ReceiverBench.submit(), on: first)
        await fulfillment(of: [one.expectReports(1)], timeout: 10)
        await first.close()
        await bench.receiver.close()
        XCTAssertEqual(Set(other.reports.map(\.messageID.rawValue)), Set(one.responses.prefix(20).map(\.id)))
        XCTAssertTrue(bench.receiver.counters.isSettled)
    }

    func testADroppedResponseComesWithTheRepetitionUnderOneIdAndOneReport() async throws {
        let bench = try await ReceiverBench(script { $0.dropEvery = 4 })
        let client = ScriptedClient()
        let connection = try await bench.dial(client, limits: impatient)
        for number in 0..<12 { bench.post(ReceiverBench.submit("\(number)"), on: connection) }
        await fulfillment(of: [client.expectResponses(12), client.expectReports(12)], timeout: 10)
        await connection.close()
        await bench.receiver.close()
        let repeated = client.arrivals.filter { if case .anomaly(.retransmission) = $0 { true } else { false } }
        XCTAssertEqual(repeated.count, 3)
        XCTAssertEqual(client.responses.map(\.result), Array(repeating: 0, count: 12))
        XCTAssertEqual(Set(client.responses.map(\.id)).count, 12)
        XCTAssertEqual(Set(client.reports.map(\.messageID.rawValue)), Set(client.responses.map(\.id)))
        XCTAssertEqual(client.reports.count, 12)
        let counters = bench.receiver.counters
        XCTAssertEqual([counters.submits, counters.answered, counters.dropped, counters.repeated], [12, 12, 0, 3])
        XCTAssertEqual(bench.hearing.submits.count, 12)
        XCTAssertTrue(counters.isSettled)
    }

    func testEveryResponseDroppedMeansNoneAtAll() async throws {
        let bench = try await ReceiverBench(script { $0.dropEvery = 1 })
        let client = ScriptedClient()
        let connection = try await bench.dial(client, limits: impatient)
        do {
            _ = try await connection.submit(ReceiverBench.submit())
            XCTFail("a response that was to be dropped")
        } catch let error as RequestEnd {
            XCTAssertEqual(error, .failed(.noResponse, wasSent: true))
        }
        await fulfillment(of: [client.expectReports(1)], timeout: 5)
        await connection.close()
        await bench.receiver.close()
        let counters = bench.receiver.counters
        XCTAssertEqual([counters.submits, counters.answered, counters.dropped, counters.repeated], [1, 0, 1, 2])
        XCTAssertEqual(bench.receiver.findings, [])
        XCTAssertEqual(counters.reports, 1)
    }

    func testALateResponseIsGivenOnceAlthoughTheSubmitIsRepeated() async throws {
        let bench = try await ReceiverBench(script { $0.responseDelay = .milliseconds(150) })
        let client = ScriptedClient()
        let connection = try await bench.dial(client, limits: impatient)
        let start = MonotonicClock.now()
        for number in 0..<5 { bench.post(ReceiverBench.submit("\(number)"), on: connection) }
        await fulfillment(of: [client.expectResponses(5), client.expectReports(5)], timeout: 10)
        XCTAssertGreaterThanOrEqual(MonotonicClock.now() - start, .milliseconds(150))
        await connection.close()
        await bench.receiver.close()
        XCTAssertEqual(Set(client.responses.map(\.id)).count, 5)
        XCTAssertEqual(client.responses.count, 5)
        let counters = bench.receiver.counters
        XCTAssertEqual([counters.submits, counters.answered, counters.repeated], [5, 5, 5])
        XCTAssertTrue(counters.isSettled)
    }

    func testSplitWritesChangeNothingButThePieces() async throws {
        let bench = try await ReceiverBench(script { $0.splitsWrites = true })
        let client = ScriptedClient()
        let connection = try await bench.dial(client)
        for _ in 0..<20 { bench.post(ReceiverBench.submit(), on: connection) }
        await fulfillment(of: [client.expectResponses(20), client.expectReports(20)], timeout: 10)
        await connection.close()
        await bench.receiver.close()
        XCTAssertTrue(bench.receiver.counters.isSettled)
    }

    func testSplitWritesReachThePeerOctetByOctet() async throws {
        let bench = try await ReceiverBench(script { $0.splitsWrites = true })
        var connect = CMPP.Connect()
        connect.sourceAddress = "999999"
        connect.version = .v3_0
        let frame = try CMPP.Frame(sequence: 1, message: .connect(connect)).encoded(in: .v3_0)
        var most = 0
        // A slow reader may find all pieces together; not every time.
        for _ in 0..<30 where most < 2 {
            let client = try RawClient(to: bench.receiver.address)
            client.send(frame)
            var pieces: [Int] = []
            while let octets = client.receive(), !octets.isEmpty { pieces.append(octets.count) }
            // CONNECT_RESP in 3.0 (cmpp.md 3.3).
            XCTAssertEqual(pieces.reduce(0, +), 33)
            most = max(most, pieces.count)
        }
        await bench.receiver.close()
        XCTAssertGreaterThan(most, 1)
    }

    func testAConnectionIsCutAfterSoManySubmits() async throws {
        let bench = try await ReceiverBench(script { $0.closeAfter = 3 })
        let client = ScriptedClient()
        let connection = try await bench.dial(client)
        connection.post(Array(repeating: ReceiverBench.submit(report: false), count: 8))
        let reason = await connection.closed()
        await bench.receiver.close()
        XCTAssertEqual(reason, .connectionLost(errno: ECONNRESET))
        XCTAssertEqual(bench.hearing.submits.count, 3)
        XCTAssertEqual(bench.hearing.closings, [.aborted])
        let counters = bench.receiver.counters
        XCTAssertEqual(bench.receiver.findings, [])
        XCTAssertEqual(counters.answered, 3)
        XCTAssertEqual(counters.submits, 3 + counters.cutOff)
        // The account may log in again.
        XCTAssertEqual(counters.connections, 1)
    }

    func testAReceiverThatDiesLeavesItsCountersInOrder() async throws {
        let bench = try await ReceiverBench(.accept.reporting(.delivered, after: .seconds(60)))
        let client = ScriptedClient()
        let connection = try await bench.dial(client)
        for _ in 0..<10 { bench.post(ReceiverBench.submit(), on: connection) }
        await fulfillment(of: [client.expectResponses(10)], timeout: 5)
        bench.receiver.cutConnections()
        _ = await connection.closed()
        await bench.receiver.close()
        let counters = bench.receiver.counters
        XCTAssertEqual(bench.receiver.findings, [])
        XCTAssertEqual([counters.reportsOwed, counters.undeliverable, counters.waiting], [10, 10, 0])
        XCTAssertEqual(bench.hearing.undelivered, Array(repeating: "the receiver closed first", count: 10))
    }

    func testAReceiverThatClosesRefusesSubmitsWhileItsReportsGoOut() async throws {
        let bench = try await ReceiverBench(.accept.reporting(.delivered, after: .milliseconds(400)))
        let client = ScriptedClient()
        let connection = try await bench.dial(client)
        bench.post(ReceiverBench.submit(), on: connection)
        await fulfillment(of: [client.expectResponses(1)], timeout: 5)
        let closing = Task { await bench.receiver.close() }
        // Some may come before the receiver closes; bounded by the time that the report keeps it open.
        var posted = 1
        while posted < 100_000, client.responses.last?.result == 0, connection.closeReason == nil {
            bench.post(ReceiverBench.submit(report: false), on: connection)
            posted += 1
            await fulfillment(of: [client.expectResponses(posted)], timeout: 5)
        }
        await closing.value
        _ = await connection.closed()
        // CMPP has no word for closing: 8, flow control (cmpp.md 6.2).
        XCTAssertEqual(client.responses.last?.result, 8)
        XCTAssertEqual(client.responses.count, posted)
        XCTAssertEqual(client.reports.count, 1)
        XCTAssertEqual(bench.receiver.counters.submits, posted)
        XCTAssertEqual(bench.receiver.counters.accepted, posted - 1)
        XCTAssertEqual(bench.receiver.findings, [])
    }
}
