import CarrierMessaging
import CarrierSession

/// A report or a pushed segment that the gateway owes the provider.
struct Parcel<Profile: CarrierProfile>: Sendable {
    /// What it holds, shared by its copies: parcels move from queue to queue.
    final class Content: Sendable {
        let kind: Kind

        init(_ kind: Kind) { self.kind = kind }
    }

    enum Kind: Sendable {
        case report(Report)
        case push(InboundSegment, Pushed)
    }

    struct Report: Sendable {
        /// The submit, without its content.
        var submission: Submission
        var id: CarrierMessageID
        /// The id of the message that carries the report.
        var envelope: CarrierMessageID
        var receiver: String
        var state: DeliveryState
        var word: String
        var submittedAt: Moment
    }

    struct Pushed: Sendable {
        var push: ReceiverScript.Push
        var segment: Int
        var segmentCount: Int
    }

    /// A response that waits until this parcel is settled.
    struct Hold: Sendable {
        var handler: GatewayHandler<Profile>
        var serial: UInt64
    }

    var content: Content
    var account: String
    /// True for the second of a report that goes out twice.
    var isCopy = false
    var wasSent = false
    var hold: Hold?

    var isReport: Bool { if case .report = content.kind { true } else { false } }

    /// The request that carries it.
    func message(_ binding: Profile.Binding, at now: Moment) throws(MessagingError) -> Profile.Vocabulary.Message {
        switch content.kind {
        case .push(let segment, _): return try binding.deliver(segment)
        case .report(let report):
            let words = DeliveryReport(
                messageID: report.id, receiver: report.receiver, state: report.state, raw: report.word,
                submitTime: binding.reportTime(report.submittedAt), doneTime: binding.reportTime(now))
            return try binding.report(words, for: report.submission, envelope: report.envelope)
        }
    }

    /// What is told about a report; nil for a pushed segment.
    func record(_ binding: Profile.Binding) -> ReceiverEvent.ReportRecord? {
        guard case .report(let report) = content.kind else { return nil }
        return ReceiverEvent.ReportRecord(
            messageID: binding.text(of: report.id), destination: report.receiver, state: report.state,
            raw: report.word, isCopy: isCopy)
    }
}

/// A response that is ready and held back.
struct HeldResponse<Message: Sendable>: Sendable {
    var response: Message
    var token: ReplyToken
}

/// Submits whose response was dropped on purpose, so that a repetition gets the same answer and no second report.
struct DroppedSubmits: Sendable {
    struct Answer: Sendable {
        var submission: Submission
        var id: CarrierMessageID
        var code: UInt32
    }

    /// Submits remembered; of more the oldest are forgotten, and a repetition of one of those is a new submit.
    static let capacity = 4096

    private var answers: [SequenceKey: Answer] = [:]
    private var order: [SequenceKey] = []
    private var next = 0

    var isEmpty: Bool { answers.isEmpty }

    mutating func remember(_ sequence: SequenceKey, _ answer: Answer) {
        answers[sequence] = answer
        if order.count < Self.capacity { return order.append(sequence) }
        answers[order[next]] = nil
        order[next] = sequence
        next = (next + 1) % Self.capacity
    }

    /// The answer to a repetition: the same submit under the same number.
    func answer(to submission: Submission, _ sequence: SequenceKey) -> Answer? {
        guard let answer = answers[sequence], answer.submission == submission else { return nil }
        return answer
    }

    mutating func forget(_ sequence: SequenceKey) { answers[sequence] = nil }
}
