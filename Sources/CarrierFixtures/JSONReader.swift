/// Reads one JSON value, strictly (RFC 8259) and exactly: the order of members and the digits of numbers are kept.
///
/// Refused: a key that comes twice, an unpaired surrogate, octets that are not UTF-8, more than 64 levels.
public struct JSONReader {
    /// What was wrong and at which octet of the text, counted from 0.
    public struct Failure: Error, Hashable, Sendable {
        /// What was wrong, in words.
        public var reason: String
        /// The octet at which it was noticed.
        public var offset: Int

        /// Says what was wrong at which octet.
        public init(reason: String, offset: Int) {
            self.reason = reason
            self.offset = offset
        }
    }

    private let octets: [UInt8]
    private var position = 0
    private static let depthLimit = 64

    private init(_ octets: [UInt8]) { self.octets = octets }

    /// The one value that `text` holds; white space around it is ignored.
    public static func value(of text: String) throws(Failure) -> JSONValue { try value(of: Array(text.utf8)) }

    /// The one value that these UTF-8 octets hold; white space around it is ignored.
    public static func value(of octets: [UInt8]) throws(Failure) -> JSONValue {
        var reader = JSONReader(octets)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == octets.count else { throw reader.failure("something follows the value") }
        return value
    }

    private func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: position) }

    private var next: UInt8? { position < octets.count ? octets[position] : nil }

    private mutating func skipSpace() {
        while let octet = next, octet == 0x20 || octet == 0x0A || octet == 0x0D || octet == 0x09 { position += 1 }
    }

    private mutating func take(_ octet: UInt8) -> Bool {
        guard next == octet else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        guard depth < JSONReader.depthLimit else {
            throw failure("nested deeper than \(JSONReader.depthLimit) levels")
        }
        skipSpace()
        switch next {
        case 0x7B: return .object(try object(depth: depth))
        case 0x5B: return .array(try array(depth: depth))
        case 0x22: return .string(try string())
        case 0x74: return try word("true", .bool(true))
        case 0x66: return try word("false", .bool(false))
        case 0x6E: return try word("null", .null)
        case .some(0x2D), .some(0x30...0x39): return .number(try number())
        case nil: throw failure("a value is missing")
        default: throw failure("no JSON value begins like this")
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
        guard octets[position...].starts(with: word.utf8) else { throw failure("no JSON value begins like this") }
        position += word.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws(Failure) -> JSONObject {
        position += 1
        var object = JSONObject()
        var keys: Set<[UInt8]> = []
        skipSpace()
        if take(0x7D) { return object }
        while true {
            skipSpace()
            guard next == 0x22 else { throw failure("a member's name in quotes is missing") }
            let key = try string()
            guard keys.insert(Array(key.utf8)).inserted else { throw failure("the member \"\(key)\" comes twice") }
            skipSpace()
            guard take(0x3A) else { throw failure("a colon is missing") }
            object.append(key, try value(depth: depth + 1))
            skipSpace()
            if take(0x7D) { return object }
            guard take(0x2C) else { throw failure("a comma or } is missing") }
        }
    }

    private mutating func array(depth: Int) throws(Failure) -> [JSONValue] {
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take(0x5D) { return elements }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(0x5D) { return elements }
            guard take(0x2C) else { throw failure("a comma or ] is missing") }
        }
    }

    private mutating func digits() throws(Failure) {
        let start = position
        while let octet = next, (0x30...0x39).contains(octet) { position += 1 }
        guard position > start else { throw failure("a digit is missing") }
    }

    private mutating func number() throws(Failure) -> String {
        let start = position
        _ = take(0x2D)
        if !take(0x30) { try digits() }
        if take(0x2E) { try digits() }
        if take(0x65) || take(0x45) {
            if !take(0x2B) { _ = take(0x2D) }
            try digits()
        }
        if let octet = next, (0x30...0x39).contains(octet) { throw failure("a number begins with a superfluous 0") }
        return String(decoding: octets[start..<position], as: UTF8.self)
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        var plain: [UInt8] = []
        while let octet = next {
            switch octet {
            case 0x22:
                // Decoding repairs what is not UTF-8, so a repaired text differs from its octets.
                let text = String(decoding: plain, as: UTF8.self)
                guard text.utf8.elementsEqual(plain) else { throw failure("not UTF-8") }
                position += 1
                return text
            case 0x5C:
                position += 1
                let scalar = try escape()
                plain.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            case 0..<0x20: throw failure("a control character must be escaped")
            default:
                plain.append(octet)
                position += 1
            }
        }
        throw failure("a string does not end")
    }

    private mutating func escape() throws(Failure) -> Unicode.Scalar {
        guard let octet = next else { throw failure("a string does not end") }
        position += 1
        switch octet {
        case 0x22: return "\""
        case 0x5C: return "\\"
        case 0x2F: return "/"
        case 0x62: return "\u{08}"
        case 0x66: return "\u{0C}"
        case 0x6E: return "\n"
        case 0x72: return "\r"
        case 0x74: return "\t"
        case 0x75:
            let first = try fourHexDigits()
            if let scalar = Unicode.Scalar(first) { return scalar }
            guard (0xD800..<0xDC00).contains(first), take(0x5C), take(0x75) else {
                throw failure("an unpaired surrogate")
            }
            let second = try fourHexDigits()
            guard (0xDC00..<0xE000).contains(second),
                let scalar = Unicode.Scalar(0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00))
            else { throw failure("an unpaired surrogate") }
            return scalar
        default: throw failure("an unknown escape")
        }
    }

    private mutating func fourHexDigits() throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let octet = next, let digit = Character(Unicode.Scalar(octet)).hexDigitValue else {
                throw failure("four hex digits are missing")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
