import CarrierWire

extension CMPP {
    /// CMPP_FWD (section 3.13): a gateway hands a message or report to another one.
    public struct Forward: Body {
        /// Source_Id: sending gateway, right-aligned and padded with ASCII zeros.
        public var sourceGatewayID = OctetString()
        /// Destination_Id: receiving gateway, same form.
        public var destinationGatewayID = OctetString()
        /// NodesCount: gateways passed so far.
        public var nodesCount: UInt8 = 0
        /// Msg_Fwd_Type: what is forwarded.
        public var forwardType = ForwardType(rawValue: 0)
        /// Msg_Id.
        public var messageID = MessageID(rawValue: 0)
        /// Pk_total: number of segments, from 1.
        public var segmentCount: UInt8 = 0
        /// Pk_number: this segment, from 1.
        public var segmentNumber: UInt8 = 0
        /// Registered_Delivery: whether a status report is wanted.
        public var registeredDelivery = RegisteredDelivery(rawValue: 0)
        /// Msg_level: priority.
        public var messageLevel: UInt8 = 0
        /// Service_Id: business code (业务代码).
        public var serviceID = OctetString()
        /// Fee_UserType: who pays.
        public var feeUserType = FeeUserType(rawValue: 0)
        /// Fee_terminal_Id: the real number charged, 21 octets in both versions.
        public var feeTerminalID = OctetString()
        /// Fee_terminal_Pseudo, 3.0 only: the payer's pseudonym (伪码).
        public var feeTerminalPseudonym = OctetString()
        /// Fee_terminal_UserType, 3.0 only.
        public var feeTerminalUserType = UserType(rawValue: 0)
        /// TP_pid: GSM 03.40 TP-PID.
        public var protocolID: UInt8 = 0
        /// TP_udhi: 1 when the content begins with a user data header.
        public var userDataHeaderIndicator: UInt8 = 0
        /// Msg_Fmt: the coding of the content.
        public var dataCoding = DataCoding(rawValue: 0)
        /// Msg_src: SP_Id of the content's source.
        public var messageSource = OctetString()
        /// FeeType: 2.0 "00" to "05"; 3.0 "01", "02", "03", "06".
        public var feeType = OctetString()
        /// FeeCode: the price in fen (分).
        public var feeCode = OctetString()
        /// Valid_Time: end of validity as SMPP time, or empty.
        public var validTime = OctetString()
        /// At_Time: scheduled delivery as SMPP time, or empty.
        public var atTime = OctetString()
        /// Src_Id: its meaning depends on `forwardType` (section 3.13).
        public var sourceID = OctetString()
        /// Src_Pseudo, 3.0 only: the source's pseudonym (伪码).
        public var sourcePseudonym = OctetString()
        /// Src_UserType, 3.0 only.
        public var sourceUserType = UserType(rawValue: 0)
        /// Src_type, 3.0 only: the kind of number to hand to the SP.
        public var sourceType = TerminalType(rawValue: 0)
        /// Dest_Id: the receivers; their number is DestUsr_tl, which must be 1 in 3.0.
        public var destinationIDs = OctetStringList()
        /// Dest_Pseudo, 3.0 only: one pseudonym, not one a receiver.
        public var destinationPseudonym = OctetString()
        /// Dest_UserType, 3.0 only.
        public var destinationUserType = UserType(rawValue: 0)
        /// Msg_Content: text, or a report where `forwardType` says so; its length is Msg_Length.
        public var content: [UInt8] = []
        /// LinkID in 3.0, Reserve in 2.0.
        public var linkID = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .forward }
        /// The body as a message.
        public var message: Message { .forward(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&sourceGatewayID, width: 6, "Source_Id")
            try f.octets(&destinationGatewayID, width: 6, "Destination_Id")
            try f.uint(&nodesCount, "NodesCount")
            try f.code(&forwardType, "Msg_Fwd_Type")
            try f.code(&messageID, "Msg_Id")
            try f.uint(&segmentCount, "Pk_total")
            try f.uint(&segmentNumber, "Pk_number")
            try f.code(&registeredDelivery, "Registered_Delivery")
            try f.uint(&messageLevel, "Msg_level")
            try f.octets(&serviceID, width: 10, "Service_Id")
            try f.code(&feeUserType, "Fee_UserType")
            try f.octets(&feeTerminalID, width: 21, "Fee_terminal_Id")
            if dialect.isV3 {
                try f.octets(&feeTerminalPseudonym, width: 32, "Fee_terminal_Pseudo")
                try f.code(&feeTerminalUserType, "Fee_terminal_UserType")
            }
            try f.uint(&protocolID, "TP_pid")
            try f.uint(&userDataHeaderIndicator, "TP_udhi")
            try f.code(&dataCoding, "Msg_Fmt")
            try f.octets(&messageSource, width: 6, "Msg_src")
            try f.octets(&feeType, width: 2, "FeeType")
            try f.octets(&feeCode, width: 6, "FeeCode")
            try f.octets(&validTime, width: 17, "Valid_Time")
            try f.octets(&atTime, width: 17, "At_Time")
            try f.octets(&sourceID, width: 21, "Src_Id")
            if dialect.isV3 {
                try f.octets(&sourcePseudonym, width: 32, "Src_Pseudo")
                try f.code(&sourceUserType, "Src_UserType")
                try f.code(&sourceType, "Src_type")
            }
            try f.octetsList(&destinationIDs, width: 21, count: "DestUsr_tl", each: "Dest_Id")
            if dialect.isV3 {
                try f.octets(&destinationPseudonym, width: 32, "Dest_Pseudo")
                try f.code(&destinationUserType, "Dest_UserType")
            }
            try f.payload(&content, length: "Msg_Length", as: UInt8.self, "Msg_Content")
            try f.octets(&linkID, width: dialect.isV3 ? 20 : 8, dialect.isV3 ? "LinkID" : "Reserve")
        }
    }

    /// CMPP_FWD_RESP (section 3.15).
    public struct ForwardResponse: Body {
        /// Msg_Id of the FWD.
        public var messageID = MessageID(rawValue: 0)
        /// Pk_total of the FWD.
        public var segmentCount: UInt8 = 0
        /// Pk_number of the FWD.
        public var segmentNumber: UInt8 = 0
        /// Result: one octet in 2.0, four in 3.0.
        public var result = Result(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .forward.response }
        /// The body as a message.
        public var message: Message { .forwardResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&messageID, "Msg_Id")
            try f.uint(&segmentCount, "Pk_total")
            try f.uint(&segmentNumber, "Pk_number")
            try f.code(&result, octets: dialect.resultWidth, "Result")
        }
    }
}
