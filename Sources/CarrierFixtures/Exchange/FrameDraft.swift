import CarrierWire

/// A frame given by names, to be encoded: what a line of the exchange format says.
public struct FrameDraft: Sendable {
    /// The specification's name of the command.
    public var command: String
    /// The fields; lengths and counts may be missing.
    public var fields: [NamedValue]
    /// The names of deviations that the frame may have.
    public var deviations: [String]
    /// Octets behind the last field.
    public var surplus: [UInt8]

    /// A frame to be encoded.
    public init(command: String, fields: [NamedValue], deviations: [String] = [], surplus: [UInt8] = []) {
        self.command = command
        self.fields = fields
        self.deviations = deviations
        self.surplus = surplus
    }
}

/// Why a line of the exchange format gives no frame.
public enum ExchangeError: Error, Sendable {
    /// The text is not JSON of the exchange format's shape: nothing can be said about fields.
    case shape(String)
    /// A field that does not fit or agree.
    case wire(WireError)
    /// A field that is missing, that the layout does not have, or that disagrees with another: `missing`,
    /// `unknownField`, `disagrees`, `malformed`.
    case field(String, reason: String)
    /// Fields that the layout needs and that are not given, in the order in which they were missed.
    case missing([String])

    /// The members of the error object; nil where the line is not of the shape at all.
    public var members: [(String, JSONValue)]? {
        switch self {
        case .shape: nil
        case .wire(let error): error.members
        case .field(let name, let reason): [("field", .string(name)), ("reason", .string(reason))]
        case .missing(let names):
            [("field", .string(names.first ?? "")), ("reason", .string("missing"))]
                + (names.count > 1 ? [("fields", .strings(names))] : [])
        }
    }
}

/// A line of the exchange format, read: a dialect, a draft, and what the line claims about the result.
public struct ExchangeLine: Sendable {
    /// The dialect that the line names.
    public var dialect: WireDialect
    /// What is to be encoded.
    public var draft: FrameDraft
    private var text: JSONValue?
    private var report: JSONValue?

    private static let keys: Set = [
        "name", "protocol", "command", "conformant", "hex", "fields", "report", "text", "deviations", "surplus",
        "secret", "note", "meanings", "textAnomalies", "detected", "fits", "reads", "udh", "lint",
        "hint", "flow", "frame", "time", "from", "to", "answers", "latency", "reports", "whole",
    ]

    /// Reads one object of the exchange format.
    ///
    /// `protocol`, `command` and `fields` are needed; what else a decoder writes, and `name`, `conformant`, `secret`
    /// and `note`, is not looked at.
    ///
    /// - Throws: `shape` when it is not such an object, `field` when a field's value is of no kind that a field has.
    public init(_ json: JSONValue) throws(ExchangeError) {
        guard let object = json.members else { throw .shape("\(json.kind) where an object is needed") }
        if let stranger = object.members.first(where: { !ExchangeLine.keys.contains($0.key) }) {
            throw .shape("unknown key \"\(stranger.key)\"")
        }
        let name = try ExchangeLine.string("protocol", in: object)
        guard let dialect = WireDialect.named(name) else {
            let known = WireDialect.all.map(\.name).joined(separator: ", ")
            throw .shape("unknown protocol \"\(name)\", known are \(known)")
        }
        self.dialect = dialect
        let command = try ExchangeLine.string("command", in: object)
        guard let fields = object["fields"]?.members else { throw .shape("\"fields\" must be an object") }
        var named: [NamedValue] = []
        for member in fields.members {
            guard let value = FieldValue(json: member.value) else { throw .field(member.key, reason: "malformed") }
            named.append(NamedValue(member.key, value))
        }
        draft = FrameDraft(command: command, fields: named)
        if let list = object["deviations"] {
            guard let texts = list.elements?.map(\.text), !texts.contains(nil) else {
                throw .shape("\"deviations\" must be an array of strings")
            }
            draft.deviations = texts.compactMap { $0 }
        }
        if let surplus = object["surplus"] {
            guard let text = surplus.text, text.hasPrefix(FieldNotation.mark), let octets = FieldNotation.read(text)
            else { throw .shape("\"surplus\" must be a string \"hex:…\"") }
            draft.surplus = octets
        }
        text = object["text"]
        report = object["report"]
    }

    private static func string(_ key: String, in object: JSONObject) throws(ExchangeError) -> String {
        guard let text = object[key]?.text else { throw .shape("\"\(key)\" must be a string") }
        return text
    }

    /// The frame's octets.
    ///
    /// A line that gives `text` or `report` must give what the content says: they are views of it, and one that was
    /// changed alone would otherwise be lost in silence.
    ///
    /// - Parameter isDraft: give missing fields their usual values, and make content of `text` by its coding.
    /// - Throws: the field that is unknown, does not fit or does not agree; without `isDraft` all that are missing.
    public func encoded(isDraft: Bool = false) throws(ExchangeError) -> [UInt8] {
        var filler = DraftFiller(dialect, draft)
        if isDraft, let text = text?.text { try filler.write(text) }
        let octets = try filler.octets(isDraft: isDraft)
        let frame: ExchangeFrame
        do throws(WireError) { frame = try dialect.decode(octets) } catch { throw .wire(error) }
        if isDraft, text == .string(""), frame.text == nil { return octets }
        if let text, text != frame.text.map({ .string($0) }) { throw .field("text", reason: "disagrees") }
        if let report, report != frame.report.map({ .fields($0) }) { throw .field("report", reason: "disagrees") }
        let given = draft.deviations.map { $0.prefix { $0 != ":" } }
        let actual = frame.deviations.map { $0.prefix { $0 != ":" } }
        if let extra = given.first(where: { !actual.contains($0) }) {
            throw .field(String(extra), reason: "deviationNotWritten")
        }
        return octets
    }
}

extension FieldValue {
    /// A field's value as the exchange format writes it; nil for null, truth values and numbers that are not whole.
    init?(json: JSONValue) {
        switch json {
        case .number:
            guard let number = json.integer(as: Int64.self) else { return nil }
            self = .number(number)
        case .string(let text): self = .string(text)
        case .array(let elements):
            var values: [FieldValue] = []
            for element in elements {
                guard let value = FieldValue(json: element) else { return nil }
                values.append(value)
            }
            self = .list(values)
        case .object(let object):
            var fields: [NamedValue] = []
            for member in object.members {
                guard let value = FieldValue(json: member.value) else { return nil }
                fields.append(NamedValue(member.key, value))
            }
            self = .record(fields)
        case .null, .bool: return nil
        }
    }
}
