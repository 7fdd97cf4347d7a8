import CarrierWire

extension CMPP {
    /// What a code means, in words.
    public typealias Meaning = CodeMeaning
}

extension CodeMeaning {
    fileprivate static let other = CodeMeaning("other error", "其他错误")
}

extension CMPP.ConnectStatus {
    /// What the status means (section 6.1); 5 and above are other errors.
    public var meaning: CMPP.Meaning {
        switch rawValue {
        case 0: CMPP.Meaning("correct", "正确")
        case 1: CMPP.Meaning("message structure error", "消息结构错")
        case 2: CMPP.Meaning("illegal source address", "非法源地址")
        case 3: CMPP.Meaning("authentication error", "认证错")
        case 4: CMPP.Meaning("version too high", "版本太高")
        case 5: CMPP.Meaning("other error; by practice too many connections", "其他错误(通常为连接过多)")
        default: .other
        }
    }
}

extension CMPP.Result {
    /// The response that a result stands in; from 9 on its meaning depends on it.
    public enum Response: Hashable, Sendable, CaseIterable {
        /// SUBMIT_RESP.
        case submit
        /// DELIVER_RESP.
        case deliver
        /// FWD_RESP.
        case forward
    }

    /// What the result means in a response of a version (sections 6.2, 6.3, 6.5); what is not listed is another error.
    public func meaning(in response: Response, _ version: CMPP.Version) -> CMPP.Meaning {
        if let common = CMPP.Result.common[rawValue] { return common }
        switch response {
        case .submit:
            guard let since21 = CMPP.Result.submitSince21[rawValue] else { return .other }
            // Gateways of 2.1 call themselves 2.0.
            return version.isV3
                ? since21
                : CodeMeaning(
                    "other error; since 2.1 \(since21.english)", "其他错误;2.1 起为\(since21.chinese)")
        case .deliver: return .other
        case .forward:
            return rawValue == 9
                ? CMPP.Meaning("forwarding judged wrong", "前转判断错(此 SP 不应发往本 ISMG)") : .other
        }
    }

    /// The results that every version and response shares.
    static let common: [UInt32: CMPP.Meaning] = [
        0: CMPP.Meaning("correct", "正确"),
        1: CMPP.Meaning("message structure error", "消息结构错"),
        2: CMPP.Meaning("command word error", "命令字错"),
        3: CMPP.Meaning("duplicate sequence number", "消息序号重复"),
        4: CMPP.Meaning("message length error", "消息长度错"),
        5: CMPP.Meaning("tariff code error", "资费代码错"),
        6: CMPP.Meaning("longer than the maximum message", "超过最大信息长"),
        7: CMPP.Meaning("business code error", "业务代码错"),
        8: CMPP.Meaning("flow control", "流量控制错"),
    ]

    /// The results of a submit that 2.1 added.
    static let submitSince21: [UInt32: CMPP.Meaning] = [
        9: CMPP.Meaning("this gateway does not serve this charged number", "本网关不负责服务此计费号码"),
        10: CMPP.Meaning("Src_Id error", "Src_Id 错误"),
        11: CMPP.Meaning("Msg_src error", "Msg_src 错误"),
        12: CMPP.Meaning("Fee_terminal_Id error", "Fee_terminal_Id 错误"),
        13: CMPP.Meaning("Dest_terminal_Id error", "Dest_terminal_Id 错误"),
    ]
}

extension CMPP.CancelOutcome {
    /// What the outcome means (section 6.4); nil for any number but 0 and 1.
    public var meaning: CMPP.Meaning? {
        switch rawValue {
        case 0: CMPP.Meaning("deleted", "成功")
        case 1: CMPP.Meaning("not deleted", "失败")
        default: nil
        }
    }
}

extension CMPP.RouteResult {
    /// The response that a result of 2.0 stands in; 3.0 has one list for all.
    public enum Response: Hashable, Sendable, CaseIterable {
        /// To a query for a route or for the next route of a list.
        case query
        /// To a gateway's update.
        case update
        /// To an update that the name server pushes.
        case push
    }

    /// What the result means in a response of a version (section 6.6); nil where the version does not define it.
    public func meaning(in response: Response, _ version: CMPP.Version) -> CMPP.Meaning? {
        if version.isV3 { return CMPP.RouteResult.in30[rawValue] }
        switch (response, rawValue) {
        case (.query, 0): return CMPP.Meaning("normal", "正常")
        case (.query, 1): return CMPP.Meaning("no matching route", "没有匹配路由")
        case (.query, 2): return CMPP.Meaning("this is the last route", "此路由为最后一条路由")
        case (.update, 0): return CMPP.Meaning("data valid, waiting for review", "数据合法,等待核实")
        case (.update, 1): return CMPP.Meaning("data invalid", "数据不合法")
        case (.push, 0): return CMPP.Meaning("changed", "更新成功")
        case (.push, 1): return CMPP.Meaning("not changed", "更新失败")
        default: return nil
        }
    }

    /// The route results of 3.0.
    static let in30: [UInt8: CMPP.Meaning] = [
        0: CMPP.Meaning("in order", "正常"),
        1: CMPP.Meaning("no matching route", "没有匹配路由"),
        2: CMPP.Meaning("source gateway code wrong", "源网关代码错"),
        3: CMPP.Meaning("route type wrong", "路由类型错"),
        4: CMPP.Meaning("this node does not take updates", "本节点不支持更新"),
        5: CMPP.Meaning("update failed", "路由信息更新失败"),
        6: CMPP.Meaning("the pushed time stamp is older than the local one", "汇接网关路由信息时间戳比本地路由信息时间戳旧"),
        9: CMPP.Meaning("busy", "系统繁忙"),
        10: CMPP.Meaning("Update_type error", "Update_type 错误"),
        11: CMPP.Meaning("Route_Id error", "路由编号错误"),
        12: CMPP.Meaning("destination gateway error", "目的网关代码错误"),
        13: CMPP.Meaning("gateway IP error", "目的网关 IP 错误"),
        14: CMPP.Meaning("gateway port error", "目的网关 Port 错误"),
        15: CMPP.Meaning("start number error", "路由起始号码段错误"),
        16: CMPP.Meaning("end number error", "路由截止号码段错误"),
        17: CMPP.Meaning("area code error", "手机所属省代码错误"),
        18: CMPP.Meaning("user type error", "用户类型错误"),
        19: CMPP.Meaning("SP_Id error", "SP_Id 错误"),
        20: CMPP.Meaning("SP_Code error", "SP_Code 错误"),
        21: CMPP.Meaning("SP_AccessType error", "SP_AccessType 错误"),
        22: CMPP.Meaning("Service_Id error", "Service_Id 错误"),
        23: CMPP.Meaning("Start_code error", "Start_code 错误"),
        24: CMPP.Meaning("End_code error", "End_code 错误"),
    ]
}

extension CMPP.StatusReport {
    /// Stat as a word of the table that all protocols share (section 6.7).
    public var word: StatusWord { StatusWord(status) }

    /// True when the message reached the phone.
    public var isDelivered: Bool { word.isDelivered }

    /// False for a state that is not the last: accepted on the receiver's behalf.
    public var isFinal: Bool { word.isFinal }

    /// What Stat means (section 6.7), its reason left out; nil for a word that nobody knows.
    public var meaning: CMPP.Meaning? { word.meaning }

    /// Meaning and reason in one; ID:0001 to ID:0013 repeat the results of a submit.
    public var words: CMPP.Meaning { CMPP.words(for: word) }
}

extension CMPP {
    /// What a status word means, its reason included; ID:0001 to ID:0013 repeat the results of a submit.
    public static func words(for word: StatusWord) -> Meaning {
        guard word.family == "ID", let code = word.reason.flatMap({ UInt32($0) }), (1...13).contains(code),
            let meaning = word.meaning
        else { return word.words }
        return meaning.because(of: Result(rawValue: code).meaning(in: .submit, .v3_0))
    }
}
