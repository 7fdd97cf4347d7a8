/// Octets as hex digits and back.
public enum HexText {
    /// Two lower-case digits an octet, without separators.
    public static func encode(_ octets: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(octets.underestimatedCount &* 2)
        for octet in octets {
            digits.append(digit(octet >> 4))
            digits.append(digit(octet & 0xF))
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// `0x` and as many lower-case digits as `octets` octets have.
    public static func word(_ value: UInt64, octets: Int) -> String {
        var digits = Array("0x".utf8)
        for position in (0..<(min(max(octets, 1), 8) &* 2)).reversed() {
            digits.append(digit(UInt8(truncatingIfNeeded: value >> UInt64(position &* 4)) & 0xF))
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// The octets of hex digits of either case; spaces, tabs and line ends between octets are skipped.
    ///
    /// Nil when any other character or an odd digit is met.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.utf8.count / 2)
        var high: UInt8?
        for character in text.utf8 {
            if character == 0x20 || (0x09...0x0D).contains(character) {
                if high != nil { return nil }
                continue
            }
            guard let value = value(of: character) else { return nil }
            if let first = high {
                octets.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? octets : nil
    }

    /// The value of one hex digit of either case.
    public static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit &- UInt8(ascii: "a") &+ 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit &- UInt8(ascii: "A") &+ 10
        default: nil
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "a") &+ (value &- 10)
    }
}
