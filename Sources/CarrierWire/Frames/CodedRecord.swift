/// A record with the doors of a codec: exactly its octets in, exactly its octets out.
///
/// The underscored requirements have defaults that are specialised in the module that declares the record; callers use
/// the doors without underscore, which go through the witness.
public protocol CodedRecord: WireRecord {
    /// The specification's name of the frame's length, which is blamed for octets that are left over.
    static var lengthField: FieldName { get }
    /// Where the record begins in a frame unless the caller says otherwise: behind the header.
    static var usualOrigin: Int { get }

    init(_octets octets: UnsafeRawBufferPointer, in dialect: Dialect, origin: Int) throws(WireError)
    func _encodedSize(in dialect: Dialect) -> Int
    func _encode(into memory: UnsafeMutableRawBufferPointer, in dialect: Dialect, origin: Int) throws(WireError) -> Int
}

extension CodedRecord {
    /// The default of the requirement: fast, and once more precisely when that fails.
    @inlinable
    public init(_octets octets: UnsafeRawBufferPointer, in dialect: Dialect, origin: Int) throws(WireError) {
        self.init()
        if _fill(octets, in: dialect) { return }
        self = try Self._readExactly(octets, in: dialect, origin: origin)
    }

    /// The default of the requirement.
    @inlinable
    public func _encodedSize(in dialect: Dialect) -> Int { _size(in: dialect) }

    /// The default of the requirement: fast, and once more precisely when a value does not fit.
    @inlinable
    public func _encode(
        into memory: UnsafeMutableRawBufferPointer, in dialect: Dialect, origin: Int
    ) throws(WireError) -> Int {
        let size = _size(in: dialect)
        guard size <= memory.count else {
            throw WireError(.tooLong(limit: memory.count, actual: size), field: Self.lengthField, offset: 0)
        }
        if _write(into: memory, size: size, in: dialect) { return size }
        // A value does not fit, or there is no slack behind the record.
        memory.copyBytes(from: try octetsPrecisely(in: dialect, origin: origin))
        return size
    }

    @usableFromInline @inline(never)
    static func _readExactly(
        _ octets: UnsafeRawBufferPointer, in dialect: Dialect, origin: Int
    ) throws(WireError) -> Self {
        var record = Self()
        let reading = try record.readPrecisely(octets, in: dialect, origin: origin)
        guard reading.count == octets.count else {
            throw WireError(
                .trailingOctets(count: octets.count &- reading.count), field: lengthField,
                offset: origin &+ reading.count)
        }
        return record
    }

    /// Reads the record from exactly its octets, the first of which is octet number `origin` of the frame.
    ///
    /// - Throws: `truncated` or `trailingOctets`; nothing is tolerated here, unlike in a frame.
    @inlinable @inline(__always)
    public init(
        decoding octets: UnsafeRawBufferPointer, in dialect: Dialect, origin: Int = Self.usualOrigin
    ) throws(WireError) {
        try self.init(_octets: octets, in: dialect, origin: origin)
    }

    /// Reads the record from exactly `octets`.
    public init(decoding octets: [UInt8], in dialect: Dialect, origin: Int = Self.usualOrigin) throws(WireError) {
        let result = octets.withUnsafeBytes { octets in
            Result { () throws(WireError) in try Self(_octets: octets, in: dialect, origin: origin) }
        }
        self = try result.get()
    }

    /// Octets that the record takes in a frame.
    @inlinable @inline(__always)
    public func encodedSize(in dialect: Dialect) -> Int { _encodedSize(in: dialect) }

    /// Writes the record into the start of `memory` and returns its size.
    ///
    /// It is fast where ``EncoderSlack/octets`` more are there, which may be overwritten; otherwise only the record's
    /// own octets are written.
    ///
    /// - Throws: `tooLong` for the field whose value is wider than it, or when the memory is too small.
    @inlinable @inline(__always)
    public func encode(
        into memory: UnsafeMutableRawBufferPointer, in dialect: Dialect, origin: Int = Self.usualOrigin
    ) throws(WireError) -> Int {
        try _encode(into: memory, in: dialect, origin: origin)
    }

    /// The record's octets.
    ///
    /// - Throws: `tooLong` for the field whose value is wider than it.
    public func encoded(in dialect: Dialect, origin: Int = Self.usualOrigin) throws(WireError) -> [UInt8] {
        let capacity = _encodedSize(in: dialect) &+ EncoderSlack.octets
        let result = withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 8) { memory in
            Result { () throws(WireError) in
                let size = try _encode(into: memory, in: dialect, origin: origin)
                return [UInt8](UnsafeRawBufferPointer(rebasing: memory[..<size]))
            }
        }
        return try result.get()
    }
}
