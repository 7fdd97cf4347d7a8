/// Who waits for responses and takes them where they are read, instead of as events: the shortest way.
///
/// Responses that have to be read out of their turn, at a session's end or behind a request without room, are events
/// for everybody.
public protocol ResponseSink<Message> {
    associatedtype Message: Sendable

    /// True when the response to the request with this tag is to be handed to `take`.
    func awaits(_ tag: UInt64) -> Bool

    /// Takes the response to a request that is awaited: its outcome, of which there is no event then.
    mutating func take(_ response: consuming Message, to tag: UInt64, _ transmission: Transmission)
}

/// How a request that was answered travelled.
public struct Transmission: Hashable, Sendable {
    /// The sequence number of its transmissions; in SGIP it is the message's identity (sgip.md 1.4).
    public var sequence: SequenceKey
    /// When it was first sent.
    public var sentAt: Moment
    /// When its response was read.
    public var answeredAt: Moment
    /// Transmissions made.
    public var attempts: Int

    @inlinable public init(sequence: SequenceKey, sentAt: Moment, answeredAt: Moment, attempts: Int) {
        self.sequence = sequence
        self.sentAt = sentAt
        self.answeredAt = answeredAt
        self.attempts = attempts
    }
}

/// Nobody waits: every response is an event.
@usableFromInline struct NoSink<Message: Sendable>: ResponseSink {
    /// Passed by reference, an empty value has no address, and the thread sanitizer looks at one.
    @usableFromInline var octet: UInt8 = 0

    @inlinable init() {}
    @inlinable func awaits(_ tag: UInt64) -> Bool { false }
    @inlinable mutating func take(_ response: consuming Message, to tag: UInt64, _ transmission: Transmission) {}
}
