import CarrierWire

extension SGIP {
    /// Submit (section 3.4): an SP sends a message to one or more receivers.
    public struct Submit: Request {
        /// SPNumber: the SP's access number (接入号码), shown on the phone.
        public var spNumber = OctetString()
        /// ChargeNumber: empty, each receiver pays; 21 ASCII zeros, the SP pays; else the payer's number.
        public var chargeNumber = OctetString()
        /// UserNumber: the receivers with 86, 1 to 100 lawfully; their number is UserCount.
        public var userNumbers = OctetStringList()
        /// CorpId: the corporation code (企业代码), five digits.
        public var corporationID = OctetString()
        /// ServiceType: the service's code (业务代码).
        public var serviceType = OctetString()
        /// FeeType: how the price applies.
        public var feeType = FeeType(rawValue: 0)
        /// FeeValue: the price in fen (分), decimal; the monthly fee of a monthly service.
        public var feeValue = OctetString()
        /// GivenValue: credit given to the user in fen, decimal.
        public var givenValue = OctetString()
        /// AgentFlag (代收费标志): receivable or received.
        public var agentFlag = AgentFlag(rawValue: 0)
        /// MorelatetoMTFlag: what caused the message.
        public var cause = Cause(rawValue: 0)
        /// Priority: 0, the lowest and default, to 9.
        public var priority: UInt8 = 0
        /// ExpireTime: end of validity as SMPP time, or empty.
        public var expireTime = OctetString()
        /// ScheduleTime: scheduled delivery as SMPP time, or empty.
        public var scheduleTime = OctetString()
        /// ReportFlag: when a report is wanted; 0 does not mean never.
        public var reportFlag = ReportFlag(rawValue: 0)
        /// TP_pid: GSM 03.40 TP-PID.
        public var protocolID: UInt8 = 0
        /// TP_udhi: 1 when the content begins with a user data header; 0x40 is met too.
        public var userDataHeaderIndicator: UInt8 = 0
        /// MessageCoding: the coding of the content.
        public var dataCoding = DataCoding(rawValue: 0)
        /// MessageType: 0, a short message; nothing else is defined.
        public var messageType: UInt8 = 0
        /// MessageContent, user data header included; its length is MessageLength.
        public var content: [UInt8] = []
        /// Reserve: NULs, or the LinkID of an on-demand (点播) transaction (section 11, Q9).
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .submit }
        /// The body as a message.
        public var message: Message { .submit(self) }
        /// The response as a message.
        public static func message(_ response: Response<Self>) -> Message { .submitResponse(response) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&spNumber, width: 21, "SPNumber")
            try f.octets(&chargeNumber, width: 21, "ChargeNumber")
            try f.octetsList(&userNumbers, width: 21, count: "UserCount", each: "UserNumber")
            try f.octets(&corporationID, width: 5, "CorpId")
            try f.octets(&serviceType, width: 10, "ServiceType")
            try f.code(&feeType, "FeeType")
            try f.octets(&feeValue, width: 6, "FeeValue")
            try f.octets(&givenValue, width: 6, "GivenValue")
            try f.code(&agentFlag, "AgentFlag")
            try f.code(&cause, "MorelatetoMTFlag")
            try f.uint(&priority, "Priority")
            try f.octets(&expireTime, width: 16, "ExpireTime")
            try f.octets(&scheduleTime, width: 16, "ScheduleTime")
            try f.code(&reportFlag, "ReportFlag")
            try f.uint(&protocolID, "TP_pid")
            try f.uint(&userDataHeaderIndicator, "TP_udhi")
            try f.code(&dataCoding, "MessageCoding")
            try f.uint(&messageType, "MessageType")
            try f.payload(&content, length: "MessageLength", as: UInt32.self, "MessageContent")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// Submit_Resp (section 3.2). The message's id is the sequence number that it repeats.
    public typealias SubmitResponse = Response<Submit>
}
