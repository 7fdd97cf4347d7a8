import CarrierWire

extension SMGP {
    /// Update_TE_Route (section 3.11): a gateway tells the GNS of a changed route.
    public struct UpdateTERoute: Body {
        /// UpdateType: add, delete or update.
        public var updateType = UpdateType(rawValue: 0)
        /// RouteID: the route's number, given by the GNS; 0 in an update of type "add".
        public var routeID: UInt32 = 0
        /// DestGatewayID, DestGatewayIP, DestGatewayPort: where the route leads.
        public var gateway = RouteGateway()
        /// TermRangeID, ProvinceCode, UserType: the numbers of the route.
        public var range = TerminalRange()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .updateTERoute }
        /// The body as a message.
        public var message: Message { .updateTERoute(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&updateType, "UpdateType")
            try f.uint(&routeID, "RouteID")
            try gateway.fields(&f)
            try range.fields(&f)
        }
    }

    /// Update_TE_Route_Resp (section 3.11).
    public struct UpdateTERouteResponse: Body {
        /// Status: 0 for success.
        public var status = Status(rawValue: 0)
        /// RouteID: the route's number, given by the GNS; 0 in an update of type "add".
        public var routeID: UInt32 = 0
        /// Time: YYYYMMDDHHMMSS, last change of the route or arrival of the update.
        public var time = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .updateTERoute.response }
        /// The body as a message.
        public var message: Message { .updateTERouteResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&status, "Status")
            try f.uint(&routeID, "RouteID")
            try f.octets(&time, width: 14, "Time")
        }
    }

    /// Update_SP_Route (section 3.11): a gateway tells the GNS of a changed route.
    public struct UpdateSPRoute: Body {
        /// UpdateType: add, delete or update.
        public var updateType = UpdateType(rawValue: 0)
        /// RouteID: the route's number, given by the GNS; 0 in an update of type "add".
        public var routeID: UInt32 = 0
        /// DestGatewayID, DestGatewayIP, DestGatewayPort: where the route leads.
        public var gateway = RouteGateway()
        /// SPID, SPCode, SPAccessType, SPType: the provider of the route.
        public var provider = ProviderRoute()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .updateSPRoute }
        /// The body as a message.
        public var message: Message { .updateSPRoute(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&updateType, "UpdateType")
            try f.uint(&routeID, "RouteID")
            try gateway.fields(&f)
            try provider.fields(&f)
        }
    }

    /// Update_SP_Route_Resp (section 3.11).
    public struct UpdateSPRouteResponse: Body {
        /// Status: 0 for success.
        public var status = Status(rawValue: 0)
        /// RouteID: the route's number, given by the GNS; 0 in an update of type "add".
        public var routeID: UInt32 = 0
        /// Time: YYYYMMDDHHMMSS, last change of the route or arrival of the update.
        public var time = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .updateSPRoute.response }
        /// The body as a message.
        public var message: Message { .updateSPRouteResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&status, "Status")
            try f.uint(&routeID, "RouteID")
            try f.octets(&time, width: 14, "Time")
        }
    }
}
