/// Describes each field of a record: its name, its value and where it stands.
struct FieldDescriber: FieldCoder {
    /// The fields visited so far, in wire order.
    private(set) var fields: [DescribedField] = []
    private var position: Int
    private let departure: LayoutDeparture

    /// Describes a record whose first octet is octet number `origin` of its frame.
    init(origin: Int, departure: LayoutDeparture = LayoutDeparture()) {
        position = origin
        self.departure = departure
    }

    private mutating func add(_ name: FieldName, _ value: FieldValue, _ length: Int) {
        fields.append(DescribedField(name, value, offset: position, length: length))
        position &+= length
    }

    mutating func uint<Value: WireInteger>(_ value: inout Value, _ name: FieldName) {
        uint(&value, octets: MemoryLayout<Value>.size, name)
    }

    mutating func uint<Value: WireInteger>(_ value: inout Value, octets: Int, _ name: FieldName) {
        let wide = MemoryLayout<Value>.size > 4
        let described: FieldValue =
            wide ? .word(UInt64(truncatingIfNeeded: value), octets: 8) : .number(Int64(truncatingIfNeeded: value))
        add(name, described, octets)
    }

    mutating func octets(_ value: inout OctetString, width: Int, _ name: FieldName) {
        add(name, .text(value, width: width), width)
    }

    mutating func blob(_ value: inout OctetString, width: Int, _ name: FieldName) {
        add(name, .octets(value.octets(width: width)), width)
    }

    mutating func digest(_ value: inout Digest, _ name: FieldName) { add(name, .octets(value.octets), 16) }

    mutating func words(_ value: inout WordTriple, _ name: FieldName) {
        add(name, .list([value.first, value.second, value.third].map { .number(Int64($0)) }), 12)
    }

    mutating func octetsList(
        _ values: inout OctetStringList, width: Int, count: FieldName, each: FieldName
    ) {
        add(count, .number(Int64(values.count)), 1)
        add(each, .list(values.map { .text($0, width: width) }), values.count &* width)
    }

    mutating func recordList<Record: WireRecord, Count: WireInteger>(
        _ values: inout [Record], count: FieldName, as type: Count.Type, each: FieldName,
        in dialect: Record.Dialect
    ) throws(WireError) {
        add(count, .number(Int64(values.count)), MemoryLayout<Count>.size)
        let start = position
        var described: [FieldValue] = []
        var parts: [DescribedField] = []
        for value in values {
            let group = try nested(value, in: dialect)
            described.append(FieldDescriber.record(group))
            parts += group
        }
        fields.append(DescribedField(each, .list(described), offset: start, length: position &- start, parts: parts))
    }

    mutating func payload<Length: WireInteger>(
        _ value: inout [UInt8], length: FieldName, as type: Length.Type, _ name: FieldName
    ) {
        add(length, .number(Int64(departure.announcedPayload ?? value.count)), MemoryLayout<Length>.size)
        add(name, .octets(value), value.count)
    }

    mutating func tail(_ value: inout OctetString, width: Int, _ name: FieldName) {
        add(name, .text(value, width: width), departure.tailLength ?? width)
    }

    mutating func tail(_ value: inout UInt8, _ name: FieldName) {
        if departure.tailLength != 0 { add(name, .number(Int64(value)), 1) }
    }

    mutating func parameters(
        _ values: inout [WireParameter], _ name: FieldName, naming: (UInt16) -> FieldName?
    ) {
        let described = values.map { parameter in
            FieldValue.record([
                NamedValue("Tag", .word(UInt64(parameter.tag), octets: 2)),
                NamedValue("Name", .string(naming(parameter.tag)?.description ?? "unknown")),
                NamedValue("Length", .number(Int64(parameter.count))),
                NamedValue("Value", .octets(parameter.value)),
            ])
        }
        let start = position
        var parts: [DescribedField] = []
        for parameter in values {
            let length = 4 &+ parameter.count
            parts.append(
                DescribedField(
                    naming(parameter.tag) ?? "unknown", FieldDescriber.line(parameter), offset: position, length: length
                ))
            position &+= length
        }
        fields.append(DescribedField(name, .list(described), offset: start, length: position &- start, parts: parts))
    }

    /// A parameter's value as a listing shows it: its octets stand in the line already.
    private static func line(_ parameter: WireParameter) -> FieldValue {
        if parameter.count == 1, let octet = parameter.value.first { return .number(Int64(octet)) }
        guard parameter.count > 1, let text = OctetString(parameter.value), !text.isEmpty else { return .octets([]) }
        return .text(text, width: parameter.count)
    }

    mutating func record<Record: WireRecord>(
        _ value: inout Record, _ name: FieldName, in dialect: Record.Dialect
    ) throws(WireError) {
        let start = position
        let group = try nested(value, in: dialect)
        fields.append(
            DescribedField(
                name, FieldDescriber.record(group), offset: start, length: position &- start, parts: group))
    }

    private mutating func nested<Record: WireRecord>(
        _ value: Record, in dialect: Record.Dialect
    ) throws(WireError) -> [DescribedField] {
        var describer = FieldDescriber(origin: position)
        var copy = value
        try copy.fields(&describer, in: dialect)
        position = describer.position
        return describer.fields
    }

    private static func record(_ fields: [DescribedField]) -> FieldValue {
        .record(fields.map { NamedValue($0.name.description, $0.value) })
    }
}
