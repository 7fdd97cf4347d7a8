import CarrierSession
import SMSText

/// What became of segments: every segment taken is in exactly one of these.
public enum AssemblyEvent: Hashable, Sendable {
    /// A subscriber's message, whole.
    case message(InboundMessage)
    /// Segments of a subscriber's message that will not be completed.
    case incomplete(IncompleteInbound)
    /// A provider's message, whole.
    case submitted(SubmittedMessage)
    /// Segments of a provider's message that will not be completed.
    case incompleteSubmission(SubmittedMessage, IncompleteInbound.Reason)
    /// A segment that came before, of a message that waits or was handed over lately.
    case repeated(RepeatedSegment)
}

/// Joins the segments of long messages at either end: a subscriber's at the provider, a provider's at the gateway.
///
/// Use one for each account, shared by all its connections: carriers spread segments over them. Only the user data
/// header joins; the segment fields beside the content (Pk_total, PkTotal) are unreliable and decide nothing
/// (text-and-long-sms.md 3.2). Bounded in messages, octets and age; it reads no clock. Answer every segment at once.
public struct InboundAssembler: Sendable {
    /// What is kept beside a segment's content.
    private struct Tag: Sendable {
        enum Envelope: Sendable {
            case segment(InboundSegment)
            case submission(Submission)
        }
        var envelope: Envelope
        var id: CarrierMessageID
        var connection: UInt64
    }

    private var reassembler: Reassembler<Tag>
    private var events = Ring<AssemblyEvent>()

    /// An assembler that holds nothing.
    public init(limits: ReassemblyLimits = ReassemblyLimits()) { reassembler = Reassembler(limits: limits) }

    /// Segments that wait for the rest of their message.
    public var waitingSegments: Int { reassembler.segmentCount }
    /// Messages that wait for segments.
    public var waitingMessages: Int { reassembler.entryCount }
    /// Octets of content held.
    public var waitingOctets: Int { reassembler.octetCount }

    /// Takes a subscriber's segment.
    ///
    /// - Parameter connection: the caller's number of the connection it came on.
    /// - Returns: what became of the segment; a duplicate is to be answered like any other, and is an event.
    @discardableResult
    public mutating func receive(
        _ segment: InboundSegment, connection: UInt64 = 0, at moment: Moment
    ) -> SegmentDisposition {
        var envelope = segment
        envelope.content = []
        return take(
            IncomingSegment(
                source: segment.source, destination: segment.destination, direction: .mobileOriginated,
                content: segment.content, hasHeader: segment.hasHeader, dataCoding: segment.coding,
                tag: Tag(envelope: .segment(envelope), id: segment.id, connection: connection)),
            at: moment)
    }

    /// Takes a provider's segment; recipients are told apart by their whole list (text-and-long-sms.md 6.3).
    ///
    /// - Parameters:
    ///   - id: the id that the gateway gave it.
    ///   - connection: the caller's number of the connection it came on.
    /// - Returns: what became of the segment; a duplicate is to be answered like any other, and is an event.
    @discardableResult
    public mutating func receive(
        _ submission: Submission, id: CarrierMessageID, connection: UInt64 = 0, at moment: Moment
    ) -> SegmentDisposition {
        var envelope = submission
        envelope.content = []
        return take(
            IncomingSegment(
                source: submission.source,
                destination: IncomingSegment<Tag>.destination(of: submission.destinations),
                direction: .mobileTerminated, content: submission.content, hasHeader: submission.hasHeader,
                dataCoding: submission.coding,
                tag: Tag(envelope: .submission(envelope), id: id, connection: connection)),
            at: moment)
    }

    /// The next event; nil when there is none.
    public mutating func nextEvent() -> AssemblyEvent? { events.popFirst() }

    /// When `advance` has something to do.
    public var nextDeadline: Moment? { reassembler.nextDeadline.map(Moment.init(nanoseconds:)) }

    /// Gives up what has waited too long.
    public mutating func advance(to moment: Moment) { note(reassembler.advance(to: moment.nanoseconds)) }

    /// Hands over everything that waits: for the end of an account's service.
    public mutating func finish() { note(reassembler.removeAll()) }

    private mutating func take(_ segment: IncomingSegment<Tag>, at moment: Moment) -> SegmentDisposition {
        let result = reassembler.receive(segment, at: moment.nanoseconds)
        note(result.events)
        switch result.disposition {
        case .duplicate: noteRepetition(of: segment, isOfWholeMessage: false)
        case .duplicateOfCompleted: noteRepetition(of: segment, isOfWholeMessage: true)
        case .single, .stored, .completing: break
        }
        return result.disposition
    }

    private mutating func noteRepetition(of segment: IncomingSegment<Tag>, isOfWholeMessage: Bool) {
        // Only segments with a concatenation are ever compared.
        let data = UserData(content: segment.content, hasHeader: segment.hasHeader)
        guard let place = data.header?.concatenation else { return }
        let destinations: [String]
        switch segment.tag.envelope {
        case .segment(let envelope): destinations = [envelope.destination]
        case .submission(let envelope): destinations = envelope.destinations
        }
        events.append(
            .repeated(
                RepeatedSegment(
                    source: segment.source, destinations: destinations, reference: place.reference,
                    number: Int(place.number), segmentCount: Int(place.total), id: segment.tag.id,
                    connection: segment.tag.connection, isOfWholeMessage: isOfWholeMessage)))
    }

    private mutating func note(_ ends: [ReassemblyEvent<Tag>]) {
        for end in ends {
            switch end {
            case .complete(let message): append(message, nil)
            case .incomplete(let message, let reason): append(message, .init(reason))
            }
        }
    }

    private mutating func append(_ message: LongMessage<Tag>, _ reason: IncompleteInbound.Reason?) {
        // A message without any part cannot be: entries begin with one.
        guard let first = message.parts.first else { return }
        switch first.tag.envelope {
        case .segment(let envelope):
            let whole = Self.inbound(message, envelope)
            guard let reason else { return events.append(.message(whole)) }
            events.append(
                .incomplete(IncompleteInbound(reason: reason, segmentCount: message.total, message: whole)))
        case .submission(let envelope):
            let whole = Self.submitted(message, envelope)
            events.append(reason.map { .incompleteSubmission(whole, $0) } ?? .submitted(whole))
        }
    }

    private static func inbound(_ message: LongMessage<Tag>, _ envelope: InboundSegment) -> InboundMessage {
        InboundMessage(
            source: envelope.source, destination: envelope.destination, octets: message.octets, coding: envelope.coding,
            serviceID: envelope.serviceID, linkID: envelope.linkID,
            parts: parts(of: message), protocolID: envelope.protocolID, reference: message.reference,
            headerElements: message.elements, hasMalformedHeader: message.isMalformed)
    }

    private static func submitted(_ message: LongMessage<Tag>, _ envelope: Submission) -> SubmittedMessage {
        SubmittedMessage(
            envelope: envelope, octets: message.octets, parts: parts(of: message), segmentCount: message.total,
            reference: message.reference, headerElements: message.elements, hasMalformedHeader: message.isMalformed)
    }

    private static func parts(of message: LongMessage<Tag>) -> [InboundPart] {
        message.parts.map { part in
            InboundPart(
                id: part.tag.id, number: part.number, coding: part.dataCoding,
                arrivedAt: Moment(nanoseconds: part.arrival), connection: part.tag.connection,
                octetCount: part.payload.count, headerElements: part.elements)
        }
    }
}

extension IncompleteInbound.Reason {
    fileprivate init(_ reason: IncompleteReason) {
        switch reason {
        case .expired: self = .expired
        case .abandoned: self = .abandoned
        case .evictedByEntries, .evictedByOctets: self = .evicted
        case .ended: self = .finished
        }
    }
}
