import CarrierSession
import CarrierTransport

/// Writes a core's records: one call at a time, everything that has gathered meanwhile in the next.
final class StoreWriter<Record: Sendable>: Sendable {
    private struct State: Sendable {
        var records: [Record] = []
        var serial: UInt64 = 0
        var safe: UInt64 = 0
        var isWriting = false
        var waiting: [(serial: UInt64, waiter: OneShot<Bool>)] = []
    }

    private let append: @Sendable ([Record]) async throws -> Void
    private let state = Guarded(State())
    /// Why the store cannot be written any more.
    let failure = OneShot<any Error>()

    init(_ append: @escaping @Sendable ([Record]) async throws -> Void) { self.append = append }

    /// Takes records over; `move` returns the number that is reached with them. To be called under the core's lock.
    func take(_ move: (inout [Record]) -> UInt64) {
        state.withLock { $0.serial = max($0.serial, move(&$0.records)) }
    }

    /// Writes what there is, unless that is under way; `stored` is told the number up to which all is safe, and
    /// `failed` once, when that will never be.
    func write(stored: @escaping @Sendable (UInt64) -> Void, failed: @escaping @Sendable () -> Void) {
        let isMine = state.withLock { state in
            if state.isWriting || state.records.isEmpty { return false }
            state.isWriting = true
            return true
        }
        guard isMine else { return }
        Task {
            while let (records, serial) = takeBatch() {
                do { try await append(records) } catch {
                    fail(error)
                    return failed()
                }
                for waiter in note(serial) { waiter.decide(true) }
                stored(serial)
            }
        }
    }

    private func takeBatch() -> ([Record], UInt64)? {
        state.withLock { state in
            if state.records.isEmpty {
                state.isWriting = false
                return nil
            }
            defer { state.records = [] }
            return (state.records, state.serial)
        }
    }

    private func note(_ serial: UInt64) -> [OneShot<Bool>] {
        state.withLock { state in
            state.safe = serial
            let safe = state.waiting.filter { $0.serial <= serial }.map(\.waiter)
            state.waiting.removeAll { $0.serial <= serial }
            return safe
        }
    }

    private func fail(_ error: any Error) {
        failure.decide(error)
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for (_, waiter) in waiting { waiter.decide(false) }
    }

    /// Waits until a record is safe.
    ///
    /// - Throws: what the store threw, when it never will be.
    func awaitSafety(of serial: UInt64) async throws {
        let waiter = OneShot<Bool>()
        let isSafe = state.withLock { state in
            if state.safe >= serial { return true }
            state.waiting.append((serial, waiter))
            return false
        }
        if isSafe { return }
        if failure.isDecided { waiter.decide(false) }
        if await !waiter.value, let error = failure.current { throw error }
    }
}
