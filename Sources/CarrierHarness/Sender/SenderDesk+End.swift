import CarrierMessaging
import CarrierSession
import CarrierTransport

extension SenderDesk {
    /// Copies that get their outcome in one go when the run ends before they were sent.
    private static var copiesPerBatch: UInt64 { 256 }

    /// Ends the run: nothing more is taken, connections end in order, and what is open becomes unknown.
    @usableFromInline func begin(_ end: SenderEnd) {
        let isFirst = state.withLock { state in
            guard state.end == nil else { return false }
            state.end = end
            return true
        }
        if isFirst { Task { await windUp() } }
    }

    private func windUp() async {
        await closeConnections()
        if let listener = state.withLock({ $0.listener }) { await listener.close() }
        let now = MonotonicClock.now()
        state.withLock { state in
            state.finish(at: now)
            tell(state.drain(at: now))
        }
        while true {
            let isOver = state.withLock { state in
                let events = state.dropCopies(Self.copiesPerBatch, at: now)
                tell(events)
                return events.isEmpty
            }
            if isOver { break }
        }
        timers.cancelAll()
        incoming.continuation.finish()
        summary.fulfil(state.withLock { $0.balance() })
    }

    /// Ends what is connected, and what is about to be.
    @usableFromInline func closeConnections() async {
        for slot in state.withLock({ $0.slots }) {
            guard case .dialling(let task?) = slot.phase else { continue }
            task.cancel()
            await task.value
        }
        await withTaskGroup(of: Void.self) { group in
            for (_, connection) in state.withLock({ $0.openConnections }) {
                group.addTask { await connection.close() }
            }
        }
    }
}

extension SenderState {
    /// Closes the books.
    mutating func balance() -> SenderSummary {
        let counters = messenger.counters
        ledger.balance(other: counters.otherRequests)
        let duration = if let first = firstSubmit, let last = lastOutcome { last - first } else { Moment.Span.zero }
        return SenderSummary(
            counts: ledger.counts, violations: ledger.violations, violationCount: ledger.violationCount,
            duration: duration, latency: latency, end: end ?? .closed)
    }
}
