/// A first-in, first-out queue over one array that is reused: nothing is allocated once it has grown.
@usableFromInline
struct Fifo<Element: Sendable>: Sendable {
    @usableFromInline var items: [Element] = []
    @usableFromInline var head = 0

    @inlinable var count: Int { items.count &- head }
    @inlinable var isEmpty: Bool { items.count == head }
    /// The oldest element.
    @inlinable var first: Element? { head < items.count ? items[head] : nil }

    /// The element `offset` places behind the oldest.
    @inlinable subscript(offset: Int) -> Element {
        get { items[head &+ offset] }
        set { items[head &+ offset] = newValue }
    }

    @inlinable mutating func append(_ element: Element) { items.append(element) }

    @inlinable mutating func popFirst() -> Element? {
        guard head < items.count else { return nil }
        let element = items[head]
        head &+= 1
        if head == items.count {
            items.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head &* 2 >= items.count {
            // Moves at most as many elements as were taken since the last move.
            items.removeSubrange(0..<head)
            head = 0
        }
        return element
    }

    @inlinable mutating func removeAll() {
        items = []
        head = 0
    }
}

/// What the owner has not taken yet, first in, first out; an element is moved out, never copied.
@usableFromInline
struct EventQueue<Event: Sendable>: Sendable {
    @usableFromInline var items: [Event?] = []
    @usableFromInline var head = 0

    @inlinable var isEmpty: Bool { items.count == head }

    @inlinable mutating func append(_ event: Event) { items.append(event) }

    @inlinable mutating func popFirst() -> Event? {
        guard head < items.count else { return nil }
        let event = items[head].take()
        head &+= 1
        if head == items.count {
            items.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head &* 2 >= items.count {
            items.removeSubrange(0..<head)
            head = 0
        }
        return event
    }
}
