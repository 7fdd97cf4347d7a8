import CarrierSession
import CarrierWire
import Dispatch

/// One TCP connection and the session on it.
///
/// The session is driven by what the socket brings: the thread that waits for it (`ReaderThread`) hands it out, answers
/// it and writes, in turns of some frames. Timers, and what other threads left to be done, run on the connection's
/// queue. The object lives as long as its socket is open, whoever holds it.
///
/// Invariant behind `@unchecked Sendable`: `state` is read and written under `lock` only; `descriptor` is read from and
/// written to under the lock and only while `state.phase` is not `finished`, waited for by the reading thread and the
/// sources, and closed by the last of them to let go (`state.openSources`); everything else is immutable.
public final class Connection<Vocabulary: SessionVocabulary>: @unchecked Sendable {
    public typealias Message = Vocabulary.Message

    /// Unique in the process, in order of creation.
    public let id: UInt64
    /// The far end.
    public let peer: SocketAddress
    /// The near end.
    public let local: SocketAddress

    /// Runs tasks where this connection is served; see there when that pays.
    public let executor: ConnectionExecutor

    @usableFromInline let descriptor: Int32
    /// Octets handed to the socket in one call, at most.
    @usableFromInline let octetsPerWrite: Int
    @usableFromInline let queue: DispatchQueue
    @usableFromInline let timer: any DispatchSourceTimer
    @usableFromInline let lock = ReentryLock()
    @usableFromInline let mailbox = Mailbox<Message>()
    @usableFromInline var state: ConnectionState<Vocabulary>
    /// How it ended; with a lock of its own, so that a handler can read it.
    @usableFromInline let ending = Guarded(ConnectionEnding())
    @usableFromInline let handler: HandlerCalls<Vocabulary>?
    @usableFromInline let opened = OneShot<Result<LoginSummary, LoginError>>()
    @usableFromInline let finished = OneShot<CloseReason>()
    /// Called under the lock when the session is open.
    @usableFromInline let onOpened: (@Sendable (Connection<Vocabulary>) -> Void)?
    @usableFromInline let onFinished: (@Sendable (Connection<Vocabulary>) -> Void)?

    /// Takes over a connected, non-blocking descriptor. `start` must follow.
    @inlinable init(
        descriptor: Int32, peer: SocketAddress, session: Session<Vocabulary>,
        handler: HandlerCalls<Vocabulary>?, octetsPerWrite: Int = .max,
        onOpened: (@Sendable (Connection<Vocabulary>) -> Void)? = nil,
        onFinished: (@Sendable (Connection<Vocabulary>) -> Void)? = nil
    ) {
        id = ConnectionSerial.next()
        self.peer = peer
        local = SocketCalls.localAddress(descriptor) ?? SocketAddress(.v4(0), port: 0)
        self.descriptor = descriptor
        self.octetsPerWrite = max(1, octetsPerWrite)
        self.handler = handler
        self.onOpened = onOpened
        self.onFinished = onFinished
        queue = DispatchQueue(label: "carrier.connection")
        executor = ConnectionExecutor(queue: queue)
        timer = DispatchSource.makeTimerSource(queue: queue)
        state = ConnectionState(session: session, keepsRequests: handler == nil)
    }

    /// Watches the socket and opens the session.
    @inlinable func start() {
        timer.setEventHandler { self.timerFired() }
        timer.schedule(deadline: .distantFuture)
        lock.lock()
        timer.resume()
        state.readWatch = watchInput()
        state.openSources = 1
        state.session.open(at: MonotonicClock.now())
        scheduleVisit(&state)
        lock.unlock()
    }

    @inlinable func watchInput() -> ReadWatch {
        let thread = ReaderThread.start(
            on: descriptor, readable: { self.readable() }, ended: { self.releaseSource() })
        if let thread { return .thread(thread) }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler { self.readable() }
        source.setCancelHandler { self.releaseSource() }
        return .source(SourceSwitch(source))
    }

    /// Works with the session under the connection's lock: submit, reply, change limits, look at its state.
    ///
    /// What the call made happen (events, octets to send) is handed out and sent right afterwards, on the connection's
    /// queue. `body` must be short. Tags given to `submit` must leave the highest bit clear.
    ///
    /// Calling it, or anything else that takes the lock, inside `body` or in a handler of this connection would wait
    /// for itself: the process ends with a sentence on standard error.
    ///
    /// - Parameter sendsAtOnce: writes before it returns, instead of leaving it to the queue, which gathers what
    ///   several calls bring: for a call that brings a batch.
    @inlinable public func withSession<Value, Failure: Error>(
        sendsAtOnce: Bool = false, _ body: (inout Session<Vocabulary>, Moment) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        lock.lock()
        defer { lock.unlock() }
        let now = MonotonicClock.now()
        defer { if sendsAtOnce { sendAtOnce(&state, now) } else { scheduleVisit(&state) } }
        // What was submitted before this call comes before it.
        if state.phase != .finished { takeLetters(&state, now) }
        return try body(&state.session, now)
    }

    /// Ends the session in order and the connection after it: unsent requests are handed back, sent ones and owed
    /// replies awaited as long as `SessionLimits.closingTimeout` allows. Returns when the socket is closed.
    @inlinable public func close() async {
        withSession { session, now in session.close(at: now) }
        _ = await finished.value
    }

    /// Refuses the peer's new requests from here on, as the protocol refuses them when a side closes; everything else
    /// goes on. The first half of an orderly end that lets this side's own requests go out.
    @inlinable public func stopIntake() { withSession { session, now in session.stopIntake(at: now) } }

    /// Ends session and connection at once; the peer sees a reset. May be called from anywhere, also by a handler.
    @inlinable public func abort() {
        queue.async { [self] in
            visit { state, now in
                state.aborting = true
                state.session.abort(at: now)
            }
        }
    }

    /// Ends a connection that has not logged in, as `abort` does; one whose login lies in the socket already is served
    /// first, and stays.
    ///
    /// - Parameter ending: called under the lock when it is ended.
    @inlinable func abortUnlessLoggedIn(_ ending: @escaping @Sendable () -> Void) {
        queue.async { [self] in
            visit { state, now in
                if state.phase == .running { read(&state, now) }
                switch state.session.stateName {
                case .open, .closing: return
                // Its login was refused, and the peer's end is awaited: no longer.
                case .closed: break
                case .connecting, .loggingIn: ending()
                }
                state.aborting = true
                state.session.abort(at: now)
            }
        }
    }

    /// Waits until the session is over and the socket is closed; says why.
    @inlinable public func closed() async -> CloseReason { await finished.value }

    /// Why the session is over; nil while it is not. May be asked for by a handler.
    @inlinable public var closeReason: CloseReason? { ending.withLock { $0.closeReason } }

    /// The system's reason (`errno`) why the socket broke; nil when it did not. May be asked for by a handler.
    ///
    /// `CloseReason.connectionLost` carries the same number; a socket that breaks behind the session's end shows
    /// here only.
    @inlinable public var socketError: Int32? { ending.withLock { $0.socketError } }

    /// A source of this connection has let go of the descriptor; after the last one it is closed.
    @inlinable func releaseSource() {
        lock.lock()
        state.openSources -= 1
        let isLast = state.openSources == 0
        let reason = closeReason ?? .connectionLost(errno: socketError)
        if isLast {
            if state.aborting { SocketCalls.resetOnClose(descriptor) }
            SocketCalls.close(descriptor)
            (state.readWatch, state.writeSwitch) = (nil, nil)
        }
        lock.unlock()
        guard isLast else { return }
        onFinished?(self)
        finished.decide(reason)
    }
}

/// How a connection ended, as far as it has.
@usableFromInline struct ConnectionEnding: Sendable {
    @usableFromInline var closeReason: CloseReason?
    /// The latest number that the system gave for a broken socket.
    @usableFromInline var socketError: Int32?

    @usableFromInline init() {}
}

/// Numbers connections.
@usableFromInline enum ConnectionSerial {
    private static let last = Guarded<UInt64>(0)

    @usableFromInline static func next() -> UInt64 {
        last.withLock { last in
            last &+= 1
            return last
        }
    }
}
