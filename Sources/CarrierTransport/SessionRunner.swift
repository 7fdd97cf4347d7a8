import CarrierSession
import CarrierWire
import Dispatch

/// Whoever works with the session of a ``SessionRunner``: it belongs to the runner and is entered under its lock only.
public protocol SessionOwner: AnyObject {
    /// The session whose octets the runner moves.
    var session: any SessionIO { get }

    /// Takes what the session has to say, and submits and answers what follows from it.
    ///
    /// Called under the runner's lock after every portion of input, after a deadline and after
    /// ``SessionRunner/wake()``, before the octets are written, and again while it returns true, at most 64 times in a
    /// row. It must not block and must not call the runner.
    func serve(at moment: Moment) -> Bool
}

/// One socket and the session on it: reads, lets the owner serve, writes, keeps the session's time.
///
/// Until the login a Dispatch source tells of input, then a thread that waits for the socket (`ReaderThread`), as long
/// as there are some left. What is read is handed out in portions, each answered in one write; the timer, and calls
/// from elsewhere, run on the runner's queue. It knows no protocol and no message.
///
/// Invariant behind `@unchecked Sendable`: `state` and the owner in it are used under `lock` only; `descriptor` is read
/// from and written to under the lock and only while `state.phase` is not `finished`, waited for by the reading thread
/// and the sources, and closed by the last of them to let go (`state.openSources`); everything else is immutable.
public final class SessionRunner: @unchecked Sendable {
    /// Unique in the process, in order of creation.
    public let id: UInt64
    /// The far end.
    public let peer: SocketAddress
    /// The near end.
    public let local: SocketAddress

    private static let lastID = Guarded<UInt64>(0)

    let descriptor: Int32
    /// Octets handed to the socket in one call, at most.
    let octetsPerWrite: Int
    let queue: DispatchQueue
    let timer: any DispatchSourceTimer
    let lock = Lock()
    let passes = PassRequests()
    var state: RunnerState
    /// Called after each pass, when the lock is released: the place to tell what the owner gathered.
    let afterPass: @Sendable () -> Void
    let onFinished: @Sendable (SessionRunner) -> Void

    /// Takes over a connected socket and an owner; ``start()`` must follow.
    ///
    /// - Parameters:
    ///   - afterPass: called without the lock after the owner was entered and its octets were written.
    ///   - onFinished: called once, when the socket is closed.
    public init(
        _ socket: consuming ConnectedSocket, owner: sending any SessionOwner, octetsPerWrite: Int = .max,
        afterPass: @escaping @Sendable () -> Void, onFinished: @escaping @Sendable (SessionRunner) -> Void
    ) {
        id = Self.lastID.withLock { last in
            last &+= 1
            return last
        }
        peer = socket.peer
        let (descriptor, place) = socket.take()
        self.descriptor = descriptor
        local = SocketCalls.localAddress(descriptor) ?? SocketAddress(.v4(0), port: 0)
        self.octetsPerWrite = max(1, octetsPerWrite)
        self.afterPass = afterPass
        self.onFinished = onFinished
        // Of the pool that has a thread for each processor: a queue on its own would get one for each connection that
        // comes or goes, and the system keeps them.
        queue = DispatchQueue(label: "carrier.session", target: .global())
        timer = DispatchSource.makeTimerSource(queue: queue)
        state = RunnerState(owner: owner, place: place)
    }

    /// Watches the socket and opens the session.
    public func start() {
        timer.setEventHandler { self.timerFired() }
        timer.schedule(deadline: .distantFuture)
        lock.lock()
        timer.resume()
        state.readWatch = watchInput()
        state.openSources = 1
        state.owner.session.open(at: MonotonicClock.now())
        schedulePass(&state)
        let place = state.place
        lock.unlock()
        place?.attach(self)
    }

    private func watchInput() -> ReadWatch {
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler { self.readable() }
        source.setCancelHandler { self.releaseSource() }
        return .source(SourceSwitch(source))
    }

    /// Under the lock: a connection that has logged in is worth a thread, if there is one left; whoever only connects
    /// is not.
    func watchInputByThread(_ state: inout RunnerState) {
        let thread = ReaderThread.start(
            on: descriptor, readable: { self.readable(onThread: true) }, resting: { self.rest() },
            ended: { self.releaseSource() })
        guard let thread else { return }
        state.openSources += 1
        state.readWatch?.cancel()
        state.readWatch = .thread(thread)
    }

    /// Lets the owner serve soon, because there is something for it from elsewhere. Wakes that come close together are
    /// one pass. May be called from anywhere, also by an owner.
    ///
    /// - Parameter mayWait: what is for the owner may leave with what the next input leads to. It waits only while the
    ///   reading thread is awake for that input (``AwakeWait/limit``), and only if the thread itself asks.
    public func wake(mayWait: Bool = false) {
        if passes.ask(mayWait: mayWait) { queue.async { [self] in process { _ in } } }
    }

    /// Lets the owner serve at once, on the caller's thread, unless somebody is there already who does it then. Not to
    /// be called by an owner.
    public func serveNow() {
        if passes.ask() { process { _ in } }
    }

    /// Closes the session in order and the socket after it, bounded by the session's limits and two seconds.
    public func close() {
        queue.async { [self] in process { state in state.owner.session.close(at: MonotonicClock.now()) } }
    }

    /// Ends session and socket at once; the peer sees a reset.
    public func abort() {
        queue.async { [self] in
            process { state in
                state.aborting = true
                state.owner.session.abort(at: MonotonicClock.now())
            }
        }
    }

    /// The place at the listener was given to somebody else: ends the connection, unless it has logged in. A login
    /// that has arrived is served first.
    ///
    /// - Parameter ending: called under the lock when it is ended.
    func abortUnlessLoggedIn(_ ending: @escaping @Sendable () -> Void) {
        queue.async { [self] in
            process { state in
                let now = MonotonicClock.now()
                if state.phase == .running {
                    read(&state, now)
                    serve(&state, now)
                }
                if state.owner.session.isLoggedIn { return }
                // A session that is over was told already; the peer's end is awaited no longer.
                if state.owner.session.closeReason == nil { ending() }
                state.aborting = true
                state.owner.session.abort(at: now)
            }
        }
    }

    /// A source has let go of the descriptor; after the last one it is closed.
    func releaseSource() {
        lock.lock()
        // Freed behind the lock: the listener's own is taken then.
        var place: ListenerPlace?
        state.openSources -= 1
        let isLast = state.openSources == 0
        if isLast {
            if state.aborting { SocketCalls.resetOnClose(descriptor) }
            SocketCalls.close(descriptor)
            (state.readWatch, state.writeSwitch) = (nil, nil)
            swap(&place, &state.place)
        }
        lock.unlock()
        place = nil
        if isLast { onFinished(self) }
    }
}

/// Who asks for a pass, and whether one is under way that can serve it: so that nobody is woken who is awake.
///
/// Invariant behind `@unchecked Sendable`: every stored `var` is read and written under `lock` only.
final class PassRequests: @unchecked Sendable {
    private let lock = Lock()
    private var isAsked = false
    private var isServed = false
    /// The pass is the reading thread's, which comes back before it sleeps.
    private var isReaders = false
    /// Something is to be done by the next pass, or before the reading thread sleeps.
    private var isDueBeforeRest = false

    /// Asks for a pass; true when the asker has to see to it, because nobody is there and nobody has asked before.
    ///
    /// - Parameter mayWait: where the reading thread is there, its next pass is soon enough.
    func ask(mayWait: Bool = false) -> Bool {
        lock.withLock {
            if isAsked { return false }
            if mayWait, isServed, isReaders {
                isDueBeforeRest = true
                return false
            }
            isAsked = true
            return !isServed
        }
    }

    /// A pass begins: it serves what was asked for so far.
    func begin(byReader isReaders: Bool = false) {
        lock.withLock {
            self.isReaders = isReaders
            isServed = true
            isAsked = false
            isDueBeforeRest = false
        }
    }

    /// A pass ends, unless somebody asked meanwhile: then it goes round once more, and this is false.
    func end() -> Bool {
        lock.withLock {
            if isAsked {
                isAsked = false
                return false
            }
            (isServed, isReaders) = (false, false)
            return true
        }
    }

    /// The reading thread is about to sleep; true when a pass is due before.
    func rest() -> Bool {
        lock.withLock {
            defer { isDueBeforeRest = false }
            return isDueBeforeRest
        }
    }
}

/// Everything of a runner that changes, under its lock.
struct RunnerState {
    /// How far the socket's life has come.
    enum Phase: Equatable {
        /// The session runs.
        case running
        /// The session is over; what it wrote last still has to leave, until then.
        case flushing(Moment)
        /// Everything was sent and sending is finished; the peer's end is awaited, until then.
        case lingering(Moment)
        /// The sources are cancelled; the descriptor is closed or about to be.
        case finished
    }

    let owner: any SessionOwner
    /// The place at the listener that accepted the connection.
    var place: ListenerPlace?
    /// The session has logged in, the listener knows it, and the connection has its thread.
    var hasLoggedIn = false
    var phase = Phase.running
    /// The peer's octets have ended, in order or by an error.
    var inputEnded = false
    /// Writing failed: what is written from now on goes nowhere.
    var outputBroken = false
    /// The owner wants no ceremony: the peer gets a reset.
    var aborting = false
    /// The system's reason why the socket broke; 0 for none.
    var socketError: Int32 = 0
    var passScheduled = false
    /// Octets offered to the next `recv`; grows while reads fill it, so that quiet connections stay small.
    var capacity = 1024
    /// The millisecond in which this connection was counted among the busy ones.
    var countedIn: Int64 = -1
    /// Octets thrown away after the session's end.
    var discarded = 0
    /// What the timer is set to.
    var armed: Moment?
    /// Sources whose cancel handler has not run yet; at zero the descriptor is closed.
    var openSources = 0
    var readWatch: ReadWatch?
    var writeSwitch: SourceSwitch?
}

/// A connected socket that belongs to whoever holds it: taken over by a runner, or closed.
public struct ConnectedSocket: ~Copyable, Sendable {
    private var descriptor: Int32
    private var place: ListenerPlace?
    /// The far end.
    public let peer: SocketAddress

    init(_ descriptor: Int32, _ peer: SocketAddress, _ place: ListenerPlace? = nil) {
        self.descriptor = descriptor
        self.peer = peer
        self.place = place
    }

    /// The near end.
    public var local: SocketAddress { SocketCalls.localAddress(descriptor) ?? SocketAddress(.v4(0), port: 0) }

    consuming func take() -> (Int32, ListenerPlace?) {
        defer { (descriptor, place) = (-1, nil) }
        return (descriptor, place)
    }

    deinit {
        if descriptor < 0 { return }
        SocketCalls.close(descriptor)
        place?.decline()
    }
}
