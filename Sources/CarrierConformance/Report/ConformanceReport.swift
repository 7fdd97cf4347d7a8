import CarrierFixtures
import CarrierSession

/// All results of one run.
public struct ConformanceReport: Sendable {
    /// The dialect that the peer was judged in.
    public var dialect: String
    /// Who was judged.
    public var role: JudgedRole
    /// The results, in the order of the cases.
    public private(set) var results: [CaseResult] = []
    /// How long the run took.
    public var duration = Moment.Span.zero

    /// A run without results.
    public init(dialect: String, role: JudgedRole) { (self.dialect, self.role) = (dialect, role) }

    /// Adds the next result.
    public mutating func add(_ result: CaseResult) { results.append(result) }

    /// How many cases ended so.
    public func count(_ outcome: CaseOutcome) -> Int { results.count { $0.outcome == outcome } }

    /// How many of the unsupported could not be judged because of a basic case that had failed.
    public var blocked: Int { results.count { $0.blockedBy != nil } }

    /// True when no case failed; with `strict` none may be `notStrict` either.
    public func isPassed(strict: Bool = false) -> Bool {
        count(.fail) == 0 && (!strict || count(.notStrict) == 0)
    }

    /// The line that ends a run, in the form of the command line's contract.
    public var summary: JSONValue {
        .object(
            [
                ("event", .string("summary")), ("protocol", .string(dialect)), ("role", .string(role.rawValue)),
                ("cases", .integer(results.count)),
            ]
                + CaseOutcome.allCases.map { outcome in
                    (outcome.rawValue, .integer(count(outcome)))
                } + [
                    ("blocked", .integer(blocked)),
                    ("seconds", .decimal(Double(duration.nanoseconds) / 1e9, places: 3)),
                ])
    }
}

extension CaseResult {
    /// The result as a line of the command line's contract.
    public var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("event", .string("case")), ("id", .string(id.description)), ("level", .string(level.rawValue)),
            ("requirement", .string(requirement)), ("outcome", .string(outcome.rawValue)), ("seen", .string(seen)),
            ("expected", .string(expected)), ("seconds", .decimal(Double(duration.nanoseconds) / 1e9, places: 3)),
        ]
        if let reference { members.append(("reference", .string(reference))) }
        if !step.isEmpty { members.append(("step", .string(step))) }
        if isBroken { members.append(("broken", .bool(true))) }
        if let blockedBy { members.append(("blockedBy", .string(blockedBy.description))) }
        members.append(("wire", .array(wire.map(\.json))))
        if leftOut > 0 { members.append(("leftOut", .integer(leftOut))) }
        return .object(members)
    }
}

extension WireEntry {
    /// The entry as it stands in a result's line.
    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("time", .decimal(Double(time.nanoseconds) / 1e9)), ("from", .string(side.rawValue)),
            ("connection", .string(connection)),
        ]
        if octets.isEmpty {
            members.append(("event", .string(command)))
        } else {
            members += [("hex", .string(octets.map { Self.pair($0) }.joined())), ("command", .string(command))]
        }
        if !fields.isEmpty { members.append(("fields", .object(fields.map { ($0.name, .string($0.value)) }))) }
        if !note.isEmpty { members.append(("note", .string(note))) }
        if !deviating.isEmpty {
            let places = deviating.map { JSONValue.array([.integer($0.lowerBound), .integer($0.upperBound)]) }
            members.append(("deviating", .array(places)))
        }
        return .object(members)
    }

    static func pair(_ octet: UInt8) -> String {
        let digits = String(octet, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}

/// Cases that are not to be tried, each with a reason.
public struct SkipList: Sendable {
    /// One entry.
    public struct Entry: Sendable {
        /// The name of a case, or the beginning of one.
        public var selection: String
        /// Why it is not tried.
        public var reason: String
        /// Its line in the file.
        public var line: Int
    }

    /// The entries, in the order of the file.
    public let entries: [Entry]

    /// A list that skips nothing.
    public init() { entries = [] }

    /// Reads a list: a line is a name and a reason; `#` begins a comment.
    ///
    /// - Throws: an entry without a reason.
    public init(_ text: String, file: String) throws(DialogueError) {
        var entries: [Entry] = []
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).prefix(100_000) {
            number += 1
            let words = line.split(separator: " ", maxSplits: 1)
            guard let selection = words.first, !selection.hasPrefix("#") else { continue }
            guard words.count == 2, words[1].contains(where: { !$0.isWhitespace }) else {
                throw DialogueError(
                    file: file, line: number, column: 1, reason: "\(selection) has no reason: write it behind the name")
            }
            entries.append(Entry(selection: String(selection), reason: String(words[1]), line: number))
        }
        self.entries = entries
    }

    /// The reason why a case is not tried; nil when it is.
    public func reason(for id: CaseID) -> String? { entries.first { id.isSelected(by: $0.selection) }?.reason }

    /// The entries that match none of the cases: what they were written for has gone.
    public func unmatched(in cases: [ConformanceCase]) -> [Entry] {
        entries.filter { entry in !cases.contains { $0.id.isSelected(by: entry.selection) } }
    }
}

/// The outcomes of an earlier run.
public struct EarlierRun: Sendable {
    /// The outcome of each case by its name.
    public let outcomes: [String: String]

    /// Reads the lines that `--json` prints; what is no case is left out.
    ///
    /// - Throws: a line that is no JSON, or a text without any case.
    public init(_ text: String, file: String) throws(FixtureError) {
        var outcomes: [String: String] = [:]
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            if line.allSatisfy(\.isWhitespace) { continue }
            let value: JSONValue
            do throws(JSONReader.Failure) {
                value = try JSONReader.value(of: Array(line.utf8))
            } catch {
                throw FixtureError(file: file, line: number, "not a line of carrier conform --json: \(error.reason)")
            }
            guard let members = value.members, members["event"]?.text == "case", let id = members["id"]?.text,
                let outcome = members["outcome"]?.text
            else { continue }
            outcomes[id] = outcome
        }
        guard !outcomes.isEmpty else { throw FixtureError(file: file, "no case in it: give what --json printed") }
        self.outcomes = outcomes
    }

    /// What differs, in the order of the cases: an outcome that is another one now, a case that is new or gone.
    public func differences(to report: ConformanceReport) -> [(id: String, then: String, now: String)] {
        let present = report.results.map { (id: $0.id.description, now: $0.outcome.rawValue) }
        let changed = present.compactMap { one -> (id: String, then: String, now: String)? in
            let then = outcomes[one.id] ?? "not tried"
            return then == one.now ? nil : (one.id, then, one.now)
        }
        let known = Set(present.map(\.id))
        let gone = outcomes.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }
        return changed + gone.map { ($0.key, $0.value, "not tried") }
    }
}
