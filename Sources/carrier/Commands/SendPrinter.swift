import CarrierFixtures
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire

/// What `carrier send` prints: each batch of events in one write.
struct SendPrinter: Sendable {
    /// Up to so many outcomes every event is told to a person; above it incoming messages only.
    static let talkative = 20

    private let console: Console
    private let asJSON: Bool
    /// Outcomes to come.
    private let owed: Int
    private let account: String
    private let wording: Wording
    private var progress: ProgressLine
    /// True when a connection that is lost may be made again in this run.
    private let redials: Bool
    private var outcomes: UInt64 = 0
    private var hasOpened = false
    private var limiter = LineLimiter()
    /// Up to so many outcomes of messages that were never begun have a line each.
    private static let spelledOut: UInt64 = 100_000

    init(console: Console, asJSON: Bool, owed: Int, account: String, wording: Wording, redials: Bool = false) {
        self.console = console
        self.asJSON = asJSON
        self.owed = owed
        self.account = account
        self.wording = wording
        self.redials = redials
        progress = ProgressLine(on: console)
    }

    /// Prints a batch; false once nobody reads what is printed.
    mutating func take(_ events: [ClientEvent]) -> Bool {
        let now = MonotonicClock.now()
        let held = limiter.due(at: now)
        var lines = EventLines()
        var text = ""
        if asJSON {
            lines.held(held)
        } else if isTalkative {
            for (kind, count) in held { text += LineLimiter.text(kind, count) }
        }
        for event in events {
            count(event)
            guard isAdmitted(event, at: now) else { continue }
            if asJSON { write(event, into: &lines) } else { tell(event, in: &text) }
        }
        let isRead = asJSON ? lines.octets.isEmpty || console.output(lines.octets) : printText(text)
        let (outcomes, owed) = (outcomes, owed)
        progress.show { "\(outcomes) of \(owed) outcomes" }
        return isRead
    }

    private var isTalkative: Bool { owed <= Self.talkative }

    private mutating func count(_ event: ClientEvent) {
        switch event {
        case .outcome: outcomes &+= 1
        case .neverBegun(let content, let numbers):
            outcomes &+= UInt64(numbers.count) &* UInt64(content.recipientCount)
        default: break
        }
    }

    /// False for a line that a peer can provoke without end, once there were some of its kind within the second.
    private mutating func isAdmitted(_ event: ClientEvent, at now: Moment) -> Bool {
        switch event {
        case .anomaly(_, let anomaly): limiter.admits(anomaly.kindForLimit, at: now)
        case .orphan: limiter.admits("reports on nothing that was sent", at: now)
        case .duplicateReport: limiter.admits("reports that came again", at: now)
        case .contradiction: limiter.admits("reports that contradict the first", at: now)
        case .repeatedSegment: limiter.admits("segments that came again", at: now)
        case .malformedReport: limiter.admits("reports that cannot be read", at: now)
        case .channel: limiter.admits("changes of connections", at: now)
        default: true
        }
    }

    func listening(at address: SocketAddress) {
        if asJSON {
            var lines = EventLines()
            lines.line("listening") { $0.text("address", address.description) }
            _ = console.output(lines.octets)
        } else {
            console.print("listening on \(address)")
        }
    }

    func loginRefused(by peer: String, code: UInt32) {
        let meaning = wording.login(code)
        if asJSON {
            var lines = EventLines()
            lines.line("login") { line in
                line.text("account", account)
                line.text("peer", peer)
                line.number("result", code)
                line.text("meaning", meaning)
            }
            _ = console.output(lines.octets)
        }
        console.note("carrier send: \(peer) refused the login with status \(code), \(meaning)")
    }

    // MARK: JSON

    private mutating func write(_ event: ClientEvent, into lines: inout EventLines) {
        switch event {
        case .accepted(let place, let id, _):
            lines.line("accepted", place) { $0.text("messageID", id.map(wording.id) ?? "") }
        case .refused(let place, let code):
            lines.line("refused", place) { line in
                line.number("code", code)
                line.text("meaning", wording.result(code))
            }
        case .postponed(let place, let code, _):
            lines.line("postponed", place) { line in
                line.number("code", code)
                line.text("meaning", wording.result(code))
            }
        case .unanswered(let place, let failure, let sentAgain):
            lines.line("unanswered", place) { line in
                line.text("reason", failure.words)
                if sentAgain { line.flag("sentAgain") }
            }
        case .report(let place, let report): lines.line("report", place) { $0.state(of: report, wording) }
        case .lateReport(let place, let report): lines.line("late", place) { $0.state(of: report, wording) }
        case .duplicateReport(let place, let report): lines.line("duplicate", place) { $0.state(of: report, wording) }
        case .contradiction(let place, let report):
            lines.line("contradiction", place) { $0.state(of: report, wording) }
        case .outcome(let outcome): lines.outcome(outcome)
        case .neverBegun(let content, let numbers): lines.neverBegun(content, numbers, upTo: Self.spelledOut)
        case .incoming(let message):
            lines.line("incoming") { $0.incoming(message) }
            lines.anomalies(of: message.textAnomalies)
        case .incomplete(let part):
            lines.line("incomplete") { line in
                line.incoming(part.message)
                line.number("of", part.segmentCount)
                line.text("reason", part.reason.rawValue)
            }
        case .repeatedSegment(let segment): lines.line("repeated") { $0.repeated(segment, wording.id(segment.id)) }
        case .orphan(let report):
            lines.line("orphan") { line in
                line.text("messageID", wording.id(report.messageID))
                line.state(of: report, wording)
            }
        case .malformedReport(let octets, let envelope, _):
            lines.line("malformed") { line in
                line.text("messageID", wording.id(envelope))
                line.text("content", HexText.encode(octets))
            }
        case .channel(let change): write(change, into: &lines)
        case .anomaly(let channel, let anomaly):
            lines.line("anomaly") { line in
                line.text("account", account)
                line.text("what", anomaly.words)
                line.number("channel", channel.rawValue)
            }
        case .boundReached(let bound):
            lines.line("anomaly") { line in
                line.text("account", account)
                line.text("what", bound.words)
            }
        case .ended: break
        }
    }

    private func write(_ change: ChannelChange, into lines: inout EventLines) {
        lines.line("channel") { line in
            line.number("channel", change.channel.rawValue)
            line.text("address", change.address)
            line.text("state", change.state.rawValue)
            if let reason = change.reason {
                line.text("reason", wording.words(of: reason))
            } else if !change.dialFailure.isEmpty {
                line.text("reason", change.dialFailure)
            }
            if redials, let wait = change.retryIn { line.value("retryIn", .decimal(Double(wait.nanoseconds) / 1e9)) }
        }
        if let login = change.login {
            lines.line("login") { line in
                line.text("account", account)
                line.text("version", login.version)
                line.number("result", 0)
                if !login.warnings.isEmpty { line.value("warnings", .strings(login.warnings)) }
            }
        }
        if let reason = change.reason {
            lines.line("closed") { line in
                line.text("account", account)
                line.text("reason", wording.words(of: reason))
            }
        }
    }

    // MARK: Text

    private mutating func printText(_ text: String) -> Bool {
        guard !text.isEmpty else { return true }
        progress.clear()
        return console.output(Array(text.utf8))
    }

    /// Appends the line on an event, or notes it on standard error.
    private mutating func tell(_ event: ClientEvent, in text: inout String) {
        switch event {
        case .channel(let change): note(change)
        case .anomaly(_, let anomaly): if isTalkative { console.note("carrier send: \(anomaly.words)") }
        case .boundReached(let bound): console.note("carrier send: \(bound.words)")
        case .neverBegun(let content, let numbers):
            guard isTalkative else { return }
            for number in numbers {
                for recipient in content.message.destinations {
                    text += "message \(number) to \(recipient): unknown (not sent)\n"
                }
            }
        default:
            guard isTalkative || event.concernsASubscriber, let line = line(on: event) else { return }
            text += line + "\n"
        }
    }

    private mutating func note(_ change: ChannelChange) {
        for warning in change.login?.warnings ?? [] { console.note("carrier send: \(Console.printable(warning))") }
        if change.state == .open { hasOpened = true }
        let again = redials ? change.retryIn.map { "; dialled again in \(SendSummaryText.seconds($0)) s" } ?? "" : ""
        let place = redials ? "\(change.address): " : ""
        switch change.reason {
        case nil:
            // A run that cannot go on says it at its end.
            if !again.isEmpty, !change.dialFailure.isEmpty {
                console.note("carrier send: \(change.dialFailure)\(again)")
            }
        case .closedLocally: break
        case .loginRefused where !redials, .loginObjected where !redials: break
        case let reason?: console.note("carrier send: \(place)\(wording.words(of: reason))\(again)")
        }
    }

    /// The line on one thing; nil for what is told otherwise.
    private func line(on event: ClientEvent) -> String? {
        switch event {
        case .accepted(let place, let id, _): "\(place.words): accepted as \(id.map(wording.id) ?? "nothing")"
        case .refused(let place, let code): "\(place.words): refused with \(code), \(wording.result(code))"
        case .postponed(let place, let code, _): "\(place.words): put off with \(code), \(wording.result(code))"
        case .unanswered(let place, let failure, let sentAgain):
            "\(place.words): not answered, \(failure.words)" + (sentAgain ? "; sent again" : "")
        case .report(let place, let report): "\(place.words): \(wording.words(of: report))"
        case .lateReport(let place, let report): "\(place.words): late report, \(wording.words(of: report))"
        case .duplicateReport(let place, let report):
            "\(place.words): the same report again, \(wording.words(of: report))"
        case .contradiction(let place, let report):
            "\(place.words): a report that contradicts the first, \(wording.words(of: report))"
        case .outcome(let outcome): outcome.words
        case .incoming(let message): "incoming from \(message.words)"
        case .incomplete(let part):
            "incomplete, \(part.message.parts.count) of \(part.segmentCount), from \(part.message.words)"
        case .repeatedSegment(let segment): segment.words
        case .orphan(let report):
            "report on nothing that was sent, \(wording.id(report.messageID)): \(wording.words(of: report))"
        case .malformedReport(let octets, _, _): "report that cannot be read: \(HexText.encode(octets))"
        case .neverBegun, .channel, .anomaly, .boundReached, .ended: nil
        }
    }

    /// Tells how far the run is: a line, on a terminal one that stays in place.
    mutating func stats(_ stats: SendStats) {
        if asJSON {
            var lines = EventLines()
            lines.line("stats") { $0.stats(stats) }
            _ = console.output(lines.octets)
        } else if console.diagnosticsIsTerminal {
            progress.replace(stats.words)
        } else {
            _ = console.note("carrier send: \(stats.words)")
        }
    }

    // MARK: The end

    /// Prints violations and the summary.
    mutating func finish(_ summary: SenderSummary, asked message: OutboundMessage) {
        progress.clear()
        for violation in summary.violations { console.note("carrier send: \(violation)") }
        if summary.violationCount > summary.violations.count {
            console.note("carrier send: \(summary.violationCount) violations in all")
        }
        let held = limiter.due()
        if asJSON {
            var lines = EventLines()
            lines.held(held)
            let suppressed = limiter.held
            lines.line("summary") { line in
                line.summary(summary, withReports: message.report == .requested)
                if suppressed > 0 { line.number("suppressed", suppressed) }
            }
            console.printLast(lines.octets)
        } else {
            if summary.end != .shutDown { console.note("carrier send: \(summary.end.words)") }
            let text = SendSummaryText.text(of: summary, withReports: message.report == .requested)
            console.printLast(Array((held.map(LineLimiter.text).joined() + text + "\n").utf8))
        }
    }
}
