import CarrierSession

// What resumes a task that waits: for an outcome that lies ready for it, or to look again. Whoever resumes one has
// taken it out of its place under a lock, which is what makes it happen once. Debug builds, and the tests with them,
// check that; in release builds the checks would cost as much as the rest of a submit, for they run unspecialised.
#if DEBUG
    @usableFromInline typealias Wakening = CheckedContinuation<Void, Never>

    /// Suspends the task until what `body` is given is resumed.
    @inlinable func untilWoken(_ body: (Wakening) -> Void) async { await withCheckedContinuation(body) }
#else
    @usableFromInline typealias Wakening = UnsafeContinuation<Void, Never>

    /// Suspends the task until what `body` is given is resumed.
    @inline(__always)
    @inlinable func untilWoken(_ body: (Wakening) -> Void) async { await withUnsafeContinuation(body) }
#endif

/// One caller of the asynchronous `submit`.
///
/// Invariant behind `@unchecked Sendable`: while `isInMailbox`, read and written under the mailbox's lock only, and
/// afterwards under the connection's; `isInMailbox` itself always under the mailbox's. `outcome` is read by the caller
/// after it was resumed: nobody writes it then.
@usableFromInline final class Waiter<Message: Sendable>: @unchecked Sendable {
    @usableFromInline var wakening: Wakening?
    @usableFromInline var isInMailbox = false
    @usableFromInline var ticket = RequestTicket(rawValue: 0)
    @usableFromInline var slot = 0
    /// What became of the request, once it is known.
    @usableFromInline var outcome: Result<Message, RequestError> = .failure(.sessionEnded(wasSent: true))

    @inlinable init() {}

    /// Settles the outcome and returns whom to resume; nil when somebody else was first.
    @inlinable func settle(_ result: Result<Message, RequestError>) -> Wakening? {
        guard let waiting = wakening else { return nil }
        wakening = nil
        outcome = result
        return waiting
    }
}

/// One call of the batch submit: fed into the session a window at a time.
///
/// Invariant behind `@unchecked Sendable`: read and written under the connection's lock only, but for `results`, which
/// the caller reads after it was resumed: nobody writes them then.
@usableFromInline final class BatchJob<Message: Sendable>: @unchecked Sendable {
    @usableFromInline let messages: [Message]
    @usableFromInline var wakening: Wakening?
    /// The next message to be submitted.
    @usableFromInline var next = 0
    /// Messages without a result.
    @usableFromInline var open: Int
    /// The session's names of what was submitted, in order of `messages`; nil for what it did not take.
    @usableFromInline var tickets: [RequestTicket?] = []
    @usableFromInline var results: [Result<Message, RequestError>]

    @inlinable init(_ messages: [Message]) {
        self.messages = messages
        open = messages.count
        results = Array(repeating: .failure(.cancelled), count: messages.count)
    }

    @inlinable func settle(_ index: Int, _ result: Result<Message, RequestError>) {
        guard results.indices.contains(index) else { return }
        results[index] = result
        open -= 1
    }

    /// Whom to resume, once, when every message has its result.
    @inlinable func takeFinished() -> Wakening? {
        guard open == 0, let waiting = wakening else { return nil }
        wakening = nil
        return waiting
    }
}

/// Who waits for which request. A request's tag is its slot's index with the highest bit set.
@usableFromInline struct WaiterTable<Message: Sendable> {
    @usableFromInline enum Slot {
        case free(next: Int)
        case single(Waiter<Message>)
        case batch(BatchJob<Message>, Int)
        /// The caller was cancelled after the request was sent: the outcome is an event.
        case abandoned
    }

    /// Marks the tags of the asynchronous face; an owner's own tags must leave it clear.
    @inlinable static var mark: UInt64 { 1 << 63 }

    @usableFromInline var slots: [Slot] = []
    @usableFromInline var firstFree = -1
    /// Batches that still have messages to submit, first come first served.
    @usableFromInline var feeding: [BatchJob<Message>] = []

    @inlinable static func tag(of slot: Int) -> UInt64 { mark | UInt64(slot) }

    @inlinable mutating func add(_ entry: Slot) -> Int {
        if slots.indices.contains(firstFree), case .free(let next) = slots[firstFree] {
            let slot = firstFree
            firstFree = next
            slots[slot] = entry
            return slot
        }
        slots.append(entry)
        return slots.count - 1
    }

    /// Frees the slot of a tag and returns what was in it; nil for a tag that is not of this table.
    @inlinable mutating func remove(tag: UInt64) -> Slot? {
        guard tag & Self.mark != 0 else { return nil }
        return remove(Int(truncatingIfNeeded: tag & ~Self.mark))
    }

    @discardableResult
    @inlinable mutating func remove(_ slot: Int) -> Slot? {
        guard slots.indices.contains(slot) else { return nil }
        if case .free = slots[slot] { return nil }
        let entry = slots[slot]
        slots[slot] = .free(next: firstFree)
        firstFree = slot
        return entry
    }

    @inlinable mutating func abandon(_ slot: Int) {
        if slots.indices.contains(slot) { slots[slot] = .abandoned }
    }

    /// Frees every slot; used at the end of a session.
    @inlinable mutating func removeAll() -> [Slot] {
        defer { (slots, firstFree) = ([], -1) }
        return slots
    }
}
