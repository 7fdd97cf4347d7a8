import CarrierWire

extension CMPP {
    /// CMPP_ACTIVE_TEST (section 3.12): the keep-alive. No body.
    public struct ActiveTest: Body {
        /// The empty body.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .activeTest }
        /// The body as a message.
        public var message: Message { .activeTest(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {}
    }

    /// CMPP_ACTIVE_TEST_RESP (section 3.12).
    public struct ActiveTestResponse: Body {
        /// Reserved: zero; some peers leave the octet out.
        public var reserved: UInt8 = 0

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .activeTest.response }
        /// The body as a message.
        public var message: Message { .activeTestResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.tail(&reserved, "Reserved")
        }
    }
}
