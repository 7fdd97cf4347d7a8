import CarrierWire

extension SMGP {
    /// Forward (section 3.8): a gateway hands a message or a report to the next one.
    public struct Forward: Body {
        /// MsgID, kept along the whole path.
        public var messageID = MessageID()
        /// DestSMGWNo: the next gateway.
        public var destinationGatewayNumber = OctetString()
        /// SrcSMGWNo: this gateway.
        public var sourceGatewayNumber = OctetString()
        /// SMCNo: the sender's message centre.
        public var messageCentreNumber = OctetString()
        /// MsgType: 0, 6 or 7.
        public var messageType = MessageType(rawValue: 0)
        /// ReportFlag: what the message is, or whether a report is wanted.
        public var reportFlag = ReportFlag(rawValue: 0)
        /// Priority.
        public var priority = Priority(rawValue: 0)
        /// ServiceID: business code (业务代码) of the fixed network.
        public var serviceID = OctetString()
        /// FeeType: "00" free, "01" per message, "02" monthly, "03" capped.
        public var feeType = OctetString()
        /// FeeCode: the price of a message in fen (分).
        public var feeCode = OctetString()
        /// FixedFee: the monthly or capped fee in fen (分).
        public var fixedFee = OctetString()
        /// MsgFormat: the coding of the content.
        public var dataCoding = DataCoding(rawValue: 0)
        /// ValidTime: end of validity as SMPP time, or empty.
        public var validTime = OctetString()
        /// AtTime: scheduled delivery as SMPP time, or empty.
        public var atTime = OctetString()
        /// SrcTermID: the sender.
        public var sourceTerminalID = OctetString()
        /// DestTermID: the one receiver.
        public var destinationTerminalID = OctetString()
        /// ChargeTermID: the number charged; empty for the receiver.
        public var chargeTerminalID = OctetString()
        /// MsgContent, user data header included; its length is MsgLength.
        public var content: [UInt8] = []
        /// Reserve: NULs.
        public var reserve = OctetString()
        /// The optional parameters, 3.0 only.
        public var parameters = Parameters()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .forward }
        /// The body as a message.
        public var message: Message { .forward(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.messageID(&messageID, "MsgID")
            try f.octets(&destinationGatewayNumber, width: 6, "DestSMGWNo")
            try f.octets(&sourceGatewayNumber, width: 6, "SrcSMGWNo")
            try f.octets(&messageCentreNumber, width: 6, "SMCNo")
            try f.code(&messageType, "MsgType")
            try f.code(&reportFlag, "ReportFlag")
            try f.code(&priority, "Priority")
            try f.octets(&serviceID, width: 10, "ServiceID")
            try f.octets(&feeType, width: 2, "FeeType")
            try f.octets(&feeCode, width: 6, "FeeCode")
            try f.octets(&fixedFee, width: 6, "FixedFee")
            try f.code(&dataCoding, "MsgFormat")
            try f.octets(&validTime, width: 17, "ValidTime")
            try f.octets(&atTime, width: 17, "AtTime")
            try f.octets(&sourceTerminalID, width: 21, "SrcTermID")
            try f.octets(&destinationTerminalID, width: 21, "DestTermID")
            try f.octets(&chargeTerminalID, width: 21, "ChargeTermID")
            try f.payload(&content, length: "MsgLength", as: UInt8.self, "MsgContent")
            try f.octets(&reserve, width: 8, "Reserve")
            try f.parameters(&parameters, in: dialect)
        }
    }

    /// Forward_Resp (section 3.9), the only answer with optional parameters.
    public struct ForwardResponse: Body {
        /// MsgID, made by the answering gateway.
        public var messageID = MessageID()
        /// Status: 0 for success.
        public var status = Status(rawValue: 0)
        /// The optional parameters, 3.0 only.
        public var parameters = Parameters()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .forward.response }
        /// The body as a message.
        public var message: Message { .forwardResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.messageID(&messageID, "MsgID")
            try f.code(&status, "Status")
            try f.parameters(&parameters, in: dialect)
        }
    }
}
