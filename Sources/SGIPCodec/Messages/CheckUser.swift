import CarrierWire

extension SGIP {
    /// CheckUser (section 3.10): asks the billing centre about a number, on a connection without Bind.
    public struct CheckUser: Body {
        /// UserName: assigned to the SMG by the billing centre.
        public var userName = OctetString()
        /// Password: clear text.
        public var password = OctetString()
        /// UserNumber: the number, with 86.
        public var userNumber = OctetString()
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .checkUser }
        /// The body as a message.
        public var message: Message { .checkUser(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&userName, width: 16, "UserName")
            try f.octets(&password, width: 16, "Password")
            try f.octets(&userNumber, width: 21, "UserNumber")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// CheckUser_Resp (section 3.10).
    public struct CheckUserResponse: Body {
        /// Result: 0 when the number passed.
        public var result = Result(rawValue: 0)
        /// Status: the subscriber's state.
        public var status = UserStatus(rawValue: 0)
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .checkUser.response }
        /// The body as a message.
        public var message: Message { .checkUserResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&result, "Result")
            try f.code(&status, "Status")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }
}
