import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport
import CarrierWire

/// The whole cycle of one protocol over real TCP on this machine: login, submits, responses, reports and their
/// responses, incoming messages, a sign of life where the protocol has one, logout.
///
/// Both ends are ours and their checkers must find nothing, but what is compared is what the messages say: every text
/// at the other end, every outcome as the gateway's script decides it.
package struct CycleRun: Sendable {
    /// The protocols that a cycle runs: those that carry long messages.
    package static let names = ClientProtocols.names

    private let client: any ClientAdapter
    private let gateway: any GatewayAdapter
    private let account: GatewayAccount
    /// Short messages sent besides, as load.
    package var load = 0
    /// How long anything may take before it counts as missing.
    package var patience = Moment.Span.seconds(20)
    /// Who watches the client's connections besides, the reverse one included.
    package var watch: SessionObserverFactory?
    /// A last change of the gateway's script; with one that loses something the cycle must not be sound.
    package var sabotage: (@Sendable (inout ReceiverScript) -> Void)?

    /// A cycle without load, under an account that exists for it only.
    ///
    /// - Throws: when there is no such protocol among ``names``.
    package init(speaking name: String) throws(CredentialsError) {
        let credentials = Self.credentials
        guard Self.names.contains(name), let gateway = GatewayProtocols.adapter(named: name) else {
            throw .unknownProtocol(name)
        }
        client = try ClientProtocols.adapter(name, credentials)
        self.gateway = gateway
        var account = GatewayAccount(id: credentials.account, secret: credentials.secret)
        account.node = credentials.node
        self.account = account
    }

    /// The account, which exists for a cycle only.
    package static let credentials = HarnessCredentials(account: "901234", secret: "cycle", node: 3_010_099_999)

    /// Runs the cycle.
    ///
    /// - Throws: `TransportError` or ``NoChannelError`` when the two ends cannot meet at all. Everything else is a
    ///   problem in the report.
    package func run() async throws -> CycleReport {
        let started = MonotonicClock.now()
        let witness = CycleWitness()
        let directory = CycleDirectory(account)
        var script = Self.script(of: gateway)
        sabotage?(&script)
        let receiver = try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: gateway, accounts: directory, script: script
        ) { witness.note($0) }
        var options = ClientOptions.standard
        options.reportWindow = patience
        options.reconnectFor = .zero
        var limits = client.sessionLimits
        if limits.keepAliveInterval != nil { limits.keepAliveInterval = .milliseconds(40) }
        let sender = ReferenceSender(
            speaking: client, channels: .primary("\(receiver.address)"), options: options,
            listen: client.hasReverseConnection ? try Endpoint("127.0.0.1:0") : nil, limits: limits,
            observer: { witness.note($0) },
            watch: { [watch] in ObserverTap(next: watch?($0), onKeepAlive: { witness.noteSignOfLife() }) })
        directory.sender.withLock { $0 = sender }
        do { try await sender.connect() } catch {
            await receiver.close()
            throw error
        }
        var report = CycleReport(client.name)
        await send(over: sender, &report)
        await pushIncoming(from: receiver, witness, &report)
        await awaitSignOfLife(witness, &report)
        let summary = await sender.close()
        await receiver.close()
        directory.sender.withLock { $0 = nil }
        settle(summary, receiver, witness.current, &report)
        report.duration = MonotonicClock.now() - started
        return report
    }

    /// What the cycle's gateway does, its incoming messages excepted, which it pushes when all was sent.
    package static func script(of gateway: any GatewayAdapter) -> ReceiverScript {
        let refusal = gateway.codes.structure
        return ReceiverScript.accept.reporting(.delivered, after: .milliseconds(5)).except { submission, plan in
            guard let recipient = submission.destinations.first else { return }
            if recipient.hasSuffix(CycleStep.refusedNumber) { plan.code = refusal }
            if recipient.hasSuffix(CycleStep.failingNumber) { plan.report = .undelivered }
            if recipient.hasSuffix(CycleStep.earlyNumber) { plan.isReportEarly = true }
        }
    }

    /// The incoming messages that the cycle's gateway pushes.
    package static var pushes: [ReceiverScript.Push] {
        CycleStep.incoming.map { .init(from: CycleStep.subscriber, to: CycleStep.service, text: $0) }
    }

    // MARK: The steps

    private func send(over sender: ReferenceSender, _ report: inout CycleReport) async {
        for step in CycleStep.all {
            do throws(MessagingError) {
                let outcomes = try await sender.send(step.message)
                let wanted: RecipientOutcome.Result = step.status == .delivered ? .delivered : .failed
                for outcome in outcomes {
                    if outcome.result != wanted {
                        report.problems.append("\(step.name): \(outcome.result) at \(outcome.recipientNumber)")
                    }
                    let segments = outcome.content.segmentCount
                    if segments != step.segments {
                        report.problems.append("\(step.name): \(segments) segments instead of \(step.segments)")
                    }
                    if step.status == .refused, !outcome.segments.allSatisfy(\.isRefused) {
                        report.problems.append("\(step.name): was accepted")
                    }
                }
            } catch {
                report.problems.append("\(step.name): \(error)")
            }
        }
        if load > 0 {
            do throws(MessagingError) {
                try await sender.send(Self.loadMessage, times: UInt64(load))
            } catch {
                report.problems.append("load: \(error)")
            }
        }
    }

    private static var loadMessage: OutboundMessage {
        OutboundMessage(from: CycleStep.service, to: ["13800138050"], text: "load")
    }

    private func pushIncoming(
        from receiver: ReferenceReceiver, _ witness: CycleWitness, _ report: inout CycleReport
    ) async {
        guard let account = witness.current.account else { return report.problems.append("nobody logged in") }
        for push in Self.pushes {
            do throws(GatewayError) { try receiver.push(push, to: account) } catch {
                report.problems.append("incoming: \(error)")
            }
        }
        let timers = Timers()
        _ = await witness.everyIncoming.value(before: MonotonicClock.now() + patience, timers: timers)
    }

    private func awaitSignOfLife(_ witness: CycleWitness, _ report: inout CycleReport) async {
        guard client.sessionLimits.keepAliveInterval != nil else { return }
        let timers = Timers()
        if await witness.alive.value(before: MonotonicClock.now() + patience, timers: timers) == nil {
            report.problems.append("keep-alive: no answer")
        }
        report.signsOfLife = witness.current.signsOfLife
    }

    // MARK: The balance

    private func settle(
        _ summary: SenderSummary, _ receiver: ReferenceReceiver, _ notes: CycleWitness.Notes,
        _ report: inout CycleReport
    ) {
        let (counts, counters, answered) = (summary.counts, summary.counters, receiver.counters)
        report.messages = Int(counts.messages)
        report.segments = Int(counts.places)
        report.accepted = Int(counters.acceptedPlaces)
        report.refused = Int(counters.refusedPlaces)
        report.delivered = Int(counts.delivered)
        report.failed = Int(counts.failed)
        report.unknown = Int(counts.unknown &+ counts.notSent)
        report.incoming = Int(counters.incoming)
        report.problems += summary.violations.map { "the client: \($0)" }
        report.problems += receiver.findings.map { "the gateway: \($0)" }
        if !answered.isSettled {
            report.problems.append(
                "the gateway: \(answered.unanswered) unanswered, \(answered.waiting) waiting, "
                    + "\(answered.undeliverable) undeliverable, \(answered.refusedByPeer) refused")
        }
        report.problems += notes.oddities
        compare("incoming texts", notes.incoming, CycleStep.incoming, &report)
        // A message to several recipients is one or several, as the protocol carries it.
        let carried = CycleStep.all.filter { $0.status != .refused }
        let loads = Array(repeating: Self.loadText, count: load)
        compare("texts at the gateway", Array(Set(notes.received)), Array(Set(carried.map(\.text) + loads)), &report)
        let parts = CycleStep.all.map { $0.segments * $0.recipients.count }.reduce(load, +)
        expect("segments", report.segments, parts, &report)
        expect("refused", report.refused, 1, &report)
        expect("accepted", report.accepted, parts - 1, &report)
        expect("reports", notes.reports, parts - 1, &report)
        expect("failed", report.failed, 2, &report)
        expect("delivered", report.delivered, CycleStep.all.map(\.recipients.count).reduce(load, +) - 2, &report)
        expect("unknown", report.unknown, 0, &report)
    }

    private static var loadText: String { "load" }

    private func expect(_ what: String, _ value: Int, _ wanted: Int, _ report: inout CycleReport) {
        if value != wanted { report.problems.append("\(what): \(value) instead of \(wanted)") }
    }

    private func compare(_ what: String, _ found: [String], _ wanted: [String], _ report: inout CycleReport) {
        let missing = Set(wanted).subtracting(found).count
        let strange = Set(found).subtracting(wanted).count
        if missing > 0 || strange > 0 || found.count != wanted.count {
            report.problems.append("\(what): \(found.count) of \(wanted.count), \(missing) missing, \(strange) strange")
        }
    }
}

extension RecipientOutcome.Segment {
    /// True when the carrier did not take it.
    fileprivate var isRefused: Bool { if case .refused = status { true } else { false } }
}

/// Knows the one account, and where its client listens once it does.
private final class CycleDirectory: AccountDirectory {
    private let account: GatewayAccount
    let sender = Guarded<ReferenceSender?>(nil)

    init(_ account: GatewayAccount) { self.account = account }

    func account(_ name: String, asking request: LoginRequest, from peer: SocketAddress?) async -> GatewayAccount? {
        guard name == account.id else { return nil }
        var account = account
        account.reverseAddress = sender.withLock { $0?.client.listeningAddress }.map { "\($0)" }
        return account
    }
}
