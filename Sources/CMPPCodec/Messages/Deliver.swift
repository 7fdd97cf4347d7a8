import CarrierWire

extension CMPP {
    /// CMPP_DELIVER (section 3.8): a message from a phone, or a status report.
    public struct Deliver: Body {
        /// Msg_Id of this DELIVER; a report carries the SUBMIT's id in its content.
        public var messageID = MessageID(rawValue: 0)
        /// Dest_Id: the service code or longer number that the user wrote to.
        public var destinationID = OctetString()
        /// Service_Id: business code (业务代码).
        public var serviceID = OctetString()
        /// TP_pid: GSM 03.40 TP-PID.
        public var protocolID: UInt8 = 0
        /// TP_udhi: 1 when the content begins with a user data header; 0x40 is met too.
        public var userDataHeaderIndicator: UInt8 = 0
        /// Msg_Fmt: the coding of the content; meaningless in a report.
        public var dataCoding = DataCoding(rawValue: 0)
        /// Src_terminal_Id: the phone; in a report the receiver of the SUBMIT.
        public var sourceTerminalID = OctetString()
        /// Src_terminal_type, 3.0 only: real number or pseudonym (伪码).
        public var sourceTerminalType = TerminalType(rawValue: 0)
        /// Registered_Delivery: 0 a message, anything else a status report.
        public var registeredDelivery: UInt8 = 0
        /// Msg_Content: the message, or the report of section 3.9; its length is Msg_Length.
        public var content: [UInt8] = []
        /// LinkID in 3.0: the on-demand (点播) transaction; Reserved in 2.0.
        public var linkID = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .deliver }
        /// The body as a message.
        public var message: Message { .deliver(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&messageID, "Msg_Id")
            try f.octets(&destinationID, width: 21, "Dest_Id")
            try f.octets(&serviceID, width: 10, "Service_Id")
            try f.uint(&protocolID, "TP_pid")
            try f.uint(&userDataHeaderIndicator, "TP_udhi")
            try f.code(&dataCoding, "Msg_Fmt")
            try f.octets(&sourceTerminalID, width: dialect.terminalIDWidth, "Src_terminal_Id")
            if dialect.isV3 { try f.code(&sourceTerminalType, "Src_terminal_type") }
            try f.uint(&registeredDelivery, "Registered_Delivery")
            try f.payload(&content, length: "Msg_Length", as: UInt8.self, "Msg_Content")
            try f.tail(&linkID, width: dialect.isV3 ? 20 : 8, dialect.isV3 ? "LinkID" : "Reserved")
        }
    }

    /// CMPP_DELIVER_RESP (section 3.10).
    public struct DeliverResponse: Body {
        /// Msg_Id of the DELIVER.
        public var messageID = MessageID(rawValue: 0)
        /// Result: one octet in 2.0, four in 3.0.
        public var result = Result(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .deliver.response }
        /// Either version's size is met in either version (section 9.1).
        public static var tolerances: BodyTolerances { [.surplus, .shortTail, .otherLayout] }
        /// The body as a message.
        public var message: Message { .deliverResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&messageID, "Msg_Id")
            try f.code(&result, octets: dialect.resultWidth, "Result")
        }
    }
}
