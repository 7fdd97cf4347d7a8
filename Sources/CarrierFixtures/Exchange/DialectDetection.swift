import CarrierWire

/// Which dialects frames fit, where none was named.
public struct DialectDetection: Hashable, Sendable {
    /// The names of those that fit, the likeliest first; what a frame is read as comes first.
    public var names: [String]
    /// The names of others that read the same octets with tolerated deviations.
    public var near: [String] = []
    /// Whether every octet has its place in them; false where tolerated deviations are left in the best of them.
    public var isExact: Bool

    /// The members in the exchange format: `detected`, `fits` where several do, `reads` for those with deviations.
    var members: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [("detected", .bool(true))]
        if isExact, names.count > 1 { members.append(("fits", .strings(names))) }
        let reading = isExact ? near : names
        if !reading.isEmpty { members.append(("reads", .strings(reading))) }
        return members
    }

    /// The same with a dialect in front.
    func preferring(_ name: String) -> DialectDetection {
        var detection = self
        detection.names = [name] + names.filter { $0 != name }
        return detection
    }

    /// The same in words.
    var words: String {
        let others = names.dropFirst().joined(separator: ", ")
        let first = names.first ?? "none"
        guard isExact else { return others.isEmpty ? "\(first) reads it" : "\(first), not exactly; so do \(others)" }
        return others.isEmpty ? first : "\(first); \(others) \(names.count > 2 ? "fit" : "fits") as well"
    }
}

/// Which dialects to read frames in.
public struct DialectChoice: Sendable {
    /// The dialects that come into question, at least one.
    public let dialects: [WireDialect]
    /// Whether it is one that was named; the others are to be found out.
    public var isNamed: Bool { named != nil }
    /// The one that was named.
    public let named: WireDialect?

    /// One dialect.
    public init(_ dialect: WireDialect) { (dialects, named) = ([dialect], dialect) }

    /// Whichever fits of some; of all, where none are given.
    public init(among dialects: [WireDialect] = WireDialect.all) {
        (self.dialects, named) = (dialects.isEmpty ? WireDialect.all : dialects, nil)
    }

    /// The outer shape that frames of every dialect have.
    var frameRules: FrameRules {
        if let named { return named.frameRules }
        let rules = dialects.map(\.frameRules)
        return FrameRules(
            headerLength: rules.map(\.headerLength).min() ?? 12, maximumLength: rules.map(\.maximumLength).max() ?? 12,
            lengthField: rules.first?.lengthField ?? "Total_Length")
    }
}

/// Frames of protocols that are none of the suite's.
enum ForeignProtocol {
    /// Requests of SMPP 3.4 and 5.0; responses are not told apart from ours.
    private static let smppCommands: Set<UInt32> = [
        0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0B, 0x15, 0x21, 0x102, 0x103, 0x111, 0x112, 0x113,
    ]

    /// What octets that fit none of the dialects look like, in words; nil where nobody knows.
    static func words(for octets: [UInt8]) -> String? {
        if isSMPP(octets) { return "looks like SMPP, which is none of these protocols" }
        if octets.count >= 4, octets.prefix(16).allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x0D || $0 == 0x0A }) {
            return "the octets are text, such as HTTP, not frames"
        }
        if octets.starts(with: [0x16, 0x03]) { return "looks like TLS: the frames inside are encrypted" }
        return nil
    }

    /// Whether a frame has SMPP's header: a status of 0 in requests, where our protocols have a sequence number.
    private static func isSMPP(_ octets: [UInt8]) -> Bool {
        guard octets.count >= 16 else { return false }
        let words = (0..<4).map { index in octets[index * 4..<index * 4 + 4].reduce(0) { $0 << 8 | UInt32($1) } }
        // Sequence numbers count from 1; octets of text are larger numbers.
        guard words[0] >= 16, words[0] <= 1 << 16, words[3] > 0, words[3] < 1 << 24 else { return false }
        return words[1] == 0x8000_0000 ? words[2] <= 0x4FF : smppCommands.contains(words[1]) && words[2] == 0
    }
}
