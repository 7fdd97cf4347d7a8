/// The header's fields among named values from which a frame is made.
public struct HeaderFields: Sendable {
    private let fields: [NamedValue]
    private let commandField: FieldName
    private let headerNames: Set<String>

    /// Looks at `fields`.
    ///
    /// - Parameters:
    ///   - fields: header and body, in any order.
    ///   - command: the name of the header's field that holds the command's number.
    ///   - header: the names of all fields of the header.
    public init(_ fields: [NamedValue], command: FieldName, header: [FieldName]) {
        self.fields = fields
        commandField = command
        headerNames = Set(header.map(\.description))
    }

    /// What is not the header's: the body.
    public var rest: [NamedValue] { fields.filter { !headerNames.contains($0.name) } }

    /// The value under that name.
    public func value(_ name: FieldName) -> FieldValue? {
        let wanted = name.description
        return fields.first { $0.name == wanted }?.value
    }

    /// The 32-bit number under that name, written as a number or as `0x` and hex digits; nil when it is missing.
    ///
    /// - Throws: `malformed` or `tooLong` for anything else.
    public func number(_ name: FieldName, offset: Int) throws(ReadingError) -> UInt32? {
        guard let value = value(name) else { return nil }
        return try HeaderFields.number(value, name, offset: offset)
    }

    /// The 32-bit numbers under that name; nil when it is missing.
    ///
    /// - Throws: `malformed` unless they are `count` numbers, `tooLong` for one that does not fit.
    public func numbers(_ name: FieldName, count: Int, offset: Int) throws(ReadingError) -> [UInt32]? {
        guard let value = value(name) else { return nil }
        guard case .list(let elements) = value, elements.count == count else {
            throw ReadingError(field: WireError(.malformed, field: name, offset: offset))
        }
        var numbers: [UInt32] = []
        for element in elements { numbers.append(try HeaderFields.number(element, name, offset: offset)) }
        return numbers
    }

    /// The number of the command of that name, `unknown` standing for the number that the header gives.
    ///
    /// - Throws: `malformed` for a name that `known` does not know, and for a number that is not that command's.
    public func commandNumber(named command: String, known: (String) -> UInt32?) throws(ReadingError) -> UInt32 {
        let given = try number(commandField, offset: 4)
        let number = command == "unknown" ? given : known(command)
        guard let number, given ?? number == number else {
            throw ReadingError(field: WireError(.malformed, field: commandField, offset: 4))
        }
        return number
    }

    /// The octets under `Body`, the only field of an unknown command's body.
    ///
    /// - Throws: `malformed` unless they are written as `hex:`; a name that is not `Body` is strange.
    public func unknownBody(offset: Int) throws(ReadingError) -> [UInt8] {
        var body: [UInt8] = []
        for field in rest {
            guard field.name == "Body" else { throw ReadingError(unknownField: field.name) }
            guard case .string(let text) = field.value.plain, text.hasPrefix(FieldNotation.mark),
                let octets = FieldNotation.read(text)
            else { throw ReadingError(field: WireError(.malformed, field: "Body", offset: offset)) }
            body = octets
        }
        return body
    }

    private static func number(_ value: FieldValue, _ name: FieldName, offset: Int) throws(ReadingError) -> UInt32 {
        switch value.plain {
        case .number(let number):
            if let exact = UInt32(exactly: number) { return exact }
            throw ReadingError(field: WireError(.tooLong(limit: 4, actual: 8), field: name, offset: offset))
        case .string(let text):
            if text.hasPrefix("0x"), let word = UInt32(text.dropFirst(2), radix: 16) { return word }
        default: break
        }
        throw ReadingError(field: WireError(.malformed, field: name, offset: offset))
    }
}
