import CarrierWire

extension SMGP {
    /// Query (section 3.10): a day's statistics, not one message's state.
    public struct Query: Body {
        /// QueryTime: the day, YYYYMMDD.
        public var time = OctetString()
        /// QueryType: totals or by service.
        public var queryType = QueryType(rawValue: 0)
        /// QueryCode: the ServiceID where `queryType` is 1.
        public var queryCode = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .query }
        /// Octets behind the last field are ignored: a Reserve is met (section 3.10).
        public static var tolerances: BodyTolerances { [.surplus] }
        /// The body as a message.
        public var message: Message { .query(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&time, width: 8, "QueryTime")
            try f.code(&queryType, "QueryType")
            try f.octets(&queryCode, width: 10, "QueryCode")
        }
    }

    /// Query_Resp (section 3.10); it has no Status.
    public struct QueryResponse: Body {
        /// QueryTime: the day, YYYYMMDD.
        public var time = OctetString()
        /// QueryType: totals or by service.
        public var queryType = QueryType(rawValue: 0)
        /// QueryCode: the ServiceID where `queryType` is 1.
        public var queryCode = OctetString()
        /// MT_TLMsg: messages received from the SP.
        public var mtMessages: UInt32 = 0
        /// MT_Tlusr: receivers addressed by the SP.
        public var mtReceivers: UInt32 = 0
        /// MT_Scs: forwarded successfully.
        public var mtSucceeded: UInt32 = 0
        /// MT_WT: waiting to be forwarded.
        public var mtWaiting: UInt32 = 0
        /// MT_FL: forwarding failed.
        public var mtFailed: UInt32 = 0
        /// MO_Scs: delivered to the SP.
        public var moSucceeded: UInt32 = 0
        /// MO_WT: waiting for the SP.
        public var moWaiting: UInt32 = 0
        /// MO_FL: delivery to the SP failed.
        public var moFailed: UInt32 = 0
        /// Reserve: NULs.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .query.response }
        /// The body as a message.
        public var message: Message { .queryResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&time, width: 8, "QueryTime")
            try f.code(&queryType, "QueryType")
            try f.octets(&queryCode, width: 10, "QueryCode")
            try f.uint(&mtMessages, "MT_TLMsg")
            try f.uint(&mtReceivers, "MT_Tlusr")
            try f.uint(&mtSucceeded, "MT_Scs")
            try f.uint(&mtWaiting, "MT_WT")
            try f.uint(&mtFailed, "MT_FL")
            try f.uint(&moSucceeded, "MO_Scs")
            try f.uint(&moWaiting, "MO_WT")
            try f.uint(&moFailed, "MO_FL")
            try f.octets(&reserve, width: 8, "Reserve")
        }
    }
}
