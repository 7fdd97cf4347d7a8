import CarrierWire

/// Octets out of hex as people have it: plain, or in the columns of a listing or a dump.
///
/// Plain hex may be bare or have blanks, `:`, `-`, `,`, `.`, `;`, `0x`, `\x`, quotes and brackets between octets, and
/// may stand behind the prefix of a log line. Dumps have an offset in front and perhaps a text behind: this package's
/// own listing, Wireshark, `hexdump -C` (with `*` for repeated lines), `xxd`, `od -tx1`, `tcpdump -X`, Netty's box;
/// offsets must be right and may begin anew at 0. `#` begins a comment. U+FEFF in front, CRLF and tabs do not matter.
///
/// No octet is left out and no offset is read as data: a line that can be read in two ways is refused with both.
public struct HexListing: Sendable {
    /// The octets of the whole text.
    public internal(set) var octets: [UInt8] = []
    /// The comments at the top, without `#` and the space behind it.
    public private(set) var heading: [String] = []
    /// The ranges of `octets` whose offsets began at the start of a dump; empty for plain hex.
    public internal(set) var blocks: [Range<Int>] = []

    /// The most octets that a text may stand for: `*` of a dump can announce gigabytes.
    public static let octetLimit = 1 << 26

    /// Reads the text.
    ///
    /// - Throws: the line that cannot be read, or can be read in two ways; how it would be right.
    public init(_ text: String, file: String = "") throws(FixtureError) {
        let lines = HexLine.lines(of: text)
        for line in lines where !line.isBlank {
            guard line.isComment else { break }
            heading.append(line.comment)
        }
        if try HexListing.isDump(lines, file) {
            var dump = HexDumpReader(file: file)
            for line in lines { try dump.take(line) }
            try dump.finish()
            (octets, blocks) = (dump.octets, dump.blocks)
        } else {
            var plain = HexPlainReader(file: file, isLog: lines.contains { $0.payloadStart > 0 })
            for line in lines { try plain.take(line) }
            try plain.finish()
            octets = plain.octets
        }
    }

    /// Whether the text is a dump: a line that can be nothing else, or lines whose offsets confirm one another.
    private static func isDump(_ lines: [HexLine], _ file: String) throws(FixtureError) -> Bool {
        let dumps = lines.filter { $0.dump != nil || $0.mark != nil }
        guard let first = lines.first(where: { $0.dump != nil }), let firstRow = first.dump else { return false }
        if dumps.contains(where: { $0.dump?.isCertain == true }) { return true }
        if lines.contains(where: \.isStar) { return true }
        for (line, next) in zip(dumps, dumps.dropFirst()) {
            guard let row = line.dump, let offset = next.dump?.offset ?? next.mark else { continue }
            if row.offset.isFollowed(after: row.octets.count, by: offset) { return true }
        }
        let asData = first.text
        throw FixtureError(
            file: file, line: first.number,
            "\(asData) can be read in two ways: all of it octets, or \(firstRow.offset.text) as an offset and "
                + "\(firstRow.octets.count) octets behind it; remove the offset, or put a colon behind it")
    }
}

/// An offset as it is written, in whatever radix.
struct HexOffset {
    /// The digits.
    var text: String
    /// What they are read as hex.
    var hex: Int
    /// What they may be by radix: seven digits are often `od`'s, octal or decimal; others are hex, rarely decimal.
    var values: [Int: Int] = [:]

    init?(_ digits: ArraySlice<UInt8>, isHex: Bool) {
        text = String(decoding: digits, as: UTF8.self)
        guard digits.count <= 15, let hex = Int(text, radix: 16) else { return nil }
        self.hex = hex
        for radix in isHex || digits.count >= 8 ? [16] : digits.count == 7 ? [8, 10, 16] : [16, 10] {
            values[radix] = Int(text, radix: radix)
        }
    }

    var isZero: Bool { hex == 0 }

    /// Whether `next` is `count` above this one in any radix.
    func isFollowed(after count: Int, by next: HexOffset) -> Bool {
        values.contains { radix, value in next.values[radix].map { $0 - value == count } ?? false }
    }
}

/// A line with what it may be.
struct HexLine {
    /// Counted from 1.
    var number: Int
    /// The characters, blanks made alike, comments of C taken out.
    var octets: [UInt8]
    /// A row of a dump, where it has the form of one.
    var dump: HexDumpRow?
    /// A number alone, which at the end of a dump is its length.
    var mark: HexOffset?
    /// Where the octets begin behind the prefix of a log line; 0 without one.
    var payloadStart = 0

    var isBlank: Bool { octets.allSatisfy { $0 == 0x20 } }
    var isComment: Bool { octets.first { $0 != 0x20 } == UInt8(ascii: "#") }
    var isStar: Bool { octets.filter { $0 != 0x20 } == [UInt8(ascii: "*")] }

    /// The line for an error message: its beginning in quotes.
    var text: String {
        let shown = String(decoding: octets.drop { $0 == 0x20 }.prefix(40), as: UTF8.self)
        return "\"\(shown.filter { $0.isASCII && $0 >= " " })\(octets.count > 40 ? "…" : "")\""
    }

    var comment: String {
        let text = octets.drop { $0 == 0x20 }.drop { $0 == UInt8(ascii: "#") }
        return String(decoding: text.first == 0x20 ? text.dropFirst() : text, as: UTF8.self)
    }

    static func lines(of text: String) -> [HexLine] {
        var lines: [HexLine] = []
        var line: [UInt8] = []
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            switch scalar {
            case "\r", "\n":
                if scalar == "\n", previous == "\r" { continue }
                lines.append(HexLine(line, number: lines.count + 1))
                line = []
            case "\t", "\u{A0}", "\u{3000}", "\u{2002}"..."\u{200A}": line.append(0x20)
            case "\u{FEFF}", "\u{200B}"..."\u{200F}": continue
            default: line.append(contentsOf: String(scalar).utf8)
            }
        }
        lines.append(HexLine(line, number: lines.count + 1))
        return lines
    }

    private init(_ line: [UInt8], number: Int) {
        self.number = number
        octets = Array(line.prefix((line.lastIndex { $0 != 0x20 } ?? -1) + 1))
        let line = octets
        if isBlank || isComment || isStar { return }
        dump = HexDumpRow(line[...])
        if dump != nil { return }
        let words = line.split(separator: 0x20)
        let digits = words.first.map { $0.starts(with: "0x".utf8) ? $0.dropFirst(2) : $0 } ?? []
        if words.count == 1, digits.count >= 4 { mark = HexOffset(digits, isHex: false) }
        let isHexWord = { (word: ArraySlice<UInt8>) in word.allSatisfy { HexText.value(of: $0) != nil } }
        // A row of a dump, which is short, may stand behind the prefix of a log line.
        for word in words.dropFirst() where line.count <= 1024 && word.count >= 5 && isHexWord(word.dropLast()) {
            guard let row = HexDumpRow(line[word.startIndex...]), row.isCertain, !row.octets.isEmpty else { continue }
            dump = row
            return
        }
        octets = HexPlainReader.withoutComments(line)
        payloadStart = HexPlainReader.payloadStart(octets)
    }
}
