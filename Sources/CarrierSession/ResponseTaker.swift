/// Who waits for responses and takes them where they are read, instead of as events: the shortest way.
///
/// Responses that have to be read out of their turn, at a session's end or behind a request without room, are events
/// for everybody.
public protocol ResponseTaker<Message> {
    associatedtype Message: Sendable

    /// True when the response to the request with this tag is to be handed to `take`.
    func awaits(_ tag: UInt64) -> Bool

    /// Takes the response to a request that is awaited: its outcome, of which there is no event then.
    mutating func take(_ response: consuming Message, to tag: UInt64)
}

/// Nobody waits: every response is an event.
@usableFromInline struct NoTaker<Message: Sendable>: ResponseTaker {
    @inlinable init() {}
    @inlinable func awaits(_ tag: UInt64) -> Bool { false }
    @inlinable mutating func take(_ response: consuming Message, to tag: UInt64) {}
}
