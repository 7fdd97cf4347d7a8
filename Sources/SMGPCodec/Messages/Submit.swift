import CarrierWire

extension SMGP {
    /// Submit (section 3.4): an SP sends a message to one or more receivers.
    public struct Submit: Body {
        /// MsgType: 6 from an SP.
        public var messageType = MessageType(rawValue: 0)
        /// NeedReport: 1 when a status report is wanted.
        public var needReport: UInt8 = 0
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
        /// SrcTermID: the sender number shown on the phone.
        public var sourceTerminalID = OctetString()
        /// ChargeTermID: the number charged; empty for the receiver.
        public var chargeTerminalID = OctetString()
        /// DestTermID: the receivers, 1 to 100 lawfully; their number is DestTermIDCount.
        public var destinationTerminalIDs = OctetStringList()
        /// MsgContent, user data header included; its length is MsgLength.
        public var content: [UInt8] = []
        /// Reserve: NULs.
        public var reserve = OctetString()
        /// The optional parameters, 3.0 only.
        public var parameters = Parameters()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .submit }
        /// At 1.3 FixedFee may be there or not.
        public static var tolerances: BodyTolerances { [.otherLayout] }
        /// The body as a message.
        public var message: Message { .submit(self) }

        /// True when count, list, MsgLength and content come out even in the layout.
        public static func fits(_ octets: UnsafeRawBufferPointer, in version: Version) -> Bool {
            let fixed = Submit()._size(in: version)
            // Behind the count only MsgLength and Reserve are fixed.
            let count = fixed &- 10
            guard octets.count >= fixed else { return false }
            let numbers = Int(octets[count]) &* 21
            let length = count &+ 1 &+ numbers
            guard length < octets.count else { return false }
            return octets.count == fixed &+ numbers &+ Int(octets[length])
        }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&messageType, "MsgType")
            try f.uint(&needReport, "NeedReport")
            try f.code(&priority, "Priority")
            try f.octets(&serviceID, width: 10, "ServiceID")
            try f.octets(&feeType, width: 2, "FeeType")
            try f.octets(&feeCode, width: 6, "FeeCode")
            if dialect.hasFixedFee { try f.octets(&fixedFee, width: 6, "FixedFee") }
            try f.code(&dataCoding, "MsgFormat")
            try f.octets(&validTime, width: 17, "ValidTime")
            try f.octets(&atTime, width: 17, "AtTime")
            try f.octets(&sourceTerminalID, width: 21, "SrcTermID")
            try f.octets(&chargeTerminalID, width: 21, "ChargeTermID")
            try f.octetsList(&destinationTerminalIDs, width: 21, count: "DestTermIDCount", each: "DestTermID")
            try f.payload(&content, length: "MsgLength", as: UInt8.self, "MsgContent")
            try f.octets(&reserve, width: 8, "Reserve")
            try f.parameters(&parameters, in: dialect)
        }
    }

    /// Submit_Resp (section 3.5).
    public struct SubmitResponse: Body {
        /// MsgID, assigned by the gateway; the first of a range where there are several receivers.
        public var messageID = MessageID()
        /// Status: 0 for success.
        public var status = Status(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .submit.response }
        /// The body as a message.
        public var message: Message { .submitResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.messageID(&messageID, "MsgID")
            try f.code(&status, "Status")
        }
    }
}
