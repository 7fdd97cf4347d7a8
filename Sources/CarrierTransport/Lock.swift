#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A plain mutual exclusion that the thread sanitizer understands and that needs no Foundation.
///
/// Invariant behind `@unchecked Sendable`: the mutex lives at one address from `init` to `deinit` and is only ever
/// handed to the C library, which makes it safe to use from any thread.
@usableFromInline final class Lock: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    init() { mutex = makeMutex() }

    deinit { destroy(mutex) }

    @inline(__always)
    @usableFromInline func lock() { pthread_mutex_lock(mutex) }

    @inline(__always)
    @usableFromInline func unlock() { pthread_mutex_unlock(mutex) }

    @inline(__always)
    @usableFromInline func withLock<Value>(_ body: () throws -> Value) rethrows -> Value {
        lock()
        defer { unlock() }
        return try body()
    }
}

/// A mutex of the C library at an address of its own.
func makeMutex() -> UnsafeMutablePointer<pthread_mutex_t> {
    let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    var attributes = pthread_mutexattr_t()
    pthread_mutexattr_init(&attributes)
    #if canImport(Glibc)
        // Tries for a moment before it sleeps: what is done under these locks takes less time than falling asleep.
        pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_ADAPTIVE_NP))
    #endif
    pthread_mutex_init(mutex, &attributes)
    pthread_mutexattr_destroy(&attributes)
    return mutex
}

func destroy(_ mutex: UnsafeMutablePointer<pthread_mutex_t>) {
    pthread_mutex_destroy(mutex)
    mutex.deinitialize(count: 1)
    mutex.deallocate()
}
