import CarrierSession

/// One outcome that is owed.
struct OutcomeKey: Hashable, Sendable {
    var number: UInt64
    var receiver: Int
}

/// The segment and the receivers that one request stands for.
struct RequestPlace: Hashable {
    var number: UInt64
    /// The request's place in its message.
    var index: Int
    var segment: Int
    var receivers: Range<Int>
}

extension Messenger {
    func locate(_ tag: UInt64) -> RequestPlace? {
        let number = tag >> Self.indexBits
        guard let record = book[number] else { return nil }
        let index = Int(tag & (1 << Self.indexBits - 1))
        let start = index / record.segmentCount * record.groupSize
        guard start < record.receivers.count else { return nil }
        return RequestPlace(
            number: number, index: index, segment: index % record.segmentCount, receivers: record.group(of: start))
    }

    func isOpen(_ place: RequestPlace) -> Bool {
        guard let record = book[place.number] else { return false }
        return place.receivers.contains { record.states[$0].isOpen }
    }

    /// No response will come to a request.
    mutating func lose(_ place: RequestPlace, _ failure: RequestFailure) {
        for receiver in place.receivers {
            book[place.number]?.lose(receiver, place.segment, failure, counters: &counters, events: &events)
        }
    }

    /// An accepting response: the ids lead to their segments from now on, and reports that came before are applied.
    mutating func accept(_ place: RequestPlace, _ receipt: SubmitReceipt, at moment: Moment) {
        for receiver in place.receivers {
            let id = receipt.messageID.map { binding.id($0, advancedBy: receiver - place.receivers.lowerBound) }
            let attempt = book[place.number]?.accept(
                id, receiver, place.segment, counters: &counters, events: &events)
            guard let id, let attempt = attempt ?? nil else { continue }
            book.register(
                id,
                for: ReportTarget(number: place.number, receiver: receiver, segment: place.segment, attempt: attempt))
        }
        guard early.count > 0, let base = receipt.messageID else { return }
        for step in 0..<place.receivers.count {
            for report in early.take(binding.id(base, advancedBy: step)) { apply(report, at: moment, mayPark: false) }
        }
    }

    /// Puts a throttled request off when the options and its number of tries allow it.
    mutating func postpone(
        _ place: RequestPlace, _ receipt: SubmitReceipt, _ request: PreparedRequest<Message>, at moment: Moment
    ) -> Bool {
        guard receipt.isThrottled, let retries = options.throttleRetries,
            book[place.number]?.takeRetry(
                of: place.index, receiver: place.receivers.lowerBound, segment: place.segment, limit: retries.count)
                == true
        else { return false }
        let retryAt = moment + retries.delay
        pauses.append(request, deadline: retryAt)
        counters.postponements += place.receivers.count
        for receiver in place.receivers {
            guard let segment = book[place.number]?.place(receiver, place.segment) else { continue }
            events.append(.postponed(segment, code: receipt.code, retryAt: retryAt))
        }
        return true
    }

    /// Applies a report to its segment, or keeps it for a response that may still bring its id.
    mutating func apply(_ report: DeliveryReport, at moment: Moment, mayPark: Bool) {
        if let target = book.find(report.messageID, receiver: report.receiver) {
            book[target.number]?.apply(report, to: target, counters: &counters, events: &events)
            settle(target.number, target.receiver, at: moment)
        } else if !mayPark {
            giveUp(report)
        } else if let displaced = early.park(report, at: moment) {
            giveUp(displaced)
        }
    }

    /// A report that nothing will match any more.
    mutating func giveUp(_ report: DeliveryReport) {
        counters.orphanReports += 1
        events.append(.orphan(report))
    }

    // MARK: Outcomes

    /// Closes a receiver's copy when its outcome is certain; otherwise sets the times at which it will be.
    mutating func settle(_ number: UInt64, _ receiver: Int, at moment: Moment) {
        let key = OutcomeKey(number: number, receiver: receiver)
        let options = options
        let decision = book[number]?.decide(receiver, options: options, at: moment)
        switch decision {
        case .end(let result): end(key, as: result, at: moment)
        case .wait(let window, let grace):
            if let window { windows.append(key, deadline: window) }
            if let grace { graces.append(key, deadline: grace) }
        case nil: break
        }
    }

    /// Closes a receiver's copy although something is missing.
    mutating func close(_ key: OutcomeKey, at moment: Moment) {
        guard let result = book[key.number]?.forcedResult(for: key.receiver) else { return }
        end(key, as: result, at: moment)
    }

    private mutating func end(_ key: OutcomeKey, as result: MessageOutcome.Result, at moment: Moment) {
        guard let (outcome, deadlines) = book[key.number]?.close(key.receiver, as: result) else {
            return
        }
        switch result {
        case .delivered: counters.delivered += 1
        case .failed: counters.failed += 1
        case .unknown: counters.unknown += 1
        case .accepted: counters.acceptedMessages += 1
        }
        events.append(.outcome(outcome))
        if deadlines.window { windows.spoil() }
        if deadlines.grace { graces.spoil() }
        if book[key.number]?.openReceivers == 0 { counters.unansweredParts += book.finish(key.number, at: moment) }
        sweep()
    }

    /// Removes deadlines of outcomes that were given.
    private mutating func sweep() {
        while windows.isSpoiled, let first = windows.first, !awaits(first.key, window: first.deadline) {
            windows.dropFirst(wasStale: true)
        }
        while graces.isSpoiled, let first = graces.first, !awaits(first.key, grace: first.deadline) {
            graces.dropFirst(wasStale: true)
        }
        if windows.isCrowded || graces.isCrowded { sweepAll() }
    }

    func awaits(_ key: OutcomeKey, window: Moment) -> Bool {
        book[key.number]?.states[key.receiver].windowDeadline == window
    }

    func awaits(_ key: OutcomeKey, grace: Moment) -> Bool {
        book[key.number]?.states[key.receiver].graceDeadline == grace
    }

    private mutating func sweepAll() {
        let records = book.records
        windows.sweep { records[$0.number]?.states[$0.receiver].windowDeadline == $1 }
        graces.sweep { records[$0.number]?.states[$0.receiver].graceDeadline == $1 }
    }
}
