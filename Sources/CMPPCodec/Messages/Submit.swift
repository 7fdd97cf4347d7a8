import CarrierWire

extension CMPP {
    /// CMPP_SUBMIT (section 3.5): an SP sends a message to one or more receivers.
    public struct Submit: Body {
        /// Msg_Id: zero; the gateway assigns it.
        public var messageID = MessageID(rawValue: 0)
        /// Pk_total: number of segments, from 1.
        public var segmentCount: UInt8 = 0
        /// Pk_number: this segment, from 1.
        public var segmentNumber: UInt8 = 0
        /// Registered_Delivery: whether a status report is wanted.
        public var registeredDelivery = RegisteredDelivery(rawValue: 0)
        /// Msg_level: priority; the specification gives no range.
        public var messageLevel: UInt8 = 0
        /// Service_Id: business code (业务代码).
        public var serviceID = OctetString()
        /// Fee_UserType: who pays.
        public var feeUserType = FeeUserType(rawValue: 0)
        /// Fee_terminal_Id: the number charged, where `feeUserType` is 3.
        public var feeTerminalID = OctetString()
        /// Fee_terminal_type, 3.0 only: real number or pseudonym (伪码).
        public var feeTerminalType = TerminalType(rawValue: 0)
        /// TP_pId: GSM 03.40 TP-PID.
        public var protocolID: UInt8 = 0
        /// TP_udhi: 1 when the content begins with a user data header; 0x40 is met too.
        public var userDataHeaderIndicator: UInt8 = 0
        /// Msg_Fmt: the coding of the content.
        public var dataCoding = DataCoding(rawValue: 0)
        /// Msg_src: SP_Id of the content's source (企业代码); not the sender number.
        public var messageSource = OctetString()
        /// FeeType: "01" free, "02" per message, "03" monthly.
        public var feeType = OctetString()
        /// FeeCode: the price in fen (分).
        public var feeCode = OctetString()
        /// ValId_Time: end of validity as SMPP time, or empty.
        public var validTime = OctetString()
        /// At_Time: scheduled delivery as SMPP time, or empty.
        public var atTime = OctetString()
        /// Src_Id: the sender number shown on the phone.
        public var sourceID = OctetString()
        /// Dest_terminal_Id: the receivers, 1 to 99 lawfully; their number is DestUsr_tl.
        public var destinationIDs = OctetStringList()
        /// Dest_terminal_type, 3.0 only: one octet for all receivers.
        public var destinationType = TerminalType(rawValue: 0)
        /// Msg_Content, user data header included; its length is Msg_Length.
        public var content: [UInt8] = []
        /// LinkID in 3.0: the on-demand (点播) transaction; Reserve in 2.0.
        public var linkID = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .submit }
        /// The body as a message.
        public var message: Message { .submit(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&messageID, "Msg_Id")
            try f.uint(&segmentCount, "Pk_total")
            try f.uint(&segmentNumber, "Pk_number")
            try f.code(&registeredDelivery, "Registered_Delivery")
            try f.uint(&messageLevel, "Msg_level")
            try f.octets(&serviceID, width: 10, "Service_Id")
            try f.code(&feeUserType, "Fee_UserType")
            try f.octets(&feeTerminalID, width: dialect.terminalIDWidth, "Fee_terminal_Id")
            if dialect.isV3 { try f.code(&feeTerminalType, "Fee_terminal_type") }
            try f.uint(&protocolID, "TP_pId")
            try f.uint(&userDataHeaderIndicator, "TP_udhi")
            try f.code(&dataCoding, "Msg_Fmt")
            try f.octets(&messageSource, width: 6, "Msg_src")
            try f.octets(&feeType, width: 2, "FeeType")
            try f.octets(&feeCode, width: 6, "FeeCode")
            try f.octets(&validTime, width: 17, "ValId_Time")
            try f.octets(&atTime, width: 17, "At_Time")
            try f.octets(&sourceID, width: 21, "Src_Id")
            try f.octetsList(
                &destinationIDs, width: dialect.terminalIDWidth, count: "DestUsr_tl", each: "Dest_terminal_Id")
            if dialect.isV3 { try f.code(&destinationType, "Dest_terminal_type") }
            try f.payload(&content, length: "Msg_Length", as: UInt8.self, "Msg_Content")
            try f.octets(&linkID, width: dialect.isV3 ? 20 : 8, dialect.isV3 ? "LinkID" : "Reserve")
        }
    }

    /// CMPP_SUBMIT_RESP (section 3.6).
    public struct SubmitResponse: Body {
        /// Msg_Id, assigned by the gateway; the first of a range where there are several receivers.
        public var messageID = MessageID(rawValue: 0)
        /// Result: one octet in 2.0, four in 3.0.
        public var result = Result(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .submit.response }
        /// Either version's size is met in either version (section 9.1).
        public static var tolerances: BodyTolerances { [.surplus, .shortTail, .otherLayout] }
        /// The body as a message.
        public var message: Message { .submitResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&messageID, "Msg_Id")
            try f.code(&result, octets: dialect.resultWidth, "Result")
        }
    }
}
