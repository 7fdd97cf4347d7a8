import CarrierSession
import SMSText

/// One incoming carrier message from a subscriber (上行), whole or a part of a long one.
public struct InboundSegment: Hashable, Sendable {
    /// The carrier's id for this segment.
    public var id: CarrierMessageID
    /// The subscriber's number.
    public var source: String
    /// The service's number that was written to.
    public var destination: String
    /// The service's code (业务代码).
    public var serviceID: String
    /// The on-demand transaction (点播); empty for none.
    public var linkID: String
    /// The coding octet.
    public var coding: UInt8
    /// True when the content begins with a user data header.
    public var hasHeader: Bool
    /// The protocol identifier of GSM 03.40 9.2.3.9.
    public var protocolID: UInt8
    /// The content, user data header included.
    public var content: [UInt8]
    /// When the gateway got it, to the second; nil where the protocol does not say.
    public var receivedAt: Moment?

    public init(
        id: CarrierMessageID, from source: String, to destination: String, coding: UInt8, hasHeader: Bool = false,
        content: [UInt8], serviceID: String = "", linkID: String = "", protocolID: UInt8 = 0
    ) {
        self.id = id
        self.source = source
        self.destination = destination
        self.coding = coding
        self.hasHeader = hasHeader
        self.content = content
        self.serviceID = serviceID
        self.linkID = linkID
        self.protocolID = protocolID
    }
}

/// What a request from the carrier brings to the service provider.
public enum InboundContent: Hashable, Sendable {
    /// A status report.
    case report(DeliveryReport)
    /// A subscriber's message, or a segment of one.
    case segment(InboundSegment)
    /// A status report that cannot be read: its raw octets and the id of the envelope.
    case malformedReport([UInt8], envelope: CarrierMessageID)
    /// Something else that a gateway may send: it is accepted and otherwise ignored.
    case other
    /// A request that is not a client's to serve, such as a submit: it is refused.
    case notServed
}

/// One segment of an assembled incoming message: replies and billing need every one.
public struct InboundPart: Hashable, Sendable {
    /// The carrier's id for the segment.
    public var id: CarrierMessageID
    /// The segment's number, from 1.
    public var number: Int
    /// The segment's coding octet.
    public var coding: UInt8
    /// When it arrived.
    public var arrivedAt: Moment
    /// The connection it arrived on, as the caller numbers them.
    public var connection: UInt64
    /// How many of the message's octets are this segment's.
    public var octetCount: Int
    /// The elements of this segment's user data header beside the concatenation.
    public var headerElements: [InformationElement]

    public init(
        id: CarrierMessageID, number: Int, coding: UInt8, arrivedAt: Moment, connection: UInt64, octetCount: Int = 0,
        headerElements: [InformationElement] = []
    ) {
        self.id = id
        self.number = number
        self.coding = coding
        self.arrivedAt = arrivedAt
        self.connection = connection
        self.octetCount = octetCount
        self.headerElements = headerElements
    }
}

/// A subscriber's message, assembled.
public struct InboundMessage: Hashable, Sendable {
    /// The subscriber's number.
    public var source: String
    /// The service's number that was written to.
    public var destination: String
    /// The content without user data headers, all segments joined.
    public var octets: [UInt8]
    /// The first segment's coding octet.
    public var coding: UInt8
    /// The service's code (业务代码).
    public var serviceID: String
    /// The on-demand transaction (点播); empty for none.
    public var linkID: String
    /// Every segment, in the order of the text.
    public var parts: [InboundPart]
    /// The protocol identifier of GSM 03.40 9.2.3.9.
    public var protocolID: UInt8
    /// The reference that joined the segments; nil for a message that never was a long one.
    public var reference: ConcatenationReference?
    /// The elements of the segments' user data headers beside the concatenation, each once: ports among others.
    public var headerElements: [InformationElement]
    /// True when a user data header was announced that cannot be one; the whole content then counts as payload.
    public var hasMalformedHeader: Bool

    public init(
        source: String, destination: String, octets: [UInt8], coding: UInt8, serviceID: String = "",
        linkID: String = "", parts: [InboundPart], protocolID: UInt8 = 0, reference: ConcatenationReference? = nil,
        headerElements: [InformationElement] = [], hasMalformedHeader: Bool = false
    ) {
        self.source = source
        self.destination = destination
        self.octets = octets
        self.coding = coding
        self.serviceID = serviceID
        self.linkID = linkID
        self.parts = parts
        self.protocolID = protocolID
        self.reference = reference
        self.headerElements = headerElements
        self.hasMalformedHeader = hasMalformedHeader
    }

    /// A message of one segment that has no user data header.
    init(_ segment: InboundSegment, part: InboundPart) {
        self.init(
            source: segment.source, destination: segment.destination, octets: segment.content, coding: segment.coding,
            serviceID: segment.serviceID, linkID: segment.linkID, parts: [part], protocolID: segment.protocolID)
    }

    /// The text, decoded when it is asked for, with what is odd about it; nil when the coding says binary.
    public var reading: TextReading? {
        TextReading(of: octets, parts: parts)
    }

    /// The text of ``reading``.
    public var text: String? { reading?.text }

    /// What about the octets is not what the coding says; ``octets`` has what they are.
    public var textAnomalies: [TextAnomaly] { reading?.anomalies ?? [] }
}

extension TextReading {
    /// The text of joined octets, of which every part tells how many are its own; nil when all of it is binary.
    ///
    /// A character that was cut in two is joined, but not over a part that is missing.
    init?(of octets: [UInt8], parts: [InboundPart]) {
        if parts.allSatisfy({ Alphabet(dataCoding: $0.coding) == .binary }) { return nil }
        self.init(text: "")
        var start = 0
        var run: [(payload: ArraySlice<UInt8>, dataCoding: UInt8)] = []
        for (place, part) in parts.enumerated() {
            if place > 0, part.number != parts[place - 1].number + 1 {
                append(TextDecoder.reading(ofSegments: run))
                run = []
            }
            let end = min(octets.count, start + max(0, part.octetCount))
            run.append((octets[start..<end], part.coding))
            start = end
        }
        append(TextDecoder.reading(ofSegments: run))
    }

    private mutating func append(_ other: TextReading) {
        text += other.text
        anomalies += other.anomalies.filter { !anomalies.contains($0) }
    }
}
