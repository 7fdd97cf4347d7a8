import CarrierSession

/// What is known of one segment at one receiver.
struct PartRecord: Sendable {
    enum Fate: Hashable, Sendable {
        /// No response yet.
        case awaitingResponse
        /// Accepted; the report is awaited.
        case awaitingReport
        case settled(MessageOutcome.Fate)
    }

    var fate = Fate.awaitingResponse
    /// The id that the first accepting response named for the request.
    var id: CarrierMessageID?
    /// What the first final report on `id` said.
    var verdict: SegmentVerdict?
    /// The last report that counted.
    var report: DeliveryReport?
}

/// What a final report says, as far as reports are compared.
enum SegmentVerdict: Hashable, Sendable {
    case delivered
    case failed

    init(_ state: DeliveryState) { self = state == .delivered ? .delivered : .failed }
}

/// A further id of a segment that was submitted again after a lost response (text-and-long-sms.md 7.4).
struct TwinRecord: Sendable {
    var part: Int
    var attempt: Int
    var id: CarrierMessageID
    var verdict: SegmentVerdict?
}

/// How far one receiver's copy of a message is: counts of segments, kept up to date segment by segment.
struct ReceiverRecord: Sendable {
    var awaitingResponse: Int
    var awaitingReport = 0
    var failed = 0
    /// Segments whose fate will never be known.
    var lost = 0
    var isOpen = true
    /// A segment has its final report.
    var hasFinalReport = false
    var windowDeadline: Moment?
    var graceDeadline: Moment?
}

/// One message on its way: the segments, the receivers, and the rules that make one outcome of them.
struct MessageRecord: Sendable {
    let number: UInt64
    let receivers: [String]
    /// Receivers in one request.
    let groupSize: Int
    let segmentCount: Int
    let wantsReport: Bool
    /// Receiver by receiver, each segment.
    var parts: [PartRecord]
    var states: [ReceiverRecord]
    var openReceivers: Int
    var twins: [TwinRecord] = []
    /// Repetitions that requests have had because of the rate.
    var retries: [Int: Int] = [:]

    init(number: UInt64, receivers: [String], groupSize: Int, segmentCount: Int, wantsReport: Bool) {
        self.number = number
        self.receivers = receivers
        self.groupSize = max(1, groupSize)
        self.segmentCount = segmentCount
        self.wantsReport = wantsReport
        parts = Array(repeating: PartRecord(), count: receivers.count * segmentCount)
        states = Array(repeating: ReceiverRecord(awaitingResponse: segmentCount), count: receivers.count)
        openReceivers = receivers.count
    }

    func part(_ receiver: Int, _ segment: Int) -> Int { receiver &* segmentCount &+ segment }

    /// The receivers that share a request with `receiver`.
    func group(of receiver: Int) -> Range<Int> {
        let start = receiver / groupSize * groupSize
        return start..<min(start &+ groupSize, receivers.count)
    }

    func place(_ receiver: Int, _ segment: Int) -> SegmentPlace {
        SegmentPlace(message: number, segment: segment &+ 1, of: segmentCount, to: receivers[receiver])
    }

    /// Moves a segment to a new fate and keeps the receiver's counts.
    mutating func settle(_ receiver: Int, _ segment: Int, as fate: PartRecord.Fate) {
        let index = part(receiver, segment)
        count(parts[index].fate, of: receiver, by: -1)
        count(fate, of: receiver, by: 1)
        parts[index].fate = fate
    }

    private mutating func count(_ fate: PartRecord.Fate, of receiver: Int, by step: Int) {
        switch fate {
        case .awaitingResponse: states[receiver].awaitingResponse += step
        case .awaitingReport: states[receiver].awaitingReport += step
        case .settled(.failed), .settled(.refused), .settled(.notSent): states[receiver].failed += step
        case .settled(.unanswered), .settled(.noReport): states[receiver].lost += step
        case .settled(.delivered), .settled(.accepted): break
        }
    }

    /// What the first final report on a target's id said; nil while there is none.
    func verdict(on target: ReportTarget) -> SegmentVerdict? {
        let index = part(target.receiver, target.segment)
        guard target.attempt > 0 else { return parts[index].verdict }
        return twins.first { $0.part == index && $0.attempt == target.attempt }?.verdict
    }

    /// True while a report on a target can still change its message's outcome.
    func isAwaited(_ target: ReportTarget) -> Bool {
        states[target.receiver].isOpen && verdict(on: target) == nil
            && parts[part(target.receiver, target.segment)].fate != .settled(.delivered)
    }

    /// Every id that responses named for a segment's request.
    func ids(_ receiver: Int, _ segment: Int) -> [CarrierMessageID] {
        let index = part(receiver, segment)
        guard let first = parts[index].id else { return [] }
        return [first] + twins.lazy.filter { $0.part == index }.map(\.id)
    }

    /// The result that the segments' fates add up to, or nil while it is open (text-and-long-sms.md 7.2).
    func result(for receiver: Int, options: MessengerOptions) -> MessageOutcome.Result? {
        let state = states[receiver]
        if state.failed > 0, options.failFast { return .failed }
        if state.awaitingResponse > 0 { return nil }
        if state.awaitingReport > 0 {
            guard options.singleReportSuffices, state.hasFinalReport else { return nil }
        }
        if state.failed > 0 { return .failed }
        if state.lost > 0 { return .unknown }
        return wantsReport ? .delivered : .accepted
    }

    /// The result when nothing more is waited for.
    func forcedResult(for receiver: Int) -> MessageOutcome.Result {
        let state = states[receiver]
        if state.failed > 0 { return .failed }
        if state.lost + state.awaitingResponse + state.awaitingReport > 0 { return .unknown }
        return wantsReport ? .delivered : .accepted
    }

    /// Closes a receiver and tells what became of it, and which deadlines nobody waits for any more; nil when it was
    /// closed before.
    ///
    /// - Parameter name: the id at the receiver so many steps behind the request's first.
    mutating func close(
        _ receiver: Int, as result: MessageOutcome.Result, naming name: (CarrierMessageID, Int) -> CarrierMessageID
    ) -> (outcome: MessageOutcome, deadlines: (window: Bool, grace: Bool))? {
        guard states[receiver].isOpen else { return nil }
        var outcome = MessageOutcome(
            message: number, receiver: receivers[receiver], result: result, segments: [], firstFailure: nil,
            submitTime: "", doneTime: "")
        outcome.segments.reserveCapacity(segmentCount)
        let step = receiver &- group(of: receiver).lowerBound
        for segment in 0..<segmentCount {
            let index = part(receiver, segment)
            let fate: MessageOutcome.Fate
            switch parts[index].fate {
            case .awaitingResponse: fate = .unanswered
            case .awaitingReport: fate = .noReport
            case .settled(let settled): fate = settled
            }
            let report = parts[index].report
            outcome.note(fate, report)
            outcome.segments.append(
                .init(
                    number: segment &+ 1, ids: ids(receiver, segment).map { name($0, step) }, fate: fate,
                    report: report))
            parts[index].report = nil
        }
        let deadlines = (states[receiver].windowDeadline != nil, states[receiver].graceDeadline != nil)
        states[receiver].windowDeadline = nil
        states[receiver].graceDeadline = nil
        states[receiver].isOpen = false
        openReceivers &-= 1
        return (outcome, deadlines)
    }
}

extension MessageOutcome {
    fileprivate mutating func note(_ fate: Fate, _ report: DeliveryReport?) {
        switch fate {
        case .failed: firstFailure = firstFailure ?? report?.raw
        case .refused(let code): firstFailure = firstFailure ?? String(code)
        default: break
        }
        guard let report else { return }
        if !report.submitTime.isEmpty, submitTime.isEmpty || report.submitTime < submitTime {
            submitTime = report.submitTime
        }
        if report.doneTime > doneTime { doneTime = report.doneTime }
    }
}
