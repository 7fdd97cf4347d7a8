import CarrierWire

extension SGIP {
    /// Deliver (section 3.5): a message from a phone.
    public struct Deliver: Request {
        /// UserNumber: the sender, with 86.
        public var userNumber = OctetString()
        /// SPNumber: the number that the user wrote to, extension digits included.
        public var spNumber = OctetString()
        /// TP_pid: GSM 03.40 TP-PID.
        public var protocolID: UInt8 = 0
        /// TP_udhi: 1 when the content begins with a user data header; 0x40 is met too.
        public var userDataHeaderIndicator: UInt8 = 0
        /// MessageCoding: the coding of the content.
        public var dataCoding = DataCoding(rawValue: 0)
        /// MessageContent, user data header included; its length is MessageLength.
        public var content: [UInt8] = []
        /// Reserve: NULs, or the LinkID of an on-demand (点播) transaction (section 11, Q9).
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .deliver }
        /// The body as a message.
        public var message: Message { .deliver(self) }
        /// The response as a message.
        public static func message(_ response: Response<Self>) -> Message { .deliverResponse(response) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&userNumber, width: 21, "UserNumber")
            try f.octets(&spNumber, width: 21, "SPNumber")
            try f.uint(&protocolID, "TP_pid")
            try f.uint(&userDataHeaderIndicator, "TP_udhi")
            try f.code(&dataCoding, "MessageCoding")
            try f.payload(&content, length: "MessageLength", as: UInt32.self, "MessageContent")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// Deliver_Resp (section 3.2).
    public typealias DeliverResponse = Response<Deliver>
}
