/// A frame's sequence number as the engine sees it: a counter, and words in front of it that the engine only compares.
///
/// Most protocols use the counter alone; a protocol with a wider number puts the rest into `prefix`.
public struct SequenceKey: Hashable, Sendable {
    /// What stands before the counter on the wire, unread by the engine; zero where there is nothing.
    public var prefix: UInt64
    /// The part that steps by one from request to request and wraps.
    public var counter: UInt32

    /// A counter, and what stands before it where the protocol has more.
    public init(prefix: UInt64 = 0, counter: UInt32) {
        self.prefix = prefix
        self.counter = counter
    }
}
