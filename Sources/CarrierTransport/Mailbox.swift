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
/// Invariant behind `@unchecked Sendable`: every stored `var` is read and written under `lock` only, which is taken
/// inside the connection's lock or alone, never around it.
@usableFromInline final class Mailbox<Message: Sendable>: @unchecked Sendable {
    @usableFromInline let lock = Lock()
    @usableFromInline var letters: [Letter<Message>] = []
    @usableFromInline var returners = Returners()

    @inlinable init() {}
    @inlinable deinit {}

    /// Leaves a request; nil when the caller was cancelled before. The caller's task must be the current one.
    @inlinable func leave(_ letter: consuming Letter<Message>, _ wakening: Wakening) -> Returners.Errand? {
        lock.lock()
        defer { lock.unlock() }
        // The mark of cancellation is set before the cancellation handler runs: seen here, or the letter found by it.
        if Task.isCancelled { return nil }
        letter.waiter.wakening = wakening
        letter.waiter.isInMailbox = true
        letters.append(letter)
        return returners.errand(letters: letters.count)
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
        returners.isVisitDue = false
        if letters.isEmpty { return [] }
        for letter in letters { letter.waiter.isInMailbox = false }
        defer { letters = [] }
        return letters
    }

    /// The letters were taken to the session: what its window takes now.
    @inlinable func note(room: Int) { lock.withLock { returners.room = room } }

    /// A visit ends that resumed so many callers: true when it pays to wait for them, and no job does so yet.
    @inlinable func depart(resuming count: Int, at moment: Moment, room: Int) -> Bool {
        lock.withLock { returners.depart(resuming: count, at: moment, room: room) }
    }

    /// The caller will deliver what comes, and say `stopAwaiting` first.
    @inlinable func awaitReturners() { lock.withLock { returners.areAwaited = true } }

    /// The job that waited for the missing ones has its turn: true when letters lie here.
    @inlinable func stopAwaiting() -> Bool {
        lock.withLock {
            returners.areAwaited = false
            return !letters.isEmpty
        }
    }
}
