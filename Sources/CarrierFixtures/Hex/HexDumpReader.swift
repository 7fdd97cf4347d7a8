import CarrierWire

/// Puts the rows of a dump together and checks every offset.
struct HexDumpReader {
    /// A run of rows whose offsets go on from one to the next.
    private struct Block {
        var start: HexOffset
        var radixes: [Int]
        var count = 0
    }

    let file: String
    private(set) var octets: [UInt8] = []
    private(set) var blocks: [Range<Int>] = []
    /// One for each indentation: Wireshark counts each side of a conversation by itself.
    private var open: [Int: Block] = [:]
    private var last: HexDumpRow?
    private var repeats: Int?
    private var isListing = false
    private var foreign: HexLine?
    private var lastNumber = 0

    init(file: String) { self.file = file }

    mutating func take(_ line: HexLine) throws(FixtureError) {
        lastNumber = line.number
        if line.isBlank || line.isComment { return }
        if line.isStar {
            guard last != nil, repeats == nil else { throw error(line, "* stands for no line: none stands before it") }
            repeats = line.number
        } else if let row = line.dump {
            try take(row, line)
        } else if let mark = line.mark, let last {
            try advance(to: mark, indent: last.indent, line)
        } else if HexPlainReader.isFrame(line) || isCommentary(line) {
            foreign = line
        } else {
            throw error(line, "not an offset, octets and a field like the lines before")
        }
    }

    mutating func finish() throws(FixtureError) {
        guard let repeats else { return }
        throw FixtureError(
            file: file, line: repeats, "how often * repeats the line before is said by an offset, which is missing")
    }

    /// What a tool prints between packets. Our own listing has nothing but comments there.
    private func isCommentary(_ line: HexLine) -> Bool {
        !isListing && repeats == nil && !HexPlainReader.hasOctets(line.octets)
            && line.octets.first { $0 != 0x20 } != UInt8(ascii: "|")
    }

    private mutating func take(_ row: HexDumpRow, _ line: HexLine) throws(FixtureError) {
        if let readings = row.readings {
            throw error(line, "\(line.text) can be read in two ways: \(readings); print single octets: hexdump -C")
        }
        let isNew = row.offset.isZero && repeats == nil && (open[row.indent]?.count ?? 1) > 0
        if isNew || open[row.indent] == nil {
            // `od` has seven digits in front of single octets, `hexdump` in front of words.
            let isNoHex = row.isSingle && row.offset.text.utf8.count == 7 && row.offset.values[8] != nil
            let radixes = row.offset.values.keys.filter { !isNoHex || $0 != 16 }
            open[row.indent] = Block(start: row.offset, radixes: radixes)
            blocks.append(octets.count..<octets.count)
        } else {
            if let foreign {
                throw error(foreign, "not an offset, octets and a field like the lines before")
            }
            try advance(to: row.offset, indent: row.indent, line)
        }
        foreign = nil
        add(row.octets, row.indent)
        (last, isListing) = (row, isListing || row.isListing)
    }

    private mutating func add(_ more: [UInt8], _ indent: Int) {
        octets += more
        open[indent]?.count += more.count
        if let block = blocks.last { blocks[blocks.count - 1] = block.lowerBound..<octets.count }
    }

    /// Checks that an offset follows, and writes out what `*` stands for.
    private mutating func advance(to offset: HexOffset, indent: Int, _ line: HexLine) throws(FixtureError) {
        guard var block = open[indent] else { return }
        var ahead: [Int: [Int]] = [:]
        for radix in block.radixes {
            guard let start = block.start.values[radix], let value = offset.values[radix] else { continue }
            ahead[value - start - block.count, default: []].append(radix)
        }
        guard repeats != nil else {
            guard let radixes = ahead[0] else {
                let before = block.start.isZero ? "" : " since \(block.start.text)"
                throw error(line, "the offset is \(offset.hex), \(block.count) octets stand before\(before)")
            }
            block.radixes = radixes
            open[indent] = block
            return
        }
        let width = max(1, last?.octets.count ?? 1)
        let hex = ahead.filter { $0.value.contains(16) && offset.text.utf8.count != 7 }
        let fitting = (hex.isEmpty ? ahead : hex).filter { $0.key > 0 && $0.key % width == 0 }
        guard let fill = fitting.keys.min(), fitting.count == 1 else {
            if fitting.isEmpty { throw error(line, "* cannot reach the offset \(offset.text) in lines of \(width)") }
            let ways = fitting.keys.sorted().map { "\($0 / width) lines" }.joined(separator: " or ")
            throw error(line, "\(offset.text) can be read in two ways: * stands for \(ways); print all: od -v, xxd")
        }
        guard octets.count + fill <= HexListing.octetLimit else {
            throw error(line, "* stands for \(fill) octets; \(HexListing.octetLimit) are read at most")
        }
        repeats = nil
        block.radixes = fitting[fill] ?? block.radixes
        open[indent] = block
        for _ in 0..<(fill / width) { add(last?.octets ?? [], indent) }
    }

    private func error(_ line: HexLine, _ reason: String) -> FixtureError {
        FixtureError(file: file, line: line.number, reason)
    }
}
