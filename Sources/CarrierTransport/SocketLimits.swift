import CarrierSession

/// The numbers of a runner.
enum SocketLimits {
    /// Octets taken from the socket per event, so that one busy peer leaves time to others.
    static let octetsPerEvent = 65_536
    /// Frames that are served, answered and sent before the next ones, so that the peer has something to do meanwhile.
    static let framesPerBatch = 16
    /// How long the last octets of a session may take to leave, and then the peer to close its side.
    static let lingering = Moment.Span.seconds(1)
    /// Octets thrown away while the peer's end is awaited; a peer that still sends more is cut off.
    static let discardedOctets = 1 << 20
    /// Rounds of events in one pass, each begun by what the owner did in the one before.
    static let roundsPerPass = 64
}
