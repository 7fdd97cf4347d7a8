import CarrierMessaging
import CarrierSession
import CarrierTransport

/// What the connections of a sender share. A connection's lock may be held when it is entered, never the other way
/// round.
@usableFromInline final class SenderDesk<Profile: CarrierProfile>: Sendable {
    @usableFromInline typealias Message = Profile.Binding.Message
    @usableFromInline typealias Request = PreparedRequest<Message>

    let profile: Profile
    let options: SenderOptions
    @usableFromInline let limits: SessionLimits
    let timers = Timers()
    let state: Guarded<SenderState<Profile>>
    let incoming = AsyncStream<InboundMessage>.makeStream(bufferingPolicy: .bufferingNewest(1024))
    /// Dials a connection for a place; made where the protocol is known.
    let dial: Dialling
    /// Everything is over and summed up.
    let summary = Promise<SenderSummary>()
    private let observer: (@Sendable ([SenderEvent]) -> Void)?

    @usableFromInline typealias Dialling =
        @Sendable (
            _ desk: SenderDesk, _ slot: Int, _ vocabulary: Profile.Vocabulary, _ limits: SessionLimits
        ) async throws -> Void

    @usableFromInline init(
        _ profile: Profile, _ options: SenderOptions, observer: (@Sendable ([SenderEvent]) -> Void)?,
        dialling: @escaping Dialling
    ) {
        self.profile = profile
        self.options = options
        self.observer = observer
        dial = dialling
        limits = options.limits(from: profile.binding.sessionLimits)
        state = Guarded(
            SenderState(
                messenger: Messenger(binding: profile.binding, options: options.messenger),
                connections: min(max(1, options.connections), 1024), pace: options.pace))
    }

    // MARK: From the connections

    @usableFromInline func opened(
        _ link: SenderLink<Profile>, _ connection: Connection<Profile.Vocabulary>, _ summary: LoginSummary
    ) {
        state.withLock { state in
            state.notices.append(.opened(connection: connection.id, summary))
            if let slot = link.slot {
                state.slots[slot].phase = .open(link, connection)
                state.slots[slot].lostRequests = false
                state.messenger.speak(profile.binding(speaking: summary.version))
            }
        }
    }

    @usableFromInline func responded(_ message: Message, _ exchange: Exchange<Message>, slot: Int?) {
        let now = MonotonicClock.now()
        state.withLock { state in
            state.messenger.responded(message, to: exchange, at: now)
            // Without a place it is a further response: the request was counted with its first.
            guard let slot else { return }
            if let sentAt = exchange.sentAt { state.latency.record(now - sentAt) }
            state.slots[slot].fruitlessEndings = 0
        }
    }

    @usableFromInline func received(_ message: Message, _ token: ReplyToken, connection: UInt64) -> Message? {
        let now = MonotonicClock.now()
        return state.withLock { state in
            state.ledger.received()
            return state.messenger.received(message, sequence: token.sequence, connection: connection, at: now)
        }
    }

    @usableFromInline func failed(_ exchange: Exchange<Message>, _ failure: RequestFailure, slot: Int?) {
        let now = MonotonicClock.now()
        state.withLock { state in
            if failure == .sessionEnded, let slot {
                if exchange.sentAt == nil {
                    // What becomes of it is known when the session's end is.
                    let request = Request(tag: exchange.tag, message: exchange.request, startsGroup: false)
                    return state.slots[slot].returned.append(request)
                }
                state.slots[slot].lostRequests = true
            }
            state.messenger.failed(tag: exchange.tag, failure, at: now)
        }
    }

    @usableFromInline func noticed(_ event: SenderEvent) {
        state.withLock { state in
            state.notices.append(event)
            // A request that is sent again is one more for the carrier.
            if case .anomaly(_, .retransmission) = event { state.pace.take(at: MonotonicClock.now()) }
        }
    }

    @usableFromInline func unanswerable(_ token: ReplyToken, connection: UInt64) {
        noticed(.anomaly(connection: connection, .refusedRequest(token.sequence, .overloaded)))
    }

    @usableFromInline func closed(_ slot: Int?, connection: UInt64, _ reason: CloseReason) {
        let now = MonotonicClock.now()
        let aftermath = state.withLock { state -> SenderState<Profile>.Aftermath in
            state.notices.append(.closed(connection: connection, reason))
            guard let slot, case .open = state.slots[slot].phase else { return .nothing }
            return state.closed(slot, reason, mayIdle: limits.idleTimeout != nil, at: now)
        }
        switch aftermath {
        case .nothing: break
        case .dial: if let slot { redial(slot) }
        case .lost(let reason): begin(.lost(reason))
        }
    }

    @usableFromInline func take(_ slot: Int, room: Int, at moment: Moment) -> [Request] {
        state.withLock { $0.take(slot, room: room, at: moment) }
    }

    /// The session did not take a request; false when it takes no others either.
    @usableFromInline func refused(_ request: Request, _ error: SessionError, slot: Int) -> Bool {
        let now = MonotonicClock.now()
        return state.withLock { state in
            switch error.reason {
            case .unencodable(let fault):
                state.messenger.failed(tag: request.tag, .unencodable(fault), at: now)
                return true
            default:
                state.slots[slot].backlog.append(request)
                return false
            }
        }
    }

    @usableFromInline func putBack(_ requests: ArraySlice<Request>, slot: Int) {
        state.withLock { state in
            let refused = state.slots[slot].backlog.popLast()
            state.slots[slot].backlog.append(contentsOf: requests.reversed())
            if let refused { state.slots[slot].backlog.append(refused) }
        }
    }

    /// After a batch: tells what happened and sets the timer.
    @usableFromInline func settle() {
        let now = MonotonicClock.now()
        state.withLock { state in
            tell(state.drain(at: now))
            arm(&state, at: now)
        }
    }

    func tell(_ events: [SenderEvent]) {
        if events.isEmpty { return }
        for case .message(.incoming(let message)) in events { incoming.continuation.yield(message) }
        observer?(events)
    }

    // MARK: Time

    private func arm(_ state: inout SenderState<Profile>, at now: Moment) {
        let deadlines = [state.messenger.nextDeadline, state.paceDeadline(after: now)]
        guard let deadline = deadlines.compactMap(\.self).min() else { return }
        if let armed = state.armed, armed <= deadline { return }
        state.armed = deadline
        timers.schedule(at: deadline) { [weak self] in self?.timerFired() }
    }

    private func timerFired() {
        let now = MonotonicClock.now()
        let hasWork = state.withLock { state in
            // An alarm that was overtaken by an earlier one only looks.
            if let armed = state.armed, armed <= now { state.armed = nil }
            state.messenger.advance(to: now)
            tell(state.drain(at: now))
            arm(&state, at: now)
            return state.hasWorkForOpen
        }
        if hasWork { kick() }
    }

    // MARK: Work

    /// Lets open connections fill their windows and makes those again that have ended in order.
    func kick() {
        for (link, connection) in state.withLock({ $0.takeTurns() }) {
            guard state.withLock({ $0.hasWorkForOpen }) else { return }
            connection.withSession { session, _ in link.pull(&session) }
        }
        let now = MonotonicClock.now()
        state.withLock { arm(&$0, at: now) }
        for slot in state.withLock({ $0.hasWork ? $0.idleSlots : [] }) { redial(slot) }
    }

    private func redial(_ slot: Int) {
        state.withLock { state in
            guard state.end == nil, case .idle = state.slots[slot].phase else { return }
            state.slots[slot].phase = .dialling(
                Task { [self] in
                    do {
                        try await connect(slot)
                    } catch {
                        begin(.unreachable("\(error)"))
                    }
                })
        }
    }

    /// Makes the connection of a place and logs in.
    @usableFromInline func connect(_ slot: Int) async throws {
        let number = state.withLock { state in
            state.nextConnection &+= 1
            return state.nextConnection
        }
        try await dial(self, slot, profile.provider(connection: number), limits)
    }
}
