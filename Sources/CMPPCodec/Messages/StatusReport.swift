import CarrierWire

extension CMPP {
    /// The status report inside DELIVER and FWD type 2 (section 3.9): 60 octets in 2.0, 71 in 3.0.
    public struct StatusReport: Record {
        /// Msg_Id that the SUBMIT_RESP gave.
        public var messageID = MessageID(rawValue: 0)
        /// Stat: the final state, raw.
        public var status = OctetString()
        /// Submit_time: YYMMDDHHMM; dummies and empty ones are met.
        public var submitTime = OctetString()
        /// Done_time: YYMMDDHHMM; dummies and empty ones are met.
        public var doneTime = OctetString()
        /// Dest_terminal_Id: the receiver of the SUBMIT.
        public var destinationTerminalID = OctetString()
        /// SMSC_sequence: a number out of the SMSC's own report, for tracing only.
        public var smscSequence: UInt32 = 0

        /// Every field zero or empty.
        public init() {}

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&messageID, "Msg_Id")
            try f.octets(&status, width: 7, "Stat")
            try f.octets(&submitTime, width: 10, "Submit_time")
            try f.octets(&doneTime, width: 10, "Done_time")
            try f.octets(&destinationTerminalID, width: dialect.terminalIDWidth, "Dest_terminal_Id")
            try f.uint(&smscSequence, "SMSC_sequence")
        }
    }

    /// The MO status report inside FWD type 3 (section 3.14): 60 octets in both versions.
    public struct MOStatusReport: Record {
        /// Msg_Id of the DELIVER to the SP.
        public var messageID = MessageID(rawValue: 0)
        /// Stat: DELIVRD, or why the SP did not take the message.
        public var status = OctetString()
        /// CMPP_DELIVER_time: YYMMDDHHMM.
        public var deliverTime = OctetString()
        /// CMPP_DELIVER_RESP_time: YYMMDDHHMM.
        public var responseTime = OctetString()
        /// Dest_Id: the SP's service code.
        public var destinationID = OctetString()
        /// Reserved: NULs.
        public var reserved = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.code(&messageID, "Msg_Id")
            try f.octets(&status, width: 7, "Stat")
            try f.octets(&deliverTime, width: 10, "CMPP_DELIVER_time")
            try f.octets(&responseTime, width: 10, "CMPP_DELIVER_RESP_time")
            try f.octets(&destinationID, width: 21, "Dest_Id")
            try f.octets(&reserved, width: 4, "Reserved")
        }
    }
}
