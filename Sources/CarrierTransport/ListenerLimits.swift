import CarrierSession
import CarrierWire

/// What a listener lets in.
///
/// Places belong to those who have logged in: when a bound is reached, the oldest connection without a login goes, and
/// the new one is let in. Numbers below 1 count as 1, except for `maximumConnections`, where they let nobody in.
public struct ListenerLimits: Hashable, Sendable {
    /// Connections open at a time, logged in or not. When all of them have logged in, more are closed as soon as they
    /// are made.
    public var maximumConnections = 1024
    /// Connections that have not logged in, in all.
    public var maximumWithoutLogin = 768
    /// Connections from one address that have not logged in. The addresses of an IPv6 network of 64 bits count as one.
    public var maximumWithoutLoginPerAddress = 384
    /// Blocks from which peers may connect; empty for everybody. Others are closed as soon as they are made. To refuse
    /// them with a status of the protocol instead, leave this empty and give them a rules that refuses.
    public var allowedPeers: [AddressBlock] = []
    /// Connections that the system may hold until they are accepted.
    public var backlog: Int32 = 1024
    /// How long accepting pauses when the process is out of descriptors or memory.
    public var pauseWhenExhausted = Moment.Span.milliseconds(100)
    /// How many connections that were turned away are told a second, for each reason; all are counted.
    public var noticesPerSecond = 5

    /// Displaced connections that may be closing at a time; above it accepting waits.
    static let closingAtATime = 256

    public init() {}
}

/// Why a connection was turned away; the raw value is a clause for an operator.
public enum RejectionReason: String, Hashable, Sendable, CaseIterable {
    /// Its address is in none of `ListenerLimits.allowedPeers`.
    case notAllowed = "address not allowed"
    /// Nobody took it over: a channel more was not to be had.
    case declined = "declined"
    /// Every place is taken by a connection that has logged in.
    case full = "all places are taken by connections that have logged in"
    /// It had not logged in, and was the oldest of too many from its address.
    case addressCrowded = "too many connections without a login from its address"
    /// It had not logged in, and was the oldest when its place was needed.
    case crowded = "too many connections without a login"
    /// It had not logged in, and the process was out of descriptors or memory.
    case exhausted = "no login yet, and out of descriptors or memory"
    /// It came while the listener was being closed.
    case closing = "closing"
}

/// A connection that was turned away: refused at once, or displaced before it had logged in.
public struct TurnedAway: Hashable, Sendable {
    /// The far end.
    public var peer: SocketAddress
    /// Why.
    public var reason: RejectionReason
    /// Connections that were turned away for the same reason since the last notice, and of which there was none.
    public var unreported: Int
}

/// What a listener has done so far.
public struct ListenerCounts: Hashable, Sendable {
    /// Connections that got a place.
    public var accepted = 0
    /// Connections turned away, for each reason. Those that were declined or displaced were accepted before.
    public var turnedAway: [RejectionReason: Int] = [:]
    /// Pauses because the process was out of descriptors or memory.
    public var pauses = 0

    /// Connections turned away, for whatever reason.
    public var turnedAwayInAll: Int { turnedAway.values.reduce(0, +) }
}
