import CarrierSession

/// First in, first out, in amortised constant time; what was taken is released at once.
struct Queue<Element: Sendable>: Sendable {
    private var elements: [Element?] = []
    private var head = 0

    var count: Int { elements.count &- head }
    var isEmpty: Bool { head == elements.count }
    var first: Element? { isEmpty ? nil : elements[head] }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        elements[head] = nil
        head &+= 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 64, head &* 2 >= elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    mutating func keep(_ isWanted: (Element) -> Bool) {
        elements = elements[head...].filter { element in element.map(isWanted) ?? false }
        head = 0
    }
}

/// Deadlines that all lie equally far from their beginnings and therefore come in order.
///
/// An entry whose reason is gone is *stale*: its owner counts it with `spoil`, skips it at the front, and sweeps when
/// the queue is crowded, so that memory follows what is alive.
struct DeadlineQueue<Key: Sendable>: Sendable {
    private var entries = Queue<(key: Key, deadline: Moment)>()
    private var stale = 0

    /// Entries, stale ones included.
    var count: Int { entries.count }
    /// The earliest entry, stale or not.
    var first: (key: Key, deadline: Moment)? { entries.first }
    /// True when entries may be stale.
    var isSpoiled: Bool { stale > 0 }
    /// True when more than half of the entries are stale.
    var isCrowded: Bool { stale > 64 && stale &* 2 > entries.count }

    mutating func append(_ key: Key, deadline: Moment) { entries.append((key, deadline)) }

    /// Says that entries somewhere became stale.
    mutating func spoil(_ count: Int = 1) { stale &+= count }

    /// Removes the first entry.
    mutating func dropFirst(wasStale: Bool) {
        _ = entries.popFirst()
        if wasStale, stale > 0 { stale &-= 1 }
    }

    /// Removes every stale entry.
    mutating func sweep(isLive: (Key, Moment) -> Bool) {
        entries.keep { isLive($0.key, $0.deadline) }
        stale = 0
    }
}
