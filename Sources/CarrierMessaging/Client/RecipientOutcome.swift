/// How a message ended at one recipient (text-and-long-sms.md 7.2).
public struct RecipientOutcome: Sendable {
    /// The one word.
    public enum Result: String, Hashable, Sendable, CaseIterable {
        /// Every segment was delivered.
        case delivered
        /// At least one segment finally failed or was refused.
        case failed
        /// No failure is known, and at least one segment's status is not.
        case unknown
        /// Every segment was accepted, and no report was asked for.
        case accepted
        /// No segment was ever sent: the message may be submitted again without risk.
        case notSent
    }

    /// What is known of one segment.
    public struct Segment: Hashable, Sendable {
        /// The id that its response gave; nil when there is none.
        public var id: CarrierMessageID?
        /// Further ids, when it was sent twice and accepted twice.
        public var furtherIDs: [CarrierMessageID]
        /// Its status.
        public var status: Status
        /// Its last final report, if any.
        public var report: DeliveryReport?

        public init(
            id: CarrierMessageID?, furtherIDs: [CarrierMessageID] = [], status: Status, report: DeliveryReport? = nil
        ) {
            self.id = id
            self.furtherIDs = furtherIDs
            self.status = status
            self.report = report
        }
    }

    /// A segment's status.
    public enum Status: Hashable, Sendable {
        case delivered
        /// A final report that is not a delivery.
        case failed
        /// The response's status code.
        case refused(code: UInt32)
        /// Accepted, and no report was asked for.
        case accepted
        /// Accepted, and the report never came.
        case noReport
        /// Sent, and no response came: the carrier may have accepted it.
        case unanswered
        /// Never sent.
        case notSent
    }

    /// The message's number.
    public var number: UInt64
    /// The message.
    public var content: MessageContent
    /// The one word.
    public var result: Result
    /// True when a segment was sent again without an answer to the first time.
    public var mayBeTwice: Bool
    private var recipientIndex: Int32
    /// Every segment, in order; empty where ``ClientOptions/tellsOutcomeSegments`` is off.
    public var segments: [Segment]

    public init(
        number: UInt64, content: MessageContent, recipient: Int, result: Result, mayBeTwice: Bool = false,
        segments: [Segment] = []
    ) {
        self.number = number
        self.content = content
        self.result = result
        self.mayBeTwice = mayBeTwice
        recipientIndex = Int32(clamping: recipient)
        self.segments = segments
    }

    /// The recipient's index in the message, from 0.
    public var recipient: Int { Int(recipientIndex) }
    /// The recipient as the message spells it.
    public var recipientNumber: String {
        recipient < content.recipientCount ? content.message.destinations[recipient] : ""
    }
    /// The caller's own name for the message.
    public var key: String? { content.key }

    /// The carrier's word or the status code of the first failing segment; nil where none failed.
    public var firstFailure: String? {
        for segment in segments {
            switch segment.status {
            case .failed: if let word = segment.report?.raw { return word }
            case .refused(let code): return String(code)
            case .delivered, .accepted, .noReport, .unanswered, .notSent: break
            }
        }
        return nil
    }

    /// The outcome as a report says it, for whoever relayed the message and owes one.
    public var deliveryState: DeliveryState {
        switch result {
        case .delivered: return .delivered
        case .accepted: return .accepted
        case .unknown: return .unknown
        case .notSent: return .rejected
        case .failed:
            for segment in segments {
                switch segment.status {
                case .failed: return segment.report?.state ?? .undelivered
                case .refused: return .rejected
                case .delivered, .accepted, .noReport, .unanswered, .notSent: break
                }
            }
            return .undelivered
        }
    }

    /// The earliest submit time among the reports, as the carrier spells it; empty if there is none.
    public var submitTime: String {
        segments.lazy.compactMap(\.report?.submitTime).filter { !$0.isEmpty }.min() ?? ""
    }

    /// The latest done time among the reports, as the carrier spells it; empty if there is none.
    public var doneTime: String { segments.lazy.compactMap(\.report?.doneTime).max() ?? "" }
}
