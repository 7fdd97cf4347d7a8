import CarrierSession
import SMSText

/// Every number and choice that governs a ``ClientCore``.
public struct ClientOptions: Hashable, Sendable {
    /// What becomes of a request that was sent and not answered: the carrier may or may not have taken it.
    public enum UnansweredPolicy: String, Hashable, Sendable, CaseIterable {
        /// The owner is told; the outcome is unknown.
        case handBack
        /// It is sent again, marked in its outcome: the recipient may get it twice.
        case sendAgain
        /// The outcome is failed.
        case fail
    }

    /// What becomes of a request that was sent and not answered.
    public var unanswered = UnansweredPolicy.handBack
    /// How often one request is sent again at most where ``unanswered`` says so.
    public var maximumResends = 5
    /// Segments a second over all channels, counted once for each recipient; nil for as many as the windows allow.
    public var segmentsPerSecond: Double?
    /// Further submits of one request that the carrier refuses because of the rate; 0 takes the refusal as final.
    public var throttleRetries = 0
    /// The pause before each of them.
    public var throttlePause = Moment.Span.seconds(1)

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
    /// Finished messages remembered in order to name late and duplicate reports; one on a message that is forgotten is
    /// told as ``ClientEvent/orphan(_:)``.
    public var rememberedMessages = 10_000
    /// Segments times recipients of finished messages remembered.
    public var rememberedSegments = 50_000
    /// How long they are remembered at most: ids are unique for a year only.
    public var rememberedFor = Moment.Span.seconds(96 * 3600)

    /// Submits that may wait to be sent; many copies of one message count as one. Above it `submit` throws.
    public var maximumQueued = 65_536
    /// Messages that may be on their way at a time, reports included; above it nothing new is begun.
    public var maximumOpenMessages = 4_000_000
    /// How much of incoming long messages is kept, and for how long.
    public var reassembly = ReassemblyLimits()

    /// How long to go on dialling while no channel carries submits; nil for ever, zero ends the run with the last one.
    public var reconnectFor: Moment.Span?
    /// How long one attempt to connect may take, name resolution included.
    public var connectTimeout = Moment.Span.seconds(10)
    /// How long a channel must be open and sound before a backup gives way to it.
    public var probe = Moment.Span.seconds(30)
    /// How long a channel must have been open for its earlier failures to be forgotten; an answer does so too.
    public var soundAfter = Moment.Span.seconds(30)
    /// The wait before dialling again after a loss.
    public var backOff = BackOff.lost
    /// The wait before dialling again after a refused login.
    public var refusedBackOff = BackOff.refused
    /// Connections that gateways may have dialled at a time.
    public var maximumReverseChannels = 64
    /// How long channels may take to close in order before they are cut.
    public var closingTimeout = Moment.Span.seconds(15)

    /// Tells `accepted`, `refused`, `postponed`, `unanswered` and `report` for each segment; without it only outcomes
    /// and what is out of order are told.
    public var tellsSegments = true
    /// Puts what is known of each segment into outcomes.
    public var tellsOutcomeSegments = true
    /// Makes records for a store and waits for it, see ``ClientStoreRecord``.
    public var usesStore = false

    public init() {}

    /// The numbers of text-and-long-sms.md, sections 6 and 7.
    public static let standard = ClientOptions()
}
