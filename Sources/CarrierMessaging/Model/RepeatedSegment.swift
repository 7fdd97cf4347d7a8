import SMSText

/// A segment of a long message that came again, octet for octet, under the same reference: it was answered like the
/// first and goes into no message.
public struct RepeatedSegment: Hashable, Sendable {
    /// The sender's number.
    public var source: String
    /// The recipients' numbers.
    public var destinations: [String]
    /// The reference that joins the segments.
    public var reference: ConcatenationReference
    /// The segment's number, from 1.
    public var number: Int
    /// Segments in all.
    public var segmentCount: Int
    /// The id of the repetition.
    public var id: CarrierMessageID
    /// The connection that the repetition came on, as the caller numbers them.
    public var connection: UInt64
    /// True when the message had been handed over whole, within the last minute
    /// (``SMSText/ReassemblyLimits/completedMemory``); false when it still waits for segments.
    public var isOfWholeMessage: Bool

    public init(
        source: String, destinations: [String], reference: ConcatenationReference, number: Int, segmentCount: Int,
        id: CarrierMessageID, connection: UInt64, isOfWholeMessage: Bool
    ) {
        self.source = source
        self.destinations = destinations
        self.reference = reference
        self.number = number
        self.segmentCount = segmentCount
        self.id = id
        self.connection = connection
        self.isOfWholeMessage = isOfWholeMessage
    }
}
