extension JSONValue {
    /// The value as one line of JSON: members in their order, nothing escaped that need not be.
    ///
    /// U+2028, U+2029, U+FEFF and control characters are escaped, so that a line stays a line wherever it is shown.
    public var line: String {
        var octets: [UInt8] = []
        write(into: &octets)
        return String(decoding: octets, as: UTF8.self)
    }

    /// Appends the UTF-8 octets of `line`.
    public func write(into octets: inout [UInt8]) {
        switch self {
        case .null: octets.append(contentsOf: "null".utf8)
        case .bool(let value): octets.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let literal): octets.append(contentsOf: literal.utf8)
        case .string(let text): JSONValue.write(text, into: &octets)
        case .array(let elements):
            octets.append(0x5B)
            for (index, element) in elements.enumerated() {
                if index > 0 { octets.append(0x2C) }
                element.write(into: &octets)
            }
            octets.append(0x5D)
        case .object(let object):
            octets.append(0x7B)
            for (index, member) in object.members.enumerated() {
                if index > 0 { octets.append(0x2C) }
                JSONValue.write(member.key, into: &octets)
                octets.append(0x3A)
                member.value.write(into: &octets)
            }
            octets.append(0x7D)
        }
    }

    /// Appends a text as a JSON string, in quotes.
    public static func write(_ text: String, into octets: inout [UInt8]) {
        octets.append(0x22)
        // Mostly there is nothing to escape.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
            octets.append(contentsOf: text.utf8)
            octets.append(0x22)
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: octets.append(contentsOf: [0x5C, 0x22])
            case 0x5C: octets.append(contentsOf: [0x5C, 0x5C])
            case 0x0A: octets.append(contentsOf: [0x5C, 0x6E])
            case 0x0D: octets.append(contentsOf: [0x5C, 0x72])
            case 0x09: octets.append(contentsOf: [0x5C, 0x74])
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF:
                let digits = String(scalar.value, radix: 16)
                octets.append(contentsOf: "\\u".utf8)
                octets.append(contentsOf: repeatElement(0x30, count: max(0, 4 - digits.utf8.count)))
                octets.append(contentsOf: digits.utf8)
            default: octets.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        octets.append(0x22)
    }
}
