import CarrierWire
import SMSText

/// A decoded frame in the shape of the exchange format.
public struct ExchangeFrame: Sendable {
    /// The dialect's name.
    public var protocolName: String
    /// The specification's name of the command, `unknown` for one that it does not define.
    public var command: String
    /// The whole frame.
    public var octets: [UInt8]
    /// Every field in wire order, header first.
    public var fields: [NamedValue]
    /// The fields of a status report in the content.
    public var report: [NamedValue]?
    /// The content's text without a user data header; nil where the content is no text or empty.
    public var text: String?
    /// What about the content is not what its coding says, where ``text`` was read otherwise or characters replaced.
    public var textAnomalies: [String] = []
    /// The user data header at the beginning of the content; nil without one, and where it cannot be one.
    public var header: UserDataHeader?
    /// Whether a header is announced and its length octet is missing or reaches beyond the content.
    public var isHeaderMalformed = false
    /// What codes and status words mean, under their fields' names.
    public var meanings: [(field: String, meaning: CodeMeaning)] = []
    /// What the octets allow and the specification forbids, where that was looked for.
    public var lint: [LintFinding] = []
    /// What departs from the layout and is tolerated; each begins with the deviation's name.
    public var deviations: [String]
    /// Octets behind the last field.
    public var surplus: [UInt8]
    /// How the dialect was found, where it was not named.
    public var detection: DialectDetection?
    /// What to read the frame as instead: another dialect that it fits exactly, or a protocol of others.
    public var hint: String?

    /// The object of the exchange format: protocol, detected and fits, command, hex, fields, then what applies of
    /// report, text, textAnomalies, udh, meanings, lint, deviations, surplus and hint.
    public var json: JSONValue {
        var object = JSONObject([("protocol", .string(protocolName))])
        for member in detection?.members ?? [] { object.append(member.0, member.1) }
        object.append("command", .string(command))
        object.append("hex", .string(HexText.encode(octets)))
        object.append("fields", .fields(fields))
        if let report { object.append("report", .fields(report)) }
        if let text { object.append("text", .string(text)) }
        if !textAnomalies.isEmpty { object.append("textAnomalies", .strings(textAnomalies)) }
        if let header { object.append("udh", header.json) }
        if isHeaderMalformed { object.append("udh", .object([("malformed", .bool(true))])) }
        if !meanings.isEmpty {
            object.append("meanings", .object(meanings.map { ($0.field, .string($0.meaning.description)) }))
        }
        if !lint.isEmpty { object.append("lint", .strings(lint.map(\.description))) }
        if !deviations.isEmpty { object.append("deviations", .strings(deviations)) }
        if !surplus.isEmpty { object.append("surplus", .string(FieldNotation.octets(surplus))) }
        if let hint { object.append("hint", .string(hint)) }
        return .object(object)
    }

    /// Takes header and text of message content: no text of binary content, behind a header that cannot be read, and of
    /// nothing.
    mutating func readText(of content: [UInt8], dataCoding: UInt8, hasHeader: Bool) {
        let data = UserData(content: content, hasHeader: hasHeader)
        (header, isHeaderMalformed) = (data.header, data.isMalformed)
        guard Alphabet(dataCoding: dataCoding) != .binary, !data.isMalformed, !data.payload.isEmpty else { return }
        let reading = TextDecoder.reading(of: data.payload, dataCoding: dataCoding)
        text = reading.text
        textAnomalies = reading.anomalies.map(\.description)
    }
}

extension JSONValue {
    /// Named values as the members of an object.
    package static func fields(_ fields: [NamedValue]) -> JSONValue {
        .object(fields.map { ($0.name, .field($0.value)) })
    }

    static func field(_ value: FieldValue) -> JSONValue {
        switch value.plain {
        case .number(let number): .integer(number)
        case .string(let text): .string(text)
        case .list(let values): .array(values.map { .field($0) })
        case .record(let fields): .fields(fields)
        // `plain` leaves no other kinds.
        case .word, .text, .octets: .null
        }
    }
}

extension WireError {
    /// The error as the exchange format writes it: offset, field, reason and the reason's figures.
    public var members: [(String, JSONValue)] {
        let place: [(String, JSONValue)] = [("offset", .integer(offset)), ("field", .string(field.description))]
        let rest: [(String, JSONValue)]
        switch reason {
        case .truncated(let needed, let available):
            rest = [("reason", .string("truncated")), ("needed", .integer(needed)), ("available", .integer(available))]
        case .trailingOctets(let count): rest = [("reason", .string("trailingOctets")), ("count", .integer(count))]
        case .tooLong(let limit, let actual):
            rest = [("reason", .string("tooLong")), ("limit", .integer(limit)), ("actual", .integer(actual))]
        case .lengthOutOfRange(let announced, let minimum, let maximum):
            rest = [
                ("reason", .string("lengthOutOfRange")), ("announced", .integer(announced)),
                ("minimum", .integer(minimum)), ("maximum", .integer(maximum)),
            ]
        case .lengthMismatch(let announced, let actual):
            rest = [
                ("reason", .string("lengthMismatch")), ("announced", .integer(announced)), ("actual", .integer(actual)),
            ]
        case .malformed: rest = [("reason", .string("malformed"))]
        case .notASCII: rest = [("reason", .string("notASCII"))]
        }
        return place + rest
    }
}
