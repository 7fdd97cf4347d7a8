/// The two ends of a list that runs through the entries of a ``LinkedSlab``.
struct SlabList: Sendable {
    fileprivate(set) var head: Int32 = -1
    fileprivate(set) var tail: Int32 = -1
    fileprivate(set) var count = 0

    var isEmpty: Bool { head < 0 }
}

/// Elements under handles that are not used again, each in one of many lists: everything takes constant time.
struct LinkedSlab<Element: Sendable>: Sendable {
    private struct Entry: Sendable {
        var element: Element?
        var generation: UInt32 = 1
        var previous: Int32 = -1
        var next: Int32 = -1
    }

    private var entries: [Entry] = []
    private var free: Int32 = -1
    private(set) var count = 0

    /// Places, used ones and free ones.
    var capacity: Int { entries.count }

    /// Adds an element at the end of `list`.
    ///
    /// - Returns: its handle, never zero.
    mutating func append(_ element: Element, to list: inout SlabList) -> UInt64 {
        let slot: Int
        if free >= 0 {
            slot = Int(free)
            free = entries[slot].next
        } else {
            slot = entries.count
            entries.append(Entry())
        }
        let place = Int32(truncatingIfNeeded: slot)
        entries[slot].element = element
        entries[slot].previous = list.tail
        entries[slot].next = -1
        if list.tail >= 0 { entries[Int(list.tail)].next = place } else { list.head = place }
        list.tail = place
        list.count += 1
        count += 1
        return UInt64(entries[slot].generation) << 32 | UInt64(slot)
    }

    /// The element under a handle; nil when it is gone.
    subscript(handle: UInt64) -> Element? {
        get { slot(handle).flatMap { entries[$0].element } }
        set { if let slot = slot(handle) { entries[slot].element = newValue } }
    }

    /// A part of the element under a handle, without a copy of the rest.
    func read<Part>(_ handle: UInt64, _ part: (Element) -> Part) -> Part? {
        guard let slot = slot(handle) else { return nil }
        return entries[slot].element.map { part($0) }
    }

    /// The handle of the first element of a list.
    func first(of list: SlabList) -> UInt64? {
        guard list.head >= 0 else { return nil }
        return UInt64(entries[Int(list.head)].generation) << 32 | UInt64(list.head)
    }

    /// Takes an element out of the list that it is in.
    mutating func remove(_ handle: UInt64, from list: inout SlabList) -> Element? {
        guard let slot = slot(handle), let element = entries[slot].element.take() else { return nil }
        let (previous, next) = (entries[slot].previous, entries[slot].next)
        if previous >= 0 { entries[Int(previous)].next = next } else { list.head = next }
        if next >= 0 { entries[Int(next)].previous = previous } else { list.tail = previous }
        list.count -= 1
        entries[slot].generation &+= 1
        entries[slot].next = free
        free = Int32(truncatingIfNeeded: slot)
        count -= 1
        return element
    }

    private func slot(_ handle: UInt64) -> Int? {
        let slot = Int(handle & 0xFFFF_FFFF)
        guard slot < entries.count, entries[slot].generation == UInt32(handle >> 32) else { return nil }
        return slot
    }
}
