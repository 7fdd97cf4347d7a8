import CarrierSession

/// A submitted segment as the gateway reads it.
public struct Submission: Hashable, Sendable {
    /// The sender's number, extension included.
    public var source: String
    /// The recipients' numbers, in order.
    public var destinations: [String]
    /// The coding octet.
    public var coding: UInt8
    /// True when the content begins with a user data header.
    public var hasHeader: Bool
    /// The content, user data header included.
    public var content: [UInt8]
    /// True when delivery is to be reported.
    public var wantsReport: Bool
    /// This segment's number as the fields beside the content claim, from 1; the user data header decides.
    public var segmentNumber: Int
    /// Segments in all, as the fields beside the content claim.
    public var segmentCount: Int
    /// The service's code (业务代码).
    public var serviceID: String
    /// The provider's code (企业代码).
    public var providerID: String
    /// The on-demand transaction (点播); empty for none.
    public var linkID: String
    /// Who pays; nil where the octet on the wire is none of the known ones.
    public var billing: Billing?
    /// When the message expires, in the protocol's own words; empty for the default.
    public var expiryText: String
    /// When delivery starts, in the protocol's own words; empty for now.
    public var scheduleText: String
    /// The priority, in the protocol's numbers.
    public var priority: UInt8
    /// The protocol identifier of GSM 03.40 9.2.3.9.
    public var protocolID: UInt8
    /// True when the recipients' numbers are pseudonyms (伪码).
    public var destinationsArePseudonyms: Bool
    /// True when delivery is to be reported only if it fails in the end; meaningful where ``wantsReport`` is true.
    public var wantsFailuresOnly = false
    /// Fields of the request that are set to something for which this form has no word: a relay must not drop them in
    /// silence.
    public var unmappedFields: [MessagingError] = []
    /// The code that the protocol itself demands as the answer, because of a field; nil where it demands none.
    package var demandedRefusal: UInt32?

    /// When the message expires; nil for the default and where ``expiryText`` cannot be read.
    public var expiry: DeliveryTime? { DeliveryTime(smppTime: expiryText) }
    /// When delivery starts; nil for now and where ``scheduleText`` cannot be read.
    public var schedule: DeliveryTime? { DeliveryTime(smppTime: scheduleText) }

    /// True when `state` is to be reported.
    public func wantsReport(of state: DeliveryState) -> Bool {
        wantsReport && (!wantsFailuresOnly || (state.isFinal && state != .delivered))
    }

    public init(
        source: String, destinations: [String], coding: UInt8, hasHeader: Bool, content: [UInt8], wantsReport: Bool,
        segmentNumber: Int = 1, segmentCount: Int = 1, serviceID: String = "", providerID: String = "",
        linkID: String = "", billing: Billing? = .free, expiryText: String = "", scheduleText: String = "",
        priority: UInt8 = 0, protocolID: UInt8 = 0, destinationsArePseudonyms: Bool = false
    ) {
        self.source = source
        self.destinations = destinations
        self.coding = coding
        self.hasHeader = hasHeader
        self.content = content
        self.wantsReport = wantsReport
        self.segmentNumber = segmentNumber
        self.segmentCount = segmentCount
        self.serviceID = serviceID
        self.providerID = providerID
        self.linkID = linkID
        self.billing = billing
        self.expiryText = expiryText
        self.scheduleText = scheduleText
        self.priority = priority
        self.protocolID = protocolID
        self.destinationsArePseudonyms = destinationsArePseudonyms
    }
}
