import CarrierWire

/// One end of a TCP connection: an IPv4 or IPv6 address and a port.
public struct CaptureEndpoint: Hashable, Sendable, CustomStringConvertible {
    // The address, big-endian; an IPv4 address fills the lower half of `low`.
    let high: UInt64
    let low: UInt64
    /// The port.
    public let port: UInt16
    /// Whether the address is IPv6.
    public let isIPv6: Bool

    init(high: UInt64, low: UInt64, port: UInt16, isIPv6: Bool) {
        (self.high, self.low, self.port, self.isIPv6) = (high, low, port, isIPv6)
    }

    /// Takes the 4 or 16 octets of an address; nil for any other number.
    public init?(address: [UInt8], port: UInt16) {
        guard address.count == 4 || address.count == 16 else { return nil }
        let word = { (octets: ArraySlice<UInt8>) in octets.reduce(0 as UInt64) { $0 << 8 | UInt64($1) } }
        self.init(
            high: address.count == 4 ? 0 : word(address.prefix(8)), low: word(address.suffix(8)), port: port,
            isIPv6: address.count == 16)
    }

    /// The address: 4 or 16 octets.
    public var address: [UInt8] {
        let all = [high, low].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - $0 * 8)) }
        }
        return isIPv6 ? all : Array(all.suffix(4))
    }

    /// `192.0.2.10:7890` or `[2001:db8::1]:7890`, the longest run of zeros left out (RFC 5952).
    public var description: String {
        guard isIPv6 else { return address.map { "\($0)" }.joined(separator: ".") + ":\(port)" }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: ($0 < 4 ? high : low) >> UInt64(48 - $0 % 4 * 16)) }
        var longest = 0..<0
        var start = 0
        while start < 8 {
            let end = groups[start...].firstIndex { $0 != 0 } ?? 8
            if end - start > max(1, longest.count) { longest = start..<end }
            start = max(end, start + 1)
        }
        let text = { (groups: ArraySlice<UInt16>) in groups.map { String($0, radix: 16) }.joined(separator: ":") }
        if longest.isEmpty { return "[\(text(groups[...]))]:\(port)" }
        return "[\(text(groups[..<longest.lowerBound]))::\(text(groups[longest.upperBound...]))]:\(port)"
    }
}

/// One TCP connection in a capture file that carried octets.
public struct CaptureFlow: Hashable, Sendable {
    /// Why nothing more comes of a connection.
    public enum End: String, Sendable {
        /// Both sides closed it.
        case finished
        /// One side reset it.
        case reset
        /// Another connection began between the same ends.
        case replaced
        /// Too many connections were open at a time; this one had been silent longest.
        case forgotten
        /// The file ended.
        case open
    }

    /// Counted from 1, in the order of the first octets.
    public let number: Int
    /// Whoever opened the connection; where that was not recorded, the side without a usual server port, or else
    /// whoever sent first.
    public let client: CaptureEndpoint
    /// The other side.
    public let server: CaptureEndpoint
    /// When its first octets were recorded, in nanoseconds since 1970.
    public let start: Int64
    /// Whether its opening was recorded: the first octets are the first that were sent.
    public let isFromStart: Bool
}

/// What takes the octets out of a capture file, in the order of the recording.
///
/// Times are nanoseconds since 1970. Octets come in the order of the stream, each once, in pieces of any size; a
/// pointer is valid during the call only.
public protocol CaptureObserver {
    /// A connection carries its first octets.
    mutating func begin(_ flow: CaptureFlow)
    /// One side sent octets.
    mutating func octets(
        _ octets: UnsafeRawBufferPointer, from direction: Capture.Direction, of flow: Int, at time: Int64)
    /// `count` octets that one side sent are not in the file; what comes next stands behind them.
    mutating func gap(_ count: Int, from direction: Capture.Direction, of flow: Int, at time: Int64)
    /// Nothing more comes of a connection.
    mutating func end(_ flow: Int, _ end: CaptureFlow.End, at time: Int64)
}

/// What a capture file held, counted.
public struct CaptureCounts: Hashable, Sendable {
    /// Octets of the file.
    public var fileOctets = 0
    /// Packets.
    public var packets = 0
    /// TCP segments among them.
    public var segments = 0
    /// Octets of TCP streams that were handed on.
    public var streamOctets = 0
    /// Connections that carried octets.
    public var flows = 0
    /// Octets that came again and were dropped.
    public var repeatedOctets = 0
    /// Octets of TCP streams that are not in the file.
    public var missingOctets = 0
    /// Packets of which the file holds only the beginning (snap length).
    public var cutPackets = 0
    /// Fragments of IP packets, which are not put together.
    public var fragments = 0
    /// Packets of other protocols than TCP over IP.
    public var otherPackets = 0
    /// Packets whose headers contradict themselves or end early.
    public var malformedPackets = 0
    /// Segments that fit no connection: numbers far from those of the stream.
    public var strayedSegments = 0
    /// Packets of a link type that is not read, by type.
    public var unknownLinks: [UInt32: Int] = [:]
    /// Connections that were let go because too many were open.
    public var forgottenFlows = 0
    /// The file ends inside a packet: cut short, or still being written.
    public var endsInsidePacket = false

    /// All zero.
    public init() {}

    /// What was left out and why, in words; empty as a rule.
    public var remarks: [String] {
        var remarks: [String] = []
        func add(_ count: Int, _ words: String) { if count > 0 { remarks.append("\(count) \(words)") } }
        add(missingOctets, "octets of TCP streams are not in the file")
        add(cutPackets, "packets were recorded only in part: record with a larger snap length (tcpdump -s 0)")
        add(fragments, "fragments of IP packets were skipped")
        add(malformedPackets, "packets have headers that contradict themselves")
        add(strayedSegments, "segments fit no connection")
        for (link, count) in unknownLinks.sorted(by: { $0.key < $1.key }) {
            add(
                count,
                "packets of link type \(link) were skipped: only Ethernet, Linux cooked, raw IP and loopback are read")
        }
        add(forgottenFlows, "connections were let go because too many were open at a time")
        if endsInsidePacket {
            remarks.append("the file ends inside packet \(packets + 1): it was cut short, or is still being written")
        }
        return remarks
    }
}

/// What a reader of capture files keeps in memory at most.
public struct CaptureLimits: Hashable, Sendable {
    /// Connections at a time; at least 1. Each takes about 150 octets.
    public var flows = 1 << 17
    /// Octets of one stream that wait for what was sent before them.
    public var waitingOctetsPerStream = 1 << 20
    /// Octets that wait in all streams together.
    public var waitingOctets = 1 << 24
    /// Nanoseconds that octets wait once the other side has acknowledged what is missing before them.
    public var patience: Int64 = 1_000_000_000
    /// Ports of servers, for connections whose opening was not recorded.
    public var serverPorts: Set<UInt16> = [
        7890, 7891, 7900, 7930, 8801, 8802, 8803, 8810, 8890, 8900, 8901, 9168, 9890,
    ]

    /// Within 64 MB for any file.
    public static let standard = CaptureLimits()

    /// The standard limits, to be changed.
    public init() {}
}
