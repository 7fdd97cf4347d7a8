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
    mutating func lose(_ place: RequestPlace, _ failure: RequestFailure, at moment: Moment) {
        for receiver in place.receivers { lose(place.number, receiver, place.segment, failure) }
        resolveWaiting(place.receivers, of: place.number, at: moment)
    }

    mutating func lose(_ number: UInt64, _ receiver: Int, _ segment: Int, _ failure: RequestFailure) {
        book.change(number, receiver) {
            $0.lose(receiver, segment, failure, counters: &counters, events: &events)
        }
    }

    /// A refusing response.
    mutating func refuse(_ place: RequestPlace, _ receipt: SubmitReceipt, at moment: Moment) {
        for receiver in place.receivers {
            book.change(place.number, receiver) {
                $0.refuse(receiver, place.segment, receipt, counters: &counters, events: &events)
            }
        }
        resolveWaiting(place.receivers, of: place.number, at: moment)
    }

    /// An accepting response: its id leads to its segment from now on, and reports that came before are applied.
    mutating func accept(_ place: RequestPlace, _ receipt: SubmitReceipt, at moment: Moment) {
        let base = receipt.messageID
        let first = place.receivers.lowerBound
        var attempt: Int?
        if let base { book.examine(base) }
        for receiver in place.receivers {
            let name = base.map { book.name($0, receiver - first) }
            let position = book.change(place.number, receiver) {
                $0.accept(
                    base, named: name, receiver, place.segment, counters: &counters, events: &events)
            }
            attempt = attempt ?? position ?? nil
        }
        if let base, let attempt {
            book.register(
                base,
                for: ReportTarget(number: place.number, receiver: first, segment: place.segment, attempt: attempt))
            applyEarly(base, place, at: moment)
        }
        resolveWaiting(place.receivers, of: place.number, at: moment)
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

    // MARK: Reports

    /// Applies a report to its segment, or keeps it for a response that may still bring its id.
    ///
    /// - Parameter mayWait: false for a report that has waited its time.
    mutating func apply(_ report: DeliveryReport, at moment: Moment, mayWait: Bool) {
        let report = book.named(report)
        switch book.find(report, mayWait: mayWait) {
        case .found(let target): apply(report, to: target, at: moment)
        case .waits(let number): park(report, awaiting: number, at: moment)
        case .unknown where mayWait: park(report, awaiting: nil, at: moment)
        case .unknown: giveUp(report)
        }
    }

    private mutating func apply(_ report: DeliveryReport, to target: ReportTarget, at moment: Moment) {
        book[target.number]?.apply(report, to: target, counters: &counters, events: &events)
        settle(target.number, target.receiver, at: moment)
    }

    private mutating func park(_ report: DeliveryReport, awaiting number: UInt64?, at moment: Moment) {
        guard let displaced = early.park(report, awaiting: number, at: moment) else { return }
        apply(displaced, at: moment, mayWait: false)
    }

    /// Applies reports that came before the response with their id.
    private mutating func applyEarly(_ base: CarrierMessageID, _ place: RequestPlace, at moment: Moment) {
        guard early.count > 0, let record = book[place.number] else { return }
        var keys: [EarlyReports.Key] = []
        for receiver in place.receivers {
            let number = SubscriberNumber.key(record.receivers[receiver])
            let id = book.name(base, receiver - place.receivers.lowerBound)
            keys.append(EarlyReports.Key(id: base, number: number))
            if id != base { keys += early.numbers(on: id).map { EarlyReports.Key(id: id, number: $0) } }
        }
        keys += early.numbers(on: base).map { EarlyReports.Key(id: base, number: $0) }
        for key in keys { resolve(key, at: moment) }
    }

    /// Applies reports that waited for the last response of a number.
    private mutating func resolveWaiting(_ receivers: Range<Int>, of number: UInt64, at moment: Moment) {
        guard early.count > 0, let names = book[number]?.receivers else { return }
        for receiver in receivers {
            let key = SubscriberNumber.key(names[receiver])
            if book.awaitsResponse(key) { continue }
            for waiting in early.waiting(for: key) { resolve(waiting, at: moment) }
        }
    }

    /// Applies the reports under a key as far as it is certain now what they mean.
    private mutating func resolve(_ key: EarlyReports.Key, at moment: Moment) {
        while let report = early.first(key) {
            switch book.find(report, mayWait: true) {
            case .found(let target):
                early.removeFirst(key)
                apply(report, to: target, at: moment)
            case .waits(let number): return early.wait(key, for: number)
            case .unknown: return
            }
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
        let name = book.name
        guard let (outcome, deadlines) = book[key.number]?.close(key.receiver, as: result, naming: name)
        else { return }
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
