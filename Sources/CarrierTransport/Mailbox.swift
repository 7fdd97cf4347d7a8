import CarrierSession

/// A request that a caller has brought, and who waits for its response.
@usableFromInline struct Letter<Message: Sendable> {
    @usableFromInline let message: Message
    @usableFromInline let waiter: Waiter<Message>

    @inlinable init(_ message: Message, _ waiter: Waiter<Message>) {
        self.message = message
        self.waiter = waiter
    }
}

/// Where callers leave requests without waiting for the session, which may be busy with a whole batch: one of them, or
/// a visit, then takes all that lie here to the session at once, and they leave in one write.
///
/// Callers that were given their response are likely to submit again at once, as a loop over `submit` does. What they
/// bring waits until the last of them is back, there is enough for a write, the window is full, or a job that was
/// queued behind all of them has its turn; but only if they came back at once the time before.
///
/// Invariant behind `@unchecked Sendable`: every stored `var` is read and written under `lock` only, which is taken
/// inside the connection's lock or alone, never around it.
@usableFromInline final class Mailbox<Message: Sendable>: @unchecked Sendable {
    /// What a caller that has left a letter has to do.
    @usableFromInline enum Errand {
        case none
        /// To take all letters to the session.
        case deliver
        /// To see to it that a visit comes.
        case call
    }

    /// The most that credit can grow to.
    private static var highestCredit: Int { 1024 }

    @usableFromInline let lock = Lock()
    @usableFromInline var letters: [Letter<Message>] = []
    /// Requests that the window takes at the moment.
    private var room = 0
    /// A visit will come for the letters.
    @usableFromInline var isVisitDue = false
    /// Callers that were resumed and have not submitted again.
    private var missing = 0
    /// Callers that came back lately, less those that did not.
    private var credit = 0
    /// Until when the missing ones count as coming back.
    private var limit = Moment(nanoseconds: 0)
    /// A job will deliver what the missing ones bring.
    private var areAwaited = false

    @usableFromInline init() {}

    /// Leaves a request; nil when the caller was cancelled before. The caller's task must be the current one.
    @inlinable func leave(_ letter: Letter<Message>, _ wakening: Wakening) -> Errand? {
        lock.lock()
        defer { lock.unlock() }
        // The mark of cancellation is set before the cancellation handler runs: seen here, or the letter found by it.
        if Task.isCancelled { return nil }
        letter.waiter.wakening = wakening
        letter.waiter.isInMailbox = true
        letters.append(letter)
        return errand()
    }

    /// Under the lock: one more letter lies here.
    @usableFromInline func errand() -> Errand {
        var isLast = false
        if missing > 0 {
            missing -= 1
            credit = min(credit + 1, Self.highestCredit)
            isLast = missing == 0
        }
        if isLast || letters.count >= min(room, SocketLimits.lettersPerDelivery) { return .deliver }
        if areAwaited || isVisitDue { return .none }
        isVisitDue = true
        return .call
    }

    /// Takes a letter back: whom to resume, or nil when it does not lie here.
    @inlinable func withdraw(_ waiter: Waiter<Message>) -> Wakening? {
        lock.withLock {
            guard waiter.isInMailbox else { return nil }
            waiter.isInMailbox = false
            return waiter.settle(.failure(.cancelled))
        }
    }

    /// Takes all letters; those that were withdrawn among them have nobody who waits.
    @inlinable func takeAll() -> [Letter<Message>] {
        lock.lock()
        defer { lock.unlock() }
        isVisitDue = false
        if letters.isEmpty { return [] }
        for letter in letters { letter.waiter.isInMailbox = false }
        defer { letters = [] }
        return letters
    }

    /// The letters were taken to the session: what its window takes now.
    @usableFromInline func note(room: Int) { lock.withLock { self.room = room } }

    /// A visit ends that resumed so many callers: true when it pays to wait for them, and no job does so yet.
    @usableFromInline func depart(resuming count: Int, at moment: Moment, room: Int) -> Bool {
        lock.withLock {
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

    /// The job that waited for the missing ones has its turn: true when letters lie here.
    @usableFromInline func stopAwaiting() -> Bool {
        lock.withLock {
            areAwaited = false
            return !letters.isEmpty
        }
    }
}
