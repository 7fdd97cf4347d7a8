import CarrierWire

extension SMGP {
    /// Active_Test (section 3.3): the keep-alive. No body.
    public struct ActiveTest: Body {
        /// The empty body.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .activeTest }
        /// A peer writes an octet behind the header (section 11).
        public static var tolerances: BodyTolerances { [.surplus] }
        /// The body as a message.
        public var message: Message { .activeTest(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {}
    }

    /// Active_Test_Resp (section 3.3). No body.
    public struct ActiveTestResponse: Body {
        /// The empty body.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .activeTest.response }
        /// A peer writes an octet behind the header (section 11).
        public static var tolerances: BodyTolerances { [.surplus] }
        /// The body as a message.
        public var message: Message { .activeTestResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {}
    }
}
