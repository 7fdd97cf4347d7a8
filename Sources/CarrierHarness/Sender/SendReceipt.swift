import CarrierMessaging
import CarrierSession
import CarrierTransport

/// One segment that the carrier took.
public struct SentSegment: Hashable, Sendable {
    /// The segment's number, from 1.
    public var number: Int
    /// The carrier's ids, one per receiver in the order of the message's receivers.
    public var ids: [CarrierMessageID]
}

/// Why `ReferenceSender.submit` has no receipt to give.
public enum SubmitError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The message does not fit the protocol; nothing was sent.
    case unusable(MessagingError)
    /// The carrier refused a segment, the first of them.
    case refused(SegmentPlace, code: UInt32, meaning: String)
    /// A segment stayed without an answer, the first of them.
    case unanswered(SegmentPlace)
    /// The sender takes nothing more.
    case ended(SenderEnd)

    /// One line.
    public var description: String {
        switch self {
        case .unusable(let error): "\(error)"
        case .refused(let place, let code, let meaning):
            "segment \(place.segment) of \(place.segmentCount) to \(place.receiver) refused: \(code), \(meaning)"
        case .unanswered(let place):
            "segment \(place.segment) of \(place.segmentCount) to \(place.receiver) was not answered"
        case .ended(let end): "\(end)"
        }
    }
}

/// Not every report came in time.
public struct ReportsMissing: Error, Hashable, Sendable, CustomStringConvertible {
    /// Final reports that came.
    public var reports: [DeliveryReport]
    /// How many did not.
    public var missing: Int

    /// One line.
    public var description: String { "\(missing) reports did not come in time" }
}

/// A message that the carrier took whole.
public struct SendReceipt: Sendable {
    /// The message's number, from 1 in the order of sending.
    public var number: UInt64
    /// The segments, in order.
    public var segments: [SentSegment]
    let progress: MessageProgress
    let timers: Timers

    /// Waits for the final report on every segment at every receiver.
    ///
    /// - Returns: the reports in the order of arrival.
    /// - Throws: `ReportsMissing` when they are not all there within `span` or will not come, `CancellationError`.
    public func reports(within span: Moment.Span) async throws -> [DeliveryReport] {
        let everyReport: Void? = await progress.reported.value(until: MonotonicClock.now() + span, timers: timers)
        try Task.checkCancellation()
        let (reports, missing) = progress.finalReports
        if everyReport == nil || missing > 0 { throw ReportsMissing(reports: reports, missing: missing) }
        return reports
    }

    /// Waits for the outcome at every receiver; each comes once, at the latest when the sender is closed.
    ///
    /// - Throws: `CancellationError`.
    public func outcomes() async throws -> [MessageOutcome] {
        guard let outcomes = await progress.ended.value() else { throw CancellationError() }
        return outcomes
    }
}

/// How far a message of `ReferenceSender.submit` is.
final class MessageProgress: Sendable {
    private struct State: Sendable {
        let receivers: [String]
        /// Segment by segment, each receiver's id.
        var ids: [[CarrierMessageID?]]
        var open: Int
        var failure: SubmitError?
        var reports: [DeliveryReport] = []
        var awaited: Int
        var outcomes: [MessageOutcome] = []
    }

    let number: UInt64
    private let state: Guarded<State>
    /// Every segment is answered, or never will be.
    let answered = Promise<Void>()
    /// Every final report is there, or will never be.
    let reported = Promise<Void>()
    /// Every outcome is there.
    let ended = Promise<[MessageOutcome]>()

    init(_ number: UInt64, receivers: [String], segments: Int, wantsReport: Bool) {
        self.number = number
        let parts = receivers.count * segments
        state = Guarded(
            State(
                receivers: receivers,
                ids: Array(repeating: Array(repeating: nil, count: receivers.count), count: segments), open: parts,
                awaited: wantsReport ? parts : 0))
        if !wantsReport { reported.fulfil(()) }
    }

    /// The final reports so far, and how many are missing.
    var finalReports: ([DeliveryReport], missing: Int) {
        state.withLock { ($0.reports, max(0, $0.awaited - $0.reports.count)) }
    }

    /// The segments, or why there is no receipt.
    func segments() throws(SubmitError) -> [SentSegment] {
        try state.withLock { state throws(SubmitError) in
            if let failure = state.failure { throw failure }
            return state.ids.enumerated().map { SentSegment(number: $0 + 1, ids: $1.compactMap(\.self)) }
        }
    }

    /// True when the message needs no more attention.
    func note(_ event: MessengerEvent) -> Bool {
        switch event {
        case .accepted(let place, let id): answer(place, id: id)
        case .refused(let place, let code, let meaning):
            answer(place, failure: .refused(place, code: code, meaning: meaning))
        case .unanswered(let place, _): answer(place, failure: .unanswered(place))
        case .report(_, let report) where report.state.isFinal:
            let isComplete = state.withLock { state in
                state.reports.append(report)
                return state.reports.count == state.awaited
            }
            if isComplete { reported.fulfil(()) }
        case .outcome(let outcome):
            let outcomes = state.withLock { state in
                state.outcomes.append(outcome)
                return state.outcomes.count == state.receivers.count ? state.outcomes : nil
            }
            guard let outcomes else { return false }
            answered.fulfil(())
            reported.fulfil(())
            ended.fulfil(outcomes)
            return true
        default: break
        }
        return false
    }

    private func answer(_ place: SegmentPlace, id: CarrierMessageID? = nil, failure: SubmitError? = nil) {
        let isComplete = state.withLock { state in
            let segment = place.segment - 1
            if let id, state.ids.indices.contains(segment) {
                // A number that is named twice is served in order.
                let receiver = state.receivers.indices.first { index in
                    state.receivers[index] == place.receiver && state.ids[segment][index] == nil
                }
                if let receiver { state.ids[segment][receiver] = id }
            }
            if state.failure == nil { state.failure = failure }
            state.open -= 1
            return state.open == 0
        }
        if isComplete { answered.fulfil(()) }
    }
}
