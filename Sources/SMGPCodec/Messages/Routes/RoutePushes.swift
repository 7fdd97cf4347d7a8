import CarrierWire

extension SMGP {
    /// Push_Update_TE_Route (section 3.11): the GNS tells a gateway of a changed route.
    public struct PushUpdateTERoute: Body {
        /// UpdateType: add, delete or update.
        public var updateType = UpdateType(rawValue: 0)
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
        public static var commandID: CommandID { .pushUpdateTERoute }
        /// The body as a message.
        public var message: Message { .pushUpdateTERoute(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&updateType, "UpdateType")
            try f.uint(&routeID, "RouteID")
            try gateway.fields(&f)
            try range.fields(&f)
            try f.octets(&time, width: 14, "Time")
        }
    }

    /// Push_Update_TE_Route_Resp (section 3.11).
    public struct PushUpdateTERouteResponse: Body {
        /// Status: 0 for success.
        public var status = Status(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .pushUpdateTERoute.response }
        /// The body as a message.
        public var message: Message { .pushUpdateTERouteResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&status, "Status")
        }
    }

    /// Push_Update_SP_Route (section 3.11): the GNS tells a gateway of a changed route.
    public struct PushUpdateSPRoute: Body {
        /// UpdateType: add, delete or update.
        public var updateType = UpdateType(rawValue: 0)
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
        public static var commandID: CommandID { .pushUpdateSPRoute }
        /// The body as a message.
        public var message: Message { .pushUpdateSPRoute(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&updateType, "UpdateType")
            try f.uint(&routeID, "RouteID")
            try gateway.fields(&f)
            try provider.fields(&f)
            try f.octets(&time, width: 14, "Time")
        }
    }

    /// Push_Update_SP_Route_Resp (section 3.11).
    public struct PushUpdateSPRouteResponse: Body {
        /// Status: 0 for success.
        public var status = Status(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// RequestID of this body.
        public static var commandID: CommandID { .pushUpdateSPRoute.response }
        /// The body as a message.
        public var message: Message { .pushUpdateSPRouteResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&status, "Status")
        }
    }
}
