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
    private static let processors = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    /// Reading threads of the process that are not asleep.
    private static let awake = Guarded(0)

    private var credit = AwakeCredit()

    /// The thread that makes it is awake.
    init() { Self.awake.withLock { $0 += 1 } }

    /// The thread is about to end.
    func end() { Self.awake.withLock { $0 -= 1 } }

    /// Waits until there is something to read or the socket is at an end; false when the system broke the wait, or
    /// there was something to do before the sleep.
    mutating func waitReadable(_ descriptor: Int32, _ resting: () -> Bool) -> Bool {
        if credit.isPositive, Self.awake.withLock({ $0 }) < Self.processors {
            let deadline = MonotonicClock.now() + Self.limit
            repeat {
                if SocketCalls.isReadable(descriptor) {
                    credit.noteShortWait()
                    return true
                }
            } while MonotonicClock.now() < deadline
            credit.noteLongWait()
        }
        if resting() { return false }
        let start = MonotonicClock.now()
        Self.awake.withLock { $0 -= 1 }
        let isReadable = SocketCalls.waitReadable(descriptor)
        Self.awake.withLock { $0 += 1 }
        if MonotonicClock.now() - start < Self.shortSleep { credit.noteShortSleep() }
        return isReadable
    }
}

/// Whether it is worth while to stay awake for the next wait: it is while waits end in time.
///
/// One long wait in a while is forgiven. Several are not: a peer that sleeps as well takes longer than this side may
/// stay awake, wait after wait, and each would cost the whole limit. So the tries become rarer while they are in vain.
struct AwakeCredit {
    private static let maximum = 8
    private static let pauses = 4...32

    private var credit = 0
    /// Short sleeps until it is tried again after it was in vain.
    private var pause = pauses.lowerBound

    /// True when the next wait should be tried awake.
    var isPositive: Bool { credit > 0 }

    /// A wait ended awake.
    mutating func noteShortWait() {
        credit = min(credit + 1, Self.maximum)
        pause = max(pause / 2, Self.pauses.lowerBound)
    }

    /// A wait was longer than this side stays awake.
    mutating func noteLongWait() {
        credit -= Self.maximum / 2
        if credit > 0 { return }
        credit = -pause
        pause = min(pause * 2, Self.pauses.upperBound)
    }

    /// A sleep was so short that staying awake would have paid.
    mutating func noteShortSleep() { credit = min(credit + 1, Self.maximum) }
}
