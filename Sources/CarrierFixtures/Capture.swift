import CarrierWire

/// A recorded exchange over one connection: who sent which octets when.
///
/// As text, a line each: `>` (from whoever connected) or `<` (from whoever listened), the seconds since the beginning
/// with a point and up to nine digits, the octets as hex; `# key: value` lines at the top say what it is.
public struct Capture: Sendable, Equatable {
    /// Who sent.
    public enum Direction: String, Sendable, CaseIterable {
        /// Whoever opened the connection.
        case fromClient = ">"
        /// Whoever accepted it.
        case fromServer = "<"
    }

    /// Octets that one side sent at one time; as a rule one frame.
    public struct Chunk: Sendable, Equatable {
        /// Who sent.
        public var direction: Direction
        /// Nanoseconds since the beginning of the recording; never less than the chunk before.
        public var time: Int64
        /// What was sent.
        public var octets: [UInt8]

        /// Says who sent what when.
        public init(direction: Direction, time: Int64, octets: [UInt8]) {
            self.direction = direction
            self.time = time
            self.octets = octets
        }
    }

    /// What stands at the top, in order: title, protocol, provenance, reference, …
    public var heading: [(key: String, value: String)]
    /// What was sent, in order of time.
    public var chunks: [Chunk]

    /// Puts a recording together.
    public init(heading: [(key: String, value: String)] = [], chunks: [Chunk] = []) {
        self.heading = heading
        self.chunks = chunks
    }

    public static func == (left: Capture, right: Capture) -> Bool {
        left.chunks == right.chunks && left.heading.elementsEqual(right.heading) { $0 == $1 }
    }

    /// The value of a line at the top.
    public subscript(_ key: String) -> String? { heading.first { $0.key == key }?.value }

    /// Everything that one side sent, in order.
    public func octets(_ direction: Direction) -> [UInt8] {
        chunks.filter { $0.direction == direction }.flatMap(\.octets)
    }

    /// Reads the text of a recording.
    ///
    /// - Throws: the line that is not one of a recording's, or whose time runs backwards.
    public init(_ text: String, file: String = "") throws(FixtureError) {
        self.init()
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            if line.allSatisfy(\.isWhitespace) { continue }
            if line.hasPrefix("#") {
                let parts = line.dropFirst().split(separator: ":", maxSplits: 1)
                if parts.count == 2, chunks.isEmpty {
                    heading.append((Capture.trimmed(parts[0]), Capture.trimmed(parts[1])))
                }
                continue
            }
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count == 3, let direction = Direction(rawValue: String(words[0])) else {
                throw FixtureError(file: file, line: number, "a line is > or <, a time and hex")
            }
            guard let time = Capture.nanoseconds(words[1]) else {
                throw FixtureError(file: file, line: number, "\(words[1]) is not a time such as 0.012")
            }
            if let last = chunks.last, time < last.time {
                throw FixtureError(file: file, line: number, "the time runs backwards")
            }
            guard let octets = HexText.decode(words[2]), !octets.isEmpty else {
                throw FixtureError(file: file, line: number, "the octets are not whole pairs of hex digits")
            }
            chunks.append(Chunk(direction: direction, time: time, octets: octets))
        }
    }

    /// The recording as text; reading it gives an equal one.
    public var text: String {
        var lines = heading.map { "# \($0.key): \($0.value)" }
        for chunk in chunks {
            lines.append("\(chunk.direction.rawValue) \(Capture.seconds(chunk.time)) \(HexText.encode(chunk.octets))")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    private static func nanoseconds(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = digits(parts[0]), whole <= 1_000_000_000 else { return nil }
        guard parts.count == 2 else { return whole * 1_000_000_000 }
        guard parts[1].utf8.count <= 9, let part = digits(parts[1]) else { return nil }
        var scaled = part
        for _ in parts[1].utf8.count..<9 { scaled *= 10 }
        return whole * 1_000_000_000 + scaled
    }

    private static func digits(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }

    private static func seconds(_ nanoseconds: Int64) -> String {
        let time = max(0, nanoseconds)
        var fraction = String(time % 1_000_000_000)
        fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
        while fraction.count > 3, fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(time / 1_000_000_000).\(fraction)"
    }
}
