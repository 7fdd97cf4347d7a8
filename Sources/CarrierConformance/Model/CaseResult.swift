import CarrierFixtures
import CarrierSession
import CarrierWire

/// How a case ended.
public enum CaseOutcome: String, Hashable, Sendable, CaseIterable {
    /// The requirement is met.
    case pass
    /// It is not.
    case fail
    /// A recommendation that is not met, or a requirement that is met by a tolerated deviation.
    case notStrict
    /// Nothing is required; what was seen is told.
    case informational
    /// The peer cannot be brought to it.
    case unsupported
    /// It was not tried, for a reason that the user gave.
    case skipped
}

/// A case that was tried, and what came of it.
public struct CaseResult: Sendable {
    /// The case's name.
    public var id: CaseID
    /// How binding it is.
    public var level: CaseLevel
    /// What is required.
    public var requirement: String
    /// The section of our own description.
    public var reference: String?
    /// How it ended.
    public var outcome: CaseOutcome
    /// What should have come; empty where everything did.
    public var expected = ""
    /// What came instead, or what was seen.
    public var seen = ""
    /// The line of the case that was not met; empty where all were.
    public var step = ""
    /// True when the case itself cannot be played: a mistake in it, not of the peer.
    public var isBroken = false
    /// The basic case because of which this one could not be judged; nil where there is none.
    public var blockedBy: CaseID?
    /// How long it took.
    public var duration = Moment.Span.zero
    /// Everything that was sent and received, in order.
    public var wire: [WireEntry] = []
    /// Frames that are not in ``wire`` because there were too many.
    public var leftOut = 0
    /// Why it is not met, or only by what is tolerated; empty where it is, and where that is its own matter alone.
    var causes = FailureCauses()
    /// The deviations for which it is `notStrict`; empty where there is another reason.
    var deviations: [FailureCause] = []

    /// The result of a case that was not tried.
    public init(of tried: ConformanceCase, _ outcome: CaseOutcome, seen: String = "") {
        (id, level, requirement) = (tried.id, tried.level, tried.requirement)
        (reference, self.outcome, self.seen) = (tried.reference, outcome, seen)
    }
}

/// One thing that happened on the wire.
public struct WireEntry: Sendable {
    /// Whose doing it was.
    public enum Side: String, Hashable, Sendable {
        /// The suite.
        case suite
        /// The peer that is judged.
        case peer
    }

    /// Since the case's beginning.
    public var time: Moment.Span
    /// The connection's name in the case.
    public var connection: String
    /// Whose doing it was.
    public var side: Side
    /// The octets, passwords and digests as zeros; empty for an event of the connection.
    public var octets: [UInt8]
    /// The command's name, or what happened to the connection.
    public var command: String
    /// The fields, as they are listed.
    public var fields: [WireField]
    /// What is to be said about it.
    public var note = ""
    /// The octets that deviate, counted from the frame's first.
    public var deviating: [Range<Int>] = []
}

/// A field of a frame in a wire log.
public struct WireField: Hashable, Sendable {
    /// The specification's name.
    public var name: String
    /// The value in words.
    public var value: String
    /// The first octet, counted from the frame's first.
    public var offset: Int
    /// The number of octets.
    public var length: Int
}

/// Collects what happened on the wire, bounded.
struct WireLog: Sendable {
    /// Entries at most; later ones are counted.
    static let maximumEntries = 400
    /// Octets of one entry that are kept.
    static let maximumOctets = 4096

    private let facts: ProtocolFacts
    private let begin: Moment
    private(set) var entries: [WireEntry] = []
    private(set) var leftOut = 0

    init(_ facts: ProtocolFacts, from begin: Moment) { (self.facts, self.begin) = (facts, begin) }

    /// Notes a frame; the number under which it can be marked.
    mutating func note(_ frame: SeenFrame, _ side: WireEntry.Side, on connection: String, at now: Moment) -> Int {
        guard entries.count < WireLog.maximumEntries else {
            leftOut += 1
            return -1
        }
        let kept = Array(frame.octets.prefix(WireLog.maximumOctets))
        let octets = facts.dialect.masked(kept)
        var entry = WireEntry(
            time: now - begin, connection: connection, side: side, octets: octets, command: frame.command, fields: [])
        if let described = try? facts.dialect.described(octets) { entry.fields = described.map { WireLog.field($0) } }
        if let error = frame.error {
            entry.note = "cannot be read: \(error)"
            entry.deviating = [error.offset..<max(error.offset + 1, octets.count)]
        } else if !frame.deviations.isEmpty {
            entry.note = "deviates: " + frame.deviations.joined(separator: ", ")
        }
        entries.append(entry)
        return entries.count - 1
    }

    /// Notes what happened to a connection.
    mutating func note(_ event: String, _ side: WireEntry.Side, on connection: String, at now: Moment) {
        guard entries.count < WireLog.maximumEntries else { return leftOut += 1 }
        entries.append(
            WireEntry(time: now - begin, connection: connection, side: side, octets: [], command: event, fields: []))
    }

    /// Marks the field of a frame that deviates; the whole frame where the field is none of its own.
    mutating func mark(_ number: Int, field: String?, _ note: String) {
        guard entries.indices.contains(number) else { return }
        let place = field.flatMap { name in
            entries[number].fields.first { $0.name == name || FieldNames.dialogueName($0.name) == name }
        }
        let all = 0..<entries[number].octets.count
        entries[number].deviating.append(place.map { $0.offset..<$0.offset + $0.length } ?? all)
        if entries[number].note.isEmpty { entries[number].note = note }
    }

    private static func field(_ field: DescribedField) -> WireField {
        let value = ResolvedValue(field.value)?.words ?? ""
        return WireField(name: field.name.description, value: value, offset: field.offset, length: field.length)
    }
}
