import CarrierSession
import SMSText

/// Every number and choice that governs a `Messenger`.
public struct MessengerOptions: Hashable, Sendable {
    /// How long reports are awaited after a message's last submit response (cmpp.md 6.7: 48 hours).
    public var reportWindow = Moment.Span.seconds(48 * 3600)
    /// Ends a message at the first failing segment instead of waiting for the others.
    public var failFast = false
    /// Ends a message this long after its first final report, if others are still missing; nil for never.
    public var graceAfterFirst: Moment.Span?
    /// Takes one segment's final report for all of them, for routes that report only the first or the last.
    public var singleReportSuffices = false
    /// How long a report without a matching id waits for the response that brings the id.
    public var earlyReportTimeout = Moment.Span.seconds(180)
    /// Reports that may wait so; above it the oldest becomes an orphan.
    public var maximumEarlyReports = 10_000
    /// What to do when the carrier refuses a segment because of the rate; nil to take it as refused.
    public var throttleRetries: ThrottleRetries?
    /// Finished messages remembered in order to name late and duplicate reports.
    public var rememberedMessages = 10_000
    /// Segments times receivers of finished messages remembered.
    public var rememberedSegments = 50_000
    /// How long they are remembered at most: ids are unique for a year only.
    public var rememberedFor = Moment.Span.seconds(96 * 3600)
    /// The seed of the references of long messages; give every process that shares a source number another one.
    public var referenceSeed: UInt64 = 0
    /// How much of incoming long messages is kept, and for how long.
    public var reassembly = ReassemblyLimits()

    public init() {}

    /// The numbers of text-and-long-sms.md, sections 6 and 7.
    public static let standard = MessengerOptions()
}

/// How often and how slowly a segment is submitted again that was refused because of the rate.
public struct ThrottleRetries: Hashable, Sendable {
    /// Further submissions of one segment.
    public var count: Int
    /// The pause before each.
    public var delay: Moment.Span

    public init(count: Int, delay: Moment.Span) {
        self.count = count
        self.delay = delay
    }
}
