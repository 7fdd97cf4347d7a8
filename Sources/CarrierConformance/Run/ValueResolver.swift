import CarrierFixtures
import CarrierSession
import CarrierWire
import SMSText

/// Why a step of a case cannot be done: a mistake in the case, not of the peer.
struct BrokenStep: Error {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}

/// A value in a dialogue with every name in it replaced.
indirect enum ResolvedValue: Sendable, Equatable {
    case number(UInt64)
    case octets([UInt8], isText: Bool)
    case list([ResolvedValue])
    case record([String: ResolvedValue])
    case digest
}

/// Replaces the names in values.
struct ValueResolver {
    /// The longest value, in octets or elements.
    static let maximumSize = 1 << 20

    let setting: CaseSetting
    let frames: [String: SeenFrame]
    /// MMDDHHMMSS.
    let timestamp: UInt32
    let version: UInt64
    /// The coding of the frame that the value is for.
    var coding: UInt8 = 8

    func resolve(_ value: DialogueValue) throws(BrokenStep) -> ResolvedValue {
        switch value {
        case .number(let number): return .number(number)
        case .text(let text): return .octets(Array(text.utf8), isText: true)
        case .octets(let octets): return .octets(octets, isText: false)
        case .encodedText(let text): return .octets(try ValueResolver.encode(text, coding), isText: false)
        case .digest: return .digest
        case .reference(let name, let path): return try reference(name, path)
        case .list(let values):
            var list: [ResolvedValue] = []
            for value in values { list.append(try resolve(value)) }
            return .list(list)
        case .record(let members):
            var record: [String: ResolvedValue] = [:]
            for member in members { record[member.0] = try resolve(member.1) }
            return .record(record)
        case .sum(let values):
            var sum = try resolve(values[0])
            for value in values.dropFirst() { sum = try ValueResolver.join(sum, try resolve(value)) }
            return sum
        case .repeated(let value, let count): return try ValueResolver.repeated(try resolve(value), count)
        }
    }

    private static func join(_ one: ResolvedValue, _ other: ResolvedValue) throws(BrokenStep) -> ResolvedValue {
        switch (one, other) {
        case (.number(let one), .number(let other)): return .number(one &+ other)
        case (.octets(let one, let isText), .octets(let other, let isOther)):
            guard one.count + other.count <= maximumSize else { throw BrokenStep("a value is too long") }
            return .octets(one + other, isText: isText && isOther)
        case (.list(let one), .list(let other)): return .list(one + other)
        default: throw BrokenStep("+ joins numbers, octets and texts, or lists")
        }
    }

    /// A text in a coding of the protocols.
    static func encode(_ text: String, _ coding: UInt8) throws(BrokenStep) -> [UInt8] {
        switch Alphabet(dataCoding: coding) {
        case .ascii:
            guard let octets = try? ASCIICodec.encode(text) else { throw BrokenStep("the text is not ASCII") }
            return octets
        case .ucs2: return UCS2Codec.encode(text)
        case .gb18030: return GB18030Codec.encode(text)
        case .binary: throw BrokenStep("coding \(coding) is no text")
        }
    }

    private static func repeated(_ value: ResolvedValue, _ count: Int) throws(BrokenStep) -> ResolvedValue {
        switch value {
        case .octets(let octets, let isText):
            guard octets.count * count <= maximumSize else { throw BrokenStep("a value is too long") }
            return .octets(Array(repeatElement(octets, count: count).joined()), isText: isText)
        case .list(let elements):
            guard elements.count * count <= maximumSize else { throw BrokenStep("a value is too long") }
            return .list(Array(repeatElement(elements, count: count).joined()))
        default: throw BrokenStep("* repeats octets, texts and lists")
        }
    }

    private func reference(_ name: String, _ path: [String]) throws(BrokenStep) -> ResolvedValue {
        if path.isEmpty {
            switch name {
            case "account": return .octets(Array(setting.account.utf8), isText: true)
            case "from": return .octets(Array(setting.from.utf8), isText: true)
            case "to": return .octets(Array(setting.to.utf8), isText: true)
            case "text": return .octets(Array(setting.text.utf8), isText: true)
            case "service": return .octets(Array(setting.serviceID.utf8), isText: true)
            case "node": return .number(UInt64(setting.nodeNumber))
            case "corporation": return .octets(Array(setting.corporation.utf8), isText: true)
            case "timestamp": return .number(UInt64(timestamp))
            case "version": return .number(version)
            default: throw BrokenStep("$\(name) stands for nothing")
            }
        }
        guard let frame = frames[name] else { throw BrokenStep("no frame is named \(name) yet") }
        guard let value = frame.value(at: path), let resolved = ResolvedValue(value) else {
            throw BrokenStep("\(name) has no field \(path.joined(separator: "."))")
        }
        return resolved
    }
}

extension ResolvedValue {
    /// A field's value as dialogues compare it; nil for one that has no such form.
    init?(_ value: FieldValue) {
        switch value.plain {
        case .number(let number): self = .number(UInt64(bitPattern: number))
        case .string(let text):
            if text.hasPrefix("0x"), let number = UInt64(text.dropFirst(2), radix: 16) {
                self = .number(number)
            } else {
                guard let octets = FieldNotation.read(text) else { return nil }
                self = .octets(octets, isText: !text.hasPrefix(FieldNotation.mark))
            }
        case .list(let values): self = .list(values.compactMap { ResolvedValue($0) })
        case .record(let fields):
            self = .record(
                Dictionary(
                    fields.compactMap { field in ResolvedValue(field.value).map { (field.name, $0) } },
                    uniquingKeysWith: { first, _ in first }))
        case .word, .text, .octets: return nil
        }
    }

    /// Whether a field with `seen` has this value. Octets and the number that they make are one, and so are a list of
    /// one and its element.
    func matches(_ seen: ResolvedValue) -> Bool {
        switch (self, seen) {
        case (.number(let one), .number(let other)): return one == other
        case (.octets(let one, _), .octets(let other, _)):
            return one == other
        case (.number(let number), .octets(let octets, let isText)):
            return isText ? Array(String(number).utf8) == octets : ResolvedValue.number(octets) == number
        case (.octets(let octets, let isText), .number(let number)):
            return !isText && ResolvedValue.number(octets) == number
        case (.list(let one), .list(let other)):
            return one.count == other.count && zip(one, other).allSatisfy { $0.matches($1) }
        case (_, .list(let other)): return other.count == 1 && other.first.map { matches($0) } ?? false
        default: return false
        }
    }

    /// The big-endian number of up to eight octets.
    static func number(_ octets: [UInt8]) -> UInt64? {
        octets.isEmpty || octets.count > 8 ? nil : octets.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The value in a sentence.
    var words: String {
        switch self {
        case .number(let number): number > 0xFFFF_FFFF ? HexText.word(number, octets: 8) : String(number)
        case .octets(let octets, let isText):
            isText && octets.allSatisfy { (0x20..<0x7F).contains($0) }
                ? "'\(String(decoding: octets, as: UTF8.self))'" : "hex:" + HexText.encode(octets.prefix(64))
        case .list(let values): "[" + values.prefix(8).map(\.words).joined(separator: ",") + "]"
        case .record(let members):
            "{" + members.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.words)" }.joined(separator: ",") + "}"
        case .digest: "the digest that proves the secret"
        }
    }
}
