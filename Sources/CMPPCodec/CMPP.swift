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
    public enum Version: String, WireVersion, CaseIterable {
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// CMPP 2.0, April 2002.
        case v2_0 = "cmpp-2.0"
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// CMPP 3.0.0, November 2003.
        case v3_0 = "cmpp-3.0"

        /// True for 3.0.
        @inlinable @inline(__always)
        public var isV3: Bool {
            // No comparison: the optimiser sees through a switch, and drops the copy that a coder would work on.
            switch self {
            case .v2_0: false
            case .v3_0: true
            }
        }

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
    public struct Header: FrameHeader {
        /// Total_Length: the whole frame's octets, header included.
        public var totalLength: UInt32 = 0
        /// Command_Id.
        public var commandID = CMPP.CommandID(rawValue: 0)
        /// Sequence_Id: a request's number; the response repeats it.
        public var sequence: UInt32 = 0

        /// Every field zero.
        @inlinable @inline(__always)
        public init() {}

        /// A header of these three.
        @inline(__always)
        public init(totalLength: UInt32, commandID: CMPP.CommandID, sequence: UInt32) {
            self.totalLength = totalLength
            self.commandID = commandID
            self.sequence = sequence
        }

        /// Twelve.
        @inline(__always)
        public static var length: Int { 12 }
        /// The specification's names.
        public static var names: FrameHeaderNames {
            FrameHeaderNames(length: "Total_Length", command: "Command_Id", sequence: "Sequence_Id")
        }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.uint(&totalLength, "Total_Length")
            try f.code(&commandID, "Command_Id")
            try f.uint(&sequence, "Sequence_Id")
        }

        /// Reads the header at the start of a frame; nil when fewer than twelve octets are there.
        public init?(_ octets: UnsafeRawBufferPointer) { self.init(octets, in: .v2_0) }
    }
}
