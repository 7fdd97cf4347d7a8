import CarrierMessaging
import CarrierSession
import CarrierTransport

/// The place of one connection of the account: the connection may end and be made again, the place stays.
struct SenderSlot<Profile: CarrierProfile>: Sendable {
    typealias Request = PreparedRequest<Profile.Binding.Message>

    enum Phase: Sendable {
        /// Not connected; dialled when there is something to send.
        case idle
        case dialling(Task<Void, Never>?)
        case open(SenderLink<Profile>, Connection<Profile.Vocabulary>)
        case over
    }

    var phase = Phase.idle
    /// Requests that go over this connection next, the last first: the segments of a message stay together.
    var backlog: [Request] = []
    /// Requests that the session handed back unsent; what becomes of them depends on how it ends.
    var returned: [Request] = []
    /// A request that was sent will not be answered because the session ended.
    var lostRequests = false
    /// Endings in a row between which nothing was answered.
    var fruitlessEndings = 0
}

/// One message to be sent many times.
struct SenderBulk: Sendable {
    let message: OutboundMessage
    /// Copies that have not been prepared.
    var remaining: UInt64
    /// Outcomes of prepared copies that are not there yet.
    var openOutcomes: UInt64 = 0
    let finished = Promise<Void>()
}

/// Everything of a sender that changes, shared by its connections.
struct SenderState<Profile: CarrierProfile>: Sendable {
    typealias Request = PreparedRequest<Profile.Binding.Message>

    var messenger: Messenger<Profile.Binding>
    var ledger = Ledger()
    var latency = LatencyHistogram()
    var slots: [SenderSlot<Profile>]
    /// Messages of `submit` that no connection has taken yet.
    var pending = ArraySlice<PreparedMessage<Profile.Binding.Message>>()
    var progress: [UInt64: MessageProgress] = [:]
    var bulk: SenderBulk?
    /// Submits of all connections take their tokens here.
    var pace: TokenBucket
    /// Which connection is asked first the next time.
    var turn = 0
    /// Requests whose pause is over.
    var retries: [Request] = []
    var notices: [SenderEvent] = []
    var end: SenderEnd?
    var armed: Moment?
    var firstSubmit: Moment?
    var lastOutcome: Moment?
    var nextConnection: UInt32 = 0
    /// Where the gateway dials, in protocols in which it does.
    var listener: Listener<Profile.Vocabulary>?

    init(messenger: Messenger<Profile.Binding>, connections: Int, pace: TokenBucket) {
        self.messenger = messenger
        self.pace = pace
        slots = Array(repeating: SenderSlot(), count: connections)
    }

    /// True when a connection would find something to send.
    var hasWork: Bool {
        end == nil && (!retries.isEmpty || !pending.isEmpty || bulk?.remaining ?? 0 > 0)
    }

    /// True when an open connection would find something to send, what waits for the pace included.
    var hasWorkForOpen: Bool { hasWork || end == nil && slots.contains { !$0.backlog.isEmpty } }

    /// When the pace lets the next request through; nil when nothing waits for it.
    func paceDeadline(after now: Moment) -> Moment? {
        guard pace.isLimiting, hasWorkForOpen else { return nil }
        return pace.opens(after: now)
    }

    /// Open connections, another one first each time, so that all get their share of the pace.
    mutating func takeTurns() -> [(SenderLink<Profile>, Connection<Profile.Vocabulary>)] {
        let open = openConnections
        guard open.count > 1 else { return open }
        turn = (turn + 1) % open.count
        return Array(open[turn...] + open[..<turn])
    }

    var openConnections: [(SenderLink<Profile>, Connection<Profile.Vocabulary>)] {
        slots.compactMap { if case .open(let link, let connection) = $0.phase { (link, connection) } else { nil } }
    }

    var idleSlots: [Int] {
        slots.indices.filter { if case .idle = slots[$0].phase { true } else { false } }
    }

    /// Up to `room` requests for a connection, messages being cut only when their turn comes.
    mutating func take(_ slot: Int, room: Int, at moment: Moment) -> [Request] {
        guard end == nil else { return [] }
        var requests: [Request] = []
        requests.reserveCapacity(room)
        while requests.count < room, pace.opens(after: moment) == nil {
            if let request = slots[slot].backlog.popLast() {
                requests.append(request)
                pace.take(at: moment)
            } else if let request = retries.popLast() {
                requests.append(request)
                pace.take(at: moment)
            } else if let message = pending.popFirst() {
                if pending.isEmpty { pending = [] }
                slots[slot].backlog = message.requests.reversed()
            } else if let message = nextCopy(at: moment) {
                slots[slot].backlog = message.requests.reversed()
            } else {
                break
            }
        }
        if firstSubmit == nil, !requests.isEmpty { firstSubmit = moment }
        return requests
    }

    private mutating func nextCopy(at moment: Moment) -> PreparedMessage<Profile.Binding.Message>? {
        guard let order = bulk, order.remaining > 0 else { return nil }
        do throws(MessagingError) {
            let prepared = try prepare(order.message, at: moment)
            bulk?.remaining -= 1
            bulk?.openOutcomes += UInt64(order.message.destinations.count)
            return prepared
        } catch {
            // The first copy was tried before; what fits once fits always.
            return nil
        }
    }

    mutating func prepare(
        _ message: OutboundMessage, at moment: Moment
    ) throws(MessagingError) -> PreparedMessage<Profile.Binding.Message> {
        let prepared = try messenger.prepare(message, at: moment)
        ledger.submitted(prepared.number, to: message.destinations, segments: prepared.segments.segmentCount)
        return prepared
    }

    // MARK: What happened

    /// Takes what the desk has to say: books, receipts, and the batch for the observer.
    mutating func drain(at moment: Moment) -> [SenderEvent] {
        var events = notices
        notices.removeAll(keepingCapacity: true)
        while let request = messenger.nextRequest() { retries.insert(request, at: 0) }
        while let event = messenger.nextEvent() {
            ledger.note(event)
            settle(event, at: moment)
            events.append(.message(event))
        }
        return events
    }

    private mutating func settle(_ event: MessengerEvent, at moment: Moment) {
        let number: UInt64
        switch event {
        case .outcome(let outcome):
            number = outcome.message
            lastOutcome = moment
        case .accepted(let place, _), .refused(let place, _, _), .unanswered(let place, _), .report(let place, _):
            number = place.message
        default: return
        }
        if let message = progress[number] {
            if message.note(event) { progress[number] = nil }
        } else if case .outcome = event {
            bulk?.openOutcomes -= 1
            finishBulk()
        }
    }

    mutating func finishBulk() {
        guard let order = bulk, order.remaining == 0, order.openOutcomes == 0 else { return }
        order.finished.fulfil(())
        bulk = nil
    }

    /// What is to be done about a connection that is over.
    enum Aftermath {
        case nothing
        /// It ended in order and there is more to send.
        case dial
        case lost(CloseReason)
    }

    /// A connection is over. An ordinary end, with nothing in flight, of a protocol that lets connections idle is made
    /// good when there is something to send; any other end is a loss.
    mutating func closed(_ slot: Int, _ reason: CloseReason, mayIdle: Bool, at moment: Moment) -> Aftermath {
        let returned = slots[slot].returned
        slots[slot].returned = []
        slots[slot].phase = .over
        let isOrdinary =
            switch reason {
            case .idle, .closedByPeer, .closedLocally, .endedByPeer, .connectionLost: true
            default: false
            }
        if mayIdle, isOrdinary, !slots[slot].lostRequests, end == nil, slots[slot].fruitlessEndings < 3 {
            slots[slot].fruitlessEndings += 1
            slots[slot].phase = .idle
            slots[slot].backlog.append(contentsOf: returned.reversed())
            return hasWork || !slots[slot].backlog.isEmpty ? .dial : .nothing
        }
        for request in returned { messenger.failed(tag: request.tag, .sessionEnded, at: moment) }
        return end == nil ? .lost(reason) : .nothing
    }

    /// Ends every message that was prepared.
    mutating func finish(at moment: Moment) {
        messenger.finish(at: moment)
        pending = []
        retries = []
        for slot in slots.indices { slots[slot].backlog = [] }
    }

    /// Gives up to `limit` copies that were never prepared the outcome that they have to have.
    mutating func dropCopies(_ limit: UInt64, at moment: Moment) -> [SenderEvent] {
        guard let order = bulk, order.remaining > 0 else { return [] }
        let first = ledger.counts.messages &+ 1
        let count = min(limit, order.remaining)
        var events: [SenderEvent] = []
        for number in first..<first &+ count {
            ledger.dropped(number, to: order.message.destinations)
            for receiver in order.message.destinations {
                let event = MessengerEvent.outcome(
                    MessageOutcome(message: number, receiver: receiver, result: .unknown, segments: []))
                ledger.note(event)
                events.append(.message(event))
            }
        }
        bulk?.remaining -= count
        lastOutcome = moment
        finishBulk()
        return events
    }
}
