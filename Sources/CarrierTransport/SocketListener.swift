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

/// Accepts TCP connections and hands over their sockets, each with its place.
///
/// Places belong to connections that have logged in (``ListenerLimits``); the runner that takes a socket over says when
/// that happens, and gives the place back when the socket is closed.
///
/// Invariant behind `@unchecked Sendable`: every stored `var` is read and written under `lock` only; `descriptor` is
/// used by nobody else before `start`, then by the queue only, until the source's cancel handler closes it.
public final class SocketListener: @unchecked Sendable {
    /// Takes a socket over, or closes it by letting it go. Called on the listener's queue, must not block.
    public typealias Acceptor = @Sendable (consuming ConnectedSocket) -> Void

    /// A connection whose socket is not closed.
    private struct Entry {
        weak var runner: SessionRunner?
        /// Its place was given to somebody else, for this reason.
        var lost: RejectionReason?
    }

    /// Where it listens, with the port that the system chose when 0 was asked for.
    public let address: SocketAddress
    /// What it lets in.
    public let limits: ListenerLimits

    private let descriptor: Int32
    private let acceptor: Acceptor
    private let onTurnedAway: (@Sendable (TurnedAway) -> Void)?
    private let queue = DispatchQueue(label: "carrier.listener")
    private let lock = Lock()
    private var acceptSwitch: SourceSwitch?
    /// Every connection whose socket is not closed, those that were turned away among them.
    private var open: [UInt64: Entry] = [:]
    private var lastNumber: UInt64 = 0
    private var places: ListenerPlaces
    private var notices: RejectionNotices
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
    ///   - onTurnedAway: told of connections that were turned away, on the listener's queue; must not block. At most
    ///     `ListenerLimits.noticesPerSecond` a second for each reason; each says how many were left out before it.
    /// - Throws: `TransportError` when the name has no address or the address cannot be bound.
    public static func bind(
        to endpoint: Endpoint, limits: ListenerLimits = ListenerLimits(),
        onTurnedAway: (@Sendable (TurnedAway) -> Void)? = nil, accepting acceptor: @escaping Acceptor
    ) async throws -> SocketListener {
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
                let listener = SocketListener(descriptor, address, limits, onTurnedAway, acceptor)
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
        _ onTurnedAway: (@Sendable (TurnedAway) -> Void)?, _ acceptor: @escaping Acceptor
    ) {
        self.descriptor = descriptor
        self.limits = limits
        self.onTurnedAway = onTurnedAway
        self.acceptor = acceptor
        places = ListenerPlaces(limits)
        notices = RejectionNotices(perSecond: limits.noticesPerSecond)
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

    /// What was accepted, turned away and put off so far.
    public var counts: ListenerCounts { lock.withLock { tally } }

    /// Connections whose socket is not closed.
    public var openConnections: Int { lock.withLock { open.count } }

    /// Stops accepting; connections go on. Returns when the port is free, and whoever was turned away has been told.
    public func stop() async {
        lock.withLock {
            isClosing = true
            acceptSwitch?.cancel()
        }
        await stopped.value
        lock.withLock { acceptSwitch = nil }
        await withCheckedContinuation { told in queue.async { told.resume() } }
    }

    // MARK: - Accepting

    private func acceptable() {
        // Other work of the queue gets its turn between bursts; the source fires again for what is left.
        for _ in 0..<64 {
            if holdsBack() { return }
            let (transfer, peer) = SocketCalls.accept(descriptor)
            switch transfer {
            case .moved(let number): take(Int32(truncatingIfNeeded: number), peer)
            case .wouldBlock, .ended: return
            case .failed(let code):
                if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code) { return pause() }
            // Everything else concerns the one connection that has gone again: ECONNABORTED, EINTR, network errors.
            }
        }
    }

    private func take(_ descriptor: Int32, _ peer: SocketAddress?) {
        guard let peer else {
            lock.withLock { tally.turnedAway[.notAllowed, default: 0] += 1 }
            return SocketCalls.close(descriptor)
        }
        func reject(_ reason: RejectionReason) {
            SocketCalls.close(descriptor)
            note(reason, peer)
        }
        if lock.withLock({ isClosing }) { return reject(.closing) }
        let isAllowed = limits.allowedPeers.isEmpty || limits.allowedPeers.contains { $0.contains(peer.host) }
        guard isAllowed else { return reject(.notAllowed) }
        switch lock.withLock({ places.makePlace(for: peer.host) }) {
        case .none: return reject(.full)
        case .free: break
        case .taken(let number, let reason): displace(number, reason)
        }
        SocketCalls.setNoDelay(descriptor)
        let number = lock.withLock { () -> UInt64 in
            lastNumber += 1
            tally.accepted += 1
            open[lastNumber] = Entry()
            places.add(lastNumber, from: peer.host)
            return lastNumber
        }
        acceptor(ConnectedSocket(descriptor, peer, ListenerPlace(self, number, peer)))
    }

    // MARK: - Places

    /// The socket was taken over; a runner that has lost its place meanwhile ends itself.
    fileprivate func attach(_ runner: SessionRunner, to place: ListenerPlace) {
        let lost = lock.withLock { () -> RejectionReason? in
            open[place.number]?.runner = runner
            return open[place.number]?.lost
        }
        if let lost { end(runner, lost, place.peer) }
    }

    /// Called under the runner's lock: the listener's is inside it.
    fileprivate func logIn(_ place: ListenerPlace) -> Bool {
        if lock.withLock({ places.logIn(place.number) }) { return true }
        // It had lost its place when its login came, and all are taken now.
        note(.full, place.peer)
        return false
    }

    fileprivate func release(_ place: UInt64) {
        lock.withLock {
            places.remove(place)
            open[place] = nil
            if isHeld, open.count - places.count <= ListenerLimits.closingAtATime / 2 {
                isHeld = false
                updateSwitch()
            }
        }
    }

    /// The place of a connection without a login was given to somebody else.
    private func displace(_ number: UInt64, _ reason: RejectionReason) {
        let runner = lock.withLock { () -> SessionRunner? in
            open[number]?.lost = reason
            return open[number]?.runner
        }
        if let runner { end(runner, reason, runner.peer) }
    }

    private func end(_ runner: SessionRunner, _ reason: RejectionReason, _ peer: SocketAddress) {
        runner.abortUnlessLoggedIn { [self] in note(reason, peer) }
    }

    fileprivate func note(_ reason: RejectionReason, _ peer: SocketAddress) {
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
        queue.asyncAfter(deadline: MonotonicClock.dispatchTime(of: until)) { [weak self] in
            guard let self else { return }
            lock.withLock {
                isPaused = false
                updateSwitch()
            }
        }
    }

    /// Under the lock.
    private func updateSwitch() { acceptSwitch?.set(!isPaused && !isHeld) }
}

/// An accepted connection's place at its listener; it is free when the last holder lets go.
final class ListenerPlace: Sendable {
    let number: UInt64
    let peer: SocketAddress
    private let listener: SocketListener

    init(_ listener: SocketListener, _ number: UInt64, _ peer: SocketAddress) {
        self.listener = listener
        self.number = number
        self.peer = peer
    }

    deinit { listener.release(number) }

    /// A runner drives the connection from now on.
    func attach(_ runner: SessionRunner) { listener.attach(runner, to: self) }

    /// The connection has logged in; false when its place is gone and there is no other.
    func logIn() -> Bool { listener.logIn(self) }

    /// Nobody took the socket over.
    func decline() { listener.note(.declined, peer) }
}
