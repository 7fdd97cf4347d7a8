import CarrierFixtures
import CarrierSession

/// Who is judged.
public enum JudgedRole: String, Hashable, Sendable, CaseIterable {
    /// The carrier's side: the suite plays the SP.
    case gateway
    /// The SP's side: the suite plays the gateway.
    case sp
}

/// How binding a requirement is.
public enum CaseLevel: String, Hashable, Sendable, CaseIterable {
    /// The specification demands it.
    case must
    /// The specification recommends it, or peers rely on it.
    case should
    /// Nobody demands it; what the peer does is worth knowing.
    case info
}

/// The name of a case: dialect, role, the specification's own clause, and a number within the clause.
public struct CaseID: Hashable, Sendable, CustomStringConvertible {
    /// The dialect's name: `cmpp-3.0`.
    public let dialect: String
    /// Who is judged.
    public let role: JudgedRole
    /// The clause of the specification: `8.4.1`.
    public let clause: String
    /// Counts within the clause, from 1; it is written down, so that a case that is added renames no other.
    public let number: Int

    /// Puts a name together.
    public init(dialect: String, role: JudgedRole, clause: String, number: Int) {
        self.dialect = dialect
        self.role = role
        self.clause = clause
        self.number = number
    }

    /// `cmpp-3.0/gateway/8.4.1/1`.
    public var description: String { "\(dialect)/\(role.rawValue)/\(clause)/\(number)" }

    /// True when `selection` is the name, or the beginning of it up to a slash or a point of the clause.
    public func isSelected(by selection: String) -> Bool {
        let name = description
        guard name.hasPrefix(selection) else { return false }
        let rest = name.dropFirst(selection.count)
        return rest.isEmpty || selection.hasSuffix("/") || rest.hasPrefix("/")
            || rest.hasPrefix(".") && selection.contains("/")
    }
}

/// One requirement of a specification, and the dialogue that tells whether a peer meets it.
public struct ConformanceCase: Sendable {
    /// Its name.
    public let id: CaseID
    /// How binding it is.
    public let level: CaseLevel
    /// What is required, in one sentence.
    public let requirement: String
    /// The section of our own description of the protocol: `cmpp 4.1`.
    public let reference: String?
    /// What the peer has to bring, in words: `submit` for an SP that must send a message.
    public let needs: [String]
    /// True when it waits for timers at their real length.
    public let isSlow: Bool
    /// True when it sends what is illegal: a sound exchange is tried before and after it.
    public let isMalformed: Bool
    /// True when others stand on it: it is tried first, and what it finds is not told again by others.
    public let isBasic: Bool
    /// Names of ``PeerFault``s that it is there to find.
    public let detects: [String]
    /// How long the whole case may take.
    public let timeLimit: Moment.Span
    /// The file and line in which it is written.
    public let source: String

    let steps: [DialogueStep]
    /// Its dialect, looked up once.
    let dialect: WireDialect
}
