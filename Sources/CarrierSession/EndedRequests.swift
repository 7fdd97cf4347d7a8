/// Requests that were sent more than once, or given up, and are over: a further response to one may bring a further id.
@usableFromInline struct EndedRequests<Message: Sendable>: Sendable {
    @usableFromInline struct Entry: Sendable {
        @usableFromInline var kind: UInt32
        @usableFromInline var exchange: Exchange<Message>

        @inlinable init(kind: UInt32, exchange: Exchange<Message>) {
            self.kind = kind
            self.exchange = exchange
        }
    }

    /// Requests remembered; the oldest gives way.
    @usableFromInline static var capacity: Int { 1024 }

    @usableFromInline var entries = Fifo<Entry>()

    @inlinable init() {}

    @inlinable mutating func remember(_ exchange: Exchange<Message>, kind: UInt32) {
        entries.append(Entry(kind: kind, exchange: exchange))
        while entries.count > Self.capacity { _ = entries.popFirst() }
    }

    /// The newest of them that a response under this number can mean.
    @inlinable func find(_ sequence: SequenceKey, kind: UInt32) -> Exchange<Message>? {
        var restamped: Exchange<Message>?
        for offset in (0..<entries.count).reversed() {
            guard let entry = entries[offset], entry.kind == kind, let own = entry.exchange.sequence else { continue }
            if own == sequence { return entry.exchange }
            if restamped == nil, own.differsInTime(from: sequence) { restamped = entry.exchange }
        }
        return restamped
    }
}
