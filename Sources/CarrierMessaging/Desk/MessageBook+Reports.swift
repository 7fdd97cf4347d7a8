import CarrierSession

/// Which segment a report means (text-and-long-sms.md 7.3, 7.5).
///
/// An id that a response named wins over one that follows from a range, a segment whose report is awaited over one that
/// had it, the older over the younger. A report whose id leads only to a derived or a reported segment waits while a
/// request to its number has no response: the response may name the same id.
extension MessageBook {
    /// The result of a search.
    enum Search {
        case found(ReportTarget)
        /// Undecided until every request to the number with this key has its response.
        case waits(number: UInt64)
        /// Nothing holds the id.
        case unknown
    }

    // MARK: Ids

    /// The id at the receiver so many steps behind the first of a request whose response named `base`.
    var name: @Sendable (CarrierMessageID, Int) -> CarrierMessageID {
        guard !rangesDisproved else { return { base, _ in base } }
        return advance
    }

    /// An id that a response names inside the range of another request disproves ranges.
    mutating func examine(_ base: CarrierMessageID) {
        if single[base]?.isDerived == true { rangesDisproved = true }
    }

    /// Makes the id that a response named lead to its segment at every receiver of the request, and the range that
    /// begins with it to the others.
    mutating func register(_ base: CarrierMessageID, for target: ReportTarget) {
        guard let group = records[target.number]?.group(of: target.receiver) else { return }
        if !holds(base) { untimed.add(base) }
        if let holder = single[base], !holder.isDerived {
            single[base] = nil
            var both = SharedID()
            add(holder, to: &both)
            add(target, to: &both)
            shared[base] = both
            // No id of a range may be given again while it is in use.
            let others = records[holder.number]?.group(of: holder.receiver).count ?? 1
            if max(group.count, others) > 1, records[holder.number]?.openReceivers ?? 0 > 0 { rangesDisproved = true }
        } else if shared[base] != nil {
            add(target, to: &shared[base, default: SharedID()])
            if group.count > 1 { rangesDisproved = true }
        } else {
            examine(base)
            single[base] = target
        }
        registerRange(base, for: target, group)
    }

    private mutating func registerRange(
        _ base: CarrierMessageID, for target: ReportTarget, _ group: Range<Int>
    ) {
        for step in 1..<max(1, group.count) where !rangesDisproved {
            let id = advance(base, step)
            if id == base || isNamed(id) {
                rangesDisproved = true
            } else {
                var derived = target
                derived.receiver = group.lowerBound &+ step
                derived.isDerived = true
                single[id] = derived
            }
        }
    }

    private func isNamed(_ id: CarrierMessageID) -> Bool {
        if let holder = single[id] { return !holder.isDerived }
        return shared[id] != nil
    }

    private func add(_ target: ReportTarget, to id: inout SharedID) {
        guard let record = records[target.number] else { return }
        id.all.append(target)
        for receiver in record.group(of: target.receiver) {
            var exact = target
            exact.receiver = receiver
            id.byNumber[SubscriberNumber.key(record.receivers[receiver]), default: TargetLine()].append(exact)
        }
    }

    /// Forgets every id of a message that is forgotten.
    mutating func release(_ record: MessageRecord) {
        for (index, part) in record.parts.enumerated() {
            if let id = part.id { release(id, index, of: record) }
        }
        for twin in record.twins { release(twin.id, twin.part, of: record) }
    }

    private mutating func release(_ base: CarrierMessageID, _ index: Int, of record: MessageRecord) {
        let receiver = index / record.segmentCount
        let group = record.group(of: receiver)
        if receiver != group.lowerBound {
            let id = advance(base, receiver &- group.lowerBound)
            if single[id]?.number == record.number { letGo(id) }
        } else if single[base]?.number == record.number {
            letGo(base)
        } else if shared[base] != nil {
            let records = records
            for receiver in group {
                let key = SubscriberNumber.key(record.receivers[receiver])
                shared[base]?.byNumber[key]?.forget { records[$0.number] != nil }
                if shared[base]?.byNumber[key]?.isEmpty == true { shared[base]?.byNumber[key] = nil }
            }
            shared[base]?.all.forget { records[$0.number] != nil }
            if shared[base]?.all.isEmpty == true { letGo(base) }
        }
    }

    private mutating func letGo(_ id: CarrierMessageID) {
        (single[id], shared[id]) = (nil, nil)
        untimed.remove(id)
    }

    private func holds(_ id: CarrierMessageID) -> Bool { single[id] != nil || shared[id] != nil }

    // MARK: Reports

    /// The report under the id that it can only mean, where that differs from the one it names in its time alone.
    func named(_ report: DeliveryReport) -> DeliveryReport {
        guard !holds(report.messageID), let own = untimed.only(like: report.messageID) else { return report }
        var named = report
        named.messageID = own
        named.deviation = "response-time-word"
        return named
    }

    /// Finds the segment that a report means: by id and number, then by id alone.
    ///
    /// - Parameter mayWait: false when the report has waited its time: then the best that is known decides.
    mutating func find(_ report: DeliveryReport, mayWait: Bool) -> Search {
        if let holder = single[report.messageID] { return find(report, held: holder, mayWait: mayWait) }
        guard shared[report.messageID] != nil else { return .unknown }
        return findShared(report, mayWait: mayWait)
    }

    private func find(_ report: DeliveryReport, held holder: ReportTarget, mayWait: Bool) -> Search {
        guard let record = records[holder.number], !holder.isDerived || !rangesDisproved else { return .unknown }
        let exact = match(holder, record, report.receiver)
        let target = exact ?? holder
        let key = SubscriberNumber.key(report.receiver)
        let isCertain = exact != nil && !holder.isDerived && record.verdict(on: target) == nil
        if mayWait, !isCertain {
            if awaitsResponse(key) { return .waits(number: key) }
            let other = SubscriberNumber.key(record.receivers[target.receiver])
            if !record.isAwaited(target), awaitsResponse(other) { return .waits(number: other) }
        }
        return .found(target)
    }

    /// The receiver that a report names among those that `holder` stands for.
    private func match(_ holder: ReportTarget, _ record: MessageRecord, _ number: String) -> ReportTarget? {
        var target = holder
        var first: ReportTarget?
        for receiver in holder.isDerived ? holder.receiver..<holder.receiver &+ 1 : record.group(of: holder.receiver)
        where SubscriberNumber.isSame(record.receivers[receiver], number) {
            target.receiver = receiver
            // A number may be named twice; where ranges tell its copies apart the first has this id.
            if !rangesDisproved || record.isAwaited(target) { return target }
            first = first ?? target
        }
        return first
    }

    private mutating func findShared(_ report: DeliveryReport, mayWait: Bool) -> Search {
        let id = report.messageID
        let key = SubscriberNumber.key(report.receiver)
        let records = records
        func isAwaited(_ target: ReportTarget) -> Bool { records[target.number]?.isAwaited(target) ?? false }
        func isUnreported(_ target: ReportTarget) -> Bool {
            records[target.number].map { $0.verdict(on: target) == nil } ?? false
        }
        let isKnownNumber = shared[id]?.byNumber[key] != nil
        if isKnownNumber, let target = shared[id]?.byNumber[key]?.open(where: isAwaited) { return .found(target) }
        if mayWait, awaitsResponse(key) { return .waits(number: key) }
        if isKnownNumber {
            if let target = shared[id]?.byNumber[key]?.unreported(where: isUnreported) { return .found(target) }
            return shared[id]?.byNumber[key].flatMap { reported($0, report) }.map(Search.found) ?? .unknown
        }
        if let target = shared[id]?.all.open(where: isAwaited) { return .found(target) }
        let last = shared[id]?.all.targets.last { records[$0.number] != nil }
        if mayWait, let last, let receiver = records[last.number]?.receivers[last.receiver] {
            let other = SubscriberNumber.key(receiver)
            if awaitsResponse(other) { return .waits(number: other) }
        }
        if let target = shared[id]?.all.unreported(where: isUnreported) { return .found(target) }
        return shared[id].flatMap { reported($0.all, report) }.map(Search.found) ?? .unknown
    }

    /// Of segments that had their reports, the one whose report said the same; otherwise the youngest.
    private func reported(_ line: TargetLine, _ report: DeliveryReport) -> ReportTarget? {
        let known = line.targets.suffix(MessageBook.reportedSearch).filter { records[$0.number] != nil }
        let verdict = SegmentVerdict(report.state)
        return known.first { records[$0.number]?.verdict(on: $0) == verdict } ?? known.last
    }

    /// Reported segments looked at, at most.
    private static var reportedSearch: Int { 64 }
}
