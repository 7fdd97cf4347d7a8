import CarrierSession

/// One segment of one message on its way to one recipient.
public struct MessagePlace: Sendable {
    /// The message's number.
    public var number: UInt64
    /// The message.
    public var content: MessageContent
    private var segmentIndex: Int32
    private var recipientIndex: Int32

    /// - Parameters:
    ///   - segment: the segment's index, from 0.
    ///   - recipient: the recipient's index in the message, from 0.
    public init(number: UInt64, content: MessageContent, segment: Int, recipient: Int) {
        self.number = number
        self.content = content
        segmentIndex = Int32(clamping: segment)
        recipientIndex = Int32(clamping: recipient)
    }

    /// The segment's index, from 0.
    public var segment: Int { Int(segmentIndex) }
    /// The recipient's index in the message, from 0.
    public var recipient: Int { Int(recipientIndex) }
    /// Segments in all.
    public var segmentCount: Int { content.segmentCount }
    /// The recipient as the message spells it.
    public var recipientNumber: String {
        recipient < content.recipientCount ? content.message.destinations[recipient] : ""
    }
    /// The caller's own name for the message.
    public var key: String? { content.key }
}

/// What the owner of a ``ClientCore`` is told, in order. Cases may be added: keep a `default` when you switch over it.
///
/// Events carry numbers, not sentences; the adapter knows what codes and ids read like.
public enum ClientEvent: Sendable {
    /// The carrier took a segment. `id` is nil where the response brought none; `latency` is from the first sending.
    case accepted(MessagePlace, id: CarrierMessageID?, latency: Moment.Span?)
    /// The carrier refused a segment for good.
    case refused(MessagePlace, code: UInt32)
    /// The carrier refused a segment because of the rate; it is sent again at `retryAt`.
    case postponed(MessagePlace, code: UInt32, retryAt: Moment)
    /// A segment was sent and not answered: the carrier may have accepted it. `sentAgain` says whether it is repeated.
    indirect case unanswered(MessagePlace, RequestFailure, sentAgain: Bool)
    /// A status report on a segment that was still awaited.
    indirect case report(MessagePlace, DeliveryReport)
    /// The one final word on a message and a recipient.
    case outcome(RecipientOutcome)
    /// Messages of which nothing was ever begun: the final word on all their recipients, in one event however many.
    case neverBegun(MessageContent, numbers: Range<UInt64>)

    /// A segment's first final report, after its message had its outcome.
    indirect case lateReport(MessagePlace, DeliveryReport)
    /// A report on a segment that had been reported, saying the same.
    indirect case duplicateReport(MessagePlace, DeliveryReport)
    /// A report that says delivered of a segment that was reported as failed, or the other way round; not applied.
    indirect case contradiction(MessagePlace, DeliveryReport)
    /// A report on nothing that was sent, whose segment's id never became known, or on a message that finished so long
    /// ago that it is forgotten (``ClientOptions/rememberedMessages``).
    indirect case orphan(DeliveryReport)
    /// A report that cannot be read, and the channel it came on.
    indirect case malformedReport([UInt8], envelope: CarrierMessageID, ChannelID)

    /// A subscriber's message, whole.
    indirect case incoming(InboundMessage)
    /// Segments of a subscriber's message that will not be completed.
    indirect case incomplete(IncompleteInbound)

    /// A segment that came before, of a message that waits or was handed over lately.
    indirect case repeatedSegment(RepeatedSegment)

    /// A channel's state changed.
    indirect case channel(ChannelChange)
    /// Something odd on a channel that its session survived; the account is the adapter's.
    indirect case anomaly(ChannelID, SessionAnomaly)
    /// A bound was reached, told once until there is room again.
    case boundReached(ClientBound)
    /// Everything is over: nothing follows.
    case ended(ClientEnd)
}

/// What a client bounds.
public enum ClientBound: String, Hashable, Sendable, CaseIterable {
    /// ``ClientOptions/maximumQueued``.
    case queuedMessages
    /// ``ClientOptions/maximumOpenMessages``.
    case openMessages
    /// ``ClientOptions/maximumEarlyReports``.
    case earlyReports
    /// ``ClientOptions/maximumReverseChannels``.
    case reverseChannels
}

/// Why a client is over.
public enum ClientEnd: Hashable, Sendable {
    /// Its owner shut it down.
    case shutDown
    /// No channel that carries submits could be made again in time; the last reason, nil if none was ever made.
    case channelsLost(CloseReason?)
}

/// A channel's new state.
public struct ChannelChange: Sendable {
    /// The channel.
    public var channel: ChannelID
    /// Where it is dialled; for a reverse connection, where it came from.
    public var address: String
    /// Its state.
    public var state: ChannelState
    /// Why it closed, where it did.
    public var reason: CloseReason?
    /// Why it could not be dialled, in the dialler's words; empty otherwise.
    public var dialFailure: String
    /// When it will be dialled again, from now; nil where it will not, or only on demand.
    public var retryIn: Moment.Span?
    /// Who is at the other end, where it opened.
    public var login: LoginSummary?
    /// What it carries while it is open; empty otherwise.
    public var carries: ChannelTraffic

    public init(
        channel: ChannelID, address: String, state: ChannelState, reason: CloseReason? = nil, dialFailure: String = "",
        retryIn: Moment.Span? = nil, login: LoginSummary? = nil, carries: ChannelTraffic = []
    ) {
        self.channel = channel
        self.address = address
        self.state = state
        self.reason = reason
        self.dialFailure = dialFailure
        self.retryIn = retryIn
        self.login = login
        self.carries = carries
    }
}

/// How far a channel is.
public enum ChannelState: String, Hashable, Sendable, CaseIterable {
    /// Not connected and not to be: a backup that stands by, or a connection that ended in order.
    case closed
    /// Being dialled.
    case dialing
    /// Connected, not logged in.
    case loggingIn
    /// Logged in and in use.
    case open
    /// Logged in again after a loss; used when it has been sound for ``ClientOptions/probe``.
    case probing
    /// Takes nothing new, waits for its responses, then closes.
    case draining
    /// Asked to close.
    case closing
    /// Lost, or not to be reached; dialled again after a pause.
    case lost
    /// Its login was refused; dialled again after a longer pause.
    case refused
}
