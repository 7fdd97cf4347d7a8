import CarrierSession

/// Where a report belongs.
struct ReportTarget: Hashable, Sendable {
    var number: UInt64
    var receiver: Int
    var segment: Int
    /// Which of the segment's ids it was reported under, from 0.
    var attempt: Int
}

/// All messages on their way and a bounded memory of finished ones, found by number and by carrier id.
struct MessageBook: Sendable {
    private(set) var records: [UInt64: MessageRecord] = [:]
    private var slots: [CarrierMessageID: ReportTarget] = [:]
    /// Ids that carriers gave to several messages at a time; each list is bounded.
    private var shared: [CarrierMessageID: [ReportTarget]] = [:]
    private var finished = Queue<(number: UInt64, finishedAt: Moment)>()
    private var finishedParts = 0
    private let options: MessengerOptions
    /// How many messages may hold one id at a time before further ones are not found by it any more.
    private static let maximumSharing = 64

    init(options: MessengerOptions) { self.options = options }

    /// Messages that still owe an outcome.
    var openMessages: Int { records.count &- finished.count }

    /// The numbers of messages that owe an outcome or await a response, in order.
    var unsettledNumbers: [UInt64] {
        records.values.lazy.filter { $0.openReceivers > 0 || $0.states.contains { $0.awaitingResponse > 0 } }
            .map(\.number).sorted()
    }

    subscript(number: UInt64) -> MessageRecord? {
        _read { yield records[number] }
        _modify { yield &records[number] }
    }

    mutating func add(_ record: MessageRecord) { records[record.number] = record }

    // MARK: Ids

    /// Makes `id` lead to `target`. A finished message gives way to a new one.
    mutating func register(_ id: CarrierMessageID, for target: ReportTarget) {
        guard let holder = slots[id] else {
            slots[id] = target
            return
        }
        // Receivers of one request may share an id: the first of them stands for all.
        if holder.number == target.number, holder.segment == target.segment { return }
        if records[holder.number]?.openReceivers ?? 0 == 0 {
            slots[id] = target
        } else if shared[id, default: []].count < MessageBook.maximumSharing {
            shared[id, default: []].append(target)
        }
    }

    /// Finds the segment that a report means: by id and receiver, then by id alone (text-and-long-sms.md 7.3, 7.5).
    func find(_ id: CarrierMessageID, receiver: String) -> ReportTarget? {
        guard let slot = slots[id] else { return nil }
        if let exact = match(slot, receiver) { return exact }
        if let others = shared[id] {
            for other in others {
                if let exact = match(other, receiver) { return exact }
            }
        }
        return slot
    }

    private func match(_ slot: ReportTarget, _ receiver: String) -> ReportTarget? {
        guard let record = records[slot.number] else { return nil }
        if SubscriberNumber.isSame(record.receivers[slot.receiver], receiver) { return slot }
        // Only the first id of a range may be repeated for the other receivers of the same request.
        let group = record.group(of: slot.receiver)
        guard slot.receiver == group.lowerBound else { return nil }
        for other in group.dropFirst() where SubscriberNumber.isSame(record.receivers[other], receiver) {
            var target = slot
            target.receiver = other
            return target
        }
        return nil
    }

    // MARK: Finished messages

    /// Moves a message without open receivers to the memory, which forgets the oldest above its bounds.
    ///
    /// - Returns: parts that were forgotten before a response came.
    mutating func finish(_ number: UInt64, at moment: Moment) -> Int {
        guard let parts = records[number]?.parts.count else { return 0 }
        finished.append((number, moment))
        finishedParts &+= parts
        var unanswered = 0
        while finished.count > max(0, options.rememberedMessages) || finishedParts > max(0, options.rememberedSegments)
        {
            guard let forgotten = forgetOldest() else { break }
            unanswered &+= forgotten
        }
        return unanswered
    }

    /// Forgets finished messages that are too old for their ids to mean the same.
    ///
    /// - Returns: parts that were forgotten before a response came.
    mutating func forget(at moment: Moment) -> Int {
        var unanswered = 0
        while let oldest = finished.first, oldest.finishedAt + options.rememberedFor <= moment {
            guard let forgotten = forgetOldest() else { break }
            unanswered &+= forgotten
        }
        return unanswered
    }

    private mutating func forgetOldest() -> Int? {
        guard let oldest = finished.popFirst() else { return nil }
        guard let record = records.removeValue(forKey: oldest.number) else { return 0 }
        finishedParts &-= record.parts.count
        for part in record.parts {
            if let id = part.id { release(id, of: record.number) }
        }
        for twin in record.twins { release(twin.id, of: record.number) }
        return record.states.reduce(0) { $0 &+ $1.awaitingResponse }
    }

    private mutating func release(_ id: CarrierMessageID, of number: UInt64) {
        if slots[id]?.number == number { slots[id] = nil }
        guard var others = shared[id] else { return }
        others.removeAll { $0.number == number }
        if slots[id] == nil, !others.isEmpty { slots[id] = others.removeFirst() }
        shared[id] = others.isEmpty ? nil : others
    }

    /// Ids in memory, for tests of its bounds.
    var idCount: Int { slots.count }
    /// Finished messages in memory.
    var finishedMessages: Int { finished.count }
}
