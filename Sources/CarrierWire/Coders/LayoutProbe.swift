/// One field of a layout, as a manual's table shows it.
public struct LayoutField: Hashable, Sendable {
    /// What a field holds.
    public enum Kind: String, Hashable, Sendable {
        /// An unsigned integer, big-endian.
        case unsigned
        /// A signed integer, big-endian.
        case signed
        /// A fixed-width octet string, padded with NUL.
        case text
        /// Octets that are not text.
        case octets
        /// A group of fields.
        case group
        /// Optional parameters up to the frame's end.
        case parameters
    }

    /// As many octets as the named field counts, times `unit`.
    public struct Measure: Hashable, Sendable {
        /// The count or length field.
        public var field: FieldName
        /// Octets of each counted thing.
        public var unit: Int
    }

    /// The specification's name.
    public var name: FieldName
    /// What the field holds.
    public var kind: Kind
    /// The first octet, apart from what ``after`` adds.
    public var offset: Int
    /// Variable fields before this one, which push it further.
    public var after: [Measure]
    /// The fixed size in octets; zero where ``measure`` gives it.
    public var size: Int
    /// What gives the size of a repeated or variable field.
    public var measure: Measure?
    /// True when some peers shorten the field or leave it out.
    public var mayBeShort: Bool
    /// The fields of a group, or of each group of a list; offsets count from the group's first octet.
    public var parts: [LayoutField] = []
    /// The known tags of optional parameters.
    public var tags: [Tag] = []

    /// The tag of an optional parameter, with its name.
    public struct Tag: Hashable, Sendable {
        /// The number on the wire.
        public var tag: UInt16
        /// The specification's name.
        public var name: FieldName
    }

    /// The offset as a formula of names: `129+21*DestUsr_tl`.
    public var offsetText: String {
        after.reduce("\(offset)") { $0 + "+" + LayoutField.text($1) }
    }

    /// The size as a number or a formula of names.
    public var sizeText: String {
        if kind == .parameters { return "*" }
        return measure.map(LayoutField.text) ?? "\(size)"
    }

    private static func text(_ measure: Measure) -> String {
        measure.unit == 1 ? measure.field.description : "\(measure.unit)*\(measure.field)"
    }
}

/// Walks a declaration and writes down where each field stands.
struct LayoutProbe: FieldCoder {
    private(set) var fields: [LayoutField] = []
    private var offset: Int
    private var after: [LayoutField.Measure] = []

    init(origin: Int) { offset = origin }

    private mutating func add(
        _ name: FieldName, _ kind: LayoutField.Kind, _ size: Int, measure: LayoutField.Measure? = nil,
        mayBeShort: Bool = false, parts: [LayoutField] = [], tags: [LayoutField.Tag] = []
    ) {
        fields.append(
            LayoutField(
                name: name, kind: kind, offset: offset, after: after, size: measure == nil ? size : 0,
                measure: measure, mayBeShort: mayBeShort, parts: parts, tags: tags))
        if let measure { after.append(measure) } else { offset &+= size }
    }

    mutating func uint<Value: WireInteger>(_ value: inout Value, _ name: FieldName) {
        uint(&value, octets: MemoryLayout<Value>.size, name)
    }

    mutating func uint<Value: WireInteger>(_ value: inout Value, octets: Int, _ name: FieldName) {
        add(name, Value.isSigned ? .signed : .unsigned, octets)
    }

    mutating func octets(_ value: inout OctetString, width: Int, _ name: FieldName) { add(name, .text, width) }

    mutating func blob(_ value: inout OctetString, width: Int, _ name: FieldName) { add(name, .octets, width) }

    mutating func digest(_ value: inout Digest, _ name: FieldName) { add(name, .octets, 16) }

    mutating func words(_ value: inout WordTriple, _ name: FieldName) { add(name, .unsigned, 12) }

    mutating func octetsList(_ values: inout OctetStringList, width: Int, count: FieldName, each: FieldName) {
        add(count, .unsigned, 1)
        add(each, .text, 0, measure: LayoutField.Measure(field: count, unit: width))
    }

    mutating func recordList<Record: WireRecord, Count: WireInteger>(
        _ values: inout [Record], count: FieldName, as type: Count.Type, each: FieldName,
        in dialect: Record.Dialect
    ) {
        add(count, .unsigned, MemoryLayout<Count>.size)
        add(
            each, .group, 0, measure: LayoutField.Measure(field: count, unit: Record()._size(in: dialect)),
            parts: Record.layout(in: dialect))
    }

    mutating func payload<Length: WireInteger>(
        _ value: inout [UInt8], length: FieldName, as type: Length.Type, _ name: FieldName
    ) {
        add(length, .unsigned, MemoryLayout<Length>.size)
        add(name, .octets, 0, measure: LayoutField.Measure(field: length, unit: 1))
    }

    mutating func tail(_ value: inout OctetString, width: Int, _ name: FieldName) {
        add(name, .text, width, mayBeShort: true)
    }

    mutating func tail(_ value: inout UInt8, _ name: FieldName) { add(name, .unsigned, 1, mayBeShort: true) }

    mutating func parameters(
        _ values: inout [WireParameter], _ name: FieldName, naming: (UInt16) -> FieldName?
    ) {
        // The specifications' tags are small numbers.
        let tags = (UInt16(0)...255).compactMap { tag in naming(tag).map { LayoutField.Tag(tag: tag, name: $0) } }
        add(name, .parameters, 0, tags: tags)
    }

    mutating func record<Record: WireRecord>(
        _ value: inout Record, _ name: FieldName, in dialect: Record.Dialect
    ) {
        add(name, .group, value._size(in: dialect), parts: Record.layout(in: dialect))
    }
}
