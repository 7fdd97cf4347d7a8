import CarrierWire

/// Which recorded id stands for which one of the replay, both ways.
struct IdentityTable: Sendable {
    /// How a seen id stands to a recorded one.
    enum Relation: Equatable {
        case same
        /// Neither was seen before.
        case new
        /// The recorded one is another one's, which is given, or the seen one stands for another recorded one.
        case conflict(ReplayID?)
    }

    private var seenByRecorded: [ReplayID: ReplayID] = [:]
    private var recordedBySeen: [ReplayID: ReplayID] = [:]

    func relation(of recorded: ReplayID, to seen: ReplayID) -> Relation {
        if let bound = seenByRecorded[recorded] { return bound == seen ? .same : .conflict(bound) }
        return recordedBySeen[seen] == nil ? .new : .conflict(nil)
    }

    /// The id of the replay; the recorded one where there is none yet.
    func current(_ recorded: ReplayID) -> ReplayID { seenByRecorded[recorded] ?? recorded }

    /// The recorded id that this one of the replay stands for.
    func recorded(_ seen: ReplayID) -> ReplayID? { recordedBySeen[seen] }

    /// True when the replay has this id.
    func knows(seen: ReplayID) -> Bool { recordedBySeen[seen] != nil }

    func knows(recorded: ReplayID) -> Bool { seenByRecorded[recorded] != nil }

    mutating func bind(_ recorded: ReplayID, to seen: ReplayID) {
        seenByRecorded[recorded] = seen
        recordedBySeen[seen] = recorded
    }
}
