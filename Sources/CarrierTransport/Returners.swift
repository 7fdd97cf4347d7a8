import CarrierSession

/// The callers that were given their response and are likely to submit again at once, as a loop over `submit` does.
///
/// What they bring waits until the last of them is back, there is enough for a write, the window is full, or a job that
/// was queued behind all of them has its turn; but only if they came back at once the time before. Not generic, so that
/// it is compiled once and for all.
@usableFromInline struct Returners {
    /// What a caller that has left a letter has to do.
    @usableFromInline enum Errand {
        case none
        /// To take all letters to the session.
        case deliver
        /// To see to it that a visit comes.
        case call
    }

    /// The most that credit can grow to.
    private static let highestCredit = 1024

    /// Requests that the window takes at the moment.
    @usableFromInline var room = 0
    /// A visit will come for the letters.
    @usableFromInline var isVisitDue = false
    /// A job will deliver what the missing ones bring.
    @usableFromInline var areAwaited = false
    /// Callers that were resumed and have not submitted again.
    private var missing = 0
    /// Callers that came back lately, less those that did not.
    private var credit = 0
    /// Until when the missing ones count as coming back.
    private var limit = Moment(nanoseconds: 0)

    @usableFromInline init() {}

    /// One more letter was left, and so many lie there now.
    @usableFromInline mutating func errand(letters: Int) -> Errand {
        var isLast = false
        if missing > 0 {
            missing -= 1
            credit = min(credit + 1, Self.highestCredit)
            isLast = missing == 0
        }
        if isLast || letters >= min(room, SocketLimits.lettersPerDelivery) { return .deliver }
        if areAwaited || isVisitDue { return .none }
        isVisitDue = true
        return .call
    }

    /// A visit ends that resumed so many callers: true when it pays to wait for them, and no job does so yet.
    @usableFromInline mutating func depart(resuming count: Int, at moment: Moment, room: Int) -> Bool {
        self.room = room
        if count == 0 { return false }
        if moment > limit {
            credit = max(0, credit - missing)
            missing = 0
        }
        missing += count
        limit = moment + SocketLimits.patience
        let waits = missing > 1 && credit * 2 >= missing && room > 0 && !areAwaited
        areAwaited = areAwaited || waits
        return waits
    }
}
