import CarrierWire

extension CMPP {
    /// A record of CMPP: a body, or a structure inside a body's content.
    ///
    /// The underscored requirements have defaults that are specialised where the record is declared; callers use the
    /// doors without underscore.
    public protocol Record: WireRecord where Dialect == Version {
        init(_octets octets: UnsafeRawBufferPointer, in version: Version, origin: Int) throws(WireError)
        func _size(in version: Version) -> Int
        func _write(into room: UnsafeMutableRawBufferPointer, in version: Version, origin: Int) throws(WireError) -> Int
    }

    /// A record that is the body of a command.
    public protocol Body: Record {
        /// The command whose body this is.
        static var commandID: CommandID { get }
        /// Whether the two versions' sizes tell the layout, whatever version was named (sections 3.3 and 9.1).
        static var isToldByLength: Bool { get }
        /// The body as a case of ``CMPP/Message``.
        var message: Message { get }
    }
}

extension CMPP.Body {
    /// True only for the responses that 3.0 widened and peers send in either size.
    @inlinable @inline(__always)
    public static var isToldByLength: Bool { false }
}

extension CMPP.Record {
    /// Fills the record if `octets` are exactly its fields; a false result leaves it half filled.
    @inline(__always)
    mutating func fill(_ octets: UnsafeRawBufferPointer, in version: CMPP.Version) -> Bool {
        guard var decoder = FieldDecoder(octets) else { return false }
        do throws(WireError) { try fields(&decoder, in: version) } catch { return false }
        return decoder.readEverything
    }

    @inline(__always)
    func measure(in version: CMPP.Version) -> FieldSizer {
        var copy = self
        var sizer = FieldSizer()
        do throws(WireError) { try copy.fields(&sizer, in: version) } catch {}
        return sizer
    }

    /// Fills `room`, which has the record's size; false when a value does not fit its field.
    @inline(__always)
    func write(into room: UnsafeMutableRawBufferPointer, in version: CMPP.Version) -> Bool {
        guard var encoder = FieldEncoder(room) else { return room.isEmpty }
        var copy = self
        do throws(WireError) { try copy.fields(&encoder, in: version) } catch { return false }
        return encoder.isSound
    }

    @inline(never)
    init(precisely octets: UnsafeRawBufferPointer, in version: CMPP.Version, origin: Int) throws(WireError) {
        self.init()
        var decoder = PreciseFieldDecoder(octets, origin: origin)
        try fields(&decoder, in: version)
        guard decoder.remainder.isEmpty else {
            throw WireError(
                .trailingOctets(count: decoder.remainder.count), field: "Total_Length", offset: origin &+ decoder.count)
        }
    }

    /// The octets with every check, for the field that does not fit and for what departs from the layout.
    @inline(never)
    func octetsPrecisely(
        in version: CMPP.Version, origin: Int, departure: LayoutDeparture = LayoutDeparture()
    ) throws(WireError) -> [UInt8] {
        var encoder = PreciseFieldEncoder(origin: origin, departure: departure)
        var copy = self
        try copy.fields(&encoder, in: version)
        return encoder.octets
    }

    public init(_octets octets: UnsafeRawBufferPointer, in version: CMPP.Version, origin: Int) throws(WireError) {
        self.init()
        if fill(octets, in: version) { return }
        try self.init(precisely: octets, in: version, origin: origin)
    }

    public func _size(in version: CMPP.Version) -> Int { measure(in: version).size }

    public func _write(
        into room: UnsafeMutableRawBufferPointer, in version: CMPP.Version, origin: Int
    ) throws(WireError) -> Int {
        let size = measure(in: version).size
        guard size <= room.count else {
            throw WireError(.tooLong(limit: room.count, actual: size), field: "Total_Length", offset: 0)
        }
        if write(into: UnsafeMutableRawBufferPointer(rebasing: room[0..<size]), in: version) { return size }
        _ = try octetsPrecisely(in: version, origin: origin)
        return size
    }

    /// Reads the record from exactly its octets, the first of which is octet number `origin` of the frame.
    ///
    /// - Throws: what ``CMPP/Frame`` throws, without any tolerance.
    @inlinable @inline(__always)
    public init(
        decoding octets: UnsafeRawBufferPointer, in version: CMPP.Version, origin: Int = 12
    ) throws(WireError) {
        try self.init(_octets: octets, in: version, origin: origin)
    }

    /// Octets that the record takes in a frame.
    @inlinable @inline(__always)
    public func encodedSize(in version: CMPP.Version) -> Int { _size(in: version) }

    /// Writes the record into the start of `room` and returns its size.
    ///
    /// - Throws: `tooLong` for the field whose value is wider than it, or when the room is too small.
    @inlinable @inline(__always)
    public func encode(
        into room: UnsafeMutableRawBufferPointer, in version: CMPP.Version, origin: Int = 12
    ) throws(WireError) -> Int {
        try _write(into: room, in: version, origin: origin)
    }

    /// The record's octets.
    public func encoded(in version: CMPP.Version, origin: Int = 12) throws(WireError) -> [UInt8] {
        try octetsPrecisely(in: version, origin: origin)
    }

    /// Reads the record from exactly `octets`.
    public init(decoding octets: [UInt8], in version: CMPP.Version, origin: Int = 12) throws(WireError) {
        let result = octets.withUnsafeBytes { octets in
            Result { () throws(WireError) in try Self(_octets: octets, in: version, origin: origin) }
        }
        self = try result.get()
    }
}
