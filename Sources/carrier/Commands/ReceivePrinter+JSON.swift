import CarrierFixtures
import CarrierHarness
import CarrierMessaging

// What `carrier receive` prints as JSON Lines.
extension ReceivePrinter {
    func write(_ event: ReceiverEvent, into lines: inout EventLines) {
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
            lines.line("undelivered") { $0.ended(record, reason, wording) }
        case .deadLetter(let record, let reason):
            lines.line("deadLetter") { $0.ended(record, reason, wording) }
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
}

extension EventLines {
    fileprivate mutating func submitted(_ message: SubmittedMessage) {
        text("from", message.source)
        texts("to", message.destinations)
        content(message.text, message.octets, message.textAnomalies)
        number("segments", message.parts.count)
    }

    fileprivate mutating func ended(
        _ record: ReceiverEvent.ReportRecord?, _ reason: String, _ wording: Wording
    ) {
        text("what", record == nil ? "deliver" : "report")
        if let record { report(record, wording) }
        text("reason", reason)
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
    var report: DeliveryReport {
        DeliveryReport(messageID: CarrierMessageID(0), recipient: destination, state: state, raw: raw)
    }
}
