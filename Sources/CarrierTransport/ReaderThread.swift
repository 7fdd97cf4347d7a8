#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import Dispatch

/// What tells a connection that its socket can be read. Its owner calls it under the owner's lock.
enum ReadWatch {
    case thread(ReaderThread)
    case source(SourceSwitch)

    /// Begins or stops to tell; repeating it does nothing.
    mutating func set(_ on: Bool) {
        switch self {
        case .thread(let thread): thread.set(on)
        case .source(var source):
            source.set(on)
            self = .source(source)
        }
    }

    /// Ends the watch: soon after, its end handler runs.
    mutating func cancel() {
        switch self {
        case .thread(let thread): thread.cancel()
        case .source(var source):
            source.cancel()
            self = .source(source)
        }
    }
}

/// A thread that waits for one socket to have something to read and serves it itself.
///
/// Octets that arrive wake the thread that handles them, and nobody else: a Dispatch source wakes the manager, which
/// wakes a worker, which asks the manager to watch again (Docs/decisions/0004). Threads are for a handful of
/// connections, so their number is limited; the connections beyond it have Dispatch sources.
///
/// Invariant behind `@unchecked Sendable`: every stored `var` is read and written under `lock` only; the descriptor
/// stays open until `ended` was called.
final class ReaderThread: @unchecked Sendable {
    /// Threads at a time in the process. Far below what Dispatch has for queues that block (255).
    private static let limit = 64
    private static let running = Guarded(0)

    private let descriptor: Int32
    private let lock = Lock()
    private let permit = DispatchSemaphore(value: 0)
    private var isOn = false
    private var isCancelled = false
    private var isPaused = false

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// A thread for a descriptor, watching nothing yet; nil when there are enough of them.
    ///
    /// - Parameters:
    ///   - readable: called on the thread when there is something to read, again and again until it was read.
    ///   - resting: called on the thread before it sleeps; true when there was something to do.
    ///   - ended: called once after `cancel`, when the thread has let go of the descriptor.
    static func start(
        on descriptor: Int32, readable: @escaping @Sendable () -> Void, resting: @escaping @Sendable () -> Bool,
        ended: @escaping @Sendable () -> Void
    ) -> ReaderThread? {
        let isAllowed = running.withLock { running in
            if running >= limit { return false }
            running += 1
            return true
        }
        guard isAllowed else { return nil }
        let reader = ReaderThread(descriptor)
        // A queue of its own that never gets free: the portable way to a thread. Only the thread holds the closures,
        // which hold its owner: its owner holds the reader, and must be free to go when the thread has ended.
        DispatchQueue(label: "carrier.reader").async {
            reader.run(readable, resting)
            running.withLock { $0 -= 1 }
            ended()
        }
        return reader
    }

    func set(_ on: Bool) {
        lock.withLock {
            isOn = on
            if on { unpark() }
        }
    }

    func cancel() {
        lock.withLock {
            isCancelled = true
            unpark()
        }
        // Says nothing to the peer, and ends the wait in the system.
        SocketCalls.finishReceiving(descriptor)
    }

    /// Under the lock.
    private func unpark() {
        guard isPaused else { return }
        isPaused = false
        permit.signal()
    }

    private func run(_ readable: () -> Void, _ resting: () -> Bool) {
        var waiting = AwakeWait()
        while waitUntilOn(resting) {
            if waiting.waitReadable(descriptor, resting) { readable() }
        }
        waiting.end()
    }

    /// False when the watch has ended.
    private func waitUntilOn(_ resting: () -> Bool) -> Bool {
        while true {
            let waits = lock.withLock { () -> Bool in
                isPaused = !isOn && !isCancelled
                return isPaused
            }
            if !waits { return lock.withLock { !isCancelled } }
            if resting() { continue }
            permit.wait()
        }
    }
}
