import CarrierWire

/// Packets in hex, as `tcpdump -X` and `tshark -x` print them: whole ones, with the headers in front of the frames.
package enum PacketDump {
    /// Link types that a dump may have: raw IP, Ethernet, Linux cooked 1 and 2, loopback.
    private static let links: [UInt32] = [101, 1, 113, 276, 0, 108]

    /// The packets of a listing as a classic capture file; nil where its octets are no packets with TCP segments.
    package static func captureFile(of listing: HexListing) -> [UInt8]? {
        let blocks = listing.blocks.isEmpty ? [listing.octets.indices] : listing.blocks
        let packets = blocks.map { Array(listing.octets[$0]) }
        guard let first = packets.first, !isFrame(first) else { return nil }
        guard let link = links.first(where: { link in packets.allSatisfy { isSegment($0, link) } }) else { return nil }
        func word(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
        var file = word(0xA1B2_3C4D) + [0, 2, 0, 4] + word(0) + word(0) + word(1 << 18) + word(link)
        for packet in packets {
            let count = UInt32(clamping: packet.count)
            file += word(0) + word(0) + word(count) + word(count) + packet
        }
        return file
    }

    private static func isFrame(_ octets: [UInt8]) -> Bool {
        guard octets.count >= 12 else { return true }
        return (12...8192).contains(octets.prefix(4).reduce(0) { $0 << 8 | Int($1) })
    }

    private static func isSegment(_ packet: [UInt8], _ link: UInt32) -> Bool {
        packet.withUnsafeBytes { octets in
            if case .segment(let segment) = TCPSegment.find(in: octets, original: octets.count, link: link) {
                return segment.missing == 0
            }
            return false
        }
    }
}
