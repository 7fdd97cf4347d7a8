/// One visitor of a record's declaration: it reads, writes, measures, describes, probes or fills each field.
///
/// Names are the specification's spelling. Integers are big-endian. Counts and lengths are never stored: they belong to
/// the list or payload that they measure.
public protocol FieldCoder {
    /// An unsigned or signed integer of its own width.
    mutating func uint<Value: WireInteger>(_ value: inout Value, _ name: FieldName) throws(WireError)

    /// An integer that stands in `octets` octets (1...8), a width that may depend on the dialect.
    mutating func uint<Value: WireInteger>(
        _ value: inout Value, octets: Int, _ name: FieldName) throws(WireError)

    /// An open code of its own width.
    mutating func code<Code: WireCode>(_ code: inout Code, _ name: FieldName) throws(WireError)

    /// An open code that stands in `octets` octets, a width that may depend on the dialect.
    mutating func code<Code: WireCode>(_ code: inout Code, octets: Int, _ name: FieldName) throws(WireError)

    /// A fixed-width octet string, right-padded with NUL; `width` is at most 32.
    mutating func octets(_ value: inout OctetString, width: Int, _ name: FieldName) throws(WireError)

    /// A fixed-width field of octets that are not text; `width` is at most 32.
    mutating func blob(_ value: inout OctetString, width: Int, _ name: FieldName) throws(WireError)

    /// A field of 16 octets that are not text: an authenticator.
    mutating func digest(_ value: inout Digest, _ name: FieldName) throws(WireError)

    /// Three 32-bit words under one name.
    mutating func words(_ value: inout WordTriple, _ name: FieldName) throws(WireError)

    /// A count of one octet, then as many octet strings of equal width.
    mutating func octetsList(
        _ values: inout OctetStringList, width: Int, count: FieldName, each: FieldName) throws(WireError)

    /// A count in an integer of type `Count`, then as many records.
    mutating func recordList<Record: WireRecord, Count: WireInteger>(
        _ values: inout [Record], count: FieldName, as type: Count.Type, each: FieldName,
        in dialect: Record.Dialect) throws(WireError)

    /// A length in an integer of type `Length`, then as many octets.
    mutating func payload<Length: WireInteger>(
        _ value: inout [UInt8], length: FieldName, as type: Length.Type, _ name: FieldName) throws(WireError)

    /// A last octet string of fixed width that some peers shorten or leave out.
    mutating func tail(_ value: inout OctetString, width: Int, _ name: FieldName) throws(WireError)

    /// A last octet that some peers leave out.
    mutating func tail(_ value: inout UInt8, _ name: FieldName) throws(WireError)

    /// Optional parameters up to the frame's end, order kept; `naming` gives a tag's name, nil for an unknown one.
    mutating func parameters(
        _ values: inout [WireParameter], _ name: FieldName, naming: (UInt16) -> FieldName?) throws(WireError)

    /// A record inside the record.
    mutating func record<Record: WireRecord>(
        _ value: inout Record, _ name: FieldName, in dialect: Record.Dialect) throws(WireError)
}

extension FieldCoder {
    /// A count of one octet, then as many records.
    @inlinable @inline(__always)
    public mutating func recordList<Record: WireRecord>(
        _ values: inout [Record], count: FieldName, each: FieldName, in dialect: Record.Dialect
    ) throws(WireError) {
        try recordList(&values, count: count, as: UInt8.self, each: each, in: dialect)
    }

    /// An open code of its own width.
    @inlinable @inline(__always)
    public mutating func code<Code: WireCode>(_ code: inout Code, _ name: FieldName) throws(WireError) {
        var raw = code.rawValue
        try uint(&raw, name)
        code = Code(rawValue: raw)
    }

    /// An open code that stands in `octets` octets, a width that may depend on the dialect.
    @inlinable @inline(__always)
    public mutating func code<Code: WireCode>(
        _ code: inout Code, octets: Int, _ name: FieldName
    ) throws(WireError) {
        var raw = code.rawValue
        try uint(&raw, octets: octets, name)
        code = Code(rawValue: raw)
    }
}
