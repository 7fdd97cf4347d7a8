/// Segments of a subscriber's long message that will not be completed; each was acknowledged and cannot come again.
public struct IncompleteInbound: Hashable, Sendable {
    /// Why the wait ended.
    public enum Reason: String, Hashable, Sendable {
        /// Nothing more came in time.
        case expired
        /// Its reference was used for another message.
        case abandoned
        /// There was no room.
        case evicted
        /// The run is over.
        case finished
    }

    /// Why.
    public var reason: Reason
    /// Segments the message would have had.
    public var segmentCount: Int
    /// What came, in the order of the text; `text` is what can be read of it.
    public var message: InboundMessage

    public init(reason: Reason, segmentCount: Int, message: InboundMessage) {
        self.reason = reason
        self.segmentCount = segmentCount
        self.message = message
    }
}
