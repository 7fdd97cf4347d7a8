import CarrierMessaging
import CarrierSession
import CarrierTransport

/// What an observer of a `ReferenceSender` is told, in order.
public enum SenderEvent: Sendable {
    /// Something happened to a message.
    case message(MessengerEvent)
    /// A connection logged in, the first time or again.
    case opened(connection: UInt64, LoginSummary)
    /// The gateway answered a sign of life.
    case alive(connection: UInt64)
    /// Something odd that a session survived.
    case anomaly(connection: UInt64, SessionAnomaly)
    /// A connection is over.
    case closed(connection: UInt64, CloseReason)
}

/// Why a sender takes nothing more.
public enum SenderEnd: Error, Hashable, Sendable, CustomStringConvertible {
    /// Its owner closed it.
    case closed
    /// A connection was lost: what was open is unknown.
    case lost(CloseReason)
    /// A connection that had ended in order could not be made again.
    case unreachable(String)

    /// One line.
    public var description: String {
        switch self {
        case .closed: "closed"
        case .lost(let reason): "a connection was lost: \(reason.words)"
        case .unreachable(let reason): "a connection could not be made again: \(reason)"
        }
    }
}

/// The totals of a sender's life. A *part* is one segment at one receiver.
public struct SenderSummary: Sendable {
    /// What the ledger counted.
    public var counts: Ledger.Counts
    /// Violations of the ledger's rules; the first hundred.
    public var violations: [LedgerViolation]
    /// All violations.
    public var violationCount: Int
    /// From the first submit to the last outcome.
    public var duration: Moment.Span
    /// From sending a request to its response.
    public var latency: LatencyHistogram
    /// Why the sender ended.
    public var end: SenderEnd

    /// Segments, times receivers, a second.
    public var partsPerSecond: Double {
        let seconds = Double(duration.nanoseconds) / 1e9
        return seconds > 0 ? Double(counts.parts) / seconds : 0
    }
}
