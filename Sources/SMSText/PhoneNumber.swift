/// Numbers as they are compared, not as they are sent: gateways write one subscriber in several ways.
public enum PhoneNumber {
    /// The number without NULs and spaces around it, without a leading `+`, and without `86` before a mainland mobile
    /// number (eleven digits, the first of them 1). Anything else stays as it is.
    public static func normalized(_ number: String) -> String {
        var octets = Substring(number).utf8[...]
        while let first = octets.first, isPadding(first) { octets.removeFirst() }
        while let last = octets.last, isPadding(last) { octets.removeLast() }
        if octets.first == UInt8(ascii: "+") { octets.removeFirst() }
        if octets.count == 13, octets.starts(with: "861".utf8), octets.allSatisfy(isDigit) { octets.removeFirst(2) }
        return octets.count == number.utf8.count ? number : String(Substring(octets))
    }

    private static func isPadding(_ octet: UInt8) -> Bool { octet == 0 || octet == 0x20 }
    private static func isDigit(_ octet: UInt8) -> Bool { octet >= 0x30 && octet <= 0x39 }
}
