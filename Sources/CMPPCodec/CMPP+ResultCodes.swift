import CarrierWire

extension CMPP {
    /// Status of CONNECT_RESP (section 6.1).
    public struct ConnectStatus: WireCode {
        /// The number on the wire.
        public var rawValue: UInt32

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Correct.
        public static let ok = Self(rawValue: 0)
        /// Message structure error.
        public static let structure = Self(rawValue: 1)
        /// Illegal source address.
        public static let sourceAddress = Self(rawValue: 2)
        /// Authentication error.
        public static let authentication = Self(rawValue: 3)
        /// Version too high.
        public static let versionTooHigh = Self(rawValue: 4)
        /// Too many connections, by practice; "other" in the text.
        public static let tooManyConnections = Self(rawValue: 5)
    }

    /// Result of SUBMIT_RESP, DELIVER_RESP and FWD_RESP (sections 6.2, 6.3, 6.5).
    public struct Result: WireCode {
        /// The number on the wire.
        public var rawValue: UInt32

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Correct.
        public static let ok = Self(rawValue: 0)
        /// Message structure error.
        public static let structure = Self(rawValue: 1)
        /// Command word error.
        public static let command = Self(rawValue: 2)
        /// Duplicate sequence number.
        public static let duplicateSequence = Self(rawValue: 3)
        /// Message length error.
        public static let length = Self(rawValue: 4)
        /// Tariff code error.
        public static let tariff = Self(rawValue: 5)
        /// Longer than the longest message.
        public static let tooLong = Self(rawValue: 6)
        /// Business code error.
        public static let service = Self(rawValue: 7)
        /// Flow control: later and slower.
        public static let flowControl = Self(rawValue: 8)
        /// 2.0: other error; 3.0: this gateway does not serve the charged number; FWD: forwarding judged wrong.
        public static let notServed = Self(rawValue: 9)
        /// 3.0: Src_Id error.
        public static let sourceID = Self(rawValue: 10)
        /// 3.0: Msg_src error.
        public static let messageSource = Self(rawValue: 11)
        /// 3.0: Fee_terminal_Id error.
        public static let feeTerminalID = Self(rawValue: 12)
        /// 3.0: Dest_terminal_Id error.
        public static let destinationID = Self(rawValue: 13)
    }

    /// Success_Id of CANCEL_RESP (section 6.4).
    public struct CancelOutcome: WireCode {
        /// The number on the wire.
        public var rawValue: UInt32

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// The message is deleted.
        public static let deleted = Self(rawValue: 0)
        /// The message could not be deleted.
        public static let failed = Self(rawValue: 1)
    }

    /// Result of the GNS messages (section 6.6); 2.0 and 3.0 give the numbers different meanings.
    public struct RouteResult: WireCode {
        /// The number on the wire.
        public var rawValue: UInt8

        /// Wraps any number.
        @inlinable @inline(__always)
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// In order.
        public static let ok = Self(rawValue: 0)
        /// Query: no matching route; 2.0 update: data invalid.
        public static let noRoute = Self(rawValue: 1)
    }
}
