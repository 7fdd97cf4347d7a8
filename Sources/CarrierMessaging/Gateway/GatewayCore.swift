import CarrierSession
import CarrierWire
import SMSText

/// A carrier's gateway above its connections: accounts, decisions, reports, incoming messages.
///
/// A value without clock, socket, lock or task. Whoever moves the octets makes a session for each channel with the
/// adapter and serves the channel in batches: session events to ``handle(_:on:at:)``, then the replies of
/// ``takeReplies(for:into:at:)`` and the deliveries of ``takeDeliveries(for:capacity:into:at:)`` to the session; at the
/// end of every call from anywhere, ``takeActions(into:)`` and ``takeEvents(into:)``; and ``advance(to:)`` at
/// ``nextDeadline``. The owner answers logins and submits, reports and delivers when it likes.
public struct GatewayCore: Sendable {
    let adapter: any GatewayAdapter
    let options: GatewayOptions
    let codes: CarrierCodes
    let hasReverseConnection: Bool

    var channels: [GatewayChannel] = []
    var freeChannels: [Int] = []
    var channelSerial: UInt64 = 0
    var openChannels = 0
    /// Channels that may have something to take.
    var woken: [Int] = []

    var accounts: [GatewayAccountState] = []
    var freeAccounts: [Int] = []
    var names: [String: Int] = [:]
    var idle = Ring<(account: Int, stamp: UInt64)>()
    var idleSerial: UInt64 = 0
    var deadlines = DeadlineHeap()

    var undecided = LinkedSlab<UndecidedSubmit>()
    var inFlight = LinkedSlab<DeliveryInFlight>()
    var reportable: ReportableSubmits
    var progress: [UInt64: MessageProgress] = [:]
    var ids: MessageIDSource
    var references: ReferenceAllocator
    /// The last report time that was put into words: most are of the same second.
    var reportTimes: (second: Int64, text: String)?
    var random: SeededGenerator
    var lastDelivery: UInt64 = 0
    var lastRecord: UInt64 = 0
    var unstored = Ring<UnstoredReply>()
    var closing = ClosingPhase.running

    var actions: [GatewayAction] = []
    var events: [GatewayEvent] = []
    /// Submits about which the decider is to be asked: of one channel, in its batch.
    var unasked: [SubmitRequest] = []

    /// What was done so far.
    public internal(set) var counters = GatewayCounters()

    /// A gateway without connections.
    ///
    /// - Parameter seed: random; decides jitter, references and how ids are spread, and must not be guessed by peers.
    public init(speaking adapter: any GatewayAdapter, options: GatewayOptions = .standard, seed: UInt64, at now: Moment)
    {
        self.adapter = adapter
        self.options = options
        var codes = adapter.codes
        if let code = options.throttleCode, code > 0 { codes.throttled = code }
        self.codes = codes
        hasReverseConnection = adapter.hasReverseConnection
        ids = MessageIDSource(capacity: adapter.idCapacity)
        references = ReferenceAllocator(seed: seed)
        reportable = ReportableSubmits(seed: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
        random = SeededGenerator(seed: seed)
    }

    /// Appends what is to be done, in order.
    public mutating func takeActions(into sink: inout [GatewayAction]) {
        if !actions.isEmpty {
            sink.append(contentsOf: actions)
            actions.removeAll(keepingCapacity: true)
        }
        if woken.isEmpty { return }
        for place in woken {
            guard channels[place].isWoken else { continue }
            sink.append(channels[place].isUrgent ? .wake(channels[place].id) : .offer(channels[place].id))
            (channels[place].isWoken, channels[place].isUrgent) = (false, false)
        }
        woken.removeAll(keepingCapacity: true)
    }

    /// Moves what is to be told into `sink`, in order; an empty array's capacity is taken in exchange.
    public mutating func takeEvents(into sink: inout [GatewayEvent]) {
        if sink.isEmpty { return swap(&sink, &events) }
        sink.append(contentsOf: events)
        events.removeAll(keepingCapacity: true)
    }

    /// True when there is something for ``takeActions(into:)`` or ``takeEvents(into:)``.
    public var hasOutput: Bool { !actions.isEmpty || !woken.isEmpty || !events.isEmpty }

    // MARK: - What is there

    /// The channels that are open, with their accounts, in no order.
    public var openChannelAccounts: [(channel: ChannelID, account: String)] {
        channels.filter(\.isOpen).map { ($0.id, $0.name) }
    }

    /// False once a channel is gone or was asked to close.
    public func isWanted(_ channel: ChannelID) -> Bool { place(of: channel).map { !channels[$0].isClosing } ?? false }

    /// Connections that are there or being made.
    public var channelCount: Int { openChannels }

    /// Accounts that are known now.
    public var accountCount: Int { names.count }

    /// Accepted submits that can be reported by their id.
    public var reportableCount: Int { reportable.count }

    /// Reports and segments that an account is owed; zero for one that is not known.
    public func pendingDeliveries(of account: String) -> Int {
        names[account].map { accounts[$0].pending } ?? 0
    }

    // MARK: - Places

    /// The place of a channel; nil when it is gone.
    func place(of channel: ChannelID) -> Int? {
        let place = Int(channel.rawValue & 0xF_FFFF)
        guard place < channels.count, channels[place].id == channel else { return nil }
        return place
    }

    mutating func makeChannel(_ phase: GatewayChannel.Phase, isReverse: Bool = false) -> Int? {
        guard !closing.isClosing || isReverse, openChannels < min(max(1, options.maximumChannels), 1 << 20) else {
            return nil
        }
        let place = freeChannels.popLast() ?? channels.count
        channelSerial &+= 1
        let id = ChannelID(channelSerial << 20 | UInt64(place))
        let channel = GatewayChannel(id: id, phase: phase, isReverse: isReverse)
        if place == channels.count { channels.append(channel) } else { channels[place] = channel }
        openChannels += 1
        counters.connections += 1
        return place
    }

    /// Takes a channel out of its place.
    mutating func free(_ place: Int) -> GatewayChannel {
        let channel = channels[place]
        channels[place] = GatewayChannel(id: ChannelID(0), phase: .arrived)
        freeChannels.append(place)
        openChannels -= 1
        return channel
    }

    mutating func wake(_ place: Int, urgently isUrgent: Bool = true) {
        if isUrgent { channels[place].isUrgent = true }
        guard !channels[place].isWoken else { return }
        channels[place].isWoken = true
        woken.append(place)
    }

    // MARK: - Accounts

    /// Makes an account known, or changes its settings: for deliveries to one that has not logged in since the start.
    public mutating func register(_ account: GatewayAccount, at now: Moment) {
        let place = know(account)
        dialIfNeeded(place, now)
        considerIdle(place)
    }

    /// The place of an account, whose settings are these from now on.
    mutating func know(_ account: GatewayAccount) -> Int {
        if let place = names[account.id] {
            accounts[place].settings = account
            if accounts[place].bucket.perSecond != account.segmentsPerSecond {
                accounts[place].bucket.perSecond = account.segmentsPerSecond
            }
            return place
        }
        let place = freeAccounts.popLast() ?? accounts.count
        let state = GatewayAccountState(
            settings: account, bucket: TokenBucket(perSecond: account.segmentsPerSecond))
        if place == accounts.count { accounts.append(state) } else { accounts[place] = state }
        names[account.id] = place
        return place
    }

    /// Puts an account of which nothing is left behind the others that may be forgotten.
    mutating func considerIdle(_ place: Int) {
        guard accounts[place].isIdle else { return }
        idleSerial &+= 1
        accounts[place].idleStamp = idleSerial
        idle.append((place, idleSerial))
        while idle.count > max(0, options.maximumIdleAccounts), let oldest = idle.popFirst() {
            let place = oldest.account
            guard accounts[place].idleStamp == oldest.stamp, accounts[place].isIdle else { continue }
            names[accounts[place].settings.id] = nil
            // A stamp of zero is in no entry: the place is not found idle again.
            accounts[place] = GatewayAccountState(
                settings: GatewayAccount(id: "", secret: ""), bucket: TokenBucket(perSecond: nil))
            freeAccounts.append(oldest.account)
        }
    }

    /// Tells of a bound, now and then.
    mutating func tell(_ bound: GatewayBound, of place: Int, _ now: Moment) {
        if let told = accounts[place].toldAt[bound], now < told + options.boundNotice { return }
        accounts[place].toldAt[bound] = now
        events.append(.boundReached(bound, account: accounts[place].settings.id))
    }

    mutating func store(_ record: GatewayRecord) {
        guard options.usesStore else { return }
        lastRecord &+= 1
        actions.append(.store(StoreNumber(lastRecord), record))
    }
}
