import CarrierWire

extension CMPP {
    /// Command_Id (section 2): a response is its request with bit 31 set. Any number is a value.
    public struct CommandID: WireCommand {
        /// The number on the wire.
        public var rawValue: UInt32

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt32) { self.rawValue = rawValue }
    }
}

extension CMPP.CommandID {
    /// CMPP_CONNECT: login.
    public static let connect = Self(rawValue: 0x01)
    /// CMPP_TERMINATE: closing.
    public static let terminate = Self(rawValue: 0x02)
    /// CMPP_SUBMIT: a message to phones.
    public static let submit = Self(rawValue: 0x04)
    /// CMPP_DELIVER: a message from a phone, or a status report.
    public static let deliver = Self(rawValue: 0x05)
    /// CMPP_QUERY: a day's statistics.
    public static let query = Self(rawValue: 0x06)
    /// CMPP_CANCEL: deletes a message.
    public static let cancel = Self(rawValue: 0x07)
    /// CMPP_ACTIVE_TEST: keep-alive.
    public static let activeTest = Self(rawValue: 0x08)
    /// CMPP_FWD: gateway to gateway.
    public static let forward = Self(rawValue: 0x09)
    /// CMPP_MT_ROUTE.
    public static let mtRoute = Self(rawValue: 0x10)
    /// CMPP_MO_ROUTE.
    public static let moRoute = Self(rawValue: 0x11)
    /// CMPP_GET_ROUTE in 2.0, CMPP_GET_MT_ROUTE in 3.0.
    public static let getMTRoute = Self(rawValue: 0x12)
    /// CMPP_MT_ROUTE_UPDATE.
    public static let mtRouteUpdate = Self(rawValue: 0x13)
    /// CMPP_MO_ROUTE_UPDATE.
    public static let moRouteUpdate = Self(rawValue: 0x14)
    /// CMPP_PUSH_MT_ROUTE_UPDATE.
    public static let pushMTRouteUpdate = Self(rawValue: 0x15)
    /// CMPP_PUSH_MO_ROUTE_UPDATE.
    public static let pushMORouteUpdate = Self(rawValue: 0x16)
    /// CMPP_GET_MO_ROUTE, 3.0 only.
    public static let getMORoute = Self(rawValue: 0x17)

    /// Every request that a version defines, in the order of section 2.
    public static func requests(in version: CMPP.Version) -> [CMPP.CommandID] {
        let both: [CMPP.CommandID] = [
            .connect, .terminate, .submit, .deliver, .query, .cancel, .activeTest, .forward, .mtRoute, .moRoute,
            .getMTRoute, .mtRouteUpdate, .moRouteUpdate, .pushMTRouteUpdate, .pushMORouteUpdate,
        ]
        return version.isV3 ? both + [.getMORoute] : both
    }

    /// The specification's name; nil for a command that the version does not define.
    public func name(in version: CMPP.Version) -> String? {
        let name: String
        switch request {
        case .connect: name = "CMPP_CONNECT"
        case .terminate: name = "CMPP_TERMINATE"
        case .submit: name = "CMPP_SUBMIT"
        case .deliver: name = "CMPP_DELIVER"
        case .query: name = "CMPP_QUERY"
        case .cancel: name = "CMPP_CANCEL"
        case .activeTest: name = "CMPP_ACTIVE_TEST"
        case .forward: name = "CMPP_FWD"
        case .mtRoute: name = "CMPP_MT_ROUTE"
        case .moRoute: name = "CMPP_MO_ROUTE"
        case .getMTRoute: name = version.isV3 ? "CMPP_GET_MT_ROUTE" : "CMPP_GET_ROUTE"
        case .mtRouteUpdate: name = "CMPP_MT_ROUTE_UPDATE"
        case .moRouteUpdate: name = "CMPP_MO_ROUTE_UPDATE"
        case .pushMTRouteUpdate: name = "CMPP_PUSH_MT_ROUTE_UPDATE"
        case .pushMORouteUpdate: name = "CMPP_PUSH_MO_ROUTE_UPDATE"
        case .getMORoute where version.isV3: name = "CMPP_GET_MO_ROUTE"
        default: return nil
        }
        return isResponse ? name + "_RESP" : name
    }
}

extension CMPP.CommandID: CustomStringConvertible {}
