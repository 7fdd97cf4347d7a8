import CarrierWire

extension SGIP {
    /// Report (section 3.6): what became of a message at one receiver.
    public struct Report: Request {
        /// SubmitSequenceNumber: the Sequence Number of the Submit; not that of the Report's own header.
        public var submitSequence = SequenceNumber()
        /// ReportType: about a Submit, or about a forwarded Deliver.
        public var reportType = ReportType(rawValue: 0)
        /// UserNumber: the receiver, with 86.
        public var userNumber = OctetString()
        /// State: delivered, waiting or failed.
        public var state = State(rawValue: 0)
        /// ErrorCode: why, where the state is "failed"; otherwise 0.
        public var errorCode = Result(rawValue: 0)
        /// Reserve: NULs; some gateways put a status word here (section 11, Q11).
        public var reserve = OctetString()

        /// Every field zero or empty.
        public init() {}

        /// Command ID of this body.
        public static var commandID: CommandID { .report }
        /// The body as a message.
        public var message: Message { .report(self) }
        /// The response as a message.
        public static func message(_ response: Response<Self>) -> Message { .reportResponse(response) }

        /// The layout, in wire order.
        @inline(__always)
        public mutating func fields(_ f: inout some FieldCoder, in dialect: Version) throws(WireError) {
            try f.words(&submitSequence.words, "SubmitSequenceNumber")
            try f.code(&reportType, "ReportType")
            try f.octets(&userNumber, width: 21, "UserNumber")
            try f.code(&state, "State")
            try f.code(&errorCode, "ErrorCode")
            try f.tail(&reserve, width: 8, "Reserve")
        }
    }

    /// Report_Resp (section 3.2).
    public typealias ReportResponse = Response<Report>
}
