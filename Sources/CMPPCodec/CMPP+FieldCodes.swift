import CarrierWire

extension CMPP {
    /// The Version field of CONNECT (section 4.3): high nibble major, low nibble minor.
    public struct VersionNumber: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// 2.0.
        public static let v2_0 = Self(rawValue: 0x20)
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// 2.1, which has the layouts of 2.0.
        public static let v2_1 = Self(rawValue: 0x21)
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// 3.0.
        public static let v3_0 = Self(rawValue: 0x30)
    }

    /// Registered_Delivery of SUBMIT and FWD (section 3.5).
    public struct RegisteredDelivery: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// No status report.
        public static let none = Self(rawValue: 0)
        /// A status report is wanted.
        public static let wanted = Self(rawValue: 1)
        /// 2.0 only: produces a billing record of the SMC, nothing reaches a phone.
        public static let billing = Self(rawValue: 2)
    }

    /// Fee_UserType (section 3.5): who pays.
    public struct FeeUserType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The receiver.
        public static let destination = Self(rawValue: 0)
        /// The sender.
        public static let source = Self(rawValue: 1)
        /// The SP.
        public static let provider = Self(rawValue: 2)
        /// The number in Fee_terminal_Id.
        public static let feeTerminal = Self(rawValue: 3)
    }

    /// Whether a number is real or a pseudonym (section 3.5).
    public struct TerminalType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A real number.
        public static let real = Self(rawValue: 0)
        /// A pseudonym (伪码).
        public static let pseudonym = Self(rawValue: 1)
    }

    /// Msg_Fmt (section 9.4): the coding of the content.
    public struct DataCoding: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// ASCII, one octet a character.
        public static let ascii = Self(rawValue: 0)
        /// SIM write (短信写卡).
        public static let simWrite = Self(rawValue: 3)
        /// Binary.
        public static let binary = Self(rawValue: 4)
        /// UCS-2, big-endian.
        public static let ucs2 = Self(rawValue: 8)
        /// GBK, read as GB18030.
        public static let gb = Self(rawValue: 15)
    }

    /// Query_Type (section 3.7).
    public struct QueryType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Totals.
        public static let total = Self(rawValue: 0)
        /// By service.
        public static let byService = Self(rawValue: 1)
    }

    /// Msg_Fwd_Type (section 3.13).
    public struct ForwardType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A message to a phone.
        public static let mt = Self(rawValue: 0)
        /// A message from a phone.
        public static let mo = Self(rawValue: 1)
        /// The status report of a message to a phone.
        public static let mtReport = Self(rawValue: 2)
        /// The status report of a message from a phone.
        public static let moReport = Self(rawValue: 3)
    }

    /// The brand of a subscriber (sections 3.13 and 3.16).
    public struct UserType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// GoTone (全球通).
        public static let goTone = Self(rawValue: 0)
        /// Shenzhouxing, prepaid (神州行).
        public static let shenzhouxing = Self(rawValue: 1)
        /// M-Zone (动感地带).
        public static let mZone = Self(rawValue: 2)
    }

    /// SP_AcessType (section 3.16), spelled so in the specification.
    public struct AccessType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Primary access point.
        public static let primary = Self(rawValue: 0)
        /// Mirror.
        public static let mirror = Self(rawValue: 1)
    }

    /// Update_type (section 3.16).
    public struct UpdateType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Add.
        public static let add = Self(rawValue: 0)
        /// Delete.
        public static let delete = Self(rawValue: 1)
        /// Update.
        public static let update = Self(rawValue: 2)
    }
}
