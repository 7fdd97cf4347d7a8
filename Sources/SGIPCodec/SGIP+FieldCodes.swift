import CarrierWire

extension SGIP {
    /// LoginType of Bind (section 3.1).
    public struct LoginType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// SP to SMG.
        public static let providerToGateway = Self(rawValue: 1)
        /// SMG to SP: the reverse connection.
        public static let gatewayToProvider = Self(rawValue: 2)
        /// SMG to SMG, for forwarding.
        public static let gatewayToGateway = Self(rawValue: 3)
        /// SMG to GNS: asks for routes and maintains them.
        public static let gatewayToNameServer = Self(rawValue: 4)
        /// GNS to SMG: pushes routes.
        public static let nameServerToGateway = Self(rawValue: 5)
        /// Main GNS and standby GNS.
        public static let nameServers = Self(rawValue: 6)
        /// A connection for Trace.
        public static let test = Self(rawValue: 11)
    }

    /// FeeType of Submit (section 9.6).
    public struct FeeType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// No information fee for the charged number; the record only reduces the SP's channel fee.
        public static let none = Self(rawValue: 0)
        /// Free for the charged number.
        public static let free = Self(rawValue: 1)
        /// By message.
        public static let perMessage = Self(rawValue: 2)
        /// Monthly.
        public static let monthly = Self(rawValue: 3)
        /// Collected by the SP itself.
        public static let collectedByProvider = Self(rawValue: 4)
    }

    /// AgentFlag of Submit (代收费标志).
    public struct AgentFlag: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Receivable (应收).
        public static let receivable = Self(rawValue: 0)
        /// Received (实收).
        public static let received = Self(rawValue: 1)
    }

    /// MorelatetoMTFlag of Submit: what caused the message.
    public struct Cause: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The first message that a subscriber's request caused.
        public static let firstReply = Self(rawValue: 0)
        /// A later one.
        public static let laterReply = Self(rawValue: 1)
        /// No subscriber's request.
        public static let unsolicited = Self(rawValue: 2)
        /// Feedback of the system; 1.3 forbids it to SPs.
        public static let system = Self(rawValue: 3)
    }

    /// ReportFlag of Submit (section 9.7). Zero does not mean "no report".
    public struct ReportFlag: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A report only if the message finally fails; the default.
        public static let onFailure = Self(rawValue: 0)
        /// A report in any case.
        public static let always = Self(rawValue: 1)
        /// No report.
        public static let none = Self(rawValue: 2)
        /// Carries monthly fee data; nothing is sent to the phone, a report is required.
        public static let monthlyFee = Self(rawValue: 3)
    }

    /// MessageCoding (section 9.1): the coding of the content.
    public struct DataCoding: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// ASCII, one octet a character.
        public static let ascii = Self(rawValue: 0)
        /// SIM card write (写卡操作).
        public static let simWrite = Self(rawValue: 3)
        /// Binary.
        public static let binary = Self(rawValue: 4)
        /// UCS-2, big-endian.
        public static let ucs2 = Self(rawValue: 8)
        /// GBK, read as GB18030.
        public static let gb = Self(rawValue: 15)
    }

    /// ReportType of Report (section 3.6).
    public struct ReportType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// About a Submit.
        public static let submit = Self(rawValue: 0)
        /// About a Deliver that was forwarded from SMG to SMG.
        public static let forwardedDeliver = Self(rawValue: 1)
    }

    /// State of Report (section 5).
    public struct State: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Delivered (发送成功).
        public static let delivered = Self(rawValue: 0)
        /// Waiting (等待发送): another report may follow.
        public static let waiting = Self(rawValue: 1)
        /// Failed (发送失败): ErrorCode says why.
        public static let failed = Self(rawValue: 2)
    }

    /// UserCondition of UserRpt (section 3.7).
    public struct UserCondition: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Deregistered (注销).
        public static let deregistered = Self(rawValue: 0)
        /// Suspended for arrears (欠费停机).
        public static let suspended = Self(rawValue: 1)
        /// Normal again (恢复正常).
        public static let restored = Self(rawValue: 2)
    }

    /// Status of CheckUser_Resp (section 3.10).
    public struct UserStatus: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Deregistered.
        public static let deregistered = Self(rawValue: 0)
        /// Suspended.
        public static let suspended = Self(rawValue: 1)
        /// Normal.
        public static let normal = Self(rawValue: 2)
    }

    /// QueryType of QueryRoute (section 3.20).
    public struct QueryType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The whole table.
        public static let all = Self(rawValue: 0)
        /// By SP number.
        public static let provider = Self(rawValue: 1)
        /// By segment of numbers.
        public static let segment = Self(rawValue: 2)
        /// By SP number and service.
        public static let service = Self(rawValue: 3)
        /// Everything of one SMG.
        public static let gateway = Self(rawValue: 4)
    }

    /// Type of an entry in QueryRoute_Resp (section 3.20): what Number is.
    public struct RouteType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// An SP number.
        public static let provider = Self(rawValue: 1)
        /// A segment of numbers.
        public static let segment = Self(rawValue: 2)
    }
}
