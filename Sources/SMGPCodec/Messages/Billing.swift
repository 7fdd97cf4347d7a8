import CarrierWire

extension SMGP {
    /// Payment_Request of the billing extension (section 3.12), which rests on one source.
    public struct PaymentRequest: Body {
        /// MessageID: the message's id as digits.
        public var messageIDText = OctetString()
        /// MsgType in 1.3, PayMsgType after it.
        public var messageType: UInt16 = 0
        /// ChargeTermID: the number charged.
        public var chargeTerminalID = OctetString()
        /// CPID in 1.3, SPCode after it.
        public var providerCode = OctetString()
        /// SrcTermID: the sender; not in 1.3.
        public var sourceTerminalID = OctetString()
        /// DestTermID: the receiver.
        public var destinationTerminalID = OctetString()
        /// ServiceID: business code (业务代码).
        public var serviceID = OctetString()
        /// FeeType.
        public var feeType = OctetString()
        /// FeeCode, in fen (分).
        public var feeCode = OctetString()
        /// FixedFee, in fen (分).
        public var fixedFee = OctetString()
        /// Priority.
        public var priority: UInt8 = 0
        /// MsgLen in 1.3, MsgLength after it: of the message, whose content is not here.
        public var messageLength: UInt8 = 0
        /// AreaCode.
        public var areaCode = OctetString()
        /// SMGNo: this gateway.
        public var gatewayNumber = OctetString()
        /// FwdSMGNo in 1.3, NxtNwkNd after it.
        public var nextNode = OctetString()
        /// SMCNo in 1.3, PreNwkNd after it.
        public var previousNode = OctetString()
        /// RecvTime: YYYYMMDDHHMMSS.
        public var receiveTime = OctetString()
        /// DoneTime: YYYYMMDDHHMMSS.
        public var doneTime = OctetString()
        /// CDRType in 1.3, CdrType after it.
        public var recordType: UInt8 = 0
        /// Reserve: NULs.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .paymentRequest }
        /// One source only: a body of another size is kept as it is (section 3.12).
        public static var tolerances: BodyTolerances { [.otherSize] }
        /// The body as a message.
        public var message: Message { .paymentRequest(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&messageIDText, width: 20, "MessageID")
            try f.uint(&messageType, dialect.isFirst ? "MsgType" : "PayMsgType")
            try f.octets(&chargeTerminalID, width: 21, "ChargeTermID")
            try f.octets(&providerCode, width: 8, dialect.isFirst ? "CPID" : "SPCode")
            if !dialect.isFirst { try f.octets(&sourceTerminalID, width: 21, "SrcTermID") }
            try f.octets(&destinationTerminalID, width: 21, "DestTermID")
            try f.octets(&serviceID, width: 10, "ServiceID")
            try f.octets(&feeType, width: 2, "FeeType")
            try f.octets(&feeCode, width: 6, "FeeCode")
            try f.octets(&fixedFee, width: 6, "FixedFee")
            try f.uint(&priority, "Priority")
            try f.uint(&messageLength, dialect.isFirst ? "MsgLen" : "MsgLength")
            try f.octets(&areaCode, width: 4, "AreaCode")
            try f.octets(&gatewayNumber, width: 6, "SMGNo")
            try f.octets(&nextNode, width: 6, dialect.isFirst ? "FwdSMGNo" : "NxtNwkNd")
            try f.octets(&previousNode, width: 6, dialect.isFirst ? "SMCNo" : "PreNwkNd")
            try f.octets(&receiveTime, width: 14, "RecvTime")
            try f.octets(&doneTime, width: 14, "DoneTime")
            try f.uint(&recordType, dialect.isFirst ? "CDRType" : "CdrType")
            try f.octets(&reserve, width: 8, "Reserve")
        }
    }

    /// Payment_Request_Resp (section 3.12).
    public struct PaymentRequestResponse: Body {
        /// ResultNotifyCode.
        public var resultNotifyCode: UInt8 = 0
        /// Status: 0 for success.
        public var status = Status(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .paymentRequest.response }
        /// One source only: a body of another size is kept as it is (section 3.12).
        public static var tolerances: BodyTolerances { [.otherSize] }
        /// The body as a message.
        public var message: Message { .paymentRequestResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.uint(&resultNotifyCode, "ResultNotifyCode")
            try f.code(&status, "Status")
        }
    }

    /// Query_UserState of the billing extension (section 3.12); its field names are ours.
    public struct QueryUserState: Body {
        /// The subscriber's number.
        public var userNumber = OctetString()
        /// The gateway's number.
        public var gatewayNumber = OctetString()
        /// Reserve: NULs.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .queryUserState }
        /// One source only: a body of another size is kept as it is (section 3.12).
        public static var tolerances: BodyTolerances { [.otherSize] }
        /// The body as a message.
        public var message: Message { .queryUserState(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&userNumber, width: 21, "UserNumber")
            try f.octets(&gatewayNumber, width: 6, "SMGWNo")
            try f.octets(&reserve, width: 8, "Reserve")
        }
    }

    /// Query_UserState_Resp (section 3.12).
    public struct QueryUserStateResponse: Body {
        /// UserState: 0 to 8, binary or as an ASCII digit.
        public var userState: UInt8 = 0
        /// A number without a name in the source.
        public var number: UInt32 = 0
        /// Reserve: NULs.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .queryUserState.response }
        /// One source only: a body of another size is kept as it is (section 3.12).
        public static var tolerances: BodyTolerances { [.otherSize] }
        /// The body as a message.
        public var message: Message { .queryUserStateResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.uint(&userState, "UserState")
            try f.uint(&number, "Number")
            try f.octets(&reserve, width: 8, "Reserve")
        }
    }
}

extension SMGP.Version {
    /// True for 1.3, whose Payment_Request is shorter.
    @inline(__always)
    fileprivate var isFirst: Bool {
        switch self {
        case .v3_0, .v2_0: false
        case .v1_3, .v1_3WithoutFixedFee: true
        }
    }
}
