/// A first-in, first-out queue in a ring that is reused: nothing is allocated once it has grown, and what leaves it is
/// moved out, never copied.
@usableFromInline
struct Fifo<Element: Sendable>: Sendable {
    // As many places as a power of two, or none. Nil wherever nothing waits.
    @usableFromInline var places: [Element?] = []
    @usableFromInline var head = 0
    @usableFromInline var count = 0

    @inlinable init() {}

    @inlinable var isEmpty: Bool { count == 0 }
    /// The oldest element.
    @inlinable var first: Element? { count > 0 ? places[head] : nil }

    /// The element `offset` places behind the oldest; never nil below `count`.
    @inlinable subscript(offset: Int) -> Element? {
        get { places[place(offset)] }
        set { places[place(offset)] = newValue }
    }

    @inline(__always)
    @inlinable func place(_ offset: Int) -> Int { (head &+ offset) & (places.count &- 1) }

    @inlinable mutating func append(_ element: consuming Element) {
        if count == places.count { grow() }
        places[place(count)] = element
        count &+= 1
    }

    @inlinable mutating func popFirst() -> Element? {
        if count == 0 { return nil }
        let place = head
        head = self.place(1)
        count &-= 1
        return places[place].take()
    }

    @usableFromInline mutating func grow() {
        let size = max(8, places.count &* 2)
        var wider: [Element?] = []
        wider.reserveCapacity(size)
        while let element = popFirst() { wider.append(element) }
        count = wider.count
        while wider.count < size { wider.append(nil) }
        places = wider
        head = 0
    }
}
