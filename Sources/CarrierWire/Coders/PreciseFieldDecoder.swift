/// Reads fields and says which one fails, where and why; also reads what departs from the layout in a tolerated way.
///
/// It visits a frame a second time after ``FieldDecoder`` failed, so it is never on the hot path.
struct PreciseFieldDecoder: FieldCoder {
    private let octets: UnsafeRawBufferPointer
    private let origin: Int
    private let payloadLength: Int?
    private let tolerances: BodyTolerances
    private let isWhole: Bool
    private var position = 0

    /// How the octets departed from the layout.
    private(set) var departure = LayoutDeparture()

    /// Reads `octets`, the first of which is octet number `origin` of its frame.
    ///
    /// - Parameters:
    ///   - payloadLength: the length of the payload where it is known better than by the announced one.
    ///   - tolerances: whether a last field declared as `tail` may be short or missing.
    ///   - isWhole: whether the octets end where the frame does, and optional parameters with them.
    init(
        _ octets: UnsafeRawBufferPointer, origin: Int, payloadLength: Int? = nil, tolerating tolerances: BodyTolerances,
        isWhole: Bool
    ) {
        self.octets = octets
        self.origin = origin
        self.payloadLength = payloadLength
        self.tolerances = tolerances
        self.isWhole = isWhole
    }

    /// The octets behind the last field that was read.
    var remainder: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: octets[position...]) }

    /// Octets read so far.
    var count: Int { position }

    private mutating func take(_ count: Int, _ name: FieldName) throws(WireError) -> UnsafeRawBufferPointer {
        let available = octets.count &- position
        guard count >= 0, count <= available else {
            throw WireError(.truncated(needed: count, available: available), field: name, offset: origin &+ position)
        }
        defer { position &+= count }
        return UnsafeRawBufferPointer(rebasing: octets[position..<(position &+ count)])
    }

    mutating func uint<Value: WireInteger>(_ value: inout Value, _ name: FieldName) throws(WireError) {
        try uint(&value, octets: MemoryLayout<Value>.size, name)
    }

    mutating func uint<Value: WireInteger>(
        _ value: inout Value, octets: Int, _ name: FieldName
    ) throws(WireError) {
        let whole = try take(octets, name).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        value = Value(truncatingIfNeeded: whole)
    }

    mutating func octets(_ value: inout OctetString, width: Int, _ name: FieldName) throws(WireError) {
        value = OctetString(try take(width, name)) ?? OctetString()
    }

    mutating func blob(_ value: inout OctetString, width: Int, _ name: FieldName) throws(WireError) {
        try octets(&value, width: width, name)
    }

    mutating func digest(_ value: inout Digest, _ name: FieldName) throws(WireError) {
        value = Digest(try take(16, name)) ?? Digest()
    }

    mutating func words(_ value: inout WordTriple, _ name: FieldName) throws(WireError) {
        let three = try take(12, name)
        value.first = UInt32(bigEndian: three.loadUnaligned(as: UInt32.self))
        value.second = UInt32(bigEndian: three.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        value.third = UInt32(bigEndian: three.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    }

    mutating func octetsList(
        _ values: inout OctetStringList, width: Int, count: FieldName, each: FieldName
    ) throws(WireError) {
        var number: UInt8 = 0
        try uint(&number, count)
        for _ in 0..<number {
            var value = OctetString()
            try octets(&value, width: width, each)
            values.append(value)
        }
    }

    mutating func recordList<Record: WireRecord, Count: WireInteger>(
        _ values: inout [Record], count: FieldName, as type: Count.Type, each: FieldName,
        in dialect: Record.Dialect
    ) throws(WireError) {
        var counted: Count = 0
        try uint(&counted, count)
        for _ in 0..<max(0, Int(clamping: counted)) {
            var value = Record()
            try value.fields(&self, in: dialect)
            values.append(value)
        }
    }

    mutating func payload<Length: WireInteger>(
        _ value: inout [UInt8], length: FieldName, as type: Length.Type, _ name: FieldName
    ) throws(WireError) {
        var announced: Length = 0
        try uint(&announced, length)
        var count = Int(clamping: announced)
        if let payloadLength, payloadLength != count {
            departure = LayoutDeparture(announcedPayload: count, tailLength: departure.tailLength)
            count = payloadLength
        }
        value = [UInt8](try take(count, name))
    }

    mutating func tail(_ value: inout OctetString, width: Int, _ name: FieldName) throws(WireError) {
        try octets(&value, width: shortened(width), name)
    }

    mutating func tail(_ value: inout UInt8, _ name: FieldName) throws(WireError) {
        if shortened(1) == 0 { value = 0 } else { try uint(&value, name) }
    }

    private mutating func shortened(_ width: Int) -> Int {
        let available = octets.count &- position
        let isTolerated = tolerances.contains(.shortTail) || tolerances.contains(.missingTail) && available == 0
        guard isTolerated, available < width else { return width }
        departure = LayoutDeparture(announcedPayload: departure.announcedPayload, tailLength: available)
        return available
    }

    mutating func parameters(
        _ values: inout [WireParameter], _ name: FieldName, naming: (UInt16) -> FieldName?
    ) throws(WireError) {
        while position < octets.count {
            var tag: UInt16 = 0
            var value: [UInt8] = []
            try uint(&tag, name)
            try payload(&value, length: name, as: UInt16.self, naming(tag) ?? name)
            values.append(WireParameter(tag: tag, value: value))
        }
        if !isWhole { throw WireError(.truncated(needed: 4, available: 0), field: name, offset: origin &+ position) }
    }

    mutating func record<Record: WireRecord>(
        _ value: inout Record, _ name: FieldName, in dialect: Record.Dialect
    ) throws(WireError) {
        try value.fields(&self, in: dialect)
    }
}
