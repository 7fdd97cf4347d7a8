/// What a gateway was sent and what became of it. Each sum of identities below holds after every call.
public struct GatewayCounters: Hashable, Sendable {
    /// Connections taken or dialled.
    public var connections = 0
    /// Logins that were asked for.
    public var loginsAsked = 0
    /// Channels that opened.
    public var logins = 0

    /// Submits read = `answered` + `ignored` + `cutOff` + `undecided` + `unsent`.
    public var submits = 0
    /// Submits whose answer was handed to their session.
    public var answered = 0
    /// Submits that are never answered on purpose.
    public var ignored = 0
    /// Submits whose channel went, or whose answer could not be written.
    public var cutOff = 0
    /// Submits that await their decision.
    public var undecided = 0
    /// Answers that wait to be taken by their channel, or for the store.
    public var unsent = 0
    /// Submits accepted by the owner.
    public var accepted = 0
    /// Submits refused for now because of a bound, without asking the owner.
    public var throttled = 0
    /// Submits that whoever decides at once left open, to be decided later.
    public var deferred = 0
    /// Accepted submits forgotten before they were reported.
    public var forgotten = 0

    /// Reports and incoming messages given = `acknowledged` + `undeliverable` + `pending`.
    public var deliveries = 0
    /// Deliveries that were taken.
    public var acknowledged = 0
    /// Deliveries that were handed back.
    public var undeliverable = 0
    /// Deliveries that are neither.
    public var pending = 0

    public init() {}
}
