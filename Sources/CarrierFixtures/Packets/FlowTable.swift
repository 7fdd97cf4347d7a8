import CarrierWire

/// The connections that are open, found by their ends, in bounded memory: the one that was silent longest is let go.
///
/// Open addressing over indices into one array; the hash is seeded, so that no file can be made to collide.
struct FlowTable {
    /// One direction of a connection.
    struct Stream {
        /// The number of the next octet.
        var next: UInt32 = 0
        /// What the other side has acknowledged.
        var acknowledged: UInt32 = 0
        /// The number with which the stream began.
        var initial: UInt32 = 0
        /// The number behind the last octet.
        var finish: UInt32 = 0
        /// The number of a segment that fits nowhere; another one near it means another connection.
        var strayed: UInt32 = 0
        var hasNext = false
        var hasOpening = false
        var hasAcknowledged = false
        var hasFinish = false
        var hasStrayed = false
        var hasWaiting = false

        var isFinished: Bool { hasFinish && hasNext && next == finish }
    }

    /// One connection.
    struct Entry {
        var client: CaptureEndpoint
        var server: CaptureEndpoint
        var fromClient = Stream()
        var fromServer = Stream()
        /// 0 until octets come.
        var number = 0
        var isClosed = false
        fileprivate(set) var newer: Int32 = -1
        fileprivate(set) var older: Int32 = -1

        subscript(direction: Capture.Direction) -> Stream {
            @inline(__always) get { direction == .fromClient ? fromClient : fromServer }
            @inline(__always) _modify {
                if direction == .fromClient { yield &fromClient } else { yield &fromServer }
            }
        }
    }

    /// The ends of a list by age.
    private struct Ages {
        var newest: Int32 = -1
        var oldest: Int32 = -1
    }

    private(set) var entries: [Entry] = []
    private var slots: [Int32]
    private var open = Ages()
    private var closed = Ages()
    private let limit: Int
    private let seed: (UInt64, UInt64)

    init(limit: Int, seed: UInt64) {
        self.limit = min(max(1, limit), 1 << 24)
        var generator = SeededGenerator(seed: seed)
        self.seed = (generator.next() | 1, generator.next() | 1)
        slots = [Int32](repeating: -1, count: 256)
    }

    /// The connection between two ends, whichever sends.
    func find(_ source: CaptureEndpoint, _ destination: CaptureEndpoint) -> Int? {
        var slot = home(source, destination)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if FlowTable.joins(entries[index], source, destination) { return index }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    subscript(index: Int) -> Entry {
        @inline(__always) get { entries[index] }
        @inline(__always) _modify { yield &entries[index] }
    }

    /// The index that a further connection will take; another connection must be let go first where one is there.
    var eldest: Int? {
        guard entries.count >= limit else { return nil }
        return Int(closed.oldest >= 0 ? closed.oldest : open.oldest)
    }

    /// Takes in a connection, in the place of `eldest` where there is one.
    mutating func insert(_ entry: Entry) -> Int {
        let index: Int
        if let eldest, eldest >= 0 {
            index = eldest
            unlink(index)
            removeSlot(of: index)
            entries[index] = entry
        } else {
            index = entries.count
            entries.append(entry)
        }
        slots[placeSlot(entry)] = Int32(truncatingIfNeeded: index)
        link(index)
        if entries.count &* 2 > slots.count { grow() }
        return index
    }

    /// Puts another connection between the same ends in the place of one.
    mutating func replace(_ index: Int, by entry: Entry) {
        unlink(index)
        entries[index] = entry
        link(index)
    }

    /// Makes a connection the youngest.
    mutating func touch(_ index: Int) {
        let newest = entries[index].isClosed ? closed.newest : open.newest
        if newest == Int32(truncatingIfNeeded: index) { return }
        unlink(index)
        link(index)
    }

    /// Marks a connection that has ended: it is let go before any open one.
    mutating func close(_ index: Int) {
        guard !entries[index].isClosed else { return }
        unlink(index)
        entries[index].isClosed = true
        link(index)
    }

    // MARK: - By ends

    @inline(__always)
    private static func joins(_ entry: Entry, _ one: CaptureEndpoint, _ other: CaptureEndpoint) -> Bool {
        (entry.client == one && entry.server == other) || (entry.client == other && entry.server == one)
    }

    @inline(__always)
    private func mix(_ end: CaptureEndpoint) -> UInt64 {
        let high = end.high ^ seed.0 ^ UInt64(end.port)
        let product = (end.low ^ seed.1).multipliedFullWidth(by: (high &* 0x9E37_79B9_7F4A_7C15) | 1)
        let folded = product.high ^ product.low
        return (folded ^ (folded >> 29)) &* 0xBF58_476D_1CE4_E5B9
    }

    @inline(__always)
    private func home(_ one: CaptureEndpoint, _ other: CaptureEndpoint) -> Int {
        let sum = (mix(one) &+ mix(other)) &* 0x94D0_49BB_1331_11EB
        return Int(truncatingIfNeeded: (sum >> 32) ^ sum) & (slots.count &- 1)
    }

    /// The slot that an entry has, or the free one that it would take.
    private func placeSlot(_ entry: Entry) -> Int {
        var slot = home(entry.client, entry.server)
        while slots[slot] >= 0, !FlowTable.joins(entries[Int(slots[slot])], entry.client, entry.server) {
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        return slot
    }

    /// Frees a slot and moves those behind it that would not be found any more.
    private mutating func removeSlot(of index: Int) {
        let mask = slots.count &- 1
        var hole = placeSlot(entries[index])
        slots[hole] = -1
        var slot = (hole &+ 1) & mask
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            let wanted = home(entry.client, entry.server)
            if (slot &- wanted) & mask >= (slot &- hole) & mask {
                slots[hole] = slots[slot]
                slots[slot] = -1
                hole = slot
            }
            slot = (slot &+ 1) & mask
        }
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count &* 4)
        for index in entries.indices { slots[placeSlot(entries[index])] = Int32(truncatingIfNeeded: index) }
    }

    // MARK: - By age

    private mutating func link(_ index: Int) {
        let own = Int32(truncatingIfNeeded: index)
        let isClosed = entries[index].isClosed
        let newest = isClosed ? closed.newest : open.newest
        entries[index].newer = -1
        entries[index].older = newest
        if newest >= 0 { entries[Int(newest)].newer = own }
        if isClosed {
            closed.newest = own
            if closed.oldest < 0 { closed.oldest = own }
        } else {
            open.newest = own
            if open.oldest < 0 { open.oldest = own }
        }
    }

    private mutating func unlink(_ index: Int) {
        let (newer, older, isClosed) = (entries[index].newer, entries[index].older, entries[index].isClosed)
        if newer >= 0 { entries[Int(newer)].older = older }
        if older >= 0 { entries[Int(older)].newer = newer }
        if isClosed {
            if newer < 0 { closed.newest = older }
            if older < 0 { closed.oldest = newer }
        } else {
            if newer < 0 { open.newest = older }
            if older < 0 { open.oldest = newer }
        }
    }
}
