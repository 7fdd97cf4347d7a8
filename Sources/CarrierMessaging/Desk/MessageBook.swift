import CarrierSession

/// All messages on their way and a bounded memory of finished ones, found by number and by carrier id.
struct MessageBook: Sendable {
    private(set) var records: [UInt64: MessageRecord] = [:]
    /// Ids that one target holds.
    var single: [CarrierMessageID: ReportTarget] = [:]
    /// Ids that several requests were given.
    var shared: [CarrierMessageID: SharedID] = [:]
    /// Both kinds again, by all but their time.
    var untimed = UntimedIDs()
    /// The gateway gives ids that lie inside the range of another request, or the protocol knows no ranges: then the id
    /// and the number decide.
    var rangesDisproved = false
    /// Segments without response, under the key of their receiver's number.
    private var unanswered: [UInt64: Int] = [:]
    private var finished = Queue<(number: UInt64, finishedAt: Moment)>()
    private var finishedParts = 0
    private let options: MessengerOptions
    /// The id so many steps further in a range.
    let advance: @Sendable (CarrierMessageID, Int) -> CarrierMessageID

    init(
        options: MessengerOptions, advance: @escaping @Sendable (CarrierMessageID, Int) -> CarrierMessageID
    ) {
        self.options = options
        self.advance = advance
    }

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

    mutating func add(_ record: MessageRecord) {
        for receiver in record.receivers {
            unanswered[SubscriberNumber.key(receiver), default: 0] &+= record.segmentCount
        }
        records[record.number] = record
    }

    // MARK: Responses

    /// Changes what is known of one receiver's copy, and keeps the count of segments without response.
    mutating func change<Result>(
        _ number: UInt64, _ receiver: Int, _ body: (inout MessageRecord) -> Result
    ) -> Result? {
        guard let place = records.index(forKey: number) else { return nil }
        let before = records.values[place].states[receiver].awaitingResponse
        let result = body(&records.values[place])
        let answered = before &- records.values[place].states[receiver].awaitingResponse
        if answered > 0 { answer(records.values[place].receivers[receiver], answered) }
        return result
    }

    private mutating func answer(_ receiver: String, _ count: Int) {
        let key = SubscriberNumber.key(receiver)
        guard let open = unanswered[key] else { return }
        unanswered[key] = open > count ? open &- count : nil
    }

    /// True while a request to the number with this key has no response.
    func awaitsResponse(_ key: UInt64) -> Bool { unanswered[key] != nil }

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
        release(record)
        var count = 0
        for (receiver, state) in record.states.enumerated() where state.awaitingResponse > 0 {
            count &+= state.awaitingResponse
            answer(record.receivers[receiver], state.awaitingResponse)
        }
        return count
    }

    /// Ids in memory, for tests of its bounds.
    var idCount: Int { single.count &+ shared.count }
    /// Finished messages in memory.
    var finishedMessages: Int { finished.count }
}
