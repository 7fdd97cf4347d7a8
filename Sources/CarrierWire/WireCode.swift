/// An open wire enumeration: a struct over its integer with named constants.
///
/// Every number is a value, named or not, and goes back out as it came.
public protocol WireCode: RawRepresentable, Hashable, Sendable where RawValue: WireInteger {
    /// Wraps any number.
    init(rawValue: RawValue)
}

/// An integer that can stand in a field: big-endian, of one, two, four or eight octets.
public protocol WireInteger: FixedWidthInteger, Sendable {}

extension UInt8: WireInteger {}
extension UInt16: WireInteger {}
extension UInt32: WireInteger {}
extension UInt64: WireInteger {}
extension Int32: WireInteger {}

/// Three 32-bit words that stand together, such as a sequence number of node, time and counter.
public struct WordTriple: Hashable, Sendable {
    /// The first word.
    public var first: UInt32
    /// The second word.
    public var second: UInt32
    /// The third word.
    public var third: UInt32

    /// Three words, zero unless given.
    @inlinable @inline(__always)
    public init(_ first: UInt32 = 0, _ second: UInt32 = 0, _ third: UInt32 = 0) {
        self.first = first
        self.second = second
        self.third = third
    }
}

/// An optional parameter behind the fixed fields: a tag, a length of two octets and that many octets.
public struct WireParameter: Hashable, Sendable {
    /// The tag; an unknown one is kept like any other.
    public var tag: UInt16
    /// The value's octets, at most 65 535.
    public var value: [UInt8]

    /// A parameter as it stands.
    public init(tag: UInt16, value: [UInt8]) {
        self.tag = tag
        self.value = value
    }
}
