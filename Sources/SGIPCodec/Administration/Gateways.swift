import CarrierWire

extension SGIP {
    /// AddSMG (section 3.17): adds a gateway.
    public struct AddSMG: Request {
        /// SMGId: the gateway's number in digits.
        public var gatewayID = OctetString()
        /// SMGIP: the IPv4 address as a number, in network order.
        public var gatewayAddress: UInt32 = 0
        /// LoginName: the name for a Bind at that gateway.
        public var loginName = OctetString()
        /// LoginPassword: clear text.
        public var loginPassword = OctetString()
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .addSMG }
        /// The body as a message.
        public var message: Message { .addSMG(self) }
        /// The response as a message.
        public static func message(_ response: Response<Self>) -> Message { .addSMGResponse(response) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&gatewayID, width: 6, "SMGId")
            try f.uint(&gatewayAddress, "SMGIP")
            try f.octets(&loginName, width: 16, "LoginName")
            try f.octets(&loginPassword, width: 16, "LoginPassword")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// AddSMG_Resp (section 3.2).
    public typealias AddSMGResponse = Response<AddSMG>

    /// ModifySMG (section 3.18): changes a gateway.
    public struct ModifySMG: Request {
        /// OldSMGId: the gateway's number so far.
        public var oldGatewayID = OctetString()
        /// NewSMGId: the gateway's new number.
        public var newGatewayID = OctetString()
        /// SMGIP: the IPv4 address as a number, in network order.
        public var gatewayAddress: UInt32 = 0
        /// LoginName: the name for a Bind at that gateway.
        public var loginName = OctetString()
        /// LoginPassword: clear text.
        public var loginPassword = OctetString()
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .modifySMG }
        /// The body as a message.
        public var message: Message { .modifySMG(self) }
        /// The response as a message.
        public static func message(_ response: Response<Self>) -> Message { .modifySMGResponse(response) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&oldGatewayID, width: 6, "OldSMGId")
            try f.octets(&newGatewayID, width: 6, "NewSMGId")
            try f.uint(&gatewayAddress, "SMGIP")
            try f.octets(&loginName, width: 16, "LoginName")
            try f.octets(&loginPassword, width: 16, "LoginPassword")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// ModifySMG_Resp (section 3.2). Its Command ID is 0x8000000e; the text misprints it.
    public typealias ModifySMGResponse = Response<ModifySMG>

    /// DeleteSMG (section 3.19): deletes a gateway.
    public struct DeleteSMG: Request {
        /// SMGId: the gateway's number in digits.
        public var gatewayID = OctetString()
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .deleteSMG }
        /// The body as a message.
        public var message: Message { .deleteSMG(self) }
        /// The response as a message.
        public static func message(_ response: Response<Self>) -> Message { .deleteSMGResponse(response) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&gatewayID, width: 6, "SMGId")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// DeleteSMG_Resp (section 3.2).
    public typealias DeleteSMGResponse = Response<DeleteSMG>
}
