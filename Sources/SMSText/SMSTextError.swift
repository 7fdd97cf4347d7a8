/// Why a text could not be encoded, decoded or cut: what was wrong and where.
public struct SMSTextError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong.
    @nonexhaustive
    public enum Reason: Hashable, Sendable {
        /// The text holds a character that the alphabet does not have; `character` names the first one.
        case unencodable(Alphabet)
        /// An octet that no character of the alphabet begins with, or a sequence that stands for no character.
        case invalidOctets(Alphabet)
        /// The octets end inside a character.
        case truncatedCharacter(Alphabet)
        /// UCS-2 text of an odd number of octets; `offset` is the octet left over.
        case oddLength
        /// One half of a surrogate pair without the other.
        case unpairedSurrogate(UInt16)
        /// Text was asked for where the alphabet is binary, or the other way round.
        case notText
        /// The message needs more segments than the 255 that a user data header can count.
        case tooManySegments(limit: Int)
        /// Header and reserved units leave no room for a single character.
        case noCapacity(octets: Int)
        /// The user data header's length octet is missing or reaches beyond the content.
        case malformedHeader
        /// A user data header or an information element of more octets than its length octet can say.
        case headerTooLong(limit: Int, actual: Int)
        /// An extra information element that only the segmenter may write (00 or 08, concatenation).
        case reservedElement(UInt8)
    }

    /// What was wrong.
    public var reason: Reason
    /// Where: the octet when decoding or parsing, the UTF-16 unit of the text when encoding; 0 where neither applies.
    public var offset: Int
    /// The first offending character of a text that cannot be encoded.
    public var character: Character?

    /// Puts the parts together.
    public init(_ reason: Reason, offset: Int = 0, character: Character? = nil) {
        self.reason = reason
        self.offset = offset
        self.character = character
    }

    /// One sentence for a log or a command's user.
    public var description: String {
        switch reason {
        case .unencodable(let alphabet):
            "\(Self.name(of: character)) at unit \(offset) cannot be encoded as \(alphabet)"
        case .invalidOctets(let alphabet): "octet \(offset) begins no character of \(alphabet)"
        case .truncatedCharacter(let alphabet): "the octets end inside the \(alphabet) character at octet \(offset)"
        case .oddLength: "odd number of octets in UCS-2 text, octet \(offset) is left over"
        case .unpairedSurrogate(let unit):
            "unpaired surrogate \(String(unit, radix: 16, uppercase: true)) at octet \(offset)"
        case .notText: "binary content is not text"
        case .tooManySegments(let limit): "the message needs more than \(limit) segments"
        case .noCapacity(let octets): "\(octets) octets are left for a segment's payload, too few for a character"
        case .malformedHeader: "the user data header at octet \(offset) reaches beyond the content"
        case .headerTooLong(let limit, let actual): "user data header of \(actual) octets where \(limit) fit"
        case .reservedElement(let identifier): "information element \(identifier) is written by the segmenter only"
        }
    }

    private static func name(of character: Character?) -> String {
        guard let character else { return "a character" }
        let scalars = character.unicodeScalars.map { "U+" + String($0.value, radix: 16, uppercase: true) }
        return "\(String(reflecting: character)) (\(scalars.joined(separator: " ")))"
    }
}
