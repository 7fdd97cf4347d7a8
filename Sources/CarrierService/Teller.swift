import CarrierTransport

/// Hands out what a core tells, in order, in batches, on whatever thread brings it: one at a time, the others leave it
/// to that one.
final class Teller<Event: Sendable>: Sendable {
    private struct State: Sendable {
        var told: [Event] = []
        var isTelling = false
    }

    private let state = Guarded(State())

    /// Takes events over; to be called under the core's lock, so that their order is the core's.
    func take(_ move: (inout [Event]) -> Void) { state.withLock { move(&$0.told) } }

    /// Hands out everything, unless somebody does already. To be called without a lock.
    func tell(_ body: ([Event]) -> Void) {
        while let batch = next() {
            body(batch)
            state.withLock { $0.isTelling = false }
        }
    }

    private func next() -> [Event]? {
        state.withLock { state in
            if state.isTelling || state.told.isEmpty { return nil }
            state.isTelling = true
            var batch: [Event] = []
            swap(&batch, &state.told)
            return batch
        }
    }
}
