import CarrierWire

extension SGIP.Result {
    /// What a code means, in words.
    public typealias Meaning = CodeMeaning

    /// What the code means in an edition; nil where the edition does not define it.
    public func meaning(in version: SGIP.Version) -> Meaning? {
        SGIP.Result.common[rawValue] ?? (version == .v1_2 ? SGIP.Result.in1_2 : SGIP.Result.in1_3)[rawValue]
    }

    /// What the code means in either edition, in words: both meanings where they differ (section 6.2).
    public var meaningInWords: String { words(\.english) ?? "code \(rawValue)" }

    /// The same in Chinese.
    public var chineseInWords: String { words(\.chinese) ?? "代码 \(rawValue)" }

    private func words(_ language: KeyPath<Meaning, String>) -> String? {
        let meanings = SGIP.Version.allCases.compactMap { version in meaning(in: version).map { (version, $0) } }
        guard let (version, meaning) = meanings.first else { return SGIP.Result.vendors[rawValue]?[keyPath: language] }
        if SGIP.Result.common[rawValue] != nil { return meaning[keyPath: language] }
        let labelled = meanings.map { "\($0.1[keyPath: language]) (\($0.0.title))" }
        return meanings.count > 1
            ? labelled.joined(separator: " or ") : "\(meaning[keyPath: language]) (\(version.title))"
    }

    /// True for the codes that mean "later": 11, 33, 34, and 88, the flow control of one vendor (sections 6.2, 6.3).
    public var isTemporary: Bool { [11, 33, 34, 88].contains(rawValue) }

    /// Codes of vendors (section 6.3), where one vendor's reading is the only one that is met.
    static let vendors: [UInt8: Meaning] = [88: Meaning("flow control (iDAP gateways)", "流量控制(iDAP 网关)")]

    /// The codes of both editions (section 6.1).
    static let common: [UInt8: Meaning] = [
        0: Meaning("no error", "无错误"),
        1: Meaning("illegal login", "非法登录"),
        2: Meaning("repeated login", "重复登录"),
        3: Meaning("too many connections", "连接过多"),
        4: Meaning("wrong login type", "登录类型错"),
        5: Meaning("parameter format error", "参数格式错"),
        6: Meaning("illegal mobile number", "非法手机号码"),
        7: Meaning("message ID error", "消息 ID 错"),
        8: Meaning("message length error", "信息长度错"),
        9: Meaning("illegal sequence number", "非法序列号"),
        10: Meaning("illegal operation on GNS", "非法操作 GNS"),
        11: Meaning("node busy", "节点忙"),
        21: Meaning("destination unreachable", "目的地址不可达"),
        22: Meaning("route error", "路由错"),
        23: Meaning("route does not exist", "路由不存在"),
        24: Meaning("charge number invalid", "计费号码无效"),
        25: Meaning("user cannot communicate", "用户不能通信"),
        26: Meaning("handset memory full", "手机内存不足"),
        27: Meaning("handset does not support short messages", "手机不支持短消息"),
        28: Meaning("handset error while receiving", "手机接收短消息出现错误"),
        29: Meaning("unknown user", "不知道的用户"),
        30: Meaning("function not provided", "不提供此功能"),
        31: Meaning("illegal device", "非法设备"),
    ]

    // swift-format-ignore: AlwaysUseLowerCamelCase
    static let in1_2: [UInt8: Meaning] = [
        32: Meaning("system failure", "系统失败"),
        33: Meaning("SMSC queue full", "短信中心队列满"),
    ]

    // swift-format-ignore: AlwaysUseLowerCamelCase
    static let in1_3: [UInt8: Meaning] = [
        13: Meaning("service code not assigned", "业务代码未分配"),
        14: Meaning("service fee wrong", "业务资费错误"),
        17: Meaning("LinkID mismatch", "LinkID 不匹配"),
        18: Meaning("user has not subscribed", "用户未订购业务"),
        19: Meaning("UserCount is not 1", "UserCount 不为 1"),
        32: Meaning("bad packet: a needed number, code or LinkID is empty", "错误数据包:必填字段为空"),
        33: Meaning("throttled: above the rate", "超过流量限制"),
        34: Meaning("logging in too often", "登录过于频繁"),
        38: Meaning("too many messages for one LinkID", "同一 LinkID 下发条数超限"),
        39: Meaning("third-party charging", "第三方计费"),
        40: Meaning("MorelatetoMTFlag 3 is not allowed", "MorelatetoMTFlag 不允许为 3"),
        43: Meaning("web order keyword unknown", "网站订购关键字未知"),
        44: Meaning("notification intercepted", "通知被拦截"),
        95: Meaning("monthly record not allowed now", "当前不允许包月话单"),
    ]
}

extension SGIP.State {
    /// What the state means (section 5); nil for a number that the text does not define.
    public var meaning: CodeMeaning? {
        switch self {
        case .delivered: CodeMeaning("delivered", "发送成功")
        case .waiting: CodeMeaning("waiting to be sent", "等待发送")
        case .failed: CodeMeaning("failed", "发送失败")
        default: nil
        }
    }
}
