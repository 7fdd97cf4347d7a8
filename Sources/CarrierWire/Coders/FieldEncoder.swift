/// Writes fields into memory that was measured before: values are not checked, what does not fit is collected.
///
/// Every store is checked against the end. When ``isSound`` is false afterwards, the octets are worthless and
/// ``PreciseFieldEncoder`` finds the field that does not fit.
@usableFromInline struct FieldEncoder: FieldCoder {
    @usableFromInline let base: UnsafeMutableRawPointer
    @usableFromInline let end: Int
    @usableFromInline var position = 0
    @usableFromInline var excess: UInt64 = 0

    /// Writes `size` octets, which ``FieldSizer`` gave, into the start of `memory`; nil unless it has the slack of
    /// ``EncoderSlack`` behind them.
    @inlinable @inline(__always)
    init?(_ memory: UnsafeMutableRawBufferPointer, size: Int) {
        guard let base = memory.baseAddress, size >= 0, memory.count &- size >= EncoderSlack.octets else { return nil }
        self.base = base
        end = size
    }

    /// True when every value fitted its field and the memory is filled exactly.
    @inlinable @inline(__always)
    var isSound: Bool { excess == 0 && position == end }

    @inlinable @inline(__always)
    mutating func fail() {
        excess = 1
        position = end
    }

    @inlinable @inline(__always)
    mutating func uint<Value: WireInteger>(_ value: inout Value, _ name: FieldName) {
        let start = position
        guard MemoryLayout<Value>.size <= end &- start else { return fail() }
        base.storeBytes(of: value.bigEndian, toByteOffset: start, as: Value.self)
        position = start &+ MemoryLayout<Value>.size
    }

    @inlinable @inline(__always)
    mutating func uint<Value: WireInteger>(_ value: inout Value, octets: Int, _ name: FieldName) {
        if octets == MemoryLayout<Value>.size { return uint(&value, name) }
        guard octets <= end &- position else { return fail() }
        var rest = UInt64(truncatingIfNeeded: value)
        for index in stride(from: octets &- 1, through: 0, by: -1) {
            base.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: position &+ index, as: UInt8.self)
            rest >>= 8
        }
        excess |= rest
        position &+= octets
    }

    // Codes have their own methods, so that no value is assigned to and the record need not be copied first.
    @inlinable @inline(__always)
    mutating func code<Code: WireCode>(_ code: inout Code, _ name: FieldName) {
        var raw = code.rawValue
        uint(&raw, name)
    }

    @inlinable @inline(__always)
    mutating func code<Code: WireCode>(_ code: inout Code, octets: Int, _ name: FieldName) {
        var raw = code.rawValue
        uint(&raw, octets: octets, name)
    }

    @inlinable @inline(__always)
    mutating func octets(_ value: inout OctetString, width: Int, _ name: FieldName) {
        excess |= value.excess(width: width)
        let start = position
        guard width <= end &- start else { return fail() }
        // Wider than the field: the fields behind it, and at the end the slack, take the rest.
        value.store(wide: base + start)
        position = start &+ width
    }

    @inlinable @inline(__always)
    mutating func blob(_ value: inout OctetString, width: Int, _ name: FieldName) {
        octets(&value, width: width, name)
    }

    @inlinable @inline(__always)
    mutating func digest(_ value: inout Digest, _ name: FieldName) {
        let start = position
        guard 16 <= end &- start else { return fail() }
        base.storeBytes(of: value.word0, toByteOffset: start, as: UInt64.self)
        base.storeBytes(of: value.word1, toByteOffset: start &+ 8, as: UInt64.self)
        position = start &+ 16
    }

    @inlinable @inline(__always)
    mutating func words(_ value: inout WordTriple, _ name: FieldName) {
        let start = position
        guard 12 <= end &- start else { return fail() }
        base.storeBytes(of: value.first.bigEndian, toByteOffset: start, as: UInt32.self)
        base.storeBytes(of: value.second.bigEndian, toByteOffset: start &+ 4, as: UInt32.self)
        base.storeBytes(of: value.third.bigEndian, toByteOffset: start &+ 8, as: UInt32.self)
        position = start &+ 12
    }

    @inlinable @inline(__always)
    mutating func octetsList(
        _ values: inout OctetStringList, width: Int, count: FieldName, each: FieldName
    ) {
        var number = UInt8(truncatingIfNeeded: values.count)
        excess |= UInt64(truncatingIfNeeded: values.count >> 8)
        uint(&number, count)
        guard values.count > 0 else { return }
        // In the open and by index, as parameters are, so that the record need not be copied first. Stored in one place
        // of the code, since a second one is compiled as a call.
        values.rest.withUnsafeBufferPointer { rest in
            var value = values.first
            var index = 0
            while true {
                octets(&value, width: width, each)
                if index == rest.count { return }
                value = rest[index]
                index &+= 1
            }
        }
    }

    @inlinable @inline(__always)
    mutating func recordList<Record: WireRecord, Count: WireInteger>(
        _ values: inout [Record], count: FieldName, as type: Count.Type, each: FieldName,
        in dialect: Record.Dialect
    ) {
        var number = Count(truncatingIfNeeded: values.count)
        excess |= UInt64(truncatingIfNeeded: values.count) >> UInt64(Count.bitWidth)
        uint(&number, count)
        for value in values {
            var copy = value
            record(&copy, each, in: dialect)
        }
    }

    @inlinable @inline(__always)
    mutating func payload<Length: WireInteger>(
        _ value: inout [UInt8], length: FieldName, as type: Length.Type, _ name: FieldName
    ) {
        let count = value.count
        var announced = Length(truncatingIfNeeded: count)
        excess |= UInt64(truncatingIfNeeded: count) >> UInt64(Length.bitWidth)
        uint(&announced, length)
        guard count <= end &- position else { return fail() }
        value.withUnsafeBytes { octets in
            guard let source = octets.baseAddress else { return }
            (base + position).copyMemory(from: source, byteCount: count)
        }
        position &+= count
    }

    @inlinable @inline(__always)
    mutating func tail(_ value: inout OctetString, width: Int, _ name: FieldName) {
        octets(&value, width: width, name)
    }

    @inlinable @inline(__always)
    mutating func tail(_ value: inout UInt8, _ name: FieldName) { uint(&value, name) }

    @inlinable @inline(__always)
    mutating func parameters(
        _ values: inout [WireParameter], _ name: FieldName, naming: (UInt16) -> FieldName?
    ) {
        // In the open and without a call, so that the record need not be copied first; by index, nor any parameter.
        values.withUnsafeBufferPointer { values in
            for index in values.indices {
                let count = values[index].count
                excess |= UInt64(truncatingIfNeeded: count >> 16)
                guard 4 &+ count <= end &- position else { return fail() }
                base.storeBytes(of: values[index].tag.bigEndian, toByteOffset: position, as: UInt16.self)
                let length = UInt16(truncatingIfNeeded: count)
                base.storeBytes(of: length.bigEndian, toByteOffset: position &+ 2, as: UInt16.self)
                values[index].store(at: base + position + 4)
                position &+= 4 &+ count
            }
        }
    }

    @inlinable @inline(__always)
    mutating func record<Record: WireRecord>(
        _ value: inout Record, _ name: FieldName, in dialect: Record.Dialect
    ) {
        // This coder's own methods never throw.
        do throws(WireError) { try value.fields(&self, in: dialect) } catch { fail() }
    }
}
