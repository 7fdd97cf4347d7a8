/// Rows in columns that line up, the first row being their names.
struct TextTable {
    private let rows: [[String]]
    private let rightAligned: Set<Int>

    init(_ rows: [[String]], rightAligned: Set<Int> = []) {
        self.rows = rows
        self.rightAligned = rightAligned
    }

    /// The lines, two spaces in front, two between columns, none at the end.
    var text: String {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], TextTable.width(of: cell))
            }
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - TextTable.width(of: cell))
                return rightAligned.contains(column) ? space + cell : cell + space
            }
            var line = "  " + cells.joined(separator: "  ")
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    /// Columns on a terminal: East Asian wide characters and emoji take two.
    static func width(of text: String) -> Int {
        text.reduce(0) { width, character in
            guard let first = character.unicodeScalars.first?.value else { return width }
            let isWide =
                (0x1100...0x115F).contains(first) || (0x2E80...0xA4CF).contains(first)
                || (0xAC00...0xD7A3).contains(first) || (0xF900...0xFAFF).contains(first)
                || (0xFE30...0xFE6F).contains(first) || (0xFF00...0xFF60).contains(first)
                || (0xFFE0...0xFFE6).contains(first) || (0x1F300...0x1FAFF).contains(first)
                || (0x20000...0x3FFFD).contains(first)
            return width + (isWide ? 2 : 1)
        }
    }
}
