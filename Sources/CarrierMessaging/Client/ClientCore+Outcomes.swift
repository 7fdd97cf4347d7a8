import CarrierSession

extension ClientCore {
    /// Closes a recipient's copy when its outcome is certain; otherwise sets the times at which it will be.
    mutating func settle(_ serial: UInt64, _ recipient: Int, at moment: Moment) {
        let state = tracker.recipient(serial, recipient)
        guard state.isOpen else { return }
        if let result = tracker[serial].result(for: recipient, options: options) {
            return close(serial, recipient, as: result, at: moment)
        }
        if state.awaitingResponse == 0, !state.hasWindow {
            tracker[serial][recipient: recipient].hasWindow = true
            windows.append(PlaceKey(serial, recipient), at: moment + options.reportWindow)
        }
        if let span = options.graceAfterFirst, state.hasFinalReport, !state.hasGrace {
            tracker[serial][recipient: recipient].hasGrace = true
            graces.append(PlaceKey(serial, recipient), at: moment + span)
        }
    }

    /// Gives a recipient's copy its one outcome.
    mutating func close(_ serial: UInt64, _ recipient: Int, as result: RecipientOutcome.Result, at moment: Moment) {
        guard let content = tracker.content(serial), tracker[serial].close(recipient) else { return }
        let state = tracker.recipient(serial, recipient)
        switch result {
        case .delivered: counters.delivered &+= 1
        case .failed: counters.failed &+= 1
        case .unknown: counters.unknown &+= 1
        case .accepted: counters.accepted &+= 1
        case .notSent: counters.notSent &+= 1
        }
        if options.usesStore { note(.settled(number: tracker.number(serial), recipient: recipient, result)) }
        events.append(
            .outcome(
                RecipientOutcome(
                    number: tracker.number(serial), content: content, recipient: recipient, result: result,
                    mayBeTwice: state.mayBeTwice, segments: outcomeSegments(serial, recipient))))
        if state.hasWindow { windows.spoil() }
        if state.hasGrace { graces.spoil() }
        guard tracker[serial].openRecipients == 0 else { return }
        tracker.finish(serial, at: moment)
        if tracker.openMessages < options.maximumOpenMessages { ease(.openMessages) }
    }

    private mutating func outcomeSegments(_ serial: UInt64, _ recipient: Int) -> [RecipientOutcome.Segment] {
        guard options.tellsOutcomeSegments else { return [] }
        let count = tracker[serial].segmentCount
        var segments: [RecipientOutcome.Segment] = []
        segments.reserveCapacity(count)
        let step = recipient % max(1, tracker.content(serial)?.groupSize ?? 1)
        for segment in 0..<count {
            let index = tracker[serial].index(recipient, segment)
            let place = tracker.place(serial, index)
            let key = PlaceKey(serial, index)
            // No closure: it would copy the core.
            var further: [CarrierMessageID] = []
            if !twins.isEmpty { for twin in twins[key] ?? [] { further.append(name(twin.id, step)) } }
            segments.append(
                .init(
                    id: place.hasID ? name(place.id, step) : nil, furtherIDs: further,
                    status: tracker[serial].status(index),
                    report: heldReports.isEmpty ? nil : heldReports.removeValue(forKey: key)))
        }
        return segments
    }

    /// What every call ends with. Records go only here, so that none vanishes while it is worked on.
    mutating func conclude(at moment: Moment) {
        forget(at: moment)
        checkPhase(at: moment)
    }

    /// Forgets finished messages above the bounds of the memory.
    private mutating func forget(at moment: Moment) {
        while let serial = tracker.nextToForget(options: options, at: moment) {
            release(serial)
            for index in 0..<tracker[serial].placeCount {
                abandonFlight(index, of: serial, at: moment)
                // Its outcome was given without it, and nobody will recognise its response.
                if tracker.place(serial, index).isAwaitingResponse {
                    settle(place: index, of: serial, as: .unanswered)
                }
            }
            tracker.forgetOldest()
        }
        trimDeadlines()
    }

    // MARK: Deadlines

    /// True while a recipient's outcome is owed.
    func awaits(_ recipient: PlaceKey) -> Bool {
        tracker.holds(recipient.serial) && tracker.recipient(recipient.serial, recipient.index).isOpen
    }

    private mutating func trimDeadlines() {
        while windows.isSpoiled, let first = windows.first, !awaits(first.key) {
            windows.popFirst(wasStale: true)
        }
        while graces.isSpoiled, let first = graces.first, !awaits(first.key) { graces.popFirst(wasStale: true) }
        guard windows.isCrowded || graces.isCrowded else { return }
        let tracker = tracker
        func isAwaited(_ key: PlaceKey) -> Bool {
            tracker.holds(key.serial) && tracker.recipient(key.serial, key.index).isOpen
        }
        windows.sweep(isAwaited)
        graces.sweep(isAwaited)
    }

    /// Gives outcomes whose time is over.
    mutating func closeDue(at moment: Moment) {
        while let first = windows.first, first.moment <= moment {
            let isAwaited = awaits(first.key)
            // Closing counts the entry as stale, although it is taken out here.
            if isAwaited { closeForced(first.key, at: moment) }
            if windows.first?.key == first.key { windows.popFirst(wasStale: true) }
        }
        while let first = graces.first, first.moment <= moment {
            let isAwaited = awaits(first.key)
            if isAwaited { closeForced(first.key, at: moment) }
            if graces.first?.key == first.key { graces.popFirst(wasStale: true) }
        }
    }

    /// Closes a recipient's copy although something is missing.
    mutating func closeForced(_ recipient: PlaceKey, at moment: Moment) {
        let result = tracker[recipient.serial].ended(recipient.index)
        close(recipient.serial, recipient.index, as: result, at: moment)
    }
}
