#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import CarrierSession

/// One reading thread's waits for its socket: awake for a moment where that has paid lately, asleep otherwise.
///
/// Falling asleep and waking up again costs a virtual machine some 40 us, and the caches besides: more than a peer that
/// is busy takes to answer. So a thread whose last waits were short asks again and again for ``limit`` before it
/// sleeps, as long as fewer threads are awake than there are processors; on one processor it never does.
struct AwakeWait {
    /// The longest wait without sleep.
    static let limit = Moment.Span.microseconds(50)
    /// A sleep no longer than this would have been a short wait: it holds what falling asleep and waking up cost.
    private static let shortSleep = Moment.Span.microseconds(150)
    private static let maximumCredit = 8
    private static let processors = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    /// Reading threads of the process that are not asleep.
    private static let awake = Guarded(0)

    /// Short waits of late, less what long ones have cost; above zero it is worth while to stay awake.
    private var credit = 0

    /// The thread that makes it is awake.
    init() { Self.awake.withLock { $0 += 1 } }

    /// The thread is about to end.
    func end() { Self.awake.withLock { $0 -= 1 } }

    /// Waits until there is something to read or the socket is at an end; false when the system broke the wait, or
    /// there was something to do before the sleep.
    mutating func waitReadable(_ descriptor: Int32, _ resting: () -> Bool) -> Bool {
        if credit > 0, Self.awake.withLock({ $0 }) < Self.processors {
            let deadline = MonotonicClock.now() + Self.limit
            repeat {
                if SocketCalls.isReadable(descriptor) {
                    credit = min(credit + 1, Self.maximumCredit)
                    return true
                }
            } while MonotonicClock.now() < deadline
            // One long wait in a while is forgiven, and a peer that has gone quiet costs two of them.
            credit -= Self.maximumCredit / 2
        }
        if resting() { return false }
        let start = MonotonicClock.now()
        Self.awake.withLock { $0 -= 1 }
        let isReadable = SocketCalls.waitReadable(descriptor)
        Self.awake.withLock { $0 += 1 }
        if credit < Self.maximumCredit, MonotonicClock.now() - start < Self.shortSleep { credit += 1 }
        return isReadable
    }
}
