/// A frame's sequence number as the engine sees it: a counter, and words in front of it that the engine only compares.
///
/// Most protocols use the counter alone. A protocol with a wider number puts the rest into `prefix`: who numbers in the
/// upper half, when in the lower one (SGIP's node and time).
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

    /// True when nothing but the time differs: peers exist that stamp their responses with their own (sgip.md 1.4).
    @usableFromInline func differsInTime(from other: SequenceKey) -> Bool {
        counter == other.counter && prefix != other.prefix && prefix >> 32 == other.prefix >> 32
    }

    /// The words of the number with hyphens between them, or the counter alone where there is no prefix.
    var text: String { prefix == 0 ? "\(counter)" : "\(prefix >> 32)-\(prefix & 0xFFFF_FFFF)-\(counter)" }
}
