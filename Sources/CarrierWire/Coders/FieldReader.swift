/// Why named values make no record: what is wrong with which field.
public struct ReadingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The field and the reason where the layout has the field.
    public var wireError: WireError?
    /// The name that the layout does not have.
    public var unknownField: String?

    /// Blames a name that the layout does not have.
    public init(unknownField: String) { self.unknownField = unknownField }

    /// Blames a field.
    public init(field: WireError) { wireError = field }

    /// One sentence: the field and the reason.
    public var description: String {
        if let wireError { return wireError.description }
        return "\(unknownField ?? ""): no field of this layout"
    }
}

/// Fills a record from named values: the counterpart of ``FieldDescriber``.
struct FieldReader: FieldCoder {
    private let values: [NamedValue]
    private let allowsOtherLength: Bool
    private let allowsMissingTail: Bool
    private var used: Set<Int> = []
    private var position: Int
    private(set) var departure = LayoutDeparture()

    init(_ values: [NamedValue], origin: Int, allowsOtherLength: Bool = false, allowsMissingTail: Bool = false) {
        self.values = values
        self.allowsOtherLength = allowsOtherLength
        self.allowsMissingTail = allowsMissingTail
        position = origin
    }

    /// The first name that no field asked for.
    var stranger: String? { values.indices.first { !used.contains($0) }.map { values[$0].name } }

    private func fault(_ reason: WireError.Reason, _ name: FieldName) -> WireError {
        WireError(reason, field: name, offset: position)
    }

    private mutating func find(_ name: FieldName) -> FieldValue? {
        let wanted = name.description
        guard let index = values.firstIndex(where: { $0.name == wanted }) else { return nil }
        used.insert(index)
        return values[index].value
    }

    private mutating func require(_ name: FieldName) throws(WireError) -> FieldValue {
        guard let value = find(name) else { throw fault(.malformed, name) }
        return value
    }

    private func number<Value: WireInteger>(
        _ value: FieldValue, as type: Value.Type, octets: Int, _ name: FieldName
    ) throws(WireError) -> Value {
        let bits = UInt64(min(octets, 8) &* 8)
        switch value {
        case .number(let number):
            guard let exact = Value(exactly: number) else { throw fault(.tooLong(limit: octets, actual: 8), name) }
            guard bits == 64 || Value.isSigned || UInt64(exact) >> bits == 0 else {
                throw fault(.tooLong(limit: octets, actual: octets &+ 1), name)
            }
            return exact
        case .word(let word, _):
            guard let exact = Value(exactly: word), bits == 64 || word >> bits == 0 else {
                throw fault(.tooLong(limit: octets, actual: 8), name)
            }
            return exact
        case .string(let text):
            guard text.hasPrefix("0x"), let word = UInt64(text.dropFirst(2), radix: 16) else {
                throw fault(.malformed, name)
            }
            return try number(.word(word, octets: octets), as: type, octets: octets, name)
        default: throw fault(.malformed, name)
        }
    }

    private func text(_ value: FieldValue, width: Int, _ name: FieldName) throws(WireError) -> OctetString {
        let octets: [UInt8]
        switch value {
        case .text(let text, _): octets = text.octets
        case .octets(let raw): octets = raw
        case .string(let text):
            guard let read = FieldNotation.read(text) else { throw fault(.malformed, name) }
            // No peer expects UTF-8 here, so nobody meant it; octets of one's own are written as such.
            let isLiteral = !text.utf8.starts(with: FieldNotation.mark.utf8)
            guard !isLiteral || read.allSatisfy({ (0x20...0x7E).contains($0) }) else { throw fault(.notASCII, name) }
            octets = read
        default: throw fault(.malformed, name)
        }
        let stripped = octets.count - octets.reversed().prefix { $0 == 0 }.count
        guard stripped <= width, let value = OctetString(octets.prefix(stripped)) else {
            throw fault(.tooLong(limit: width, actual: stripped), name)
        }
        return value
    }

    private func raw(_ value: FieldValue, _ name: FieldName) throws(WireError) -> [UInt8] {
        switch value {
        case .octets(let octets): return octets
        case .string(let text):
            guard text.hasPrefix(FieldNotation.mark), let octets = FieldNotation.read(text) else {
                throw fault(.malformed, name)
            }
            return octets
        default: throw fault(.malformed, name)
        }
    }

    private func list(_ value: FieldValue, _ name: FieldName) throws(WireError) -> [FieldValue] {
        guard case .list(let values) = value else { throw fault(.malformed, name) }
        return values
    }

    private mutating func checkCount(_ name: FieldName, actual: Int) throws(WireError) {
        guard let given = find(name) else { return }
        let announced = try number(given, as: UInt32.self, octets: 4, name)
        guard Int(announced) == actual else {
            throw fault(.lengthMismatch(announced: Int(announced), actual: actual), name)
        }
    }

    mutating func uint<Value: WireInteger>(_ value: inout Value, _ name: FieldName) throws(WireError) {
        try uint(&value, octets: MemoryLayout<Value>.size, name)
    }

    mutating func uint<Value: WireInteger>(_ value: inout Value, octets: Int, _ name: FieldName) throws(WireError) {
        value = try number(try require(name), as: Value.self, octets: octets, name)
        position &+= octets
    }

    mutating func octets(_ value: inout OctetString, width: Int, _ name: FieldName) throws(WireError) {
        value = try text(try require(name), width: width, name)
        position &+= width
    }

    mutating func blob(_ value: inout OctetString, width: Int, _ name: FieldName) throws(WireError) {
        let octets = try raw(try require(name), name)
        guard octets.count == width else {
            throw fault(.lengthMismatch(announced: width, actual: octets.count), name)
        }
        value = try text(.octets(octets), width: width, name)
        position &+= width
    }

    mutating func digest(_ value: inout Digest, _ name: FieldName) throws(WireError) {
        let octets = try raw(try require(name), name)
        guard let digest = Digest(octets) else {
            throw fault(.lengthMismatch(announced: 16, actual: octets.count), name)
        }
        value = digest
        position &+= 16
    }

    mutating func words(_ value: inout WordTriple, _ name: FieldName) throws(WireError) {
        let three = try list(try require(name), name)
        guard three.count == 3 else { throw fault(.lengthMismatch(announced: 3, actual: three.count), name) }
        value.first = try number(three[0], as: UInt32.self, octets: 4, name)
        value.second = try number(three[1], as: UInt32.self, octets: 4, name)
        value.third = try number(three[2], as: UInt32.self, octets: 4, name)
        position &+= 12
    }

    mutating func octetsList(
        _ values: inout OctetStringList, width: Int, count: FieldName, each: FieldName
    ) throws(WireError) {
        let given = try list(try require(each), each)
        try checkCount(count, actual: given.count)
        guard given.count <= 255 else { throw fault(.tooLong(limit: 255, actual: given.count), count) }
        position &+= 1
        for element in given {
            values.append(try text(element, width: width, each))
            position &+= width
        }
    }

    mutating func recordList<Record: WireRecord, Count: WireInteger>(
        _ values: inout [Record], count: FieldName, as type: Count.Type, each: FieldName,
        in dialect: Record.Dialect
    ) throws(WireError) {
        let given = try list(try require(each), each)
        try checkCount(count, actual: given.count)
        let limit = Int(clamping: Count.max)
        guard given.count <= limit else { throw fault(.tooLong(limit: limit, actual: given.count), count) }
        position &+= MemoryLayout<Count>.size
        for element in given { values.append(try nested(element, each, in: dialect)) }
    }

    mutating func payload<Length: WireInteger>(
        _ value: inout [UInt8], length: FieldName, as type: Length.Type, _ name: FieldName
    ) throws(WireError) {
        let octets = try raw(try require(name), name)
        guard octets.count <= Int(clamping: Length.max) else {
            throw fault(.tooLong(limit: Int(clamping: Length.max), actual: octets.count), name)
        }
        if allowsOtherLength, let given = find(length) {
            let announced = try number(given, as: Length.self, octets: MemoryLayout<Length>.size, length)
            if Int(clamping: announced) != octets.count {
                departure = LayoutDeparture(
                    announcedPayload: Int(clamping: announced), tailLength: departure.tailLength)
            }
        } else {
            try checkCount(length, actual: octets.count)
        }
        value = octets
        position &+= MemoryLayout<Length>.size &+ octets.count
    }

    mutating func tail(_ value: inout OctetString, width: Int, _ name: FieldName) throws(WireError) {
        if isTailMissing(name) { return }
        try octets(&value, width: width, name)
    }

    mutating func tail(_ value: inout UInt8, _ name: FieldName) throws(WireError) {
        if isTailMissing(name) { return }
        try uint(&value, name)
    }

    private mutating func isTailMissing(_ name: FieldName) -> Bool {
        guard allowsMissingTail, !values.contains(where: { $0.name == name.description }) else { return false }
        departure = LayoutDeparture(announcedPayload: departure.announcedPayload, tailLength: 0)
        return true
    }

    mutating func parameters(
        _ values: inout [WireParameter], _ name: FieldName, naming: (UInt16) -> FieldName?
    ) throws(WireError) {
        guard let given = find(name) else { return }
        for element in try list(given, name) {
            guard case .record(let fields) = element else { throw fault(.malformed, name) }
            var reader = FieldReader(fields, origin: position)
            var parameter = WireParameter(tag: 0, value: [])
            try reader.uint(&parameter.tag, "Tag")
            _ = reader.find("Name")
            try reader.payload(&parameter.value, length: "Length", as: UInt16.self, "Value")
            values.append(parameter)
            position &+= 4 &+ parameter.count
        }
    }

    mutating func record<Record: WireRecord>(
        _ value: inout Record, _ name: FieldName, in dialect: Record.Dialect
    ) throws(WireError) {
        value = try nested(try require(name), name, in: dialect)
    }

    private mutating func nested<Record: WireRecord>(
        _ value: FieldValue, _ name: FieldName, in dialect: Record.Dialect
    ) throws(WireError) -> Record {
        guard case .record(let fields) = value else { throw fault(.malformed, name) }
        var reader = FieldReader(fields, origin: position)
        var record = Record()
        try record.fields(&reader, in: dialect)
        guard reader.stranger == nil else { throw fault(.malformed, name) }
        position = reader.position
        return record
    }
}
