/// A rule that can be judged from outside, by what both sides sent.
public struct PassiveRule: Hashable, Sendable {
    /// The name in results: `answers-match`.
    public let name: String
    /// How binding it is.
    public let level: CaseLevel
    /// What is required, in one sentence.
    public let requirement: String

    private init(_ name: String, _ level: CaseLevel, _ requirement: String) {
        (self.name, self.level, self.requirement) = (name, level, requirement)
    }

    static let layout = PassiveRule("layout", .must, "Every frame has the layout of its command.")
    static let deviations = PassiveRule("deviations", .should, "Frames deviate in nothing, tolerated or not.")
    static let values = PassiveRule("values", .should, "Fields hold what the specification allows.")
    static let loginFirst = PassiveRule(
        "login-first", .must, "The login comes first, once, and from whoever connected.")
    static let refused = PassiveRule("refused-login", .must, "Nothing follows a refused login.")
    static let direction = PassiveRule("direction", .must, "Each command comes from the side that may send it.")
    static let answersMatch = PassiveRule(
        "answers-match", .must, "A response has the command and the sequence number of a request that is open.")
    static let answered = PassiveRule("answered", .must, "Every request is answered.")
    static let inTime = PassiveRule("in-time", .should, "A response takes at most 60 s.")
    static let numberReuse = PassiveRule(
        "number-reuse", .must, "A sequence number is not given to another request while the first is open.")
    static let numberStep = PassiveRule("number-step", .should, "The sequence numbers of one side step by one.")
    static let repetitions = PassiveRule(
        "repetitions", .should, "A request is sent at most three times, and not again before 60 s.")
    static let window = PassiveRule("window", .should, "No more requests are open than the window has places.")
    static let repeatedID = PassiveRule("repeated-id", .must, "The response to a delivery repeats its id.")
    static let digest = PassiveRule("digest", .must, "The digest of a login or its response proves the secret.")
    static let closing = PassiveRule("closing", .must, "Behind a closing request its sender sends responses only.")
    static let reportID = PassiveRule("report-id", .should, "A report names a message that was accepted.")

    /// Every rule.
    public static let all: [PassiveRule] = [
        layout, deviations, values, loginFirst, refused, direction, answersMatch, answered, inTime, numberReuse,
        numberStep, repetitions, window, repeatedID, digest, closing, reportID,
    ]
}

/// A rule that was broken, and the frame that broke it.
public struct PassiveFinding: Sendable {
    /// The rule.
    public var rule: PassiveRule
    /// Who broke it.
    public var side: JudgedRole
    /// The connection, from 1.
    public var flow: Int
    /// The frame in the recording, from 1.
    public var frame: Int
    /// What was seen, in one clause.
    public var seen: String
    /// The frame: its time counts from the recording's beginning, passwords and digests are zeros.
    public var entry: WireEntry

    /// What the rule's breach amounts to.
    public var outcome: CaseOutcome { rule.level == .must ? .fail : .notStrict }
}
