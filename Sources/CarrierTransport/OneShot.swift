/// A value that is decided once, by whoever comes first, and awaited by one task or many.
///
/// Invariant behind `@unchecked Sendable`: every stored property is read and written under `lock` only.
@usableFromInline final class OneShot<Value: Sendable>: @unchecked Sendable {
    private let lock = Lock()
    private var decision: Value?
    private var waiting: [CheckedContinuation<Value, Never>] = []

    @usableFromInline init() {}

    /// Whether the value is known.
    var isDecided: Bool { lock.withLock { decision != nil } }

    /// The decision, if there is one already.
    var current: Value? { lock.withLock { decision } }

    /// Decides; false when somebody else was first.
    @discardableResult
    @usableFromInline func decide(_ value: Value) -> Bool {
        lock.lock()
        guard decision == nil else {
            lock.unlock()
            return false
        }
        decision = value
        let resumed = waiting
        waiting = []
        lock.unlock()
        for continuation in resumed { continuation.resume(returning: value) }
        return true
    }

    /// Waits for the decision. Cancelling the task does not end the wait: the owner decides.
    @usableFromInline var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                lock.lock()
                if let decision {
                    lock.unlock()
                    continuation.resume(returning: decision)
                } else {
                    waiting.append(continuation)
                    lock.unlock()
                }
            }
        }
    }
}
