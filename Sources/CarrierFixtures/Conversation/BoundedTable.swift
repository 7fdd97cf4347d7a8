/// A dictionary that forgets what was put in first when it is full.
struct BoundedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Slot: Sendable {
        var value: Value
        var serial: UInt64
    }

    private var slots: [Key: Slot] = [:]
    /// Keys in the order in which they came; those of a serial that is no longer the key's are void.
    private var order: [(key: Key, serial: UInt64)] = []
    private var first = 0
    private var serial: UInt64 = 0
    private let limit: Int

    init(limit: Int) { self.limit = max(1, limit) }

    var count: Int { slots.count }

    subscript(key: Key) -> Value? { slots[key]?.value }

    /// Puts a value in; gives what had to go for it.
    mutating func insert(_ value: Value, for key: Key) -> (key: Key, value: Value)? {
        serial &+= 1
        slots[key] = Slot(value: value, serial: serial)
        order.append((key, serial))
        if order.count > 64, order.count - first > slots.count * 2 { compact() }
        return slots.count > limit ? removeFirst() : nil
    }

    /// Takes a value out.
    mutating func remove(_ key: Key) -> Value? { slots.removeValue(forKey: key)?.value }

    /// Takes out what was put in first.
    mutating func removeFirst() -> (key: Key, value: Value)? {
        while first < order.count {
            let (key, serial) = order[first]
            first += 1
            if first > 1024, first * 2 > order.count {
                order.removeFirst(first)
                first = 0
            }
            guard let slot = slots[key], slot.serial == serial else { continue }
            slots[key] = nil
            return (key, slot.value)
        }
        return nil
    }

    private mutating func compact() {
        order = order[first...].filter { slots[$0.key]?.serial == $0.serial }
        first = 0
    }
}
