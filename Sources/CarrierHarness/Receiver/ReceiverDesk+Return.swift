import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire

/// The connection that the receiver dials for what it sends, in protocols that have one.
struct ReturnLink<Profile: CarrierProfile>: Sendable {
    /// The open connection's handler.
    var handler: GatewayHandler<Profile>?
    var isDialling = false
    /// Attempts since the provider last took something.
    var attempts = 0
    /// Parcels that wait for the connection.
    var kept: [ReceiverDesk<Profile>.TimedParcel] = []
}

// The return connection is dialled when there is something to send, kept while it lives, and dialled again when
// something is left.
extension ReceiverDesk {
    /// On the desk's queue: gives parcels to the return connection, or keeps them and dials.
    func sendBack(_ parcels: [TimedParcel]) {
        if let handler = state.withLock({ $0.link.handler }), handler.wake(adding: parcels) { return }
        state.withLock { $0.link.kept += parcels }
        dialIfNeeded()
    }

    /// The return connection is open; it gets what waited for it.
    func returnOpened(_ handler: Handler) -> [TimedParcel] {
        state.withLock { state in
            state.link.handler = handler
            state.link.isDialling = false
            defer { state.link.kept = [] }
            return state.link.kept
        }
    }

    /// The provider took something: the path is sound.
    func returnServed() {
        state.withLock { $0.link.attempts = 0 }
    }

    /// The return connection is over. An idle end, or the provider's own, is ordinary; everything else is told.
    func returnClosed(_ handler: Handler, _ reason: CloseReason, leavesParcels: Bool) {
        let wasOpen = state.withLock { state in
            guard state.link.handler === handler else { return false }
            state.link.handler = nil
            return true
        }
        switch reason {
        case .idle, .closedByPeer, .closedLocally: break
        // A provider that was dialled may hang up without a word; with nothing on the way nothing is lost.
        case .connectionLost where !leavesParcels, .endedByPeer where !leavesParcels: break
        default: if wasOpen { publish([.notice("return connection: \(reason.words)")]) }
        }
    }

    private func dialIfNeeded() {
        let pause = state.withLock { state -> Moment.Span? in
            let link = state.link
            guard !link.kept.isEmpty, link.handler == nil, !link.isDialling, !state.isClosing else { return nil }
            state.link.isDialling = true
            // A provider that is reached again and again and takes nothing is not asked faster than one that is away.
            return link.attempts == 0 ? .zero : Self.pause(after: link.attempts, settings.dialPause)
        }
        guard let pause else { return }
        let attempts = state.withLock { $0.link.attempts }
        if attempts >= settings.dialAttempts {
            return giveUpReturn("the provider took nothing in \(attempts) return connections")
        }
        dial(after: pause)
    }

    private func dial(after pause: Moment.Span) {
        guard let endpoint = settings.connectBack, let path = returnPath else {
            return giveUpReturn("no address to dial the provider at")
        }
        timers.schedule(at: MonotonicClock.now() + pause) { [self] in
            let isOpen = state.withLock { state in
                state.link.attempts += 1
                return !state.isClosing
            }
            guard isOpen else { return }
            Task { await dial(endpoint, path) }
        }
    }

    private func dial(_ endpoint: Endpoint, _ path: ReturnPath<Profile.Vocabulary>) async {
        let number = nextConnection()
        let peer = endpoint.numericAddress ?? SocketAddress(.v4(0), port: endpoint.port)
        do {
            let connection = try await Dialer.connect(
                to: endpoint, speaking: path.gateway(number), limits: limits, timeout: settings.dialTimeout,
                handler: Handler(self, peer: peer, .returning),
                octetsPerWrite: script.faults.splitsWrites ? 1 : .max)
            if state.withLock({ $0.isClosing }) { await connection.close() }
        } catch {
            let attempts = state.withLock { $0.link.attempts }
            if attempts >= settings.dialAttempts {
                return giveUpReturn("no return connection to \(endpoint) after \(attempts) attempts: \(error)")
            }
            let pause = Self.pause(after: attempts, settings.dialPause)
            publish([.notice("no return connection to \(endpoint): \(error); again in \(pause.milliseconds) ms")])
            dial(after: pause)
        }
    }

    private func giveUpReturn(_ reason: String) {
        let kept = state.withLock { state in
            state.link.isDialling = false
            state.link.attempts = 0
            defer { state.link.kept = [] }
            return state.link.kept
        }
        publish([.notice(reason)])
        giveUp(kept, because: reason)
    }

    /// Doubles from attempt to attempt, up to five seconds.
    private static func pause(after attempts: Int, _ first: Moment.Span) -> Moment.Span {
        let doublings = min(max(0, attempts - 1), 16)
        let (product, overflow) = first.nanoseconds.multipliedReportingOverflow(by: 1 << Int64(doublings))
        return min(.seconds(5), overflow ? .seconds(5) : Moment.Span(nanoseconds: product))
    }

    /// Nothing is dialled any more.
    func beginClosing() -> Connection<Profile.Vocabulary>? {
        let handler = state.withLock { state in
            state.isClosing = true
            return state.link.handler
        }
        return handler?.connection
    }
}

extension Moment.Span {
    var milliseconds: Int64 { nanoseconds / 1_000_000 }
}
