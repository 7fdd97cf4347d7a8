import CarrierWire

extension SMGP {
    /// The final state in a status report (section 7.3): seven characters. Any text is a value.
    public struct ReportState: Hashable, Sendable {
        /// The characters as the report has them.
        public var text: OctetString

        /// Any text.
        public init(_ text: OctetString) { self.text = text }

        /// Delivered.
        public static let delivered = Self("DELIVRD")
        /// The validity is over.
        public static let expired = Self("EXPIRED")
        /// Deleted.
        public static let deleted = Self("DELETED")
        /// Cannot be delivered.
        public static let undelivered = Self("UNDELIV")
        /// Accepted by the end user.
        public static let accepted = Self("ACCEPTD")
        /// Unknown.
        public static let unknown = Self("UNKNOWN")
        /// Rejected.
        public static let rejected = Self("REJECTD")

        private static let meanings: [ReportState: (english: String, chinese: String)] = [
            .delivered: ("delivered", "短消息转发成功"), .expired: ("validity over", "短消息超过有效期"),
            .deleted: ("deleted", "短消息已被删除"), .undelivered: ("cannot be delivered", "短消息不可转发"),
            .accepted: ("accepted by the end user", "短消息已被最终用户接收"), .unknown: ("unknown state", "未知短消息状态"),
            .rejected: ("rejected", "短消息被拒绝"),
        ]

        /// The meaning in English; nil for a state that is not in the table.
        public var meaning: String? { ReportState.meanings[self]?.english }
        /// The meaning in Chinese; nil for a state that is not in the table.
        public var chineseMeaning: String? { ReportState.meanings[self]?.chinese }
    }

    /// The error code in a status report (section 7.4): three characters. Any text is a value.
    public struct ReportErrorCode: Hashable, Sendable {
        /// The characters as the report has them.
        public var text: OctetString

        /// Any text.
        public init(_ text: OctetString) { self.text = text }

        private static let meanings: [OctetString: (english: String, chinese: String)] = [
            "000": ("success", "成功"), "001": ("user cannot be reached", "用户不能通信"), "002": ("user busy", "用户忙"),
            "003": ("terminal lacks the part", "终端无此部件号"), "004": ("illegal user", "非法用户"),
            "005": ("user on the black list", "用户在黑名单内"), "006": ("system error", "系统错误"),
            "007": ("user's memory full", "用户内存满"), "008": ("not a message-capable terminal", "非信息终端"),
            "009": ("data error", "数据错误"), "010": ("data lost", "数据丢失"), "999": ("unknown", "未知错误"),
        ]

        /// The meaning in English; nil for a code that is not in the table.
        public var meaning: String? { ReportErrorCode.meanings[text]?.english }
        /// The meaning in Chinese; nil for a code that is not in the table.
        public var chineseMeaning: String? { ReportErrorCode.meanings[text]?.chinese }
    }
}
