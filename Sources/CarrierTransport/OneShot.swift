import CarrierSession

/// A value that is decided once, by whoever comes first, and awaited by any number of tasks.
///
/// Invariant behind `@unchecked Sendable`: every stored `var` is read and written under `lock` only.
package final class OneShot<Value: Sendable>: @unchecked Sendable {
    private let lock = Lock()
    private var decision: Value?
    private var waiting: [UInt64: CheckedContinuation<Value?, Never>] = [:]
    private var serial: UInt64 = 0

    /// A value that is not decided.
    package init() {}

    /// The decision, if there is one already.
    package var current: Value? { lock.withLock { decision } }

    /// Whether the value is known.
    package var isDecided: Bool { current != nil }

    /// Decides; false when somebody else was first.
    @discardableResult
    package func decide(_ value: Value) -> Bool {
        lock.lock()
        guard decision == nil else {
            lock.unlock()
            return false
        }
        decision = value
        let resumed = waiting.values
        waiting = [:]
        lock.unlock()
        for continuation in resumed { continuation.resume(returning: value) }
        return true
    }

    /// Waits for the decision. Cancelling the task does not end the wait: the owner decides.
    package var value: Value {
        get async {
            while true {
                if let value = await wait(as: nextSerial(), unless: { false }) { return value }
            }
        }
    }

    /// Waits for the decision; nil when `deadline` comes first or the task is cancelled.
    package func value(before deadline: Moment?, timers: Timers) async -> Value? {
        let serial = nextSerial()
        let alarm = deadline.map { timers.schedule(at: $0) { [weak self] in self?.stopWaiting(serial) } }
        let value = await withTaskCancellationHandler {
            await wait(as: serial) { deadline.map { MonotonicClock.now() >= $0 } ?? false || Task.isCancelled }
        } onCancel: {
            stopWaiting(serial)
        }
        if let alarm { timers.cancel(alarm) }
        return value
    }

    private func nextSerial() -> UInt64 {
        lock.withLock {
            serial &+= 1
            return serial
        }
    }

    private func wait(as serial: UInt64, unless isOver: () -> Bool) async -> Value? {
        await withCheckedContinuation { continuation in
            lock.lock()
            if decision != nil || isOver() {
                let value = decision
                lock.unlock()
                continuation.resume(returning: value)
            } else {
                waiting[serial] = continuation
                lock.unlock()
            }
        }
    }

    private func stopWaiting(_ serial: UInt64) {
        lock.lock()
        let continuation = waiting.removeValue(forKey: serial)
        let value = decision
        lock.unlock()
        continuation?.resume(returning: value)
    }
}
