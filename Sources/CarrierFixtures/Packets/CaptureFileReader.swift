import CarrierWire

/// Reads the TCP connections out of a capture file (pcap, pcapng) that comes in pieces of any size.
///
/// Classic pcap in both byte orders with microseconds or nanoseconds; pcapng in both byte orders with several sections
/// and interfaces, each with its own link type and resolution of time. Ethernet with VLAN tags, Linux cooked 1 and 2,
/// raw IP, loopback; IPv4 and IPv6 with extension headers. Segments that were repeated, overlap or came in disorder are
/// put right; what is missing is told. Memory is bounded by the limits, whatever the file.
public struct CaptureFileReader: Sendable {
    /// The form of a capture file.
    public enum Form: String, Sendable {
        /// Classic pcap.
        case pcap
        /// The next generation's blocks.
        case pcapng
    }

    /// What the file held so far.
    public var counts: CaptureCounts {
        var counts = assembler.counts
        counts.fileOctets = position &+ pending.count
        return counts
    }

    /// Octets of a record that is not whole yet.
    var pendingOctets: Int { pending.count }
    /// Octets of streams, and what keeping them costs, that wait for octets before them.
    var waitingOctets: Int { assembler.waitingOctets }

    private let name: String
    private var format: Format?
    private var assembler: StreamAssembler
    private var pending: [UInt8] = []
    private var skipping = 0
    /// Octets of the file that were read to the end.
    private var position = 0
    private var fault: FixtureError?
    private var lastTime: Int64 = 0

    private enum Format: Sendable {
        case classic(ClassicPackets)
        case blocks(BlockPackets)
    }

    /// Begins a file; `name` stands in errors.
    /// - Parameter seed: of the table of connections; by default another one each time.
    public init(name: String = "", limits: CaptureLimits = .standard, seed: UInt64? = nil) {
        self.name = name
        assembler = StreamAssembler(limits: limits, seed: seed ?? .random(in: 0 ... .max))
    }

    /// The form of the file that begins with these octets, of which four are enough; nil for any other.
    public static func form(of start: some Collection<UInt8>) -> Form? {
        switch start.prefix(4).reduce(0 as UInt64, { $0 << 8 | UInt64($1) }) {
        case 0xA1B2_C3D4, 0xD4C3_B2A1, 0xA1B2_3C4D, 0x4D3C_B2A1: start.count >= 4 ? .pcap : nil
        case 0x0A0D_0D0A: .pcapng
        default: nil
        }
    }

    /// Takes the next octets of the file.
    ///
    /// - Throws: why the file is none, or why nothing behind a packet can be read. What came before was handed on;
    ///   ``finish(_:)`` still ends the connections.
    public mutating func take(
        _ octets: UnsafeRawBufferPointer, _ observer: inout some CaptureObserver
    ) throws(FixtureError) {
        if let fault { throw fault }
        do throws(FixtureError) {
            try read(octets, &observer)
        } catch {
            fault = error
            throw error
        }
    }

    /// Takes the next octets of the file.
    ///
    /// - Throws: what the other form throws.
    public mutating func take(_ octets: [UInt8], _ observer: inout some CaptureObserver) throws(FixtureError) {
        let result = octets.withUnsafeBytes { octets in
            Result { () throws(FixtureError) in try take(octets, &observer) }
        }
        try result.get()
    }

    /// Ends every connection and says, in the counts, whether the file ended inside a packet.
    ///
    /// - Throws: why the file is none, where it ended before that could be told.
    public mutating func finish(_ observer: inout some CaptureObserver) throws(FixtureError) {
        assembler.finish(&observer)
        if fault != nil { return }
        guard format != nil else {
            throw FixtureError(file: name, "no capture file: it ends after \(pending.count) octets")
        }
        assembler.counts.endsInsidePacket = !pending.isEmpty || skipping > 0
        fault = FixtureError(file: name, "the end was reached")
    }

    private mutating func read(
        _ octets: UnsafeRawBufferPointer, _ observer: inout some CaptureObserver
    ) throws(FixtureError) {
        var rest = octets
        while !rest.isEmpty {
            if skipping > 0 {
                let skipped = min(skipping, rest.count)
                skipping &-= skipped
                position &+= skipped
                rest = UnsafeRawBufferPointer(rebasing: rest[skipped...])
            } else if pending.isEmpty {
                let (used, _) = try parse(rest, &observer)
                rest = UnsafeRawBufferPointer(rebasing: rest[used...])
                if skipping == 0, !rest.isEmpty {
                    pending.append(contentsOf: rest)
                    return
                }
            } else {
                // Completes the one record that the piece before began.
                let waiting = pending
                let (_, needed) = try waiting.withUnsafeBytes { waiting in
                    Result { () throws(FixtureError) in try parse(waiting, &observer, atMost: 0) }
                }.get()
                let more = min(max(1, needed &- pending.count), rest.count)
                pending.append(contentsOf: rest[..<more])
                rest = UnsafeRawBufferPointer(rebasing: rest[more...])
                guard pending.count >= needed else { return }
                let whole = pending
                let (used, _) = try whole.withUnsafeBytes { whole in
                    Result { () throws(FixtureError) in try parse(whole, &observer) }
                }.get()
                pending.removeFirst(used)
            }
        }
    }

    /// Reads whole records; gives the octets that were read, and how many the next record needs in all.
    private mutating func parse(
        _ octets: UnsafeRawBufferPointer, _ observer: inout some CaptureObserver, atMost: Int = .max
    ) throws(FixtureError) -> (used: Int, needed: Int) {
        var used = 0
        while true {
            let rest = PacketOctets(UnsafeRawBufferPointer(rebasing: octets[used...]))
            let record = try next(rest)
            let length: Int
            switch record {
            case .needs(let count): return (used, count)
            case .header(let count), .packet(let count, _): length = count
            case .skip(let count): length = min(count, rest.count)
            }
            guard length <= rest.count, atMost > 0 else { return (used, length) }
            used &+= length
            if case .skip(let count) = record { skipping = count &- length }
            if case .packet(_, let packet) = record { take(packet, rest.octets, &observer) }
            position &+= length
            if skipping > 0 { return (used, 0) }
        }
    }

    private mutating func next(_ octets: PacketOctets) throws(FixtureError) -> CaptureRecord {
        do throws(CaptureDamage) {
            switch format {
            case .classic(let packets):
                return try packets.next(octets)
            case .blocks(var packets):
                let record = try packets.next(octets)
                if packets.isChanged {
                    packets.isChanged = false
                    format = .blocks(packets)
                }
                return record
            case nil: break
            }
        } catch {
            let packet = assembler.counts.packets + 1
            throw FixtureError(
                file: name, "packet \(packet), octet \(position): \(error.reason); nothing behind can be read")
        }
        guard octets.count >= 4 else { return .needs(4) }
        guard let form = CaptureFileReader.form(of: octets.octets.prefix(4)) else { throw stranger(octets) }
        if form == .pcapng {
            format = .blocks(BlockPackets())
            return .header(0)
        }
        guard let packets = ClassicPackets(octets) else { return .needs(24) }
        format = .classic(packets)
        return .header(24)
    }

    private func stranger(_ octets: PacketOctets) -> FixtureError {
        let packed: String? =
            switch octets.word(0) {
            case .some(0x1F8B_0000...0x1F8B_FFFF): "gzip"
            case 0x28B5_2FFD: "zstd"
            case .some(0x425A_0000...0x425A_FFFF): "bzip2"
            case 0xFD37_7A58: "xz"
            case 0x504B_0304: "zip"
            default: nil
            }
        if let packed { return FixtureError(file: name, "packed with \(packed): unpack it first") }
        return FixtureError(file: name, "no capture file: neither pcap nor pcapng begins like this")
    }

    private mutating func take(
        _ packet: CapturedPacket, _ record: UnsafeRawBufferPointer, _ observer: inout some CaptureObserver
    ) {
        assembler.counts.packets &+= 1
        let time = packet.time ?? lastTime
        lastTime = time
        let octets = UnsafeRawBufferPointer(rebasing: record[packet.range])
        if octets.count < packet.original { assembler.counts.cutPackets &+= 1 }
        guard let link = packet.link else {
            assembler.counts.malformedPackets &+= 1
            return
        }
        switch TCPSegment.find(in: octets, original: max(packet.original, octets.count), link: link) {
        case .segment(let segment): assembler.take(segment, at: time, &observer)
        case .fragment: assembler.counts.fragments &+= 1
        case .other: assembler.counts.otherPackets &+= 1
        case .malformed: assembler.counts.malformedPackets &+= 1
        case .unknownLink:
            if assembler.counts.unknownLinks.count < 64 || assembler.counts.unknownLinks[link] != nil {
                assembler.counts.unknownLinks[link, default: 0] &+= 1
            } else {
                assembler.counts.otherPackets &+= 1
            }
        }
    }
}
