/// Fills a record with random values that its fields hold, for property tests.
struct FieldFiller: FieldCoder {
    private(set) var generator: SeededGenerator

    init(_ generator: SeededGenerator) { self.generator = generator }

    private mutating func octet() -> UInt8 { UInt8(truncatingIfNeeded: generator.next()) }

    private mutating func text(width: Int) -> OctetString {
        let count = generator.below(4) == 0 ? width : generator.below(width &+ 1)
        let isRaw = generator.below(8) == 0
        let octets = (0..<count).map { _ in isRaw ? octet() : UInt8(0x21 &+ generator.below(0x5E)) }
        return OctetString(octets) ?? OctetString()
    }

    mutating func uint<Value: WireInteger>(_ value: inout Value, _ name: FieldName) {
        value = Value(truncatingIfNeeded: generator.next() >> UInt64(generator.below(64)))
    }

    mutating func uint<Value: WireInteger>(_ value: inout Value, octets: Int, _ name: FieldName) {
        let bits = UInt64(min(max(octets, 1), 8) &* 8)
        value = Value(truncatingIfNeeded: generator.next() >> (64 &- bits))
    }

    mutating func octets(_ value: inout OctetString, width: Int, _ name: FieldName) { value = text(width: width) }

    mutating func blob(_ value: inout OctetString, width: Int, _ name: FieldName) {
        value = OctetString((0..<width).map { _ in octet() }) ?? OctetString()
    }

    mutating func digest(_ value: inout Digest, _ name: FieldName) {
        value = Digest((0..<16).map { _ in octet() }) ?? Digest()
    }

    mutating func words(_ value: inout WordTriple, _ name: FieldName) {
        uint(&value.first, name)
        uint(&value.second, name)
        uint(&value.third, name)
    }

    mutating func octetsList(_ values: inout OctetStringList, width: Int, count: FieldName, each: FieldName) {
        values = OctetStringList((0..<listCount()).map { _ in text(width: width) })
    }

    // Often one, sometimes none, seldom as many as a frame of the usual limit holds.
    private mutating func listCount() -> Int {
        switch generator.below(8) {
        case 0: 0
        case 1: generator.below(100)
        case 2: generator.below(6)
        default: 1
        }
    }

    mutating func recordList<Record: WireRecord, Count: WireInteger>(
        _ values: inout [Record], count: FieldName, as type: Count.Type, each: FieldName,
        in dialect: Record.Dialect
    ) throws(WireError) {
        for _ in 0..<min(listCount(), 12) {
            var value = Record()
            try value.fields(&self, in: dialect)
            values.append(value)
        }
    }

    mutating func payload<Length: WireInteger>(
        _ value: inout [UInt8], length: FieldName, as type: Length.Type, _ name: FieldName
    ) {
        let count = generator.below(16) == 0 ? 255 : generator.below(161)
        value = (0..<count).map { _ in octet() }
    }

    mutating func tail(_ value: inout OctetString, width: Int, _ name: FieldName) { value = text(width: width) }

    mutating func tail(_ value: inout UInt8, _ name: FieldName) { value = octet() }

    mutating func parameters(
        _ values: inout [WireParameter], _ name: FieldName, naming: (UInt16) -> FieldName?
    ) {
        values = (0..<generator.below(6)).map { _ in
            let tag = UInt16(generator.below(0x20))
            return WireParameter(tag: tag, value: (0..<generator.below(33)).map { _ in octet() })
        }
    }

    mutating func record<Record: WireRecord>(
        _ value: inout Record, _ name: FieldName, in dialect: Record.Dialect
    ) throws(WireError) {
        try value.fields(&self, in: dialect)
    }
}
