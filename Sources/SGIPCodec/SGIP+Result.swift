import CarrierWire

extension SGIP {
    /// Result of responses and ErrorCode of Report: one table for both, since gateways mix them (section 6).
    ///
    /// Any number is a value. Codes of vendors and platforms (section 6.3) have no words here: lists disagree.
    public struct Result: WireCode {
        /// The number on the wire, unsigned.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// No error (无错误).
        public static let ok = Self(rawValue: 0)
        /// Illegal login (非法登录).
        public static let illegalLogin = Self(rawValue: 1)
        /// Repeated login (重复登录).
        public static let repeatedLogin = Self(rawValue: 2)
        /// Too many connections (连接过多).
        public static let tooManyConnections = Self(rawValue: 3)
        /// Wrong login type (登录类型错).
        public static let loginType = Self(rawValue: 4)
        /// Parameter format error (参数格式错).
        public static let parameter = Self(rawValue: 5)
        /// Illegal mobile number (非法手机号码).
        public static let mobileNumber = Self(rawValue: 6)
        /// Message ID error (消息 ID 错).
        public static let messageID = Self(rawValue: 7)
        /// Message length error (信息长度错).
        public static let length = Self(rawValue: 8)
        /// Illegal sequence number (非法序列号).
        public static let sequence = Self(rawValue: 9)
        /// Illegal operation on GNS (非法操作 GNS).
        public static let nameServerOperation = Self(rawValue: 10)
        /// Node busy (节点忙).
        public static let busy = Self(rawValue: 11)
        /// 1.3: UserCount is not 1.
        public static let userCount = Self(rawValue: 19)
        /// Destination unreachable (目的地址不可达).
        public static let unreachable = Self(rawValue: 21)
        /// Route error (路由错).
        public static let wrongRoute = Self(rawValue: 22)
        /// Route does not exist (路由不存在).
        public static let noRoute = Self(rawValue: 23)
        /// Charge number invalid (计费号码无效).
        public static let chargeNumber = Self(rawValue: 24)
        /// User cannot communicate (用户不能通信).
        public static let absent = Self(rawValue: 25)
        /// Handset memory full (手机内存不足).
        public static let memoryFull = Self(rawValue: 26)
        /// Handset does not support short messages (手机不支持短消息).
        public static let notSupported = Self(rawValue: 27)
        /// Handset error while receiving (手机接收短消息出现错误).
        public static let handset = Self(rawValue: 28)
        /// Unknown user (不知道的用户).
        public static let unknownUser = Self(rawValue: 29)
        /// Function not provided (不提供此功能).
        public static let functionMissing = Self(rawValue: 30)
        /// Illegal device (非法设备).
        public static let illegalDevice = Self(rawValue: 31)
        /// 1.2: system failure; 1.3: bad packet (系统失败).
        public static let systemFailure = Self(rawValue: 32)
        /// 1.2: SMSC queue full; 1.3: above the rate (短信中心队列满).
        public static let queueFull = Self(rawValue: 33)
    }
}
