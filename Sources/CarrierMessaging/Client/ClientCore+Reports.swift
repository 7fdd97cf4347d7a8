import CarrierSession

// What a status report means, and what follows from it (text-and-long-sms.md 7.2 to 7.5).
extension ClientCore {
    /// The result of a search.
    private enum Search {
        case found(PlaceKey)
        /// Undecided until every request to the number with this key has its response: it may name the same id.
        case waits(number: UInt64)
        /// Nothing holds the id.
        case unknown
    }

    /// Applies a report to its place, or keeps it for a response that may still bring its id.
    ///
    /// - Parameter mayWait: false for a report that has waited its time: then the best that is known decides.
    mutating func apply(_ report: DeliveryReport, at moment: Moment, mayWait: Bool) {
        let report = named(report)
        switch find(report, mayWait: mayWait) {
        case .found(let place): apply(report, to: place, at: moment)
        case .waits(let number): wait(report, for: number, at: moment)
        case .unknown where mayWait: wait(report, for: nil, at: moment)
        case .unknown:
            counters.orphanReports &+= 1
            events.append(.orphan(report))
        }
    }

    private mutating func wait(_ report: DeliveryReport, for number: UInt64?, at moment: Moment) {
        guard let displaced = early.hold(report, awaiting: number, at: moment) else { return }
        tell(.earlyReports)
        apply(displaced, at: moment, mayWait: false)
    }

    // MARK: Reports that came before their response

    mutating func applyEarly(_ base: CarrierMessageID, _ place: LocatedRequest, at moment: Moment) {
        guard early.count > 0, let content = tracker.content(place.serial) else { return }
        var keys: [EarlyReports.Key] = []
        for recipient in place.recipients {
            let number = SubscriberNumber.key(content.message.destinations[recipient])
            let id = name(base, recipient &- place.recipients.lowerBound)
            keys.append(EarlyReports.Key(id: base, number: number))
            if id != base { keys += early.numbers(on: id).map { EarlyReports.Key(id: id, number: $0) } }
        }
        keys += early.numbers(on: base).map { EarlyReports.Key(id: base, number: $0) }
        for key in keys { resolve(key, at: moment) }
        if early.count < options.maximumEarlyReports { ease(.earlyReports) }
    }

    /// Applies reports that waited for the last response of a number.
    mutating func resolveWaiting(_ recipients: Range<Int>, of serial: UInt64, at moment: Moment) {
        guard early.count > 0, let content = tracker.content(serial) else { return }
        for recipient in recipients {
            let number = SubscriberNumber.key(content.message.destinations[recipient])
            let waiting = early.waiting(for: number)
            if waiting.isEmpty || awaitsResponse(number) { continue }
            for key in waiting { resolve(key, at: moment) }
        }
    }

    /// Applies the reports under a key as far as it is certain now what they mean.
    private mutating func resolve(_ key: EarlyReports.Key, at moment: Moment) {
        while let report = early.first(key) {
            switch find(report, mayWait: true) {
            case .found(let place):
                early.removeFirst(key)
                apply(report, to: place, at: moment)
            case .waits(let number): return early.wait(key, for: number)
            case .unknown: return
            }
        }
    }

    // MARK: Finding

    /// The report under the id that it can only mean, where that differs from the one it names in its time alone: some
    /// peers stamp it anew (sgip.md 1.4).
    ///
    /// The table for that is made when it is needed for the first time, and kept from then on.
    private mutating func named(_ report: DeliveryReport) -> DeliveryReport {
        guard report.messageID.twelve != nil, ids[report.messageID] == nil else { return report }
        if untimed == nil {
            var known = UntimedIDs()
            ids.forEach { known.add($0) }
            untimed = known
        }
        guard let own = untimed?.only(like: report.messageID) else { return report }
        var named = report
        named.messageID = own
        named.deviation = "response-time-word"
        return named
    }

    private mutating func find(_ report: DeliveryReport, mayWait: Bool) -> Search {
        guard let held = ids[report.messageID] else { return .unknown }
        if held.isShared { return findShared(report, mayWait: mayWait) }
        guard tracker.holds(held.place.serial), let content = tracker.content(held.place.serial),
            !held.isDerived || !rangesAreDisproved
        else { return .unknown }
        let exact = match(held, content, report)
        let target = exact ?? held.place
        if !mayWait || exact != nil && !held.isDerived && reportedDelivery(on: target, under: report.messageID) == nil {
            return .found(target)
        }
        let number = SubscriberNumber.key(report.recipient)
        if awaitsResponse(number) { return .waits(number: number) }
        let other = SubscriberNumber.key(content.message.destinations[target.index / content.segmentCount])
        if !isAwaited(target, under: report.messageID), awaitsResponse(other) { return .waits(number: other) }
        return .found(target)
    }

    /// The recipient that a report names among those that an id stands for.
    private func match(_ held: IDIndex.Value, _ content: MessageContent, _ report: DeliveryReport) -> PlaceKey? {
        let own = held.place.index / content.segmentCount
        var first: PlaceKey?
        for recipient in held.isDerived ? own..<own &+ 1 : group(of: held.place)
        where SubscriberNumber.isSame(content.message.destinations[recipient], report.recipient) {
            let target = place(held.place, at: recipient)
            // A number may be named twice; where ranges tell its copies apart the first has this id.
            if !rangesAreDisproved || isAwaited(target, under: report.messageID) { return target }
            first = first ?? target
        }
        return first
    }

    private mutating func findShared(_ report: DeliveryReport, mayWait: Bool) -> Search {
        let id = report.messageID
        let number = SubscriberNumber.key(report.recipient)
        // The searches move their cursors, so the entry is taken out meanwhile.
        guard var held = holders.removeValue(forKey: id) else { return .unknown }
        defer { holders[id] = held }
        if held.byNumber[number] != nil {
            if let place = held.byNumber[number]?.awaited(where: { isAwaited($0, under: id) }) { return .found(place) }
            if mayWait, awaitsResponse(number) { return .waits(number: number) }
            if let place = held.byNumber[number]?.unreported(where: { isUnreported($0, under: id) }) {
                return .found(place)
            }
            return held.byNumber[number].flatMap { reported($0, report) }.map(Search.found) ?? .unknown
        }
        if mayWait, awaitsResponse(number) { return .waits(number: number) }
        if let place = held.all.awaited(where: { isAwaited($0, under: id) }) { return .found(place) }
        if mayWait, let last = held.all.places.last(where: { tracker.holds($0.serial) }),
            let content = tracker.content(last.serial)
        {
            let other = SubscriberNumber.key(content.message.destinations[last.index / content.segmentCount])
            if awaitsResponse(other) { return .waits(number: other) }
        }
        if let place = held.all.unreported(where: { isUnreported($0, under: id) }) { return .found(place) }
        return reported(held.all, report).map(Search.found) ?? .unknown
    }

    /// Reported places looked at, at most.
    private static var reportedSearch: Int { 64 }

    /// Of places that had their reports, the one whose report said the same; otherwise the youngest.
    private func reported(_ line: PlaceLine, _ report: DeliveryReport) -> PlaceKey? {
        let known = line.places.suffix(Self.reportedSearch).filter { tracker.holds($0.serial) }
        let isDelivered = report.state == .delivered
        return known.first { reportedDelivery(on: $0, under: report.messageID) == isDelivered } ?? known.last
    }

    private func isUnreported(_ place: PlaceKey, under id: CarrierMessageID) -> Bool {
        tracker.holds(place.serial) && reportedDelivery(on: place, under: id) == nil
    }

    /// True while a report on a place can still change its message's outcome.
    private func isAwaited(_ place: PlaceKey, under id: CarrierMessageID) -> Bool {
        guard tracker.holds(place.serial) else { return false }
        let message = tracker[place.serial]
        return message[recipient: place.index / message.segmentCount].isOpen
            && message[place: place.index].state != .delivered && reportedDelivery(on: place, under: id) == nil
    }

    /// What a final report on a place's id said: true for delivered; nil when there was none.
    private func reportedDelivery(on place: PlaceKey, under id: CarrierMessageID) -> Bool? {
        if let twin = twin(of: place, under: id), let known = twins[place]?[twin] {
            return known.isReported ? known.wasDelivered : nil
        }
        let known = tracker.place(place.serial, place.index)
        return known.isReported ? known.wasDelivered : nil
    }

    /// Which of a place's further ids a report is on; nil for the first one.
    private func twin(of place: PlaceKey, under id: CarrierMessageID) -> Int? {
        guard !twins.isEmpty, let further = twins[place] else { return nil }
        let primary = tracker.place(place.serial, place.index)
        if primary.hasID, primary.id == id { return nil }
        if let named = further.firstIndex(where: { $0.id == id }) { return named }
        let step = place.index / tracker[place.serial].segmentCount &- group(of: place).lowerBound
        return step == 0 ? nil : further.firstIndex { adapter.id($0.id, advancedBy: step) == id }
    }

    // MARK: Applying

    /// A delivery under any id counts at once; a failure counts when every id has failed (text-and-long-sms.md 7.4).
    private mutating func apply(_ report: DeliveryReport, to key: PlaceKey, at moment: Moment) {
        let serial = key.serial
        let segments = tracker[serial].segmentCount
        let (recipient, segment) = (key.index / segments, key.index % segments)
        guard let place = messagePlace(serial, recipient, segment) else { return }
        let isDelivered = report.state == .delivered
        if let twin = twin(of: key, under: report.messageID), let known = twins[key]?[twin], known.isPresumed {
            prove(known.id, by: key, at: moment)
        }
        if let earlier = reportedDelivery(on: key, under: report.messageID) {
            if report.state.isFinal, earlier != isDelivered {
                counters.contradictions &+= 1
                events.append(.contradiction(place, report))
            } else {
                counters.duplicateReports &+= 1
                events.append(.duplicateReport(place, report))
            }
            return
        }
        if report.state.isFinal { markReported(key, under: report.messageID, wasDelivered: isDelivered) }
        guard tracker.recipient(serial, recipient).isOpen else {
            counters.lateReports &+= 1
            events.append(.lateReport(place, report))
            return
        }
        counters.matchedReports &+= 1
        if options.tellsSegments { events.append(.report(place, report)) }
        guard report.state.isFinal, tracker.place(serial, key.index).state != .delivered else { return }
        if options.tellsOutcomeSegments { heldReports[key] = report }
        tracker[serial][recipient: recipient].hasFinalReport = true
        if isDelivered || isReportedUnderEveryID(key) {
            let state: TrackedPlace.State = isDelivered ? .delivered : .failed
            settle(place: key.index, of: serial, as: state)
            tracker[serial].move(key.index, to: state)
        }
        settle(serial, recipient, at: moment)
    }

    private mutating func markReported(_ key: PlaceKey, under id: CarrierMessageID, wasDelivered: Bool) {
        if let twin = twin(of: key, under: id) {
            twins[key]?[twin].isReported = true
            twins[key]?[twin].wasDelivered = wasDelivered
        } else {
            tracker[key.serial][place: key.index].isReported = true
            tracker[key.serial][place: key.index].wasDelivered = wasDelivered
        }
    }

    private func isReportedUnderEveryID(_ key: PlaceKey) -> Bool {
        guard tracker.place(key.serial, key.index).isReported else { return false }
        return twins.isEmpty || twins[key]?.allSatisfy { $0.isReported || $0.isPresumed } != false
    }
}
