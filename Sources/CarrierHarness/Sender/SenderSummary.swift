import CarrierMessaging
import CarrierSession

/// The totals of a ``ReferenceSender``'s life.
public struct SenderSummary: Sendable {
    /// What the checker was told.
    public var counts: ClientChecker.Counts
    /// What the client counted.
    public var counters: ClientCounters
    /// What is not as it must be; the first hundred.
    public var violations: [ClientViolation]
    /// All violations.
    public var violationCount: Int
    /// From the first submit to the last outcome.
    public var duration: Moment.Span
    /// From the first sending of a request to its response.
    public var latency: LatencyHistogram
    /// Why the sender ended.
    public var end: ClientEnd

    /// Segments, times recipients, a second.
    public var placesPerSecond: Double {
        let seconds = Double(duration.nanoseconds) / 1e9
        return seconds > 0 ? Double(counts.places) / seconds : 0
    }
}

/// No channel could be opened.
public struct NoChannelError: Error, Sendable, CustomStringConvertible {
    /// The last channel that failed; nil when there was none to dial.
    public var change: ChannelChange?

    /// One line.
    public var description: String {
        guard let change else { return "there is no channel to dial" }
        guard let reason = change.reason else { return change.dialFailure }
        return "no login at \(change.address): \(reason.words)"
    }
}

extension ClientEnd {
    /// One clause for an operator.
    public var words: String {
        switch self {
        case .shutDown: "closed"
        case .channelsLost(let reason?): "the connection was lost: \(reason.words)"
        case .channelsLost(nil): "no connection could be made"
        }
    }
}
