import CarrierWire

extension SMGP {
    /// Status of the answers (section 7.1): the specification's numbers, and those seen beyond them.
    public struct Status: WireCode {
        /// The number on the wire.
        public var rawValue: UInt32

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// True when the specification defines the number.
        public var isSpecified: Bool { Status.specified[rawValue] != nil }

        /// True when the specification or a platform that is met gives the number a meaning.
        public var isKnown: Bool { isSpecified || Status.unofficial[rawValue] != nil }

        /// What the number means: the specification's words, those of the platforms which use it, or its class.
        public var meaning: CodeMeaning {
            if let known = Status.specified[rawValue] ?? Status.unofficial[rawValue] { return known }
            return (128...255).contains(rawValue)
                ? CodeMeaning("vendor-defined status \(rawValue)", "厂商自定义状态 \(rawValue)")
                : CodeMeaning("reserved status \(rawValue)", "保留状态 \(rawValue)")
        }

        /// What becomes of a message that was answered with a status (section 7.1, retry classes).
        public enum Retry: Hashable, Sendable {
            /// Nothing to do again: the message was taken.
            case none
            /// Later and slower.
            case later
            /// By another route only.
            case otherRoute
            /// Not at all, unknown numbers included.
            case never
        }

        /// The class of the number.
        public var retry: Retry {
            switch self {
            case .ok: .none
            case .busy, .throttled, .overloaded, .overRate: .later
            case .routing, .noRoute: .otherRoute
            default: .never
            }
        }
    }
}

extension SMGP.Status {
    /// Success (成功).
    public static let ok = Self(rawValue: 0)
    /// System busy (系统忙).
    public static let busy = Self(rawValue: 1)
    /// Too many connections (超过最大连接数).
    public static let tooManyConnections = Self(rawValue: 2)
    /// Malformed message (消息结构错).
    public static let structure = Self(rawValue: 10)
    /// Wrong command (命令字错).
    public static let command = Self(rawValue: 11)
    /// Sequence number repeated (序列号重复).
    public static let duplicateSequence = Self(rawValue: 12)
    /// IP address not allowed (IP地址错).
    public static let address = Self(rawValue: 20)
    /// Authentication failed (认证错).
    public static let authentication = Self(rawValue: 21)
    /// Version too high (版本太高).
    public static let versionTooHigh = Self(rawValue: 22)
    /// Bad MsgType (非法消息类型).
    public static let messageType = Self(rawValue: 30)
    /// Bad Priority (非法优先级).
    public static let priority = Self(rawValue: 31)
    /// Bad FeeType (非法资费类型).
    public static let feeType = Self(rawValue: 32)
    /// Bad FeeCode (非法资费代码).
    public static let feeCode = Self(rawValue: 33)
    /// Bad MsgFormat (非法短消息格式).
    public static let dataCoding = Self(rawValue: 34)
    /// Bad time format (非法时间格式).
    public static let timeFormat = Self(rawValue: 35)
    /// Bad MsgLength (非法短消息长度).
    public static let length = Self(rawValue: 36)
    /// Validity already over (有效期已过).
    public static let expired = Self(rawValue: 37)
    /// Bad QueryType (非法查询类别).
    public static let queryType = Self(rawValue: 38)
    /// Routing error (路由错误).
    public static let routing = Self(rawValue: 39)
    /// Bad FixedFee (非法包月费或封顶费).
    public static let fixedFee = Self(rawValue: 40)
    /// Bad UpdateType (非法更新类型).
    public static let updateType = Self(rawValue: 41)
    /// Bad RouteID (非法路由编号).
    public static let routeID = Self(rawValue: 42)
    /// Bad ServiceID (非法服务代码).
    public static let serviceID = Self(rawValue: 43)
    /// Bad ValidTime (非法有效期).
    public static let validTime = Self(rawValue: 44)
    /// Bad AtTime (非法定时发送时间).
    public static let atTime = Self(rawValue: 45)
    /// Bad SrcTermID (非法发送用户号码).
    public static let sourceTerminalID = Self(rawValue: 46)
    /// Bad DestTermID (非法接收用户号码).
    public static let destinationTerminalID = Self(rawValue: 47)
    /// Bad ChargeTermID (非法计费用户号码).
    public static let chargeTerminalID = Self(rawValue: 48)
    /// Bad SPCode (非法SP服务代码).
    public static let providerCode = Self(rawValue: 49)
    /// Bad SrcGatewayID (非法源网关代码).
    public static let sourceGatewayID = Self(rawValue: 56)
    /// Bad QueryTermID (非法查询号码).
    public static let queryTerminalID = Self(rawValue: 57)
    /// No matching route (没有匹配路由).
    public static let noRoute = Self(rawValue: 58)
    /// Bad SPType (非法SP类型).
    public static let providerType = Self(rawValue: 59)
    /// Bad LastRouteID (非法上一条路由编号).
    public static let lastRouteID = Self(rawValue: 60)
    /// Bad RouteType (非法路由类型).
    public static let routeType = Self(rawValue: 61)
    /// Bad DestGatewayID (非法目标网关代码).
    public static let destinationGatewayID = Self(rawValue: 62)
    /// Bad DestGatewayIP (非法目标网关IP).
    public static let destinationGatewayIP = Self(rawValue: 63)
    /// Bad DestGatewayPort (非法目标网关端口).
    public static let destinationGatewayPort = Self(rawValue: 64)
    /// Bad TermRangeID (非法终端号码段).
    public static let terminalRange = Self(rawValue: 65)
    /// Bad ProvinceCode (非法省代码).
    public static let provinceCode = Self(rawValue: 66)
    /// Bad UserType (非法用户类型).
    public static let userType = Self(rawValue: 67)
    /// This node does not take route updates (本节点不支持路由更新).
    public static let noRouteUpdates = Self(rawValue: 68)
    /// Bad SPID (非法SP企业代码).
    public static let providerID = Self(rawValue: 69)
    /// Bad SPAccessType (非法SP接入类型).
    public static let accessType = Self(rawValue: 70)
    /// Route update failed (路由信息更新失败).
    public static let routeUpdateFailed = Self(rawValue: 71)
    /// Bad Time (非法时间戳).
    public static let time = Self(rawValue: 72)
    /// Bad MServiceID (非法业务代码).
    public static let mobileServiceID = Self(rawValue: 73)
    /// SP may not send at this hour (SP禁止下发时段).
    public static let hourNotAllowed = Self(rawValue: 74)
    /// SP over its daily limit (SP发送超过日流量).
    public static let dailyLimit = Self(rawValue: 75)
    /// SP account expired (SP帐号过有效期).
    public static let accountExpired = Self(rawValue: 76)
    /// Submitting too fast (提交过快), unofficial.
    public static let throttled = Self(rawValue: 103)
    /// Platform overloaded (平台繁忙), unofficial.
    public static let overloaded = Self(rawValue: 104)
    /// Over the set rate (超过设定流量), unofficial.
    public static let overRate = Self(rawValue: 134)

    /// Table of section 7.1, as 3.0.3 prints it.
    static let specified: [UInt32: CodeMeaning] = [
        0: CodeMeaning("success", "成功"),
        1: CodeMeaning("system busy", "系统忙"),
        2: CodeMeaning("too many connections", "超过最大连接数"),
        10: CodeMeaning("malformed message", "消息结构错"),
        11: CodeMeaning("wrong command", "命令字错"),
        12: CodeMeaning("sequence number repeated", "序列号重复"),
        20: CodeMeaning("IP address not allowed", "IP地址错"),
        21: CodeMeaning("authentication failed", "认证错"),
        22: CodeMeaning("version too high", "版本太高"),
        30: CodeMeaning("bad MsgType", "非法消息类型"),
        31: CodeMeaning("bad Priority", "非法优先级"),
        32: CodeMeaning("bad FeeType", "非法资费类型"),
        33: CodeMeaning("bad FeeCode", "非法资费代码"),
        34: CodeMeaning("bad MsgFormat", "非法短消息格式"),
        35: CodeMeaning("bad time format", "非法时间格式"),
        36: CodeMeaning("bad MsgLength", "非法短消息长度"),
        37: CodeMeaning("validity already over", "有效期已过"),
        38: CodeMeaning("bad QueryType", "非法查询类别"),
        39: CodeMeaning("routing error", "路由错误"),
        40: CodeMeaning("bad FixedFee", "非法包月费或封顶费"),
        41: CodeMeaning("bad UpdateType", "非法更新类型"),
        42: CodeMeaning("bad RouteID", "非法路由编号"),
        43: CodeMeaning("bad ServiceID", "非法服务代码"),
        44: CodeMeaning("bad ValidTime", "非法有效期"),
        45: CodeMeaning("bad AtTime", "非法定时发送时间"),
        46: CodeMeaning("bad SrcTermID", "非法发送用户号码"),
        47: CodeMeaning("bad DestTermID", "非法接收用户号码"),
        48: CodeMeaning("bad ChargeTermID", "非法计费用户号码"),
        49: CodeMeaning("bad SPCode", "非法SP服务代码"),
        56: CodeMeaning("bad SrcGatewayID", "非法源网关代码"),
        57: CodeMeaning("bad QueryTermID", "非法查询号码"),
        58: CodeMeaning("no matching route", "没有匹配路由"),
        59: CodeMeaning("bad SPType", "非法SP类型"),
        60: CodeMeaning("bad LastRouteID", "非法上一条路由编号"),
        61: CodeMeaning("bad RouteType", "非法路由类型"),
        62: CodeMeaning("bad DestGatewayID", "非法目标网关代码"),
        63: CodeMeaning("bad DestGatewayIP", "非法目标网关IP"),
        64: CodeMeaning("bad DestGatewayPort", "非法目标网关端口"),
        65: CodeMeaning("bad TermRangeID", "非法终端号码段"),
        66: CodeMeaning("bad ProvinceCode", "非法省代码"),
        67: CodeMeaning("bad UserType", "非法用户类型"),
        68: CodeMeaning("this node does not take route updates", "本节点不支持路由更新"),
        69: CodeMeaning("bad SPID", "非法SP企业代码"),
        70: CodeMeaning("bad SPAccessType", "非法SP接入类型"),
        71: CodeMeaning("route update failed", "路由信息更新失败"),
        72: CodeMeaning("bad Time", "非法时间戳"),
        73: CodeMeaning("bad MServiceID", "非法业务代码"),
        74: CodeMeaning("SP may not send at this hour", "SP禁止下发时段"),
        75: CodeMeaning("SP over its daily limit", "SP发送超过日流量"),
        76: CodeMeaning("SP account expired", "SP帐号过有效期"),
    ]

    /// Numbers of platforms and vendors, seen and not specified.
    static let unofficial: [UInt32: CodeMeaning] = [
        101: CodeMeaning("no such account", "帐号不存在"),
        102: CodeMeaning("wrong password", "密码错误"),
        103: CodeMeaning("submitting too fast", "提交过快"),
        104: CodeMeaning("platform overloaded", "平台繁忙"),
        105: CodeMeaning("bad source number", "源号码错误"),
        106: CodeMeaning("sensitive content", "内容含敏感词"),
        107: CodeMeaning("bad length", "内容长度错误"),
        108: CodeMeaning("too many receivers", "接收号码过多"),
        109: CodeMeaning("bad handset number", "手机号码错误"),
        110: CodeMeaning("bad IP address", "IP地址错误"),
        114: CodeMeaning("no right to send", "无发送权限"),
        115: CodeMeaning("no free messages left", "免费条数已用完"),
        116: CodeMeaning("blocked company", "企业被禁用"),
        117: CodeMeaning("submitting suspended", "提交被暂停"),
        119: CodeMeaning("virtual number over its rate", "虚拟号码超速"),
        128: CodeMeaning("bad LoginMode", "非法登录类型"),
        129: CodeMeaning("bad receiver count", "非法接收号码个数"),
        130: CodeMeaning("bad service type", "非法业务类型"),
        134: CodeMeaning("over the set rate", "超过设定流量"),
    ]
}
