import CarrierFixtures
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

// How the things that `carrier send` tells of are put into words and members.

extension EventLines {
    /// A line on one segment at one recipient.
    mutating func line(_ name: StaticString, _ place: MessagePlace, _ members: (inout EventLines) -> Void) {
        line(name) { line in
            line.number("message", place.number)
            line.number("segment", place.segment + 1)
            line.number("of", place.segmentCount)
            line.text("to", place.recipientNumber)
            members(&line)
        }
    }

    /// The line on the one outcome of a message and a recipient.
    mutating func outcome(_ outcome: RecipientOutcome) {
        line("outcome") { line in
            line.number("message", outcome.number)
            line.text("to", outcome.recipientNumber)
            line.text("outcome", outcome.result.word)
            line.number("segments", outcome.content.segmentCount)
            if outcome.result == .notSent { line.flag("notSent") }
            if outcome.mayBeTwice { line.flag("maybeTwice") }
        }
    }

    /// The outcomes of messages that were never begun: a line each, or one for each recipient above a limit.
    mutating func neverBegun(_ content: MessageContent, _ numbers: Range<UInt64>, upTo limit: UInt64) {
        let recipients = content.message.destinations
        let lines = UInt64(numbers.count).multipliedReportingOverflow(by: UInt64(recipients.count))
        guard !lines.overflow, lines.partialValue <= limit else {
            for recipient in recipients { neverBegun(numbers.lowerBound, count: numbers.count, recipient) }
            return
        }
        for number in numbers {
            for recipient in recipients { neverBegun(number, count: 1, recipient) }
        }
    }

    private mutating func neverBegun(_ number: UInt64, count: Int, _ recipient: String) {
        line("outcome") { line in
            line.number("message", number)
            if count > 1 { line.number("messages", count) }
            line.text("to", recipient)
            line.text("outcome", RecipientOutcome.Result.notSent.word)
            line.number("segments", 0)
            line.flag("notSent")
        }
    }

    mutating func incoming(_ message: InboundMessage) {
        text("from", message.source)
        text("to", message.destination)
        content(message.text, message.octets, message.textAnomalies)
        number("segments", message.parts.count)
    }

    /// A message's text; its octets where it is no text, and beside a text that is not what the coding says.
    mutating func content(_ message: String?, _ octets: [UInt8], _ anomalies: [TextAnomaly]) {
        if let message { text("text", message) }
        if message == nil || !anomalies.isEmpty { text("content", HexText.encode(octets)) }
        if !anomalies.isEmpty { texts("textAnomalies", anomalies.map(\.description)) }
    }

    /// A line for each anomaly of a text, for whoever looks for what is odd; the message's own line has them too.
    mutating func anomalies(of anomalies: [TextAnomaly]) {
        for anomaly in anomalies {
            line("anomaly") { $0.text("what", "a text that is not what its coding says: \(anomaly.description)") }
        }
    }

    /// The same for a person.
    static func words(of message: String?, _ octets: [UInt8], _ anomalies: [TextAnomaly]) -> String {
        let shown = message.map(Console.printable) ?? HexText.encode(octets)
        if anomalies.isEmpty { return shown }
        let reasons = anomalies.map(\.description).joined(separator: "; ")
        return "\(shown) [\(reasons); octets \(HexText.encode(octets))]"
    }

    mutating func repeated(_ segment: RepeatedSegment, _ id: String) {
        text("messageID", id)
        text("from", segment.source)
        texts("to", segment.destinations)
        number("segment", segment.number)
        number("of", segment.segmentCount)
        text("what", segment.isOfWholeMessage ? "of a whole message" : "of a message that waits for segments")
    }

    mutating func summary(_ summary: SenderSummary, withReports: Bool) {
        let (counts, counters) = (summary.counts, summary.counters)
        number("messages", counts.messages)
        number("segments", counts.places)
        number("accepted", counters.acceptedPlaces)
        number("refused", counters.refusedPlaces)
        if withReports {
            number("delivered", counts.delivered)
        } else {
            number("acceptedMessages", counts.accepted)
        }
        number("failed", counts.failed)
        number("unknown", counts.unknown &+ counts.notSent)
        number("incoming", counters.incoming)
        value("seconds", .decimal(Double(summary.duration.nanoseconds) / 1e9))
        value("perSecond", .decimal(summary.placesPerSecond, places: 1))
        let latency = summary.latency
        func seconds(_ span: Moment.Span) -> JSONValue { .decimal(Double(span.nanoseconds) / 1e9) }
        value(
            "responseLatency",
            .object([
                ("p50", seconds(latency.quantile(0.5))), ("p90", seconds(latency.quantile(0.9))),
                ("p99", seconds(latency.quantile(0.99))), ("max", seconds(latency.maximum)),
            ]))
        number("unanswered", counters.unansweredPlaces)
        number("notSent", counts.notSent)
        number("resent", counters.resentRequests)
        number("lateReports", counters.lateReports)
        number("duplicateReports", counters.duplicateReports)
        number("contradictoryReports", counters.contradictions)
        number("orphanReports", counters.orphanReports)
        number("malformedReports", counters.malformedReports)
        number("repeatedSegments", counters.repeatedSegments)
        number("violations", summary.violationCount)
    }

    mutating func stats(_ stats: SendStats) {
        value("seconds", .decimal(stats.seconds, places: 1))
        number("messages", stats.counters.messages)
        number("accepted", stats.counters.acceptedPlaces)
        number("refused", stats.counters.refusedPlaces)
        number("outcomes", stats.counters.outcomes)
        number("incoming", stats.counters.incoming)
        number("inFlight", stats.inFlight)
        number("channels", stats.openChannels)
        value("perSecond", .decimal(stats.perSecond, places: 1))
    }
}

extension RecipientOutcome.Result {
    /// The word of the command line, in which what was never sent is unknown and told apart by a mark.
    var word: String { self == .notSent ? RecipientOutcome.Result.unknown.rawValue : rawValue }
}

/// How far a run is.
struct SendStats: Sendable {
    /// Since the connections were opened.
    var seconds: Double
    var counters: ClientCounters
    /// Requests that await their response, over all connections.
    var inFlight: Int
    var openChannels: Int

    init(_ sender: ReferenceSender, seconds: Double) {
        let channels = sender.client.channels
        self.seconds = seconds
        counters = sender.counters
        inFlight = channels.map(\.inFlight).reduce(0, +)
        openChannels = channels.count { $0.state == .open }
    }

    /// Segments that were answered, times recipients, a second.
    var perSecond: Double {
        seconds > 0 ? Double(counters.acceptedPlaces &+ counters.refusedPlaces) / seconds : 0
    }

    var words: String {
        "\(SendSummaryText.decimal(seconds, places: 1)) s: \(counters.outcomes) of \(counters.outcomesOwed) outcomes, "
            + "\(counters.acceptedPlaces) segments accepted, \(counters.refusedPlaces) refused, "
            + "\(SendSummaryText.decimal(perSecond, places: 1)) a second, \(inFlight) in flight, "
            + "\(openChannels) open connections"
    }
}

/// The summary for a person.
enum SendSummaryText {
    static func text(of summary: SenderSummary, withReports: Bool) -> String {
        let (counts, counters) = (summary.counts, summary.counters)
        let table = TextTable(
            [
                [
                    "messages", "segments", "accepted", "refused", withReports ? "delivered" : "taken", "failed",
                    "unknown", "incoming", "seconds", "per second",
                ],
                [
                    "\(counts.messages)", "\(counts.places)", "\(counters.acceptedPlaces)",
                    "\(counters.refusedPlaces)", "\(withReports ? counts.delivered : counts.accepted)",
                    "\(counts.failed)", "\(counts.unknown &+ counts.notSent)", "\(counters.incoming)",
                    decimal(Double(summary.duration.nanoseconds) / 1e9, places: 3),
                    decimal(summary.placesPerSecond, places: 1),
                ],
            ], rightAligned: Set(0...9))
        var lines = [table.text]
        if summary.latency.count > 0 {
            let latency = summary.latency
            lines.append(
                "  responses: half within \(milliseconds(latency.quantile(0.5))), 90 % within "
                    + "\(milliseconds(latency.quantile(0.9))), 99 % within \(milliseconds(latency.quantile(0.99))), "
                    + "all within \(milliseconds(latency.maximum))")
        }
        let odd: [(UInt64, String)] = [
            (counters.unansweredPlaces, "unanswered segments"), (counts.notSent, "outcomes of what was never sent"),
            (counters.resentRequests, "requests sent again without an answer to the first time"),
            (counters.lateReports, "late reports"), (counters.duplicateReports, "duplicate reports"),
            (counters.contradictions, "reports that contradict the first"),
            (counters.orphanReports, "reports on nothing that was sent"),
            (counters.malformedReports, "reports that cannot be read"),
            (counters.repeatedSegments, "incoming segments that came again"),
        ]
        for (number, what) in odd where number > 0 { lines.append("  \(number) \(what)") }
        return lines.joined(separator: "\n")
    }

    private static func milliseconds(_ span: Moment.Span) -> String {
        decimal(Double(span.nanoseconds) / 1e6, places: 2) + " ms"
    }

    static func seconds(_ span: Moment.Span) -> String { decimal(Double(span.nanoseconds) / 1e9, places: 1) }

    static func decimal(_ value: Double, places: Int) -> String {
        JSONValue.decimal(value, places: places).line
    }
}

extension MessagePlace {
    /// One segment at one recipient in words.
    var words: String {
        let part = segmentCount > 1 ? ", segment \(segment + 1) of \(segmentCount)" : ""
        return "message \(number) to \(recipientNumber)\(part)"
    }
}

extension RecipientOutcome {
    /// The outcome, with what failed where something did.
    var words: String {
        let why =
            switch result {
            case .notSent: " (not sent)"
            default: firstFailure.map { " (\(Console.printable($0)))" } ?? ""
            }
        return "message \(number) to \(recipientNumber): \(result.word)\(why)"
            + (mayBeTwice ? ", may have come twice" : "")
    }
}

extension ClientBound {
    /// What was reached.
    var words: String {
        switch self {
        case .queuedMessages: "too many messages wait to be sent; nothing more is taken until some are"
        case .openMessages: "too many messages await their outcome; nothing new is sent until some have it"
        case .earlyReports: "too many reports wait for a response with their id; the oldest are told as orphans"
        case .reverseChannels: "too many connections from the gateway; further ones are turned away"
        }
    }
}

extension InboundMessage {
    /// Where it came from and what it says.
    var words: String {
        "\(Console.printable(source)) to \(Console.printable(destination)): "
            + EventLines.words(of: text, octets, textAnomalies)
    }
}

extension RepeatedSegment {
    /// Which segment it is, and of what.
    var words: String {
        "repeated: \(Console.printable(source)) to \(Console.printable(destinations.joined(separator: ","))), "
            + "segment \(number) of \(segmentCount) again, "
            + (isOfWholeMessage ? "of a message that is whole already" : "of a message that waits for segments")
    }
}

extension ClientEvent {
    /// True for what subscribers wrote.
    var concernsASubscriber: Bool {
        switch self {
        case .incoming, .incomplete, .repeatedSegment: true
        default: false
        }
    }
}

extension RequestFailure {
    /// Why there is no answer.
    var words: String {
        switch self {
        case .noResponse: "no response"
        case .sessionEnded: "session ended"
        case .cancelled: "cancelled"
        case .unencodable(let error): "does not fit: \(error)"
        }
    }
}
