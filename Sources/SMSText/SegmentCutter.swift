/// Finds where encoded text may be cut: after whole characters only, as late as the capacity allows.
///
/// Works on the encoded octets, which say by themselves where a character ends; damaged octets count singly.
struct SegmentCutter {
    var alphabet: Alphabet
    /// True when `[ ] { } \ ^ ~ |` take the room of two (ASCII that was chosen for the caller, not by him).
    var weighsASCII = false
    /// Octet offsets that begin a grapheme cluster, ascending, when clusters are to be kept.
    var clusters: [Int]?

    /// The UTF-16 units of a stretch that begins and ends at a character.
    func units(in octets: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
        switch alphabet {
        case .ascii, .binary: return end - start
        case .ucs2: return (end - start + 1) / 2
        case .gb18030:
            var units = 0
            var position = start
            while position < end {
                let extent = GB18030Codec.extent(in: octets, at: position)
                position += extent.octets
                units += extent.units
            }
            return units
        }
    }

    /// The end of the longest stretch from `start`, not beyond `limit`, that fits; `start` when not one character fits.
    func end(
        in octets: UnsafeBufferPointer<UInt8>, from start: Int, limit: Int, capacity: SegmentCapacity
    ) -> Int {
        let end = characterEnd(in: octets, from: start, limit: limit, capacity: capacity)
        guard let clusters, end < octets.count, end > start else { return end }
        return clusterEnd(clusters, from: start, end: end, octets, capacity)
    }

    /// The offset at which the last character, or the last cluster that is to be kept, begins.
    func lastStart(in octets: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        if let last = clusters?.last, last > start { return last }
        let count = octets.count
        switch alphabet {
        case .ascii, .binary: return max(start, count - 1)
        case .ucs2:
            let last = max(start, (count - 1) & ~1)
            return last - start >= 2 && splitsPair(octets, at: last) ? last - 2 : last
        case .gb18030:
            var last = start
            var position = start
            while position < count {
                last = position
                position += GB18030Codec.extent(in: octets, at: position).octets
            }
            return last
        }
    }

    private func characterEnd(
        in octets: UnsafeBufferPointer<UInt8>, from start: Int, limit: Int, capacity: SegmentCapacity
    ) -> Int {
        guard capacity.octets > 0, capacity.units > 0 else { return start }
        switch alphabet {
        case .binary: return min(limit, start + capacity.octets)
        case .ascii where !weighsASCII: return min(limit, start + capacity.octets)
        case .ascii:
            var left = capacity.octets
            var position = start
            while position < limit {
                left -= ASCIICodec.weight(of: octets[position])
                if left < 0 { break }
                position += 1
            }
            return position
        case .ucs2:
            if limit - start <= capacity.octets { return limit }
            let end = start + capacity.octets & ~1
            return end - start >= 2 && splitsPair(octets, at: end) ? end - 2 : end
        case .gb18030:
            var position = start
            var units = 0
            while position < limit {
                let extent = GB18030Codec.extent(in: octets, at: position)
                units += extent.units
                if position + extent.octets - start > capacity.octets || units > capacity.units { break }
                position += extent.octets
            }
            return position
        }
    }

    private func splitsPair(_ octets: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        position >= 2 && position + 1 < octets.count
            && octets[position - 2] & 0xFC == 0xD8 && octets[position] & 0xFC == 0xDC
    }

    /// Backs up to the beginning of the cluster that `end` falls into, unless no segment could hold it.
    private func clusterEnd(
        _ clusters: [Int], from start: Int, end: Int, _ octets: UnsafeBufferPointer<UInt8>,
        _ capacity: SegmentCapacity
    ) -> Int {
        var low = 0
        var high = clusters.count
        while low < high {
            let middle = (low + high) / 2
            if clusters[middle] <= end { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return end }
        let cluster = clusters[low - 1]
        let next = low < clusters.count ? clusters[low] : octets.count
        guard cluster > start, cluster < end else { return end }
        let reach = characterEnd(in: octets, from: cluster, limit: next, capacity: capacity)
        return reach == next ? cluster : end
    }
}
