#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import CarrierSession
import Dispatch

/// What an accepted connection is to speak, and who takes its events.
public struct Acceptance<Vocabulary: SessionVocabulary>: Sendable {
    /// The protocol, with the book of accounts.
    public var vocabulary: Vocabulary
    /// The session's limits.
    public var limits: SessionLimits
    @usableFromInline let calls: HandlerCalls<Vocabulary>?
    /// Octets handed to the socket in one call, at most: 1 shows a peer its frames in the smallest pieces. At least 1.
    public var octetsPerWrite = Int.max
    /// Made where the vocabulary is known, so that the optimiser can compile the connection for it.
    @usableFromInline let make: @Sendable (Acceptance, Int32, SocketAddress, @escaping Ending) -> Connection<Vocabulary>
    @usableFromInline let start: @Sendable (Connection<Vocabulary>) -> Void

    @usableFromInline typealias Ending = @Sendable (Connection<Vocabulary>) -> Void

    /// Names what the connection speaks, within which limits, and who takes its events; without a handler the peer's
    /// requests are in `Connection.requests`.
    @inlinable public init(
        speaking vocabulary: Vocabulary, limits: SessionLimits = .standard,
        handler: (any ConnectionHandler<Vocabulary>)? = nil
    ) {
        self.init(vocabulary, limits, HandlerCalls.opening(handler))
    }

    /// The same with a handler whose type is known: its calls are compiled for the protocol.
    @inlinable public init(
        speaking vocabulary: Vocabulary, limits: SessionLimits = .standard,
        handler: some ConnectionHandler<Vocabulary>
    ) {
        self.init(vocabulary, limits, HandlerCalls(handler))
    }

    @inlinable init(_ vocabulary: Vocabulary, _ limits: SessionLimits, _ calls: HandlerCalls<Vocabulary>?) {
        self.vocabulary = vocabulary
        self.limits = limits
        self.calls = calls
        make = { acceptance, descriptor, peer, onFinished in
            Connection(
                descriptor: descriptor, peer: peer,
                session: Session(speaking: acceptance.vocabulary, role: .server, limits: acceptance.limits),
                handler: acceptance.calls, octetsPerWrite: acceptance.octetsPerWrite, onFinished: onFinished)
        }
        start = { $0.start() }
    }
}

/// What a listener lets in.
public struct ListenerLimits: Hashable, Sendable {
    /// Connections open at a time, logged in or not; more are closed as soon as they are made.
    public var maximumConnections = 1024
    /// Blocks from which peers may connect; empty for everybody. Others are closed as soon as they are made. To refuse
    /// them with a status of the protocol instead, leave this empty and give them a vocabulary that refuses.
    public var allowedPeers: [AddressBlock] = []
    /// Connections that the system may hold until they are accepted.
    public var backlog: Int32 = 1024
    /// How long accepting pauses when the process is out of descriptors or memory.
    public var pauseWhenExhausted = Moment.Span.milliseconds(100)

    public init() {}
}

/// What a listener has done so far.
public struct ListenerCounts: Hashable, Sendable {
    /// Connections handed to a session.
    public var accepted = 0
    /// Connections closed at once because of the allow-list or because the factory gave nil.
    public var refused = 0
    /// Connections closed at once because there were too many.
    public var overLimit = 0
    /// Pauses because the process was out of descriptors or memory.
    public var pauses = 0
}

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
    private let queue = DispatchQueue(label: "carrier.listener")
    private let lock = Lock()
    private var acceptSwitch: SourceSwitch?
    private var open: [UInt64: Connection<Vocabulary>] = [:]
    private var tally = ListenerCounts()
    private var isClosing = false
    private let stopped = OneShot<Void>()

    /// Binds and listens.
    ///
    /// - Parameters:
    ///   - endpoint: a numeric address or a name; of a name the first address that can be bound is taken.
    ///   - onConnection: told of every connection that got a session, before its first event.
    /// - Throws: `TransportError` when the name has no address or the address cannot be bound.
    public static func bind(
        to endpoint: Endpoint, limits: ListenerLimits = ListenerLimits(),
        onConnection: (@Sendable (Connection<Vocabulary>) -> Void)? = nil, accepting factory: @escaping Factory
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
                let listener = Listener(descriptor, address, limits, onConnection, factory)
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
        _ onConnection: (@Sendable (Connection<Vocabulary>) -> Void)?, _ factory: @escaping Factory
    ) {
        self.descriptor = descriptor
        self.limits = limits
        self.onConnection = onConnection
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

    /// What was accepted, refused and put off so far.
    public var counts: ListenerCounts { lock.withLock { tally } }

    /// Stops accepting, then closes every connection in order and waits for all of them.
    public func close() async {
        await stopAccepting()
        await withTaskGroup(of: Void.self) { group in
            for connection in connections { group.addTask { await connection.close() } }
        }
    }

    /// Stops accepting; connections go on. Returns when the port is free.
    public func stopAccepting() async {
        lock.withLock {
            isClosing = true
            acceptSwitch?.cancel()
        }
        await stopped.value
    }

    private func acceptable() {
        // Other work of the queue gets its turn between bursts; the source fires again for what is left.
        for _ in 0..<64 {
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
        let isAllowed =
            peer.map { peer in
                limits.allowedPeers.isEmpty || limits.allowedPeers.contains { $0.contains(peer.host) }
            } ?? false
        let isFull = lock.withLock { isClosing || open.count >= limits.maximumConnections }
        guard let peer, isAllowed, !isFull, let acceptance = factory(peer) else {
            lock.withLock { if isAllowed, isFull { tally.overLimit += 1 } else { tally.refused += 1 } }
            return SocketCalls.close(descriptor)
        }
        SocketCalls.setNoDelay(descriptor)
        let connection = acceptance.make(acceptance, descriptor, peer) { [weak self] in self?.forget($0) }
        lock.withLock {
            tally.accepted += 1
            open[connection.id] = connection
        }
        onConnection?(connection)
        acceptance.start(connection)
    }

    private func forget(_ connection: Connection<Vocabulary>) {
        lock.withLock { _ = open.removeValue(forKey: connection.id) }
    }

    private static func isExhaustion(_ code: Int32) -> Bool {
        code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM
    }

    /// Out of descriptors: the connection stays with the system, and asking again at once would spin.
    private func pause() {
        lock.withLock {
            tally.pauses += 1
            acceptSwitch?.set(false)
        }
        let until = MonotonicClock.now() + limits.pauseWhenExhausted
        queue.asyncAfter(deadline: MonotonicClock.dispatchTime(of: until)) { [self] in
            lock.withLock { acceptSwitch?.set(true) }
        }
    }
}
