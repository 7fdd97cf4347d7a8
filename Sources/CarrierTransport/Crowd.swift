#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif
import CarrierSession

/// Counts the connections of this process that had something to read lately.
///
/// Serving a read in turns gives the peer something to do early, and costs more calls. It pays while there are
/// processors to spare, and not when many connections wait for one.
enum Crowd {
    private struct Count: Sendable {
        /// The millisecond that is counted.
        var period: Int64 = 0
        var connections = 0
        /// Connections in the millisecond before.
        var before = 0
    }

    private static let count = Guarded(Count())
    /// Two for each processor: a connection waits for its peer half of the time.
    private static let limit = 2 * max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    /// Notes that a connection is served, and says whether others are so few that turns pay.
    ///
    /// - Parameter last: the millisecond in which the connection was counted last; kept by the connection.
    static func isSmall(at moment: Moment, last: inout Int64) -> Bool {
        let period = moment.nanoseconds / 1_000_000
        return count.withLock { count in
            if period != count.period {
                count.before = period == count.period &+ 1 ? count.connections : 0
                count.connections = 0
                count.period = period
            }
            if last != period {
                last = period
                count.connections += 1
            }
            return max(count.before, count.connections) <= limit
        }
    }
}
