import CarrierMessaging
import CarrierSession

/// What has to wait until its moment, in the order of moments; what waits for the same moment keeps its order.
struct DueQueue<Element: Sendable>: Sendable {
    private var heap = DeadlineHeap()
    private var slots: [Element?] = []
    private var free: [Int] = []

    /// Elements that wait.
    var count: Int { heap.count }

    /// When the first of them has waited long enough; nil when there is none.
    var nextDeadline: Moment? { heap.first?.moment }

    /// Adds an element that waits until `moment`.
    mutating func add(_ element: Element, at moment: Moment) {
        let slot = free.popLast() ?? slots.count
        if slot == slots.count { slots.append(element) } else { slots[slot] = element }
        heap.add(slot, at: moment)
    }

    /// Takes the first element whose moment has come.
    mutating func popDue(_ now: Moment) -> Element? {
        guard let first = heap.first, first.moment <= now else { return nil }
        return pop()
    }

    /// Takes the first element, whether its moment has come or not.
    mutating func pop() -> Element? {
        guard let entry = heap.popFirst() else { return nil }
        let element = slots[entry.index].take()
        free.append(entry.index)
        // A long queue that has been emptied gives its memory back.
        if heap.count == 0, slots.count > 4096 { self = DueQueue() }
        return element
    }
}
