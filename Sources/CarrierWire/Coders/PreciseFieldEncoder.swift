/// Writes fields and says which one does not fit; also writes a record as it departed from its layout.
///
/// It visits a record after ``FieldEncoder`` gave up, so it is never on the hot path.
struct PreciseFieldEncoder: FieldCoder {
    /// The octets written so far.
    private(set) var octets: [UInt8] = []
    private let origin: Int
    private let departure: LayoutDeparture

    /// Writes octets the first of which is octet number `origin` of its frame.
    init(origin: Int, departure: LayoutDeparture = LayoutDeparture()) {
        self.origin = origin
        self.departure = departure
    }

    private func require(_ actual: Int, atMost limit: Int, _ name: FieldName) throws(WireError) {
        guard actual > limit else { return }
        throw WireError(.tooLong(limit: limit, actual: actual), field: name, offset: origin &+ octets.count)
    }

    private mutating func put(_ value: UInt64, octets count: Int) {
        for position in (0..<count).reversed() {
            octets.append(UInt8(truncatingIfNeeded: value >> UInt64(position &* 8)))
        }
    }

    mutating func uint<Value: WireInteger>(_ value: inout Value, _ name: FieldName) throws(WireError) {
        try uint(&value, octets: MemoryLayout<Value>.size, name)
    }

    mutating func uint<Value: WireInteger>(
        _ value: inout Value, octets width: Int, _ name: FieldName
    ) throws(WireError) {
        if width < MemoryLayout<Value>.size {
            let whole = UInt64(truncatingIfNeeded: value)
            try require((64 &- whole.leadingZeroBitCount &+ 7) / 8, atMost: width, name)
        }
        put(UInt64(truncatingIfNeeded: value), octets: width)
    }

    mutating func octets(_ value: inout OctetString, width: Int, _ name: FieldName) throws(WireError) {
        try require(value.count, atMost: width, name)
        octets.append(contentsOf: value.octets(width: width))
    }

    mutating func blob(_ value: inout OctetString, width: Int, _ name: FieldName) throws(WireError) {
        try octets(&value, width: width, name)
    }

    mutating func digest(_ value: inout Digest, _ name: FieldName) {
        octets.append(contentsOf: value.octets)
    }

    mutating func words(_ value: inout WordTriple, _ name: FieldName) {
        put(UInt64(value.first), octets: 4)
        put(UInt64(value.second), octets: 4)
        put(UInt64(value.third), octets: 4)
    }

    mutating func octetsList(
        _ values: inout OctetStringList, width: Int, count: FieldName, each: FieldName
    ) throws(WireError) {
        try require(values.count, atMost: 255, count)
        put(UInt64(values.count), octets: 1)
        for value in values {
            var copy = value
            try octets(&copy, width: width, each)
        }
    }

    mutating func recordList<Record: WireRecord, Count: WireInteger>(
        _ values: inout [Record], count: FieldName, as type: Count.Type, each: FieldName,
        in dialect: Record.Dialect
    ) throws(WireError) {
        try require(values.count, atMost: Int(clamping: Count.max), count)
        put(UInt64(values.count), octets: MemoryLayout<Count>.size)
        for value in values {
            var copy = value
            try copy.fields(&self, in: dialect)
        }
    }

    mutating func payload<Length: WireInteger>(
        _ value: inout [UInt8], length: FieldName, as type: Length.Type, _ name: FieldName
    ) throws(WireError) {
        var announced = departure.announcedPayload ?? value.count
        try require(value.count, atMost: Int(clamping: Length.max), name)
        announced = min(announced, Int(clamping: Length.max))
        put(UInt64(announced), octets: MemoryLayout<Length>.size)
        octets.append(contentsOf: value)
    }

    mutating func tail(_ value: inout OctetString, width: Int, _ name: FieldName) throws(WireError) {
        try octets(&value, width: min(width, departure.tailLength ?? width), name)
    }

    mutating func tail(_ value: inout UInt8, _ name: FieldName) throws(WireError) {
        if departure.tailLength == 0 { try require(value == 0 ? 0 : 1, atMost: 0, name) } else { octets.append(value) }
    }

    mutating func parameters(
        _ values: inout [WireParameter], _ name: FieldName, naming: (UInt16) -> FieldName?
    ) throws(WireError) {
        for parameter in values {
            put(UInt64(parameter.tag), octets: 2)
            try require(parameter.value.count, atMost: Int(UInt16.max), naming(parameter.tag) ?? name)
            put(UInt64(parameter.value.count), octets: 2)
            octets.append(contentsOf: parameter.value)
        }
    }

    mutating func record<Record: WireRecord>(
        _ value: inout Record, _ name: FieldName, in dialect: Record.Dialect
    ) throws(WireError) {
        try value.fields(&self, in: dialect)
    }
}
