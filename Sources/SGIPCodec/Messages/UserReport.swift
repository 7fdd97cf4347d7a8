import CarrierWire

extension SGIP {
    /// UserRpt (section 3.7): a subscriber's state has changed.
    public struct UserReport: Request {
        /// SPNumber: the SP's access number.
        public var spNumber = OctetString()
        /// UserNumber: the subscriber, with 86.
        public var userNumber = OctetString()
        /// UserCondition: deregistered, suspended or restored.
        public var userCondition = UserCondition(rawValue: 0)
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .userReport }
        /// The body as a message.
        public var message: Message { .userReport(self) }
        /// The response as a message.
        public static func message(_ response: Response<Self>) -> Message { .userReportResponse(response) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&spNumber, width: 21, "SPNumber")
            try f.octets(&userNumber, width: 21, "UserNumber")
            try f.code(&userCondition, "UserCondition")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// UserRpt_Resp (section 3.2).
    public typealias UserReportResponse = Response<UserReport>
}
