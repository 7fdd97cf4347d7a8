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
