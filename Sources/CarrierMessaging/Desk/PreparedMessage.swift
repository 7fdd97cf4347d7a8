import SMSText

/// A message that fits its protocol, as requests ready to be submitted.
public struct PreparedMessage<Message: Sendable>: Sendable {
    /// The message's number, from 1 in the order of preparation.
    public var number: UInt64
    /// Every request, in the order in which they should be sent, over one connection.
    public var requests: [PreparedRequest<Message>]
    /// The segments that each receiver gets.
    public var segments: SegmentedMessage
}

/// One request of a prepared message.
public struct PreparedRequest<Message: Sendable>: Sendable {
    /// The mark to hand to the session with the request; responses are matched by it.
    public var tag: UInt64
    /// What to submit.
    public var message: Message
    /// True for the first segment: a rate limit may hold it back, but none of the following ones.
    public var startsGroup: Bool

    public init(tag: UInt64, message: Message, startsGroup: Bool) {
        self.tag = tag
        self.message = message
        self.startsGroup = startsGroup
    }
}
