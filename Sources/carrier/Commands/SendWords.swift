import CarrierFixtures
import CarrierHarness
import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

// How the things that `carrier send` tells of are put into words and members.

extension EventLines {
    /// A line on one segment at one receiver.
    mutating func line(_ name: StaticString, _ place: SegmentPlace, _ members: (inout EventLines) -> Void) {
        line(name) { line in
            line.number("message", place.message)
            line.number("segment", place.segment)
            line.number("of", place.segmentCount)
            line.text("to", place.receiver)
            members(&line)
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
        let counts = summary.counts
        number("messages", counts.messages)
        number("segments", counts.parts)
        number("accepted", counts.accepted)
        number("refused", counts.refused)
        if withReports {
            number("delivered", counts.delivered)
        } else {
            number("acceptedMessages", counts.acceptedMessages)
        }
        number("failed", counts.failed)
        number("unknown", counts.unknown)
        number("incoming", counts.incoming)
        value("seconds", .decimal(Double(summary.duration.nanoseconds) / 1e9))
        value("perSecond", .decimal(summary.partsPerSecond, places: 1))
        let latency = summary.latency
        func seconds(_ span: Moment.Span) -> JSONValue { .decimal(Double(span.nanoseconds) / 1e9) }
        value(
            "responseLatency",
            .object([
                ("p50", seconds(latency.quantile(0.5))), ("p90", seconds(latency.quantile(0.9))),
                ("p99", seconds(latency.quantile(0.99))), ("max", seconds(latency.maximum)),
            ]))
        number("unanswered", counts.unanswered)
        number("lateReports", counts.lateReports)
        number("duplicateReports", counts.duplicateReports)
        number("contradictoryReports", counts.contradictoryReports)
        number("orphanReports", counts.orphanReports)
        number("malformedReports", counts.malformedReports)
        number("repeatedSegments", counts.repeatedSegments)
        number("violations", summary.violationCount)
    }
}

/// The summary for a person.
enum SendSummaryText {
    static func text(of summary: SenderSummary, withReports: Bool) -> String {
        let counts = summary.counts
        let table = TextTable(
            [
                [
                    "messages", "segments", "accepted", "refused", withReports ? "delivered" : "taken", "failed",
                    "unknown", "incoming", "seconds", "per second",
                ],
                [
                    "\(counts.messages)", "\(counts.parts)", "\(counts.accepted)", "\(counts.refused)",
                    "\(withReports ? counts.delivered : counts.acceptedMessages)", "\(counts.failed)",
                    "\(counts.unknown)", "\(counts.incoming)",
                    decimal(Double(summary.duration.nanoseconds) / 1e9, places: 3),
                    decimal(summary.partsPerSecond, places: 1),
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
            (counts.unanswered, "unanswered segments"), (counts.lateReports, "late reports"),
            (counts.duplicateReports, "duplicate reports"),
            (counts.contradictoryReports, "reports that contradict the first"),
            (counts.orphanReports, "reports on nothing that was sent"),
            (counts.malformedReports, "reports that cannot be read"),
            (counts.repeatedSegments, "incoming segments that came again"),
        ]
        for (number, what) in odd where number > 0 { lines.append("  \(number) \(what)") }
        return lines.joined(separator: "\n")
    }

    private static func milliseconds(_ span: Moment.Span) -> String {
        decimal(Double(span.nanoseconds) / 1e6, places: 2) + " ms"
    }

    private static func decimal(_ value: Double, places: Int) -> String {
        JSONValue.decimal(value, places: places).line
    }
}

extension SegmentPlace {
    /// One segment at one receiver in words.
    var words: String {
        let part = segmentCount > 1 ? ", segment \(segment) of \(segmentCount)" : ""
        return "message \(message) to \(receiver)\(part)"
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

extension MessengerEvent {
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
