import CarrierWire

extension CMPP {
    /// CMPP_TERMINATE (section 3.4): either side asks to close. No body.
    public struct Terminate: Body {
        /// The empty body.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .terminate }
        /// The body as a message.
        public var message: Message { .terminate(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {}
    }

    /// CMPP_TERMINATE_RESP (section 3.4). No body.
    public struct TerminateResponse: Body {
        /// The empty body.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .terminate.response }
        /// The body as a message.
        public var message: Message { .terminateResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {}
    }
}
