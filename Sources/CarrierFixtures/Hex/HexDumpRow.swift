import CarrierWire

/// A line of a dump: an offset, octets, and perhaps what they are as text.
struct HexDumpRow {
    var offset: HexOffset
    var octets: [UInt8] = []
    /// Blanks in front: Wireshark indents one side of a conversation.
    var indent = 0
    /// It can be nothing but a line of a dump.
    var isCertain = false
    /// It is a line of this package's listing, with a field behind the octets.
    var isListing = false
    /// Octets stand one by one.
    var isSingle = true
    /// Two readings of the line, where it has two; it is refused when it turns out to belong to a dump.
    var readings: String?

    /// A way to cut a line into octets and the rest.
    private struct Cut {
        var count: Int
        var gap: Int
        var rest: ArraySlice<UInt8>
    }

    /// The line as one of a dump; nil when it has not the form of one.
    init?(_ line: ArraySlice<UInt8>) {
        let start = line.drop { $0 == 0x20 }
        if start.first == UInt8(ascii: "|") {
            guard let (offset, octets) = HexDumpRow.boxRow(start) else { return nil }
            (self.offset, self.octets, isCertain) = (offset, octets, true)
            return
        }
        let hasPrefix = start.starts(with: "0x".utf8) || start.starts(with: "0X".utf8)
        let body = hasPrefix ? start.dropFirst(2) : start
        let digits = body.prefix { HexText.value(of: $0) != nil }
        let behind = body.dropFirst(digits.count)
        let hasColon = behind.first == UInt8(ascii: ":")
        let columns = hasColon ? behind.dropFirst() : behind
        guard digits.count >= 4, columns.first.map({ $0 == 0x20 }) ?? hasColon,
            let offset = HexOffset(digits, isHex: hasPrefix || hasColon)
        else { return nil }
        self.offset = offset
        indent = start.startIndex - line.startIndex
        let groups = columns.drop { $0 == 0x20 }
        let gap = columns.count - groups.count
        guard !groups.isEmpty else {
            guard hasColon else { return nil }
            isCertain = true
            return
        }
        isCertain = hasColon || digits.count % 2 == 1 || (gap >= 2 && offset.isZero)
        guard read(groups, gap: gap, hasColon: hasColon) else { return nil }
    }

    /// Cuts octets from text.
    private mutating func read(_ columns: ArraySlice<UInt8>, gap: Int, hasColon: Bool) -> Bool {
        let (all, width, cuts) = HexDumpRow.cuts(columns)
        isSingle = width <= 1
        // An empty field leaves its column blank, which is never narrower than a header field's four octets.
        if gap >= 14, !hasColon, all.isEmpty || width > 1 || !HexDumpRow.isLoneOctets(cuts) {
            (isListing, isCertain) = (true, true)
            return true
        }
        // The first of groups that are all alike is no offset.
        let isAlike =
            offset.text.utf8.count == width * 2 && cuts.first.map { $0.rest.isEmpty || $0.gap == gap } ?? false
        guard !all.isEmpty, hasColon || !isAlike else { return false }
        var found: [(octets: [UInt8], isSwapped: Bool)] = []
        for cut in cuts where !cut.rest.isEmpty {
            let octets = Array(all.prefix(cut.count))
            for (order, isSwapped) in [(octets, false), (HexDumpRow.swapped(octets, width), true)] {
                if isSwapped, width == 1 || order == octets { continue }
                if HexDumpRow.isText(cut.rest, of: order, gap: cut.gap) { found.append((order, isSwapped)) }
            }
        }
        let isText = !found.isEmpty
        if let last = cuts.last, last.rest.isEmpty, HexDumpRow.isUsual(cuts) { found.append((all, false)) }
        if let first = found.first {
            octets = first.octets
            let isVerified = isText
            if isVerified, width == 1 { isCertain = true }
            // What `xxd` and `tcpdump` write behind a colon stands as it was sent.
            let isPlainWord = hasColon && width == 2 && !first.isSwapped
            if let other = found.first(where: { $0.octets != first.octets && !(isPlainWord && $0.isSwapped) }) {
                readings = HexDumpRow.both(first.octets, other.octets)
            } else if first.isSwapped {
                readings = HexDumpRow.both(HexDumpRow.swapped(octets, width), octets)
            } else if width > 1, !isVerified, !hasColon || width > 2, HexDumpRow.swapped(octets, width) != octets {
                // Without a text nothing tells whether the words stand in the order of the machine.
                readings = HexDumpRow.both(octets, HexDumpRow.swapped(octets, width))
            }
            return true
        }
        // A field of the listing; behind two blanks alone it must not look like more octets.
        let isWord = { (text: ArraySlice<UInt8>) in text.contains { HexText.value(of: $0) == nil && $0 != 0x20 } }
        guard width == 1, !hasColon, gap >= 2, let cut = cuts.first(where: { $0.gap >= 2 && !$0.rest.isEmpty }),
            cut.gap >= 3 || isWord(cut.rest.prefix(100))
        else { return false }
        octets = Array(all.prefix(cut.count))
        isListing = true
        return true
    }

    private static func isLoneOctets(_ cuts: [Cut]) -> Bool { cuts.last.map { $0.rest.isEmpty } ?? false }

    private static func both(_ one: [UInt8], _ other: [UInt8]) -> String {
        func shown(_ octets: [UInt8]) -> String {
            octets.prefix(8).map { HexText.encode([$0]) }.joined(separator: " ") + (octets.count > 8 ? " …" : "")
        }
        return "\(one.count) octets \(shown(one)), or \(other.count) octets \(shown(other))"
    }

    /// The octets in front, how many of them stand in a group, and after each group where the rest begins.
    private static func cuts(_ columns: ArraySlice<UInt8>) -> (octets: [UInt8], width: Int, cuts: [Cut]) {
        var octets: [UInt8] = []
        var width = 0
        var cuts: [Cut] = []
        var rest = columns
        while !rest.isEmpty, octets.count < 64 {
            let word = rest.prefix { $0 != 0x20 }
            let digits = word.starts(with: "0x".utf8) ? word.dropFirst(2) : word
            guard let group = HexText.decode(String(decoding: digits, as: UTF8.self)), !group.isEmpty,
                group.count <= 16, width == 0 || group.count <= width
            else { break }
            if width == 0 { width = group.count }
            octets += group
            let behind = rest.dropFirst(word.count)
            rest = behind.drop { $0 == 0x20 }
            cuts.append(Cut(count: octets.count, gap: behind.count - rest.count, rest: rest))
            if group.count < width { break }
        }
        return (octets, width, cuts)
    }

    /// Whether octets stand as tools print them: one blank between, two perhaps in the middle.
    private static func isUsual(_ cuts: [Cut]) -> Bool {
        let first = cuts.first { $0.count == 8 }?.gap
        return cuts.allSatisfy { cut in
            cut.rest.isEmpty || cut.gap == 1 || (cut.gap == 2 && cut.count % 8 == 0 && first == 2)
        }
    }

    private static func swapped(_ octets: [UInt8], _ width: Int) -> [UInt8] {
        stride(from: 0, to: octets.count, by: max(1, width)).flatMap { octets.dropFirst($0).prefix(width).reversed() }
    }

    /// Whether a text column shows these octets; `gap` blanks before it may belong to it.
    static func isText(_ text: ArraySlice<UInt8>, of octets: [UInt8], gap: Int) -> Bool {
        guard text.count <= octets.count * 4 + 8 else { return false }
        var scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
        while scalars.last == " " { scalars.removeLast() }
        for (open, close) in [("|", "|"), (">", "<")] as [(Unicode.Scalar, Unicode.Scalar)]
        where scalars.count >= 2 && scalars.first == open && scalars.last == close {
            if shows(Array(scalars.dropFirst().dropLast()), octets) { return true }
        }
        // Behind a single blank only a text that is no hex can be told from more octets.
        if gap < 2, !scalars.contains(where: { !$0.properties.isASCIIHexDigit && $0 != " " }) { return false }
        for lead in 0..<max(1, min(gap, octets.count)) {
            if shows([Unicode.Scalar](repeating: " ", count: lead) + scalars, octets) { return true }
        }
        return false
    }

    private static func shows(_ text: [Unicode.Scalar], _ octets: [UInt8]) -> Bool {
        var text = text
        // Some tools part the text in the middle as they part the octets.
        if octets.count > 8, text.count > 8, text.count == octets.count + 1, text[8] == " " { text.remove(at: 8) }
        guard text.count <= octets.count, octets[text.count...].allSatisfy({ $0 == 0x20 }) else {
            return false
        }
        return zip(text, octets).allSatisfy { character, octet in
            if (0x21...0x7E).contains(octet) { return character == Unicode.Scalar(octet) || character == "." }
            return character == "." || character == "?" || !character.isASCII || UInt32(octet) == character.value
        }
    }

    /// A row of Netty's box: `|00000000| 00 01 …  |..   |`.
    private static func boxRow(_ row: ArraySlice<UInt8>) -> (HexOffset, [UInt8])? {
        let columns = row.dropFirst().split(
            separator: UInt8(ascii: "|"), maxSplits: 2, omittingEmptySubsequences: false)
        guard columns.count == 3, columns[0].count == 8, let offset = HexOffset(columns[0], isHex: true),
            let octets = HexText.decode(String(decoding: columns[1], as: UTF8.self)), octets.count <= 16,
            columns[1].split(separator: 0x20).allSatisfy({ $0.count == 2 }),
            columns[2].last(where: { $0 != 0x20 }) == UInt8(ascii: "|")
        else { return nil }
        return (offset, octets)
    }
}
