import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTransport

/// What the ends of a benchmark add up to, over all connections.
final class BenchTally: Sendable {
    private struct State: Sendable {
        /// Responses and reports that are still out.
        var open = 0
        var failure: String?
        var done = OneShot<Void>()
        var latencies = LatencyHistogram()
        var channels = 0
    }

    private let state = Guarded(State())

    /// Channels that are logged in.
    var openChannels: Int { state.withLock { $0.channels } }

    func opened() { state.withLock { $0.channels += 1 } }

    /// A run begins in which so many responses and reports are to come.
    func begin(_ open: Int) {
        state.withLock { state in
            state.open = open
            state.done = OneShot()
            state.latencies = LatencyHistogram()
        }
    }

    /// So many came; the responses took so long.
    func settled(_ count: Int, _ latencies: [Moment.Span]) {
        let done = state.withLock { state -> OneShot<Void>? in
            for latency in latencies { state.latencies.record(latency) }
            state.open -= count
            return state.open <= 0 ? state.done : nil
        }
        done?.decide(())
    }

    /// Something went wrong: the run ends and says so.
    func fail(_ reason: String) {
        let done = state.withLock { state in
            state.failure = state.failure ?? reason
            return state.done
        }
        done.decide(())
    }

    /// Waits until all has come, or something has failed.
    ///
    /// - Throws: what went wrong.
    func finished() async throws -> LatencyHistogram {
        await state.withLock { $0.done }.value
        return try state.withLock { state throws(BenchFailure) in
            if let reason = state.failure { throw BenchFailure(description: reason) }
            return state.latencies
        }
    }
}

/// Work for an owner from elsewhere, and the runner that is woken for it.
final class BenchInbox<Work: Sendable>: Sendable {
    private struct State: Sendable {
        var work: [Work] = []
        weak var runner: SessionRunner?
    }

    private let state = Guarded(State())

    func attach(_ runner: SessionRunner) { state.withLock { $0.runner = runner } }

    /// Adds work and sees to it that the owner comes for it.
    func add(_ work: [Work]) {
        let runner = state.withLock { state in
            state.work += work
            return state.runner
        }
        runner?.wake()
    }

    func take(into work: inout [Work]) {
        state.withLock { state in
            if state.work.isEmpty { return }
            work += state.work
            state.work.removeAll(keepingCapacity: true)
        }
    }

    func close() { state.withLock { $0.runner }?.close() }
}

/// The client's end: submits what it is told to, as far as the window allows, and answers every report.
final class BenchClientOwner: SessionOwner {
    private let client: any ClientSession
    private let content: MessageContent
    private let tally: BenchTally
    private let orders: BenchInbox<Int>
    private var events: [ClientSessionEvent] = []
    private var ordered: [Int] = []
    private var latencies: [Moment.Span] = []
    private var left = 0
    private var tag: UInt64 = 0

    init(
        _ client: sending any ClientSession, _ content: MessageContent, _ orders: BenchInbox<Int>, _ tally: BenchTally
    ) {
        self.client = client
        self.content = content
        self.orders = orders
        self.tally = tally
    }

    var session: any SessionIO { client }

    func serve(at moment: Moment) -> Bool {
        client.takeEvents(into: &events)
        let hadEvents = !events.isEmpty
        var settled = 0
        for event in events { take(event, &settled, at: moment) }
        events.removeAll(keepingCapacity: true)
        if settled > 0 {
            tally.settled(settled, latencies)
            latencies.removeAll(keepingCapacity: true)
        }
        return submit(at: moment) || hadEvents
    }

    private func take(_ event: ClientSessionEvent, _ settled: inout Int, at moment: Moment) {
        switch event {
        case .result(let result):
            if !result.isAccepted { tally.fail("a submit was refused with status \(result.code)") }
            if let sentAt = result.sentAt { latencies.append(result.answeredAt - sentAt) }
            settled += 1
        case .report(let report, let token):
            if report.state != .delivered { tally.fail("a report says \(report.raw)") }
            client.reply(to: token, code: 0, at: moment)
            settled += 1
        case .opened: tally.opened()
        case .failed(_, let failure, _, _): tally.fail("a submit failed: \(failure)")
        case .closed(let reason): tally.fail("a connection ended: \(reason.words)")
        case .segment, .malformedReport, .anomaly: tally.fail("something came that nobody sent")
        }
    }

    private func submit(at moment: Moment) -> Bool {
        orders.take(into: &ordered)
        for count in ordered { left += count }
        ordered.removeAll(keepingCapacity: true)
        let count = min(left, client.capacity)
        for _ in 0..<count {
            tag &+= 1
            do {
                try client.submit(
                    SegmentRequest(tag: tag, content: content, segment: 0, recipients: 0..<1), at: moment)
            } catch { tally.fail("a submit cannot be sent: \(error)") }
        }
        left -= count
        return count > 0
    }
}

/// The gateway's end: answers every submit with an id of its own and, where it is asked to, reports delivery.
final class BenchGatewayOwner: SessionOwner {
    private let gateway: any GatewaySession
    private let adapter: any GatewayAdapter
    private let account: GatewayAccount
    private let tally: BenchTally
    /// What this connection delivers.
    private let deliveries: BenchInbox<DeliveryRequest>
    /// Where the reports on its submits go: to itself, or to the connection that carries them.
    private let reports: BenchInbox<DeliveryRequest>
    private var events: [GatewaySessionEvent] = []
    private var waiting: [DeliveryRequest] = []
    private var made: [DeliveryRequest] = []
    private var serial: UInt32 = 0

    init(
        _ gateway: sending any GatewaySession, _ bench: BenchProtocol, _ tally: BenchTally,
        delivering deliveries: BenchInbox<DeliveryRequest>, reportingTo reports: BenchInbox<DeliveryRequest>
    ) {
        self.gateway = gateway
        adapter = bench.gateway
        account = bench.account
        self.tally = tally
        self.deliveries = deliveries
        self.reports = reports
    }

    var session: any SessionIO { gateway }

    func serve(at moment: Moment) -> Bool {
        gateway.takeEvents(into: &events)
        let hadEvents = !events.isEmpty
        for event in events { take(event, at: moment) }
        events.removeAll(keepingCapacity: true)
        if reports !== deliveries, !made.isEmpty {
            reports.add(made)
        } else {
            waiting += made
        }
        made.removeAll(keepingCapacity: true)
        return deliver(at: moment) || hadEvents
    }

    private func take(_ event: GatewaySessionEvent, at moment: Moment) {
        switch event {
        case .loginAsked: gateway.answer(login: .account(account), at: moment)
        case .opened: tally.opened()
        case .submit(let submission, let token, let named):
            serial = (serial + 1) % adapter.idCapacity.serials
            let id = named ?? adapter.makeID(at: moment, serial: serial, gateway: 1)
            do { try gateway.reply(to: token, id: id, code: 0, at: moment) } catch {
                tally.fail("a submit cannot be answered: \(error)")
            }
            if submission.wantsReport { made.append(report(on: submission, id, at: moment)) }
        case .acknowledged(_, let code): if code != 0 { tally.fail("a report was refused with status \(code)") }
        case .acknowledgedLate: tally.fail("a report was acknowledged late, or twice")
        case .failed(_, let failure, _): tally.fail("a report failed: \(failure)")
        case .anomaly: tally.fail("something came that nobody sent")
        case .closed: break
        }
    }

    private func report(on submission: Submission, _ id: CarrierMessageID, at moment: Moment) -> DeliveryRequest {
        let time = adapter.reportTime(moment)
        let report = DeliveryReport(
            messageID: id, recipient: submission.destinations.first ?? "", state: .delivered,
            raw: adapter.word(for: .delivered), submitTime: time, doneTime: time, source: submission.source)
        return DeliveryRequest(
            tag: UInt64(serial), content: .report(report, on: ReportedSubmit(source: submission.source), envelope: id))
    }

    private func deliver(at moment: Moment) -> Bool {
        if reports !== deliveries || waiting.isEmpty { deliveries.take(into: &waiting) }
        let count = min(waiting.count, gateway.capacity)
        for request in waiting.prefix(count) {
            do { try gateway.deliver(request, at: moment) } catch { tally.fail("a report cannot be sent: \(error)") }
        }
        waiting.removeFirst(count)
        return count > 0
    }
}
