import CarrierSession

/// One caller of the asynchronous `submit`.
///
/// Invariant behind `@unchecked Sendable`: read and written under the connection's lock only.
final class Waiter<Message: Sendable>: @unchecked Sendable {
    var continuation: CheckedContinuation<Message, any Error>?
    var ticket = RequestTicket(rawValue: 0)
    var slot = 0
}

/// One call of the batch submit: fed into the session a window at a time.
///
/// Invariant behind `@unchecked Sendable`: read and written under the connection's lock only.
final class BatchJob<Message: Sendable>: @unchecked Sendable {
    let messages: [Message]
    var continuation: CheckedContinuation<[Result<Message, RequestError>], Never>?
    /// The next message to be submitted.
    var next = 0
    /// Messages without a result.
    var open: Int
    var isCancelled = false
    /// The session's names of what was submitted, in order of `messages`; nil for what it did not take.
    var tickets: [RequestTicket?] = []
    private var results: [Result<Message, RequestError>]

    init(_ messages: [Message]) {
        self.messages = messages
        open = messages.count
        results = Array(repeating: .failure(.cancelled), count: messages.count)
    }

    func settle(_ index: Int, _ result: Result<Message, RequestError>) {
        guard results.indices.contains(index) else { return }
        results[index] = result
        /// Takes what is finished.
        open -= 1
    }

    /// The results and whom to give them, once, when every message has one.
    func takeFinished() -> (
        CheckedContinuation<[Result<Message, RequestError>], Never>, [Result<Message, RequestError>]
    )? {
        /// What waits.
        guard open == 0, let waiting = continuation else { return nil }
        continuation = nil
        return (waiting, results)
    }
}

/// Who waits for which request. A request's tag is its slot's index with the highest bit set.
struct WaiterTable<Message: Sendable> {
    enum Slot {
        case free(next: Int)
        case single(Waiter<Message>)
        case batch(BatchJob<Message>, Int)
        /// The caller was cancelled after the request was sent: the outcome is an event.
        case abandoned
    }

    /// Marks the tags of the asynchronous face; an owner's own tags must leave it clear.
    static var mark: UInt64 { 1 << 63 }

    private var slots: [Slot] = []
    private var firstFree = -1
    /// Batches that still have messages to submit, first come first served.
    var feeding: [BatchJob<Message>] = []

    static func tag(of slot: Int) -> UInt64 { mark | UInt64(slot) }

    mutating func add(_ entry: Slot) -> Int {
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
    mutating func remove(tag: UInt64) -> Slot? {
        guard tag & Self.mark != 0 else { return nil }
        return remove(Int(truncatingIfNeeded: tag & ~Self.mark))
    }

    @discardableResult
    mutating func remove(_ slot: Int) -> Slot? {
        guard slots.indices.contains(slot) else { return nil }
        if case .free = slots[slot] { return nil }
        let entry = slots[slot]
        slots[slot] = .free(next: firstFree)
        firstFree = slot
        return entry
    }

    mutating func abandon(_ slot: Int) {
        if slots.indices.contains(slot) { slots[slot] = .abandoned }
    }

    /// Frees every slot; used at the end of a session.
    mutating func removeAll() -> [Slot] {
        defer { (slots, firstFree) = ([], -1) }
        return slots
    }
}
