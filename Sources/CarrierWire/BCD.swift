/// Decimal digits packed two an octet, the first in the high half.
public enum BCD {
    /// Packs an even number of ASCII digits; nil for anything else.
    public static func encode(_ digits: some StringProtocol) -> [UInt8]? {
        var octets: [UInt8] = []
        var high: UInt8?
        for character in digits.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) else { return nil }
            let value = character &- UInt8(ascii: "0")
            if let first = high {
                octets.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? octets : nil
    }

    /// Packs the last `count` octets' worth of a number's digits, 64 at most, with zeros in front.
    public static func append(_ number: UInt64, count: Int, to octets: inout [UInt8]) {
        let start = octets.count
        octets.append(contentsOf: repeatElement(0, count: min(max(0, count), 64)))
        var rest = number
        for place in stride(from: octets.count &- 1, through: start, by: -1) {
            let pair = UInt8(truncatingIfNeeded: rest % 100)
            octets[place] = (pair / 10) << 4 | pair % 10
            rest /= 100
        }
    }

    /// The last `digits` decimal digits of a number, at most sixteen, four bits each.
    public static func packed(_ number: UInt64, digits: Int) -> UInt64 {
        var packed: UInt64 = 0
        var rest = number
        for place in 0..<min(max(digits, 0), 16) {
            packed |= (rest % 10) << UInt64(4 &* place)
            rest /= 10
        }
        return packed
    }

    /// The digits of packed octets; nil when a half is above nine.
    public static func decode(_ octets: some Sequence<UInt8>) -> String? {
        var digits: [UInt8] = []
        for octet in octets {
            guard octet >> 4 <= 9, octet & 0xF <= 9 else { return nil }
            digits.append(UInt8(ascii: "0") &+ octet >> 4)
            digits.append(UInt8(ascii: "0") &+ (octet & 0xF))
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
