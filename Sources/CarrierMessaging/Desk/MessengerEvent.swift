import CarrierSession

/// One segment of one message on its way to one receiver.
public struct SegmentPlace: Hashable, Sendable {
    /// The message's number, from 1 in the order of preparation.
    public var message: UInt64
    /// The segment's number, from 1.
    public var segment: Int
    /// Segments in all.
    public var segmentCount: Int
    /// The receiver as the message spells it.
    public var receiver: String

    public init(message: UInt64, segment: Int, of segmentCount: Int, to receiver: String) {
        self.message = message
        self.segment = segment
        self.segmentCount = segmentCount
        self.receiver = receiver
    }
}

/// What the owner of a `Messenger` is told, in order.
public enum MessengerEvent: Hashable, Sendable {
    /// The carrier took a segment and gave it this id.
    case accepted(SegmentPlace, id: CarrierMessageID)
    /// The carrier refused a segment for good.
    case refused(SegmentPlace, code: UInt32, meaning: String)
    /// The carrier refused a segment because of the rate; it will be handed out again by `nextRequest()` at `retryAt`.
    case postponed(SegmentPlace, code: UInt32, retryAt: Moment)
    /// No answer will come: the carrier may or may not have the segment, except after `.cancelled` and
    /// `.unencodable`, which were never sent.
    case unanswered(SegmentPlace, RequestFailure)
    /// A status report on a segment that was still awaited.
    case report(SegmentPlace, DeliveryReport)
    /// The one final word on a message and a receiver.
    case outcome(MessageOutcome)
    /// A subscriber's message, whole.
    case incoming(InboundMessage)
    /// Segments of a subscriber's message that will not be completed.
    case incomplete(IncompleteInbound)
    /// A segment of a subscriber's long message that came again; it goes into no message.
    case repeatedSegment(RepeatedSegment)
    /// A report on nothing that was sent, or whose segment's id never became known.
    case orphan(DeliveryReport)
    /// A segment's first final report, after its message had its outcome.
    case lateReport(SegmentPlace, DeliveryReport)
    /// A report that says again what had been reported on its segment.
    case duplicateReport(SegmentPlace, DeliveryReport)
    /// A final report that says otherwise than the one that counted: `DELIVRD` behind a failure, or a failure behind
    /// `DELIVRD`. It changes nothing.
    case contradictoryReport(SegmentPlace, DeliveryReport)
    /// A report that cannot be read.
    case malformedReport([UInt8], envelope: CarrierMessageID)
}

/// How a message ended at one receiver (text-and-long-sms.md 7.2).
public struct MessageOutcome: Hashable, Sendable {
    /// The one word.
    public enum Result: String, Hashable, Sendable, CaseIterable {
        /// Every segment was delivered.
        case delivered
        /// At least one segment finally failed or was refused.
        case failed
        /// No failure is known, and at least one segment's fate is not.
        case unknown
        /// Every segment was accepted, and no report was asked for.
        case accepted
    }

    /// What is known of one segment.
    public struct Segment: Hashable, Sendable {
        /// The segment's number, from 1.
        public var number: Int
        /// The ids that responses gave: more than one after a repeated submit, none when it was refused.
        public var ids: [CarrierMessageID]
        /// Its fate.
        public var fate: Fate
        /// Its last report, if any.
        public var report: DeliveryReport?
    }

    /// A segment's fate.
    public enum Fate: Hashable, Sendable {
        case delivered
        /// A final report that is not a delivery.
        case failed
        /// The response's status code.
        case refused(code: UInt32)
        /// Accepted, and no report was asked for.
        case accepted
        /// Accepted, and the report never came.
        case noReport
        /// No response came.
        case unanswered
        /// Never sent.
        case notSent
    }

    /// The message's number.
    public var message: UInt64
    /// The receiver as the message spells it.
    public var receiver: String
    /// The one word.
    public var result: Result
    /// Every segment, in order.
    public var segments: [Segment]
    /// The carrier's word or the status code of the first failing segment; nil where none failed.
    public var firstFailure: String?
    /// The earliest submit time among the reports, as the carrier spells it; empty if there is none.
    public var submitTime: String
    /// The latest done time among the reports, as the carrier spells it; empty if there is none.
    public var doneTime: String

    public init(
        message: UInt64, receiver: String, result: Result, segments: [Segment], firstFailure: String? = nil,
        submitTime: String = "", doneTime: String = ""
    ) {
        self.message = message
        self.receiver = receiver
        self.result = result
        self.segments = segments
        self.firstFailure = firstFailure
        self.submitTime = submitTime
        self.doneTime = doneTime
    }
}

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
