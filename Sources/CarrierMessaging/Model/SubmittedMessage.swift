import CarrierSession
import SMSText

/// A provider's message as the gateway puts it together from submitted segments.
public struct SubmittedMessage: Hashable, Sendable {
    /// The fields of the first segment there is, without its content.
    public var envelope: Submission
    /// The content without user data headers, all segments joined.
    public var octets: [UInt8]
    /// Every segment, in the order of the text; the id is the one that the gateway gave it.
    public var parts: [InboundPart]
    /// Segments that make the message whole.
    public var segmentCount: Int
    /// The reference that joined the segments; nil for a message that never was a long one.
    public var reference: ConcatenationReference?
    /// The elements of the segments' user data headers beside the concatenation, each once: ports among others.
    public var headerElements: [InformationElement]
    /// True when a user data header was announced that cannot be one; the whole content then counts as payload.
    public var hasMalformedHeader: Bool

    /// The sender's number, extension included.
    public var source: String { envelope.source }
    /// The recipients' numbers, in order.
    public var destinations: [String] { envelope.destinations }
    /// The first segment's coding octet.
    public var coding: UInt8 { envelope.coding }

    public init(
        envelope: Submission, octets: [UInt8], parts: [InboundPart], segmentCount: Int,
        reference: ConcatenationReference? = nil, headerElements: [InformationElement] = [],
        hasMalformedHeader: Bool = false
    ) {
        self.envelope = envelope
        self.octets = octets
        self.parts = parts
        self.segmentCount = segmentCount
        self.reference = reference
        self.headerElements = headerElements
        self.hasMalformedHeader = hasMalformedHeader
    }

    /// The text, decoded when it is asked for, with what is odd about it; nil when the coding says binary.
    public var reading: TextReading? { TextReading(of: octets, parts: parts) }

    /// The text of ``reading``.
    public var text: String? { reading?.text }

    /// What about the octets is not what the coding says; ``octets`` has what they are.
    public var textAnomalies: [TextAnomaly] { reading?.anomalies ?? [] }
}
