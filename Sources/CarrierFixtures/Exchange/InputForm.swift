import CarrierWire

/// What somebody gave to be read, told by its beginning and not by a name.
package enum InputForm: Hashable, Sendable {
    /// A capture file.
    case capture(CaptureFileReader.Form)
    /// A `.capture` recording.
    case recording
    /// Lines of JSON with a member `hex`, as decoders and traces write them.
    case lines
    /// Text that is to be hex.
    case text
    /// Text of 16 bits a character, as some shells write it.
    case wideText(isBigEndian: Bool)
    /// Octets that begin as a frame does.
    case frames
    /// Packed with a program of that name.
    case packed(String)
    /// Octets that are none of these.
    case unknown

    /// Tells the form of an input that begins with these octets; some thousand are enough.
    package init(_ start: [UInt8]) {
        if let form = CaptureFileReader.form(of: start) {
            self = .capture(form)
        } else if let program = InputForm.program(start) {
            self = .packed(program)
        } else if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
            self = .wideText(isBigEndian: start[0] == 0xFE)
        } else if InputForm.isText(start) {
            self = InputForm.text(start)
        } else if start.count >= 4, start[0] == 0, (12...0x10_0000).contains(InputForm.word(start)) {
            self = .frames
        } else {
            self = .unknown
        }
    }

    private static func word(_ octets: [UInt8]) -> Int { octets.prefix(4).reduce(0) { $0 << 8 | Int($1) } }

    private static func program(_ start: [UInt8]) -> String? {
        guard start.count >= 4 else { return nil }
        switch UInt32(truncatingIfNeeded: word(start)) {
        case 0x1F8B_0000...0x1F8B_FFFF: return "gzip"
        case 0x28B5_2FFD: return "zstd"
        case 0x425A_6800...0x425A_68FF: return "bzip2"
        case 0xFD37_7A58: return "xz"
        case 0x504B_0304: return "zip"
        default: return nil
        }
    }

    /// Octets without controls of which the greater part is ASCII: log lines may hold text of any encoding.
    private static func isText(_ start: [UInt8]) -> Bool {
        var high = 0
        for octet in start {
            if octet < 0x20, !(0x09...0x0D).contains(octet), octet != 0x1B { return false }
            if octet >= 0x7F { high += 1 }
        }
        return high * 2 <= max(start.count, 8)
    }

    private static func text(_ start: [UInt8]) -> InputForm {
        let octets = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start[...]
        for line in octets.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let line = line.drop { $0 == 0x20 || $0 == 0x09 }
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            if first == UInt8(ascii: "{"), line.starts(with: "{\"".utf8) { return .lines }
            let words = line.split(separator: 0x20, maxSplits: 2)
            let isSide = words[0].elementsEqual(">".utf8) || words[0].elementsEqual("<".utf8)
            let isTime = words.count == 3 && words[1].allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
            return isSide && isTime ? .recording : .text
        }
        return .text
    }
}
