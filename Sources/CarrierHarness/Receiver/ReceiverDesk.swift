import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire
import Dispatch
import SMSText

/// What the connections of one receiver share: accounts, ids, long messages, parcels without a connection, counters.
///
/// The state's lock is the innermost: nothing is called with it held.
final class ReceiverDesk<Profile: CarrierProfile>: Sendable {
    typealias Handler = GatewayHandler<Profile>
    typealias TimedParcel = (moment: Moment, parcel: Parcel<Profile>)

    /// What the desk decided about a submit.
    struct Verdict {
        var id: CarrierMessageID
        /// The ids for the messages that carry its reports, one for each receiver; none where nothing is reported.
        var envelopes: [CarrierMessageID] = []
        /// What became whole, or was given up, with it.
        var events: [ReceiverEvent]
    }

    struct Account: Sendable {
        /// Connections logged in or about to be.
        var admitted = 0
        var open: [Handler] = []
        /// Parcels that wait for a connection.
        var kept: [TimedParcel] = []
        var allowance: TokenBucket
        var assembler = InboundAssembler()
    }

    struct State: Sendable {
        var accounts: [String: Account] = [:]
        var ledger = ReceiverLedger()
        var submits = 0
        var generator: SeededGenerator
        var ids = IDClock()
        var envelopes = IDClock()
        var references: ReferenceAllocator
        var connections: UInt32 = 0
        var isClosing = false
        /// Somebody waits until no parcel waits.
        var drained: CheckedContinuation<Void, Never>?
        var link = ReturnLink<Profile>()
    }

    let profile: Profile
    let script: ReceiverScript
    let settings: ReceiverSettings
    let limits: SessionLimits
    let returnPath: ReturnPath<Profile.Vocabulary>?
    let queue = DispatchQueue(label: "carrier.receiver")
    let timers: Timers
    let messages: AsyncStream<SubmittedMessage>
    let state: Guarded<State>
    private let arrivals: AsyncStream<SubmittedMessage>.Continuation
    private let sink: (@Sendable ([ReceiverEvent]) -> Void)?

    init(
        _ profile: Profile, _ script: ReceiverScript, _ settings: ReceiverSettings,
        _ sink: (@Sendable ([ReceiverEvent]) -> Void)?
    ) {
        self.profile = profile
        self.script = script
        self.settings = settings
        self.sink = sink
        var limits = settings.limits ?? profile.binding.sessionLimits
        if let windowSize = settings.windowSize { limits.windowSize = max(1, windowSize) }
        if let closingTimeout = settings.closingTimeout { limits.closingTimeout = closingTimeout }
        self.limits = limits
        returnPath = profile.returnPath
        timers = Timers(on: queue)
        (messages, arrivals) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(4096))
        state = Guarded(
            State(
                generator: SeededGenerator(seed: script.seed),
                references: ReferenceAllocator(
                    seed: script.seed &+ UInt64(bitPattern: MonotonicClock.now().nanoseconds))))
    }

    /// What a new connection speaks, and who answers on it.
    func acceptance(from peer: SocketAddress) -> Acceptance<Profile.Vocabulary> {
        let handler = Handler(self, peer: peer, .serving)
        let vocabulary = profile.gateway(connection: nextConnection()) { handler.admit($0) }
        var acceptance = Acceptance(speaking: vocabulary, limits: limits, handler: handler)
        if script.faults.splitsWrites { acceptance.octetsPerWrite = 1 }
        return acceptance
    }

    // MARK: - Telling

    /// False when nobody listens: then events are not even made.
    var isHeard: Bool { sink != nil }

    func publish(_ events: [ReceiverEvent]) {
        if !events.isEmpty { sink?(events) }
    }

    /// Changes the counters.
    func tally(_ change: (inout ReceiverLedger) -> Void) {
        state.withLock { change(&$0.ledger) }
    }

    /// One parcel less waits.
    func settle(_ change: (inout ReceiverLedger) -> Void) {
        let waiter = state.withLock { state in
            change(&state.ledger)
            state.ledger.waiting -= 1
            return state.ledger.waiting > 0 ? nil : state.takeDrained()
        }
        waiter?.resume()
    }

    /// The next connection's number.
    func nextConnection() -> UInt32 {
        state.withLock { state in
            state.connections &+= 1
            state.ledger.connections += 1
            return state.connections
        }
    }

    /// Ends the stream of messages.
    func endMessages() { arrivals.finish() }

    // MARK: - Accounts

    func admit(_ account: String) -> UInt32? {
        let codes = profile.binding.codes
        return state.withLock { state in
            var entry = state.accounts[account] ?? newAccount()
            guard entry.admitted < settings.maximumConnections else { return codes.tooManyConnections }
            entry.admitted += 1
            state.accounts[account] = entry
            return nil
        }
    }

    private func newAccount() -> Account {
        Account(allowance: .allowance(perSecond: script.messagesPerSecond))
    }

    /// A connection of the account is open; it gets the parcels that waited for one.
    func opened(_ handler: Handler, account: String) -> [TimedParcel] {
        state.withLock { state in
            state.ledger.logins += 1
            var kept: [TimedParcel] = []
            state.accounts[account, default: newAccount()].open.append(handler)
            if returnPath == nil { swap(&kept, &state.accounts[account, default: newAccount()].kept) }
            return kept
        }
    }

    func closed(_ handler: Handler, account: String, wasAdmitted: Bool) {
        guard wasAdmitted else { return }
        state.withLock { state in
            state.accounts[account]?.admitted -= 1
            state.accounts[account]?.open.removeAll { $0 === handler }
        }
    }

    // MARK: - Submits

    /// What script, rate and room say about a submit.
    func plan(_ submission: Submission, account: String, _ binding: Profile.Binding, _ now: Moment) -> SubmitPlan {
        state.withLock { state in
            state.submits += 1
            state.ledger.submits += 1
            state.ledger.awaitingAnswer += 1
            var plan = script.plan(for: state.submits, &state.generator)
            if submission.destinations.isEmpty { plan.code = binding.codes.structure }
            let isThrottled =
                state.ledger.waiting >= settings.maximumWaiting
                || state.accounts[account]?.allowance.takeIfOpen(at: now) == false
            if isThrottled {
                plan.code = script.throttleCode ?? binding.codes.throttled
                state.ledger.throttled += 1
            }
            return plan
        }
    }

    /// Gives a submit its id and puts it to its message.
    func accept(
        _ submission: Submission, _ plan: SubmitPlan, named: CarrierMessageID?, account: String, connection: UInt64,
        _ binding: Profile.Binding, _ now: Moment
    ) -> Verdict {
        let (verdict, ends) = state.withLock { state in
            let count = max(1, submission.destinations.count)
            let gateway = settings.gateway
            guard plan.code == 0 else {
                state.ledger.refused += 1
                let id = named ?? CarrierMessageID(0)
                return (Verdict(id: id, events: []), [AssemblyEvent]())
            }
            state.ledger.accepted += 1
            let (moment, serial) = state.ids.take(count, at: now)
            let id = named ?? binding.makeID(at: moment, serial: serial, gateway: gateway)
            // Peers drop repetitions by id: no two reports may share one.
            let reports = plan.report.map(submission.wantsReport) == true ? count : 0
            let (sentAt, number) = state.envelopes.take(reports, at: now)
            let envelopes = (0..<reports).map { step in
                binding.makeID(
                    at: sentAt, serial: number &+ UInt32(truncatingIfNeeded: step), gateway: gateway &+ 1)
            }
            let ends = state.assemble(submission, id, account, connection, now)
            return (Verdict(id: id, envelopes: envelopes, events: []), ends)
        }
        guard !ends.isEmpty else { return verdict }
        var told = verdict
        told.events = ends.compactMap { event($0, account) }
        return told
    }

    /// Hands a whole message over, and says what is to be told about it.
    private func event(_ end: AssemblyEvent, _ account: String) -> ReceiverEvent? {
        switch end {
        case .submitted(let message):
            if settings.keepsMessages, case .dropped = arrivals.yield(message) {
                tally { $0.messagesNotTaken += 1 }
            }
            return isHeard ? .message(message) : nil
        case .incompleteSubmission(let message, let reason): return .incomplete(message, reason)
        case .repeated(let segment):
            return .repeated(account: account, messageID: profile.binding.text(of: segment.id), segment)
        case .message, .incomplete: return nil
        }
    }

    /// Gives up the messages that will not become whole any more.
    func finishMessages() {
        let ends = state.withLock { state in
            var ends: [(AssemblyEvent, String)] = []
            for name in state.accounts.keys.sorted() {
                state.accounts[name]?.assembler.finish()
                while let end = state.accounts[name]?.assembler.nextEvent() { ends.append((end, name)) }
            }
            state.ledger.incompleteMessages += ends.count
            return ends
        }
        publish(ends.compactMap { event($0, $1) })
    }
}

extension ReceiverDesk.State {
    mutating func takeDrained() -> CheckedContinuation<Void, Never>? {
        defer { drained = nil }
        return drained
    }

    mutating func assemble(
        _ submission: Submission, _ id: CarrierMessageID, _ account: String, _ connection: UInt64, _ now: Moment
    ) -> [AssemblyEvent] {
        guard accounts[account] != nil else { return [] }
        var ends: [AssemblyEvent] = []
        accounts[account]?.assembler.receive(submission, id: id, connection: connection, at: now)
        while let end = accounts[account]?.assembler.nextEvent() {
            switch end {
            case .submitted: ledger.messages += 1
            case .repeated: ledger.repeatedSegments += 1
            case .incompleteSubmission, .message, .incomplete: ledger.incompleteMessages += 1
            }
            ends.append(end)
        }
        return ends
    }
}

/// Serials for ids: ids carry a second and a serial of limited width, so no second may give out more than it holds.
struct IDClock: Sendable {
    /// The narrowest serial of the protocols is sixteen bits wide.
    static let serialsPerSecond = 65_536

    private var second: Int64 = .min
    private var used = 0
    private var next: UInt32 = 0

    /// The moment to write into an id, and the first of `count` serials in a row.
    mutating func take(_ count: Int, at now: Moment) -> (Moment, UInt32) {
        let present = now.nanoseconds / 1_000_000_000
        if present > second { (second, used) = (present, 0) }
        if used + count > Self.serialsPerSecond { (second, used) = (second + 1, 0) }
        used += count
        let serial = next
        next &+= UInt32(truncatingIfNeeded: count)
        return (Moment(secondsSince1970: second), serial)
    }
}

extension TokenBucket {
    /// What an account may submit: a second's worth at once. The way here makes intervals uneven, which is not the
    /// sender's doing.
    static func allowance(perSecond rate: Double?) -> TokenBucket {
        TokenBucket(perSecond: rate, holding: .seconds(1), tolerance: .milliseconds(100))
    }
}
