import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTransport

/// One run of `carrier send`, in whatever protocol.
struct SendRun: Sendable {
    /// How long an ending run waits for responses before it closes its connections.
    private static let drainingTime = Duration.seconds(3)

    var command: SendCommand
    var adapter: any ClientAdapter
    var message: OutboundMessage
    var console: Console

    func run() async throws(UsageError) -> ExitStatus {
        try check()
        let watch = try command.watching.open()
        let interruption = command.interruption()
        console.live?.output.whenBroken { interruption.interrupt() }
        if let live = console.live { interruption.whenInterrupted { live.hurry() } }
        let work = Task { await send(interruption, watch) }
        let watcher = Task { if await interruption.wait() != nil { work.cancel() } }
        defer { watcher.cancel() }
        let status = await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            work.cancel()
        }
        guard let fault = await watch.finish() else { return status }
        console.note("carrier send: \(fault)")
        return status == .done ? .differs : status
    }

    /// What cannot be sent is refused before anything is connected.
    private func check() throws(UsageError) {
        if !adapter.hasReverseConnection, command.listen != nil {
            throw UsageError("--listen is for protocols in which the gateway dials too", mend: "leave it out")
        }
        let now = MonotonicClock.now()
        let core = ClientCore(speaking: adapter, channels: ChannelPlan(), seed: 0, at: now)
        if let error = core.validate(message, at: now).first {
            throw UsageError("the message does not fit: \(error)\(culprit(error))", mend: "see carrier send --help")
        }
        for number in [message.source] + message.destinations {
            if let warning = NumberText.warning(on: number) { console.note("carrier send: \(warning)") }
        }
    }

    /// Which of the numbers is too long for its field, where it is one.
    private func culprit(_ error: MessagingError) -> String {
        guard case .tooLong(_, let actual) = error.reason else { return "" }
        let source = message.source + message.extensionCode
        let number = (message.destinations + [source]).first { $0.utf8.count == actual }
        return number.map { ": \(UsageError.quoted($0))" } ?? ""
    }

    /// Connects, sends, waits, closes; cancelling leads to an orderly end.
    private func send(_ interruption: Interruption, _ watch: FrameWatch) async -> ExitStatus {
        let owed = command.count.multipliedReportingOverflow(by: message.destinations.count)
        let printer = Guarded(
            SendPrinter(
                console: console, asJSON: command.asJSON, owed: owed.overflow ? .max : owed.partialValue,
                account: command.credentials.account, wording: Wording(adapter),
                redials: command.connections > 1 || command.options.reconnectFor != .zero))
        let sender = ReferenceSender(
            speaking: adapter, channels: command.channels, options: command.options,
            listen: command.listen ?? Endpoint(host: "127.0.0.1", port: 0), limits: command.limits(of: adapter),
            observer: { events in
                // Nobody reads any more: there is nobody to send for.
                if !printer.withLock({ $0.take(events) }) { interruption.interrupt() }
            }, watch: watch.factory(command.protocolName))
        do {
            try await sender.connect()
        } catch {
            return await refused(error, sender, printer)
        }
        if let address = sender.client.listeningAddress { printer.withLock { $0.listening(at: address) } }
        let began = MonotonicClock.now()
        let stats = StatsTicker(every: command.watching.stats) {
            let seconds = Double((MonotonicClock.now() - began).nanoseconds) / 1e9
            printer.withLock { $0.stats(SendStats(sender, seconds: seconds)) }
        }
        do throws(MessagingError) {
            try await sender.send(message, times: UInt64(clamping: command.count))
            if command.stay > .zero { _ = await sender.ended(within: command.stay.duration) }
        } catch {
            // The connection was lost before the first submit; the summary says so.
        }
        let isInterrupted = Task.isCancelled
        let summary = await sender.close(within: Self.drainingTime)
        await stats.stop()
        printer.withLock { $0.finish(summary, asked: message) }
        if isInterrupted { return .interrupted }
        return isWell(summary) ? .done : .differs
    }

    /// Says why nothing could be opened.
    private func refused(
        _ error: any Error, _ sender: ReferenceSender, _ printer: Guarded<SendPrinter>
    ) async -> ExitStatus {
        if Task.isCancelled { return .interrupted }
        guard let change = (error as? NoChannelError)?.change, let reason = change.reason else {
            console.note("carrier send: \(error)")
            return .unreachable
        }
        switch reason {
        case .loginRefused(let code, _):
            printer.withLock { $0.loginRefused(by: change.address, code: code) }
            if command.isVersionTooHigh(code), let lower = command.lowerVersion {
                console.note("carrier send: \(change.address) does not speak \(command.protocolName): try \(lower)")
            }
        case .loginObjected(.version(let server, let client)):
            let family = command.protocolName.prefix { $0 != "-" }
            console.note(
                "carrier send: \(change.address) speaks \(server), this side \(client): "
                    + "use --protocol \(family)-\(server)")
        default:
            console.note(
                "carrier send: no login at \(change.address): \(reason.words); "
                    + "see that it speaks \(command.protocolName)"
                    + (command.lowerVersion.map { ", or try \($0)" } ?? ""))
        }
        return .unreachable
    }

    private func isWell(_ summary: SenderSummary) -> Bool {
        let asked = UInt64(command.count) &* UInt64(message.destinations.count)
        return summary.violationCount == 0 && summary.end == .shutDown && summary.counters.unansweredPlaces == 0
            && summary.counts.delivered &+ summary.counts.accepted == asked
    }
}

extension SendCommand {
    /// Whether a login's status says that the version is too high: CMPP 4 (cmpp.md 6.1), SMGP 22 (smgp.md 7.1).
    func isVersionTooHigh(_ code: UInt32) -> Bool {
        (protocolName.hasPrefix("cmpp") && code == 4) || (protocolName.hasPrefix("smgp") && code == 22)
    }

    /// The next lower version of the protocol; nil for the lowest.
    var lowerVersion: String? {
        switch protocolName {
        case "cmpp-3.0": "cmpp-2.0"
        case "smgp-3.0": "smgp-2.0"
        case "smgp-2.0": "smgp-1.3"
        default: nil
        }
    }
}
