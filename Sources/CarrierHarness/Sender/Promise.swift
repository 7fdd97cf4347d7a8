import CarrierSession
import CarrierTransport

/// A value that comes once and is awaited by any number of tasks, each for as long as it wants.
final class Promise<Value: Sendable>: Sendable {
    private struct State: Sendable {
        var value: Value?
        var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var serial: UInt64 = 0
    }

    private let state = Guarded(State())

    /// The value, if it is there.
    var current: Value? { state.withLock { $0.value } }

    /// Gives the value; false when there was one already.
    @discardableResult
    func fulfil(_ value: Value) -> Bool {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>]? in
            guard state.value == nil else { return nil }
            state.value = value
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        guard let waiting else { return false }
        for continuation in waiting { continuation.resume() }
        return true
    }

    /// Waits for the value; nil when `deadline` comes first or the task is cancelled.
    func value(until deadline: Moment? = nil, timers: Timers? = nil) async -> Value? {
        let serial = state.withLock { state in
            state.serial &+= 1
            return state.serial
        }
        let alarm = deadline.flatMap { deadline in timers?.schedule(at: deadline) { self.stopWaiting(serial) } }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    let isLate = deadline.map { MonotonicClock.now() >= $0 } ?? false
                    guard state.value == nil, !isLate, !Task.isCancelled else { return false }
                    state.waiting[serial] = continuation
                    return true
                }
                if !waits { continuation.resume() }
            }
        } onCancel: {
            stopWaiting(serial)
        }
        if let alarm { timers?.cancel(alarm) }
        return current
    }

    /// Waits for the value, whatever becomes of the task.
    func certainValue() async -> Value {
        while true {
            if let value = current { return value }
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    guard state.value == nil else { return false }
                    state.serial &+= 1
                    state.waiting[state.serial] = continuation
                    return true
                }
                if !waits { continuation.resume() }
            }
        }
    }

    private func stopWaiting(_ serial: UInt64) {
        state.withLock { $0.waiting.removeValue(forKey: serial) }?.resume()
    }
}
