import CarrierSession
import CarrierWire

/// What a gateway's core knows of one channel.
struct GatewayChannel: Sendable {
    enum Phase: Sendable {
        /// A connection is there, nobody has logged in.
        case arrived
        /// A login awaits the owner's answer.
        case asked(LoginRequest)
        /// A login was let in as far as the core knows; the session says the rest.
        case admitted
        /// A reverse connection is being made.
        case dialing
        case open
    }

    var id: ChannelID
    var phase: Phase
    var peer: SocketAddress?
    var isReverse = false
    /// The account's place; nil before there is one.
    var account: Int?
    /// The account's name as the peer gave it, or as it is.
    var name = ""
    var carries: ChannelTraffic = []
    /// Submits of this channel that await their decision.
    var undecided = SlabList()
    /// Deliveries that its session has.
    var inFlight = SlabList()
    /// Deliveries that the owner wants on this channel.
    var assigned = Ring<PendingDelivery>()
    /// Answers for its session to take.
    var replies: [SubmitReply] = []
    /// Answers that wait for the store.
    var unstored = 0
    /// Deliveries that its session would take, as far as is known.
    var capacity = 0
    /// Deliveries that it was woken for.
    var promised = 0
    /// Its session did not take a delivery: it is left alone until something ends on it.
    var isBlocked = false
    var isWoken = false
    /// It has replies to take, not only deliveries.
    var isUrgent = false
    var isClosing = false

    var isUsed: Bool { id.rawValue != 0 }
    var isOpen: Bool { if case .open = phase { !isClosing } else { false } }
}

/// What a gateway's core knows of one account.
struct GatewayAccountState: Sendable {
    var settings: GatewayAccount
    /// Channels that are logged in or about to be, those that the gateway dialled not among them.
    var admitted = 0
    /// Open channels of either direction, in the order of their opening.
    var channels: [Int] = []
    /// Where the search for a channel begins.
    var nextChannel = 0
    var bucket: TokenBucket
    var assembler: InboundAssembler?
    var queue = DeliveryQueue()
    var inFlight = 0
    /// Deliveries that wait on a channel of the owner's choice.
    var assigned = 0
    /// Submits that await their decision.
    var undecided = 0
    /// Submits remembered for their reports.
    var reportable = 0
    var reverse = ReverseConnection()
    /// When the account is to be looked at, as the heap has it.
    var armedAt: Moment?
    var idleStamp: UInt64 = 0
    var toldAt: [GatewayBound: Moment] = [:]

    /// Reports and segments that were given and have no end.
    var pending: Int { queue.count + inFlight + assigned }

    /// True when nothing would be lost with it but its rate.
    var isIdle: Bool {
        admitted == 0 && channels.isEmpty && pending == 0 && undecided == 0 && reportable == 0
            && reverse.channel == nil && (assembler?.waitingSegments ?? 0) == 0
    }
}

/// The connection that the gateway dials to one account.
struct ReverseConnection: Sendable {
    /// Being made, or open.
    var channel: Int?
    /// Attempts since the SP last took something.
    var attempts = 0
    /// Refused logins since then.
    var refusals = 0
    /// When it may be dialled again.
    var notBefore: Moment?
}

/// How many segments an account may submit: a bucket that holds a second's worth.
struct TokenBucket: Sendable {
    var perSecond: Double? {
        didSet { tokens = min(tokens, capacity) }
    }
    private var tokens: Double
    private var filledAt: Moment?

    init(perSecond: Double?) {
        self.perSecond = perSecond
        tokens = .infinity
        tokens = capacity
    }

    private var capacity: Double { max(1, perSecond ?? 1) }

    /// False when there is nothing left.
    mutating func take(at now: Moment) -> Bool {
        guard let perSecond, perSecond.isFinite else { return true }
        let since = filledAt.map { Double((now - $0).nanoseconds) / 1e9 } ?? 0
        tokens = min(capacity, tokens + max(0, since) * max(0, perSecond))
        filledAt = max(now, filledAt ?? now)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}

/// A submit that awaits its decision: what its answer and its reports need, and no more.
struct UndecidedSubmit: Sendable {
    /// The whole of it, kept where it may become a part of a message.
    final class Whole: Sendable {
        let submission: Submission

        init(_ submission: Submission) { self.submission = submission }
    }

    var channel: Int
    var account: Int
    var token: ReplyToken
    var named: CarrierMessageID?
    var origin: SubmitOrigin
    /// The recipients' numbers.
    var recipients: [String]
    var wantsReport: Bool
    var wantsFailuresOnly: Bool
    var arrivedAt: Moment
    /// The id that the owner had reserved.
    var reserved: CarrierMessageID?
    var whole: Whole?
}

/// A delivery that a channel's session has.
struct DeliveryInFlight: Sendable {
    var channel: Int
    var delivery: PendingDelivery
}

/// How far an incoming message of several segments is.
struct MessageProgress: Sendable {
    var open: Int
    var wasSent = false
    /// Why it is handed back, once a segment failed.
    var failure: UndeliverableMessage.Reason?
}
