/// What status words mean: the one table for all protocols.
public enum StatusWordTable {
    /// A row of the table.
    public struct Entry: Hashable, Sendable {
        /// What became of the message.
        public var state: StatusWord.State
        /// In words.
        public var meaning: CodeMeaning
        /// True where a specification lists it, false where it is met in the field.
        public var isSpecified: Bool

        init(_ state: StatusWord.State, _ english: String, _ chinese: String, isSpecified: Bool = true) {
            self.state = state
            self.isSpecified = isSpecified
            meaning = CodeMeaning(english, chinese)
        }
    }

    /// Whole words.
    public static let words: [String: Entry] = [
        "DELIVRD": Entry(.delivered, "delivered", "消息已送达"),
        "EXPIRED": Entry(.expired, "validity period over", "消息已过有效期"),
        "DELETED": Entry(.deleted, "deleted", "消息已被删除"),
        "UNDELIV": Entry(.undelivered, "undeliverable", "消息无法送达"),
        "ACCEPTD": Entry(.accepted, "accepted on the user's behalf", "消息已被代收"),
        "UNKNOWN": Entry(.unknown, "invalid state", "消息状态无效"),
        "REJECTD": Entry(.rejected, "rejected", "消息被拒绝"),
        "ENROUTE": Entry(.enroute, "on its way", "消息正在途中", isSpecified: false),
        "NOROUTE": Entry(.undelivered, "no route", "无路由", isSpecified: false),
        "DTBLACK": Entry(.undelivered, "number on a black list", "号码在黑名单内", isSpecified: false),
    ]

    /// Families: two letters in front of a reason.
    public static let families: [String: Entry] = [
        "MA": Entry(.undelivered, "SMSC did not answer", "短信中心未返回响应"),
        "MB": Entry(.undelivered, "SMSC answered with an error", "短信中心返回错误响应"),
        "MC": Entry(.undelivered, "no status report from the SMSC", "未收到短信中心的状态报告"),
        "CA": Entry(.undelivered, "SCP did not answer", "SCP 未返回响应"),
        "CB": Entry(.undelivered, "SCP answered with an error", "SCP 返回错误响应"),
        "DA": Entry(.undelivered, "DSMP did not answer", "DSMP 未返回响应"),
        "DB": Entry(.undelivered, "DSMP answered with an error", "DSMP 返回错误响应"),
        "SA": Entry(.undelivered, "SP did not answer", "SP 未返回响应"),
        "SB": Entry(.undelivered, "SP answered with an error", "SP 返回错误响应"),
        "IA": Entry(.undelivered, "next ISMG did not answer", "下一级 ISMG 未返回响应"),
        "IB": Entry(.undelivered, "next ISMG answered with an error", "下一级 ISMG 返回错误响应"),
        "IC": Entry(.undelivered, "no status report from the next ISMG", "未收到下一级 ISMG 的状态报告"),
        // The centre's final state with its reason appended.
        "MH": Entry(.undelivered, "another final state of the SMSC", "短信中心的其他最终状态", isSpecified: false),
        "MI": Entry(.expired, "validity period over", "消息已过有效期", isSpecified: false),
        "MJ": Entry(.deleted, "deleted", "消息已被删除", isSpecified: false),
        "MK": Entry(.undelivered, "undeliverable", "消息无法送达", isSpecified: false),
        "ML": Entry(.accepted, "accepted on the user's behalf", "消息已被代收", isSpecified: false),
        "MM": Entry(.unknown, "invalid state", "消息状态无效", isSpecified: false),
        "MN": Entry(.rejected, "rejected", "消息被拒绝", isSpecified: false),
        "ID": Entry(.rejected, "refused by a check of the gateway", "网关内部校验拒绝", isSpecified: false),
    ]

    /// Words that are written out, or cut to their field, in several ways.
    public static let beginnings: [(beginning: String, entry: Entry)] = [
        ("REJECT", Entry(.rejected, "rejected", "消息被拒绝", isSpecified: false)),
        ("EXPIRE", Entry(.expired, "validity period over", "消息已过有效期", isSpecified: false)),
        ("DELETE", Entry(.deleted, "deleted", "消息已被删除", isSpecified: false)),
        ("UNDELIV", Entry(.undelivered, "undeliverable", "消息无法送达", isSpecified: false)),
        ("ACCEPT", Entry(.accepted, "accepted on the user's behalf", "消息已被代收", isSpecified: false)),
    ]

    /// A word that is in none of the tables.
    public static let nobodyKnows = CodeMeaning("failed, reason unknown", "失败,原因不明")

    /// Reasons of the links themselves, the same in every family.
    public static let commonReasons: [Int: CodeMeaning] = [
        51: CodeMeaning("not connected", "尚未建立连接"), 52: CodeMeaning("not logged in", "尚未成功登录"),
        53: CodeMeaning("sending failed", "发送消息失败"), 54: CodeMeaning("no response in time", "超时未接收到响应"),
    ]

    /// Reasons of single families, where the tables that are about agree.
    public static let reasons: [String: [Int: CodeMeaning]] = [
        "MI": [
            13: CodeMeaning("switched off or suspended", "关机或停机"),
            17: CodeMeaning("handset memory full", "手机内存满"),
            24: CodeMeaning("switched off or suspended", "关机或停机"),
        ],
        "MK": [
            0: CodeMeaning("number does not exist", "空号"), 1: CodeMeaning("unknown subscriber", "空号"),
            4: CodeMeaning("no short message service", "未开通短信业务"),
            5: CodeMeaning("barred or out of service", "停机"), 12: CodeMeaning("number does not exist", "空号"),
            15: CodeMeaning("handset fault", "手机终端错误"), 17: CodeMeaning("handset memory full", "手机内存满"),
        ],
        "MN": [1: CodeMeaning("number does not exist", "空号")],
        "CB": [
            1: CodeMeaning("not a prepaid user", "非预付费用户"), 7: CodeMeaning("balance too low", "余额不足"),
            53: CodeMeaning("unknown user", "用户不存在"),
        ],
        "DB": [
            102: CodeMeaning("user suspended", "用户停机"), 103: CodeMeaning("user in arrears", "用户欠费"),
            140: CodeMeaning("not subscribed, or not on the white list", "未订购或不在白名单内"),
            141: CodeMeaning("on the black list", "在黑名单内"),
        ],
        "ID": [76: CodeMeaning("content check", "内容审核未通过")],
    ]
}
