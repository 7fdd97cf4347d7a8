import CarrierWire

extension SGIP {
    /// AddTeleSeg (section 3.14): adds a route to a segment of numbers (号段).
    public struct AddTelephoneSegment: Request {
        /// SMGId: the gateway's number in digits.
        public var gatewayID = OctetString()
        /// TeleSeg: the segment's first digits.
        public var segment = OctetString()
        /// TeleType: ASCII `0` for contract users (签约用户), `1` for prepaid ones (如意通).
        public var telephoneType = OctetString()
        /// AreaCode: the long-distance area code.
        public var areaCode = OctetString()
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .addTelephoneSegment }
        /// The body as a message.
        public var message: Message { .addTelephoneSegment(self) }
        /// The response as a message.
        public static func message(_ response: Response<Self>) -> Message { .addTelephoneSegmentResponse(response) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&gatewayID, width: 6, "SMGId")
            try f.octets(&segment, width: 7, "TeleSeg")
            try f.octets(&telephoneType, width: 1, "TeleType")
            try f.octets(&areaCode, width: 4, "AreaCode")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// AddTeleSeg_Resp (section 3.2).
    public typealias AddTelephoneSegmentResponse = Response<AddTelephoneSegment>

    /// ModifyTeleSeg (section 3.15): changes a route to a segment of numbers.
    public struct ModifyTelephoneSegment: Request {
        /// SMGId: the gateway's number in digits.
        public var gatewayID = OctetString()
        /// OldTeleSeg: the segment's digits so far.
        public var oldSegment = OctetString()
        /// NewTeleSeg: the segment's new digits.
        public var newSegment = OctetString()
        /// NewTeleType: ASCII `0` for contract users (签约用户), `1` for prepaid ones (如意通).
        public var newTelephoneType = OctetString()
        /// NewAreaCode: the new long-distance area code.
        public var newAreaCode = OctetString()
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .modifyTelephoneSegment }
        /// The body as a message.
        public var message: Message { .modifyTelephoneSegment(self) }
        /// The response as a message.
        public static func message(_ response: Response<Self>) -> Message { .modifyTelephoneSegmentResponse(response) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&gatewayID, width: 6, "SMGId")
            try f.octets(&oldSegment, width: 7, "OldTeleSeg")
            try f.octets(&newSegment, width: 7, "NewTeleSeg")
            try f.octets(&newTelephoneType, width: 1, "NewTeleType")
            try f.octets(&newAreaCode, width: 4, "NewAreaCode")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// ModifyTeleSeg_Resp (section 3.2).
    public typealias ModifyTelephoneSegmentResponse = Response<ModifyTelephoneSegment>

    /// DeleteTeleSeg (section 3.16): deletes a route to a segment of numbers.
    public struct DeleteTelephoneSegment: Request {
        /// SMGId: the gateway's number in digits.
        public var gatewayID = OctetString()
        /// TeleSeg: the segment's first digits.
        public var segment = OctetString()
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .deleteTelephoneSegment }
        /// The body as a message.
        public var message: Message { .deleteTelephoneSegment(self) }
        /// The response as a message.
        public static func message(_ response: Response<Self>) -> Message { .deleteTelephoneSegmentResponse(response) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&gatewayID, width: 6, "SMGId")
            try f.octets(&segment, width: 7, "TeleSeg")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// DeleteTeleSeg_Resp (section 3.2).
    public typealias DeleteTelephoneSegmentResponse = Response<DeleteTelephoneSegment>
}
