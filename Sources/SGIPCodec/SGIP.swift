import CarrierWire

/// China Unicom's Short Message Gateway Interface Protocol (短消息网关系统接口协议), versions 1.2 and 1.3: the records, in
/// the specification's words.
public enum SGIP {
    /// Octets of the header.
    public static var headerLength: Int { 20 }

    /// The default limit of a frame, in octets.
    ///
    /// The text caps messages at 2 KB and contradicts itself with 100 users: 100 with 160 octets make 2 403 (section
    /// 1.3). A receiver is generous; `lint` names what is above 2 KB.
    public static var maximumFrameLength: Int { 4096 }

    /// The longest frame that the text allows, in octets (section 1.3).
    public static var specifiedFrameLength: Int { 2048 }

    /// The outer shape of the frames, for a splitter.
    public static let frameRules = FrameRules(
        headerLength: headerLength, maximumLength: maximumFrameLength, lengthField: "Message Length")

    /// The edition whose layouts a session uses. They differ in Trace_Resp alone, and in what codes mean.
    public enum Version: String, WireVersion, CaseIterable {
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// SGIP 1.2, October 2001.
        case v1_2 = "sgip-1.2"
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// SGIP 1.3, March 2009.
        case v1_3 = "sgip-1.3"

        /// The other one of the two.
        public var other: Version { self == .v1_2 ? .v1_3 : .v1_2 }

        /// Octets of a node number as text in Trace_Resp: 6 or 10 (section 3.9).
        @inlinable @inline(__always)
        public var nodeIDWidth: Int {
            // No comparison: the optimiser sees through a switch.
            switch self {
            case .v1_2: 6
            case .v1_3: 10
            }
        }

        /// "SGIP 1.2" or "SGIP 1.3".
        public var title: String { self == .v1_2 ? "SGIP 1.2" : "SGIP 1.3" }
    }

    /// The twenty octets before every body (section 1.3).
    public struct Header: FrameHeader {
        /// Message Length: the whole frame's octets, header included.
        public var totalLength: UInt32 = 0
        /// Command ID.
        public var commandID = SGIP.CommandID(rawValue: 0)
        /// Sequence Number: a command's number; the response repeats it.
        public var sequence = SequenceNumber()

        /// Every field zero.
        @inlinable @inline(__always)
        public init() {}

        /// A header of these three.
        @inline(__always)
        public init(totalLength: UInt32, commandID: SGIP.CommandID, sequence: SequenceNumber) {
            self.totalLength = totalLength
            self.commandID = commandID
            self.sequence = sequence
        }

        /// Twenty.
        @inline(__always)
        public static var length: Int { 20 }
        /// The specification's names.
        public static var names: FrameHeaderNames {
            FrameHeaderNames(length: "Message Length", command: "Command ID", sequence: "Sequence Number")
        }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.uint(&totalLength, "Message Length")
            try f.code(&commandID, "Command ID")
            try f.words(&sequence.words, "Sequence Number")
        }

        /// Reads the header at the start of a frame; nil when fewer than twenty octets are there.
        public init?(_ octets: UnsafeRawBufferPointer) { self.init(octets, in: .v1_2) }

        /// Three numbers under the name of the sequence number.
        public static func sequence(of values: HeaderFields) throws(ReadingError) -> SequenceNumber? {
            try values.numbers(names.sequence, count: 3, offset: 8)
                .map { SequenceNumber(node: $0[0], time: $0[1], counter: $0[2]) }
        }
    }
}
