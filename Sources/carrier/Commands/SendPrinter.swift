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
    private var outcomes = 0
    private var limiter = LineLimiter()

    init(console: Console, asJSON: Bool, owed: Int, account: String, wording: Wording) {
        self.console = console
        self.asJSON = asJSON
        self.owed = owed
        self.account = account
        self.wording = wording
        progress = ProgressLine(on: console)
    }

    /// Prints a batch; false once nobody reads what is printed.
    mutating func take(_ events: [SenderEvent]) -> Bool {
        let now = MonotonicClock.now()
        let held = limiter.due(at: now)
        let admitted = events.filter { isAdmitted($0, at: now) }
        let isRead = asJSON ? printLines(admitted, held) : printText(admitted, held)
        for case .message(.outcome) in events { outcomes += 1 }
        let (outcomes, owed) = (outcomes, owed)
        progress.show { "\(outcomes) of \(owed) outcomes" }
        return isRead
    }

    /// False for a line that a peer can provoke without end, once there were some of its kind within the second.
    private mutating func isAdmitted(_ event: SenderEvent, at now: Moment) -> Bool {
        switch event {
        case .anomaly(_, let anomaly): limiter.admits(anomaly.kindForLimit, at: now)
        case .message(.orphan): limiter.admits("reports on nothing that was sent", at: now)
        case .message(.duplicateReport): limiter.admits("reports that came again", at: now)
        case .message(.contradictoryReport): limiter.admits("reports that contradict the first", at: now)
        case .message(.repeatedSegment): limiter.admits("segments that came again", at: now)
        case .message(.malformedReport): limiter.admits("reports that cannot be read", at: now)
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

    func loginRefused(by peer: SocketAddress, code: UInt32) {
        let meaning = wording.login(code)
        if asJSON {
            var lines = EventLines()
            lines.line("login") { line in
                line.text("account", account)
                line.text("peer", peer.description)
                line.number("result", code)
                line.text("meaning", meaning)
            }
            _ = console.output(lines.octets)
        }
        console.note("carrier send: \(peer) refused the login with status \(code), \(meaning)")
    }

    // MARK: JSON

    private func printLines(_ events: [SenderEvent], _ held: [(kind: String, lines: UInt64)]) -> Bool {
        var lines = EventLines()
        lines.held(held)
        for event in events {
            switch event {
            case .message(let event): write(event, into: &lines)
            case .opened(_, let summary):
                lines.line("login") { line in
                    line.text("account", account)
                    line.text("version", summary.version)
                    line.number("result", 0)
                    if !summary.warnings.isEmpty { line.value("warnings", .strings(summary.warnings)) }
                }
            case .alive: lines.line("alive") { _ in }
            case .anomaly(_, let anomaly):
                lines.line("anomaly") { line in
                    line.text("account", account)
                    line.text("what", anomaly.words)
                }
            case .closed(_, let reason):
                lines.line("closed") { line in
                    line.text("account", account)
                    line.text("reason", wording.words(of: reason))
                }
            }
        }
        return lines.octets.isEmpty || console.output(lines.octets)
    }

    private func write(_ event: MessengerEvent, into lines: inout EventLines) {
        switch event {
        case .accepted(let place, let id):
            lines.line("accepted", place) { $0.text("messageID", wording.id(id)) }
        case .refused(let place, let code, let meaning):
            lines.line("refused", place) { line in
                line.number("code", code)
                line.text("meaning", meaning)
            }
        case .postponed(let place, let code, _):
            lines.line("postponed", place) { line in
                line.number("code", code)
                line.text("meaning", wording.result(code))
            }
        case .unanswered(let place, let failure):
            lines.line("unanswered", place) { $0.text("reason", failure.words) }
        case .report(let place, let report): lines.line("report", place) { $0.state(of: report, wording) }
        case .lateReport(let place, let report): lines.line("late", place) { $0.state(of: report, wording) }
        case .duplicateReport(let place, let report): lines.line("duplicate", place) { $0.state(of: report, wording) }
        case .contradictoryReport(let place, let report):
            lines.line("contradiction", place) { $0.state(of: report, wording) }
        case .outcome(let outcome):
            lines.line("outcome") { line in
                line.number("message", outcome.message)
                line.text("to", outcome.receiver)
                line.text("outcome", outcome.result.rawValue)
                line.number("segments", outcome.segments.count)
            }
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
        case .malformedReport(let octets, let envelope):
            lines.line("malformed") { line in
                line.text("messageID", wording.id(envelope))
                line.text("content", HexText.encode(octets))
            }
        }
    }

    // MARK: Text

    private mutating func printText(_ events: [SenderEvent], _ held: [(kind: String, lines: UInt64)]) -> Bool {
        var text = ""
        if owed <= Self.talkative { for (kind, lines) in held { text += LineLimiter.text(kind, lines) } }
        for event in events {
            switch event {
            case .message(let event):
                if owed <= Self.talkative || event.concernsASubscriber { text += line(on: event) + "\n" }
            case .opened(_, let summary):
                for warning in summary.warnings { console.note("carrier send: \(Console.printable(warning))") }
            case .alive: break
            case .anomaly(_, let anomaly):
                if owed <= Self.talkative { console.note("carrier send: \(anomaly.words)") }
            case .closed(_, let reason):
                if case .loginRefused = reason { continue }
                if case .loginObjected = reason { continue }
                if reason != .closedLocally { console.note("carrier send: \(wording.words(of: reason))") }
            }
        }
        guard !text.isEmpty else { return true }
        progress.clear()
        return console.output(Array(text.utf8))
    }

    private func line(on event: MessengerEvent) -> String {
        switch event {
        case .accepted(let place, let id): "\(place.words): accepted as \(wording.id(id))"
        case .refused(let place, let code, let meaning): "\(place.words): refused with \(code), \(meaning)"
        case .postponed(let place, let code, _): "\(place.words): put off with \(code), \(wording.result(code))"
        case .unanswered(let place, let failure): "\(place.words): not answered, \(failure.words)"
        case .report(let place, let report): "\(place.words): \(wording.words(of: report))"
        case .lateReport(let place, let report): "\(place.words): late report, \(wording.words(of: report))"
        case .duplicateReport(let place, let report):
            "\(place.words): the same report again, \(wording.words(of: report))"
        case .contradictoryReport(let place, let report):
            "\(place.words): a report that contradicts the first, \(wording.words(of: report))"
        case .outcome(let outcome):
            "message \(outcome.message) to \(outcome.receiver): \(outcome.result.rawValue)"
                + (outcome.firstFailure.map { " (\(Console.printable($0)))" } ?? "")
        case .incoming(let message): "incoming from \(message.words)"
        case .incomplete(let part):
            "incomplete, \(part.message.parts.count) of \(part.segmentCount), from \(part.message.words)"
        case .repeatedSegment(let segment): segment.words
        case .orphan(let report):
            "report on nothing that was sent, \(wording.id(report.messageID)): \(wording.words(of: report))"
        case .malformedReport(let octets, _): "report that cannot be read: \(HexText.encode(octets))"
        }
    }

    // MARK: The end

    /// Prints violations and the summary.
    mutating func finish(_ summary: SenderSummary, asked message: OutboundMessage, times count: Int) {
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
            if case .closed = summary.end {} else { console.note("carrier send: \(summary.end)") }
            let text = SendSummaryText.text(of: summary, withReports: message.report == .requested)
            console.printLast(Array((held.map(LineLimiter.text).joined() + text + "\n").utf8))
        }
    }
}
