#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import CarrierSession
import CarrierWire
import Dispatch

/// Accepts TCP connections and runs a server session on each.
///
/// Invariant behind `@unchecked Sendable`: every stored `var` is read and written under `lock` only; `descriptor` is
/// used by nobody else before `start`, then by the queue only, until the source's cancel handler closes it.
public final class Listener<Vocabulary: SessionVocabulary>: @unchecked Sendable {
    /// Chooses what a new connection speaks; nil closes it. Called on the listener's queue, must not block.
    public typealias Factory = @Sendable (_ peer: SocketAddress) -> Acceptance<Vocabulary>?

    /// Where it listens, with the port that the system chose when 0 was asked for.
    public let address: SocketAddress
    /// What it lets in.
    public let limits: ListenerLimits

    private let descriptor: Int32
    private let factory: Factory
    private let onConnection: (@Sendable (Connection<Vocabulary>) -> Void)?
    private let onTurnedAway: (@Sendable (TurnedAway) -> Void)?
    private let queue = DispatchQueue(label: "carrier.listener")
    private let lock = Lock()
    private var acceptSwitch: SourceSwitch?
    /// Every connection whose socket is not closed, those that were turned away among them.
    private var open: [UInt64: Connection<Vocabulary>] = [:]
    private var places: ListenerPlaces
    private var notices: TurnAwayNotices
    private var tally = ListenerCounts()
    private var isClosing = false
    /// Out of descriptors: accepting goes on in a moment.
    private var isPaused = false
    /// So many connections are being closed that accepting waits for them.
    private var isHeld = false
    private let stopped = OneShot<Void>()

    /// Binds and listens.
    ///
    /// - Parameters:
    ///   - endpoint: a numeric address or a name; of a name the first address that can be bound is taken.
    ///   - onConnection: told of every connection that got a session, before its first event.
    ///   - onTurnedAway: told of connections that were turned away, on the listener's queue; must not block. At most
    ///     `ListenerLimits.noticesPerSecond` a second for each reason; each says how many were left out before it.
    /// - Throws: `TransportError` when the name has no address or the address cannot be bound.
    public static func bind(
        to endpoint: Endpoint, limits: ListenerLimits = ListenerLimits(),
        onConnection: (@Sendable (Connection<Vocabulary>) -> Void)? = nil,
        onTurnedAway: (@Sendable (TurnedAway) -> Void)? = nil, accepting factory: @escaping Factory
    ) async throws -> Listener {
        let deadline = MonotonicClock.now() + .seconds(10)
        var failure: any Error = TransportError(.bind, errno: EADDRNOTAVAIL, subject: endpoint.description)
        for address in try await Resolver.resolve(endpoint, before: deadline) {
            do {
                let descriptor = try SocketCalls.makeSocket(for: address)
                do {
                    try SocketCalls.bindAndListen(descriptor, address, backlog: limits.backlog)
                } catch {
                    SocketCalls.close(descriptor)
                    throw error
                }
                let listener = Listener(descriptor, address, limits, onConnection, onTurnedAway, factory)
                listener.start()
                return listener
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private init(
        _ descriptor: Int32, _ asked: SocketAddress, _ limits: ListenerLimits,
        _ onConnection: (@Sendable (Connection<Vocabulary>) -> Void)?,
        _ onTurnedAway: (@Sendable (TurnedAway) -> Void)?, _ factory: @escaping Factory
    ) {
        self.descriptor = descriptor
        self.limits = limits
        self.onConnection = onConnection
        self.onTurnedAway = onTurnedAway
        places = ListenerPlaces(limits)
        notices = TurnAwayNotices(perSecond: limits.noticesPerSecond)
        self.factory = factory
        address = SocketCalls.localAddress(descriptor) ?? asked
    }

    private func start() {
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler { self.acceptable() }
        source.setCancelHandler { [descriptor, stopped] in
            SocketCalls.close(descriptor)
            stopped.decide(())
        }
        lock.withLock {
            acceptSwitch = SourceSwitch(source)
            acceptSwitch?.set(true)
        }
    }

    /// The connections open now, in order of acceptance.
    public var connections: [Connection<Vocabulary>] {
        lock.withLock { open.values.sorted { $0.id < $1.id } }
    }

    /// What was accepted, turned away and put off so far.
    public var counts: ListenerCounts { lock.withLock { tally } }

    /// Stops accepting, then closes every connection in order and waits for all of them.
    public func close() async {
        await stopAccepting()
        await withTaskGroup(of: Void.self) { group in
            for connection in connections { group.addTask { await connection.close() } }
        }
        // Whoever was turned away last is told before this returns.
        await withCheckedContinuation { told in queue.async { told.resume() } }
    }

    /// Stops accepting; connections go on. Returns when the port is free.
    public func stopAccepting() async {
        lock.withLock {
            isClosing = true
            acceptSwitch?.cancel()
        }
        await stopped.value
    }

    /// Stops accepting, and refuses the peers' new requests on every connection as a closing side refuses them; what is
    /// owed to peers, and this side's own requests, go on. To be followed by `close`.
    public func stopIntake() async {
        await stopAccepting()
        for connection in connections { connection.stopIntake() }
    }

    // MARK: - Accepting

    private func acceptable() {
        // Other work of the queue gets its turn between bursts; the source fires again for what is left.
        for _ in 0..<64 {
            if holdsBack() { return }
            let (transfer, peer) = SocketCalls.accept(descriptor)
            switch transfer {
            case .moved(let number):
                take(Int32(truncatingIfNeeded: number), peer)
            case .wouldBlock, .ended:
                return
            case .failed(let code):
                if Self.isExhaustion(code) { return pause() }
            // Everything else concerns the one connection that has gone again: ECONNABORTED, EINTR, network errors.
            }
        }
    }

    private func take(_ descriptor: Int32, _ peer: SocketAddress?) {
        guard let peer else {
            lock.withLock { tally.turnedAway[.notAllowed, default: 0] += 1 }
            return SocketCalls.close(descriptor)
        }
        func turnAway(_ reason: TurnAwayReason) {
            SocketCalls.close(descriptor)
            note(reason, peer)
        }
        if lock.withLock({ isClosing }) { return turnAway(.closing) }
        let isAllowed = limits.allowedPeers.isEmpty || limits.allowedPeers.contains { $0.contains(peer.host) }
        guard isAllowed else { return turnAway(.notAllowed) }
        if lock.withLock({ places.isFull }) { return turnAway(.full) }
        guard let acceptance = factory(peer) else { return turnAway(.declined) }
        switch lock.withLock({ places.makeRoom(for: peer.host) }) {
        case .none: return turnAway(.full)
        case .free: break
        case .taken(let id, let reason): displace(id, reason)
        }
        SocketCalls.setNoDelay(descriptor)
        let watch = Acceptance<Vocabulary>.Watch(
            opened: { [weak self] in self?.noteLogin($0) }, finished: { [weak self] in self?.forget($0) })
        let connection = acceptance.make(acceptance, descriptor, peer, watch)
        lock.withLock {
            tally.accepted += 1
            open[connection.id] = connection
            places.add(connection.id, from: peer.host)
        }
        onConnection?(connection)
        acceptance.start(connection)
    }

    /// Called under the connection's lock: the listener's is inside it.
    private func noteLogin(_ connection: Connection<Vocabulary>) {
        if lock.withLock({ places.logIn(connection.id) }) { return }
        // It had lost its place when its login came, and all are taken now.
        connection.abort()
        note(.full, connection.peer)
    }

    private func forget(_ connection: Connection<Vocabulary>) {
        // Kept until the lock is released: an owner's code may run at its end.
        let removed = lock.withLock { () -> Connection<Vocabulary>? in
            places.remove(connection.id)
            let removed = open.removeValue(forKey: connection.id)
            if isHeld, open.count - places.count <= ListenerLimits.closingAtATime / 2 {
                isHeld = false
                updateSwitch()
            }
            return removed
        }
        withExtendedLifetime(removed) {}
    }

    // MARK: - Turning away

    /// The place of a connection without a login was given to somebody else.
    private func displace(_ id: UInt64, _ reason: TurnAwayReason) {
        guard let connection = lock.withLock({ open[id] }) else { return }
        connection.abortUnlessLoggedIn { [self] in note(reason, connection.peer) }
    }

    private func note(_ reason: TurnAwayReason, _ peer: SocketAddress) {
        let notice = lock.withLock { () -> TurnedAway? in
            tally.turnedAway[reason, default: 0] += 1
            return notices.note(reason, peer, at: MonotonicClock.now())
        }
        guard let notice, let onTurnedAway else { return }
        queue.async { onTurnedAway(notice) }
    }

    /// Connections that were turned away take a moment to close: what comes waits with the system meanwhile, so that
    /// they cannot pile up.
    private func holdsBack() -> Bool {
        lock.withLock {
            guard open.count - places.count >= ListenerLimits.closingAtATime else { return false }
            isHeld = true
            updateSwitch()
            return true
        }
    }

    private static func isExhaustion(_ code: Int32) -> Bool {
        code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM
    }

    /// Out of descriptors: the connection stays with the system, and asking again at once would spin. The oldest
    /// connections without a login make room.
    private func pause() {
        let victims = lock.withLock { () -> [UInt64] in
            tally.pauses += 1
            isPaused = true
            updateSwitch()
            return places.removeOldest(max(1, places.withoutLogin / 8))
        }
        for victim in victims { displace(victim, .exhausted) }
        let until = MonotonicClock.now() + limits.pauseWhenExhausted
        queue.asyncAfter(deadline: MonotonicClock.dispatchTime(of: until)) { [self] in
            lock.withLock {
                isPaused = false
                updateSwitch()
            }
        }
    }

    /// Under the lock.
    private func updateSwitch() { acceptSwitch?.set(!isPaused && !isHeld) }
}
