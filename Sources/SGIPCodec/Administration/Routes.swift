import CarrierWire

extension SGIP {
    /// QueryRoute (section 3.20): asks the GNS for routes.
    public struct QueryRoute: Body {
        /// QueryType: what is asked for.
        public var queryType = QueryType(rawValue: 0)
        /// Number: SP number, segment or gateway, as `queryType` says.
        public var number = OctetString()
        /// ServiceTag: the service; empty for any.
        public var serviceTag = OctetString()
        /// Reserve: NULs; some peers leave it out.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .queryRoute }
        /// The body as a message.
        public var message: Message { .queryRoute(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&queryType, "QueryType")
            try f.octets(&number, width: 21, "Number")
            try f.octets(&serviceTag, width: 10, "ServiceTag")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// QueryRoute_Resp with entries (section 3.20): at most 20 in one frame.
    public struct QueryRouteResponse: Body {
        /// Result: 0, or why there are no entries.
        public var result = Result(rawValue: 0)
        /// The entries; their number is Count.
        public var routes: [Route] = []

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .queryRoute.response }
        /// The body as a message.
        public var message: Message { .queryRouteResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&result, "Result")
            try f.recordList(&routes, count: "Count", as: UInt32.self, each: "Routes", in: dialect)
        }
    }

    /// QueryRoute_Resp without a body (section 3.20): ends a list that took several frames.
    public struct QueryRouteEnd: Body {
        /// The empty body.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .queryRoute.response }
        /// The body as a message.
        public var message: Message { .queryRouteEnd(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {}
    }

    /// An entry of QueryRoute_Resp (section 3.20).
    public struct Route: Record {
        /// Type: what `number` is.
        public var type = RouteType(rawValue: 0)
        /// Number: an SP number or a segment.
        public var number = OctetString()
        /// Mark: the service of an SP number, or empty; the user type of a segment.
        public var mark = OctetString()
        /// Code: the corporation code, or the segment's area code.
        public var code = OctetString()
        /// SMGId: the gateway's number in digits.
        public var gatewayID = OctetString()
        /// SMGIP: the IPv4 address as a number, in network order.
        public var gatewayAddress: UInt32 = 0
        /// LoginUser: the name for a Bind at that gateway.
        public var loginUser = OctetString()
        /// Password: clear text.
        public var password = OctetString()
        /// Reserve: NULs.
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&type, "Type")
            try f.octets(&number, width: 21, "Number")
            try f.octets(&mark, width: 10, "Mark")
            try f.octets(&code, width: 5, "Code")
            try f.octets(&gatewayID, width: 6, "SMGId")
            try f.uint(&gatewayAddress, "SMGIP")
            try f.octets(&loginUser, width: 16, "LoginUser")
            try f.octets(&password, width: 16, "Password")
            try f.octets(&reserve, width: 8, "Reserve")
        }
    }
}
