import CarrierWire

extension CMPP {
    /// CMPP_CANCEL (section 3.11): deletes a submitted message.
    public struct Cancel: Body {
        /// Msg_Id of the SUBMIT to delete.
        public var messageID = MessageID(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .cancel }
        /// The body as a message.
        public var message: Message { .cancel(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&messageID, "Msg_Id")
        }
    }

    /// CMPP_CANCEL_RESP (section 3.11).
    public struct CancelResponse: Body {
        /// Success_Id: one octet in 2.0, four in 3.0.
        public var outcome = CancelOutcome(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .cancel.response }
        /// Either version's size is met in either version (section 9.1).
        public static var tolerances: BodyTolerances { [.surplus, .shortTail, .otherLayout] }
        /// The body as a message.
        public var message: Message { .cancelResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&outcome, octets: dialect.resultWidth, "Success_Id")
        }
    }
}
