/// Integers and parts of octets that somebody else wrote: nil where they are not there.
struct PacketOctets {
    let octets: UnsafeRawBufferPointer

    init(_ octets: UnsafeRawBufferPointer) { self.octets = octets }

    @inline(__always) var count: Int { octets.count }

    @inline(__always) private func load<Value: FixedWidthInteger>(_ type: Value.Type, _ offset: Int) -> Value? {
        guard offset >= 0, count >= MemoryLayout<Value>.size, offset <= count &- MemoryLayout<Value>.size else {
            return nil
        }
        return Value(bigEndian: octets.loadUnaligned(fromByteOffset: offset, as: type))
    }

    @inline(__always) func octet(_ offset: Int) -> UInt8? { load(UInt8.self, offset) }
    @inline(__always) func half(_ offset: Int) -> UInt16? { load(UInt16.self, offset) }
    @inline(__always) func word(_ offset: Int) -> UInt32? { load(UInt32.self, offset) }
    @inline(__always) func long(_ offset: Int) -> UInt64? { load(UInt64.self, offset) }

    @inline(__always) func word(_ offset: Int, bigEndian: Bool) -> UInt32? {
        word(offset).map { bigEndian ? $0 : $0.byteSwapped }
    }

    @inline(__always) func half(_ offset: Int, bigEndian: Bool) -> UInt16? {
        half(offset).map { bigEndian ? $0 : $0.byteSwapped }
    }

    /// From `start` up to, and without, `end`, as far as they are there.
    @inline(__always) func part(_ start: Int, _ end: Int) -> PacketOctets {
        let start = min(max(0, start), count)
        return PacketOctets(UnsafeRawBufferPointer(rebasing: octets[start..<min(max(start, end), count)]))
    }
}

/// One TCP segment, taken out of its packet.
struct TCPSegment {
    var source: CaptureEndpoint
    var destination: CaptureEndpoint
    var sequence: UInt32
    var acknowledged: UInt32
    var flags: UInt8
    /// The payload as far as it was recorded.
    var payload: UnsafeRawBufferPointer
    /// Octets of the payload that were sent and not recorded.
    var missing: Int

    var isFinish: Bool { flags & 0x01 != 0 }
    var isOpening: Bool { flags & 0x02 != 0 }
    var isReset: Bool { flags & 0x04 != 0 }
    var isAcknowledgement: Bool { flags & 0x10 != 0 }

    /// What a packet holds.
    enum Finding {
        case segment(TCPSegment)
        case fragment
        case other
        case malformed
        case unknownLink
    }

    /// Reads a packet of `original` octets, of which `packet` were recorded.
    ///
    /// Link types: 0 and 108 loopback, 1 Ethernet, 12, 14, 101, 228 and 229 raw IP, 113 and 276 Linux cooked.
    static func find(in packet: UnsafeRawBufferPointer, original: Int, link: UInt32) -> Finding {
        let packet = PacketOctets(packet)
        let start: Int
        switch link {
        case 0, 108: start = 4
        case 1:
            guard let found = ethernet(packet) else { return .malformed }
            start = found
        case 113: start = packet.half(14).map { $0 == 0x0800 || $0 == 0x86DD ? 16 : tagged(packet, $0, 16) ?? -1 } ?? -1
        case 276: start = packet.half(0).map { $0 == 0x0800 || $0 == 0x86DD ? 20 : tagged(packet, $0, 20) ?? -1 } ?? -1
        case 12, 14, 101, 228, 229: start = 0
        default: return .unknownLink
        }
        guard start >= 0 else { return packet.count < 16 ? .malformed : .other }
        let length = max(0, original &- start)
        switch packet.octet(start).map({ $0 >> 4 }) {
        case 4: return version4(packet.part(start, packet.count), length)
        case 6: return version6(packet.part(start, packet.count), length)
        case nil: return .malformed
        default: return .other
        }
    }

    /// Where IP begins in an Ethernet frame; -1 for another protocol, nil for a frame that ends early.
    private static func ethernet(_ packet: PacketOctets) -> Int? {
        guard let type = packet.half(12) else { return nil }
        if type == 0x0800 || type == 0x86DD { return 14 }
        // IEEE 802.3 with a SNAP header.
        if type <= 1500, packet.half(14) == 0xAAAA, packet.octet(16) == 3, let inner = packet.half(20) {
            return inner == 0x0800 || inner == 0x86DD ? 22 : -1
        }
        return tagged(packet, type, 14) ?? -1
    }

    /// Where IP begins behind VLAN tags, whatever their number; nil for another protocol.
    private static func tagged(_ packet: PacketOctets, _ type: UInt16, _ start: Int) -> Int? {
        var (type, start) = (type, start)
        for _ in 0..<8 where type == 0x8100 || type == 0x88A8 || type == 0x9100 {
            guard let inner = packet.half(start &+ 2) else { return nil }
            (type, start) = (inner, start &+ 4)
        }
        return type == 0x0800 || type == 0x86DD ? start : nil
    }

    private static func version4(_ packet: PacketOctets, _ original: Int) -> Finding {
        guard let first = packet.octet(0), let announced = packet.half(2), let fragment = packet.half(6),
            let next = packet.octet(9), let source = packet.word(12), let destination = packet.word(16)
        else { return .malformed }
        let header = Int(first & 0xF) &* 4
        // A card that cuts segments itself leaves the length zero.
        let length = announced == 0 ? original : Int(announced)
        guard header >= 20, length >= header, length <= original else { return .malformed }
        if fragment & 0x3FFF != 0 { return .fragment }
        guard next == 6 else { return .other }
        return segment(packet.part(header, length), length &- header) { port in
            CaptureEndpoint(
                high: 0, low: UInt64(port.isSource ? source : destination), port: port.number, isIPv6: false)
        }
    }

    private static func version6(_ packet: PacketOctets, _ original: Int) -> Finding {
        guard let announced = packet.half(4), var next = packet.octet(6), let sourceHigh = packet.long(8),
            let sourceLow = packet.long(16), let destinationHigh = packet.long(24), let destinationLow = packet.long(32)
        else { return .malformed }
        let length = announced == 0 ? original : Int(announced) &+ 40
        guard length >= 40, length <= original else { return .malformed }
        var start = 40
        // Hop-by-hop options, routing, fragment, authentication, destination options (RFC 8200, 4).
        for _ in 0..<16 where [0, 43, 44, 51, 60].contains(next) {
            guard let following = packet.octet(start), let size = packet.octet(start &+ 1) else { return .malformed }
            if next == 44 {
                guard let fragment = packet.half(start &+ 2) else { return .malformed }
                if fragment & 0xFFF9 != 0 { return .fragment }
                start &+= 8
            } else {
                start &+= next == 51 ? (Int(size) &+ 2) &* 4 : (Int(size) &+ 1) &* 8
            }
            next = following
        }
        guard next == 6 else { return .other }
        guard length >= start else { return .malformed }
        return segment(packet.part(start, length), length &- start) { port in
            CaptureEndpoint(
                high: port.isSource ? sourceHigh : destinationHigh, low: port.isSource ? sourceLow : destinationLow,
                port: port.number, isIPv6: true)
        }
    }

    @inline(__always)
    private static func segment(
        _ octets: PacketOctets, _ length: Int, _ end: ((isSource: Bool, number: UInt16)) -> CaptureEndpoint
    ) -> Finding {
        guard let source = octets.half(0), let destination = octets.half(2), let sequence = octets.word(4),
            let acknowledged = octets.word(8), let offset = octets.octet(12), let flags = octets.octet(13)
        else { return .malformed }
        let header = Int(offset >> 4) &* 4
        guard header >= 20, length >= header else { return .malformed }
        let payload = octets.part(header, length)
        return .segment(
            TCPSegment(
                source: end((true, source)), destination: end((false, destination)), sequence: sequence,
                acknowledged: acknowledged, flags: flags, payload: payload.octets,
                missing: length &- header &- payload.count))
    }
}
