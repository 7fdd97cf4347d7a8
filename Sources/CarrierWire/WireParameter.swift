/// An optional parameter behind the fixed fields: a tag, a length of two octets and that many octets.
///
/// Up to 32 octets are held inline, so that a usual parameter takes no memory of its own.
public struct WireParameter: Hashable, Sendable {
    /// The tag; an unknown one is kept like any other.
    public var tag: UInt16
    // Octets of the value; those that fit are inline and zero padded, otherwise all are in `wide`.
    @usableFromInline var length: UInt32
    @usableFromInline var near: OctetString
    @usableFromInline var wide: [UInt8]

    /// A parameter as it stands.
    public init(tag: UInt16, value: [UInt8]) {
        self.tag = tag
        length = UInt32(clamping: value.count)
        near = OctetString(value.prefix(OctetString.capacity)) ?? OctetString()
        wide = value.count > OctetString.capacity ? value : []
    }

    /// The `count` octets at `source`, of which 32 may be read when `isFar` from the end.
    @inlinable @inline(__always)
    init(tag: UInt16, source: UnsafeRawPointer, count: Int, isFar: Bool) {
        self.tag = tag
        length = UInt32(truncatingIfNeeded: count)
        near = isFar ? OctetString(wide: source, width: count) : OctetString(exact: source, width: count)
        wide = count > OctetString.capacity ? [UInt8](UnsafeRawBufferPointer(start: source, count: count)) : []
    }

    /// The value's octets, at most 65 535 on the wire.
    public var value: [UInt8] {
        get { count > OctetString.capacity ? wide : near.octets(width: count) }
        set { self = WireParameter(tag: tag, value: newValue) }
    }

    /// How many octets the value has.
    @inlinable @inline(__always)
    public var count: Int { Int(length) }

    /// Writes the value at `target`, which has room for it and the slack of ``EncoderSlack`` behind it.
    @inlinable @inline(__always)
    func store(at target: UnsafeMutableRawPointer) {
        if count <= OctetString.capacity { return near.store(wide: target) }
        wide.withUnsafeBytes { octets in
            guard let base = octets.baseAddress else { return }
            target.copyMemory(from: base, byteCount: octets.count)
        }
    }
}
