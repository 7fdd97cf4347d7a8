import CarrierWire

extension SMGP {
    /// ClientVersion and ServerVersion (section 0): high nibble major, low nibble minor.
    public struct VersionNumber: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// 1.3.
        public static let v1_3 = Self(rawValue: 0x13)
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// 2.0.
        public static let v2_0 = Self(rawValue: 0x20)
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// 3.0, which every peer sends that speaks any 3.
        public static let v3_0 = Self(rawValue: 0x30)
        // swift-format-ignore: AlwaysUseLowerCamelCase
        /// 3.1 by the rule; no peer is known to send it.
        public static let v3_1 = Self(rawValue: 0x31)
    }

    /// LoginMode (section 3.1): what a connection is for.
    public struct LoginMode: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The client only submits.
        public static let send = Self(rawValue: 0)
        /// The client only gets Deliver.
        public static let receive = Self(rawValue: 1)
        /// Both.
        public static let transmit = Self(rawValue: 2)
    }

    /// MsgType (section 10.3).
    public struct MessageType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// From a phone to an SP.
        public static let mobileOriginated = Self(rawValue: 0)
        /// From an SP to a phone, or point to point sent from the web.
        public static let mobileTerminated = Self(rawValue: 6)
        /// From phone to phone.
        public static let pointToPoint = Self(rawValue: 7)
    }

    /// ReportFlag of Forward (section 3.8), whose numbers are not those of NeedReport.
    public struct ReportFlag: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// The message is a report.
        public static let report = Self(rawValue: 0)
        /// A report is wanted.
        public static let wanted = Self(rawValue: 1)
        /// No report is wanted.
        public static let notWanted = Self(rawValue: 2)
    }

    /// Priority (section 3.4): 0 to 3 in 3.0, 0 to 9 before.
    public struct Priority: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Low.
        public static let low = Self(rawValue: 0)
        /// Normal.
        public static let normal = Self(rawValue: 1)
        /// Higher.
        public static let higher = Self(rawValue: 2)
        /// High.
        public static let high = Self(rawValue: 3)
    }

    /// MsgFormat (section 10.1): the coding of the content.
    public struct DataCoding: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// ASCII, one octet a character.
        public static let ascii = Self(rawValue: 0)
        /// Writes to the card (短消息写卡操作).
        public static let cardWrite = Self(rawValue: 3)
        /// Binary.
        public static let binary = Self(rawValue: 4)
        /// UCS-2, big-endian.
        public static let ucs2 = Self(rawValue: 8)
        /// GB18030.
        public static let gb = Self(rawValue: 15)
        /// A (U)SIM or UIM message, passed straight to the card.
        public static let cardMessage = Self(rawValue: 246)
    }

    /// QueryType (section 3.10).
    public struct QueryType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Totals.
        public static let total = Self(rawValue: 0)
        /// By service code.
        public static let byService = Self(rawValue: 1)
    }

    /// ChargeUserType (section 4): who pays.
    public struct ChargeUserType: WireCode {
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
        /// The number in ChargeTermID or ChargeTermPseudo.
        public static let chargeTerminal = Self(rawValue: 3)
    }

    /// Whether a number is real or a pseudonym (section 4).
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

    /// SubmitMsgType (section 10.6).
    public struct SubmitMessageType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// An ordinary message.
        public static let normal = Self(rawValue: 0)
        /// Notice of an order made on the web.
        public static let orderFromWeb = Self(rawValue: 1)
        /// Notice of a cancellation made on the web.
        public static let cancelFromWeb = Self(rawValue: 2)
        /// Notice of an order made on the phone.
        public static let orderFromHandset = Self(rawValue: 3)
        /// Notice of a cancellation made on the phone.
        public static let cancelFromHandset = Self(rawValue: 4)
        /// Notice of a monthly charge.
        public static let monthlyCharge = Self(rawValue: 5)
        /// In Deliver, by practice: an order or cancellation handed to the SP.
        public static let orderRequest = Self(rawValue: 13)
        /// By practice: the answer to such a request.
        public static let orderAnswer = Self(rawValue: 15)
    }

    /// SPAccessType (section 3.11).
    public struct AccessType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Main access for the whole network.
        public static let primary = Self(rawValue: 0)
        /// Mirror access.
        public static let mirror = Self(rawValue: 1)
    }

    /// SPType (section 3.11).
    public struct ProviderType: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Local.
        public static let local = Self(rawValue: 0)
        /// National.
        public static let national = Self(rawValue: 1)
    }

    /// UpdateType of the route operations (section 3.11).
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
