import CarrierFixtures
import CarrierWire

/// An input of `carrier decode`, whatever its form: octets of frames in pieces.
final class DecodeInput {
    /// The name for messages.
    let name: String
    /// What it is.
    let form: InputForm
    private let file: InputFile
    private let isBinary: Bool
    private var waiting: [UInt8]?
    private var lines = LineReader()
    private var lineNumber = 0
    private var isEnded = false

    /// Text is read as a whole, up to this many octets.
    static let textLimit = 1 << 25
    /// Of more text than this a beginning is tried first: noise is refused before it is read.
    private static let trialLength = 1 << 16

    /// Opens the input and looks at its beginning.
    init(_ path: String, isBinary: Bool, on console: Console) throws(UsageError) {
        file = try InputFile(path, on: console)
        name = file.name
        self.isBinary = isBinary
        var start: [UInt8] = []
        while start.count < 4096, let piece = try file.next() { start += piece }
        if start.isEmpty { throw UsageError("\(name) is empty", mend: "give hex, raw octets or a capture file") }
        waiting = start
        let told = InputForm(start)
        if case .capture = told { form = told } else { form = isBinary ? .frames : told }
        switch form {
        case .packed(let program):
            throw UsageError("\(UsageError.quoted(name)) is packed with \(program)", mend: "unpack it first")
        case .unknown:
            throw UsageError(
                "\(UsageError.quoted(name)) is neither hex nor a capture file, and no frame begins like it",
                mend: "write two hex digits an octet, or use --binary for raw octets")
        default: break
        }
    }

    /// The next octets of frames; nil at the end.
    func next() throws(UsageError) -> [UInt8]? {
        switch form {
        case .frames, .capture, .packed, .unknown: return try piece()
        case .text, .wideText, .recording:
            guard !isEnded else { return nil }
            isEnded = true
            return try listing().octets
        case .lines: return try frameOfLine()
        }
    }

    /// All octets, within the limit of text.
    func octets() throws(UsageError) -> [UInt8] {
        var octets: [UInt8] = []
        while let piece = try next() {
            octets += piece
            try checkLength(octets.count)
        }
        return octets
    }

    /// The next octets as they are in the file; nil at the end.
    func piece() throws(UsageError) -> [UInt8]? {
        if let first = waiting {
            waiting = nil
            if !first.isEmpty { return first }
        }
        return try file.next()
    }

    /// The text as hex.
    func listing() throws(UsageError) -> HexListing { try hex(text()) }

    /// The whole text.
    func text() throws(UsageError) -> String {
        var octets: [UInt8] = []
        var isTried = false
        while let piece = try piece() {
            octets += piece
            try checkLength(octets.count)
            if form == .text, !isTried, octets.count > Self.trialLength {
                isTried = true
                try tryBeginning(of: octets)
            }
        }
        guard case .wideText(let isBigEndian) = form else { return String(decoding: octets, as: UTF8.self) }
        let units = stride(from: 0, to: octets.count - 1, by: 2).map { place in
            let (one, two) = (UInt16(octets[place]), UInt16(octets[place + 1]))
            return isBigEndian ? one << 8 | two : two << 8 | one
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// Refuses a long text by its beginning.
    private func tryBeginning(of octets: [UInt8]) throws(UsageError) {
        let start = octets.prefix(Self.trialLength)
        if let end = start.lastIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            _ = try hex(String(decoding: start[..<end], as: UTF8.self))
        } else if start.count(where: { HexText.value(of: $0) != nil }) < start.count / 8 {
            throw UsageError("\(name):1: the line is not hex", mend: "write two hex digits an octet, or use --binary")
        }
    }

    private func checkLength(_ count: Int) throws(UsageError) {
        guard count > Self.textLimit else { return }
        throw UsageError(
            "\(UsageError.quoted(name)) is longer than \(Self.textLimit >> 20) MiB of text",
            mend: "cut it into pieces, or give a capture file")
    }

    private func hex(_ text: String) throws(UsageError) -> HexListing {
        do throws(FixtureError) {
            return try HexListing(text, file: name)
        } catch {
            throw UsageError(error.description, mend: "write two hex digits an octet, or use --binary")
        }
    }

    /// The `hex` of the next line of JSON that has one.
    private func frameOfLine() throws(UsageError) -> [UInt8]? {
        while true {
            while let line = lines.next() {
                lineNumber += 1
                if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
                guard let object = (try? JSONReader.value(of: line))?.members else {
                    throw UsageError(
                        "\(name):\(lineNumber): no JSON object", mend: "give lines of decode --json, or hex")
                }
                if let text = object["hex"]?.text {
                    if let octets = HexText.decode(text) { return octets }
                } else if object["event"] != nil {
                    continue
                }
                throw UsageError(
                    "\(name):\(lineNumber): no member \"hex\" with whole octets",
                    mend: "give lines of decode --json or --trace, or hex alone")
            }
            if isEnded { return nil }
            if let piece = try piece() {
                lines.append(piece)
            } else {
                isEnded = true
                lines.finish()
            }
        }
    }
}
