import CarrierSession
import CarrierWire
import SMSText

/// The SP's side above the sessions: messages in, requests to channels, and one outcome for each message and recipient.
///
/// One core serves one account with all its channels. It opens nothing, waits for nothing, reads no clock and draws no
/// random number but from its seed: the owner of the sockets tells it what happened (`dialSucceeded`, `handle`, …),
/// takes what follows (`takeActions`, `takeRequests`, `takeReplies`, `takeEvents`), and comes again at
/// ``nextDeadline``.
///
/// What was never sent is told as not sent; what was sent and not answered as "may have been accepted", see
/// ``ClientOptions/UnansweredPolicy``. A long message stays on one channel, in order, with nothing of another between.
/// Everything is bounded, and each bound that bites is told as ``ClientEvent/boundReached(_:)``.
public struct ClientCore: Sendable {
    /// How far the core's life is.
    enum Phase: Sendable {
        case running
        /// Takes nothing more; waits for responses, and for reports if told so.
        case finishing(awaitsReports: Bool, until: Moment)
        case closing(ClientEnd, until: Moment)
        case finished
    }

    /// The protocol.
    public let adapter: any ClientAdapter
    /// The numbers and choices.
    public let options: ClientOptions
    /// What went through.
    public internal(set) var counters = ClientCounters()

    var phase = Phase.running
    var events: [ClientEvent] = []
    var actions: [ClientAction] = []

    // Messages.
    var queue = SubmitQueue()
    /// Requests to be sent before anything new: those that came back, and those whose pause is over.
    var again = Ring<RequestRun>()
    var tracker = MessageTracker()
    var nextNumber: UInt64
    var references: ReferenceAllocator
    var pacer: SegmentPacer?
    /// True when a channel was kept waiting by the rate.
    var isPaced = false

    // Ids and reports.
    var ids: IDIndex
    /// Who holds an id that several requests were given.
    var holders: [CarrierMessageID: IDHolders] = [:]
    /// The ids of twelve octets by all but their time; nil until a report names an id that nothing holds.
    var untimed: UntimedIDs?
    /// Places without response under the key of their recipient's number; nil until somebody asks.
    var unansweredNumbers: [UInt64: Int]?
    /// Further ids of places that were accepted twice.
    var twins: [PlaceKey: [TwinID]] = [:]
    /// Final reports of places whose recipient has no outcome yet.
    var heldReports: [PlaceKey: DeliveryReport] = [:]
    var early: EarlyReports
    /// True when a response named an id inside the range of an earlier request: then the id and the number decide.
    var rangesAreDisproved = false

    // Deadlines; each queue's entries come in order, because all lie equally far from their beginning.
    var pauses = Ring<(tag: UInt64, at: Moment)>()
    var windows = DeadlineQueue<PlaceKey>()
    var graces = DeadlineQueue<PlaceKey>()

    // Channels.
    var channels: [ClientChannel] = []
    /// Channels of the plan; those behind them in the list were dialled by the gateway.
    var plannedChannels = 0
    /// Channels that found nothing to send when they last asked.
    var hungry: [Int] = []
    var nextChannel: UInt64 = 1
    var nextConnection: UInt32
    var generator: SeededGenerator
    /// Since when no channel carries submits.
    var outageSince: Moment?
    var lastLoss: CloseReason?
    /// The earliest deadline among the channels.
    var channelDeadline: Moment?

    // Incoming messages.
    var assembler: InboundAssembler

    // Store.
    var storeRecords: [ClientStoreRecord] = []
    var storeSerial: UInt64 = 0
    var storedSerial: UInt64 = 0
    var delayedReplies = Ring<(serial: UInt64, channel: ChannelID, generation: UInt64, reply: ClientReply)>()

    /// Bounds that bite at present and have been told.
    var toldBounds: Set<ClientBound> = []

    /// A core without messages that asks at once for its primaries to be dialled.
    ///
    /// - Parameters:
    ///   - seed: random; decides references of long messages, pauses and the order of tables. Give every process that
    ///     shares a source number another one.
    ///   - firstNumber: the first message's number, to go on where an earlier run stopped.
    ///   - firstConnection: the number of the first connection, likewise.
    public init(
        speaking adapter: any ClientAdapter, channels plan: ChannelPlan, options: ClientOptions = .standard,
        seed: UInt64, firstNumber: UInt64 = 1, firstConnection: UInt32 = 1, at moment: Moment
    ) {
        self.adapter = adapter
        self.options = options
        nextNumber = max(1, firstNumber)
        nextConnection = firstConnection
        generator = SeededGenerator(seed: seed)
        references = ReferenceAllocator(seed: seed)
        ids = IDIndex(seed: generator.next())
        early = EarlyReports(maximum: options.maximumEarlyReports, timeout: options.earlyReportTimeout)
        assembler = InboundAssembler(limits: options.reassembly)
        pacer = SegmentPacer(segmentsPerSecond: options.segmentsPerSecond, at: moment)
        for entry in plan.entries {
            for _ in 0..<max(1, entry.connections) {
                channels.append(ClientChannel(id: ChannelID(nextChannel), entry: entry))
                nextChannel &+= 1
            }
        }
        plannedChannels = channels.count
        outageSince = moment
        reviewChannels(at: moment)
    }

    // MARK: What follows

    /// Moves what is to be done into `actions`, in order.
    public mutating func takeActions(into actions: inout [ClientAction]) { Self.take(&self.actions, into: &actions) }

    /// Moves what is to be told into `events`, in order; an empty array's capacity is taken in exchange.
    public mutating func takeEvents(into events: inout [ClientEvent]) { Self.take(&self.events, into: &events) }

    /// Moves what the store is to keep into `records`, in order.
    ///
    /// - Returns: the number to give to ``stored(upTo:at:)`` when all of it is safe.
    public mutating func takeStoreRecords(into records: inout [ClientStoreRecord]) -> UInt64 {
        Self.take(&storeRecords, into: &records)
        return storeSerial
    }

    private static func take<Element>(_ own: inout [Element], into sink: inout [Element]) {
        if sink.isEmpty {
            swap(&own, &sink)
        } else {
            sink.append(contentsOf: own)
            own.removeAll(keepingCapacity: true)
        }
    }

    // MARK: State

    /// Messages that were begun and owe an outcome.
    public var openMessages: Int { tracker.openMessages }
    /// Messages that have not been begun, copies counted one by one.
    public var queuedMessages: UInt64 { queue.messages }
    /// True when everything is over: the channels are closed and every outcome was given.
    public var isFinished: Bool { if case .finished = phase { true } else { false } }
    /// True while `submit` takes messages.
    public var takesMessages: Bool { if case .running = phase { true } else { false } }

    /// Every channel and how far it is, in the plan's order, reverse connections behind.
    public var channelStates: [(channel: ChannelID, address: String, state: ChannelState, inFlight: Int)] {
        channels.map { ($0.id, $0.entry.address, $0.state, $0.inFlight) }
    }

    /// Tells a bound once until there is room again.
    mutating func tell(_ bound: ClientBound) {
        if toldBounds.insert(bound).inserted { events.append(.boundReached(bound)) }
    }

    mutating func ease(_ bound: ClientBound) {
        if !toldBounds.isEmpty { toldBounds.remove(bound) }
    }

    // MARK: Store

    /// Notes a record for the store; its number, or zero without a store.
    @discardableResult
    mutating func note(_ record: ClientStoreRecord) -> UInt64 {
        guard options.usesStore else { return 0 }
        storeRecords.append(record)
        storeSerial &+= 1
        return storeSerial
    }

    /// Says that all records up to this number are safe: what waited for them goes on.
    public mutating func stored(upTo serial: UInt64, at moment: Moment) {
        storedSerial = max(storedSerial, min(serial, storeSerial))
        while let first = delayedReplies.first, first.serial <= storedSerial {
            delayedReplies.popFirst()
            // An answer for a connection that is gone is nobody's.
            guard let index = index(of: first.channel), channels[index].generation == first.generation else {
                continue
            }
            if channels[index].replies.isEmpty { actions.append(.reply(first.channel)) }
            channels[index].replies.append(first.reply)
        }
        offerWork(at: moment)
    }
}

/// A further id of a place, from a second response, or one that no response named.
struct TwinID: Sendable {
    var id: CarrierMessageID
    var isReported = false
    var wasDelivered = false
    /// True when a request without response went out under it: nobody knows whether the carrier took that.
    var isPresumed = false
}
