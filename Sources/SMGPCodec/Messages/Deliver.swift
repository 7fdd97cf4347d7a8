import CarrierWire

extension SMGP {
    /// Deliver (section 3.6): a message from a phone, or a status report.
    public struct Deliver: Body {
        /// MsgID of this Deliver; a report carries the Submit's id in its content.
        public var messageID = MessageID()
        /// IsReport: 0 a message, 1 a status report.
        public var isReport: UInt8 = 0
        /// MsgFormat: the coding of the content; 0 in a report.
        public var dataCoding = DataCoding(rawValue: 0)
        /// RecvTime: when the gateway got the message, YYYYMMDDHHMMSS.
        public var receiveTime = OctetString()
        /// SrcTermID: the phone; in a report the receiver of the Submit.
        public var sourceTerminalID = OctetString()
        /// DestTermID: the SP's number.
        public var destinationTerminalID = OctetString()
        /// MsgContent: the message, or the report of section 6.3; its length is MsgLength.
        public var content: [UInt8] = []
        /// Reserve: NULs.
        public var reserve = OctetString()
        /// The optional parameters, 3.0 only.
        public var parameters = Parameters()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .deliver }
        /// Two peers leave Reserve out when nothing follows it (section 11).
        public static var tolerances: BodyTolerances { [.missingTail] }
        /// The body as a message.
        public var message: Message { .deliver(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.messageID(&messageID, "MsgID")
            try f.uint(&isReport, "IsReport")
            try f.code(&dataCoding, "MsgFormat")
            try f.octets(&receiveTime, width: 14, "RecvTime")
            try f.octets(&sourceTerminalID, width: 21, "SrcTermID")
            try f.octets(&destinationTerminalID, width: 21, "DestTermID")
            try f.payload(&content, length: "MsgLength", as: UInt8.self, "MsgContent")
            try f.tail(&reserve, width: 8, "Reserve")
            try f.parameters(&parameters, in: dialect)
        }
    }

    /// Deliver_Resp (section 3.7).
    public struct DeliverResponse: Body {
        /// MsgID of the Deliver, for reports too.
        public var messageID = MessageID()
        /// Status: 0 for success.
        public var status = Status(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .deliver.response }
        /// The body as a message.
        public var message: Message { .deliverResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.messageID(&messageID, "MsgID")
            try f.code(&status, "Status")
        }
    }
}
