import CarrierFixtures
import CarrierWire

/// Prints recorded conversations: a line a frame, or JSON Lines.
struct ConversationPrinter {
    let console: Console
    let asJSON: Bool
    /// The listing of each frame too.
    let isVerbose: Bool
    /// Nobody reads the output any more.
    private(set) var isUnheard = false
    /// Whether anything was printed.
    private(set) var hasShown = false

    init(console: Console, asJSON: Bool, isVerbose: Bool) {
        (self.console, self.asJSON, self.isVerbose) = (console, asJSON, isVerbose)
    }

    /// Prints some of what happened with one write.
    mutating func show(_ events: [ConversationEvent]) {
        guard !events.isEmpty, !isUnheard else { return }
        hasShown = true
        if asJSON {
            var octets: [UInt8] = []
            for event in events {
                event.json.write(into: &octets)
                octets.append(0x0A)
            }
            isUnheard = !console.output(octets)
        } else {
            isUnheard = !console.print(events.map { text(of: $0) }.joined(separator: "\n"))
        }
    }

    private func text(of event: ConversationEvent) -> String {
        switch event {
        case .flow(let flow): return text(of: flow)
        case .frame(let frame):
            let line = line(
                frame.time, flow: frame.flow, frame.direction, "\(frame.number)", frame.frame.command,
                frame.words(), frame.latencyWords)
            let shown = frame.summary.isFailure ? console.verdict(line, good: false) : line
            return isVerbose ? shown + "\n" + FrameText.text(of: frame.frame, in: frame.dialect) : shown
        case .fault(let fault):
            let what = "\(fault.fault.error)" + (fault.fault.hint.map { ": \($0)" } ?? "")
            let end = fault.isLast ? "; nothing behind can be read in this direction" : ""
            let line = line(
                fault.time, flow: fault.flow, fault.direction, "\(fault.fault.number)", "cannot be read", what + end)
            return console.verdict(line, good: false)
        case .gap(let gap):
            let what = gap.isRecorded ? "octets of frames whose beginning is lost" : "octets are not in the recording"
            return line(gap.time, flow: gap.flow, gap.direction, "", "gap", "\(gap.octets) \(what)")
        case .incomplete(let message, let time):
            let parts = message.frames.map(String.init).joined(separator: ", ")
            let what =
                "\(message.source) → \(message.destination): \(message.frames.count) of \(message.total) segments, "
                + "frames \(parts): \"\(message.text)\""
            return line(time, flow: 0, .fromClient, "", "incomplete message", what)
        case .end(let end):
            let open = end.unanswered > 0 ? ", \(end.unanswered) requests unanswered" : ""
            return line(
                end.time, flow: end.flow, .fromClient, "", "end", "\(end.reason.rawValue), \(end.frames) frames\(open)")
        }
    }

    private func text(of flow: ConversationFlow) -> String {
        var words = "# \(flow.number): \(flow.client) > \(flow.server): "
        if let name = flow.protocolName {
            words += name
            let others = flow.detection?.names.dropFirst().joined(separator: ", ") ?? ""
            if !others.isEmpty { words += " (or \(others))" }
        } else {
            words += "none of our protocols" + (flow.remark.map { ", \($0)" } ?? "")
        }
        return console.strong(words + (flow.isFromStart ? "" : "; began before the recording"))
    }

    private func line(
        _ time: Int64, flow: Int, _ direction: Capture.Direction, _ number: String, _ command: String,
        _ words: String, _ latency: String? = nil
    ) -> String {
        let place = flow > 0 ? "#\(flow) \(direction.rawValue)" : ""
        let head = [
            Self.right(number, 6), Self.right(Self.seconds(time), 12), HelpText.padded(place, to: 5),
            HelpText.padded(command, to: 21),
        ]
        let tail = [Console.printable(words), latency.map { "[\($0)]" } ?? ""].filter { !$0.isEmpty }
        var line = (head + tail).joined(separator: "  ")
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// Seconds with six digits behind the point.
    private static func seconds(_ nanoseconds: Int64) -> String {
        let time = max(0, nanoseconds) / 1000
        let fraction = String(time % 1_000_000)
        return "\(time / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
    }
}
