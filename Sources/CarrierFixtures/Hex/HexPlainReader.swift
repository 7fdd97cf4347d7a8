import CarrierWire

/// Puts the lines of plain hex together.
struct HexPlainReader {
    let file: String
    /// Lines stand behind a prefix: a line without octets is another message of the log.
    let isLog: Bool
    private(set) var octets: [UInt8] = []
    /// The odd digit at the end of a line that was broken inside an octet, and that line.
    private var odd: (digit: UInt8, number: Int)?

    init(file: String, isLog: Bool) { (self.file, self.isLog) = (file, isLog) }

    mutating func take(_ line: HexLine) throws(FixtureError) {
        if line.isBlank || line.isComment { return }
        if line.isStar { throw error(line, "* stands for repeated lines, which are not there: print all: hexdump -v") }
        if let literal = HexLiteral(line.octets) {
            guard !literal.isDamaged else { throw error(line, "the quoted octets do not end, or have other escapes") }
            try checkOdd()
            octets += literal.octets
            return
        }
        let payload = line.octets[line.payloadStart...]
        let scan = HexScan(payload)
        if let wrong = scan.stranger {
            if isCommentary(line) { return }
            throw error(line, HexPlainReader.reason(wrong, line))
        }
        let bare = payload.split(separator: 0x20)
        if scan.items.count == 1, let item = scan.items.first, !item.isMarked, bare.count == 1, bare[0] == item.digits {
            addRun(item.digits, line)
            return
        }
        try checkOdd()
        if let other = otherReading(scan.items, line) {
            throw error(line, "\(line.text) can be read in two ways: all of it octets, or \(other)")
        }
        let areSmall = scan.items.allSatisfy { $0.isMarked && $0.digits.count <= 2 }
        for item in scan.items {
            let shown = String(decoding: item.digits, as: UTF8.self)
            if item.digits.count == 1, areSmall, let value = item.digits.first.flatMap(HexText.value) {
                octets.append(value)
            } else if let more = HexText.decode(shown) {
                octets += more
            } else {
                throw error(line, "\"\(shown)\" has an odd number of hex digits")
            }
        }
    }

    mutating func finish() throws(FixtureError) { try checkOdd() }

    /// A line that is one run of digits; a pasted line may be broken anywhere.
    private mutating func addRun(_ digits: ArraySlice<UInt8>, _ line: HexLine) {
        var digits = digits
        if let (digit, _) = odd, let second = digits.popFirst() {
            octets += HexText.decode(String(decoding: [digit, second], as: UTF8.self)) ?? []
            odd = nil
        }
        if digits.count % 2 == 1, let digit = digits.popLast() { odd = (digit, line.number) }
        octets += HexText.decode(String(decoding: digits, as: UTF8.self)) ?? []
    }

    private func checkOdd() throws(FixtureError) {
        guard let odd else { return }
        throw FixtureError(file: file, line: odd.number, "an odd number of hex digits")
    }

    private func error(_ line: HexLine, _ reason: String) -> FixtureError {
        FixtureError(file: file, line: line.number, reason)
    }

    private static func reason(_ wrong: UInt8, _ line: HexLine) -> String {
        let words = line.octets.split { !isLetter($0) }
        if words.contains(where: { $0.count > 2 }) {
            return "\(line.text) is not hex alone; cut what stands before and behind the octets"
        }
        return "\"\(Unicode.Scalar(wrong).escaped(asASCII: true))\" is not a hex digit"
    }

    /// The other way in which a line can be read: numbers in front that are no octets, or words in another order.
    private func otherReading(_ items: [HexScan.Item], _ line: HexLine) -> String? {
        guard let first = items.first, items.count > 1 else { return nil }
        if items.allSatisfy({ $0.isMarked && $0.digits.count > 2 }) { return "words in the order of the machine" }
        if items.allSatisfy(\.isMarked) { return nil }
        let shown = String(decoding: first.digits, as: UTF8.self)
        let rest = items.dropFirst()
        let restCount = rest.reduce(0) { $0 + $1.digits.count / 2 }
        let lengths = items.map(\.digits.count)
        let isUniform = lengths.dropLast().allSatisfy { $0 == lengths[0] } && (lengths.last ?? 0) <= lengths[0]
        let isPrefixed = line.payloadStart > 0
        let isCount = Int(shown) == restCount && (isPrefixed || lengths[1] > 2)
        let isApart = !isUniform && (isPrefixed || first.isClosed)
        if isCount || isApart || (first.isLabel && lengths[0] >= 4) {
            return "\(shown) as part of a prefix and \(restCount) octets behind it"
        }
        let line = line.octets.drop { $0 == 0x20 }
        let time = HexPlainReader.clockEnd(line)
        if time > 0, line.dropFirst(time).first == 0x20, !line.dropFirst(time).contains(UInt8(ascii: ":")) {
            return "\(String(decoding: line.prefix(time), as: UTF8.self)) as a time in front of them"
        }
        return nil
    }

    private func isCommentary(_ line: HexLine) -> Bool {
        guard !HexPlainReader.hasOctets(line.octets) else { return false }
        let end = line.octets.last { $0 != 0x20 } ?? 0
        let text = String(decoding: line.octets, as: UTF8.self)
        return ":={[(".utf8.contains(end) || text.contains("_len = ") || HexPlainReader.isFrame(line)
            || (isLog && HexPlainReader.timeEnd(line.octets) > 0)
    }
}

// MARK: - What else stands on a line

extension HexPlainReader {
    static func isLetter(_ character: UInt8) -> Bool {
        (0x41...0x5A).contains(character) || (0x61...0x7A).contains(character)
    }

    /// The border of a box, or a row that numbers the columns.
    static func isFrame(_ line: HexLine) -> Bool {
        if line.octets.allSatisfy({ "+-=|_ ".utf8.contains($0) }) { return true }
        let words = line.octets.split { $0 == 0x20 || $0 == UInt8(ascii: "|") }
        let numbers = words.map { Int(String(decoding: $0, as: UTF8.self), radix: 16) }
        let start = numbers.firstIndex(of: 0) ?? numbers.endIndex
        guard start <= 1, numbers.count >= start + 16 else { return false }
        return numbers[start...].prefix(16).elementsEqual((0..<16).map { $0 })
    }

    /// Whether a line that is no hex as a whole has what may be octets nevertheless.
    static func hasOctets(_ line: [UInt8]) -> Bool {
        var pairs = 0
        for word in line[timeEnd(line)...].split(whereSeparator: { $0 == 0x20 || $0 == UInt8(ascii: ",") }) {
            let isPair = word.count == 2 && word.allSatisfy { HexText.value(of: $0) != nil }
            pairs = isPair ? pairs + 1 : 0
            if pairs >= 3 { return true }
            for run in word.split(whereSeparator: { !isLetter($0) && !(0x30...0x39).contains($0) && $0 != 0x5F }) {
                if run.count >= 8, run.allSatisfy({ HexText.value(of: $0) != nil }) { return true }
            }
        }
        return false
    }

    /// The line without comments of C, and without what stands behind `#` or `//` where hex alone stands before.
    static func withoutComments(_ line: [UInt8]) -> [UInt8] {
        var line = line
        if line.contains(UInt8(ascii: "*")) {
            var rest = line[...]
            line = []
            while let character = rest.first {
                let end = rest.starts(with: "/*".utf8) ? endOfComment(rest) : nil
                line.append(end == nil ? character : 0x20)
                rest = end.map { rest[$0...] } ?? rest.dropFirst()
            }
        }
        let comment = line.indices.first { index in
            line[index] == UInt8(ascii: "#") || line[index...].starts(with: "//".utf8)
        }
        guard let comment, HexScan(line[..<comment]).stranger == nil else { return line }
        return Array(line[..<comment])
    }

    private static func endOfComment(_ text: ArraySlice<UInt8>) -> Int? {
        var before: UInt8 = 0
        // A comment on a line is short; a longer one is none.
        for index in text.dropFirst(2).prefix(1000).indices {
            if before == UInt8(ascii: "*"), text[index] == UInt8(ascii: "/") { return index + 1 }
            before = text[index]
        }
        return nil
    }

    /// Where the octets of a log line begin; 0 where nothing stands before them, or none are there.
    static func payloadStart(_ line: [UInt8]) -> Int {
        let time = timeEnd(line)
        let behind = HexScan(line[time...])
        if behind.stranger == nil, time == 0 || !isOddRun(line[time...]) { return behind.items.isEmpty ? 0 : time }
        if HexLiteral(line) != nil { return 0 }
        let words = line.split(separator: 0x20)
        guard let bad = words.lastIndex(where: { HexScan($0).stranger != nil || isOddRun($0) }) else { return 0 }
        // The octets may be attached to the word: `recv:00…`, `{"hex":"00…"}`, `[]byte{0x00,`.
        let word = words[bad]
        var start = word.endIndex
        if let end = attachment(in: word, of: line) {
            let attached = HexScan(word[(end + 1)...]).items
            let items = HexScan(line[start...]).items
            let isPort = word[end] == UInt8(ascii: ":") && word[..<end].last.map { (0x30...0x39).contains($0) } ?? false
            let isLength =
                attached.count == 1 && !items.isEmpty
                && (isCount(attached[0], of: items) || (isPort && attached[0].digits.count <= 5))
            if !attached.isEmpty, !isLength { start = end + 1 }
        }
        let payload = HexScan(line[start...])
        guard payload.stranger == nil, payload.items.reduce(0, { $0 + $1.digits.count }) >= 8 else { return 0 }
        return start
    }

    /// The mark behind which everything to the line's end is hex, in a word that is not.
    private static func attachment(in word: ArraySlice<UInt8>, of line: [UInt8]) -> Int? {
        var rest = word
        while let end = rest.firstIndex(where: { $0 >= 0x80 || ":=[({\"'>".utf8.contains($0) }) {
            guard let stranger = HexScan(line[(end + 1)...]).strangerIndex else { return end }
            // Every mark before that character meets it too.
            rest = word[max(end + 1, min(stranger, word.endIndex))...]
        }
        return nil
    }

    /// Whether a number says how many octets stand behind it, as `len=12` does.
    private static func isCount(_ number: HexScan.Item, of items: [HexScan.Item]) -> Bool {
        let count = items.reduce(0) { $0 + $1.digits.count / 2 }
        return !number.isMarked && count > 0 && Int(String(decoding: number.digits, as: UTF8.self)) == count
    }

    private static func isOddRun(_ word: ArraySlice<UInt8>) -> Bool {
        HexScan(word).items.contains { !$0.isMarked && $0.digits.count % 2 == 1 && $0.digits.count < 12 }
    }

    /// The end of a date and time, or of a time with a fraction, at the beginning of a line; 0 without one.
    static func timeEnd(_ line: [UInt8]) -> Int {
        let start = line.firstIndex { $0 != 0x20 && $0 != UInt8(ascii: "[") } ?? line.endIndex
        var rest = line[start...]
        let date = String(decoding: rest.prefix(10), as: UTF8.self).split(whereSeparator: { "-/.".contains($0) })
        let hasDate = date.map(\.count) == [4, 2, 2] && date.allSatisfy { Int($0) != nil }
        if hasDate {
            rest = rest.dropFirst(10)
            guard let between = rest.popFirst(), between == 0x20 || between == UInt8(ascii: "T") else { return 0 }
        }
        let clock = clockEnd(rest)
        guard clock > 0 else { return 0 }
        rest = rest.dropFirst(clock)
        let fraction = rest.first.map { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") } ?? false
        if fraction { rest = rest.dropFirst().drop { (0x30...0x39).contains($0) } }
        guard hasDate || fraction else { return 0 }
        // A zone, and the bracket around the time.
        if rest.first == UInt8(ascii: "Z") { rest = rest.dropFirst() }
        let zone = rest.prefix { "+-:".utf8.contains($0) || (0x30...0x39).contains($0) }
        if zone.count == 5 || zone.count == 6, "+-".utf8.contains(zone.first ?? 0) { rest = rest.dropFirst(zone.count) }
        if rest.first == UInt8(ascii: "]") { rest = rest.dropFirst() }
        return rest.first.map { $0 == 0x20 || $0 == UInt8(ascii: ":") } ?? true ? rest.startIndex : 0
    }

    /// The length of `hh:mm:ss` in front; 0 without one.
    static func clockEnd(_ line: ArraySlice<UInt8>) -> Int {
        let parts = String(decoding: line.prefix(8), as: UTF8.self).split(separator: ":")
        let isTime =
            parts.count == 3
            && zip(parts, [24, 60, 62]).allSatisfy { part, bound in
                part.count == 2 && Int(part).map { (0..<bound).contains($0) } ?? false
            }
        return isTime ? 8 : 0
    }
}
