import CarrierWire

extension SMGP {
    /// Exit (section 3.3): either side asks to close. No body.
    public struct Exit: Body {
        /// The empty body.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .exit }
        /// Octets behind the header are ignored (section 3.3).
        public static var tolerances: BodyTolerances { [.surplus] }
        /// The body as a message.
        public var message: Message { .exit(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {}
    }

    /// Exit_Resp (section 3.3). No body.
    public struct ExitResponse: Body {
        /// The empty body.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .exit.response }
        /// Octets behind the header are ignored (section 3.3).
        public static var tolerances: BodyTolerances { [.surplus] }
        /// The body as a message.
        public var message: Message { .exitResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {}
    }
}
