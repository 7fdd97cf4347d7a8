import CarrierTransport

/// Events one by one, from batches: ends with the service.
public struct EventSequence<Event: Sendable>: AsyncSequence, Sendable {
    public typealias Element = Event

    let batches: AsyncStream<[Event]>

    /// Gives the batches' events one by one.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var batches: AsyncStream<[Event]>.AsyncIterator
        var batch: [Event] = []
        var next = 0

        public mutating func next() async -> Event? {
            while next >= batch.count {
                guard let more = await batches.next() else { return nil }
                (batch, next) = (more, 0)
            }
            defer { next += 1 }
            return batch[next]
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(batches: batches.makeAsyncIterator()) }
}

/// Batches of events for one reader, from its first asking on or from the beginning; of more than a bound the oldest go
/// and are counted.
final class EventBuffer<Event: Sendable>: Sendable {
    private struct State: Sendable {
        var continuation: AsyncStream<[Event]>.Continuation?
        var stream: AsyncStream<[Event]>?
        var isOver = false
        var lost = 0
    }

    private let state = Guarded(State())
    private let limit: Int

    /// - Parameter fromTheBeginning: keeps what comes before anybody asks, for what must not pass unseen.
    init(limit: Int = 4096, fromTheBeginning: Bool = false) {
        self.limit = limit
        if fromTheBeginning { state.withLock { Self.begin(&$0, limit) } }
    }

    private static func begin(_ state: inout State, _ limit: Int) {
        let (stream, continuation) = AsyncStream<[Event]>.makeStream(bufferingPolicy: .bufferingNewest(limit))
        (state.stream, state.continuation) = (stream, continuation)
        if state.isOver { continuation.finish() }
    }

    /// The one sequence.
    var sequence: EventSequence<Event> {
        let limit = limit
        return EventSequence(
            batches: state.withLock { state in
                if let stream = state.stream { return stream }
                Self.begin(&state, limit)
                return state.stream ?? AsyncStream { $0.finish() }
            })
    }

    /// True when somebody has asked for the sequence.
    var isRead: Bool { state.withLock { $0.continuation != nil } }

    /// Events that nobody took in time.
    var lost: Int { state.withLock { $0.lost } }

    /// Adds a batch for the reader.
    ///
    /// - Returns: the events that had to go for it.
    @discardableResult
    func append(_ batch: [Event]) -> [Event] {
        guard let continuation = state.withLock({ $0.continuation }),
            case .dropped(let oldest) = continuation.yield(batch)
        else { return [] }
        state.withLock { $0.lost += oldest.count }
        return oldest
    }

    func finish() {
        let continuation = state.withLock { state in
            state.isOver = true
            return state.continuation
        }
        continuation?.finish()
    }
}
