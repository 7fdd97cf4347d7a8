import CarrierWire

extension SGIP {
    /// A command whose response is a result and Reserve: fourteen of the eighteen (section 3.2).
    public protocol Request: Body {
        /// The response as a case of ``SGIP/Message``.
        static func message(_ response: Response<Self>) -> Message
    }

    /// The response to a command of that type: Result and Reserve, nine octets (section 3.2).
    public struct Response<Command: Request>: Body {
        /// Result: 0 when the command was accepted or executed.
        public var result = Result(rawValue: 0)
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// A response with that result.
        public init(_ result: Result) { self.result = result }

        /// Command ID of this body.
        public static var commandID: CommandID { Command.commandID.response }
        /// The body as a message.
        public var message: Message { Command.message(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&result, "Result")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }
}
