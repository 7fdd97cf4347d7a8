/// A first-in, first-out queue over one array that is reused: nothing is allocated once it has grown, and what leaves
/// it is moved out, never copied.
@usableFromInline
struct Fifo<Element: Sendable>: Sendable {
    // Nil in front of `head` only.
    @usableFromInline var items: [Element?] = []
    @usableFromInline var head = 0

    @inlinable var count: Int { items.count &- head }
    @inlinable var isEmpty: Bool { items.count == head }
    /// The oldest element.
    @inlinable var first: Element? { head < items.count ? items[head] : nil }

    /// The element `offset` places behind the oldest; never nil below `count`.
    @inlinable subscript(offset: Int) -> Element? {
        get { items[head &+ offset] }
        set { items[head &+ offset] = newValue }
    }

    @inlinable mutating func append(_ element: Element) { items.append(element) }

    @inlinable mutating func popFirst() -> Element? {
        guard head < items.count else { return nil }
        let element = items[head].take()
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
}
