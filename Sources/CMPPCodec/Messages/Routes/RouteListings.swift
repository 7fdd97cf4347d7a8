import CarrierWire

extension CMPP {
    /// CMPP_GET_ROUTE (section 3.16), 2.0 only: lists routes one by one.
    public struct GetRoute: Body {
        /// Source_Id: the asking gateway's code.
        public var sourceGatewayID = OctetString()
        /// Route_type: "MO" or "MT".
        public var routeType = OctetString()
        /// Last_route_Id: the last Route_Id received, -1 on the first request.
        public var lastRouteID: Int32 = 0

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .getMTRoute }
        /// The body as a message.
        public var message: Message { .getRoute(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&sourceGatewayID, width: 6, "Source_Id")
            try f.octets(&routeType, width: 2, "Route_type")
            try f.uint(&lastRouteID, "Last_route_Id")
        }
    }

    /// CMPP_GET_ROUTE_RESP (section 3.16), 2.0 only.
    public struct GetRouteResponse: Body {
        /// Route_Id: the route's number, given by the GNS; 0 in an update of type "add".
        public var routeID: UInt32 = 0
        /// Destination_Id: the target gateway's code.
        public var destinationGatewayID = OctetString()
        /// Gateway_IP: dotted decimal text.
        public var gatewayIP = OctetString()
        /// Gateway_port: the TCP port.
        public var gatewayPort: UInt16 = 0
        /// SP_Code: the service code.
        public var spCode = OctetString()
        /// Service_Id: business code (业务代码), may be empty.
        public var serviceID = OctetString()
        /// Start_code: the first sub-code, 0 if none.
        public var startCode: UInt32 = 0
        /// End_code: the last sub-code, 0 if none.
        public var endCode: UInt32 = 0
        /// Area_code: the province.
        public var areaCode = OctetString()
        /// Result: one octet in both versions; its meaning depends on the version.
        public var result = RouteResult(rawValue: 0)

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .getMTRoute.response }
        /// The body as a message.
        public var message: Message { .getRouteResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.uint(&routeID, "Route_Id")
            try f.octets(&destinationGatewayID, width: 6, "Destination_Id")
            try f.octets(&gatewayIP, width: 15, "Gateway_IP")
            try f.uint(&gatewayPort, "Gateway_port")
            try f.octets(&spCode, width: 21, "SP_Code")
            try f.octets(&serviceID, width: 10, "Service_Id")
            try f.uint(&startCode, "Start_code")
            try f.uint(&endCode, "End_code")
            try f.octets(&areaCode, width: 4, "Area_code")
            try f.code(&result, "Result")
        }
    }

    /// CMPP_GET_MT_ROUTE (section 3.16), 3.0 only: lists MT routes one by one.
    public struct GetMTRoute: Body {
        /// Source_Id: the asking gateway's code.
        public var sourceGatewayID = OctetString()
        /// Route_type: "MO" or "MT".
        public var routeType = OctetString()
        /// Last_route_Id: the last Route_Id received, -1 on the first request.
        public var lastRouteID: Int32 = 0

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .getMTRoute }
        /// The body as a message.
        public var message: Message { .getMTRoute(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&sourceGatewayID, width: 6, "Source_Id")
            try f.octets(&routeType, width: 4, "Route_type")
            try f.uint(&lastRouteID, "Last_route_Id")
        }
    }

    /// CMPP_GET_MT_ROUTE_RESP (section 3.16), 3.0 only.
    public struct GetMTRouteResponse: Body {
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
        /// Result: one octet in both versions; its meaning depends on the version.
        public var result = RouteResult(rawValue: 0)
        /// User_type: GoTone (全球通), Shenzhouxing (神州行) or M-Zone (动感地带).
        public var userType = UserType(rawValue: 0)
        /// Route_total: number of routes.
        public var routeTotal: UInt32 = 0
        /// Route_number: this one, from 1.
        public var routeNumber: UInt32 = 0
        /// Time_stamp: yyyymmddhhmmss.
        public var timeStamp = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .getMTRoute.response }
        /// The body as a message.
        public var message: Message { .getMTRouteResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.uint(&routeID, "Route_Id")
            try f.octets(&destinationGatewayID, width: 6, "Destination_Id")
            try f.octets(&gatewayIP, width: 15, "Gateway_IP")
            try f.uint(&gatewayPort, "Gateway_port")
            try f.octets(&startID, width: 9, "Start_Id")
            try f.octets(&endID, width: 9, "End_Id")
            try f.octets(&areaCode, width: 4, "Area_code")
            try f.code(&result, "Result")
            try f.code(&userType, "User_type")
            try f.uint(&routeTotal, "Route_total")
            try f.uint(&routeNumber, "Route_number")
            try f.octets(&timeStamp, width: 14, "Time_stamp")
        }
    }

    /// CMPP_GET_MO_ROUTE (section 3.16), 3.0 only: lists MO routes one by one.
    public struct GetMORoute: Body {
        /// Source_Id: the asking gateway's code.
        public var sourceGatewayID = OctetString()
        /// Route_type: "MO" or "MT".
        public var routeType = OctetString()
        /// Last_route_Id: the last Route_Id received, -1 on the first request.
        public var lastRouteID: Int32 = 0

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .getMORoute }
        /// The body as a message.
        public var message: Message { .getMORoute(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&sourceGatewayID, width: 6, "Source_Id")
            try f.octets(&routeType, width: 4, "Route_type")
            try f.uint(&lastRouteID, "Last_route_Id")
        }
    }

    /// CMPP_GET_MO_ROUTE_RESP (section 3.16), 3.0 only.
    public struct GetMORouteResponse: Body {
        /// Route_Id: the route's number, given by the GNS; 0 in an update of type "add".
        public var routeID: UInt32 = 0
        /// Destination_Id: the target gateway's code.
        public var destinationGatewayID = OctetString()
        /// Gateway_IP: dotted decimal text.
        public var gatewayIP = OctetString()
        /// Gateway_port: the TCP port.
        public var gatewayPort: UInt16 = 0
        /// SP_Id: the SP's enterprise code (企业代码).
        public var spID = OctetString()
        /// SP_Code: the service code.
        public var spCode = OctetString()
        /// SP_AcessType: primary access point or mirror.
        public var accessType = AccessType(rawValue: 0)
        /// Service_Id: business code (业务代码), may be empty.
        public var serviceID = OctetString()
        /// Start_code: the first sub-code, 0 if none.
        public var startCode: UInt32 = 0
        /// End_code: the last sub-code, 0 if none.
        public var endCode: UInt32 = 0
        /// Result: one octet in both versions; its meaning depends on the version.
        public var result = RouteResult(rawValue: 0)
        /// Route_total: number of routes.
        public var routeTotal: UInt32 = 0
        /// Route_number: this one, from 1.
        public var routeNumber: UInt32 = 0
        /// Time_stamp: yyyymmddhhmmss.
        public var timeStamp = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .getMORoute.response }
        /// The body as a message.
        public var message: Message { .getMORouteResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.uint(&routeID, "Route_Id")
            try f.octets(&destinationGatewayID, width: 6, "Destination_Id")
            try f.octets(&gatewayIP, width: 15, "Gateway_IP")
            try f.uint(&gatewayPort, "Gateway_port")
            try f.octets(&spID, width: 6, "SP_Id")
            try f.octets(&spCode, width: 21, "SP_Code")
            try f.code(&accessType, "SP_AcessType")
            try f.octets(&serviceID, width: 10, "Service_Id")
            try f.uint(&startCode, "Start_code")
            try f.uint(&endCode, "End_code")
            try f.code(&result, "Result")
            try f.uint(&routeTotal, "Route_total")
            try f.uint(&routeNumber, "Route_number")
            try f.octets(&timeStamp, width: 14, "Time_stamp")
        }
    }
}
