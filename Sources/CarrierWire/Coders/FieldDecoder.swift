/// Reads fields as fast as they can be read: a sticky position beyond the end instead of an error.
///
/// Every load is checked against the end. After a failure lists stop and the half-filled record is thrown away;
/// ``PreciseFieldDecoder`` then finds the field and the octet.
@usableFromInline struct FieldDecoder: FieldCoder {
    @usableFromInline let base: UnsafeRawPointer
    @usableFromInline let end: Int
    @usableFromInline var position = 0

    /// Reads `octets`, which must outlive the decoder; nil for a buffer without memory.
    @inlinable @inline(__always)
    init?(_ octets: UnsafeRawBufferPointer) {
        guard let base = octets.baseAddress else { return nil }
        self.base = base
        end = octets.count
    }

    /// True when every field was there and nothing follows the last one.
    @inlinable @inline(__always)
    var readEverything: Bool { position == end }

    // From here nothing fits any more, not even nothing.
    @inlinable @inline(__always)
    mutating func fail() { position = end &+ 1 }

    @inlinable @inline(__always)
    mutating func uint<Value: WireInteger>(_ value: inout Value, _ name: FieldName) {
        let start = position
        guard MemoryLayout<Value>.size <= end &- start else { return fail() }
        position = start &+ MemoryLayout<Value>.size
        value = Value(bigEndian: base.loadUnaligned(fromByteOffset: start, as: Value.self))
    }

    @inlinable @inline(__always)
    mutating func uint<Value: WireInteger>(_ value: inout Value, octets: Int, _ name: FieldName) {
        if octets == MemoryLayout<Value>.size { return uint(&value, name) }
        let start = position
        guard octets <= end &- start else { return fail() }
        position = start &+ octets
        var whole: UInt64 = 0
        for index in start..<(start &+ octets) {
            whole = whole << 8 | UInt64(base.load(fromByteOffset: index, as: UInt8.self))
        }
        value = Value(truncatingIfNeeded: whole)
    }

    @inlinable @inline(__always)
    mutating func octets(_ value: inout OctetString, width: Int, _ name: FieldName) {
        let start = position
        if start &+ OctetString.capacity <= end {
            value = OctetString(wide: base + start, width: width)
            position = start &+ width
        } else {
            position = FieldDecoder.octetsNearEnd(&value, base, start, end, width)
        }
    }

    // What is not inlined takes no decoder and returns the new position: a decoder whose address is passed on lives in
    // memory instead of registers.
    @usableFromInline @inline(never)
    static func octetsNearEnd(
        _ value: inout OctetString, _ base: UnsafeRawPointer, _ start: Int, _ end: Int, _ width: Int
    ) -> Int {
        guard width <= end &- start else { return end &+ 1 }
        value = OctetString(exact: base + start, width: width)
        return start &+ width
    }

    @inlinable @inline(__always)
    mutating func blob(_ value: inout OctetString, width: Int, _ name: FieldName) {
        octets(&value, width: width, name)
    }

    @inlinable @inline(__always)
    mutating func digest(_ value: inout Digest, _ name: FieldName) {
        let start = position
        guard 16 <= end &- start else { return fail() }
        position = start &+ 16
        value.word0 = base.loadUnaligned(fromByteOffset: start, as: UInt64.self)
        value.word1 = base.loadUnaligned(fromByteOffset: start &+ 8, as: UInt64.self)
    }

    @inlinable @inline(__always)
    mutating func words(_ value: inout WordTriple, _ name: FieldName) {
        let start = position
        guard 12 <= end &- start else { return fail() }
        position = start &+ 12
        value.first = UInt32(bigEndian: base.loadUnaligned(fromByteOffset: start, as: UInt32.self))
        value.second = UInt32(bigEndian: base.loadUnaligned(fromByteOffset: start &+ 4, as: UInt32.self))
        value.third = UInt32(bigEndian: base.loadUnaligned(fromByteOffset: start &+ 8, as: UInt32.self))
    }

    @inlinable @inline(__always)
    mutating func octetsList(
        _ values: inout OctetStringList, width: Int, count: FieldName, each: FieldName
    ) {
        var number: UInt8 = 0
        uint(&number, count)
        let start = position
        guard Int(number) &* width <= end &- start else { return fail() }
        if number == 1 {
            // In its place: assigning a whole list would release the empty array of the one that was there.
            octets(&values.first, width: width, each)
            values.number = 1
        } else if number > 1 {
            FieldDecoder.octetsListOfSome(
                &values, base + start, number: Int(number), width: width, capacity: end &- start)
            position = start &+ Int(number) &* width
        }
    }

    /// Reads `number` strings at `source`, from which `capacity` octets may be read, at least those of the strings.
    @usableFromInline @inline(never)
    static func octetsListOfSome(
        _ values: inout OctetStringList, _ source: UnsafeRawPointer, number: Int, width: Int, capacity: Int
    ) {
        values.reserveCapacity(number)
        for index in 0..<number {
            let place = index &* width
            if place &+ OctetString.capacity <= capacity {
                values.append(OctetString(wide: source + place, width: width))
            } else {
                values.append(OctetString(exact: source + place, width: width))
            }
        }
    }

    @inlinable @inline(__always)
    mutating func recordList<Record: WireRecord, Count: WireInteger>(
        _ values: inout [Record], count: FieldName, as type: Count.Type, each: FieldName,
        in dialect: Record.Dialect
    ) {
        var counted: Count = 0
        uint(&counted, count)
        // A record has at least one octet, so a count beyond what is left is a lie.
        let number = Int(clamping: counted)
        guard number >= 0, number <= end &- position else { return fail() }
        values.reserveCapacity(min(number, 64))
        for _ in 0..<number {
            if position > end { return }
            var value = Record()
            record(&value, each, in: dialect)
            values.append(value)
        }
    }

    @inlinable @inline(__always)
    mutating func payload<Length: WireInteger>(
        _ value: inout [UInt8], length: FieldName, as type: Length.Type, _ name: FieldName
    ) {
        var announced: Length = 0
        uint(&announced, length)
        let count = Int(truncatingIfNeeded: announced)
        guard count >= 0, count <= end &- position else { return fail() }
        if count > 0 { value = [UInt8](UnsafeRawBufferPointer(start: base + position, count: count)) }
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
        if position < end { position = FieldDecoder.parametersUntilEnd(&values, base, position, end) }
    }

    @usableFromInline @inline(never)
    static func parametersUntilEnd(
        _ values: inout [WireParameter], _ base: UnsafeRawPointer, _ start: Int, _ end: Int
    ) -> Int {
        func word(_ place: Int) -> UInt16 {
            UInt16(bigEndian: base.loadUnaligned(fromByteOffset: place, as: UInt16.self))
        }
        // The first walk checks every length and counts.
        var number = 0
        var place = start
        while place < end {
            guard end &- place >= 4 else { return end &+ 1 }
            place &+= 4 &+ Int(word(place &+ 2))
            number &+= 1
        }
        guard place == end else { return end &+ 1 }
        values.reserveCapacity(number)
        place = start
        while place < end {
            let count = Int(word(place &+ 2))
            let isFar = place &+ 4 &+ OctetString.capacity <= end
            values.append(WireParameter(tag: word(place), source: base + place + 4, count: count, isFar: isFar))
            place &+= 4 &+ count
        }
        return end
    }

    @inlinable @inline(__always)
    mutating func record<Record: WireRecord>(
        _ value: inout Record, _ name: FieldName, in dialect: Record.Dialect
    ) {
        // This coder's own methods never throw.
        do throws(WireError) { try value.fields(&self, in: dialect) } catch { fail() }
    }
}
