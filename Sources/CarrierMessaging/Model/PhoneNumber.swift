/// How telephone numbers are compared: what one gateway writes `13800138000`, another writes `+8613800138000`.
///
/// Only comparison normalises; numbers are sent and handed over as they were given.
public enum PhoneNumber {
    /// True when both name the same subscriber.
    public static func isSame(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        return significant(left.utf8).elementsEqual(significant(right.utf8))
    }

    /// The number without surrounding spaces and NULs, a leading `+`, and a `86` in front of 11 digits that begin
    /// with 1 (text-and-long-sms.md 6.1).
    public static func normalised(_ number: String) -> String {
        String(Substring(significant(number.utf8)))
    }

    private static func significant(_ octets: String.UTF8View) -> Substring.UTF8View {
        var rest = octets[...]
        while let last = rest.last, last == 0x20 || last == 0 { rest.removeLast() }
        while let first = rest.first, first == 0x20 || first == 0 { rest.removeFirst() }
        if rest.first == 0x2B { rest.removeFirst() }
        if rest.count == 13, rest.starts(with: [0x38, 0x36, 0x31]) { rest.removeFirst(2) }
        return rest
    }
}
