import CarrierWire

/// A frame of a stream that cannot be read, as the exchange format writes it.
public struct FrameFault: Error, Hashable, Sendable {
    /// What is wrong; offsets count within the frame.
    public var error: WireError
    /// The frame's number in the stream, counted from 1.
    public var number: Int
    /// The frame's first octet in the stream.
    public var position: Int
    /// What to read the frame as instead; nil where nothing else fits.
    public var hint: String?

    /// The members of the error object, `event` first.
    public var members: [(String, JSONValue)] {
        [("event", .string("error"))] + error.members + [("frame", .integer(number)), ("at", .integer(position))]
            + (hint.map { [("hint", .string($0))] } ?? [])
    }
}

/// Reads frames that stand back to back, in the dialect that was named or in one that fits them.
///
/// Memory is bounded: a frame, and while a dialect is looked for, what ``lookahead`` says.
public struct FrameStream: Sendable {
    /// What comes out of a stream.
    public enum Item: Sendable {
        /// A frame with its remarks, and the dialect that it was read in.
        case frame(ExchangeFrame, WireDialect)
        /// A frame that cannot be read; after an unsound length it is the last item.
        case fault(FrameFault)
    }

    /// Frames by which a dialect is found where none is named.
    public static let lookahead = 64

    private let choice: DialectChoice
    private let lints: Bool
    private var splitter: FrameSplitter
    private var waiting: [(octets: [UInt8], number: Int, position: Int)] = []
    private var detector: DialectDetector
    private var found: (dialect: WireDialect, detection: DialectDetection)?
    private var isDecided: Bool
    private var position = 0
    private var number = 0
    private var fault: FrameFault?
    /// Whether nothing behind can be trusted any more.
    public var isOver: Bool { fault != nil }
    /// Whether a frame could not be read, or reads as something that makes no sense while another dialect fits.
    public private(set) var isSound = true

    /// Begins a stream.
    ///
    /// - Parameter lints: look for values that the specification forbids too.
    public init(_ choice: DialectChoice, lints: Bool = false) {
        self.choice = choice
        self.lints = lints
        splitter = FrameSplitter(rules: choice.frameRules)
        detector = DialectDetector(among: choice.dialects)
        isDecided = choice.isNamed
    }

    /// Takes the next octets; what could be read with them.
    public mutating func take(_ octets: [UInt8]) -> [Item] {
        guard fault == nil else { return [] }
        octets.withUnsafeBytes { splitter.append($0) }
        var items: [Item] = []
        while fault == nil {
            let frame: [UInt8]?
            do throws(WireError) {
                frame = try splitter.nextFrame { [UInt8]($0) }
            } catch {
                items += decide()
                number &+= 1
                var rest: [UInt8] = []
                splitter.withWaitingOctets { rest = [UInt8]($0.prefix(64)) }
                let fault = FrameFault(
                    error: error, number: number, position: position, hint: ForeignProtocol.words(for: rest))
                isSound = false
                self.fault = fault
                items.append(.fault(fault))
                break
            }
            guard let frame else { break }
            items += take(frame: frame)
        }
        return items
    }

    /// Says that the stream ends: what is left is a frame of which the end is missing.
    public mutating func finish() -> [Item] {
        guard fault == nil else { return [] }
        var items = decide()
        guard splitter.waitingOctets > 0 else { return items }
        var rest: [UInt8] = []
        splitter.withWaitingOctets { rest = [UInt8]($0) }
        number &+= 1
        items.append(item(of: rest, number, position))
        return items
    }

    private mutating func take(frame: [UInt8]) -> [Item] {
        number &+= 1
        defer { position &+= frame.count }
        if isDecided { return [item(of: frame, number, position)] }
        detector.take(frame)
        waiting.append((frame, number, position))
        return waiting.count < FrameStream.lookahead ? [] : decide()
    }

    /// Settles the dialect of what waits, and reads it.
    private mutating func decide() -> [Item] {
        isDecided = true
        if found == nil, let best = detector.best {
            let detection = detector.detection ?? DialectDetection(names: [best.name], isExact: true)
            found = (best, detection.preferring(best.name))
        }
        let frames = waiting
        waiting = []
        return frames.map { item(of: $0.octets, $0.number, $0.position) }
    }

    // MARK: - One frame

    private mutating func item(of frame: [UInt8], _ number: Int, _ position: Int) -> Item {
        let (dialect, detection) = reading(of: frame)
        let named = choice.isNamed ? dialect.hint(for: frame)?.name : nil
        var hint = named.map { "fits \($0) exactly" }
        do throws(WireError) {
            var read = try dialect.decode(frame)
            let isStrange = read.command == "unknown"
            if hint == nil, isStrange || !read.surplus.isEmpty { hint = ForeignProtocol.words(for: frame) }
            if hint == nil, !choice.isNamed, isStrange { hint = "no protocol has this command" }
            read.hint = hint
            read.detection = detection
            if lints { read.lint = (try? dialect.lint(frame)) ?? [] }
            if hint != nil, isStrange || !read.surplus.isEmpty { isSound = false }
            return .frame(read, dialect)
        } catch {
            isSound = false
            if hint == nil { hint = ForeignProtocol.words(for: frame) }
            if hint == nil, !choice.isNamed, detection == nil { hint = "fits no protocol; name one with --protocol" }
            return .fault(FrameFault(error: error, number: number, position: position, hint: hint))
        }
    }

    /// The dialect for one frame: that of the stream, unless only another one fits.
    private func reading(of frame: [UInt8]) -> (dialect: WireDialect, detection: DialectDetection?) {
        if let named = choice.named { return (named, nil) }
        if let found, found.detection.isExact, found.dialect.fit(frame) == .exact { return found }
        var single = DialectDetector(among: choice.dialects)
        single.take(frame)
        guard let alone = single.detection, let dialect = alone.names.first.flatMap(WireDialect.named) else {
            return (found?.dialect ?? farthest(into: frame), nil)
        }
        // Frames of several protocols in one input: each in its own, where it fits that exactly.
        guard let found, alone.names.contains(found.dialect.name) else { return (dialect, alone) }
        return (found.dialect, alone.preferring(found.dialect.name))
    }

    /// The dialect that reads farthest before it fails: the likeliest one for a damaged frame.
    private func farthest(into frame: [UInt8]) -> WireDialect {
        var best = (dialect: choice.dialects[0], octets: -1)
        for dialect in choice.dialects {
            guard case .none(let error) = dialect.fit(frame) else { continue }
            if error.offset > best.octets { best = (dialect, error.offset) }
        }
        return best.dialect
    }
}
