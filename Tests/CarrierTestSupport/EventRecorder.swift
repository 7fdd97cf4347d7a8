import CarrierTransport

/// What one side of a test notes, in order, and who waits for it; written and read from any thread.
public final class EventRecorder<Note: Sendable>: Sendable {
    public typealias Condition = @Sendable ([Note]) -> Bool

    private struct Contents {
        var notes: [Note] = []
        var awaited: [(condition: Condition, call: @Sendable () -> Void)] = []
    }

    private let contents = Guarded(Contents())

    public init() {}

    public var notes: [Note] { contents.withLock { $0.notes } }

    /// Adds notes and gives how many there are now.
    @discardableResult public func note(_ added: [Note]) -> Int {
        let (count, fulfilled) = contents.withLock { contents in
            contents.notes += added
            let notes = contents.notes
            let fulfilled = contents.awaited.filter { $0.condition(notes) }
            if !fulfilled.isEmpty { contents.awaited.removeAll { $0.condition(notes) } }
            return (notes.count, fulfilled)
        }
        for entry in fulfilled { entry.call() }
        return count
    }

    @discardableResult public func note(_ added: Note) -> Int { note([added]) }

    /// Calls once, at once or later, when the notes fulfil a condition.
    public func when(_ condition: @escaping Condition, _ call: @escaping @Sendable () -> Void) {
        let isFulfilled = contents.withLock { contents in
            if condition(contents.notes) { return true }
            contents.awaited.append((condition, call))
            return false
        }
        if isFulfilled { call() }
    }

    /// Waits until the notes fulfil a condition.
    public func wait(until condition: @escaping Condition) async {
        await withCheckedContinuation { continuation in when(condition) { continuation.resume() } }
    }
}
