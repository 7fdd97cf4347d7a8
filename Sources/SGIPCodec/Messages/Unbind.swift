import CarrierWire

extension SGIP {
    /// Unbind (section 3.3): the client asks to close. No body.
    public struct Unbind: Body {
        /// The empty body.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .unbind }
        /// The body as a message.
        public var message: Message { .unbind(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {}
    }

    /// Unbind_Resp (section 3.3). No body; some peers send the nine octets of a simple response.
    public struct UnbindResponse: Body {
        /// The empty body.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .unbind.response }
        /// The body as a message.
        public var message: Message { .unbindResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {}
    }
}
