import CarrierMessaging
import CarrierSession
import CarrierTransport

/// The whole cycle of one protocol over real TCP on this machine: login, submits, responses, reports and their
/// responses, incoming messages, a sign of life where the protocol has one, logout.
///
/// Both ends are ours and their ledgers must balance, but what is compared is what the messages say: every text at the
/// other end, every outcome as the gateway's script decides it.
public struct CycleRun<Profile: CarrierProfile>: Sendable {
    /// The protocol, with one account.
    public var profile: Profile
    /// Short messages sent besides, as load.
    public var load = 0
    /// The account that logs in at the gateway.
    public var account = GatewayAccount(id: "901234", secret: "cycle")
    /// How long anything may take before it counts as missing.
    public var patience = Moment.Span.seconds(20)
    /// A last change of the gateway's script; with one that loses something the cycle must not be sound.
    public var sabotage: (@Sendable (inout ReceiverScript) -> Void)?

    /// A cycle without load.
    public init(speaking profile: Profile) { self.profile = profile }

    /// Runs the cycle.
    ///
    /// - Throws: `TransportError` or `LoginError` when the two ends cannot meet at all. Everything else is a problem in
    ///   the report.
    public func run() async throws -> CycleReport {
        let started = MonotonicClock.now()
        let witness = CycleWitness()
        var senderOptions = SenderOptions.standard
        var account = account
        guard let adapter = GatewayProtocols.adapter(named: profile.name) else {
            throw ProfileError.unknownProtocol(profile.name)
        }
        senderOptions.reportWait = patience
        senderOptions.keepAliveInterval = .milliseconds(40)
        if profile.returnPath != nil {
            senderOptions.listen = try await freeEndpoint()
            account.reverseAddress = "\(senderOptions.listen)"
        }
        let receiver = try await ReferenceReceiver.listen(
            on: "127.0.0.1:0", speaking: adapter, accounts: [account], script: script
        ) { witness.note($0) }
        let sender: ReferenceSender<Profile>
        do {
            sender = try await ReferenceSender.connect(
                to: Endpoint(receiver.address), speaking: profile, options: senderOptions
            ) { witness.note($0) }
        } catch {
            await receiver.close()
            throw error
        }
        var report = CycleReport(profile.name)
        await send(over: sender, &report)
        await pushIncoming(from: receiver, witness, &report)
        await awaitSignOfLife(witness, &report)
        let summary = await sender.close()
        await receiver.close()
        settle(summary, receiver.counters, receiver.findings, witness.current, &report)
        report.duration = MonotonicClock.now() - started
        return report
    }

    private var script: ReceiverScript {
        let refusal = profile.binding.codes.structure
        var script = ReceiverScript.accept.reporting(.delivered, after: .milliseconds(5)).except { submission, plan in
            guard let receiver = submission.destinations.first else { return }
            if receiver.hasSuffix(CycleStep.refusedNumber) { plan.code = refusal }
            if receiver.hasSuffix(CycleStep.failingNumber) { plan.report = .undelivered }
            if receiver.hasSuffix(CycleStep.earlyNumber) { plan.isReportEarly = true }
        }
        sabotage?(&script)
        return script
    }

    /// A port that was free a moment ago: the two ends of a protocol with a return path each need to know the other's.
    private func freeEndpoint() async throws -> Endpoint {
        let probe = try await Listener<Profile.Vocabulary>.bind(to: Endpoint(host: "127.0.0.1", port: 0)) { _ in nil }
        await probe.stopAccepting()
        return Endpoint(probe.address)
    }

    // MARK: The steps

    private func send(over sender: ReferenceSender<Profile>, _ report: inout CycleReport) async {
        var receipts: [(step: CycleStep, receipt: SendReceipt)] = []
        for step in CycleStep.all {
            do {
                let receipt = try await sender.submit(step.message)
                if step.fate == .refused { report.problems.append("\(step.name): was accepted") }
                if receipt.segments.count != step.segments {
                    report.problems.append(
                        "\(step.name): \(receipt.segments.count) segments instead of \(step.segments)")
                }
                receipts.append((step, receipt))
            } catch SubmitError.refused where step.fate == .refused {
                continue
            } catch {
                report.problems.append("\(step.name): \(error)")
            }
        }
        if load > 0 {
            do throws(SubmitError) {
                try await sender.send(Self.loadMessage, times: load)
            } catch {
                report.problems.append("load: \(error)")
            }
        }
        for (step, receipt) in receipts {
            // Bounded by `reportWait`: an outcome comes in any case.
            guard let outcomes = try? await receipt.outcomes() else { continue }
            let wanted: MessageOutcome.Result = step.fate == .delivered ? .delivered : .failed
            for outcome in outcomes where outcome.result != wanted {
                report.problems.append("\(step.name): \(outcome.result) at \(outcome.receiver)")
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
        for text in CycleStep.incoming {
            let push = ReceiverScript.Push(from: CycleStep.subscriber, to: CycleStep.service, text: text)
            if (try? receiver.push(push, to: account)) == nil { report.problems.append("incoming: cannot be sent") }
        }
        let timers = Timers()
        _ = await witness.everyIncoming.value(until: MonotonicClock.now() + patience, timers: timers)
    }

    private func awaitSignOfLife(_ witness: CycleWitness, _ report: inout CycleReport) async {
        guard profile.binding.sessionLimits.keepAliveInterval != nil else { return }
        let timers = Timers()
        if await witness.alive.value(until: MonotonicClock.now() + patience, timers: timers) == nil {
            report.problems.append("keep-alive: no answer")
        }
        report.signsOfLife = witness.current.signsOfLife
    }

    // MARK: The balance

    private func settle(
        _ summary: SenderSummary, _ counters: ReceiverCounters, _ findings: [String], _ notes: CycleWitness.Notes,
        _ report: inout CycleReport
    ) {
        let counts = summary.counts
        report.messages = Int(counts.messages)
        report.segments = Int(counts.parts)
        report.accepted = Int(counts.accepted)
        report.refused = Int(counts.refused)
        report.delivered = Int(counts.delivered)
        report.failed = Int(counts.failed)
        report.unknown = Int(counts.unknown)
        report.incoming = Int(counts.incoming)
        report.problems += summary.violations.map { "the provider's books: \($0)" }
        report.problems += findings.map { "the gateway's books: \($0)" }
        if !counters.isSettled {
            report.problems.append(
                "the gateway's books: \(counters.unanswered) unanswered, \(counters.waiting) waiting, "
                    + "\(counters.undeliverable) undeliverable, \(counters.refusedByPeer) refused")
        }
        report.problems += notes.oddities
        compare("incoming texts", notes.incoming, CycleStep.incoming, &report)
        // A message to several receivers is one or several, as the protocol carries it.
        let carried = CycleStep.all.filter { $0.fate != .refused }
        let loads = Array(repeating: Self.loadText, count: load)
        compare("texts at the gateway", Array(Set(notes.received)), Array(Set(carried.map(\.text) + loads)), &report)
        let parts = CycleStep.all.map { $0.segments * $0.receivers.count }.reduce(load, +)
        expect("segments", report.segments, parts, &report)
        expect("refused", report.refused, 1, &report)
        expect("accepted", report.accepted, parts - 1, &report)
        expect("reports", notes.reports, parts - 1, &report)
        expect("failed", report.failed, 2, &report)
        expect("delivered", report.delivered, CycleStep.all.map(\.receivers.count).reduce(load, +) - 2, &report)
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
