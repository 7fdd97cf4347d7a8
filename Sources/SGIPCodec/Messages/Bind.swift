import CarrierWire

extension SGIP {
    /// Bind (section 3.1): login; the password travels in clear text.
    public struct Bind: Request {
        /// LoginType: who logs in to whom.
        public var loginType = LoginType(rawValue: 0)
        /// LoginName: the name that the server assigned to the client.
        public var loginName = OctetString()
        /// LoginPassword: clear text.
        public var loginPassword = OctetString()
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .bind }
        /// The body as a message.
        public var message: Message { .bind(self) }
        /// The response as a message.
        public static func message(_ response: Response<Self>) -> Message { .bindResponse(response) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&loginType, "LoginType")
            try f.octets(&loginName, width: 16, "LoginName")
            try f.octets(&loginPassword, width: 16, "LoginPassword")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// Bind_Resp (section 3.2).
    public typealias BindResponse = Response<Bind>
}
