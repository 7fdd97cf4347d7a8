import CarrierWire

extension SMGP {
    /// Login (section 3.1): an SP or a gateway asks for a session.
    public struct Login: Body {
        /// ClientID: the SP's service code (SP 服务代码), or the calling gateway's code.
        public var clientID = OctetString()
        /// AuthenticatorClient: the digest of section 5.
        public var authenticator = Digest()
        /// LoginMode: send, receive or both.
        public var loginMode = LoginMode(rawValue: 0)
        /// TimeStamp: MMDDHHMMSS read as a decimal number.
        public var timestamp: UInt32 = 0
        /// ClientVersion: the highest that the client speaks.
        public var version = VersionNumber(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .login }
        /// The body as a message.
        public var message: Message { .login(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&clientID, width: 8, "ClientID")
            try f.digest(&authenticator, "AuthenticatorClient")
            try f.code(&loginMode, "LoginMode")
            try f.uint(&timestamp, "TimeStamp")
            try f.code(&version, "ClientVersion")
        }
    }

    /// Login_Resp (section 3.2).
    public struct LoginResponse: Body {
        /// Status: 0 for a login that is accepted.
        public var status = Status(rawValue: 0)
        /// AuthenticatorServer: the digest of section 5, zero after an authentication error.
        public var authenticator = Digest()
        /// ServerVersion: the highest that the server speaks.
        public var version = VersionNumber(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .login.response }
        /// The body as a message.
        public var message: Message { .loginResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&status, "Status")
            try f.digest(&authenticator, "AuthenticatorServer")
            try f.code(&version, "ServerVersion")
        }
    }
}
