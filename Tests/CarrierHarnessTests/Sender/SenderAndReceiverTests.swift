import CarrierCMPP
import CMPPCodec
import CarrierHarness
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import XCTest

/// The reference sender against the reference receiver over real sockets: each fault, and every message accounted for.
final class SenderAndReceiverTests: XCTestCase {
    private let account = CMPPAccount(id: "901234", secret: "test1234")
    private let known = GatewayAccount(id: "901234", secret: "test1234")
    private let message = OutboundMessage(from: "10690001", to: ["13800138000"], text: "hello")

    private func exchange(
        _ count: UInt64, _ script: ReceiverScript, _ version: CMPP.Version = .v3_0, message: OutboundMessage? = nil,
        rate: Double? = nil, setup change: (inout SenderSetup) -> Void = { _ in },
        meanwhile: (@Sendable (ReferenceReceiver, ReferenceSender) async -> Void)? = nil
    ) async throws -> (SenderSummary, ReceiverCounters) {
        var known = known
        known.segmentsPerSecond = rate
        let receiver = try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: CMPPGatewayAdapter(upTo: version), accounts: [known], script: script)
        let sender = SenderSetup(version, change).sender(at: "\(receiver.address)", version)
        try await sender.connect()
        let deed = meanwhile.map { deed in Task { await deed(receiver, sender) } }
        try await sender.send(message ?? self.message, times: count)
        await deed?.value
        let summary = await sender.close()
        await receiver.close()
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(summary.counts.owed, count * UInt64((message ?? self.message).destinations.count))
        XCTAssertEqual(summary.counts.outcomes, summary.counts.owed)
        return (summary, receiver.counters)
    }

    private let reporting = ReceiverScript.accept.reporting(.delivered, after: .milliseconds(2))

    func testThousandsInBothVersions() async throws {
        for version in [CMPP.Version.v2_0, .v3_0] {
            let (summary, counters) = try await exchange(2000, reporting, version)
            XCTAssertEqual(summary.counts.delivered, 2000)
            XCTAssertEqual(summary.counters.matchedReports, 2000)
            XCTAssertEqual(summary.end, .shutDown)
            XCTAssertTrue(counters.isSettled)
            XCTAssertEqual(counters.submits, 2000)
        }
    }

    func testEarlyReports() async throws {
        let (summary, _) = try await exchange(1000, reporting.failing { $0.earlyReports = true })
        XCTAssertEqual(summary.counts.delivered, 1000)
        XCTAssertEqual(summary.counters.orphanReports, 0)
    }

    func testDuplicateReports() async throws {
        let (summary, counters) = try await exchange(1000, reporting.failing { $0.duplicateReports = true })
        XCTAssertEqual(summary.counts.delivered, 1000)
        XCTAssertEqual(
            summary.counters.duplicateReports + summary.counters.lateReports + 1000, UInt64(counters.reports))
    }

    func testDroppedResponsesAreAskedForAgain() async throws {
        let (summary, counters) = try await exchange(400, reporting.failing { $0.dropEvery = 100 }) {
            $0.limits.replyTimeout = .milliseconds(100)
        }
        XCTAssertEqual(summary.counts.delivered, 400)
        XCTAssertEqual(summary.counters.unansweredPlaces, 0)
        // The four that were dropped, and on a busy machine others that took longer than the timeout.
        XCTAssertGreaterThanOrEqual(counters.repeated, 4)
    }

    func testSplitWrites() async throws {
        let (summary, _) = try await exchange(200, reporting.failing { $0.splitsWrites = true })
        XCTAssertEqual(summary.counts.delivered, 200)
    }

    func testLateResponses() async throws {
        let (summary, _) = try await exchange(
            200, reporting.failing { $0.responseDelay = .milliseconds(20) }, setup: { $0.limits.windowSize = 64 })
        XCTAssertEqual(summary.counts.delivered, 200)
        XCTAssertGreaterThanOrEqual(summary.latency.quantile(0.5), .milliseconds(20))
    }

    func testReportsOnOtherConnections() async throws {
        let (summary, _) = try await exchange(
            1000, reporting.failing { $0.reportsOnOtherConnection = true }, setup: { $0.connections = 3 })
        XCTAssertEqual(summary.counts.delivered, 1000)
    }

    func testLongMessagesToManyReceivers() async throws {
        let long = OutboundMessage(
            from: "10690001", to: (0..<7).map { "1380013800\($0)" }, text: String(repeating: "长短信", count: 60))
        for (version, requests) in [(CMPP.Version.v2_0, 7 * 3 * 50), (.v3_0, 3 * 50)] {
            let (summary, counters) = try await exchange(50, reporting, version, message: long)
            XCTAssertEqual(summary.counts.delivered, 350)
            XCTAssertEqual(summary.counters.acceptedPlaces, 350 * 3)
            XCTAssertEqual(counters.submits, requests)
        }
    }

    func testFailuresAreFailures() async throws {
        let script = ReceiverScript.accept.reporting(.undelivered, after: .milliseconds(1)).refusing(10, every: 4)
        let (summary, _) = try await exchange(400, script)
        XCTAssertEqual(summary.counters.refusedPlaces, 100)
        XCTAssertEqual(summary.counts.failed, 400)
        XCTAssertEqual(summary.counters.matchedReports, 300)
    }

    func testMissingReportsBecomeUnknown() async throws {
        let (summary, _) = try await exchange(50, .accept) { $0.options.reportWindow = .milliseconds(50) }
        XCTAssertEqual(summary.counters.acceptedPlaces, 50)
        XCTAssertEqual(summary.counts.unknown, 50)
    }

    func testAReceiverThatDiesHalfWayLeavesNothingUnaccounted() async throws {
        let (summary, _) = try await exchange(100_000, reporting) {
            $0.connections = 2
        } meanwhile: { receiver, sender in
            // A thousand accepted, then the gateway is gone.
            while sender.counters.acceptedPlaces < 1000, sender.end == nil { await Task.yield() }
            receiver.cutConnections()
        }
        guard case .channelsLost(.connectionLost?) = summary.end else { return XCTFail("\(summary.end)") }
        XCTAssertGreaterThanOrEqual(summary.counters.acceptedPlaces, 1000)
        XCTAssertGreaterThan(summary.counts.unknown, 0)
        XCTAssertEqual(summary.counts.failed, 0)
        XCTAssertEqual(summary.counts.delivered + summary.counts.unknown + summary.counts.notSent, 100_000)
    }

    func testThrottledSegmentsAreRefusedUnlessRetriesAreAskedFor() async throws {
        // Far below what the slowest machine sends, so that the rate is exceeded on every one.
        var (summary, counters) = try await exchange(300, reporting, rate: 10)
        XCTAssertGreaterThan(summary.counters.refusedPlaces, 0)
        XCTAssertEqual(summary.counters.refusedPlaces, summary.counts.failed)
        XCTAssertEqual(UInt64(counters.throttled), summary.counters.refusedPlaces)

        (summary, counters) = try await exchange(300, reporting, rate: 100) {
            $0.options.throttleRetries = 1000
            $0.options.throttlePause = .milliseconds(20)
        }
        XCTAssertEqual(summary.counts.delivered, 300)
        XCTAssertEqual(summary.counters.refusedPlaces, 0)
        XCTAssertGreaterThan(counters.throttled, 0)
        XCTAssertEqual(UInt64(counters.throttled), summary.counters.postponements)
    }

    func testTheRateIsKept() async throws {
        let (summary, counters) = try await exchange(100, .accept, message: withoutReport) {
            $0.options.segmentsPerSecond = 200
            $0.connections = 2
        }
        XCTAssertEqual(summary.counts.accepted, 100)
        XCTAssertEqual(counters.submits, 100)
        // A hundred at two hundred a second take half a second but for the first; 20 ms are forgiven.
        XCTAssertGreaterThanOrEqual(summary.duration, .milliseconds(440))
    }

    /// Long messages over several connections stay together at the rate that the gateway takes.
    func testASenderAtTheGatewaysRateLosesNothing() async throws {
        var message = withoutReport
        message.content = .text(String(repeating: "汉", count: 150), coding: .automatic)
        let (summary, counters) = try await exchange(12, .accept, message: message, rate: 20) {
            $0.options.segmentsPerSecond = 20
            $0.connections = 8
        }
        XCTAssertEqual(summary.counts.accepted, 12)
        XCTAssertEqual(counters.submits, 36)
        XCTAssertEqual(counters.throttled, 0)
    }

    private var withoutReport: OutboundMessage {
        var message = message
        message.report = .none
        return message
    }

    func testCancelledOrderEndsInOrder() async throws {
        let receiver = try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [known], script: reporting)
        let sender = SenderSetup().sender(at: "\(receiver.address)")
        try await sender.connect()
        let message = message
        let order = Task { try await sender.send(message, times: 100_000) }
        while sender.counters.delivered < 100 { await Task.yield() }
        order.cancel()
        try await order.value
        let summary = await sender.close()
        await receiver.close()
        XCTAssertEqual(summary.violations, [])
        XCTAssertEqual(summary.end, .shutDown)
        XCTAssertEqual(summary.counts.outcomes, 100_000)
        XCTAssertEqual(summary.counters.unansweredPlaces, 0)
        XCTAssertGreaterThanOrEqual(summary.counts.delivered, 100)
    }
}
