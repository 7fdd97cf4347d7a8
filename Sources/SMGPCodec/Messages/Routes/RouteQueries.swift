import CarrierWire

extension SMGP {
    /// Query_TE_Route (section 3.11): a gateway asks the GNS for a route.
    public struct QueryTERoute: Body {
        /// SrcGatewayID: the asking gateway.
        public var sourceGatewayID = OctetString()
        /// QueryTermID: the number whose route is asked for.
        public var queryTerminalID = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .queryTERoute }
        /// The body as a message.
        public var message: Message { .queryTERoute(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&sourceGatewayID, width: 6, "SrcGatewayID")
            try f.octets(&queryTerminalID, width: 21, "QueryTermID")
        }
    }

    /// Query_TE_Route_Resp (section 3.11).
    public struct QueryTERouteResponse: Body {
        /// Status: 0 for success.
        public var status = Status(rawValue: 0)
        /// RouteID: the route's number, given by the GNS; 0 in an update of type "add".
        public var routeID: UInt32 = 0
        /// DestGatewayID, DestGatewayIP, DestGatewayPort: where the route leads.
        public var gateway = RouteGateway()
        /// TermRangeID, ProvinceCode, UserType: the numbers of the route.
        public var range = TerminalRange()
        /// Time: YYYYMMDDHHMMSS, last change of the route or arrival of the update.
        public var time = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .queryTERoute.response }
        /// The body as a message.
        public var message: Message { .queryTERouteResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&status, "Status")
            try f.uint(&routeID, "RouteID")
            try gateway.fields(&f)
            try range.fields(&f)
            try f.octets(&time, width: 14, "Time")
        }
    }

    /// Query_SP_Route (section 3.11): a gateway asks the GNS for a route.
    public struct QuerySPRoute: Body {
        /// SrcGatewayID: the asking gateway.
        public var sourceGatewayID = OctetString()
        /// QueryTermID: the number whose route is asked for.
        public var queryTerminalID = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .querySPRoute }
        /// The body as a message.
        public var message: Message { .querySPRoute(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&sourceGatewayID, width: 6, "SrcGatewayID")
            try f.octets(&queryTerminalID, width: 21, "QueryTermID")
        }
    }

    /// Query_SP_Route_Resp (section 3.11).
    public struct QuerySPRouteResponse: Body {
        /// Status: 0 for success.
        public var status = Status(rawValue: 0)
        /// RouteID: the route's number, given by the GNS; 0 in an update of type "add".
        public var routeID: UInt32 = 0
        /// DestGatewayID, DestGatewayIP, DestGatewayPort: where the route leads.
        public var gateway = RouteGateway()
        /// SPID, SPCode, SPAccessType, SPType: the provider of the route.
        public var provider = ProviderRoute()
        /// Time: YYYYMMDDHHMMSS, last change of the route or arrival of the update.
        public var time = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .querySPRoute.response }
        /// The body as a message.
        public var message: Message { .querySPRouteResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&status, "Status")
            try f.uint(&routeID, "RouteID")
            try gateway.fields(&f)
            try provider.fields(&f)
            try f.octets(&time, width: 14, "Time")
        }
    }
}
