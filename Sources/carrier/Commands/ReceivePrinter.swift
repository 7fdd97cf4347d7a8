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
    private let wording: Wording
    private var limiter = LineLimiter()

    init(console: Console, asJSON: Bool, protocolName: String, wording: Wording) {
        self.wording = wording
        self.console = console
        self.asJSON = asJSON
        self.protocolName = protocolName
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

    // MARK: JSON

    private func write(_ event: ReceiverEvent, into lines: inout EventLines) {
        switch event {
        case .login(let record):
            lines.line("login") { line in
                line.text("account", record.account)
                line.text("peer", record.peer.description)
                line.text("version", record.version)
                line.number("result", record.result)
                if record.result != 0 { line.text("meaning", wording.login(record.result)) }
            }
        case .submit(let record):
            lines.line("submit") { line in
                line.text("messageID", record.messageID)
                line.text("from", record.source)
                line.texts("to", record.destinations)
                line.number("coding", record.coding)
                line.number("segment", record.segment)
                line.number("of", record.segmentCount)
                line.number("result", record.result)
                if record.result != 0 { line.text("meaning", wording.result(record.result)) }
            }
        case .message(let message):
            lines.line("message") { $0.submitted(message) }
            lines.anomalies(of: message.textAnomalies)
        case .incomplete(let message, let reason):
            lines.line("incomplete") { line in
                line.submitted(message)
                line.number("of", message.segmentCount)
                line.text("reason", reason.rawValue)
            }
        case .repeated(let account, let id, let segment):
            lines.line("repeated") { line in
                line.text("account", account)
                line.repeated(segment, id)
            }
        case .report(let record): lines.line("report") { $0.report(record, wording) }
        case .push(let push, let segments):
            lines.line("deliver") { line in
                line.text("from", push.source)
                line.text("to", push.destination)
                line.text("text", push.text)
                line.number("segments", segments)
            }
        case .undelivered(let record, let reason):
            lines.line("undelivered") { line in
                line.text("what", record == nil ? "deliver" : "report")
                if let record { line.report(record, wording) }
                line.text("reason", reason)
            }
        case .anomaly(let account, let anomaly):
            lines.line("anomaly") { line in
                line.text("account", account)
                line.text("what", anomaly.words)
            }
        case .turnedAway(let record):
            lines.line("turnedAway") { line in
                line.text("peer", record.peer.description)
                line.text("reason", record.reason.rawValue)
                line.number("unreported", record.unreported)
            }
        case .closed(let account, let peer, let reason):
            lines.line("closed") { line in
                line.text("account", account)
                line.text("reason", wording.words(of: reason))
                line.text("peer", peer.description)
            }
        case .notice(let text): lines.line("notice") { $0.text("what", text) }
        }
    }

    mutating func summary(_ ledger: ReceiverLedger) {
        let held = limiter.due()
        guard asJSON else { return summaryText(ledger, held: held) }
        var lines = EventLines()
        lines.held(held)
        lines.line("summary") { line in
            line.number("connections", ledger.connections)
            line.number("submits", ledger.submits)
            line.number("messages", ledger.messages)
            line.number("reports", ledger.reports)
            line.number("delivers", ledger.delivers)
            line.number("unanswered", ledger.unanswered)
            line.number("accepted", ledger.accepted)
            line.number("refused", ledger.refused)
            line.number("dropped", ledger.dropped)
            line.number("repeated", ledger.repeated)
            line.number("incomplete", ledger.incompleteMessages)
            line.number("acknowledged", ledger.acknowledged)
            line.number("refusedByPeer", ledger.refusedByPeer)
            line.number("undeliverable", ledger.undeliverable)
            line.number("repeatedSegments", ledger.repeatedSegments)
            line.number("turnedAway", ledger.turnedAway)
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
            return "undelivered: \(record.map { words(of: $0) } ?? "a pushed segment"): \(shown(reason))"
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

    private func summaryText(_ ledger: ReceiverLedger, held: [(kind: String, lines: UInt64)]) {
        let names = ["connections", "submits", "refused", "messages", "reports", "delivers", "unanswered"]
        let values = [
            ledger.connections, ledger.submits, ledger.refused, ledger.messages, ledger.reports, ledger.delivers,
            ledger.unanswered,
        ]
        var lines = [TextTable([names, values.map { "\($0)" }], rightAligned: Set(names.indices)).text]
        let odd: [(Int, String)] = [
            (ledger.dropped, "submits not answered on purpose"), (ledger.repeated, "submits repeated"),
            (ledger.incompleteMessages, "messages with segments missing"),
            (ledger.repeatedSegments, "segments that came again"),
            (ledger.refusedByPeer, "reports and messages that the peer refused"),
            (ledger.undeliverable, "reports and messages never sent"),
            (ledger.turnedAway, "connections turned away"),
        ]
        for (number, what) in odd where number > 0 { lines.append("  \(number) \(what)") }
        console.printLast(Array((held.map(LineLimiter.text).joined() + lines.joined(separator: "\n") + "\n").utf8))
    }
}

extension EventLines {
    fileprivate mutating func submitted(_ message: SubmittedMessage) {
        text("from", message.source)
        texts("to", message.destinations)
        content(message.text, message.octets, message.textAnomalies)
        number("segments", message.parts.count)
    }

    fileprivate mutating func report(_ record: ReceiverEvent.ReportRecord, _ wording: Wording) {
        text("messageID", record.messageID)
        text("to", record.destination)
        state(of: record.report, wording)
        if record.isCopy { value("copy", .bool(true)) }
    }
}

extension ReceiverEvent.ReportRecord {
    /// The report as far as its words go.
    fileprivate var report: DeliveryReport {
        DeliveryReport(messageID: CarrierMessageID(0), receiver: destination, state: state, raw: raw)
    }
}
