import CarrierWire

extension SMGP {
    /// Get_All_TE_Route (section 3.11): a gateway asks the GNS for all routes.
    public struct GetAllTERoute: Body {
        /// SrcGatewayID: the asking gateway.
        public var sourceGatewayID = OctetString()
        /// RouteType: "TE" or "SP".
        public var routeType = OctetString()
        /// LastRouteID: where to go on; 0 at first.
        public var lastRouteID: UInt32 = 0

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .getAllTERoute }
        /// The body as a message.
        public var message: Message { .getAllTERoute(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&sourceGatewayID, width: 6, "SrcGatewayID")
            try f.octets(&routeType, width: 4, "RouteType")
            try f.uint(&lastRouteID, "LastRouteID")
        }
    }

    /// Get_All_TE_Route_Resp (section 3.11): one route of all.
    public struct GetAllTERouteResponse: Body {
        /// Status: 0 for success.
        public var status = Status(rawValue: 0)
        /// RouteID: the route's number, given by the GNS; 0 in an update of type "add".
        public var routeID: UInt32 = 0
        /// DestGatewayID, DestGatewayIP, DestGatewayPort: where the route leads.
        public var gateway = RouteGateway()
        /// TermRangeID, ProvinceCode, UserType: the numbers of the route.
        public var range = TerminalRange()
        /// RouteTotal: number of routes.
        public var routeTotal: UInt32 = 0
        /// RouteNumber: this route, from 1.
        public var routeNumber: UInt32 = 0
        /// Time: YYYYMMDDHHMMSS, last change of the route or arrival of the update.
        public var time = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .getAllTERoute.response }
        /// The body as a message.
        public var message: Message { .getAllTERouteResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&status, "Status")
            try f.uint(&routeID, "RouteID")
            try gateway.fields(&f)
            try range.fields(&f)
            try f.uint(&routeTotal, "RouteTotal")
            try f.uint(&routeNumber, "RouteNumber")
            try f.octets(&time, width: 14, "Time")
        }
    }

    /// Get_All_SP_Route (section 3.11): a gateway asks the GNS for all routes.
    public struct GetAllSPRoute: Body {
        /// SrcGatewayID: the asking gateway.
        public var sourceGatewayID = OctetString()
        /// RouteType: "TE" or "SP".
        public var routeType = OctetString()
        /// LastRouteID: where to go on; 0 at first.
        public var lastRouteID: UInt32 = 0

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .getAllSPRoute }
        /// The body as a message.
        public var message: Message { .getAllSPRoute(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&sourceGatewayID, width: 6, "SrcGatewayID")
            try f.octets(&routeType, width: 4, "RouteType")
            try f.uint(&lastRouteID, "LastRouteID")
        }
    }

    /// Get_All_SP_Route_Resp (section 3.11): one route of all.
    public struct GetAllSPRouteResponse: Body {
        /// Status: 0 for success.
        public var status = Status(rawValue: 0)
        /// RouteID: the route's number, given by the GNS; 0 in an update of type "add".
        public var routeID: UInt32 = 0
        /// DestGatewayID, DestGatewayIP, DestGatewayPort: where the route leads.
        public var gateway = RouteGateway()
        /// SPID, SPCode, SPAccessType, SPType: the provider of the route.
        public var provider = ProviderRoute()
        /// RouteTotal: number of routes.
        public var routeTotal: UInt32 = 0
        /// RouteNumber: this route, from 1.
        public var routeNumber: UInt32 = 0
        /// Time: YYYYMMDDHHMMSS, last change of the route or arrival of the update.
        public var time = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .getAllSPRoute.response }
        /// The body as a message.
        public var message: Message { .getAllSPRouteResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&status, "Status")
            try f.uint(&routeID, "RouteID")
            try gateway.fields(&f)
            try provider.fields(&f)
            try f.uint(&routeTotal, "RouteTotal")
            try f.uint(&routeNumber, "RouteNumber")
            try f.octets(&time, width: 14, "Time")
        }
    }
}
