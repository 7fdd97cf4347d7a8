/// A record whose fields are declared once, in wire order; every coder visits the same declaration.
public protocol WireRecord: Hashable, Sendable {
    /// What the layout depends on: a protocol's version.
    associatedtype Dialect: Hashable, Sendable

    /// The record that a decoder fills: every field zero or empty.
    init()

    /// Visits the fields in the specification's order.
    ///
    /// A condition may look only at the dialect or at fields already visited; no arithmetic, no clock, no validation.
    /// Nothing is changed unless the coder reads.
    mutating func fields(_ f: inout some FieldCoder, in dialect: Dialect) throws(WireError)
}

/// How a frame departs from its layout in a tolerated way; what is needed to write it again as it came.
public struct LayoutDeparture: Hashable, Sendable {
    // Minus one means that there is no such departure: the usual case costs one comparison and no allocation.
    @usableFromInline var announced: Int32 = -1
    @usableFromInline var tail: Int32 = -1

    /// No departure.
    @inlinable @inline(__always)
    public init() {}

    /// A departure of the named kinds; nil means none.
    public init(announcedPayload: Int? = nil, tailLength: Int? = nil) {
        announced = announcedPayload.map { Int32(clamping: $0) } ?? -1
        tail = tailLength.map { Int32(clamping: $0) } ?? -1
    }

    /// The length that the frame announced for a payload of another length.
    public var announcedPayload: Int? { announced < 0 ? nil : Int(announced) }
    /// The octets that were there of a shortened last field.
    public var tailLength: Int? { tail < 0 ? nil : Int(tail) }
    /// True when the layout is kept.
    @inlinable @inline(__always)
    public var isEmpty: Bool { announced < 0 && tail < 0 }
}
