import CarrierWire

extension CMPP {
    /// A record of CMPP: a body, or a structure inside a body's content.
    ///
    /// The underscored requirements have defaults that are specialised where the record is declared; callers use the
    /// doors without underscore.
    public protocol Record: WireRecord where Dialect == Version {
        init(_octets octets: UnsafeRawBufferPointer, in version: Version, origin: Int) throws(WireError)
        func _encodedSize(in version: Version) -> Int
        func _encode(into room: UnsafeMutableRawBufferPointer, in version: Version, origin: Int) throws(WireError)
            -> Int
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
    /// The default of the requirement: fast, and once more precisely when that fails.
    public init(_octets octets: UnsafeRawBufferPointer, in version: CMPP.Version, origin: Int) throws(WireError) {
        self.init()
        if _fill(octets, in: version) { return }
        self.init()
        let reading = try readPrecisely(octets, in: version, origin: origin)
        guard reading.count == octets.count else {
            throw WireError(
                .trailingOctets(count: octets.count &- reading.count), field: "Total_Length",
                offset: origin &+ reading.count)
        }
    }

    /// The default of the requirement.
    public func _encodedSize(in version: CMPP.Version) -> Int { _size(in: version) }

    /// The default of the requirement: fast, and once more precisely when a value does not fit.
    public func _encode(
        into room: UnsafeMutableRawBufferPointer, in version: CMPP.Version, origin: Int
    ) throws(WireError) -> Int {
        let size = _size(in: version)
        guard size <= room.count else {
            throw WireError(.tooLong(limit: room.count, actual: size), field: "Total_Length", offset: 0)
        }
        if _write(into: UnsafeMutableRawBufferPointer(rebasing: room[0..<size]), in: version) { return size }
        _ = try octetsPrecisely(in: version, origin: origin)
        return size
    }

    /// Reads the record from exactly its octets, the first of which is octet number `origin` of the frame.
    ///
    /// - Throws: `truncated` or `trailingOctets`; nothing is tolerated here, unlike in ``CMPP/Frame``.
    @inlinable @inline(__always)
    public init(
        decoding octets: UnsafeRawBufferPointer, in version: CMPP.Version, origin: Int = 12
    ) throws(WireError) {
        try self.init(_octets: octets, in: version, origin: origin)
    }

    /// Reads the record from exactly `octets`.
    public init(decoding octets: [UInt8], in version: CMPP.Version, origin: Int = 12) throws(WireError) {
        let result = octets.withUnsafeBytes { octets in
            Result { () throws(WireError) in try Self(_octets: octets, in: version, origin: origin) }
        }
        self = try result.get()
    }

    /// Octets that the record takes in a frame.
    @inlinable @inline(__always)
    public func encodedSize(in version: CMPP.Version) -> Int { _encodedSize(in: version) }

    /// Writes the record into the start of `room` and returns its size.
    ///
    /// - Throws: `tooLong` for the field whose value is wider than it, or when the room is too small.
    @inlinable @inline(__always)
    public func encode(
        into room: UnsafeMutableRawBufferPointer, in version: CMPP.Version, origin: Int = 12
    ) throws(WireError) -> Int {
        try _encode(into: room, in: version, origin: origin)
    }

    /// The record's octets.
    ///
    /// - Throws: `tooLong` for the field whose value is wider than it.
    public func encoded(in version: CMPP.Version, origin: Int = 12) throws(WireError) -> [UInt8] {
        try octetsPrecisely(in: version, origin: origin)
    }
}
