/// What about a payload is not what its data coding says. The octets are always worth keeping beside such a text.
@nonexhaustive
public enum TextAnomaly: Hashable, Sendable, CustomStringConvertible {
    /// Text with FF FE in front, which no big-endian text begins with: read as little-endian, without the mark.
    case littleEndian
    /// Octets that are no text of the alphabet that the data coding names and are well formed in another one: read so.
    case mislabelled(as: Alphabet, is: Alphabet)
    /// The same for UTF-8, which no data coding names.
    case utf8(labelledAs: Alphabet)
    /// Octets that stand for no character: U+FFFD is in their place. The first one is named.
    case damaged(SMSTextError)

    /// One sentence for a log or a command's user.
    public var description: String {
        switch self {
        case .littleEndian: "FF FE in front: read as little-endian UTF-16"
        case .mislabelled(let label, let alphabet): "labelled \(label), read as \(alphabet)"
        case .utf8(let label): "labelled \(label), read as UTF-8"
        case .damaged(let error): "replaced by U+FFFD: \(error)"
        }
    }
}

/// A payload's text, and what had to be read otherwise than its data coding says.
public struct TextReading: Hashable, Sendable {
    /// The text.
    public var text: String
    /// Empty where every octet is what the data coding says.
    public var anomalies: [TextAnomaly]

    /// A text with its anomalies.
    public init(text: String, anomalies: [TextAnomaly] = []) {
        self.text = text
        self.anomalies = anomalies
    }
}

extension TextDecoder {
    /// The text of a payload without its header, read as what it is where it cannot be what its data coding says: FF FE
    /// in front, GBK or UTF-8 or UTF-16 under coding 0, UTF-8 or UTF-16 under coding 15. What is left is U+FFFD.
    ///
    /// Nothing is read otherwise, and nothing is replaced, without an anomaly. Binary payload has no text.
    public static func reading(of payload: some Collection<UInt8>, dataCoding: UInt8) -> TextReading {
        reading(of: payload, Alphabet(dataCoding: dataCoding))
    }

    /// The same for the payloads of one message's segments in order; see ``text(ofSegments:)``.
    public static func reading(
        ofSegments segments: some Sequence<(payload: ArraySlice<UInt8>, dataCoding: UInt8)>
    ) -> TextReading {
        var whole = TextReading(text: "")
        forEachRun(of: segments) { run, alphabet in
            let part = reading(of: run, alphabet)
            whole.text += part.text
            whole.anomalies += part.anomalies.filter { !whole.anomalies.contains($0) }
        }
        return whole
    }

    private static func reading(of payload: some Collection<UInt8>, _ alphabet: Alphabet) -> TextReading {
        if alphabet == .ucs2, payload.starts(with: [0xFF, 0xFE]) { return littleEndian(payload, anomalies: []) }
        let decoded = decode(payload, alphabet)
        guard alphabet == .ascii || alphabet == .gb18030 else {
            return TextReading(text: decoded.text, anomalies: decoded.fault.map { [.damaged($0)] } ?? [])
        }
        // Nearly every message. NULs are no text either: UTF-16 of ASCII characters has them.
        if decoded.fault == nil, !payload.contains(0) { return TextReading(text: decoded.text) }
        if let guess = otherReading(of: Array(payload), labelled: alphabet) { return guess }
        return TextReading(text: decoded.text, anomalies: decoded.fault.map { [.damaged($0)] } ?? [])
    }

    private static func littleEndian(_ payload: some Collection<UInt8>, anomalies: [TextAnomaly]) -> TextReading {
        var octets = Array(payload.dropFirst(2))
        for place in stride(from: 1, to: octets.count, by: 2) { octets.swapAt(place - 1, place) }
        let decoded = decode(octets, .ucs2)
        return TextReading(
            text: decoded.text,
            anomalies: anomalies + [.littleEndian] + (decoded.fault.map { [.damaged($0)] } ?? []))
    }

    /// What octets are that are no text of their label; nil where that is anybody's guess.
    private static func otherReading(of octets: [UInt8], labelled label: Alphabet) -> TextReading? {
        let isEven = octets.count % 2 == 0
        if isEven, octets.starts(with: [0xFF, 0xFE]) {
            return littleEndian(octets, anomalies: [.mislabelled(as: label, is: .ucs2)])
        }
        if isEven, octets.starts(with: [0xFE, 0xFF]) {
            let decoded = decode(octets.dropFirst(2), .ucs2)
            if decoded.fault == nil {
                return TextReading(text: decoded.text, anomalies: [.mislabelled(as: label, is: .ucs2)])
            }
        }
        let hasHighOctets = octets.contains { $0 >= 0x80 }
        // Hardly any text of another alphabet is well formed as UTF-8.
        if hasHighOctets, !octets.contains(0), let text = String(validating: octets, as: UTF8.self) {
            return TextReading(text: text, anomalies: [.utf8(labelledAs: label)])
        }
        if label == .ascii, hasHighOctets, !octets.contains(0), isMostlyGB2312(octets) {
            let decoded = decode(octets, .gb18030)
            if decoded.fault == nil {
                return TextReading(text: decoded.text, anomalies: [.mislabelled(as: label, is: .gb18030)])
            }
        }
        if isEven, isUsualUCS2(octets) {
            return TextReading(text: decode(octets, .ucs2).text, anomalies: [.mislabelled(as: label, is: .ucs2)])
        }
        return nil
    }

    /// True when at least half of the two-octet characters are of the common block: Latin-1 text is not.
    private static func isMostlyGB2312(_ octets: [UInt8]) -> Bool {
        var (common, all, position) = (0, 0, 0)
        while position < octets.count {
            guard octets[position] >= 0x80, position + 1 < octets.count else {
                position += 1
                continue
            }
            if octets[position] >= 0xA1, octets[position + 1] >= 0xA1 { common += 1 }
            all += 1
            position += 2
        }
        return all > 0 && common * 2 >= all
    }

    /// True for units of ASCII, Han characters and their punctuation alone, with octets that no text of single octets
    /// has: pairs of small letters are Han characters too.
    private static func isUsualUCS2(_ octets: [UInt8]) -> Bool {
        let isControl = octets.contains { $0 < 0x20 && $0 != 0x0A && $0 != 0x0D || (0x80...0x9F).contains($0) }
        guard isControl else { return false }
        return stride(from: 0, to: octets.count - 1, by: 2).allSatisfy { place in
            switch UInt16(octets[place]) << 8 | UInt16(octets[place + 1]) {
            case 0x000A, 0x000D, 0x0020...0x007E, 0x2010...0x2027, 0x3000...0x303F, 0x4E00...0x9FFF, 0xFF00...0xFFEF:
                true
            default: false
            }
        }
    }
}
