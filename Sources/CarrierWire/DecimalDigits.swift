/// Numbers as ASCII decimal digits.
public enum DecimalDigits {
    /// `value` in at least `width` digits, padded with zeros on the left.
    public static func text(_ value: UInt64, width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width &- digits.utf8.count)) + digits
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
