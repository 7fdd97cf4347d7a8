import CarrierSession

/// Moments at which somebody is to be looked at, the earliest first. Entries that are out of date do no harm.
struct DeadlineHeap: Sendable {
    struct Entry: Sendable {
        var moment: Moment
        var index: Int
    }

    private var entries: [Entry] = []

    var first: Entry? { entries.first }
    var count: Int { entries.count }

    mutating func add(_ index: Int, at moment: Moment) {
        entries.append(Entry(moment: moment, index: index))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            if entries[parent].moment <= entries[child].moment { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    mutating func popFirst() -> Entry? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        guard !entries.isEmpty else { return first }
        entries[0] = last
        var parent = 0
        while true {
            let left = 2 * parent + 1
            let right = left + 1
            var least = parent
            if left < entries.count, entries[left].moment < entries[least].moment { least = left }
            if right < entries.count, entries[right].moment < entries[least].moment { least = right }
            if least == parent { return first }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
