import CarrierMessaging
import CarrierSession
import CarrierTransport

/// A message that was taken: what becomes of it, for whoever wants to wait.
public struct SubmittedMessageHandle: Sendable {
    /// The message's number, which goes with every event.
    public let number: UInt64
    let state: HandleState

    /// One outcome for each recipient, in the order of the recipients.
    ///
    /// - Throws: ``OutcomesMissing`` with those that are known when time runs out; `CancellationError`.
    public func outcomes(within span: Duration) async throws -> [RecipientOutcome] {
        try await outcomes(before: MonotonicClock.now() + Moment.Span(span))
    }

    /// One outcome for each recipient, in the order of the recipients, however long it takes.
    ///
    /// - Throws: `CancellationError`.
    public func outcomes() async throws -> [RecipientOutcome] { try await outcomes(before: nil) }

    private func outcomes(before deadline: Moment?) async throws -> [RecipientOutcome] {
        if await state.settled.value(before: deadline, timers: HandleState.timers) == nil {
            try Task.checkCancellation()
            throw OutcomesMissing(known: state.known)
        }
        return state.known
    }
}

/// Some outcomes did not come in time.
public struct OutcomesMissing: Error, Sendable {
    /// Those that did.
    public var known: [RecipientOutcome]
}

/// What is known of a message whose owner may wait.
final class HandleState: Sendable {
    static let timers = Timers()

    let settled = OneShot<Void>()
    private let outcomes: Guarded<[RecipientOutcome?]>

    init(recipients: Int) { outcomes = Guarded(Array(repeating: nil, count: recipients)) }

    var known: [RecipientOutcome] { outcomes.withLock { $0.compactMap(\.self) } }

    /// Notes an outcome; true when it was the last.
    func note(_ outcome: RecipientOutcome) -> Bool {
        let isLast = outcomes.withLock { outcomes in
            guard outcomes.indices.contains(outcome.recipient) else { return false }
            outcomes[outcome.recipient] = outcome
            return outcomes.allSatisfy { $0 != nil }
        }
        if isLast { settled.decide(()) }
        return isLast
    }
}
