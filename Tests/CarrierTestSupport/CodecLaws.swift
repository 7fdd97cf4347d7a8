import CarrierFixtures
import CarrierWire
import Foundation

/// A frame with the doors that every codec has.
public protocol LawfulFrame: WireFrame {
    init(decoding octets: [UInt8], in dialect: Dialect, limit: Int) throws(WireError)
    func encoded(in dialect: Dialect, limit: Int) throws(WireError) -> [UInt8]
    func encode(into buffer: inout OctetBuffer, in dialect: Dialect, limit: Int) throws(WireError)
    func encodedSize(in dialect: Dialect) -> Int
    static func parts(
        of octets: UnsafeRawBufferPointer, in dialect: Dialect, limit: Int
    ) throws(WireError) -> (message: Message, sequence: Header.Sequence, deviations: [Deviation])
    static func encode(
        _ message: Message, sequence: Header.Sequence, into buffer: inout OctetBuffer, in dialect: Dialect, limit: Int
    ) throws(WireError)
}

/// The laws that hold for every frame of every codec, each as a function that returns what breaks it.
///
/// A violation names its seed; `CARRIER_SEED=n swift test --filter …` repeats that one alone.
public struct CodecLaws<Frame: LawfulFrame> {
    let dialect: WireDialect
    let version: Frame.Dialect
    var limit: Int { dialect.frameRules.maximumLength }

    /// The laws for one version; nil when the table of dialects has no such name.
    public init?(_ name: String, in version: Frame.Dialect) {
        guard let dialect = WireDialect.named(name) else { return nil }
        self.dialect = dialect
        self.version = version
    }

    /// Seeds from one on, or the one in `CARRIER_SEED`.
    static func seeds(_ count: Int) -> [UInt64] {
        if let text = ProcessInfo.processInfo.environment["CARRIER_SEED"], let seed = UInt64(text) { return [seed] }
        return (0..<max(1, count)).map { UInt64($0) + 1 }
    }

    /// `usual`, or `long` with `CARRIER_LONG_TESTS=1`.
    public static func times(_ usual: Int, long: Int) -> Int {
        ProcessInfo.processInfo.environment["CARRIER_LONG_TESTS"] == "1" ? long : usual
    }

    /// A random lawful frame of each command that the version defines.
    func samples(using generator: inout SeededGenerator) -> [Frame] {
        Frame.Header.CommandID.all(in: version).compactMap { command in
            let filler = Filler<Frame>(version: version, state: FillerState(generator))
            let frame = Frame.Message.visitBody(of: command, in: version, filler)
            generator = filler.state.generator
            return frame
        }
    }

    /// Checks `law` with the samples of each seed and collects the first few violations.
    func check(
        seeds: [UInt64], _ law: (Frame, [UInt8], inout SeededGenerator, (String) -> Void) throws -> Void
    ) -> [String] {
        var violations: [String] = []
        for seed in seeds {
            var generator = SeededGenerator(seed: seed)
            for frame in samples(using: &generator) {
                let place = "\(dialect.name) \(frame.commandName(in: version)), CARRIER_SEED=\(seed)"
                do {
                    let octets = try frame.encoded(in: version, limit: limit)
                    try law(frame, octets, &generator) { violations.append("\(place): \($0)") }
                } catch {
                    violations.append("\(place): \(error)")
                }
                if violations.count > 5 { return violations }
            }
        }
        return violations
    }

    func decode(_ octets: [UInt8]) throws(WireError) -> Frame {
        try Frame(decoding: octets, in: version, limit: limit)
    }

    /// What the other door writes, or its error.
    func octetsOfParts(_ frame: Frame) -> Result<[UInt8], WireError> {
        Result { () throws(WireError) in
            var buffer = OctetBuffer()
            try Frame.encode(frame.message, sequence: frame.sequence, into: &buffer, in: version, limit: limit)
            return buffer.takeAll()
        }
    }

    /// What the other door says of damaged octets.
    func errorOfParts(_ octets: [UInt8]) -> WireError? {
        octets.withUnsafeBytes { octets in
            do throws(WireError) {
                _ = try Frame.parts(of: octets, in: version, limit: limit)
                return nil
            } catch { return error }
        }
    }

    /// What is wrong with a frame that came from `octets`: it must go back to them, whichever way it is written.
    func differences(_ frame: Frame, from octets: [UInt8]) -> [String] {
        var differences: [String] = []
        do {
            if try frame.encoded(in: version, limit: limit) != octets { differences.append("encodes to other octets") }
            var buffer = OctetBuffer()
            buffer.append([1, 2, 3])
            try frame.encode(into: &buffer, in: version, limit: limit)
            if buffer.takeAll() != [1, 2, 3] + octets { differences.append("appends other octets") }
            let canonical = Result { () throws(WireError) in try frame.canonical.encoded(in: version, limit: limit) }
            if octetsOfParts(frame) != canonical { differences.append("its parts encode to other octets") }
            try octets.withUnsafeBytes { octets in
                let parts = try Frame.parts(of: octets, in: version, limit: limit)
                if parts.message != frame.message || parts.sequence != frame.sequence
                    || parts.deviations.map(\.description) != frame.deviationList.map(\.description)
                {
                    differences.append("decodes to other parts")
                }
            }
        } catch {
            differences.append("decodes and does not encode: \(error)")
        }
        if frame.encodedSize(in: version) != octets.count {
            differences.append("size \(frame.encodedSize(in: version)) of \(octets.count)")
        }
        let fields = frame.described(in: version)
        if fields.reduce(0, { $0 + $1.length }) + frame.surplus.count != octets.count {
            differences.append("the fields do not add up to the frame")
        }
        return differences
    }
}

// MARK: - The laws

extension CodecLaws {
    /// decode(encode(x)) is x, encode(decode(o)) is o, and the size is the number of octets.
    public func roundTripViolations(seeds: Int = 40) -> [String] {
        check(seeds: Self.seeds(seeds)) { frame, octets, _, violate in
            let again = try decode(octets)
            if again != frame { violate("decodes to another frame") }
            for difference in differences(again, from: octets) + differences(frame, from: octets) {
                violate(difference)
            }
            let isUnusual = frame.deviations.reportOctets != 0
            if again.deviationList.isEmpty == isUnusual { violate("deviations \(again.deviationList)") }
        }
    }

    /// A frame that ends too early fails at the field in which it ends, with that field's offset.
    public func cutViolations(seeds: Int = 3) -> [String] {
        check(seeds: Self.seeds(seeds)) { frame, octets, _, violate in
            let fields = frame.described(in: version)
            for end in 0..<octets.count {
                do throws(WireError) {
                    _ = try decode(Array(octets[..<end]))
                    violate("\(end) of \(octets.count) octets decode")
                } catch {
                    if let flaw = flaw(of: error, at: end, in: fields) { violate("cut at \(end): \(flaw)") }
                }
            }
        }
    }

    /// The same where the length says that the frame is whole: it fails, or it decodes with a named deviation and
    /// goes back to its octets.
    public func shorteningViolations(seeds: Int = 3) -> [String] {
        check(seeds: Self.seeds(seeds)) { frame, octets, _, violate in
            let fields = frame.described(in: version)
            for end in Frame.Header.length..<octets.count {
                let short = Self.announcing(end, Array(octets[..<end]))
                do throws(WireError) {
                    let decoded = try decode(short)
                    for difference in differences(decoded, from: short) { violate("\(end) octets: \(difference)") }
                    let isSecondLayout =
                        end == Frame.Header.length && Frame.Message.emptyBody(of: frame.message.commandID) != nil
                    if decoded.deviationList.isEmpty, !isInParameters(end, of: fields), !isSecondLayout {
                        violate("\(end) of \(octets.count) octets decode and nothing is named")
                    }
                } catch {
                    if let flaw = flaw(of: error, at: end, in: fields) { violate("shortened to \(end): \(flaw)") }
                }
            }
        }
    }

    /// A frame goes through the exchange format's JSON and comes back as its octets.
    public func jsonViolations(seeds: Int = 8) -> [String] {
        check(seeds: Self.seeds(seeds)) { frame, octets, _, violate in
            var text: [UInt8] = []
            try dialect.decode(octets).json.write(into: &text)
            let line = try ExchangeLine(try JSONReader.value(of: text))
            if line.dialect.name != dialect.name { violate("comes back as \(line.dialect.name)") }
            if try line.encoded() != octets { violate("comes back as other octets") }
        }
    }

    /// However a stream is split, the same frames come out.
    public func splittingViolations(seeds: Int = 12) -> [String] {
        var violations: [String] = []
        for seed in Self.seeds(seeds) {
            var generator = SeededGenerator(seed: seed)
            let frames = samples(using: &generator)
            guard let all = try? frames.map({ try $0.encoded(in: version, limit: limit) }) else {
                return ["\(dialect.name), CARRIER_SEED=\(seed): does not encode"]
            }
            let stream = all.flatMap { $0 }
            // The first seed goes octet by octet.
            let largest = seed == 1 ? 1 : 1 + generator.below(seed % 2 == 0 ? 24 : 3000)
            var splitter = FrameSplitter(rules: dialect.frameRules)
            var received: [[UInt8]] = []
            var start = 0
            while start < stream.count {
                let end = min(stream.count, start + 1 + generator.below(largest))
                stream[start..<end].withUnsafeBytes { splitter.append($0) }
                start = end
                while let frame = try? splitter.nextFrame({ [UInt8]($0) }) { received.append(frame) }
            }
            if received != all { violations.append("\(dialect.name), CARRIER_SEED=\(seed): other frames") }
            if splitter.waitingOctets != 0 { violations.append("\(dialect.name), CARRIER_SEED=\(seed): a rest") }
        }
        return violations
    }

    /// Damaged frames never trap; what decodes goes back to its octets, what does not names a place in the frame.
    public func mutationViolations(count: Int = CodecLaws.times(20_000, long: 1_000_000)) -> [String] {
        var generator = SeededGenerator(seed: 2026)
        let frames = (0..<4).flatMap { _ in samples(using: &generator) }
        guard let originals = try? frames.map({ try $0.encoded(in: version, limit: limit) }) else {
            return ["\(dialect.name): does not encode"]
        }
        var violations: [String] = []
        for seed in Self.seeds(count) {
            var generator = SeededGenerator(seed: seed)
            let octets = Self.mutation(of: originals[generator.below(originals.count)], using: &generator)
            let found: [String]
            do throws(WireError) {
                let frame = try decode(octets)
                found = differences(frame, from: octets)
                if seed % 16 == 0, (try? dialect.list(octets)) == nil { violations.append("has no listing") }
            } catch {
                let isInside = (0...octets.count).contains(error.offset) && !error.field.description.isEmpty
                found =
                    (isInside ? [] : ["the error is at no place of the frame: \(error)"])
                    + (errorOfParts(octets) == error ? [] : ["its parts have another error"])
            }
            violations += found.map { "\(dialect.name), CARRIER_SEED=\(seed): \($0)\n\(HexText.encode(octets))" }
            if violations.count > 5 { return violations }
        }
        return violations
    }
}

// MARK: - Damage, and what is to be said of it

extension CodecLaws {
    static func announcing(_ length: Int, _ octets: [UInt8]) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } + octets.dropFirst(4)
    }

    /// A few changes; more often than not the length is right again afterwards, so that the body is what is damaged.
    static func mutation(of octets: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var octets = octets
        for _ in 0..<(1 + generator.below(4)) {
            let place = generator.below(octets.count + 1)
            switch generator.below(8) {
            case 0: octets.insert(UInt8(truncatingIfNeeded: generator.next()), at: place)
            case 1: if place < octets.count { octets.remove(at: place) }
            case 2: octets.removeLast(generator.below(octets.count + 1) / 4)
            case 3: octets += (0..<generator.below(24)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            case 4: if place < octets.count { octets[place] = generator.below(2) == 0 ? 0 : 0xFF }
            case 5: if place < octets.count { octets[place] ^= 1 << UInt8(generator.below(8)) }
            default: if place < octets.count { octets[place] = UInt8(truncatingIfNeeded: generator.next()) }
            }
        }
        guard octets.count >= 4, generator.below(4) != 0 else { return octets }
        return announcing(octets.count, octets)
    }

    /// What an error fails to say about octets that end at `end`; nil when it says all.
    private func flaw(of error: WireError, at end: Int, in fields: [DescribedField]) -> String? {
        guard case .truncated(let needed, let available) = error.reason else { return "not truncated: \(error)" }
        if error.offset + available != end || needed <= available { return "wrong figures: \(error)" }
        guard let field = fields.first(where: { ($0.offset..<($0.offset + $0.length)).contains(end) }) else {
            return "no field has this octet"
        }
        if isParameters(field) { return error.offset >= field.offset ? nil : "another field: \(error)" }
        if let part = field.parts.first(where: { ($0.offset..<($0.offset + $0.length)).contains(end) }) {
            return part.name == error.field && part.offset == error.offset ? nil : "another field: \(error)"
        }
        var offset = field.offset
        if case .list(let elements) = field.value, !elements.isEmpty, error.offset != offset {
            // An element of a list: its own beginning counts.
            let width = field.length / elements.count
            offset += (end - offset) / width * width
        }
        return field.name == error.field && offset == error.offset ? nil : "another field: \(error), not \(field.name)"
    }

    private func isInParameters(_ end: Int, of fields: [DescribedField]) -> Bool {
        fields.contains { isParameters($0) && ($0.offset..<($0.offset + $0.length)).contains(end) }
    }

    /// Optional parameters: a frame that ends behind one of them is whole.
    private func isParameters(_ field: DescribedField) -> Bool {
        guard case .list(let elements) = field.value, case .record(let fields) = elements.first else { return false }
        return fields.first?.name == "Tag"
    }
}

// MARK: - Random frames

private final class FillerState {
    var generator: SeededGenerator
    init(_ generator: SeededGenerator) { self.generator = generator }
}

/// Makes a frame around a random body of the type that it visits.
private struct Filler<Frame: WireFrame>: BodyTypeVisitor {
    typealias Message = Frame.Message
    let version: Frame.Dialect
    let state: FillerState

    func visit<Body: WireBody>(_ type: Body.Type) -> Frame? where Body.Message == Message {
        let header = Frame.Header.filled(in: version, using: &state.generator)
        let body = Body.filled(in: version, using: &state.generator)
        var frame = Frame(sequence: header.sequence, message: body.message)
        frame.deviations.reportOctets = Frame.unusualReport(in: frame.message, version)
        return frame
    }

    func visitUnknown() -> Frame? { nil }
}
