/// How telephone numbers are compared: what one gateway writes `13800138000`, another writes `+8613800138000`.
package enum SubscriberNumber {
    /// True when both name the same subscriber; without allocation, unlike comparing normalised copies.
    static func isSame(_ left: String, _ right: String) -> Bool {
        left == right || significant(left.utf8).elementsEqual(significant(right.utf8))
    }

    /// True for digits, with or without a `+` in front.
    package static func isWellFormed(_ number: String) -> Bool {
        let digits = number.utf8.first == 0x2B ? number.utf8.dropFirst() : number.utf8[...]
        return !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Equal for numbers of the same subscriber (FNV-1a), and almost never for others: a key for tables.
    static func key(_ number: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for octet in significant(number.utf8) { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01B3 }
        return hash
    }

    /// Without NULs and spaces around, a leading `+`, and `86` in front of eleven digits that begin with 1.
    private static func significant(_ octets: String.UTF8View) -> Substring.UTF8View {
        var rest = octets[...]
        while let last = rest.last, last == 0x20 || last == 0 { rest.removeLast() }
        while let first = rest.first, first == 0x20 || first == 0 { rest.removeFirst() }
        if rest.first == 0x2B { rest.removeFirst() }
        if rest.count == 13, rest.starts(with: "861".utf8) { rest.removeFirst(2) }
        return rest
    }
}
