/// Measures a record: the octets that its fields take.
@usableFromInline struct FieldSizer: FieldCoder {
    /// The octets of the fields visited so far.
    @usableFromInline var size = 0
    /// The width of the last field declared as `tail`, zero if there was none.
    @usableFromInline var tailWidth = 0

    @inlinable @inline(__always)
    init() {}

    @inlinable @inline(__always)
    mutating func uint<Value: WireInteger>(_ value: inout Value, _ name: FieldName) {
        size &+= MemoryLayout<Value>.size
    }

    @inlinable @inline(__always)
    mutating func uint<Value: WireInteger>(_ value: inout Value, octets: Int, _ name: FieldName) {
        size &+= octets
    }

    // Codes have their own methods, as in the encoder: a value that is never assigned to need not be copied first.
    @inlinable @inline(__always)
    mutating func code<Code: WireCode>(_ code: inout Code, _ name: FieldName) {
        size &+= MemoryLayout<Code.RawValue>.size
    }

    @inlinable @inline(__always)
    mutating func code<Code: WireCode>(_ code: inout Code, octets: Int, _ name: FieldName) { size &+= octets }

    @inlinable @inline(__always)
    mutating func octets(_ value: inout OctetString, width: Int, _ name: FieldName) { size &+= width }

    @inlinable @inline(__always)
    mutating func blob(_ value: inout OctetString, width: Int, _ name: FieldName) { size &+= width }

    @inlinable @inline(__always)
    mutating func digest(_ value: inout Digest, _ name: FieldName) { size &+= 16 }

    @inlinable @inline(__always)
    mutating func words(_ value: inout WordTriple, _ name: FieldName) { size &+= 12 }

    @inlinable @inline(__always)
    mutating func octetsList(
        _ values: inout OctetStringList, width: Int, count: FieldName, each: FieldName
    ) {
        size &+= 1 &+ values.count &* width
    }

    @inlinable @inline(__always)
    mutating func recordList<Record: WireRecord, Count: WireInteger>(
        _ values: inout [Record], count: FieldName, as type: Count.Type, each: FieldName,
        in dialect: Record.Dialect
    ) {
        size &+= MemoryLayout<Count>.size
        for element in values {
            var copy = element
            record(&copy, each, in: dialect)
        }
    }

    @inlinable @inline(__always)
    mutating func payload<Length: WireInteger>(
        _ value: inout [UInt8], length: FieldName, as type: Length.Type, _ name: FieldName
    ) {
        size &+= MemoryLayout<Length>.size &+ value.count
    }

    @inlinable @inline(__always)
    mutating func tail(_ value: inout OctetString, width: Int, _ name: FieldName) {
        size &+= width
        tailWidth = width
    }

    @inlinable @inline(__always)
    mutating func tail(_ value: inout UInt8, _ name: FieldName) {
        size &+= 1
        tailWidth = 1
    }

    @inlinable @inline(__always)
    mutating func parameters(
        _ values: inout [WireParameter], _ name: FieldName, naming: (UInt16) -> FieldName?
    ) {
        for parameter in values { size &+= 4 &+ parameter.count }
    }

    @inlinable @inline(__always)
    mutating func record<Record: WireRecord>(
        _ value: inout Record, _ name: FieldName, in dialect: Record.Dialect
    ) {
        // This coder's own methods never throw.
        do throws(WireError) { try value.fields(&self, in: dialect) } catch {}
    }
}
