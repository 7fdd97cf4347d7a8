import CarrierConformance
import CarrierHarness
import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport
import CarrierWire

/// One run of `carrier receive`.
struct ReceiveRun: Sendable {
    var command: ReceiveCommand
    var console: Console

    func run() async throws(UsageError) -> ExitStatus {
        guard
            var adapter = GatewayProtocols.adapter(
                named: command.protocolName, refusingReplays: command.refusesReplays)
        else { throw UsageError("\(command.protocolName) is no protocol that sessions speak") }
        if let fault = command.peerFault {
            adapter = FaultyGatewayAdapter(adapter, fault, speaking: command.protocolName) ?? adapter
        }
        let accounts = AccountFile(command.accountDefaults, speaking: command.protocolName)
        if let path = command.accountsPath {
            _ = try accounts.read(InputFile(path, on: console).text(), from: path)
        }
        try check(adapter, accounts)
        let watch = try command.watching.open()
        let status = await run(adapter, accounts, watch)
        guard let fault = await watch.finish() else { return status }
        console.note("carrier receive: \(fault)")
        return status == .done ? .differs : status
    }

    private func run(
        _ adapter: any GatewayAdapter, _ accounts: AccountFile, _ watch: FrameWatch
    ) async -> ExitStatus {
        let interruption = command.interruption()
        console.live?.output.whenBroken { interruption.interrupt() }
        if let live = console.live { interruption.whenInterrupted { live.hurry() } }
        let gate = Guarded(
            ReceiveGate(
                printer: ReceivePrinter(
                    console: console, asJSON: command.asJSON, protocolName: command.protocolName,
                    wording: Wording(adapter))))
        var settings = command.settings
        settings.limits = adapter.sessionLimits
        settings.limits?.closingTimeout = Interruption.closingTimeout
        settings.watch = watch.factory(command.protocolName)
        let receiver: ReferenceReceiver
        do {
            receiver = try await ReferenceReceiver.listen(
                on: "\(command.endpoint)", speaking: adapter, accounts: accounts, script: command.script,
                settings: settings,
                events: { events in
                    if !gate.withLock({ $0.print(events) }) { interruption.interrupt() }
                })
        } catch {
            console.note("carrier receive: \(error)")
            return .unreachable
        }
        gate.withLock { $0.open(at: receiver.address) }
        let hangups = watchHangups(accounts, receiver)
        let stats = StatsTicker(every: command.watching.stats) {
            let counters = receiver.counters
            gate.withLock { $0.printer.stats(counters) }
        }
        let isInterrupted = await interrupted(interruption)
        await receiver.close()
        await stats.stop()
        let counters = receiver.counters
        gate.withLock { $0.printer.summary(counters) }
        let findings = receiver.findings
        for finding in findings { console.note("carrier receive: \(finding)") }
        withExtendedLifetime(hangups) {}
        if isInterrupted { return .interrupted }
        return findings.isEmpty ? .done : .differs
    }

    /// Reads the accounts again with every SIGHUP; a file that cannot be used changes nothing.
    private func watchHangups(_ accounts: AccountFile, _ receiver: ReferenceReceiver) -> HangupWatch? {
        guard let path = command.accountsPath else { return nil }
        let console = console
        return command.hangups { [weak receiver] in
            do throws(UsageError) {
                let counts = try accounts.read(InputFile(path, on: console).text(), from: path)
                for account in accounts.accounts { receiver?.gateway.register(account) }
                console.note("carrier receive: \(counts.served) accounts read from \(path)")
            } catch {
                console.note("carrier receive: the accounts stay as they were: \(error.inCommand("receive").line)")
            }
        }
    }

    private func check(_ adapter: any GatewayAdapter, _ accounts: AccountFile) throws(UsageError) {
        let dialsBack = adapter.hasReverseConnection
        if !dialsBack, command.accountDefaults.reverseAddress != nil {
            throw UsageError("--connect-back is for protocols in which the gateway dials too", mend: "leave it out")
        }
        let sends = command.script.report != nil || !command.script.pushes.isEmpty
        guard dialsBack, sends, let silent = accounts.accounts.first(where: { $0.reverseAddress == nil }) else {
            return
        }
        if command.accountsPath != nil {
            throw UsageError(
                "account \(UsageError.quoted(silent.id)) has no \"connectBack\"",
                mend: "add it, or --connect-back HOST:PORT for all, or --report none")
        }
        throw UsageError("--connect-back is missing", mend: "add --connect-back HOST:PORT or --report none")
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
