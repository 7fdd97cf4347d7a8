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

/// Accepts TCP connections and hands over their sockets.
///
/// Invariant behind `@unchecked Sendable`: every stored `var` is read and written under `lock` only; `descriptor` is
/// used by nobody else before `start`, then by the queue only, until the source's cancel handler closes it.
public final class SocketListener: @unchecked Sendable {
    /// Takes a socket over, or closes it by letting it go. Called on the listener's queue, must not block.
    public typealias Acceptor = @Sendable (consuming ConnectedSocket) -> Void

    /// Where it listens, with the port that the system chose when 0 was asked for.
    public let address: SocketAddress

    private let descriptor: Int32
    private let pauseWhenExhausted: Moment.Span
    private let acceptor: Acceptor
    private let queue = DispatchQueue(label: "carrier.listener")
    private let lock = Lock()
    private var acceptSwitch: SourceSwitch?
    private let stopped = OneShot<Void>()

    /// Binds and listens.
    ///
    /// - Parameters:
    ///   - endpoint: a numeric address or a name; of a name the first address that can be bound is taken.
    ///   - backlog: connections that the system may hold until they are accepted.
    ///   - pauseWhenExhausted: how long accepting pauses when the process is out of descriptors or memory.
    /// - Throws: `TransportError` when the name has no address or the address cannot be bound.
    public static func bind(
        to endpoint: Endpoint, backlog: Int32 = 1024, pauseWhenExhausted: Moment.Span = .milliseconds(100),
        accepting acceptor: @escaping Acceptor
    ) async throws -> SocketListener {
        let deadline = MonotonicClock.now() + .seconds(10)
        var failure: any Error = TransportError(.bind, errno: EADDRNOTAVAIL, subject: endpoint.description)
        for address in try await Resolver.resolve(endpoint, before: deadline) {
            do {
                let descriptor = try SocketCalls.makeSocket(for: address)
                do {
                    try SocketCalls.bindAndListen(descriptor, address, backlog: backlog)
                } catch {
                    SocketCalls.close(descriptor)
                    throw error
                }
                let listener = SocketListener(descriptor, address, pauseWhenExhausted, acceptor)
                listener.start()
                return listener
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private init(
        _ descriptor: Int32, _ asked: SocketAddress, _ pauseWhenExhausted: Moment.Span, _ acceptor: @escaping Acceptor
    ) {
        self.descriptor = descriptor
        self.pauseWhenExhausted = pauseWhenExhausted
        self.acceptor = acceptor
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

    /// Stops accepting; returns when the port is free.
    public func stop() async {
        lock.withLock { acceptSwitch?.cancel() }
        await stopped.value
        lock.withLock { acceptSwitch = nil }
    }

    private func acceptable() {
        // Other work of the queue gets its turn between bursts; the source fires again for what is left.
        for _ in 0..<64 {
            let (transfer, peer) = SocketCalls.accept(descriptor)
            switch transfer {
            case .moved(let number):
                let accepted = Int32(truncatingIfNeeded: number)
                guard let peer else {
                    SocketCalls.close(accepted)
                    continue
                }
                SocketCalls.setNoDelay(accepted)
                acceptor(ConnectedSocket(accepted, peer))
            case .wouldBlock, .ended: return
            case .failed(let code):
                if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code) { return pause() }
            // Everything else concerns the one connection that has gone again: ECONNABORTED, EINTR, network errors.
            }
        }
    }

    /// Out of descriptors: the connection stays with the system, and asking again at once would spin.
    private func pause() {
        lock.withLock { acceptSwitch?.set(false) }
        let until = MonotonicClock.now() + pauseWhenExhausted
        queue.asyncAfter(deadline: MonotonicClock.dispatchTime(of: until)) { [weak self] in
            guard let self else { return }
            lock.withLock { acceptSwitch?.set(true) }
        }
    }
}
