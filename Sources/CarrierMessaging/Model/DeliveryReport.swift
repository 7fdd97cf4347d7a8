import CarrierSession

/// What became of a segment, in no protocol's words.
public enum DeliveryState: String, Hashable, Sendable, CaseIterable {
    /// On the recipient's phone.
    case delivered
    /// Could not be delivered.
    case undelivered
    /// The validity period ended first.
    case expired
    /// Deleted by the carrier or on request.
    case deleted
    /// Refused on the way.
    case rejected
    /// The carrier itself does not know, and will not.
    case unknown
    /// Taken on the recipient's behalf: not final.
    case accepted
    /// On its way: not final.
    case enroute

    /// True when no other state follows.
    public var isFinal: Bool { self != .accepted && self != .enroute }
}

/// One status report (状态报告): a segment's status at one recipient.
public struct DeliveryReport: Hashable, Sendable {
    /// The id of the submitted segment that is reported.
    public var messageID: CarrierMessageID
    /// The recipient's number as the report spells it; may be empty.
    public var recipient: String
    /// The status.
    public var state: DeliveryState
    /// The carrier's own word for it: `DELIVRD`, `MK:0001`.
    public var raw: String
    /// The carrier's error code beside the word, where the protocol has one.
    public var errorCode: String
    /// When the segment was submitted, as the report spells it.
    public var submitTime: String
    /// When its status was decided, as the report spells it.
    public var doneTime: String
    /// The number the message was sent from, where the report says so.
    public var source: String
    /// The short message centre's own number for the message; zero where there is none.
    public var centreSequence: UInt32
    /// The name of what was tolerated when the report was put to its segment; nil where nothing was.
    public var deviation: String?

    public init(
        messageID: CarrierMessageID, recipient: String, state: DeliveryState, raw: String, errorCode: String = "",
        submitTime: String = "", doneTime: String = "", source: String = "", centreSequence: UInt32 = 0
    ) {
        self.messageID = messageID
        self.recipient = recipient
        self.state = state
        self.raw = raw
        self.errorCode = errorCode
        self.submitTime = submitTime
        self.doneTime = doneTime
        self.source = source
        self.centreSequence = centreSequence
    }
}
