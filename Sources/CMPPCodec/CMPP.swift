import CarrierWire

/// China Mobile Peer to Peer (中国移动点对点协议), versions 2.0 and 3.0: the records, in the specification's words.
public enum CMPP {
    /// Octets of the header.
    public static var headerLength: Int { 12 }

    /// The default limit of a frame, in octets: the largest lawful one has 3 586 (section 1.3).
    public static var maximumFrameLength: Int { 4096 }

    /// The outer shape of the frames, for a splitter.
    public static let frameRules = FrameRules(
        headerLength: headerLength, maximumLength: maximumFrameLength, lengthField: "Total_Length")

    /// The version whose layouts a session uses.
    public enum Version: String, Hashable, Sendable, CaseIterable {
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// CMPP 2.0, April 2002.
        case v2_0 = "cmpp-2.0"
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// CMPP 3.0.0, November 2003.
        case v3_0 = "cmpp-3.0"

        /// True for 3.0.
        @inlinable @inline(__always)
        public var isV3: Bool { self == .v3_0 }

        /// The other one of the two.
        public var other: Version { isV3 ? .v2_0 : .v3_0 }

        /// Octets of a terminal number: 21 or 32 (section 1.5).
        @inlinable @inline(__always)
        public var terminalIDWidth: Int { isV3 ? 32 : 21 }

        /// Octets of a status report in DELIVER: 60 or 71 (section 3.9).
        @inlinable @inline(__always)
        public var reportLength: Int { isV3 ? 71 : 60 }

        /// Octets of a result or status in the responses that 3.0 widened: 1 or 4 (section 3.1).
        @inlinable @inline(__always)
        public var resultWidth: Int { isV3 ? 4 : 1 }

        /// What the Version field carries: 0x20 or 0x30.
        public var number: VersionNumber { isV3 ? .v3_0 : .v2_0 }

        /// "CMPP 2.0" or "CMPP 3.0".
        public var title: String { isV3 ? "CMPP 3.0" : "CMPP 2.0" }
    }

    /// The twelve octets before every body (section 1.2).
    public struct Header: Hashable, Sendable {
        /// Total_Length: the whole frame's octets, header included.
        public var totalLength: UInt32
        /// Command_Id.
        public var commandID: CommandID
        /// Sequence_Id: a request's number; the response repeats it.
        public var sequence: UInt32

        /// Reads the header at the start of a frame; nil when fewer than twelve octets are there.
        @inlinable @inline(__always)
        public init?(_ octets: UnsafeRawBufferPointer) {
            guard octets.count >= 12 else { return nil }
            totalLength = UInt32(bigEndian: octets.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
            commandID = CommandID(
                rawValue: UInt32(bigEndian: octets.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
            sequence = UInt32(bigEndian: octets.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        }
    }
}
