/// A message to one or more subscribers, in no protocol's words.
public struct OutboundMessage: Hashable, Sendable {
    /// What is sent.
    public enum Content: Hashable, Sendable {
        /// Text in the wished coding; long text becomes several segments.
        case text(String, coding: CodingWish)
        /// Octets with the coding octet to put on the wire (4 is plain binary).
        case binary([UInt8], coding: UInt8)
    }

    /// How text is to be coded.
    public enum CodingWish: String, Hashable, Sendable, CaseIterable {
        /// ASCII when every character is safe and one segment suffices, otherwise UCS-2.
        case auto
        /// ASCII in as many segments as it takes when every character is safe, otherwise UCS-2.
        case preferASCII
        /// ASCII, or an error that names the first character which is none.
        case ascii
        /// UCS-2 (UTF-16, highest octet first).
        case ucs2
        /// GBK / GB18030 (coding 15).
        case gbk
    }

    /// Whether delivery is reported.
    public enum ReportRequest: Hashable, Sendable {
        case none
        /// A report for every segment and receiver.
        case requested
    }

    /// The sender's number as the carrier assigned it (接入号).
    public var source: String
    /// The provider's own digits behind the source (扩展号).
    public var extensionCode = ""
    /// The receivers' numbers, in order.
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
    /// True when the receivers' numbers are pseudonyms (伪码).
    public var destinationsArePseudonyms = false
    /// UTF-16 units that the gateway puts in front of the text, a signature (签名) for instance.
    public var reservedPrefixUnits = 0
    /// UTF-16 units that the gateway appends to the text.
    public var reservedSuffixUnits = 0
    /// A 16-bit instead of an 8-bit reference in long messages.
    public var usesWideReference = false
    /// The reference of a long message; nil to have one allocated.
    public var reference: UInt16?

    /// Text to `destinations`.
    public init(
        from source: String, to destinations: [String], text: String, coding: CodingWish = .auto,
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

/// One segment of an outbound message as it goes on the wire.
public struct OutboundSegment: Hashable, Sendable {
    /// This segment's number, from 1.
    public var number: Int
    /// Segments in all.
    public var count: Int
    /// The coding octet.
    public var coding: UInt8
    /// True when the content begins with a user data header.
    public var hasHeader: Bool
    /// The content, user data header included.
    public var content: [UInt8]

    public init(number: Int = 1, of count: Int = 1, coding: UInt8, hasHeader: Bool = false, content: [UInt8]) {
        self.number = number
        self.count = count
        self.coding = coding
        self.hasHeader = hasHeader
        self.content = content
    }
}
