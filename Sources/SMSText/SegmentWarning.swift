/// What a segment costs or loses on the air that its octets do not show.
@nonexhaustive
public enum SegmentWarning: Hashable, Sendable, CustomStringConvertible {
    /// Characters of the extension table (`[ ] { } \ ^ ~ |`) in ASCII: two septets each once the gateway has packed the
    /// segment. Above the 160 septets of the air the gateway cuts, splits or refuses it.
    case extensionCharacters([Character], segment: Int, septets: Int)
    /// Characters of ASCII that the air's alphabet does not have: the gateway puts something else in their place.
    case missingCharacters([Character], segment: Int)
    /// Characters of four octets in GB18030: a gateway that knows GBK alone turns them into `?`, and so do phones.
    case fourOctetCharacters([Character], segment: Int)

    /// The septets of one short message on the air.
    public static let septetLimit = 160

    /// One sentence.
    public var description: String {
        switch self {
        case .extensionCharacters(let characters, let segment, let septets):
            let costs = characters.count == 1 ? "costs" : "cost"
            return "\(Self.list(characters)) \(costs) two septets on the air, segment \(segment) needs \(septets) of "
                + "\(Self.septetLimit)"
        case .missingCharacters(let characters, let segment):
            return
                "\(Self.list(characters)) in segment \(segment) is not in the alphabet of the air and will be replaced"
        case .fourOctetCharacters(let characters, let segment):
            let takes = characters.count == 1 ? "takes" : "take"
            return "\(Self.list(characters)) \(takes) four octets in GB18030, segment \(segment): phones cannot show "
                + "that; use UCS-2"
        }
    }

    private static func list(_ characters: [Character]) -> String {
        characters.map { String(reflecting: String($0)) }.joined(separator: " ")
    }
}

extension SegmentedMessage {
    /// What the segments cost or lose on the air, in their order; empty for nearly every message.
    public var warnings: [SegmentWarning] {
        switch alphabet {
        case .ascii: segments.flatMap(Self.septetWarnings)
        case .gb18030: segments.compactMap(Self.fourOctetWarning)
        case .ucs2, .binary: []
        }
    }

    private static func septetWarnings(of segment: Segment) -> [SegmentWarning] {
        var septets = (segment.header.count * 8 + 6) / 7
        var doubled: [Character] = []
        var missing: [Character] = []
        for octet in segment.payload {
            let character = Character(Unicode.Scalar(octet))
            switch GSM7Table.asciiSeptets[Int(octet)] {
            case 0:
                septets += 1
                if !missing.contains(character) { missing.append(character) }
            case 1: septets += 1
            default:
                septets += 2
                if !doubled.contains(character) { doubled.append(character) }
            }
        }
        var warnings: [SegmentWarning] = []
        if !doubled.isEmpty {
            warnings.append(.extensionCharacters(doubled, segment: segment.number, septets: septets))
        }
        if !missing.isEmpty { warnings.append(.missingCharacters(missing, segment: segment.number)) }
        return warnings
    }

    private static func fourOctetWarning(of segment: Segment) -> SegmentWarning? {
        var characters: [Character] = []
        for character in GB18030Codec.decode(segment.payload)
        where character.unicodeScalars.contains(where: { GB18030Codec.octetCount(of: $0) == 4 }) {
            if !characters.contains(character) { characters.append(character) }
        }
        return characters.isEmpty ? nil : .fourOctetCharacters(characters, segment: segment.number)
    }
}
