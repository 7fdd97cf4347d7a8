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
    /// How it travelled, if there is a response.
    @usableFromInline var transmission: Transmission?

    @inlinable init() {}
    // Without it the end runs unspecialised and looks up the type's metadata each time.
    @inlinable deinit {}

    /// Settles the outcome and returns whom to resume; nil when somebody else was first.
    @inlinable func settle(
        _ result: consuming Result<Message, RequestError>, _ transmission: Transmission? = nil
    ) -> Wakening? {
        guard let waiting = wakening else { return nil }
        wakening = nil
        outcome = result
        self.transmission = transmission
        return waiting
    }
}

/// One call of the batch submit: fed into the session a window at a time.
///
/// Invariant behind `@unchecked Sendable`: read and written under the connection's lock only, but for `results`, which
/// the caller reads after it was resumed: nobody writes them then.
@usableFromInline final class BatchJob<Message: Sendable>: @unchecked Sendable {
    @usableFromInline let messages: [Message]
    /// The messages belong together: all of them are submitted at once.
    @usableFromInline let isGroup: Bool
    @usableFromInline var wakening: Wakening?
    /// The next message to be submitted.
    @usableFromInline var next = 0
    /// The session's names of what was submitted, in order of `messages`; nil for what it did not take.
    @usableFromInline var tickets: [RequestTicket?] = []
    @usableFromInline var outcomes: Outcomes

    @inlinable var results: [Result<Message, RequestError>] { outcomes.results }

    /// - Parameter keepsTransmissions: whether how each travelled is wanted too.
    @inlinable init(_ messages: [Message], isGroup: Bool = false, keepsTransmissions: Bool = false) {
        self.messages = messages
        self.isGroup = isGroup
        outcomes = Outcomes(messages.count, keepsTransmissions: keepsTransmissions)
    }
    @inlinable deinit {}

    /// True with the last one that was missing.
    @discardableResult
    @inlinable func settle(
        _ index: Int, _ result: consuming Result<Message, RequestError>, _ transmission: Transmission? = nil
    ) -> Bool {
        outcomes.settle(index, result, transmission)
    }

    /// Whom to resume, once, when every message has its result.
    @inlinable func takeFinished() -> Wakening? {
        guard outcomes.open == 0, let waiting = wakening else { return nil }
        wakening = nil
        return waiting
    }

    /// One property, so that an outcome is one access to the job: each is checked at run time.
    @usableFromInline struct Outcomes {
        @usableFromInline var results: [Result<Message, RequestError>]
        /// How each was sent and answered; empty where nobody wants to know.
        @usableFromInline var transmissions: [Transmission?]
        /// Messages without a result.
        @usableFromInline var open: Int

        @inlinable init(_ count: Int, keepsTransmissions: Bool) {
            results = Array(repeating: .failure(.cancelled), count: count)
            transmissions = keepsTransmissions ? Array(repeating: nil, count: count) : []
            open = count
        }

        @inlinable mutating func settle(
            _ index: Int, _ result: consuming Result<Message, RequestError>, _ transmission: Transmission?
        ) -> Bool {
            guard results.indices.contains(index) else { return false }
            results[index] = result
            if transmissions.indices.contains(index) { transmissions[index] = transmission }
            open -= 1
            return open == 0
        }
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
    /// What has to be resumed after the lock is released.
    @usableFromInline var resumptions: [Wakening] = []
    /// Callers that were given their outcome since the visit began.
    @usableFromInline var callersAnswered = 0

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

    @inlinable static func slot(of tag: UInt64) -> Int? {
        tag & mark != 0 ? Int(truncatingIfNeeded: tag & ~mark) : nil
    }

    @discardableResult
    @inlinable mutating func remove(_ slot: Int) -> Slot? {
        guard slots.indices.contains(slot) else { return nil }
        if case .free = slots[slot] { return nil }
        var entry = Slot.free(next: firstFree)
        swap(&entry, &slots[slot])
        firstFree = slot
        return entry
    }

    /// The caller has left; the slot stays taken until the outcome passes, so that nobody else gets that.
    @inlinable mutating func abandon(_ slot: Int) {
        if slots.indices.contains(slot) { slots[slot] = .abandoned }
    }

    /// The outcome of a request that nobody awaits has passed.
    @inlinable mutating func free(tag: UInt64) {
        if let slot = Self.slot(of: tag) { remove(slot) }
    }

    /// Nobody waits for ever: used at the end of a session.
    ///
    /// The session has handed every request back before; what is left here would be a fault of its bookkeeping.
    @inlinable mutating func endAll() {
        for slot in slots.indices { settle(slot: slot, .failure(.sessionEnded(wasSent: true))) }
        (slots, firstFree) = ([], -1)
    }

    /// Gives an outcome to whoever waits in a slot, and frees it.
    @inlinable mutating func settle(
        slot: Int, _ outcome: consuming Result<Message, RequestError>, _ transmission: Transmission? = nil
    ) {
        switch remove(slot) {
        case nil, .free, .abandoned: break
        case .single(let waiter):
            guard let wakening = waiter.settle(outcome, transmission) else { return }
            resumptions.append(wakening)
            callersAnswered += 1
        case .batch(let job, let index):
            if job.settle(index, outcome, transmission) { finish(job) }
        }
    }

    /// Resumes the caller of a batch that has all its outcomes.
    @inlinable mutating func finish(_ job: BatchJob<Message>) {
        if let wakening = job.takeFinished() { resumptions.append(wakening) }
    }

    @inlinable mutating func takeResumptions() -> [Wakening] {
        if resumptions.isEmpty { return [] }
        defer { resumptions = [] }
        return resumptions
    }
}

extension WaiterTable: ResponseTaker {
    @inlinable func awaits(_ tag: UInt64) -> Bool {
        guard let slot = Self.slot(of: tag), slots.indices.contains(slot) else { return false }
        return switch slots[slot] {
        case .single, .batch: true
        case .free, .abandoned: false
        }
    }

    @inlinable mutating func take(_ response: consuming Message, to tag: UInt64, _ transmission: Transmission) {
        settle(tag: tag, .success(response), transmission)
    }

    /// Gives an outcome to whoever awaits it.
    @inlinable mutating func settle(
        tag: UInt64, _ outcome: consuming Result<Message, RequestError>, _ transmission: Transmission?
    ) {
        if let slot = Self.slot(of: tag) { settle(slot: slot, outcome, transmission) }
    }
}
