import CarrierWire

extension CMPP {
    /// CMPP_CONNECT (section 3.2): the login of an SP or a gateway.
    public struct Connect: Body {
        /// Source_Addr: the SP_Id (企业代码) or the calling gateway's code.
        public var sourceAddress = OctetString()
        /// AuthenticatorSource: the digest of section 4.1.
        public var authenticator = Digest()
        /// Version: what the client asks for.
        public var version = VersionNumber(rawValue: 0)
        /// Timestamp: MMDDHHMMSS read as a decimal number.
        public var timestamp: UInt32 = 0

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .connect }
        /// The body as a message.
        public var message: Message { .connect(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&sourceAddress, width: 6, "Source_Addr")
            try f.digest(&authenticator, "AuthenticatorSource")
            try f.code(&version, "Version")
            try f.uint(&timestamp, "Timestamp")
        }
    }

    /// CMPP_CONNECT_RESP (section 3.3); its layout is told by the frame's length.
    public struct ConnectResponse: Body {
        /// Status: one octet in 2.0, four in 3.0.
        public var status = ConnectStatus(rawValue: 0)
        /// AuthenticatorISMG: the digest of section 4.2, zero after an authentication error.
        public var authenticator = Digest()
        /// Version: the highest that the server supports.
        public var version = VersionNumber(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .connect.response }
        /// Either version's size is met in either version (section 9.1).
        public static var tolerances: BodyTolerances { [.surplus, .shortTail, .otherLayout] }
        /// The body as a message.
        public var message: Message { .connectResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&status, octets: dialect.resultWidth, "Status")
            try f.digest(&authenticator, "AuthenticatorISMG")
            try f.code(&version, "Version")
        }
    }
}
