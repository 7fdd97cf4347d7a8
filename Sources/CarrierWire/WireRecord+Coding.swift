// The doors to the coders. Those with an underscore are for codec modules, where they are specialised for the record
// that is declared there; a codec offers its own doors.

extension WireRecord {
    /// Fills the record if `octets` are exactly its fields; a false result leaves it half filled.
    @inlinable @inline(__always)
    public mutating func _fill(_ octets: UnsafeRawBufferPointer, in dialect: Dialect) -> Bool {
        guard var decoder = FieldDecoder(octets) else { return false }
        do throws(WireError) { try fields(&decoder, in: dialect) } catch { return false }
        return decoder.readEverything
    }

    /// The octets that the record takes.
    @inlinable @inline(__always)
    public func _size(in dialect: Dialect) -> Int {
        var copy = self
        var sizer = FieldSizer()
        // A sizer refuses nothing.
        do throws(WireError) { try copy.fields(&sizer, in: dialect) } catch {}
        return sizer.size
    }

    /// Writes the record's `size` octets at the start of `memory`, which has the slack of ``EncoderSlack`` behind them;
    /// false when a value does not fit its field or there is too little memory.
    @inlinable @inline(__always)
    public func _write(into memory: UnsafeMutableRawBufferPointer, size: Int, in dialect: Dialect) -> Bool {
        guard var encoder = FieldEncoder(memory, size: size) else { return false }
        var copy = self
        do throws(WireError) { try copy.fields(&encoder, in: dialect) } catch { return false }
        return encoder.isSound
    }
}

extension WireRecord {
    /// The record's octets, fast, and once more precisely when a value does not fit.
    @inlinable @inline(__always)
    public func _octets(in dialect: Dialect, origin: Int = 0) throws(WireError) -> [UInt8] {
        let size = _size(in: dialect)
        let octets = withUnsafeTemporaryAllocation(byteCount: size &+ EncoderSlack.octets, alignment: 8) { memory in
            _write(into: memory, size: size, in: dialect)
                ? [UInt8](UnsafeRawBufferPointer(rebasing: memory[..<size])) : nil
        }
        if let octets { return octets }
        return try octetsPrecisely(in: dialect, origin: origin)
    }
}

/// What a fast encoder needs of the memory that it writes to.
public enum EncoderSlack {
    /// Octets behind the record that may be overwritten: every octet string is stored in its full capacity, and what is
    /// beyond its field the next fields overwrite.
    @inlinable @inline(__always)
    public static var octets: Int { OctetString.capacity }
}

/// What a precise visit found beside the fields.
public struct PreciseReading: Hashable, Sendable {
    /// How the octets departed from the layout.
    public var departure: LayoutDeparture
    /// Octets of the fields; what is behind them was not read.
    public var count: Int
}

extension WireRecord {
    /// Reads the fields with every check; what follows the last field is left to the caller.
    ///
    /// - Parameters:
    ///   - octets: octets that begin with the record.
    ///   - dialect: the layout.
    ///   - origin: the number of the first octet in its frame.
    ///   - payloadLength: the length of the payload where it is known better than by the announced one.
    ///   - tolerances: whether a last field declared as `tail` may be short or missing.
    ///   - isWhole: whether the octets end where the frame does, and optional parameters with them.
    /// - Throws: `truncated` with the field that the octets end in.
    @inline(never)
    public mutating func readPrecisely(
        _ octets: UnsafeRawBufferPointer, in dialect: Dialect, origin: Int, payloadLength: Int? = nil,
        tolerating tolerances: BodyTolerances = [], isWhole: Bool = true
    ) throws(WireError) -> PreciseReading {
        var decoder = PreciseFieldDecoder(
            octets, origin: origin, payloadLength: payloadLength, tolerating: tolerances, isWhole: isWhole)
        try fields(&decoder, in: dialect)
        return PreciseReading(departure: decoder.departure, count: decoder.count)
    }

    /// Writes the fields with every check.
    ///
    /// - Throws: `tooLong` for the first field whose value is wider than it.
    @inline(never)
    public func octetsPrecisely(
        in dialect: Dialect, origin: Int = 0, departure: LayoutDeparture = LayoutDeparture()
    ) throws(WireError) -> [UInt8] {
        var encoder = PreciseFieldEncoder(origin: origin, departure: departure)
        var copy = self
        try copy.fields(&encoder, in: dialect)
        return encoder.octets
    }

    /// The width of the last field if it is declared as `tail`, otherwise zero.
    public func tailWidth(in dialect: Dialect) -> Int {
        var copy = self
        var sizer = FieldSizer()
        do throws(WireError) { try copy.fields(&sizer, in: dialect) } catch {}
        return sizer.tailWidth
    }

    /// The record's fields in wire order, the first octet of which is octet number `origin` of its frame.
    public func described(
        in dialect: Dialect, origin: Int = 0, departure: LayoutDeparture = LayoutDeparture()
    ) -> [DescribedField] {
        var describer = FieldDescriber(origin: origin, departure: departure)
        var copy = self
        // A describer refuses nothing, so what it gathered is complete.
        do throws(WireError) { try copy.fields(&describer, in: dialect) } catch {}
        return describer.fields
    }

    /// A record read from named values, in any order; lengths and counts may be missing.
    ///
    /// - Parameters:
    ///   - values: the fields under their specification names, as ``described(in:origin:departure:)`` gives them or as
    ///     JSON does. What the layout has and `values` has not is an error; so is a name that the layout has not.
    ///   - dialect: the layout.
    ///   - allowsOtherLength: whether a payload's announced length may differ from it; it is then a departure.
    ///   - allowsMissingTail: whether a last field declared as `tail` may be missing; it is then a departure.
    /// - Throws: `malformed` for a value of the wrong kind or a missing field, `tooLong` for one that does not fit,
    ///   `lengthMismatch` for a length or count that does not agree; the offset is the field's in its frame.
    public init(
        reading values: [NamedValue], in dialect: Dialect, origin: Int = 0, allowsOtherLength: Bool = false,
        allowsMissingTail: Bool = false, departure: inout LayoutDeparture
    ) throws(ReadingError) {
        self.init()
        var reader = FieldReader(
            values, origin: origin, allowsOtherLength: allowsOtherLength, allowsMissingTail: allowsMissingTail)
        do throws(WireError) { try fields(&reader, in: dialect) } catch { throw ReadingError(field: error) }
        if let stranger = reader.stranger { throw ReadingError(unknownField: stranger) }
        departure = reader.departure
    }

    /// The layout as a table: every field with its place, its size and its kind.
    public static func layout(in dialect: Dialect, origin: Int = 0) -> [LayoutField] {
        var probe = LayoutProbe(origin: origin)
        var record = Self()
        // A probe refuses nothing.
        do throws(WireError) { try record.fields(&probe, in: dialect) } catch {}
        return probe.fields
    }

    /// A valid record of random values: the same seed gives the same record.
    public static func filled(in dialect: Dialect, using generator: inout SeededGenerator) -> Self {
        var filler = FieldFiller(generator)
        var record = Self()
        // A filler refuses nothing.
        do throws(WireError) { try record.fields(&filler, in: dialect) } catch {}
        generator = filler.generator
        return record
    }
}
