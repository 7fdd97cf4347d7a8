/// The packets of a classic pcap file: little- or big-endian, microseconds or nanoseconds.
struct PacketFile {
    /// One packet as it was seen on the wire.
    struct Packet {
        /// Nanoseconds since 1970.
        var time: Int64
        var octets: ArraySlice<UInt8>
    }

    var linkType: UInt32
    var packets: [Packet] = []
    /// Packets of which the file holds only the beginning.
    var cutPackets = 0

    /// The longest packet that is believed, in octets.
    static let packetLimit = 1 << 18

    init(_ file: [UInt8], name: String) throws(FixtureError) {
        var reader = OctetReader(file[...])
        guard let magic = reader.word(bigEndian: true) else {
            throw FixtureError(file: name, "not a pcap file: it is shorter than its magic number")
        }
        let isBig: Bool
        let nanosecondsPerTick: Int64
        switch magic {
        case 0xA1B2_C3D4: (isBig, nanosecondsPerTick) = (true, 1000)
        case 0xD4C3_B2A1: (isBig, nanosecondsPerTick) = (false, 1000)
        case 0xA1B2_3C4D: (isBig, nanosecondsPerTick) = (true, 1)
        case 0x4D3C_B2A1: (isBig, nanosecondsPerTick) = (false, 1)
        case 0x0A0D_0D0A:
            throw FixtureError(file: name, "a pcapng file; convert it: editcap -F pcap IN OUT")
        default: throw FixtureError(file: name, "not a pcap file: its magic number is unknown")
        }
        guard reader.skip(16), let link = reader.word(bigEndian: isBig) else {
            throw FixtureError(file: name, "the pcap header ends early")
        }
        linkType = link & 0x0FFF_FFFF
        while !reader.rest.isEmpty {
            guard let seconds = reader.word(bigEndian: isBig), let ticks = reader.word(bigEndian: isBig),
                let length = reader.word(bigEndian: isBig), let original = reader.word(bigEndian: isBig),
                length <= PacketFile.packetLimit, let octets = reader.take(Int(length))
            else { throw FixtureError(file: name, "packet \(packets.count + 1) is cut off or absurdly long") }
            if length < original { cutPackets += 1 }
            packets.append(
                Packet(time: Int64(seconds) * 1_000_000_000 + Int64(ticks) * nanosecondsPerTick, octets: octets))
        }
    }
}

/// Reads integers and runs of octets from the front of a slice; nil once they are not there.
struct OctetReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ octets: ArraySlice<UInt8>) { rest = octets }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func skip(_ count: Int) -> Bool { take(count) != nil }

    mutating func octet() -> UInt8? { rest.popFirst() }

    mutating func half() -> UInt16? { take(2).map { $0.reduce(0) { $0 << 8 | UInt16($1) } } }

    mutating func word(bigEndian: Bool = true) -> UInt32? {
        guard let octets = take(4) else { return nil }
        let word = octets.reduce(0) { $0 << 8 | UInt32($1) }
        return bigEndian ? word : word.byteSwapped
    }
}
