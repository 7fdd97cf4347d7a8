import CarrierWire

/// Writes what connections sent as a classic pcap file that Wireshark opens.
///
/// Nanoseconds, raw IP (link type 101). Each connection gets an opening, and a closing when it is closed; sequence
/// numbers, acknowledgements and checksums are right, so that Wireshark finds nothing to complain of.
public struct CaptureFileWriter: Sendable {
    /// The numbers of a connection's next octets.
    private struct Numbers {
        var fromClient: UInt32
        var fromServer: UInt32
    }

    private struct Ends: Hashable {
        var client: CaptureEndpoint
        var server: CaptureEndpoint
    }

    private var open: [Ends: Numbers] = [:]
    private var opened: UInt32 = 0

    /// The most octets of a segment.
    private static let segmentLimit = 1 << 14

    /// Begins a file: ``header`` comes first.
    public init() {}

    /// The 24 octets in front of everything else.
    public static var header: [UInt8] {
        let words: [[UInt8]] = [
            little(0xA1B2_3C4D), [2, 0, 4, 0], little(0), little(0), little(1 << 18), little(101),
        ]
        return words.flatMap { $0 }
    }

    /// Appends what one side sent, after the opening when it is the first.
    ///
    /// Both ends must be of one kind, IPv4 or IPv6. Times are nanoseconds since 1970; before that counts as 1970.
    public mutating func write(
        _ octets: [UInt8], from direction: Capture.Direction, client: CaptureEndpoint, server: CaptureEndpoint,
        at time: Int64, into file: inout [UInt8]
    ) {
        let ends = Ends(client: client, server: server)
        var numbers = open[ends] ?? opening(ends, at: time, into: &file)
        var rest = octets[...]
        while !rest.isEmpty {
            let part = rest.prefix(CaptureFileWriter.segmentLimit)
            rest = rest.dropFirst(part.count)
            segment(Array(part), flags: 0x18, ends, direction, numbers, at: time, into: &file)
            switch direction {
            case .fromClient: numbers.fromClient &+= UInt32(truncatingIfNeeded: part.count)
            case .fromServer: numbers.fromServer &+= UInt32(truncatingIfNeeded: part.count)
            }
        }
        open[ends] = numbers
    }

    /// Appends the closing of a connection, which one side begins; nothing where it is not open.
    public mutating func close(
        from direction: Capture.Direction, client: CaptureEndpoint, server: CaptureEndpoint, at time: Int64,
        into file: inout [UInt8]
    ) {
        let ends = Ends(client: client, server: server)
        guard var numbers = open.removeValue(forKey: ends) else { return }
        for side in [direction, direction.other] {
            segment([], flags: 0x11, ends, side, numbers, at: time, into: &file)
            if side == .fromClient { numbers.fromClient &+= 1 } else { numbers.fromServer &+= 1 }
        }
        segment([], flags: 0x10, ends, direction, numbers, at: time, into: &file)
    }

    /// SYN, SYN and ACK, ACK.
    private mutating func opening(_ ends: Ends, at time: Int64, into file: inout [UInt8]) -> Numbers {
        opened &+= 1
        // Each connection begins at other numbers, as with a real stack; the file stays the same each time.
        let start = opened &* 64_000
        var numbers = Numbers(fromClient: start, fromServer: start &+ 32_000)
        segment([], flags: 0x02, ends, .fromClient, numbers, at: time, into: &file)
        numbers.fromClient &+= 1
        segment([], flags: 0x12, ends, .fromServer, numbers, at: time, into: &file)
        numbers.fromServer &+= 1
        segment([], flags: 0x10, ends, .fromClient, numbers, at: time, into: &file)
        return numbers
    }

    private func segment(
        _ payload: [UInt8], flags: UInt8, _ ends: Ends, _ direction: Capture.Direction, _ numbers: Numbers,
        at time: Int64, into file: inout [UInt8]
    ) {
        typealias Writer = CaptureFileWriter
        let isFromClient = direction == .fromClient
        let (source, destination) = isFromClient ? (ends.client, ends.server) : (ends.server, ends.client)
        let sequence = isFromClient ? numbers.fromClient : numbers.fromServer
        let acknowledged = flags & 0x10 == 0 ? 0 : isFromClient ? numbers.fromServer : numbers.fromClient
        var tcp = Writer.big(source.port) + Writer.big(destination.port) + Writer.big(sequence)
        tcp += Writer.big(acknowledged) + [0x50, flags] + Writer.big(UInt16.max) + [0, 0, 0, 0] + payload
        let length = UInt16(clamping: tcp.count)
        let addresses = source.address + destination.address
        let pseudo =
            addresses + (source.isIPv6 ? [0, 0] + Writer.big(length) + [0, 0, 0, 6] : [0, 6] + Writer.big(length))
        tcp.replaceSubrange(16..<18, with: Writer.big(Writer.checksum(pseudo + tcp)))
        var packet: [UInt8]
        if source.isIPv6 {
            packet = [0x60, 0, 0, 0] + Writer.big(length) + [6, 64] + addresses
        } else {
            packet = [0x45, 0] + Writer.big(length &+ 20) + [0, 0, 0x40, 0, 64, 6, 0, 0] + addresses
            packet.replaceSubrange(10..<12, with: Writer.big(Writer.checksum(packet)))
        }
        packet += tcp
        let time = max(0, time)
        file += Writer.little(UInt32(truncatingIfNeeded: time / 1_000_000_000))
        file += Writer.little(UInt32(truncatingIfNeeded: time % 1_000_000_000))
        file += Writer.little(UInt32(truncatingIfNeeded: packet.count))
        file += Writer.little(UInt32(truncatingIfNeeded: packet.count)) + packet
    }

    /// The internet checksum (RFC 1071).
    private static func checksum(_ octets: [UInt8]) -> UInt16 {
        var sum: UInt64 = 0
        for (index, octet) in octets.enumerated() { sum &+= index % 2 == 0 ? UInt64(octet) << 8 : UInt64(octet) }
        while sum > 0xFFFF { sum = (sum & 0xFFFF) &+ (sum >> 16) }
        return ~UInt16(truncatingIfNeeded: sum)
    }

    private static func big(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
    }

    private static func little(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) } }
}
