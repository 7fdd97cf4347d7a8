import CarrierWire

/// Hex digits and what may stand between octets, in a line or a part of one.
struct HexScan {
    /// Digits that stand together.
    struct Item {
        var digits: ArraySlice<UInt8>
        /// `0x`, `\x` or `%` stands in front: the digits are hex for certain.
        var isMarked: Bool
        /// A bracket or quote closes behind it, or a colon and a blank stand there.
        var isClosed = false
        /// A colon and a blank stand behind it.
        var isLabel = false
    }

    private(set) var items: [Item] = []
    /// The first character that cannot stand in hex.
    private(set) var stranger: UInt8?
    /// Where that character, or the run that it ends, begins.
    private(set) var strangerIndex: Int?

    init(_ text: ArraySlice<UInt8>) {
        var rest = text
        while let character = rest.first {
            let start = rest.startIndex
            defer { if stranger != nil, strangerIndex == nil { strangerIndex = start } }
            if stranger != nil { return }
            if rest.starts(with: "0x".utf8) || rest.starts(with: "0X".utf8) || rest.starts(with: "\\x".utf8) {
                take(&rest, marker: 2)
            } else if character == UInt8(ascii: "%"), rest.dropFirst().first.flatMap(HexText.value) != nil {
                take(&rest, marker: 1)
            } else if HexScan.isLiteralMark(rest) {
                rest = rest.dropFirst()
            } else if HexText.value(of: character) != nil {
                take(&rest, marker: 0)
            } else {
                skip(&rest)
            }
        }
    }

    private mutating func take(_ rest: inout ArraySlice<UInt8>, marker: Int) {
        var digits = rest.dropFirst(marker).prefix { HexText.value(of: $0) != nil }
        // `\x` is followed by two digits and then by anything, but PostgreSQL writes it once in front of all.
        let isEscape = marker == 2 && rest.first == UInt8(ascii: "\\")
        let next = rest.dropFirst(marker + digits.count).first
        if marker == 1 { digits = digits.prefix(2) }
        if digits.isEmpty || (isEscape && digits.count != 2 && !items.isEmpty) || digits.count > 1 << 24 {
            stranger = rest.first
            return
        }
        if let next, HexPlainReader.isLetter(next) || (marker == 0 && next == UInt8(ascii: "_")) {
            stranger = next
            return
        }
        items.append(Item(digits: digits, isMarked: marker > 0))
        rest = rest.dropFirst(marker + digits.count)
        if let next = rest.first, !items.isEmpty {
            let isColon = next == UInt8(ascii: ":") && rest.dropFirst().first == 0x20
            items[items.count - 1].isLabel = isColon
            items[items.count - 1].isClosed = isColon || "])}>\"'`".utf8.contains(next)
        }
    }

    private mutating func skip(_ rest: inout ArraySlice<UInt8>) {
        guard let character = rest.popFirst() else { return }
        switch character {
        case 0x20, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "|"),
            UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "_"):
            return
        case UInt8(ascii: "."):
            // Two dots say that octets were left out.
            if rest.first == character { stranger = character }
        case UInt8(ascii: "\\"):
            // The end of a line that goes on.
            if !rest.allSatisfy({ $0 == 0x20 }) { stranger = character }
        default:
            stranger = character
        }
    }

    /// `b'`, `x'`, `h'` in front of a quoted literal.
    private static func isLiteralMark(_ text: ArraySlice<UInt8>) -> Bool {
        guard let mark = text.first, let quote = text.dropFirst().first else { return false }
        return "bxXhB".utf8.contains(mark) && "'\"".utf8.contains(quote)
    }
}

/// Python's `b'\x00A'`: characters among the escapes are octets themselves.
struct HexLiteral {
    private(set) var octets: [UInt8] = []
    /// The literal does not end, or more than it stands on the line.
    private(set) var isDamaged = false

    /// Nil where the line holds no such literal, or one of hex digits alone.
    init?(_ line: [UInt8]) {
        var rest = line[...]
        var others: [UInt8] = []
        var isEscaped = false
        while let character = rest.popFirst() {
            let before = others.last ?? 0x20
            guard character == UInt8(ascii: "b"), let quote = rest.first, "'\"".utf8.contains(quote),
                !HexPlainReader.isLetter(before), !(0x30...0x39).contains(before)
            else {
                others.append(character)
                continue
            }
            rest = rest.dropFirst()
            let inside = rest.prefix { $0 != quote }
            isEscaped = isEscaped || inside.contains(UInt8(ascii: "\\"))
            take(&rest, until: quote)
        }
        guard isEscaped else { return nil }
        if HexPlainReader.hasOctets(others) { isDamaged = true }
    }

    private mutating func take(_ rest: inout ArraySlice<UInt8>, until quote: UInt8) {
        while let character = rest.popFirst() {
            if character == quote { return }
            guard character == UInt8(ascii: "\\") else {
                octets.append(character)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "x"):
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                guard digits.utf8.count == 2, let octet = HexText.decode(digits) else {
                    isDamaged = true
                    return
                }
                octets += octet
                rest = rest.dropFirst(2)
            case UInt8(ascii: "n"): octets.append(0x0A)
            case UInt8(ascii: "r"): octets.append(0x0D)
            case UInt8(ascii: "t"): octets.append(0x09)
            case .some(let other) where "\\'\"".utf8.contains(other): octets.append(other)
            default:
                isDamaged = true
                return
            }
        }
        isDamaged = true
    }
}
