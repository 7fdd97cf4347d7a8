import CarrierWire
import SMSText

/// A received message, ready to be sent on, and the list of what is lost on the way.
///
/// Kept: source and recipients, octets, coding and with it the class, the cut into segments with reference and further
/// header elements, report request, expiry, schedule, service code, billing, priority, protocol identifier, LinkID.
/// Not kept, because it names the account that the message came from: the provider's code.
public struct RelayedMessage: Hashable, Sendable {
    /// What to send.
    public var message: OutboundMessage
    /// What the message says and its onward form does not; empty when nothing is lost.
    public var losses: [MessagingError]

    /// A provider's message on its way to another gateway.
    ///
    /// - Parameter limits: what a segment may hold there; segments that are longer make the message be cut anew.
    public init(_ submitted: SubmittedMessage, limits: SegmentLimits) {
        let envelope = submitted.envelope
        let content = RelayedContent(
            octets: submitted.octets, parts: submitted.parts, reference: submitted.reference,
            elements: submitted.headerElements, limits: limits)
        message = OutboundMessage(
            from: envelope.source, to: envelope.destinations, binary: [],
            report: envelope.wantsReport ? .requested : .none)
        losses = envelope.unmappedFields + content.losses
        content.fill(&message)
        message.expiry = envelope.expiry
        message.schedule = envelope.schedule
        message.serviceID = envelope.serviceID
        message.priority = envelope.priority
        message.protocolID = envelope.protocolID
        message.linkID = envelope.linkID
        message.destinationsArePseudonyms = envelope.destinationsArePseudonyms
        if let billing = envelope.billing { message.billing = billing } else { lose("payer") }
        if case .other = message.billing.feeType { lose("fee type") }
        if !envelope.expiryText.isEmpty, message.expiry == nil { lose("expiry") }
        if !envelope.scheduleText.isEmpty, message.schedule == nil { lose("schedule") }
        if submitted.hasMalformedHeader { lose("user data header") }
        if submitted.parts.count != submitted.segmentCount { lose("segments") }
    }

    /// A subscriber's message on its way to other subscribers.
    public init(_ inbound: InboundMessage, from source: String, to destinations: [String], limits: SegmentLimits) {
        let content = RelayedContent(
            octets: inbound.octets, parts: inbound.parts, reference: inbound.reference,
            elements: inbound.headerElements, limits: limits)
        message = OutboundMessage(from: source, to: destinations, binary: [])
        losses = content.losses
        content.fill(&message)
        message.serviceID = inbound.serviceID
        message.linkID = inbound.linkID
        message.protocolID = inbound.protocolID
        if inbound.hasMalformedHeader { lose("user data header") }
    }

    private mutating func lose(_ field: FieldName) { losses.append(MessagingError(.outOfRange, field: field)) }
}

/// A received message's content in its onward form: the same segments where they fit.
private struct RelayedContent {
    var content: OutboundMessage.Content
    var reference: ConcatenationReference?
    var elements: [InformationElement]
    var losses: [MessagingError] = []

    init(
        octets: [UInt8], parts: [InboundPart], reference: ConcatenationReference?, elements: [InformationElement],
        limits: SegmentLimits
    ) {
        self.reference = reference
        self.elements = elements
        let coding = parts.first?.coding ?? 0
        guard parts.allSatisfy({ $0.coding == coding }) else {
            // Requests of one message share their coding; the text stays, in the alphabet that has every character.
            losses.append(MessagingError(.unsupported, field: "coding of each segment"))
            let reading = RelayedContent.reading(octets, parts)
            content = .text(reading.text, coding: .ucs2)
            if !reading.anomalies.isEmpty { losses.append(MessagingError(.outOfRange, field: "text")) }
            return
        }
        content = .binary(octets, coding: coding)
        guard let segments = RelayedContent.segments(octets, parts, reference, elements) else { return }
        let limit = Alphabet(dataCoding: coding) == .ascii ? limits.asciiOctets : limits.octets
        let longest = segments.map(\.content.count).max() ?? 0
        guard longest <= limit else {
            losses.append(MessagingError(.tooLong(limit: limit, actual: longest), field: "segments"))
            return
        }
        let units = segments.reduce(0) { $0 + $1.units }
        content = .segments(
            SegmentedMessage(
                dataCoding: coding, alphabet: Alphabet(dataCoding: coding), segments: segments, units: units,
                nominalCount: segments.count))
    }

    func fill(_ message: inout OutboundMessage) {
        message.content = content
        message.reference = reference
        message.headerElements = elements
    }

    /// The segments with their headers; nil when the parts do not make the octets up.
    private static func segments(
        _ octets: [UInt8], _ parts: [InboundPart], _ reference: ConcatenationReference?,
        _ elements: [InformationElement]
    ) -> [Segment]? {
        guard let total = UInt8(exactly: parts.count), parts.reduce(0, { $0 + $1.octetCount }) == octets.count else {
            return nil
        }
        // Each segment's own, where the parts know them.
        let areKnown = parts.contains { !$0.headerElements.isEmpty }
        var segments: [Segment] = []
        var start = 0
        for (place, part) in parts.enumerated() {
            let elements = areKnown ? part.headerElements : elements
            var header = UserDataHeader(elements: elements)
            if let reference, total > 1 {
                header = UserDataHeader(
                    concatenation: Concatenation(
                        reference: reference, total: total, number: UInt8(truncatingIfNeeded: place + 1)),
                    elements: elements)
            }
            guard let head = try? header.encoded() else { return nil }
            let payload = octets[start..<(start + part.octetCount)]
            segments.append(
                Segment(
                    number: place + 1, content: head + payload, headerLength: head.count,
                    units: units(of: payload, coding: part.coding)))
            start += part.octetCount
        }
        return segments
    }

    private static func units(of payload: ArraySlice<UInt8>, coding: UInt8) -> Int {
        switch Alphabet(dataCoding: coding) {
        case .ascii, .binary: payload.count
        case .ucs2: (payload.count + 1) / 2
        case .gb18030: TextDecoder.text(of: payload, dataCoding: coding).utf16.count
        }
    }

    private static func reading(_ octets: [UInt8], _ parts: [InboundPart]) -> TextReading {
        var start = 0
        let segments = parts.map { part in
            let end = min(octets.count, start + part.octetCount)
            defer { start = end }
            return (payload: octets[start..<end], dataCoding: part.coding)
        }
        return TextDecoder.reading(ofSegments: segments)
    }
}
