/// A message and its copies that have not been begun.
struct SubmitOrder: Sendable {
    var content: MessageContent
    /// The numbers of the copies that are left.
    var numbers: Range<UInt64>
    /// The number of the copy that `content` was cut for; a long message's others get references of their own.
    var first: UInt64
    /// The store's record that must be safe first.
    var storeSerial: UInt64
}

/// What waits to be begun, in order. Copies of one message are one entry, however many.
struct SubmitQueue: Sendable {
    private(set) var orders = Ring<SubmitOrder>()
    /// Messages in all, copies counted one by one.
    private(set) var messages: UInt64 = 0

    var count: Int { orders.count }
    var isEmpty: Bool { orders.isEmpty }
    var first: SubmitOrder? { orders.first }

    mutating func append(_ order: SubmitOrder) {
        orders.append(order)
        messages &+= UInt64(order.numbers.count)
    }

    /// Takes the next message.
    mutating func next() -> (order: SubmitOrder, number: UInt64)? {
        guard let order = orders.first, let number = order.numbers.first else { return nil }
        messages &-= 1
        if order.numbers.count > 1 {
            orders.first?.numbers = number &+ 1..<order.numbers.upperBound
        } else {
            orders.popFirst()
        }
        return (order, number)
    }

    /// Removes the first entry with all its copies.
    mutating func popFirst() -> SubmitOrder? {
        guard let order = orders.popFirst() else { return nil }
        messages &-= UInt64(order.numbers.count)
        return order
    }

    /// Removes the messages with these numbers; tells what was removed, order by order.
    mutating func remove(_ numbers: Range<UInt64>) -> [SubmitOrder] {
        // Orders stand in the order of their numbers: look for the first one that reaches into the range.
        var (low, high) = (0, orders.count)
        while low < high {
            let middle = (low + high) / 2
            if let order = orders[middle], order.numbers.upperBound <= numbers.lowerBound {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard let touched = orders[low], touched.numbers.overlaps(numbers) else { return [] }
        var removed: [SubmitOrder] = []
        var left = Ring<SubmitOrder>()
        while let order = orders.popFirst() {
            let part = order.numbers.clamped(to: numbers)
            if part.isEmpty {
                left.append(order)
                continue
            }
            var taken = order
            taken.numbers = part
            removed.append(taken)
            messages &-= UInt64(part.count)
            for rest in [order.numbers.lowerBound..<part.lowerBound, part.upperBound..<order.numbers.upperBound]
            where !rest.isEmpty {
                var kept = order
                kept.numbers = rest
                left.append(kept)
            }
        }
        orders = left
        return removed
    }
}
