/// Numbers as ASCII decimal digits.
public enum DecimalDigits {
    /// `value` in at least `width` digits, 64 at most, padded with zeros on the left.
    public static func text(_ value: UInt64, width: Int) -> String {
        var count = 1
        var rest = value / 10
        while rest > 0 {
            count &+= 1
            rest /= 10
        }
        let length = max(count, min(width, 64))
        return String(unsafeUninitializedCapacity: length) { digits in
            var rest = value
            for place in stride(from: length &- 1, through: 0, by: -1) {
                digits[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            return length
        }
    }

    /// The number in `octets`: nil unless they are 1 to 18 ASCII digits.
    public static func number(_ octets: some Collection<UInt8>) -> Int? {
        guard !octets.isEmpty, octets.count <= 18 else { return nil }
        var number = 0
        for octet in octets {
            guard (0x30...0x39).contains(octet) else { return nil }
            number = number &* 10 &+ Int(octet &- 0x30)
        }
        return number
    }
}
