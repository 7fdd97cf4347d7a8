/// A dictionary that knows which of its entries was touched longest ago: find, insert, touch and remove in O(1).
///
/// Entries live in slots that a list links in the order of their last touch; freed slots are used again, so memory is
/// that of the largest number of entries held at once.
struct RecencyTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Slot {
        var content: (key: Key, value: Value)?
        var time: Int64
        var previous: Int
        var next: Int
    }

    private static var none: Int { -1 }

    private var slots: [Slot] = []
    private var indices: [Key: Int] = [:]
    private var free: [Int] = []
    private var head = -1
    private var tail = -1

    /// The number of entries.
    var count: Int { indices.count }
    /// The slot touched longest ago.
    var oldest: Int? { head == Self.none ? nil : head }

    /// The slot of a key.
    func find(_ key: Key) -> Int? { indices[key] }

    /// When the slot was last touched.
    func time(of slot: Int) -> Int64 { slots[slot].time }

    /// The value in an occupied slot.
    func value(at slot: Int) -> Value? { slots[slot].content?.value }

    /// Adds an entry as the most recent one. The key must not be present.
    mutating func insert(_ key: Key, _ value: Value, at time: Int64) -> Int {
        let slot: Int
        let filled = Slot(content: (key, value), time: time, previous: Self.none, next: Self.none)
        if let reused = free.popLast() {
            slot = reused
            slots[slot] = filled
        } else {
            slot = slots.count
            slots.append(filled)
        }
        indices[key] = slot
        link(slot)
        return slot
    }

    /// Makes the entry the most recent one.
    mutating func touch(_ slot: Int, at time: Int64) {
        slots[slot].time = time
        guard tail != slot else { return }
        unlink(slot)
        link(slot)
    }

    /// Changes a value in place: it is moved out and back, so arrays inside it are not copied.
    mutating func update(_ slot: Int, _ change: (inout Value) -> Void) {
        guard var content = slots[slot].content.take() else { return }
        change(&content.value)
        slots[slot].content = content
    }

    /// Takes an entry out.
    @discardableResult
    mutating func remove(_ slot: Int) -> (key: Key, value: Value)? {
        guard let content = slots[slot].content.take() else { return nil }
        indices[content.key] = nil
        unlink(slot)
        free.append(slot)
        return content
    }

    private mutating func link(_ slot: Int) {
        slots[slot].previous = tail
        slots[slot].next = Self.none
        if tail == Self.none { head = slot } else { slots[tail].next = slot }
        tail = slot
    }

    private mutating func unlink(_ slot: Int) {
        let previous = slots[slot].previous
        let next = slots[slot].next
        if previous == Self.none { head = next } else { slots[previous].next = next }
        if next == Self.none { tail = previous } else { slots[next].previous = previous }
    }
}
