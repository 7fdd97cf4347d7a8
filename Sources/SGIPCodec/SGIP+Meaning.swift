import CarrierWire

extension SGIP.Result {
    /// What a code means, in words.
    public struct Meaning: Hashable, Sendable {
        /// In English.
        public var english: String
        /// In Chinese, after the specification.
        public var chinese: String
    }

    /// What the code means in an edition; nil where the edition does not define it.
    public func meaning(in version: SGIP.Version) -> Meaning? {
        SGIP.Result.common[rawValue] ?? (version == .v1_2 ? SGIP.Result.in1_2 : SGIP.Result.in1_3)[rawValue]
    }

    /// What the code means in either edition, in words: both meanings where they differ (section 6.2).
    public var meaningInWords: String {
        let meanings = SGIP.Version.allCases.compactMap { version in meaning(in: version).map { (version, $0) } }
        guard let (version, meaning) = meanings.first else { return "code \(rawValue)" }
        if SGIP.Result.common[rawValue] != nil { return meaning.english }
        guard meanings.count > 1 else { return "\(meaning.english) (\(version.title))" }
        return meanings.map { "\($0.1.english) (\($0.0.title))" }.joined(separator: " or ")
    }

    /// True for the codes that mean "later": 11, 33, 34, and 88, the flow control of one vendor (sections 6.2, 6.3).
    public var isTemporary: Bool { [11, 33, 34, 88].contains(rawValue) }

    private static let common: [UInt8: Meaning] = [
        0: Meaning(english: "no error", chinese: "无错误"),
        1: Meaning(english: "illegal login", chinese: "非法登录"),
        2: Meaning(english: "repeated login", chinese: "重复登录"),
        3: Meaning(english: "too many connections", chinese: "连接过多"),
        4: Meaning(english: "wrong login type", chinese: "登录类型错"),
        5: Meaning(english: "parameter format error", chinese: "参数格式错"),
        6: Meaning(english: "illegal mobile number", chinese: "非法手机号码"),
        7: Meaning(english: "message ID error", chinese: "消息 ID 错"),
        8: Meaning(english: "message length error", chinese: "信息长度错"),
        9: Meaning(english: "illegal sequence number", chinese: "非法序列号"),
        10: Meaning(english: "illegal operation on GNS", chinese: "非法操作 GNS"),
        11: Meaning(english: "node busy", chinese: "节点忙"),
        21: Meaning(english: "destination unreachable", chinese: "目的地址不可达"),
        22: Meaning(english: "route error", chinese: "路由错"),
        23: Meaning(english: "route does not exist", chinese: "路由不存在"),
        24: Meaning(english: "charge number invalid", chinese: "计费号码无效"),
        25: Meaning(english: "user cannot communicate", chinese: "用户不能通信"),
        26: Meaning(english: "handset memory full", chinese: "手机内存不足"),
        27: Meaning(english: "handset does not support short messages", chinese: "手机不支持短消息"),
        28: Meaning(english: "handset error while receiving", chinese: "手机接收短消息出现错误"),
        29: Meaning(english: "unknown user", chinese: "不知道的用户"),
        30: Meaning(english: "function not provided", chinese: "不提供此功能"),
        31: Meaning(english: "illegal device", chinese: "非法设备"),
    ]

    // swift-format-ignore: AlwaysUseLowerCamelCase
    private static let in1_2: [UInt8: Meaning] = [
        32: Meaning(english: "system failure", chinese: "系统失败"),
        33: Meaning(english: "SMSC queue full", chinese: "短信中心队列满"),
    ]

    // swift-format-ignore: AlwaysUseLowerCamelCase
    private static let in1_3: [UInt8: Meaning] = [
        13: Meaning(english: "service code not assigned", chinese: "业务代码未分配"),
        14: Meaning(english: "service fee wrong", chinese: "业务资费错误"),
        17: Meaning(english: "LinkID mismatch", chinese: "LinkID 不匹配"),
        18: Meaning(english: "user has not subscribed", chinese: "用户未订购业务"),
        19: Meaning(english: "UserCount is not 1", chinese: "UserCount 不为 1"),
        32: Meaning(english: "bad packet: a needed number, code or LinkID is empty", chinese: "错误数据包:必填字段为空"),
        33: Meaning(english: "throttled: above the rate", chinese: "超过流量限制"),
        34: Meaning(english: "logging in too often", chinese: "登录过于频繁"),
        38: Meaning(english: "too many messages for one LinkID", chinese: "同一 LinkID 下发条数超限"),
        39: Meaning(english: "third-party charging", chinese: "第三方计费"),
        40: Meaning(english: "MorelatetoMTFlag 3 is not allowed", chinese: "MorelatetoMTFlag 不允许为 3"),
        43: Meaning(english: "web order keyword unknown", chinese: "网站订购关键字未知"),
        44: Meaning(english: "notification intercepted", chinese: "通知被拦截"),
        95: Meaning(english: "monthly record not allowed now", chinese: "当前不允许包月话单"),
    ]
}
