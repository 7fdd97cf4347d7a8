/// Why nothing behind a record can be read.
struct CaptureDamage: Error {
    var reason: String
}

/// A packet inside a record of a capture file.
struct CapturedPacket {
    /// Where its octets stand in the record; the range lies within it.
    var range: Range<Int>
    /// Its length on the wire.
    var original: Int
    /// Nanoseconds since 1970; nil where the record has no time.
    var time: Int64?
    /// The link type; nil where the file did not describe the interface.
    var link: UInt32?
}

/// What stands next in a capture file.
enum CaptureRecord {
    /// More octets are needed: so many from the record's first one.
    case needs(Int)
    /// A record of so many octets that describes what follows.
    case header(Int)
    /// A record of so many octets with a packet.
    case packet(Int, CapturedPacket)
    /// A record of so many octets that is of no interest; they need not be there yet.
    case skip(Int)
}

/// The longest packet that is believed, in octets: four times the longest that any tool records by default.
private let packetLimit = 1 << 20

/// The records of a classic pcap file (draft-ietf-opsawg-pcap).
struct ClassicPackets: Sendable {
    private let isBigEndian: Bool
    private let nanosecondsPerTick: Int64
    private let link: UInt32

    /// Reads the file's header; nil where its 24 octets are not all there. The magic number must be one of pcap's.
    init?(_ octets: PacketOctets) {
        guard octets.count >= 24, let magic = octets.word(0) else { return nil }
        isBigEndian = magic == 0xA1B2_C3D4 || magic == 0xA1B2_3C4D
        nanosecondsPerTick = magic == 0xA1B2_3C4D || magic == 0x4D3C_B2A1 ? 1 : 1000
        // The upper bits say how long a frame check sequence is.
        link = (octets.word(20, bigEndian: isBigEndian) ?? 0) & 0xFFFF
    }

    func next(_ octets: PacketOctets) throws(CaptureDamage) -> CaptureRecord {
        guard let seconds = octets.word(0, bigEndian: isBigEndian), let ticks = octets.word(4, bigEndian: isBigEndian),
            let length = octets.word(8, bigEndian: isBigEndian), let original = octets.word(12, bigEndian: isBigEndian)
        else { return .needs(16) }
        guard length <= packetLimit else {
            throw CaptureDamage(reason: "a packet of \(length) octets, above \(packetLimit)")
        }
        let end = 16 &+ Int(length)
        guard octets.count >= end else { return .needs(end) }
        let time = Int64(seconds) &* 1_000_000_000 &+ Int64(ticks) &* nanosecondsPerTick
        return .packet(end, CapturedPacket(range: 16..<end, original: Int(original), time: time, link: link))
    }
}

/// The blocks of a pcapng file (draft-ietf-opsawg-pcapng).
struct BlockPackets: Sendable {
    private struct Interface: Sendable {
        var link: UInt32
        var snapLength: UInt32
        var clock = CaptureClock()
    }

    /// Whether a block changed the description of what follows.
    var isChanged = false
    private var isBigEndian = false
    private var interfaces: [Interface] = []
    private var isInSection = false

    private static let interfaceLimit = 4096

    mutating func next(_ octets: PacketOctets) throws(CaptureDamage) -> CaptureRecord {
        guard octets.count >= 12, let type = octets.word(0, bigEndian: isBigEndian) else { return .needs(12) }
        // The type of a section's header reads alike in both byte orders.
        if type == 0x0A0D_0D0A { return try section(octets) }
        let length = Int(octets.word(4, bigEndian: isBigEndian) ?? 0)
        guard isInSection else { throw CaptureDamage(reason: "a block before the section's header") }
        guard length >= 12, length % 4 == 0 else {
            throw CaptureDamage(reason: "a block of \(length) octets, which is no multiple of 4 from 12 on")
        }
        guard [1, 2, 3, 6].contains(type) else { return .skip(length) }
        guard length <= packetLimit &+ 65_536 else {
            throw CaptureDamage(reason: "a block of \(length) octets, above \(packetLimit)")
        }
        guard octets.count >= length else { return .needs(length) }
        guard octets.word(length &- 4, bigEndian: isBigEndian) == UInt32(truncatingIfNeeded: length) else {
            throw CaptureDamage(reason: "a block that gives two lengths")
        }
        let block = octets.part(0, length &- 4)
        switch type {
        case 1:
            addInterface(block)
            return .header(length)
        case 3: return packet(length, simple: block)
        default: return packet(length, block, isObsolete: type == 2)
        }
    }

    private mutating func section(_ octets: PacketOctets) throws(CaptureDamage) -> CaptureRecord {
        switch octets.word(8) {
        case 0x1A2B_3C4D: isBigEndian = true
        case 0x4D3C_2B1A: isBigEndian = false
        default: throw CaptureDamage(reason: "a section without its byte-order magic")
        }
        let length = Int(octets.word(4, bigEndian: isBigEndian) ?? 0)
        guard length >= 28, length % 4 == 0 else {
            throw CaptureDamage(reason: "a section's header of \(length) octets")
        }
        (interfaces, isInSection, isChanged) = ([], true, true)
        return .skip(length)
    }

    private mutating func addInterface(_ block: PacketOctets) {
        guard interfaces.count < BlockPackets.interfaceLimit, let link = block.half(8, bigEndian: isBigEndian),
            let snapLength = block.word(12, bigEndian: isBigEndian)
        else { return }
        var interface = Interface(link: UInt32(link), snapLength: snapLength)
        var start = 16
        while let code = block.half(start, bigEndian: isBigEndian), code != 0,
            let size = block.half(start &+ 2, bigEndian: isBigEndian)
        {
            if code == 9, let resolution = block.octet(start &+ 4) { interface.clock.resolution = resolution }
            if code == 14, let high = block.word(start &+ (isBigEndian ? 4 : 8), bigEndian: isBigEndian),
                let low = block.word(start &+ (isBigEndian ? 8 : 4), bigEndian: isBigEndian)
            {
                interface.clock.offset = Int64(bitPattern: UInt64(high) << 32 | UInt64(low))
            }
            start &+= 4 &+ (Int(size) &+ 3) / 4 &* 4
        }
        interfaces.append(interface)
        isChanged = true
    }

    private func packet(_ length: Int, simple block: PacketOctets) -> CaptureRecord {
        let original = block.word(8, bigEndian: isBigEndian) ?? 0
        let snapLength = interfaces.first.map { $0.snapLength == 0 ? UInt32.max : $0.snapLength } ?? .max
        let count = min(max(0, block.count &- 12), Int(min(original, snapLength)))
        return .packet(
            length,
            CapturedPacket(
                range: min(12, block.count)..<min(12, block.count) &+ count, original: Int(original),
                link: interfaces.first?.link))
    }

    private func packet(_ length: Int, _ block: PacketOctets, isObsolete: Bool) -> CaptureRecord {
        let number =
            isObsolete
            ? block.half(8, bigEndian: isBigEndian).map { Int($0) }
            : block.word(8, bigEndian: isBigEndian).map { Int($0) }
        guard let number, let high = block.word(12, bigEndian: isBigEndian),
            let low = block.word(16, bigEndian: isBigEndian), let captured = block.word(20, bigEndian: isBigEndian),
            let original = block.word(24, bigEndian: isBigEndian), Int(captured) <= block.count &- 28
        else { return .packet(length, CapturedPacket(range: 0..<0, original: 0)) }
        let interface = number < interfaces.count ? interfaces[number] : nil
        return .packet(
            length,
            CapturedPacket(
                range: 28..<28 &+ Int(captured), original: Int(original),
                time: interface?.clock.nanoseconds(UInt64(high) << 32 | UInt64(low)), link: interface?.link))
    }
}

/// The unit and the origin of an interface's times (draft-ietf-opsawg-pcapng: if_tsresol, if_tsoffset).
struct CaptureClock: Sendable {
    /// Ten to the power of minus this; with the highest bit set, two to the power of minus the rest.
    var resolution: UInt8 = 6
    /// Seconds to add.
    var offset: Int64 = 0

    /// Nanoseconds since 1970; a time that does not fit becomes the last one that does.
    func nanoseconds(_ ticks: UInt64) -> Int64 {
        let power = UInt64(resolution & 0x7F)
        let time: UInt64
        if resolution & 0x80 != 0 {
            let product = ticks.multipliedFullWidth(by: 1_000_000_000)
            if power == 0 {
                time = product.high == 0 ? product.low : .max
            } else if power < 64 {
                time = product.high >> power == 0 ? product.high << (64 &- power) | product.low >> power : .max
            } else {
                time = power < 128 ? product.high >> (power &- 64) : 0
            }
        } else if power <= 9 {
            let (scaled, isTooMuch) = ticks.multipliedReportingOverflow(by: CaptureClock.power(9 &- power))
            time = isTooMuch ? .max : scaled
        } else {
            time = power <= 28 ? ticks / CaptureClock.power(power &- 9) : 0
        }
        let (seconds, isFar) = offset.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isTooMuch) = Int64(clamping: time).addingReportingOverflow(isFar ? 0 : seconds)
        return isTooMuch ? .max : sum
    }

    private static func power(_ exponent: UInt64) -> UInt64 { (0..<exponent).reduce(1) { value, _ in value &* 10 } }
}
