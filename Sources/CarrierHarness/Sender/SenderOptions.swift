import CarrierMessaging
import CarrierSession
import CarrierTransport

/// Every number and choice that governs a `ReferenceSender`.
public struct SenderOptions: Hashable, Sendable {
    /// Connections of the account, 1 to 1024; what lies outside counts as the nearest.
    public var connections = 1
    /// Requests in flight per connection; nil for the protocol's own number.
    public var window: Int?
    /// Submits a second over all connections together, each segment of a long message counted; nil for as many as the
    /// windows allow.
    public var submitsPerSecond: Double?
    /// How long a response may take before the request is sent again; nil for the protocol's own time.
    public var replyTimeout: Moment.Span?
    /// How long a connection may be silent before the gateway is asked for a sign of life; nil for the protocol's time.
    public var keepAliveInterval: Moment.Span?
    /// How long a connection without traffic stays open, to be made again on demand; nil for the protocol's own time.
    public var idleTimeout: Moment.Span?
    /// How long an orderly closing may take; nil for the protocol's own time.
    public var closingTimeout: Moment.Span?
    /// How long reports are awaited after a message's last response.
    public var reportWait = Moment.Span.seconds(60)
    /// How long name resolution and the TCP connection may take together.
    public var connectTimeout = Moment.Span.seconds(10)
    /// Where to listen, in protocols in which the gateway dials too; port 0 takes a free one.
    public var listen = Endpoint(host: "127.0.0.1", port: 0)
    /// What to do when the carrier refuses a segment because of the rate; nil to take it as refused.
    public var throttleRetries: ThrottleRetries?
    /// The seed of the references of long messages.
    public var referenceSeed: UInt64 = 0

    public init() {}

    /// One connection, the protocol's window and times, reports awaited for 60 seconds.
    public static let standard = SenderOptions()

    /// The limits of each connection.
    func limits(from protocolLimits: SessionLimits) -> SessionLimits {
        var limits = protocolLimits
        if let window { limits.windowSize = max(1, window) }
        if let replyTimeout { limits.replyTimeout = replyTimeout }
        if let closingTimeout { limits.closingTimeout = closingTimeout }
        if let idleTimeout { limits.idleTimeout = idleTimeout }
        if let keepAliveInterval, limits.keepAliveInterval != nil { limits.keepAliveInterval = keepAliveInterval }
        return limits
    }

    /// What paces the submits of all connections: each connection by itself would begin with a burst of its own.
    var pace: TokenBucket { TokenBucket(perSecond: submitsPerSecond, holding: .milliseconds(50)) }

    /// The options of the desk.
    var messenger: MessengerOptions {
        var options = MessengerOptions.standard
        options.reportWindow = reportWait
        options.throttleRetries = throttleRetries
        options.referenceSeed = referenceSeed
        return options
    }
}
