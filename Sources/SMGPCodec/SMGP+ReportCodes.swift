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

        /// The state as a word of the table that all protocols share.
        public var word: StatusWord { StatusWord(text) }

        /// True for the seven states of section 7.3.
        public var isSpecified: Bool {
            word.family == nil && word.isSpecified
        }

        /// What the state means; nil for a word that nobody knows.
        ///
        /// ACCEPTD has another meaning here than elsewhere: the end user has accepted the message.
        public var meaning: CodeMeaning? {
            self == .accepted ? CodeMeaning("accepted by the end user", "短消息已被最终用户接收") : word.meaning
        }
    }

    /// The error code in a status report (section 7.4): three characters. Any text is a value.
    public struct ReportErrorCode: Hashable, Sendable {
        /// The characters as the report has them.
        public var text: OctetString

        /// Any text.
        public init(_ text: OctetString) { self.text = text }

        /// No error.
        public static let success = Self("000")

        /// The table of section 7.4.
        static let meanings: [OctetString: CodeMeaning] = [
            "000": CodeMeaning("success", "成功"), "001": CodeMeaning("user cannot be reached", "用户不能通信"),
            "002": CodeMeaning("user busy", "用户忙"), "003": CodeMeaning("terminal lacks the part", "终端无此部件号"),
            "004": CodeMeaning("illegal user", "非法用户"),
            "005": CodeMeaning("user on the black list", "用户在黑名单内"),
            "006": CodeMeaning("system error", "系统错误"), "007": CodeMeaning("user's memory full", "用户内存满"),
            "008": CodeMeaning("not a message-capable terminal", "非信息终端"),
            "009": CodeMeaning("data error", "数据错误"), "010": CodeMeaning("data lost", "数据丢失"),
            "999": CodeMeaning("unknown", "未知错误"),
        ]

        /// What the code means; nil for a code that is not in the table.
        public var meaning: CodeMeaning? { ReportErrorCode.meanings[text] }
    }
}
