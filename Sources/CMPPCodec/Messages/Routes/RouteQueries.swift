import CarrierWire

extension CMPP {
    /// CMPP_MT_ROUTE (section 3.16): asks the GNS which gateway serves a phone.
    public struct MTRoute: Body {
        /// Source_Id: the asking gateway's code.
        public var sourceGatewayID = OctetString()
        /// Terminal_Id: the destination phone.
        public var terminalID = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .mtRoute }
        /// The body as a message.
        public var message: Message { .mtRoute(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&sourceGatewayID, width: 6, "Source_Id")
            try f.octets(&terminalID, width: 21, "Terminal_Id")
        }
    }

    /// CMPP_MT_ROUTE_RESP (section 3.16).
    public struct MTRouteResponse: Body {
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
        /// User_type, 3.0 only: GoTone (全球通), Shenzhouxing (神州行) or M-Zone (动感地带).
        public var userType = UserType(rawValue: 0)
        /// Time_stamp, 3.0 only: yyyymmddhhmmss.
        public var timeStamp = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .mtRoute.response }
        /// The body as a message.
        public var message: Message { .mtRouteResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.uint(&routeID, "Route_Id")
            try f.octets(&destinationGatewayID, width: 6, "Destination_Id")
            try f.octets(&gatewayIP, width: 15, "Gateway_IP")
            try f.uint(&gatewayPort, "Gateway_port")
            try f.octets(&startID, width: dialect.isV3 ? 9 : 6, "Start_Id")
            try f.octets(&endID, width: dialect.isV3 ? 9 : 6, "End_Id")
            try f.octets(&areaCode, width: 4, "Area_code")
            try f.code(&result, "Result")
            if dialect.isV3 {
                try f.code(&userType, "User_type")
                try f.octets(&timeStamp, width: 14, "Time_stamp")
            }
        }
    }

    /// CMPP_MO_ROUTE (section 3.16): asks the GNS which gateway serves a service code.
    public struct MORoute: Body {
        /// Source_Id: the asking gateway's code.
        public var sourceGatewayID = OctetString()
        /// SP_Code: the service code.
        public var spCode = OctetString()
        /// Service_Id: business code (业务代码), may be empty.
        public var serviceID = OctetString()
        /// Service_Code: sub-code, 0 when Service_Id is empty.
        public var serviceCode: UInt32 = 0

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .moRoute }
        /// The body as a message.
        public var message: Message { .moRoute(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.octets(&sourceGatewayID, width: 6, "Source_Id")
            try f.octets(&spCode, width: 21, "SP_Code")
            try f.octets(&serviceID, width: 10, "Service_Id")
            try f.uint(&serviceCode, "Service_Code")
        }
    }

    /// CMPP_MO_ROUTE_RESP (section 3.16).
    public struct MORouteResponse: Body {
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
        /// SP_Code, 3.0 only: the service code.
        public var spCode = OctetString()
        /// SP_AcessType, 3.0 only: primary access point or mirror.
        public var accessType = AccessType(rawValue: 0)
        /// Start_code: the first sub-code, 0 if none.
        public var startCode: UInt32 = 0
        /// End_code: the last sub-code, 0 if none.
        public var endCode: UInt32 = 0
        /// Result: one octet in both versions; its meaning depends on the version.
        public var result = RouteResult(rawValue: 0)
        /// Time_stamp, 3.0 only: yyyymmddhhmmss.
        public var timeStamp = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command_Id of this body.
        public static var commandID: CommandID { .moRoute.response }
        /// The body as a message.
        public var message: Message { .moRouteResponse(self) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.uint(&routeID, "Route_Id")
            try f.octets(&destinationGatewayID, width: 6, "Destination_Id")
            try f.octets(&gatewayIP, width: 15, "Gateway_IP")
            try f.uint(&gatewayPort, "Gateway_port")
            try f.octets(&spID, width: dialect.isV3 ? 6 : 21, "SP_Id")
            if dialect.isV3 {
                try f.octets(&spCode, width: 21, "SP_Code")
                try f.code(&accessType, "SP_AcessType")
            }
            try f.uint(&startCode, "Start_code")
            try f.uint(&endCode, "End_code")
            try f.code(&result, "Result")
            if dialect.isV3 { try f.octets(&timeStamp, width: 14, "Time_stamp") }
        }
    }
}
