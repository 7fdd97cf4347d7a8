import CarrierWire

extension SGIP {
    /// Trace (section 3.8): asks for the way of a message.
    public struct Trace: Body {
        /// SubmitSequenceNumber: the Sequence Number of the Submit.
        public var submitSequence = SequenceNumber()
        /// UserNumber: its receiver, with 86.
        public var userNumber = OctetString()
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .trace }
        /// The body as a message.
        public var message: Message { .trace(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.words(&submitSequence.words, "SubmitSequenceNumber")
            try f.octets(&userNumber, width: 21, "UserNumber")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// Trace_Resp (section 3.9): the nodes passed, 47 octets each in 1.2, 51 in 1.3.
    public struct TraceResponse: Body {
        /// The nodes; their number is Count.
        public var nodes: [TraceNode] = []

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .trace.response }
        /// The body as a message.
        public var message: Message { .traceResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.recordList(&nodes, count: "Count", each: "Nodes", in: dialect)
        }
    }

    /// A node that a traced message passed (section 3.9).
    public struct TraceNode: Record {
        /// Result: 0 received, 1 waiting, otherwise a code.
        public var result = Result(rawValue: 0)
        /// NodeId: the node's number in digits.
        public var nodeID = OctetString()
        /// ReceiveTime: yymmddhhmmss.
        public var receiveTime = OctetString()
        /// SendTime: yymmddhhmmss.
        public var sendTime = OctetString()
        /// Reserve: NULs.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&result, "Result")
            try f.octets(&nodeID, width: dialect.nodeIDWidth, "NodeId")
            try f.octets(&receiveTime, width: 16, "ReceiveTime")
            try f.octets(&sendTime, width: 16, "SendTime")
            try f.octets(&reserve, width: 8, "Reserve")
        }
    }
}
