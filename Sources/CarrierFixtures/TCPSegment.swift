/// One TCP segment, taken out of its packet.
struct TCPSegment {
    /// An address as its octets (4 or 16) and a port.
    struct End: Hashable {
        var address: [UInt8]
        var port: UInt16
    }

    var source: End
    var destination: End
    var sequence: UInt32
    var isOpening: Bool
    var isAnswerToOpening: Bool
    var payload: ArraySlice<UInt8>

    /// The segment in a packet of that link type; nil when the packet holds none, or only a fragment of one.
    ///
    /// Link types: 0 and 108 loopback, 1 Ethernet (VLAN tags skipped), 101, 228 and 229 raw IP, 113 Linux cooked.
    init?(_ packet: ArraySlice<UInt8>, linkType: UInt32) {
        var reader = OctetReader(packet)
        switch linkType {
        case 0, 108: guard reader.skip(4) else { return nil }
        case 1:
            guard reader.skip(12), var type = reader.half() else { return nil }
            for _ in 0..<2 where type == 0x8100 || type == 0x88A8 {
                guard reader.skip(2), let inner = reader.half() else { return nil }
                type = inner
            }
            guard type == 0x0800 || type == 0x86DD else { return nil }
        case 113: guard reader.skip(16) else { return nil }
        case 101, 228, 229: break
        default: return nil
        }
        guard let first = reader.rest.first else { return nil }
        switch first >> 4 {
        case 4: self.init(version4: reader.rest)
        case 6: self.init(version6: reader.rest)
        default: return nil
        }
    }

    private init?(version4 packet: ArraySlice<UInt8>) {
        var reader = OctetReader(packet)
        guard let first = reader.octet(), reader.skip(1), let length = reader.half(), reader.skip(2),
            let fragment = reader.half(), fragment & 0x3FFF == 0, reader.skip(1), reader.octet() == 6, reader.skip(2),
            let source = reader.take(4), let destination = reader.take(4)
        else { return nil }
        let header = Int(first & 0xF) * 4
        guard header >= 20, Int(length) >= header, packet.count >= Int(length) else { return nil }
        self.init(packet.prefix(Int(length)).dropFirst(header), from: Array(source), to: Array(destination))
    }

    private init?(version6 packet: ArraySlice<UInt8>) {
        var reader = OctetReader(packet)
        guard reader.skip(4), let length = reader.half(), var next = reader.octet(), reader.skip(1),
            let source = reader.take(16), let destination = reader.take(16), reader.rest.count >= Int(length)
        else { return nil }
        var rest = reader.rest.prefix(Int(length))
        // Hop-by-hop and destination options may stand in front; routing headers and fragments are not followed.
        for _ in 0..<4 where next == 0 || next == 60 {
            guard let following = rest.first, let size = rest.dropFirst().first else { return nil }
            next = following
            rest = rest.dropFirst((Int(size) + 1) * 8)
        }
        guard next == 6 else { return nil }
        self.init(rest, from: Array(source), to: Array(destination))
    }

    private init?(_ segment: ArraySlice<UInt8>, from source: [UInt8], to destination: [UInt8]) {
        var reader = OctetReader(segment)
        guard let sourcePort = reader.half(), let destinationPort = reader.half(), let sequence = reader.word(),
            reader.skip(4), let offset = reader.octet(), let flags = reader.octet()
        else { return nil }
        let header = Int(offset >> 4) * 4
        guard header >= 20, segment.count >= header else { return nil }
        self.source = End(address: source, port: sourcePort)
        self.destination = End(address: destination, port: destinationPort)
        self.sequence = sequence
        isOpening = flags & 0x12 == 0x02
        isAnswerToOpening = flags & 0x12 == 0x12
        payload = segment.dropFirst(header)
    }
}
