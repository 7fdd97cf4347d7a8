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
    /// What departs from the layout and is tolerated; each begins with the deviation's name.
    public var deviations: [String]
    /// Octets behind the last field.
    public var surplus: [UInt8]

    /// The object of the exchange format: protocol, command, hex, fields, then what applies of report, text,
    /// deviations and surplus.
    public var json: JSONValue {
        var object = JSONObject([
            ("protocol", .string(protocolName)), ("command", .string(command)),
            ("hex", .string(HexText.encode(octets))), ("fields", .fields(fields)),
        ])
        if let report { object.append("report", .fields(report)) }
        if let text { object.append("text", .string(text)) }
        if !deviations.isEmpty { object.append("deviations", .strings(deviations)) }
        if !surplus.isEmpty { object.append("surplus", .string(FieldNotation.octets(surplus))) }
        return .object(object)
    }

    /// The text of message content: nil for binary content, for a header that cannot be read, and for nothing.
    static func text(of content: [UInt8], dataCoding: UInt8, hasHeader: Bool) -> String? {
        guard Alphabet(dataCoding: dataCoding) != .binary else { return nil }
        let data = UserData(content: content, hasHeader: hasHeader)
        guard !data.isMalformed, !data.payload.isEmpty else { return nil }
        return TextDecoder.text(of: data.payload, dataCoding: dataCoding)
    }
}

extension JSONValue {
    /// Named values as the members of an object.
    static func fields(_ fields: [NamedValue]) -> JSONValue {
        .object(fields.map { ($0.name, .field($0.value)) })
    }

    private static func field(_ value: FieldValue) -> JSONValue {
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
        default: rest = [("reason", .string("malformed"))]
        }
        return place + rest
    }
}
