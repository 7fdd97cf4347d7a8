/// Every number that bounds a session. The defaults are those of most specifications; a protocol brings its own.
public struct SessionLimits: Hashable, Sendable {
    /// Requests of this side that may await a response; keep-alive and closing do not count. From 0 to 16 777 216; what
    /// lies outside counts as the nearest.
    public var windowSize = 16 {
        didSet { windowSize = min(max(0, windowSize), 1 << 24) }
    }
    /// How long a response may take before the request is sent again.
    public var replyTimeout = Moment.Span.seconds(60)
    /// Transmissions of one request in all, with the same sequence number.
    public var maximumAttempts = 3
    /// What happens when the last attempt stays unanswered: only that request ends, or the session too.
    public var closesAfterLastAttempt = false
    /// How long a connection may be silent before the peer is asked for a sign of life; nil for never.
    public var keepAliveInterval: Moment.Span? = .seconds(180)
    /// How long a sign of life may take.
    public var keepAliveTimeout = Moment.Span.seconds(60)
    /// Unanswered signs of life after which the connection ends.
    public var keepAliveAttempts = 3
    /// How long a connection without traffic stays open before this side closes it in order; nil for ever.
    ///
    /// The side that was dialled waits `closingTimeout` longer, so that the other one comes first.
    public var idleTimeout: Moment.Span?
    /// How long login may take, from the connection's start.
    public var loginTimeout = Moment.Span.seconds(30)
    /// How long an orderly closing may take: responses owed in either direction, then the closing exchange.
    public var closingTimeout = Moment.Span.seconds(10)
    /// Requests of the peer that may be unanswered at a time; at this number reading stops.
    public var maximumOwedReplies = 1024
    /// Answered requests remembered, so that a repetition gets the same response instead of a second processing: as
    /// many as a peer can have in flight, since it repeats only what it has no response to.
    ///
    /// Of a peer whose sequence numbers stay within one octet (cmpp.md 9.6) its last 254 requests count at most: its
    /// numbers come again.
    public var rememberedReplies = 4096
    /// How long they are remembered at most: longer than a peer repeats a request (three times every 60 seconds).
    public var rememberedFor = Moment.Span.seconds(240)
    /// Octets of remembered responses; above it the oldest are forgotten, and
    /// ``SessionAnomaly/repliesForgotten(octets:)`` says so.
    public var rememberedOctets = 1 << 20
    /// Requests accepted by `submit` that wait for the window or the rate.
    public var maximumQueuedRequests = 65_536
    /// Octets written and not yet taken by the socket, above which reading and sending of requests stop.
    public var maximumOutputOctets = 1 << 20
    /// Requests a second, nil for no limit: each segment of a long message is one; see ``TokenBucket``.
    public var requestsPerSecond: Double?

    public init() {}

    /// Window 16, response 60 s, three transmissions, keep-alive 180 s / 60 s / 3.
    public static let standard = SessionLimits()
}
