/// An open-addressed table from sequence numbers to slots; several slots may share a number.
///
/// Finding, adding and removing look at a few neighbouring cells; nothing is allocated but when the table grows.
struct SequenceIndex: Sendable {
    private struct Cell {
        var key = SequenceKey(counter: 0)
        /// The slot, or -1 in an empty cell.
        var slot: Int32 = -1
    }

    private var cells: [Cell] = []
    private(set) var count = 0

    /// The first slot under `key` for which `matches` holds.
    @inline(__always)
    func find(_ key: SequenceKey, where matches: (Int32) -> Bool) -> Int32? {
        guard count > 0 else { return nil }
        var place = home(key)
        while cells[place].slot >= 0 {
            if cells[place].key == key, matches(cells[place].slot) { return cells[place].slot }
            place = (place &+ 1) & (cells.count &- 1)
        }
        return nil
    }

    /// True when some slot is under `key`.
    func contains(_ key: SequenceKey) -> Bool { find(key) { _ in true } != nil }

    mutating func insert(_ key: SequenceKey, slot: Int32) {
        if (count &+ 1) &* 2 > cells.count { grow() }
        place(Cell(key: key, slot: slot))
        count &+= 1
    }

    mutating func remove(_ key: SequenceKey, slot: Int32) {
        guard count > 0 else { return }
        let mask = cells.count &- 1
        var hole = home(key)
        while cells[hole].slot != slot || cells[hole].key != key {
            if cells[hole].slot < 0 { return }
            hole = (hole &+ 1) & mask
        }
        count &-= 1
        // Closes the gap: a later cell moves up unless its home lies behind the hole.
        var place = (hole &+ 1) & mask
        while cells[place].slot >= 0 {
            let distance = (place &- home(cells[place].key)) & mask
            if distance >= (place &- hole) & mask {
                cells[hole] = cells[place]
                hole = place
            }
            place = (place &+ 1) & mask
        }
        cells[hole] = Cell()
    }

    private mutating func place(_ cell: Cell) {
        var place = home(cell.key)
        while cells[place].slot >= 0 { place = (place &+ 1) & (cells.count &- 1) }
        cells[place] = cell
    }

    private mutating func grow() {
        let old = cells
        cells = [Cell](repeating: Cell(), count: max(32, old.count &* 2))
        for cell in old where cell.slot >= 0 { place(cell) }
    }

    private func home(_ key: SequenceKey) -> Int {
        // Multiplying by 2^64 / golden ratio spreads counters that step by one or by a power of two.
        let mixed = (key.prefix &* 0xD6E8_FEB8_6659_FD93 &+ UInt64(key.counter)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 32) & (cells.count &- 1)
    }
}
