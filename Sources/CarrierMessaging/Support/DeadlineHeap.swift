import CarrierSession

/// Moments at which somebody is to be looked at, the earliest first, those that are the same in the order of adding.
/// Entries that are out of date do no harm.
package struct DeadlineHeap: Sendable {
    package struct Entry: Sendable {
        package var moment: Moment
        package var index: Int
        fileprivate var serial: UInt64

        fileprivate static func < (left: Entry, right: Entry) -> Bool {
            (left.moment, left.serial) < (right.moment, right.serial)
        }
    }

    private var entries: [Entry] = []
    private var serial: UInt64 = 0

    package init() {}

    package var first: Entry? { entries.first }
    package var count: Int { entries.count }

    package mutating func add(_ index: Int, at moment: Moment) {
        serial &+= 1
        entries.append(Entry(moment: moment, index: index, serial: serial))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if entries[parent] < entries[child] { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    package mutating func popFirst() -> Entry? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        guard !entries.isEmpty else { return first }
        entries[0] = last
        var parent = 0
        while true {
            let left = 2 * parent + 1
            let right = left + 1
            var least = parent
            if left < entries.count, entries[left] < entries[least] { least = left }
            if right < entries.count, entries[right] < entries[least] { least = right }
            if least == parent { return first }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
