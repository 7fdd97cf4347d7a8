import CarrierWire

/// Short Message Gateway Protocol (中国电信短消息网关协议), versions 1.3, 2.0 and 3.0: the records, in the
/// specification's words.
public enum SMGP {
    /// Octets of the header.
    public static var headerLength: Int { 12 }

    /// The default limit of a frame, in octets: the largest lawful one has 5 824 (section 1.4).
    public static var maximumFrameLength: Int { 8192 }

    /// The outer shape of the frames, for a splitter.
    public static let frameRules = FrameRules(
        headerLength: headerLength, maximumLength: maximumFrameLength, lengthField: "PacketLength")

    /// The version whose layouts a session uses (section 0).
    public enum Version: String, WireVersion, CaseIterable {
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// 3.0, 3.0.1 to 3.0.3 and whatever else calls itself 3: mobile network, optional parameters, route operations.
        case v3_0 = "smgp-3.0"
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// 2.0: no optional parameters, no route operations.
        case v2_0 = "smgp-2.0"
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// 1.3 of April 2002, fixed line and PHS.
        case v1_3 = "smgp-1.3"
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// 1.3 as one peer in wide use writes it: Submit without FixedFee (section 3.4.3).
        case v1_3WithoutFixedFee = "smgp-1.3-without-fixed-fee"

        /// The versions of the specification, the newest first.
        public static let published: [Version] = [.v3_0, .v2_0, .v1_3]

        /// The other layout of the same version number: 1.3 with and without FixedFee; nil where there is one alone.
        public var other: Version? {
            switch self {
            case .v3_0, .v2_0: nil
            case .v1_3: .v1_3WithoutFixedFee
            case .v1_3WithoutFixedFee: .v1_3
            }
        }

        /// True for 3.0: optional parameters follow Reserve, and the route operations exist.
        @inlinable @inline(__always)
        public var isV3: Bool {
            // No comparison: the optimiser sees through a switch.
            switch self {
            case .v3_0: true
            case .v2_0, .v1_3, .v1_3WithoutFixedFee: false
            }
        }

        /// False where Submit has no FixedFee.
        @inlinable @inline(__always)
        var hasFixedFee: Bool {
            switch self {
            case .v3_0, .v2_0, .v1_3: true
            case .v1_3WithoutFixedFee: false
            }
        }

        /// What the version fields carry: 0x30, 0x20 or 0x13.
        public var number: VersionNumber {
            switch self {
            case .v3_0: .v3_0
            case .v2_0: .v2_0
            case .v1_3, .v1_3WithoutFixedFee: .v1_3
            }
        }

        /// "SMGP 3.0", "SMGP 2.0", "SMGP 1.3" or "SMGP 1.3 without FixedFee".
        public var title: String {
            switch self {
            case .v3_0: "SMGP 3.0"
            case .v2_0: "SMGP 2.0"
            case .v1_3: "SMGP 1.3"
            case .v1_3WithoutFixedFee: "SMGP 1.3 without FixedFee"
            }
        }
    }

    /// The twelve octets before every body (section 1.2).
    public struct Header: FrameHeader {
        /// PacketLength: the whole frame's octets, header included.
        public var totalLength: UInt32 = 0
        /// RequestID.
        public var commandID = SMGP.CommandID(rawValue: 0)
        /// SequenceID: a request's number; the response repeats it.
        public var sequence: UInt32 = 0

        /// Every field zero.
        @inlinable @inline(__always)
        public init() {}

        /// A header of these three.
        @inline(__always)
        public init(totalLength: UInt32, commandID: SMGP.CommandID, sequence: UInt32) {
            self.totalLength = totalLength
            self.commandID = commandID
            self.sequence = sequence
        }

        /// Twelve.
        @inline(__always)
        public static var length: Int { 12 }
        /// The specification's names.
        public static var names: FrameHeaderNames {
            FrameHeaderNames(length: "PacketLength", command: "RequestID", sequence: "SequenceID")
        }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.uint(&totalLength, "PacketLength")
            try f.code(&commandID, "RequestID")
            try f.uint(&sequence, "SequenceID")
        }

        /// Reads the header at the start of a frame; nil when fewer than twelve octets are there.
        public init?(_ octets: UnsafeRawBufferPointer) { self.init(octets, in: .v3_0) }
    }
}
