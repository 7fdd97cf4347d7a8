import CarrierWire

extension SGIP {
    /// AddSP (section 3.11): adds a route to a provider.
    public struct AddSP: Request {
        /// SMGId: the gateway's number in digits.
        public var gatewayID = OctetString()
        /// SPNumber: the SP's access number.
        public var spNumber = OctetString()
        /// ServiceTag: the service; empty for any.
        public var serviceTag = OctetString()
        /// CorpId: the corporation code.
        public var corporationID = OctetString()
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .addSP }
        /// The body as a message.
        public var message: Message { .addSP(self) }
        /// The response as a message.
        public static func message(_ response: Response<Self>) -> Message { .addSPResponse(response) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&gatewayID, width: 6, "SMGId")
            try f.octets(&spNumber, width: 21, "SPNumber")
            try f.octets(&serviceTag, width: 10, "ServiceTag")
            try f.octets(&corporationID, width: 5, "CorpId")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// AddSP_Resp (section 3.2).
    public typealias AddSPResponse = Response<AddSP>

    /// ModifySP (section 3.12): changes a route to a provider.
    public struct ModifySP: Request {
        /// SMGId: the gateway's number in digits.
        public var gatewayID = OctetString()
        /// OldSPNumber: the SP's access number so far.
        public var oldSPNumber = OctetString()
        /// OldServiceTag: the service so far.
        public var oldServiceTag = OctetString()
        /// NewSPNumber: the SP's new access number.
        public var newSPNumber = OctetString()
        /// NewServiceTag: the new service.
        public var newServiceTag = OctetString()
        /// CorpId: the new corporation code; it may stay the same.
        public var corporationID = OctetString()
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .modifySP }
        /// The body as a message.
        public var message: Message { .modifySP(self) }
        /// The response as a message.
        public static func message(_ response: Response<Self>) -> Message { .modifySPResponse(response) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&gatewayID, width: 6, "SMGId")
            try f.octets(&oldSPNumber, width: 21, "OldSPNumber")
            try f.octets(&oldServiceTag, width: 10, "OldServiceTag")
            try f.octets(&newSPNumber, width: 21, "NewSPNumber")
            try f.octets(&newServiceTag, width: 10, "NewServiceTag")
            try f.octets(&corporationID, width: 5, "CorpId")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// ModifySP_Resp (section 3.2).
    public typealias ModifySPResponse = Response<ModifySP>

    /// DeleteSP (section 3.13): deletes a route to a provider.
    public struct DeleteSP: Request {
        /// SMGId: the gateway's number in digits.
        public var gatewayID = OctetString()
        /// SPNumber: the SP's access number.
        public var spNumber = OctetString()
        /// ServiceTag: the service; empty for any.
        public var serviceTag = OctetString()
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .deleteSP }
        /// The body as a message.
        public var message: Message { .deleteSP(self) }
        /// The response as a message.
        public static func message(_ response: Response<Self>) -> Message { .deleteSPResponse(response) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&gatewayID, width: 6, "SMGId")
            try f.octets(&spNumber, width: 21, "SPNumber")
            try f.octets(&serviceTag, width: 10, "ServiceTag")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// DeleteSP_Resp (section 3.2).
    public typealias DeleteSPResponse = Response<DeleteSP>
}
