import CarrierMessaging

/// What a reference receiver was sent and what became of it.
public struct ReceiverCounters: Hashable, Sendable {
    /// Connections taken or dialled.
    public var connections = 0
    /// Logins let in, those of dialled connections not among them.
    public var logins = 0
    /// Logins refused.
    public var loginsRefused = 0
    /// Connections turned away.
    public var turnedAway = 0

    /// Submits read, without repetitions.
    public var submits = 0
    /// Submits answered, with whatever result.
    public var answered = 0
    /// Submits accepted.
    public var accepted = 0
    /// Submits refused; those above a bound among them.
    public var refused = 0
    /// Submits refused because of the rate, or for want of room.
    public var throttled = 0
    /// Submits whose answer was not given at once: late, behind a report, or not at all.
    public var deferred = 0
    /// Submits that got no answer on purpose and were not repeated since.
    public var dropped = 0
    /// Submits whose connection went before their answer.
    public var cutOff = 0
    /// Submits that wait for their answer now.
    public var awaitingAnswer = 0
    /// Repetitions of submits, answered like the first.
    public var repeated = 0

    /// Whole messages put together.
    public var messages = 0
    /// Messages given up with segments missing.
    public var incompleteMessages = 0
    /// Segments that came again under another submit, and went into no message.
    public var repeatedSegments = 0

    /// Reports that came to be owed, copies included.
    public var reportsOwed = 0
    /// Reports sent at least once.
    public var reports = 0
    /// Pushed messages that came to be owed.
    public var deliversOwed = 0
    /// Segments of pushed messages sent at least once.
    public var delivers = 0
    /// Reports and pushed messages that the SP took.
    public var acknowledged = 0
    /// Reports and pushed messages that the SP refused.
    public var refusedByPeer = 0
    /// Reports and pushed messages that were sent and never answered.
    public var unacknowledged = 0
    /// Reports and pushed messages that were never sent; each was told.
    public var undeliverable = 0
    /// Reports and pushed messages that wait now, for their time, a connection or their answer.
    public var waiting = 0

    public init() {}

    /// Requests of either side that have no answer, other than on purpose.
    public var unanswered: Int { cutOff + awaitingAnswer + unacknowledged }

    /// True when nothing waits and the SP took everything.
    public var isSettled: Bool { unanswered == 0 && waiting == 0 && undeliverable == 0 && refusedByPeer == 0 }
}
