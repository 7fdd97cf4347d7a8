import CarrierSession

/// What has to wait until its moment, in the order of moments; what waits for the same moment keeps its order.
///
/// A heap of small entries beside a table of elements, so that heavy elements are not moved about.
struct DelayQueue<Element: Sendable>: Sendable {
    private struct Entry: Sendable {
        var moment: Moment
        var serial: UInt64
        var slot: Int

        func isBefore(_ other: Entry) -> Bool { (moment, serial) < (other.moment, other.serial) }
    }

    private var heap: [Entry] = []
    private var slots: [Element?] = []
    private var free: [Int] = []
    private var nextSerial: UInt64 = 0

    /// Elements that wait.
    var count: Int { heap.count }

    /// When the first of them has waited long enough; nil when there is none.
    var nextDeadline: Moment? { heap.first?.moment }

    /// Adds an element that waits until `moment`.
    mutating func add(_ element: Element, at moment: Moment) {
        let slot: Int
        if let reused = free.popLast() {
            slot = reused
            slots[slot] = element
        } else {
            slot = slots.count
            slots.append(element)
        }
        nextSerial &+= 1
        heap.append(Entry(moment: moment, serial: nextSerial, slot: slot))
        rise()
    }

    /// Takes the first element whose moment has come.
    mutating func popDue(_ now: Moment) -> Element? {
        guard let first = heap.first, first.moment <= now else { return nil }
        return pop()?.element
    }

    /// Takes the first element, whether its moment has come or not.
    mutating func pop() -> (moment: Moment, element: Element)? {
        guard let first = heap.first, let element = slots[first.slot] else { return nil }
        slots[first.slot] = nil
        free.append(first.slot)
        sink()
        // A long queue that has been emptied gives its memory back.
        if heap.isEmpty, slots.count > 4096 { (slots, free) = ([], []) }
        return (first.moment, element)
    }

    private mutating func rise() {
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if !heap[child].isBefore(heap[parent]) { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Puts the last entry in the place of the first and lets it sink to where it belongs.
    private mutating func sink() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            let left = 2 * parent + 1
            let right = left + 1
            var least = parent
            if left < heap.count, heap[left].isBefore(heap[least]) { least = left }
            if right < heap.count, heap[right].isBefore(heap[least]) { least = right }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
