import CarrierFixtures
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire

/// What `carrier receive` prints: each batch of events in one write.
struct ReceivePrinter: Sendable {
    let console: Console
    let asJSON: Bool
    let protocolName: String
    let wording: Wording
    private var limiter = LineLimiter()
    private var live: ProgressLine
    /// When the counters were printed last, and the submits of then.
    private var lastStats = (at: MonotonicClock.now(), submits: 0)

    init(console: Console, asJSON: Bool, protocolName: String, wording: Wording) {
        self.wording = wording
        self.console = console
        self.asJSON = asJSON
        self.protocolName = protocolName
        live = ProgressLine(on: console)
    }

    func listening(at address: SocketAddress) {
        guard asJSON else {
            console.print("listening on \(address) (\(protocolName))")
            return
        }
        var lines = EventLines()
        lines.line("listening") { line in
            line.text("protocol", protocolName)
            line.text("address", address.description)
        }
        _ = console.output(lines.octets)
    }

    /// Prints a batch; false once nobody reads.
    @discardableResult
    mutating func print(_ events: [ReceiverEvent]) -> Bool {
        let now = MonotonicClock.now()
        let held = limiter.due(at: now)
        if asJSON {
            var lines = EventLines()
            lines.held(held)
            for event in events where isAdmitted(event, at: now) { write(event, into: &lines) }
            return lines.octets.isEmpty || console.output(lines.octets)
        }
        var text = held.map(LineLimiter.text).joined()
        for event in events where isAdmitted(event, at: now) {
            if case .notice(let notice) = event {
                console.note("carrier receive: \(Console.printable(notice))")
            } else {
                text += line(on: event) + "\n"
            }
        }
        return text.isEmpty || console.output(Array(text.utf8))
    }

    /// False for a line that a peer can provoke without end, once there were some of its kind within the second.
    private mutating func isAdmitted(_ event: ReceiverEvent, at now: Moment) -> Bool {
        switch event {
        case .anomaly(_, let anomaly): limiter.admits(anomaly.kindForLimit, at: now)
        case .login(let record) where record.result != 0: limiter.admits("refused logins", at: now)
        case .closed(let account, _, _) where account.isEmpty: limiter.admits("connections without a login", at: now)
        case .repeated: limiter.admits("segments that came again", at: now)
        case .notice: limiter.admits("notices", at: now)
        default: true
        }
    }

    /// Prints the counters: a line, or on a terminal a live one.
    mutating func stats(_ counters: ReceiverCounters) {
        let now = MonotonicClock.now()
        let nanoseconds = max(1, (now - lastStats.at).nanoseconds)
        let rate = Int(Double(counters.submits - lastStats.submits) * 1e9 / Double(nanoseconds))
        lastStats = (now, counters.submits)
        guard !asJSON else {
            var lines = EventLines()
            lines.line("stats") { line in
                line.number("connections", counters.connections)
                line.number("submits", counters.submits)
                line.number("perSecond", rate)
                line.number("refused", counters.refused)
                line.number("messages", counters.messages)
                line.number("reports", counters.reports)
                line.number("waiting", counters.waiting)
                line.number("unanswered", counters.unanswered)
            }
            _ = console.output(lines.octets)
            return
        }
        let text =
            "\(counters.submits) submits, \(rate) a second, \(counters.refused) refused, \(counters.reports) reports, "
            + "\(counters.waiting) waiting"
        if console.diagnosticsIsTerminal { live.show { text } } else { _ = console.print("stats: " + text) }
    }

    mutating func summary(_ counters: ReceiverCounters) {
        live.clear()
        let held = limiter.due()
        guard asJSON else { return summaryText(counters, held: held) }
        var lines = EventLines()
        lines.held(held)
        lines.line("summary") { line in
            line.number("connections", counters.connections)
            line.number("submits", counters.submits)
            line.number("messages", counters.messages)
            line.number("reports", counters.reports)
            line.number("delivers", counters.delivers)
            line.number("unanswered", counters.unanswered)
            line.number("accepted", counters.accepted)
            line.number("refused", counters.refused)
            line.number("deferred", counters.deferred)
            line.number("dropped", counters.dropped)
            line.number("repeated", counters.repeated)
            line.number("incomplete", counters.incompleteMessages)
            line.number("acknowledged", counters.acknowledged)
            line.number("refusedByPeer", counters.refusedByPeer)
            line.number("undeliverable", counters.undeliverable)
            line.number("repeatedSegments", counters.repeatedSegments)
            line.number("turnedAway", counters.turnedAway)
            if limiter.held > 0 { line.number("suppressed", limiter.held) }
        }
        console.printLast(lines.octets)
    }

    // MARK: Text

    private func line(on event: ReceiverEvent) -> String {
        switch event {
        case .login(let record):
            let verdict =
                record.result == 0
                ? "accepted" : "refused with status \(record.result), \(wording.login(record.result))"
            return "login: \(shown(record.account)) from \(record.peer), version \(record.version), \(verdict)"
        case .submit(let record):
            let verdict =
                record.result == 0
                ? record.messageID : "refused with code \(record.result), \(wording.result(record.result))"
            let part = record.segmentCount > 1 ? ", segment \(record.segment) of \(record.segmentCount)" : ""
            return "submit: \(shown(record.source)) to \(shown(record.destinations))\(part): \(verdict)"
        case .message(let message): return "message: \(words(of: message))"
        case .incomplete(let message, let reason):
            return "incomplete, \(message.parts.count) of \(message.segmentCount), \(reason.rawValue): "
                + words(of: message)
        case .repeated(let account, _, let segment): return "\(shown(account)): \(segment.words)"
        case .report(let record): return "report: \(words(of: record))"
        case .push(let push, let segments):
            return "deliver: \(shown(push.source)) to \(shown(push.destination)), \(Self.segments(segments)): "
                + shown(push.text)
        case .undelivered(let record, let reason):
            return "undelivered: \(record.map { words(of: $0) } ?? "a pushed message"): \(shown(reason))"
        case .deadLetter(let record, let reason):
            return "given up: \(record.map { words(of: $0) } ?? "a pushed message"): \(shown(reason))"
        case .anomaly(let account, let anomaly): return "anomaly: \(shown(account)): \(shown(anomaly.words))"
        case .turnedAway(let record):
            let others = record.unreported == 0 ? "" : ", and \(record.unreported) others before it"
            return "turned away: \(record.peer)\(others): \(record.reason.rawValue)"
        case .closed(let account, let peer, let reason):
            let who = account.isEmpty ? peer.description : shown(account)
            return "closed: \(who): \(shown(wording.words(of: reason)))"
        case .notice(let text): return shown(text)
        }
    }

    private func words(of message: SubmittedMessage) -> String {
        return "\(shown(message.source)) to \(shown(message.destinations)), "
            + "\(Self.segments(message.segmentCount)): "
            + EventLines.words(of: message.text, message.octets, message.textAnomalies)
    }

    private func words(of record: ReceiverEvent.ReportRecord) -> String {
        "\(record.messageID) to \(shown(record.destination)): \(wording.words(of: record.report))"
    }

    private func shown(_ text: String) -> String { Console.printable(text) }

    private func shown(_ texts: [String]) -> String { shown(texts.joined(separator: ",")) }

    private static func segments(_ count: Int) -> String { count == 1 ? "1 segment" : "\(count) segments" }

    private func summaryText(_ counters: ReceiverCounters, held: [(kind: String, lines: UInt64)]) {
        let names = ["connections", "submits", "refused", "messages", "reports", "delivers", "unanswered"]
        let values = [
            counters.connections, counters.submits, counters.refused, counters.messages, counters.reports,
            counters.delivers,
            counters.unanswered,
        ]
        var lines = [TextTable([names, values.map { "\($0)" }], rightAligned: Set(names.indices)).text]
        let odd: [(Int, String)] = [
            (counters.deferred, "submits answered later, or not at all"),
            (counters.dropped, "submits not answered on purpose"), (counters.repeated, "submits repeated"),
            (counters.incompleteMessages, "messages with segments missing"),
            (counters.repeatedSegments, "segments that came again"),
            (counters.refusedByPeer, "reports and messages that the peer refused"),
            (counters.undeliverable, "reports and messages never sent"),
            (counters.turnedAway, "connections turned away"),
        ]
        for (number, what) in odd where number > 0 { lines.append("  \(number) \(what)") }
        console.printLast(Array((held.map(LineLimiter.text).joined() + lines.joined(separator: "\n") + "\n").utf8))
    }
}
