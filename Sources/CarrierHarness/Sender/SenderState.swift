import CarrierMessaging
import CarrierSession
import CarrierTransport

/// Messages whose outcomes somebody waits for.
struct SenderOrder: Sendable {
    var numbers: Range<UInt64>
    /// Outcomes that have not come.
    var open: UInt64
    /// The outcomes, where they are wanted.
    var outcomes: [RecipientOutcome]?
    let finished = OneShot<[RecipientOutcome]>()
}

/// What a sender learns from its client's events.
struct SenderState: Sendable {
    var checker: ClientChecker
    /// In the order of their numbers.
    var orders: [SenderOrder] = []
    /// Primaries that are neither open nor lost yet.
    var waited: Set<ChannelID>
    var hasOpened = false
    var lastFailure: ChannelChange?
    var end: ClientEnd?
    var firstSubmit: Moment?
    var lastOutcome: Moment?

    init(checker: ClientChecker, primaries: Int) {
        self.checker = checker
        // A core counts its plan's channels from 1, in the plan's order.
        waited = Set((0..<UInt64(primaries)).map { ChannelID($0 + 1) })
    }

    /// True when it is known whether anything can be sent.
    var isConnected: Bool { end != nil || hasOpened && waited.isEmpty }

    /// Takes a batch; the orders that are finished with it.
    mutating func take(_ events: [ClientEvent]) -> [SenderOrder] {
        var finished: [SenderOrder] = []
        var hasOutcome = false
        for event in events {
            checker.note(event)
            switch event {
            case .outcome(let outcome):
                hasOutcome = true
                count(outcome.number..<outcome.number &+ 1, outcomes: 1, outcome, &finished)
            case .neverBegun(let content, let numbers):
                hasOutcome = true
                count(numbers, outcomes: UInt64(numbers.count) &* UInt64(content.recipientCount), nil, &finished)
            case .channel(let change): note(change)
            case .ended(let end): self.end = end
            default: break
            }
        }
        if hasOutcome { lastOutcome = MonotonicClock.now() }
        if end != nil {
            finished += orders
            orders = []
        }
        return finished
    }

    private mutating func count(
        _ numbers: Range<UInt64>, outcomes: UInt64, _ outcome: RecipientOutcome?, _ finished: inout [SenderOrder]
    ) {
        guard let index = orders.firstIndex(where: { $0.numbers.contains(numbers.lowerBound) }) else { return }
        orders[index].open &-= min(outcomes, orders[index].open)
        if let outcome, orders[index].outcomes != nil { orders[index].outcomes?.append(outcome) }
        if orders[index].open == 0 { finished.append(orders.remove(at: index)) }
    }

    private mutating func note(_ change: ChannelChange) {
        switch change.state {
        case .open, .probing: hasOpened = true
        case .lost, .refused, .closed: if change.reason != nil || !change.dialFailure.isEmpty { lastFailure = change }
        default: return
        }
        waited.remove(change.channel)
    }
}
