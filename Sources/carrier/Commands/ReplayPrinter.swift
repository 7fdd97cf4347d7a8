import CarrierFixtures
import CarrierWire

/// What a replay prints.
struct ReplayPrinter: Sendable {
    var console: Console
    var asJSON: Bool

    /// Where the peer is awaited.
    func listening(at address: String, isReverse: Bool) {
        guard asJSON else {
            console.print("listening at \(address)" + (isReverse ? " for the gateway's own connection" : ""))
            return
        }
        var members: [(String, JSONValue)] = [("event", .string("listening")), ("address", .string(address))]
        if isReverse { members.append(("reverse", .bool(true))) }
        console.emit(.object(members))
    }

    /// Events as they come, in one write; false once nobody reads.
    func take(_ events: [ReplayEvent]) -> Bool {
        var octets: [UInt8] = []
        for event in events {
            if asJSON {
                write(event, &octets)
            } else if let line = ReplayPrinter.text(event) {
                octets += Array((Console.printable(line) + "\n").utf8)
            }
        }
        return octets.isEmpty || console.output(octets)
    }

    private func write(_ event: ReplayEvent, _ octets: inout [UInt8]) {
        var lines = EventLines()
        switch event {
        case .sent(let frame, let command, let time):
            lines.line("sent") { line in
                line.number("frame", frame)
                line.text("command", command)
                line.value("time", ReplayPrinter.seconds(time))
            }
        case .matched(let frame, let command, let time):
            lines.line("matched") { line in
                line.number("frame", frame)
                line.text("command", command)
                line.value("time", ReplayPrinter.seconds(time))
            }
        case .difference(let frame, let command, let difference):
            lines.line("difference") { line in
                line.number("frame", frame)
                line.text("command", command)
                line.text("field", difference.field)
                line.number("offset", difference.offset)
                if let recorded = difference.recorded { line.value("recorded", recorded) }
                if let seen = difference.seen { line.value("seen", seen) }
            }
        case .missing(let frame, let command):
            lines.line("missing") { line in
                line.number("frame", frame)
                line.text("command", command)
            }
        case .unexpected(let command, let frame, let time):
            lines.line("unexpected") { line in
                line.text("command", command)
                line.text("hex", HexText.encode(frame))
                line.value("time", ReplayPrinter.seconds(time))
            }
        case .unsent(let frame, let command, let reason):
            lines.line("unsent") { line in
                line.number("frame", frame)
                line.text("command", command)
                line.text("reason", reason)
            }
        }
        octets += lines.octets
    }

    private static func text(_ event: ReplayEvent) -> String? {
        switch event {
        case .sent, .matched: nil
        case .difference(let frame, let command, let difference): "frame \(frame) \(command): \(difference)"
        case .missing(let frame, let command): "frame \(frame) \(command): missing"
        case .unexpected(let command, let octets, _): "unexpected \(command): \(HexText.encode(octets))"
        case .unsent(let frame, let command, let reason): "frame \(frame) \(command): not sent, \(reason)"
        }
    }

    /// The line that ends a run.
    func summary(_ summary: ReplaySummary) {
        let seconds = JSONValue.decimal(Double(summary.duration) / 1e9, places: 3)
        guard asJSON else {
            var words = [
                "\(summary.frames) frames: \(summary.sent) sent, \(summary.matched) matched",
                "\(summary.differing) with \(summary.differences) different fields", "\(summary.missing) missing",
                "\(summary.unexpected) unexpected",
            ]
            if summary.unsent > 0 { words.append("\(summary.unsent) not sent") }
            if summary.untold > 0 { words.append("\(summary.untold) lines left out") }
            console.printLast(Array((words.joined(separator: ", ") + ", \(seconds.line) s\n").utf8))
            return
        }
        var lines = EventLines()
        lines.line("summary") { line in
            line.number("frames", summary.frames)
            line.number("sent", summary.sent)
            line.number("matched", summary.matched)
            line.number("differences", summary.differences)
            line.number("differing", summary.differing)
            line.number("missing", summary.missing)
            line.number("unexpected", summary.unexpected)
            if summary.unsent > 0 { line.number("unsent", summary.unsent) }
            if summary.untold > 0 { line.number("untold", summary.untold) }
            line.number("signsOfLife", summary.signsOfLife)
            line.value("seconds", seconds)
        }
        console.printLast(lines.octets)
    }

    private static func seconds(_ nanoseconds: Int64) -> JSONValue { .decimal(Double(nanoseconds) / 1e9, places: 6) }
}
