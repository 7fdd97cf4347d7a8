/// What the 7-bit default alphabet of GSM 03.38 can show, and what it costs there.
///
/// None of the three protocols carries septets: the gateway packs on the air side. This is for telling beforehand
/// whether a text fits, and for the international bill of 160/153.
public enum GSM7Codec {
    private static let septets: [Unicode.Scalar: [UInt8]] = {
        var table: [Unicode.Scalar: [UInt8]] = [:]
        for (septet, scalar) in GSM7Table.basic.enumerated() where septet != Int(escape) {
            table[scalar] = [UInt8(truncatingIfNeeded: septet)]
        }
        for entry in GSM7Table.extended { table[entry.scalar] = [escape, entry.septet] }
        return table
    }()

    /// The septet that announces one of the extension table.
    public static let escape: UInt8 = 0x1B

    /// The septets of one scalar: one, two with the escape, or `nil` when the alphabet does not have it.
    public static func septets(of scalar: Unicode.Scalar) -> [UInt8]? { septets[scalar] }

    /// The number of septets of the whole text, or `nil` when a character is not in the alphabet.
    public static func septetCount(of text: String) -> Int? {
        var count = 0
        for scalar in text.unicodeScalars {
            guard let septets = septets[scalar] else { return nil }
            count += septets.count
        }
        return count
    }

    /// True when every character of the text is in the alphabet.
    public static func canRepresent(_ text: String) -> Bool { septetCount(of: text) != nil }
}
