import CarrierWire

extension CMPP {
    /// CMPP_PUSH_MT_ROUTE_UPDATE (section 3.16): the GNS tells a gateway of a changed MT route.
    public struct PushMTRouteUpdate: Body {
        /// Update_type: add, delete or update.
        public var updateType = UpdateType(rawValue: 0)
        /// Route_Id: the route's number, given by the GNS; 0 in an update of type "add".
        public var routeID: UInt32 = 0
        /// Destination_Id: the target gateway's code.
        public var destinationGatewayID = OctetString()
        /// Gateway_IP: dotted decimal text.
        public var gatewayIP = OctetString()
        /// Gateway_port: the TCP port.
        public var gatewayPort: UInt16 = 0
        /// Start_Id: the first number segment.
        public var startID = OctetString()
        /// End_Id: the last number segment.
        public var endID = OctetString()
        /// Area_code: the province.
        public var areaCode = OctetString()
        /// User_type, 3.0 only: GoTone (全球通), Shenzhouxing (神州行) or M-Zone (动感地带).
        public var userType = UserType(rawValue: 0)
        /// Time_stamp, 3.0 only: yyyymmddhhmmss.
        public var timeStamp = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .pushMTRouteUpdate }
        /// The body as a message.
        public var message: Message { .pushMTRouteUpdate(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&updateType, "Update_type")
            try f.uint(&routeID, "Route_Id")
            try f.octets(&destinationGatewayID, width: 6, "Destination_Id")
            try f.octets(&gatewayIP, width: 15, "Gateway_IP")
            try f.uint(&gatewayPort, "Gateway_port")
            try f.octets(&startID, width: dialect.isV3 ? 9 : 6, "Start_Id")
            try f.octets(&endID, width: dialect.isV3 ? 9 : 6, "End_Id")
            try f.octets(&areaCode, width: 4, "Area_code")
            if dialect.isV3 {
                try f.code(&userType, "User_type")
                try f.octets(&timeStamp, width: 14, "Time_stamp")
            }
        }
    }

    /// CMPP_PUSH_MT_ROUTE_UPDATE_RESP (section 3.16).
    public struct PushMTRouteUpdateResponse: Body {
        /// Result: one octet in both versions; its meaning depends on the version.
        public var result = RouteResult(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .pushMTRouteUpdate.response }
        /// The body as a message.
        public var message: Message { .pushMTRouteUpdateResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&result, "Result")
        }
    }

    /// CMPP_PUSH_MO_ROUTE_UPDATE (section 3.16): the GNS tells a gateway of a changed MO route.
    public struct PushMORouteUpdate: Body {
        /// Update_type: add, delete or update.
        public var updateType = UpdateType(rawValue: 0)
        /// Route_Id: the route's number, given by the GNS; 0 in an update of type "add".
        public var routeID: UInt32 = 0
        /// Destination_Id: the target gateway's code.
        public var destinationGatewayID = OctetString()
        /// Gateway_IP: dotted decimal text.
        public var gatewayIP = OctetString()
        /// Gateway_port: the TCP port.
        public var gatewayPort: UInt16 = 0
        /// SP_Id, 3.0 only: the SP's enterprise code (企业代码).
        public var spID = OctetString()
        /// SP_Code: the service code.
        public var spCode = OctetString()
        /// SP_AcessType, 3.0 only: primary access point or mirror.
        public var accessType = AccessType(rawValue: 0)
        /// Service_Id: business code (业务代码), may be empty.
        public var serviceID = OctetString()
        /// Start_code: the first sub-code, 0 if none.
        public var startCode: UInt32 = 0
        /// End_code: the last sub-code, 0 if none.
        public var endCode: UInt32 = 0
        /// Time_stamp, 3.0 only: yyyymmddhhmmss.
        public var timeStamp = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .pushMORouteUpdate }
        /// The body as a message.
        public var message: Message { .pushMORouteUpdate(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&updateType, "Update_type")
            try f.uint(&routeID, "Route_Id")
            try f.octets(&destinationGatewayID, width: 6, "Destination_Id")
            try f.octets(&gatewayIP, width: 15, "Gateway_IP")
            try f.uint(&gatewayPort, "Gateway_port")
            if dialect.isV3 { try f.octets(&spID, width: 6, "SP_Id") }
            try f.octets(&spCode, width: 21, "SP_Code")
            if dialect.isV3 { try f.code(&accessType, "SP_AcessType") }
            try f.octets(&serviceID, width: 10, "Service_Id")
            try f.uint(&startCode, "Start_code")
            try f.uint(&endCode, "End_code")
            if dialect.isV3 { try f.octets(&timeStamp, width: 14, "Time_stamp") }
        }
    }

    /// CMPP_PUSH_MO_ROUTE_UPDATE_RESP (section 3.16).
    public struct PushMORouteUpdateResponse: Body {
        /// Result: one octet in both versions; its meaning depends on the version.
        public var result = RouteResult(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .pushMORouteUpdate.response }
        /// The body as a message.
        public var message: Message { .pushMORouteUpdateResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&result, "Result")
        }
    }
}
