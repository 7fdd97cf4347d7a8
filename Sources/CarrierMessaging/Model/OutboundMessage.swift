import SMSText

/// A message to one or more subscribers, in no protocol's words.
public struct OutboundMessage: Hashable, Sendable {
    /// What is sent.
    public enum Content: Hashable, Sendable {
        /// Text in the wished coding; long text becomes several segments.
        case text(String, coding: TextCoding)
        /// Octets with the coding octet to put on the wire (4 is plain binary).
        case binary([UInt8], coding: UInt8)
        /// Segments that are cut already; they are sent as they are, headers included.
        case segments(SegmentedMessage)
    }

    /// Whether delivery is reported.
    public enum ReportRequest: Hashable, Sendable {
        case none
        /// A report for every segment and recipient.
        case requested
    }

    /// The sender's number as the carrier assigned it (接入号).
    public var source: String
    /// The provider's own digits behind the source (扩展号).
    public var extensionCode = ""
    /// The recipients' numbers, in order.
    public var destinations: [String]
    /// What is sent.
    public var content: Content
    /// Whether delivery is reported.
    public var report = ReportRequest.requested
    /// When the carrier stops trying; nil for its own default.
    public var expiry: DeliveryTime?
    /// When the carrier starts trying; nil for now.
    public var schedule: DeliveryTime?
    /// The message class 0–3 of GSM 03.38: 0 shows at once (闪信); nil for none.
    public var messageClass: UInt8?
    /// The service's code (业务代码).
    public var serviceID = ""
    /// The provider's code (企业代码); nil for the account's own.
    public var providerID: String?
    /// Who pays.
    public var billing = Billing.free
    /// The priority, in the protocol's numbers.
    public var priority: UInt8 = 0
    /// The protocol identifier of GSM 03.40 9.2.3.9; 0x7F is SIM data download.
    public var protocolID: UInt8 = 0
    /// The on-demand transaction (点播) this message answers, copied from the incoming message; empty for none.
    public var linkID = ""
    /// Further elements of the user data header, ports for instance; written to every segment.
    public var headerElements: [InformationElement] = []
    /// True when the recipients' numbers are pseudonyms (伪码).
    public var destinationsArePseudonyms = false
    /// UTF-16 units that the gateway puts in front of the text, a signature (签名) for instance.
    public var reservedPrefixUnits = 0
    /// UTF-16 units that the gateway appends to the text.
    public var reservedSuffixUnits = 0
    /// A 16-bit instead of an 8-bit reference in long messages: one character less per segment, and not every gateway
    /// takes it.
    public var usesWideReference = false
    /// The reference of a long message; nil to have one allocated.
    public var reference: ConcatenationReference?

    /// Text to `destinations`.
    public init(
        from source: String, to destinations: [String], text: String, coding: TextCoding = .automatic,
        report: ReportRequest = .requested
    ) {
        self.source = source
        self.destinations = destinations
        content = .text(text, coding: coding)
        self.report = report
    }

    /// Octets to `destinations`.
    public init(
        from source: String, to destinations: [String], binary octets: [UInt8], coding: UInt8 = 4,
        report: ReportRequest = .requested
    ) {
        self.source = source
        self.destinations = destinations
        content = .binary(octets, coding: coding)
        self.report = report
    }
}
