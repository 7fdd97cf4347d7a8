import CarrierWire

/// How a frame fits the layouts of a dialect.
public enum DialectFit: Hashable, Sendable {
    /// Every octet has its place.
    case exact
    /// It can be read with tolerated deviations, by name; or its command is unknown (`unknown-command`).
    case deviating([String])
    /// It cannot be read.
    case none(WireError)
}

extension WireDialect {
    /// How a whole frame fits.
    public func fit(_ frame: [UInt8]) -> DialectFit { reading(frame).fit }

    /// Every dialect that a frame fits exactly, the likeliest first; empty when it fits none.
    ///
    /// Frames of many commands read alike in several versions, and some in several protocols. A login says its version;
    /// text fields are printable in the right layout; the server's port speaks for a protocol.
    public static func detect(
        _ frame: [UInt8], serverPort: UInt16? = nil, among dialects: [WireDialect] = all
    ) -> [WireDialect] {
        var detector = DialectDetector(serverPort: serverPort, among: dialects)
        detector.take(frame)
        return detector.exact
    }

    /// The likeliest other dialect that a frame fits exactly, where it does not fit this one exactly; and one that it
    /// fits without doubt where texts in this one are none.
    public func hint(for frame: [UInt8]) -> WireDialect? {
        let (fit, doubts, _) = reading(frame)
        if fit == .exact, doubts == 0 { return nil }
        return WireDialect.detect(frame).first { other in
            guard other.name != name else { return false }
            return fit != .exact || other.reading(frame).doubts == 0 && !other.readsLike(self, frame)
        }
    }

    private func readsLike(_ other: WireDialect, _ frame: [UInt8]) -> Bool {
        guard let one = try? decode(frame), let two = try? other.decode(frame) else { return false }
        return one.fields == two.fields
    }

    /// Where a frame begins for certain in octets of which the beginning is lost; nil where none can be told.
    ///
    /// Certain is a frame that fits exactly and is followed by another one, or ends with the octets and is longer than
    /// its header. At most the first 64 KiB are searched.
    public func frameStart(in octets: [UInt8]) -> Int? {
        let rules = frameRules
        func frame(at start: Int) -> Range<Int>? {
            guard start <= octets.count - 4 else { return nil }
            let length = octets[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length >= rules.headerLength, length <= rules.maximumLength, length <= octets.count - start else {
                return nil
            }
            return fit(Array(octets[start..<start + length])) == .exact ? start..<start + length : nil
        }
        for start in 0..<min(octets.count, 1 << 16) {
            guard let first = frame(at: start) else { continue }
            let isLast = first.upperBound == octets.count && first.count > rules.headerLength
            if isLast || frame(at: first.upperBound) != nil { return start }
        }
        return nil
    }

    /// Whether octets are whole frames and nothing else, each of which fits exactly.
    func isFrames(_ octets: [UInt8]) -> Bool {
        var rest = octets[...]
        while rest.count >= frameRules.headerLength {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard length >= frameRules.headerLength, length <= rest.count, fit(Array(rest.prefix(length))) == .exact
            else { return false }
            rest = rest.dropFirst(length)
        }
        return rest.isEmpty && !octets.isEmpty
    }

    fileprivate func reading(_ frame: [UInt8]) -> (fit: DialectFit, doubts: Int, surplus: Int) {
        do throws(WireError) {
            let read = try decode(frame)
            var names = read.deviations.map { String($0.prefix { $0 != ":" }) }
            if read.command == "unknown" { names.append("unknown-command") }
            if !read.surplus.isEmpty, !names.contains("surplus") { names.append("surplus") }
            let doubts = read.fields.reduce(0) { $0 + self.doubts(of: $1) }
            return (names.isEmpty ? .exact : .deviating(names), doubts, read.surplus.count)
        } catch {
            return (.none(error), 0, 0)
        }
    }

    /// What speaks against a field: a text that is none, the version of another dialect.
    private func doubts(of field: NamedValue) -> Int {
        switch field.value {
        case .text(let text, _): return text.isPrintable ? 0 : 1
        case .list(let values): return values.reduce(0) { $0 + doubts(of: NamedValue(field.name, $1)) }
        case .record(let fields): return fields.reduce(0) { $0 + doubts(of: $1) }
        case .number(let number): return isOtherVersion(field.name, UInt64(clamping: number)) ? 1 : 0
        case .word(let word, _): return isOtherVersion(field.name, word) ? 1 : 0
        case .octets, .string: return 0
        }
    }

    private func isOtherVersion(_ field: String, _ version: UInt64) -> Bool {
        guard ["Version", "ClientVersion", "ServerVersion"].contains(field) else { return false }
        let own = name.split(separator: "-").dropFirst().first?.split(separator: ".").compactMap { UInt64($0) } ?? []
        return own.count == 2 && version != own[0] << 4 | own[1]
    }

    /// The ports on which servers of the protocol usually listen.
    var usualPorts: Set<UInt16> {
        switch name.prefix(4) {
        case "cmpp": [7890, 7891, 7900, 7930, 9168]
        case "smgp": [8890, 8900, 8901, 9890]
        default: [8801, 8802, 8803, 8804, 8810]
        }
    }
}

/// Finds out which protocol and version a connection speaks, from its frames.
public struct DialectDetector: Sendable {
    private struct Candidate: Sendable {
        var dialect: WireDialect
        var misfits = 0
        var failures = 0
        /// Frames of commands that the dialect does not have.
        var strangers = 0
        /// Frames with octets behind the last field, those with many of them twice.
        var surpluses = 0
        var doubts = 0
        var isUsualPort: Bool
    }

    private var candidates: [Candidate]
    /// Frames that were taken.
    public private(set) var frames = 0

    /// Begins with every dialect given as a candidate.
    public init(serverPort: UInt16? = nil, among dialects: [WireDialect] = WireDialect.all) {
        candidates = dialects.map { dialect in
            Candidate(dialect: dialect, isUsualPort: serverPort.map { dialect.usualPorts.contains($0) } ?? false)
        }
    }

    /// Takes one whole frame of either side.
    public mutating func take(_ frame: [UInt8]) {
        frames &+= 1
        for index in candidates.indices {
            let (fit, doubts, surplus) = candidates[index].dialect.reading(frame)
            candidates[index].doubts &+= doubts
            if fit != .exact { candidates[index].misfits &+= 1 }
            if case .none = fit { candidates[index].failures &+= 1 }
            if case .deviating(let names) = fit {
                if names.contains("unknown-command") { candidates[index].strangers &+= 1 }
                candidates[index].surpluses &+= surplus == 0 ? 0 : surplus <= 8 ? 1 : 2
            }
        }
    }

    /// The dialects that every frame fits exactly, the likeliest first; empty without frames.
    public var exact: [WireDialect] { frames == 0 ? [] : ranked.filter { $0.misfits == 0 }.map(\.dialect) }

    /// What the frames fit: every dialect that fits them all exactly, else every one that reads them all; nil where no
    /// dialect does.
    public var detection: DialectDetection? {
        guard frames > 0 else { return nil }
        let readable = ranked.filter { $0.failures == 0 }
        let exact = readable.filter { $0.misfits == 0 }
        guard !readable.isEmpty else { return nil }
        if exact.isEmpty {
            let known = readable.filter { $0.strangers < frames }
            return DialectDetection(names: (known.isEmpty ? readable : known).map(\.dialect.name), isExact: false)
        }
        let near = readable.filter { $0.misfits > 0 && $0.strangers == 0 && $0.surpluses == 0 }
        return DialectDetection(names: exact.map(\.dialect.name), near: near.map(\.dialect.name), isExact: true)
    }

    /// The likeliest dialect, even where some frames deviate; nil where more than half of them cannot be read.
    public var best: WireDialect? {
        guard frames > 0, let first = ranked.first, first.failures &* 2 <= frames else { return nil }
        return first.dialect
    }

    private var ranked: [Candidate] {
        // What cannot be told apart stays in the order in which the dialects were given.
        candidates.enumerated().sorted { left, right in
            let keys = { (candidate: Candidate, index: Int) in
                [
                    candidate.failures, candidate.misfits == 0 ? 0 : 1, candidate.strangers,
                    candidate.surpluses &+ candidate.doubts, candidate.misfits, candidate.isUsualPort ? 0 : 1, index,
                ]
            }
            return keys(left.element, left.offset).lexicographicallyPrecedes(keys(right.element, right.offset))
        }.map(\.element)
    }
}
