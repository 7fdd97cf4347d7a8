import CarrierWire

/// Octets written as hex: plain, or annotated line by line as a listing is.
///
/// `#` begins a comment that ends with its line. Plain text is hex digits and white space, nothing else. Annotated text
/// has an offset of four or more digits, two spaces or more, octets as pairs parted by one space, and behind two spaces
/// or more whatever the listing says; the offset must be right, and may begin anew at 0 for the next frame. A text is
/// annotated when its first line is.
public struct HexListing: Sendable {
    /// The octets of the whole text.
    public private(set) var octets: [UInt8] = []
    /// The comments at the top, without `#` and the space behind it.
    public private(set) var heading: [String] = []
    /// The annotated lines as they are; empty for plain text.
    public private(set) var annotations: [String] = []

    /// Reads the text.
    ///
    /// - Throws: the line at which it is neither plain hex nor a listing.
    public init(_ text: String, file: String = "") throws(FixtureError) {
        var isAnnotated: Bool?
        var frameStart = 0
        var digits: [UInt8] = []
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            let content = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)[0]
            if content.allSatisfy(\.isWhitespace) {
                if isAnnotated == nil, line.hasPrefix("#") { heading.append(HexListing.comment(of: line)) }
                continue
            }
            let columns = HexListing.columns(of: line)
            if isAnnotated == nil { isAnnotated = columns.map { $0.offset == 0 && $0.hasNote } ?? false }
            guard isAnnotated == true else {
                digits += content.utf8.filter { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
                if let wrong = digits.firstIndex(where: { HexText.value(of: $0) == nil }) {
                    let shown = Unicode.Scalar(digits[wrong]).escaped(asASCII: true)
                    throw FixtureError(file: file, line: number, "\"\(shown)\" is not a hex digit")
                }
                continue
            }
            guard let columns else {
                throw FixtureError(file: file, line: number, "not an offset, octets and a field like the lines before")
            }
            if columns.offset == 0 { frameStart = octets.count }
            guard columns.offset == octets.count - frameStart else {
                throw FixtureError(
                    file: file, line: number,
                    "the offset is \(columns.offset), \(octets.count - frameStart) octets stand before")
            }
            octets += columns.octets
            annotations.append(String(line))
        }
        guard let plain = HexText.decode(String(decoding: digits, as: UTF8.self)) else {
            throw FixtureError(file: file, line: number, "an odd number of hex digits")
        }
        octets += plain
    }

    private static func comment(of line: Substring) -> String {
        let text = line.drop { $0 == "#" }
        return String(text.hasPrefix(" ") ? text.dropFirst() : text)
    }

    private static func columns(of line: Substring) -> (offset: Int, octets: [UInt8], hasNote: Bool)? {
        let characters = Array(line.utf8)
        var index = 0
        var offset = 0
        while index < characters.count, index < 8, let digit = HexText.value(of: characters[index]) {
            offset = offset << 4 | Int(digit)
            index += 1
        }
        guard index >= 4, characters[index...].starts(with: [0x20, 0x20]) else { return nil }
        let gap = characters[index...].prefix { $0 == 0x20 }.count
        index += gap
        // An empty field leaves its column blank, which is never narrower than a header field's four octets.
        if gap >= 14, index < characters.count { return (offset, [], true) }
        var octets: [UInt8] = []
        while index + 1 < characters.count, let high = HexText.value(of: characters[index]),
            let low = HexText.value(of: characters[index + 1])
        {
            octets.append(high << 4 | low)
            index += 2
            guard index < characters.count, characters[index] == 0x20 else { break }
            if index + 1 < characters.count, characters[index + 1] == 0x20 { break }
            index += 1
        }
        guard !octets.isEmpty, index == characters.count || characters[index] == 0x20 else { return nil }
        return (offset, octets, characters[index...].contains { $0 != 0x20 })
    }
}
