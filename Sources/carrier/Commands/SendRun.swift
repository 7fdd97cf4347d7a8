import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTransport

/// One run of `carrier send`, in whatever protocol.
struct SendRun: ProfileVisitor, Sendable {
    var command: SendCommand
    var message: OutboundMessage
    var console: Console

    func visit<Profile: CarrierProfile>(_ profile: Profile) async throws -> ExitStatus {
        try check(profile)
        let interruption = command.interruption()
        console.live?.output.whenBroken { interruption.interrupt() }
        if let live = console.live { interruption.whenInterrupted { live.hurry() } }
        let work = Task { try await send(profile, interruption) }
        let watcher = Task { if await interruption.wait() != nil { work.cancel() } }
        defer { watcher.cancel() }
        return try await withTaskCancellationHandler {
            try await work.value
        } onCancel: {
            work.cancel()
        }
    }

    /// What cannot be sent is refused before anything is connected.
    private func check<Profile: CarrierProfile>(_ profile: Profile) throws(UsageError) {
        if profile.returnPath == nil, command.listens {
            throw UsageError("--listen is for protocols in which the gateway dials too", mend: "leave it out")
        }
        var messenger = Messenger(binding: profile.binding)
        do throws(MessagingError) {
            _ = try messenger.prepare(message, at: MonotonicClock.now())
        } catch {
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
    private func send<Profile: CarrierProfile>(
        _ profile: Profile, _ interruption: Interruption
    ) async throws -> ExitStatus {
        let owed = command.count.multipliedReportingOverflow(by: message.destinations.count)
        let printer = Guarded(
            SendPrinter(
                console: console, asJSON: command.asJSON, owed: owed.overflow ? .max : owed.partialValue,
                account: command.credentials.account, wording: Wording(profile.binding)))
        let sender: ReferenceSender<Profile>
        do {
            sender = try await ReferenceSender.connect(
                to: command.endpoint, speaking: profile, options: command.options,
                observer: { events in
                    // Nobody reads any more: there is nobody to send for.
                    if !printer.withLock({ $0.take(events) }) { interruption.interrupt() }
                })
        } catch {
            return refused(error, printer)
        }
        if let address = sender.listeningAddress { printer.withLock { $0.listening(at: address) } }
        do {
            try await sender.send(message, times: command.count)
            if command.stay > .zero { _ = await sender.ended(within: command.stay) }
        } catch {
            // A connection was lost before the first submit; the summary says so.
        }
        let isInterrupted = Task.isCancelled
        let summary = await sender.close()
        printer.withLock { $0.finish(summary, asked: message, times: command.count) }
        if isInterrupted { return .interrupted }
        return isWell(summary) ? .done : .differs
    }

    private func refused(_ error: any Error, _ printer: Guarded<SendPrinter>) -> ExitStatus {
        if Task.isCancelled { return .interrupted }
        if let login = error as? LoginError, let code = login.code {
            printer.withLock { $0.loginRefused(by: login.peer, code: code) }
        } else if let login = error as? LoginError,
            case .loginObjected(.version(let server, let client)) = login.reason
        {
            let family = command.protocolName.prefix { $0 != "-" }
            console.note(
                "carrier send: \(login.peer) speaks \(server), this side \(client): use --protocol \(family)-\(server)")
        } else if let login = error as? LoginError {
            console.note(
                "carrier send: no login at \(login.peer): \(login.reason.words); "
                    + "see that it speaks \(command.protocolName)")
        } else {
            console.note("carrier send: \(error)")
        }
        return .unreachable
    }

    private func isWell(_ summary: SenderSummary) -> Bool {
        let counts = summary.counts
        let asked = UInt64(command.count) &* UInt64(message.destinations.count)
        return summary.violationCount == 0 && summary.end == .closed && counts.unanswered == 0
            && counts.delivered &+ counts.acceptedMessages == asked
    }
}
