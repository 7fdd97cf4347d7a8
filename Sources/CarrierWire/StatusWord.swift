/// The final state in a status report, in the words that short message centres use: `DELIVRD`, `MK:0001`.
///
/// All protocols that report in words share this one table: the specified words, the families of a failing link (two
/// letters and a reason, with a colon or without), and what centres append their reasons to. Any text is a value; what
/// nobody knows is a failure for an unknown reason, and only `DELIVRD` is a success.
public struct StatusWord: Hashable, Sendable {
    /// What a word says became of the message.
    public enum State: Hashable, Sendable, CaseIterable {
        /// On the phone.
        case delivered
        /// Could not be delivered; also every word that nobody knows.
        case undelivered
        /// The validity period ended first.
        case expired
        /// Deleted.
        case deleted
        /// Refused.
        case rejected
        /// The centre does not know.
        case unknown
        /// Taken on the receiver's behalf: not final.
        case accepted
        /// On its way: not final.
        case enroute

        /// The word that says this and nothing else.
        public var word: String {
            switch self {
            case .delivered: "DELIVRD"
            case .undelivered: "UNDELIV"
            case .expired: "EXPIRED"
            case .deleted: "DELETED"
            case .rejected: "REJECTD"
            case .unknown: "UNKNOWN"
            case .accepted: "ACCEPTD"
            case .enroute: "ENROUTE"
            }
        }
    }

    /// The word without blanks and NULs around it.
    public let text: String

    /// The word as a report's field holds it.
    public init(_ field: OctetString) { text = field.text }

    /// The word as text.
    public init(_ text: String) {
        let octets = text.utf8
        let start = octets.drop { Self.isPadding($0) }
        let end = start.lastIndex { !Self.isPadding($0) }
        let word = end.map { start[...$0] } ?? start.prefix(0)
        self.text = word.count == octets.count ? text : String(word) ?? ""
    }

    private static func isPadding(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0 }

    /// What the word says; `undelivered` for one that nobody knows.
    public var state: State {
        // Nearly every report.
        if text == "DELIVRD" { return .delivered }
        return entry?.state ?? .undelivered
    }

    /// True when the message reached the phone: `DELIVRD`, letter by letter.
    public var isDelivered: Bool { text == "DELIVRD" }

    /// False where another report follows: accepted on the receiver's behalf, or on its way.
    public var isFinal: Bool { state != .accepted && state != .enroute }

    /// True for a word, or a word of a family, whose meaning is known.
    public var isKnown: Bool { entry != nil }

    /// True for the words and families that a specification lists; the others are met in the field.
    public var isSpecified: Bool { entry?.isSpecified ?? false }

    /// What the word means, its reason left out; nil for one that nobody knows.
    public var meaning: CodeMeaning? { entry?.meaning }

    /// What the reason behind the family means, in the reading that most tables give; nil where they differ.
    public var reasonMeaning: CodeMeaning? {
        guard let (family, reason) = parts, let number = Int(reason) else { return nil }
        return StatusWordTable.reasons[family]?[number] ?? StatusWordTable.commonReasons[number]
    }

    /// Meaning and reason in one; for a word that nobody knows that it is a failure without a known reason.
    public var words: CodeMeaning {
        (meaning ?? StatusWordTable.nobodyKnows).because(of: meaning == nil ? nil : reasonMeaning)
    }

    /// The two letters in front of the reason, in capitals: `MI` of `MI:0024` and of `MI00024`; nil for a plain word.
    public var family: String? { parts?.family }

    /// What stands behind the family, the colon left out: digits as a rule.
    public var reason: String? { parts.map { String($0.reason) } }

    private var entry: StatusWordTable.Entry? {
        let capitals = text.uppercased()
        // Success is not guessed from another spelling.
        if let entry = StatusWordTable.words[capitals] {
            return entry.state == .delivered && !isDelivered ? nil : entry
        }
        if let family { return StatusWordTable.families[family] }
        return StatusWordTable.beginnings.first { capitals.hasPrefix($0.beginning) }?.entry
    }

    private var parts: (family: String, reason: Substring)? {
        let octets = text.utf8
        let letters = octets.prefix(2)
        guard octets.count > 2, letters.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) }) else { return nil }
        var reason = octets.dropFirst(2)
        if reason.first == UInt8(ascii: ":") {
            reason = reason.dropFirst()
        } else if !reason.allSatisfy({ (0x30...0x39).contains($0) }) {
            return nil
        }
        return (String(text.prefix(2)).uppercased(), Substring(reason))
    }
}
