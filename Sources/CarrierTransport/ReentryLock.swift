#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A connection's lock: a mutual exclusion that knows when its own holder asks for it again.
///
/// That would wait for itself for ever. A handler or a body of `withSession` that does it is a fault of the program,
/// and the process ends with a sentence that says so. Looking costs nothing while nobody else holds the lock.
///
/// Each thread keeps a list of the locks that it holds: the innermost in a slot of the thread's own, each with the one
/// that was taken before it. They are released in the opposite order.
///
/// Invariant behind `@unchecked Sendable`: the mutex lives at one address from `init` to `deinit`; `before` is read and
/// written only by the thread that holds it.
@usableFromInline final class ReentryLock: @unchecked Sendable {
    /// The slot in which a thread keeps the innermost of these locks that it holds.
    private static let held: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let held = ReentryLock.held
    /// The lock that the holder took before this one and still holds.
    private var before: UnsafeMutableRawPointer?

    @usableFromInline init() { mutex = makeMutex() }

    deinit { destroy(mutex) }

    @usableFromInline func lock() {
        if pthread_mutex_trylock(mutex) != 0 {
            if isHeldHere { Misuse.stop(Misuse.reentry) }
            pthread_mutex_lock(mutex)
        }
        before = pthread_getspecific(held)
        pthread_setspecific(held, Unmanaged.passUnretained(self).toOpaque())
    }

    @usableFromInline func unlock() {
        pthread_setspecific(held, before)
        before = nil
        pthread_mutex_unlock(mutex)
    }

    @inline(__always)
    @usableFromInline func withLock<Value>(_ body: () throws -> Value) rethrows -> Value {
        lock()
        defer { unlock() }
        return try body()
    }

    /// True when the calling thread holds it.
    var isHeldHere: Bool {
        var entry = pthread_getspecific(held)
        while let current = entry {
            let lock = Unmanaged<ReentryLock>.fromOpaque(current).takeUnretainedValue()
            if lock === self { return true }
            entry = lock.before
        }
        return false
    }
}
