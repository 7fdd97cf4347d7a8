#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import CarrierSession
import Dispatch

/// The only clock of the suite: moments that read like the wall clock at the start of the process and then follow the
/// monotonic clock, so that setting the wall clock neither fires nor delays a timeout.
public enum MonotonicClock {
    /// Wall clock minus monotonic clock, taken once.
    private static let anchor: Int64 = read(CLOCK_REALTIME) &- read(CLOCK_MONOTONIC)

    /// The present moment; about 40 ns.
    public static func now() -> Moment { Moment(nanoseconds: read(CLOCK_MONOTONIC) &+ anchor) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// The same point on Dispatch's monotonic scale; a moment that has passed is now.
    static func dispatchTime(of moment: Moment, from now: Moment = MonotonicClock.now())
        -> DispatchTime
    {
        // A year ahead stands for anything later, so that no arithmetic of Dispatch can overflow.
        let wait = min(max(0, (moment - now).nanoseconds), 365 * 86_400 * 1_000_000_000)
        return .now() + .nanoseconds(Int(wait))
    }
}
