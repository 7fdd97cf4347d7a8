import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire

/// One run of `carrier receive`, in whatever protocol.
struct ReceiveRun: ProfileVisitor, Sendable {
    var command: ReceiveCommand
    var console: Console

    func visit<Profile: CarrierProfile>(_ profile: Profile) async throws -> ExitStatus {
        try check(profile)
        let interruption = command.interruption()
        console.live?.output.whenBroken { interruption.interrupt() }
        if let live = console.live { interruption.whenInterrupted { live.hurry() } }
        let gate = Guarded(
            ReceiveGate(
                printer: ReceivePrinter(
                    console: console, asJSON: command.asJSON, protocolName: profile.name,
                    wording: Wording(profile.binding))))
        let receiver: ReferenceReceiver<Profile>
        do {
            receiver = try await ReferenceReceiver.listen(
                on: command.endpoint, speaking: profile, script: command.script, settings: command.settings,
                events: { events in
                    if !gate.withLock({ $0.print(events) }) { interruption.interrupt() }
                })
        } catch {
            console.note("carrier receive: \(error)")
            return .unreachable
        }
        gate.withLock { $0.open(at: receiver.address) }
        let isInterrupted = await interrupted(interruption)
        await receiver.close()
        let ledger = receiver.ledger
        gate.withLock { $0.printer.summary(ledger) }
        for finding in ledger.findings { console.note("carrier receive: \(finding)") }
        if isInterrupted { return .interrupted }
        return ledger.findings.isEmpty ? .done : .differs
    }

    private func check<Profile: CarrierProfile>(_ profile: Profile) throws(UsageError) {
        let dialsBack = profile.returnPath != nil
        if !dialsBack, command.settings.connectBack != nil {
            throw UsageError("--connect-back is for protocols in which the gateway dials too", mend: "leave it out")
        }
        let sends = command.script.report != nil || !command.script.pushes.isEmpty
        if dialsBack, sends, command.settings.connectBack == nil {
            throw UsageError("--connect-back is missing", mend: "add --connect-back HOST:PORT or --report none")
        }
    }

    /// Waits for a signal, at most as long as the run is to last; true when there was one.
    private func interrupted(_ interruption: Interruption) async -> Bool {
        guard let duration = command.duration else { return await interruption.wait() != nil }
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask { await interruption.wait() != nil }
            group.addTask {
                try? await Task.sleep(for: .nanoseconds(duration.nanoseconds))
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
    }
}

/// Keeps what happens until the first line has said where the receiver listens.
private struct ReceiveGate: Sendable {
    var printer: ReceivePrinter
    private var early: [ReceiverEvent]? = []

    init(printer: ReceivePrinter) { self.printer = printer }

    /// False once nobody reads.
    mutating func print(_ events: [ReceiverEvent]) -> Bool {
        guard early == nil else {
            early? += events
            return true
        }
        return printer.print(events)
    }

    mutating func open(at address: SocketAddress) {
        printer.listening(at: address)
        if let early, !early.isEmpty { printer.print(early) }
        early = nil
    }
}
