/// A list of octet strings that is nearly always of one element: a message's receivers.
///
/// The first element is held inline and only the others in an array, so that a list of one makes no heap object. It is
/// used as an array is: positions count from zero, and one that the list does not have ends the process.
public struct OctetStringList: Hashable, Sendable {
    // Equal lists are equal field by field: without elements `first` is empty, and `rest` holds all but the first one.
    @usableFromInline var first: OctetString
    @usableFromInline var rest: [OctetString]
    @usableFromInline var number: Int

    /// A list without elements.
    @inlinable @inline(__always)
    public init() {
        number = 0
        first = OctetString()
        rest = []
    }
}

extension OctetStringList: RandomAccessCollection, MutableCollection {
    /// Zero.
    @inlinable @inline(__always)
    public var startIndex: Int { 0 }

    /// The number of elements.
    @inlinable @inline(__always)
    public var endIndex: Int { number }

    /// The number of elements.
    @inlinable @inline(__always)
    public var count: Int { number }

    /// The element at `position`, which has to be one of the list's.
    @inlinable
    public subscript(position: Int) -> OctetString {
        // What is no position of the list is none of `rest` either, and that traps.
        get { position == 0 && number > 0 ? first : rest[position &- 1] }
        set { if position == 0, number > 0 { first = newValue } else { rest[position &- 1] = newValue } }
    }
}

extension OctetStringList: RangeReplaceableCollection {
    /// A list of `elements`, in their order.
    @inlinable
    public init(_ elements: some Sequence<OctetString>) {
        self.init()
        append(contentsOf: elements)
    }

    /// Takes room for so many elements at once.
    @inlinable
    public mutating func reserveCapacity(_ capacity: Int) {
        if capacity > 1 { rest.reserveCapacity(capacity &- 1) }
    }

    /// Adds an element at the end.
    @inlinable
    public mutating func append(_ element: OctetString) {
        if number == 0 { first = element } else { rest.append(element) }
        number &+= 1
    }

    /// Adds `elements` at the end, in their order.
    @inlinable
    public mutating func append(contentsOf elements: some Sequence<OctetString>) {
        if number > 0 {
            rest.append(contentsOf: elements)
            number = rest.count &+ 1
        } else {
            reserveCapacity(elements.underestimatedCount)
            for element in elements { append(element) }
        }
    }

    /// Puts `elements` in the place of those in `range`, which has to be one of the list's.
    @inlinable
    public mutating func replaceSubrange(_ range: Range<Int>, with elements: some Collection<OctetString>) {
        // Where the first element stays, a position in `rest` is one less than in the list.
        if range.lowerBound > 0, number > 0 {
            rest.replaceSubrange((range.lowerBound &- 1)..<(range.upperBound &- 1), with: elements)
            number = rest.count &+ 1
        } else {
            var all = Array(self)
            all.replaceSubrange(range, with: elements)
            self = OctetStringList(all)
        }
    }

    /// Removes every element.
    @inlinable
    public mutating func removeAll(keepingCapacity: Bool = false) {
        number = 0
        first = OctetString()
        rest.removeAll(keepingCapacity: keepingCapacity)
    }
}

extension OctetStringList: ExpressibleByArrayLiteral, CustomStringConvertible {
    /// A list of the literal's elements.
    @inlinable
    public init(arrayLiteral elements: OctetString...) {
        self.init(elements)
    }

    /// The elements as an array shows them.
    public var description: String { Array(self).description }
}
