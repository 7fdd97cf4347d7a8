/// What a response says about a submitted segment.
public struct SubmitReceipt: Hashable, Sendable {
    /// The status code on the wire; zero means accepted.
    public var code: UInt32
    /// The code in words.
    public var meaning: String
    /// True when the segment was refused for now, because of the rate.
    public var isThrottled: Bool
    /// The id for the first receiver; nil when the segment was refused or no id was given.
    ///
    /// The ids of further receivers follow by the binding's range rule.
    public var messageID: CarrierMessageID?

    /// True when the carrier took the segment.
    public var isAccepted: Bool { code == 0 }

    public init(code: UInt32, meaning: String = "", isThrottled: Bool = false, messageID: CarrierMessageID? = nil) {
        self.code = code
        self.meaning = meaning
        self.isThrottled = isThrottled
        self.messageID = messageID
    }
}
