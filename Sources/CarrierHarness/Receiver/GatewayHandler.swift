import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire

/// One connection of the reference receiver: answers submits, sends reports and pushed messages within the window.
///
/// Everything happens in the connection's visits; nothing is a task of its own. The state's lock is taken inside the
/// connection's lock and outside the desk's.
final class GatewayHandler<Profile: CarrierProfile>: ConnectionHandler {
    typealias Vocabulary = Profile.Vocabulary
    typealias Message = Vocabulary.Message

    /// Who dialled.
    enum Direction: Sendable {
        /// The provider did, and logs in.
        case serving
        /// The receiver did, for what it sends.
        case returning
    }

    /// Everything of a connection that changes.
    struct State: Sendable {
        var binding: Profile.Binding
        var connection: Connection<Vocabulary>?
        var account = ""
        var isAdmitted = false
        var isOpen = false
        /// The connection is being cut: nothing is looked at any more.
        var isCut = false
        /// Submits read on this connection.
        var submits = 0
        /// Submits without an answer.
        var owed = 0
        /// Submits that came after the cut.
        var unheeded = 0
        /// Parcels that wait for their time.
        var due = DelayQueue<Parcel<Profile>>()
        /// Parcels whose time has come, which wait for the window.
        var ready = DelayQueue<Parcel<Profile>>()
        var inFlight: [UInt64: Parcel<Profile>] = [:]
        var lastTag: UInt64 = 0
        /// Parcels for another connection, handed on after the batch.
        var leaving: [(moment: Moment, parcel: Parcel<Profile>)] = []
        /// Responses that are late on purpose.
        var late = DelayQueue<HeldResponse<Message>>()
        /// Responses that wait for a report.
        var held: [UInt64: HeldResponse<Message>] = [:]
        var lastHold: UInt64 = 0
        /// Submits that wait because too many reports do.
        var waiting = DelayQueue<(message: Message, token: ReplyToken)>()
        var dropped = DroppedSubmits()
        var events: [ReceiverEvent] = []
        /// When the timer is set to wake this connection.
        var wakesAt: Moment?
    }

    let desk: ReceiverDesk<Profile>
    let peer: SocketAddress
    let direction: Direction
    let state: Guarded<State>

    init(_ desk: ReceiverDesk<Profile>, peer: SocketAddress, _ direction: Direction) {
        self.desk = desk
        self.peer = peer
        self.direction = direction
        state = Guarded(State(binding: desk.profile.binding))
    }

    /// The connection while it is open. Not to be asked for with the desk's lock held.
    var connection: Connection<Vocabulary>? { state.withLock { $0.connection } }

    /// Judges an account that proved itself: a status keeps it out.
    func admit(_ account: String) -> UInt32? {
        let refusal = desk.admit(account)
        if refusal == nil {
            state.withLock {
                $0.isAdmitted = true
                $0.account = account
            }
        }
        return refusal
    }

    func handle(
        _ event: SessionEvent<Message>, of connection: Connection<Vocabulary>, session: inout Session<Vocabulary>
    ) {
        let now = MonotonicClock.now()
        state.withLock { state in
            switch event {
            case .opened(let summary): open(summary, connection, &state, now)
            case .request(let message, let token): take(message, token, &state, &session, now)
            case .response(let message, let exchange):
                settle(exchange.tag, with: verdict(of: message, session), &state, &session, now)
            case .failed(let exchange, let failure):
                settle(exchange.tag, with: .failure(failure), &state, &session, now)
            case .alive, .furtherResponse: break
            case .anomaly(let anomaly): note(anomaly, session.judgedLogin, &state)
            case .closed(let reason): close(reason, session.judgedLogin, &state)
            }
        }
    }

    func finishBatch(of connection: Connection<Vocabulary>, session: inout Session<Vocabulary>) {
        let now = MonotonicClock.now()
        let (events, leaving) = state.withLock { state in
            work(&state, &session, now)
            return (takeEvents(&state), takeLeaving(&state))
        }
        desk.publish(events)
        desk.place(leaving, notOn: self)
    }

    /// Does what is due, from outside the connection's visits. False when the connection is over.
    @discardableResult
    func wake(adding parcels: [(moment: Moment, parcel: Parcel<Profile>)] = [], releasing hold: UInt64? = nil) -> Bool {
        guard let connection else { return false }
        return connection.withSession { session, now in
            var events: [ReceiverEvent] = []
            var leaving: [(moment: Moment, parcel: Parcel<Profile>)] = []
            let isOpen = state.withLock { state in
                guard state.isOpen else { return false }
                if state.wakesAt ?? now <= now { state.wakesAt = nil }
                for (moment, parcel) in parcels { state.due.add(parcel, at: moment) }
                if let hold { release(hold, &state, &session, now) }
                work(&state, &session, now)
                (events, leaving) = (takeEvents(&state), takeLeaving(&state))
                return true
            }
            // Under the connection's lock still, so that a connection's events are told in their order.
            desk.publish(events)
            desk.place(leaving, notOn: self)
            return isOpen
        }
    }

    private func takeEvents(_ state: inout State) -> [ReceiverEvent] {
        if state.events.isEmpty { return [] }
        defer { state.events.removeAll(keepingCapacity: true) }
        return state.events
    }

    private func takeLeaving(_ state: inout State) -> [(moment: Moment, parcel: Parcel<Profile>)] {
        if state.leaving.isEmpty { return [] }
        defer { state.leaving = [] }
        return state.leaving
    }

    // MARK: - The session's life

    private func open(
        _ summary: LoginSummary, _ connection: Connection<Vocabulary>, _ state: inout State, _ now: Moment
    ) {
        state.connection = connection
        state.binding = desk.profile.binding(speaking: summary.version)
        state.isOpen = true
        switch direction {
        case .returning:
            tell(&state) { _ in login(summary, result: 0) }
            let parcels = desk.returnOpened(self)
            // What it carries is the provider's account; the login on this connection may have a name of its own.
            state.account = parcels.first?.parcel.account ?? summary.identity
            for (moment, parcel) in parcels { state.due.add(parcel, at: moment) }
        case .serving:
            state.account = summary.identity
            tell(&state) { _ in login(summary, result: 0) }
            for (moment, parcel) in desk.opened(self, account: summary.identity) { state.due.add(parcel, at: moment) }
            for push in desk.script.pushes {
                for parcel in desk.parcels(for: push, account: summary.identity, state.binding, now) {
                    route(parcel, at: now, elsewhere: false, &state)
                }
            }
        }
        for warning in summary.warnings { tell(&state) { _ in .notice("\(summary.identity): \(warning)") } }
    }

    private func login(_ summary: LoginSummary, result: UInt32) -> ReceiverEvent {
        .login(
            ReceiverEvent.LoginRecord(
                account: summary.identity, peer: peer, version: summary.version, result: result))
    }

    private func close(_ reason: CloseReason, _ judged: LoginSummary?, _ state: inout State) {
        if direction == .serving, case .loginRefused(let code, .local) = reason, let judged {
            tell(&state) { _ in login(judged, result: code) }
            desk.tally { $0.loginsRefused += 1 }
        }
        let unread = state.unheeded + state.waiting.count
        desk.tally { ledger in
            ledger.submits += unread
            ledger.cutOff += unread + state.owed
            ledger.awaitingAnswer -= state.owed
        }
        let wasOpen = state.isOpen
        state.isOpen = false
        state.connection = nil
        (state.held, state.late, state.waiting) = ([:], DelayQueue(), DelayQueue())
        while let (_, parcel) = state.ready.pop() { state.leaving.append((.distantPast, parcel)) }
        while let (moment, parcel) = state.due.pop() { state.leaving.append((moment, parcel)) }
        // The handler may be held for a moment longer, by work that waits: not with all this.
        (state.ready, state.due, state.inFlight) = (DelayQueue(), DelayQueue(), [:])
        switch direction {
        case .serving:
            tell(&state) { state in .closed(account: judged?.identity ?? state.account, peer: peer, reason) }
            desk.closed(self, account: state.account, wasAdmitted: state.isAdmitted)
        case .returning:
            if wasOpen { tell(&state) { state in .closed(account: state.account, peer: peer, reason) } }
            desk.returnClosed(self, reason, leavesParcels: !state.leaving.isEmpty)
        }
    }

    private func note(_ anomaly: SessionAnomaly, _ judged: LoginSummary?, _ state: inout State) {
        // The login itself may be odd: then the account is known before the session is open.
        if state.account.isEmpty, let judged { state.account = judged.identity }
        if case .repeatedRequest = anomaly { desk.tally { $0.repeated += 1 } }
        tell(&state) { state in .anomaly(account: state.account, anomaly) }
    }

    /// Notes an event, which is made only when somebody listens.
    func tell(_ state: inout State, _ event: (State) -> ReceiverEvent) {
        guard desk.isHeard else { return }
        let made = event(state)
        state.events.append(made)
    }
}

extension Moment {
    /// Before every other.
    static let distantPast = Moment(nanoseconds: .min)
}
