import CarrierSession

/// What happens to a message, step by step. A record is changed in place: copying it would copy every segment.
extension MessageRecord {
    /// An accepting response for one receiver; nil when it brought nothing new.
    ///
    /// - Parameters:
    ///   - id: the id that the response named for the request.
    ///   - name: the id at this receiver.
    /// - Returns: the position of `id` among the segment's ids, from 0.
    mutating func accept(
        _ id: CarrierMessageID?, named name: CarrierMessageID?, _ receiver: Int, _ segment: Int,
        counters: inout MessengerCounters, events: inout Queue<MessengerEvent>
    ) -> Int? {
        let index = part(receiver, segment)
        if parts[index].fate == .awaitingResponse {
            counters.acceptedParts += 1
            parts[index].id = id
            settle(receiver, segment, as: wantsReport ? .awaitingReport : .settled(.accepted))
            if let name { events.append(.accepted(place(receiver, segment), id: name)) }
            return id == nil ? nil : 0
        }
        counters.lateResponses += 1
        guard let id, !ids(receiver, segment).contains(id) else { return nil }
        guard parts[index].id != nil else {
            parts[index].id = id
            // The response came after it was given up: the report is awaited after all.
            if parts[index].fate == .settled(.unanswered), states[receiver].isOpen {
                settle(receiver, segment, as: wantsReport ? .awaitingReport : .settled(.accepted))
            }
            return 0
        }
        let attempt = twins.count(where: { $0.part == index }) + 1
        twins.append(TwinRecord(part: index, attempt: attempt, id: id))
        return attempt
    }

    /// A refusing response for one receiver. A segment that was accepted before stays so.
    mutating func refuse(
        _ receiver: Int, _ segment: Int, _ receipt: SubmitReceipt, counters: inout MessengerCounters,
        events: inout Queue<MessengerEvent>
    ) {
        guard parts[part(receiver, segment)].fate == .awaitingResponse else {
            counters.lateResponses += 1
            return
        }
        counters.refusedParts += 1
        settle(receiver, segment, as: .settled(.refused(code: receipt.code)))
        events.append(.refused(place(receiver, segment), code: receipt.code, meaning: receipt.meaning))
    }

    /// No response will come for one receiver.
    mutating func lose(
        _ receiver: Int, _ segment: Int, _ failure: RequestFailure, counters: inout MessengerCounters,
        events: inout Queue<MessengerEvent>
    ) {
        guard parts[part(receiver, segment)].fate == .awaitingResponse else { return }
        counters.unansweredParts += 1
        switch failure {
        case .cancelled, .unencodable: settle(receiver, segment, as: .settled(.notSent))
        case .noResponse, .sessionEnded: settle(receiver, segment, as: .settled(.unanswered))
        }
        events.append(.unanswered(place(receiver, segment), failure))
    }

    /// Counts a repetition of a throttled request; false when it had all it may have.
    mutating func takeRetry(of index: Int, receiver: Int, segment: Int, limit: Int) -> Bool {
        let used = retries[index] ?? 0
        guard used < limit, parts[part(receiver, segment)].fate == .awaitingResponse else { return false }
        retries[index] = used + 1
        return true
    }

    /// A report on one of the segment's ids.
    ///
    /// A delivery under any id counts at once; a failure counts when every id has failed (text-and-long-sms.md 7.4).
    mutating func apply(
        _ report: DeliveryReport, to target: ReportTarget, counters: inout MessengerCounters,
        events: inout Queue<MessengerEvent>
    ) {
        let place = place(target.receiver, target.segment)
        let index = part(target.receiver, target.segment)
        if let verdict = verdict(on: target) {
            if report.state.isFinal, SegmentVerdict(report.state) != verdict {
                counters.contradictoryReports += 1
                events.append(.contradictoryReport(place, report))
            } else {
                counters.duplicateReports += 1
                events.append(.duplicateReport(place, report))
            }
            return
        }
        if report.state.isFinal { note(SegmentVerdict(report.state), on: target) }
        guard states[target.receiver].isOpen else {
            counters.lateReports += 1
            events.append(.lateReport(place, report))
            return
        }
        counters.matchedReports += 1
        events.append(.report(place, report))
        guard report.state.isFinal, parts[index].fate != .settled(.delivered) else { return }
        parts[index].report = report
        states[target.receiver].hasFinalReport = true
        if report.state == .delivered {
            settle(target.receiver, target.segment, as: .settled(.delivered))
        } else if parts[index].verdict != nil, twins.allSatisfy({ $0.part != index || $0.verdict != nil }) {
            settle(target.receiver, target.segment, as: .settled(.failed))
        }
    }

    private mutating func note(_ verdict: SegmentVerdict, on target: ReportTarget) {
        let index = part(target.receiver, target.segment)
        guard target.attempt > 0 else {
            parts[index].verdict = verdict
            return
        }
        for place in twins.indices where twins[place].part == index && twins[place].attempt == target.attempt {
            twins[place].verdict = verdict
        }
    }

    /// What follows from a step.
    enum Decision {
        case end(MessageOutcome.Result)
        /// Times to wait for that were not waited for before.
        case wait(window: Moment?, grace: Moment?)
    }

    /// Says whether a receiver's outcome is certain, and otherwise notes until when it is waited for.
    mutating func decide(_ receiver: Int, options: MessengerOptions, at moment: Moment) -> Decision {
        guard states[receiver].isOpen else { return .wait(window: nil, grace: nil) }
        if let result = result(for: receiver, options: options) { return .end(result) }
        var window: Moment?
        var grace: Moment?
        if states[receiver].awaitingResponse == 0, states[receiver].windowDeadline == nil {
            window = moment + options.reportWindow
            states[receiver].windowDeadline = window
        }
        if let span = options.graceAfterFirst, states[receiver].hasFinalReport, states[receiver].graceDeadline == nil {
            grace = moment + span
            states[receiver].graceDeadline = grace
        }
        return .wait(window: window, grace: grace)
    }
}
