import CMPPCodec
import CarrierCMPP
import CarrierMessaging
import CarrierSession
import CarrierTestSupport
import CarrierTransport
import XCTest

@testable import CarrierService

/// A client as its user's day goes wrong: gateways that are not there, do not let it in or do not answer.
final class ClientTroubleTests: XCTestCase {
    private func client(
        _ plan: ChannelPlan, secret: String = "secret", _ log: ClientLog = ClientLog(),
        _ change: (inout ClientOptions) -> Void = { _ in }
    ) -> SMSClient {
        var options = ClientOptions.standard
        options.backOff = BackOff(shortest: .milliseconds(20), longest: .milliseconds(400))
        change(&options)
        return SMSClient(
            speaking: .cmpp(.v3_0, account: CMPPAccount(id: "901234", secret: secret)), channels: plan,
            options: options, observer: log.observer)
    }

    private func listen(
        on endpoint: String = "127.0.0.1:0", _ settings: GatewaySettings = AcceptanceLog().settings
    ) async throws -> SMSGateway {
        try await SMSGateway.listen(
            on: endpoint, speaking: .cmpp, accounts: [TestAccount.gateway], settings: settings)
    }

    /// An address at which nobody listens.
    private func freeAddress() async throws -> String {
        let listener = try await SocketListener.bind(to: Endpoint("127.0.0.1:0")) { _ in }
        await listener.stop()
        return "\(listener.address)"
    }

    private func message(_ text: String = "hello", report: OutboundMessage.ReportRequest = .none) -> OutboundMessage {
        OutboundMessage(from: "10690001", to: ["13800138000"], text: text, report: report)
    }

    // MARK: No way in

    func testAGatewayThatIsNotThereAtFirst() async throws {
        let address = try await freeAddress()
        let log = ClientLog()
        let client = client(.primary(address), log)
        try await client.start()
        let handle = try await client.submit(message())
        try await wait(for: "four attempts") { log.changes.count { $0.change.state == .lost } >= 4 }
        let losses = log.changes.map(\.change).filter { $0.state == .lost }
        XCTAssertTrue(losses.allSatisfy { $0.dialFailure.contains("connect \(address)") && $0.reason == nil })
        // The waits double, each spread between two thirds and one and a half of its own.
        let waits = losses.compactMap { $0.retryIn?.nanoseconds }
        XCTAssertGreaterThanOrEqual(waits[0], 19_000_000)
        XCTAssertGreaterThan(waits[3], waits[0])
        let gateway = try await listen(on: address)
        try await client.opened()
        let outcomes = try await handle.outcomes(within: .seconds(10))
        XCTAssertEqual(outcomes.map(\.result), [.accepted])
        await client.shutDown()
        await gateway.shutDown()
    }

    func testARefusedLoginIsToldApartAndTriedSlower() async throws {
        let gateway = try await listen()
        let log = ClientLog()
        let client = client(.primary("\(gateway.address)"), secret: "wrong", log)
        try await client.start()
        try await wait(for: "the refusal") { log.changes.contains { $0.change.state == .refused } }
        let refusal = try XCTUnwrap(log.changes.last?.change)
        // CMPP_CONNECT_RESP, status 3: authentication failed.
        XCTAssertEqual(refusal.reason, .loginRefused(code: 3, by: .peer))
        XCTAssertGreaterThan(try XCTUnwrap(refusal.retryIn), .seconds(29))
        XCTAssertFalse(log.changes.contains { $0.change.state == .lost })
        await client.shutDown()
        await gateway.shutDown()
    }

    func testTheStartErrorHasTheReason() async throws {
        let gateway = try await listen()
        let refused = client(.primary("\(gateway.address)"), secret: "wrong") { $0.reconnectFor = .zero }
        try await refused.start()
        do {
            try await refused.opened()
            XCTFail("a wrong secret")
        } catch let error as ClientStartError {
            XCTAssertEqual(error.reason, .loginRefused(code: 3, by: .peer))
        }
        let lost = client(.primary("no such: address")) { $0.reconnectFor = .zero }
        try await lost.start()
        do {
            try await lost.opened()
            XCTFail("no address")
        } catch let error as ClientStartError {
            XCTAssertNil(error.reason)
            XCTAssertTrue(error.dialFailure.contains("no such: address"), error.dialFailure)
        }
        await gateway.shutDown()
    }

    func testOneWhoWaitsNoLongerLeavesTheOthersWaiting() async throws {
        let address = try await freeAddress()
        let client = client(.primary(address))
        try await client.start()
        let impatient = Task { try await client.opened() }
        impatient.cancel()
        do {
            try await impatient.value
            XCTFail("nothing is open")
        } catch { XCTAssertTrue(error is CancellationError, "\(error)") }
        let gateway = try await listen(on: address)
        try await client.opened()
        await client.shutDown()
        await gateway.shutDown()
    }

    // MARK: The end

    func testShutDownOfAClientThatWasNeverStarted() async throws {
        let log = ClientLog()
        let client = client(.primary("127.0.0.1:1", connections: 3), log)
        let handle = try await client.submit(message())
        let began = ContinuousClock.now
        await client.shutDown(sendingQueued: true, awaitingReports: true, within: .seconds(60))
        XCTAssertLessThan(ContinuousClock.now - began, .seconds(5))
        let outcomes = try await handle.outcomes(within: .seconds(1))
        XCTAssertEqual(outcomes.map(\.result), [.notSent])
        XCTAssertEqual(log.ends, [.shutDown])
    }

    func testRunIsCancelledWhileBusy() async throws {
        let gateway = try await listen()
        let log = ClientLog()
        let client = client(.primary("\(gateway.address)"), log) { $0.segmentsPerSecond = 500 }
        let running = Task { await client.run() }
        try await client.opened()
        try client.submit(message(), copies: 1_000_000)
        try await wait(for: "some of it") { log.outcomes.count >= 50 }
        running.cancel()
        await running.value
        // What was sent is answered, what was not begun is told so.
        XCTAssertTrue(log.outcomes.allSatisfy { $0.result == .accepted })
        XCTAssertEqual(UInt64(log.outcomes.count) + log.neverBegun, 1_000_000)
        XCTAssertEqual(client.counters.openOutcomes, 0)
        XCTAssertEqual(gateway.counters.accepted, log.outcomes.count)
        XCTAssertEqual(log.ends, [.shutDown])
        await gateway.shutDown()
        XCTAssertEqual(gateway.counters.cutOff, 0)
    }

    func testShutDownWhileAnAddressDoesNotAnswer() async throws {
        let hanging = try HangingPort()
        let log = ClientLog()
        let client = client(.primary(hanging.address, connections: 2), log)
        try await client.start()
        try await wait(for: "the attempts") { client.runtime.state.withLock { $0.dials.count } == 2 }
        let began = ContinuousClock.now
        await client.shutDown()
        XCTAssertLessThan(ContinuousClock.now - began, .seconds(5))
        XCTAssertEqual(log.ends, [.shutDown])
        XCTAssertTrue(client.runtime.state.withLock { $0.dials.isEmpty })
    }

    func testAnAttemptToConnectEndsAfterItsTime() async throws {
        let hanging = try HangingPort()
        let log = ClientLog()
        let client = client(.primary(hanging.address), log) {
            $0.connectTimeout = .milliseconds(50)
            $0.reconnectFor = .zero
        }
        let began = ContinuousClock.now
        try await client.start()
        try await wait(for: "the end") { log.ends.count == 1 }
        XCTAssertLessThan(ContinuousClock.now - began, .seconds(5))
    }

    func testRunInACancelledTaskEnds() async throws {
        let client = client(.primary("127.0.0.1:1"))
        let running = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            await client.run()
        }
        let began = ContinuousClock.now
        await running.value
        XCTAssertLessThan(ContinuousClock.now - began, .seconds(5))
    }

    func testShutDownAwaitsReports() async throws {
        let gateway = try await listen(on: "127.0.0.1:0", .deciding)
        let ids = Guarded<[CarrierMessageID]>([])
        let deciding = Task {
            for await submit in gateway.submits {
                let id = try submit.accept()
                ids.withLock { $0.append(id) }
            }
        }
        let log = ClientLog()
        let client = client(.primary("\(gateway.address)"), log)
        try await client.start()
        let first = try await client.submit(message("reported", report: .requested))
        let second = try await client.submit(message("never reported", report: .requested))
        try await wait(for: "both accepted") { client.counters.acceptedPlaces == 2 }
        async let end: Void = client.shutDown(awaitingReports: true, within: .milliseconds(800))
        try await wait(for: "the closing") {
            do {
                try await client.submit(self.message())
                return false
            } catch { return true }
        }
        try gateway.report(.delivered, on: try XCTUnwrap(ids.withLock { $0.first }), to: "13800138000")
        await end
        let results = [try await first.outcomes().first?.result, try await second.outcomes().first?.result]
        XCTAssertEqual(results, [.delivered, .unknown])
        XCTAssertEqual(log.outcomes.last?.segments.map(\.status), [.noReport])
        await gateway.shutDown()
        try await deciding.value
    }

    func testTwoShutDownsAtOnceAndSubmitsAfter() async throws {
        let gateway = try await listen()
        let log = ClientLog()
        let client = client(.primary("\(gateway.address)", connections: 2), log)
        try await client.start()
        try await client.opened()
        try client.submit(message(), copies: 200)
        async let first: Void = client.shutDown(sendingQueued: true)
        async let second: Void = client.shutDown(sendingQueued: true)
        _ = await (first, second)
        await client.shutDown()
        XCTAssertEqual(log.ends, [.shutDown])
        XCTAssertEqual(UInt64(log.outcomes.count) + log.neverBegun, 200)
        do {
            try await client.submit(message())
            XCTFail("it is over")
        } catch let error as MessagingError { XCTAssertEqual(error.reason, .shutDown) }
        async let third: Void = gateway.shutDown()
        async let fourth: Void = gateway.shutDown()
        _ = await (third, fourth)
    }

    func testEventsThatNobodyReadsAreCounted() async throws {
        let gateway = try await listen()
        let told = Guarded(0)
        // One at a time, so that every outcome is a batch of its own.
        var limits = CMPPClientAdapter(.v3_0, account: TestAccount.client).sessionLimits
        limits.windowSize = 1
        let client = SMSClient(
            speaking: .cmpp(.v3_0, account: TestAccount.client), channels: .primary("\(gateway.address)"),
            limits: limits, observer: { events in told.withLock { $0 += events.count } })
        let events = client.events
        try await client.start()
        try client.submit(message(), copies: 4_400)
        await client.shutDown(sendingQueued: true, within: .seconds(60))
        var read = 0
        for await _ in events { read += 1 }
        XCTAssertGreaterThan(client.eventsLost, 0)
        XCTAssertEqual(read + client.eventsLost, told.withLock { $0 })
        await gateway.shutDown()
    }

    /// What is told is told behind the locks: whoever is told may ask and submit in the same breath.
    func testObserversMayCallWhatTheyObserve() async throws {
        let made = Guarded<(client: SMSClient?, gateway: SMSGateway?)>((nil, nil))
        let submitted = Guarded(0)
        let gateway = try await SMSGateway.listen(
            on: "127.0.0.1:0", speaking: .cmpp, accounts: [TestAccount.gateway],
            settings: AcceptanceLog().settings,
            observer: { _ in
                let gateway = made.withLock { $0.gateway }
                _ = (gateway?.counters, gateway?.connectionCounts, gateway?.pendingDeliveries(of: "901234"))
            })
        let again = message("again")
        let client = SMSClient(
            speaking: .cmpp(.v3_0, account: TestAccount.client), channels: .primary("\(gateway.address)"),
            observer: { events in
                guard let client = made.withLock({ $0.client }) else { return }
                _ = (client.counters, client.channels, client.listeningAddress, client.eventsLost)
                for case .outcome in events where submitted.withLock({ $0 }) < 50 {
                    submitted.withLock { $0 += 1 }
                    if (try? client.submit(again, copies: 1)) == nil { XCTFail("not taken") }
                }
            })
        made.withLock { $0 = (client, gateway) }
        defer { made.withLock { $0 = (nil, nil) } }
        try await client.start()
        try client.submit(message(), copies: 1)
        try await wait(for: "fifty-one outcomes") { client.counters.outcomes == 51 }
        await client.shutDown()
        await gateway.shutDown()
        XCTAssertEqual(client.counters.accepted, 51)
    }

    // MARK: What is left

    /// A weak name for what should be gone.
    private struct Weak: Sendable { weak var runtime: ClientRuntime? }

    /// Connections that are cut with a submit undecided, at whatever point, leave nothing on either side.
    func testCutConnectionsLeaveNothingBehind() async throws {
        let gateway = try await listen(on: "127.0.0.1:0", .deciding)
        let proxy = try FaultyProxy(to: gateway.address.port)
        let count = TestAccount.isLong ? 2_000 : 100
        var clients: [Weak] = []
        for number in 0..<count {
            let client = client(.primary(proxy.address)) { $0.reconnectFor = .zero }
            clients.append(Weak(runtime: client.runtime))
            try await client.start()
            try await client.opened()
            try await client.submit(message("\(number)"))
            if number % 2 == 0 { try await wait(for: "the submit") { gateway.counters.submits > number / 2 } }
            number % 3 == 0 ? proxy.end() : proxy.cut()
            await client.runtime.finished.value
            XCTAssertEqual(client.counters.openOutcomes, 0)
            XCTAssertEqual(client.runtime.timer.waiting, 0)
        }
        try await wait(for: "no channel") { gateway.runtime.state.withLock { $0.core.channelCount } == 0 }
        try await wait(for: "no socket") { gateway.runtime.state.withLock { $0.runners.isEmpty } }
        XCTAssertTrue(gateway.runtime.state.withLock { $0.logins.isEmpty })
        XCTAssertEqual(gateway.counters.logins, count)
        XCTAssertEqual(gateway.counters.undecided, 0)
        XCTAssertEqual(gateway.counters.submits, gateway.counters.cutOff)
        XCTAssertLessThanOrEqual(gateway.runtime.timer.waiting, 1)
        try await wait(for: "no client") { clients.allSatisfy { $0.runtime == nil } }
        proxy.stop()
        await gateway.shutDown()
    }
}
