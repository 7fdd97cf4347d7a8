import CarrierHarness
import CarrierSession

/// Keeps lines that a peer can provoke without end to a few a second of each kind, and counts the others.
struct LineLimiter: Sendable {
    /// Lines of one kind that are printed within a second.
    static let linesPerSecond: UInt64 = 5
    /// Kinds that are told apart; what a peer writes can be part of a kind, so others share one.
    private static let maximumKinds = 64

    private struct Second: Sendable {
        var start: Moment
        var printed: UInt64 = 0
        var held: UInt64 = 0
    }

    private var seconds: [String: Second] = [:]
    /// Lines that were not printed, in all.
    private(set) var held: UInt64 = 0

    /// True when a line of this kind may be printed now.
    mutating func admits(_ kind: String, at now: Moment) -> Bool {
        let kind = seconds[kind] != nil || seconds.count < Self.maximumKinds ? kind : "others"
        var second = seconds[kind] ?? Second(start: now)
        if now - second.start >= .seconds(1), second.held == 0 { second = Second(start: now) }
        let isAdmitted = second.held == 0 && second.printed < Self.linesPerSecond
        if isAdmitted {
            second.printed += 1
        } else {
            second.held &+= 1
            held &+= 1
        }
        seconds[kind] = second
        return isAdmitted
    }

    /// The kinds of which lines were held back in a second that is over, with their number: told once each. At the end
    /// of a run, without a moment, all of them.
    mutating func due(at now: Moment? = nil) -> [(kind: String, lines: UInt64)] {
        if held == 0 { return [] }
        var due: [(kind: String, lines: UInt64)] = []
        for (kind, second) in seconds where second.held > 0 {
            if let now {
                if now - second.start < .seconds(1) { continue }
                seconds[kind] = Second(start: now)
            } else {
                seconds[kind] = nil
            }
            due.append((kind, second.held))
        }
        return due.sorted { $0.kind < $1.kind }
    }
}

extension LineLimiter {
    /// The line for a person on what was held back.
    static func text(_ kind: String, _ lines: UInt64) -> String {
        "\(lines) more of these were not printed: \(Console.printable(kind))\n"
    }
}

extension EventLines {
    /// A line for each kind of lines that were held back.
    mutating func held(_ kinds: [(kind: String, lines: UInt64)]) {
        for (kind, lines) in kinds {
            line("suppressed") { line in
                line.text("what", kind)
                line.number("lines", lines)
            }
        }
    }
}

extension SessionAnomaly {
    /// What anomalies are told apart by when there are too many: their words without what differs from one to the next.
    var kindForLimit: String { String(words.prefix { $0 != "," && $0 != ":" }) }
}
