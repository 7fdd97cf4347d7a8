@testable import CarrierFixtures

/// Packets and capture files, octet by octet from the formats' specifications.
enum PacketBytes {
    static let synchronise: UInt8 = 0x02
    static let answer: UInt8 = 0x12
    static let push: UInt8 = 0x18
    static let finish: UInt8 = 0x11
    static let reset: UInt8 = 0x04

    static func big(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// A segment (RFC 9293, 3.1).
    static func tcp(
        _ from: Int, _ to: Int, _ sequence: Int, _ flags: UInt8, _ payload: [UInt8] = [], acknowledging: Int = 0
    ) -> [UInt8] {
        big(from, 2) + big(to, 2) + big(sequence, 4) + big(acknowledging, 4) + [0x50, flags] + big(0, 6) + payload
    }

    /// An IPv4 packet (RFC 791, 3.1) from 10.0.0.`from` to 10.0.0.`to`.
    static func ip4(
        _ segment: [UInt8], _ from: UInt8 = 1, _ to: UInt8 = 2, fragment: Int = 0, options: [UInt8] = [],
        length: Int? = nil, next: UInt8 = 6
    ) -> [UInt8] {
        let header = 20 + options.count
        let first: [UInt8] = [0x40 | UInt8(header / 4), 0] + big(length ?? header + segment.count, 2) + big(1, 2)
        let rest: [UInt8] = big(fragment, 2) + [64, next, 0, 0, 10, 0, 0, from, 10, 0, 0, to]
        return first + rest + options + segment
    }

    /// An IPv6 packet (RFC 8200, 3) from 2001:db8::`from` to 2001:db8::`to`, with extension headers in front.
    static func ip6(
        _ segment: [UInt8], _ from: UInt8 = 1, _ to: UInt8 = 2, first: UInt8 = 6, extensions: [UInt8] = []
    ) -> [UInt8] {
        let address = { (last: UInt8) in [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [last] }
        return [0x60, 0, 0, 0] + big(segment.count + extensions.count, 2) + [first, 64] + address(from) + address(to)
            + extensions + segment
    }

    struct Packet {
        var octets: [UInt8]
        /// Nanoseconds since 1970.
        var time: Int64 = 1_700_000_000_000_000_000
        var original: Int?
        var interface = 0
    }

    /// A classic file (draft-ietf-opsawg-pcap, 4 and 5).
    static func pcap(
        _ packets: [Packet], link: Int = 101, nano: Bool = false, little: Bool = false
    ) -> [UInt8] {
        func word(_ value: Int) -> [UInt8] { little ? big(value, 4).reversed() : big(value, 4) }
        func half(_ value: Int) -> [UInt8] { little ? big(value, 2).reversed() : big(value, 2) }
        var octets = word(nano ? 0xA1B2_3C4D : 0xA1B2_C3D4) + half(2) + half(4) + word(0) + word(0)
        octets += word(65_535) + word(link)
        for packet in packets {
            let ticks = Int(packet.time % 1_000_000_000) / (nano ? 1 : 1000)
            octets += word(Int(packet.time / 1_000_000_000)) + word(ticks) + word(packet.octets.count)
            octets += word(packet.original ?? packet.octets.count) + packet.octets
        }
        return octets
    }

    /// One block (draft-ietf-opsawg-pcapng, 3.1).
    static func block(_ type: Int, _ body: [UInt8], little: Bool) -> [UInt8] {
        let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
        func word(_ value: Int) -> [UInt8] { little ? big(value, 4).reversed() : big(value, 4) }
        return word(type) + word(padded.count + 12) + padded + word(padded.count + 12)
    }

    /// A section (4.1) with its interfaces (4.2), unknown blocks between, and enhanced packets (4.3).
    static func section(
        _ packets: [Packet], links: [Int] = [101], resolutions: [UInt8?] = [], offset: Int64 = 0, little: Bool = true
    ) -> [UInt8] {
        func word(_ value: Int) -> [UInt8] { little ? big(value, 4).reversed() : big(value, 4) }
        func half(_ value: Int) -> [UInt8] { little ? big(value, 2).reversed() : big(value, 2) }
        var octets = block(
            0x0A0D_0D0A, word(0x1A2B_3C4D) + half(1) + half(0) + [UInt8](repeating: 0xFF, count: 8), little: little)
        for (index, link) in links.enumerated() {
            var body = half(link) + half(0) + word(0)
            if index < resolutions.count, let resolution = resolutions[index] {
                body += half(2) + half(3) + Array("lo0".utf8) + [0] + half(9) + half(1) + [resolution, 0, 0, 0]
                let seconds = big(Int(offset), 8)
                body += half(14) + half(8) + (little ? seconds.reversed() : seconds) + half(0) + half(0)
            }
            octets += block(1, body, little: little) + block(0x0BAD, [1, 2, 3], little: little)
        }
        for packet in packets {
            let resolution = packet.interface < resolutions.count ? resolutions[packet.interface] ?? 6 : 6
            let since = packet.time - offset * 1_000_000_000
            let unit: Int64 = resolution == 9 ? 1 : resolution == 3 ? 1_000_000 : 1000
            let ticks = resolution == 0x80 ? since / 1_000_000_000 : since / unit
            octets += block(
                6,
                word(packet.interface) + word(Int(ticks >> 32)) + word(Int(ticks & 0xFFFF_FFFF))
                    + word(packet.octets.count) + word(packet.original ?? packet.octets.count) + packet.octets,
                little: little)
        }
        return octets
    }

    /// What a file holds, read in pieces of `piece` octets.
    static func read(
        _ file: [UInt8], piece: Int = .max, limits: CaptureLimits = .standard
    ) throws(FixtureError) -> (flows: [CaptureCollector.Flow], counts: CaptureCounts) {
        var reader = CaptureFileReader(name: "f", limits: limits, seed: 1)
        var collector = CaptureCollector()
        var rest = file[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(piece))
            rest = rest.dropFirst(part.count)
            try reader.take(part, &collector)
        }
        try reader.finish(&collector)
        return (collector.flows, reader.counts)
    }

    /// A file of raw IPv4 packets, one for each segment between 10.0.0.1:50000 and 10.0.0.2:7890, a second apart.
    static func conversation(_ segments: [(isFromClient: Bool, segment: [UInt8])]) -> [UInt8] {
        pcap(
            segments.enumerated().map { index, entry in
                Packet(
                    octets: entry.isFromClient ? ip4(entry.segment, 1, 2) : ip4(entry.segment, 2, 1),
                    time: 1_700_000_000_000_000_000 + Int64(index) * 1_000_000_000)
            })
    }

    static func client(
        _ sequence: Int, _ flags: UInt8 = push, _ payload: [UInt8] = [], acknowledging: Int = 0
    ) -> (isFromClient: Bool, segment: [UInt8]) {
        (true, tcp(50_000, 7890, sequence, flags, payload, acknowledging: acknowledging))
    }

    static func server(
        _ sequence: Int, _ flags: UInt8 = push, _ payload: [UInt8] = [], acknowledging: Int = 0
    ) -> (isFromClient: Bool, segment: [UInt8]) {
        (false, tcp(7890, 50_000, sequence, flags, payload, acknowledging: acknowledging))
    }
}
