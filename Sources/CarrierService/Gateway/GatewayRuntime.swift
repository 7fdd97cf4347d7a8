import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire

/// A gateway core with its sockets and its time. What follows from a call into the core is done after its lock is
/// released.
final class GatewayRuntime: Sendable {
    struct State: Sendable {
        var core: GatewayCore
        var runners: [ChannelID: SessionRunner] = [:]
        var dials: [ChannelID: Task<Void, Never>] = [:]
        /// Answers to logins, until their channel's batch.
        var logins: [ChannelID: LoginAnswer] = [:]
        var connections: UInt32
    }

    let adapter: any GatewayAdapter
    let settings: GatewaySettings
    let directory: any AccountDirectory
    let state: Guarded<State>
    let events = EventBuffer<GatewayEvent>()
    /// Submits that await their decision. None may pass before somebody reads, unless a decider leaves open what the
    /// observer is told of as well.
    let submits: EventBuffer<SubmitRequest>
    // A message was accepted: none may pass before somebody reads.
    let messages = EventBuffer<GatewayMessage>(fromTheBeginning: true)
    let finished = OneShot<Void>()
    private let store: StoreWriter<GatewayRecord>?
    private let observer: (@Sendable ([GatewayEvent]) -> Void)?
    private let teller = Teller<GatewayEvent>()
    let timer = CoreTimer()
    private let limits: SessionLimits

    init(
        _ adapter: any GatewayAdapter, _ settings: GatewaySettings, _ directory: any AccountDirectory,
        store: (any GatewayStore)?, observer: (@Sendable ([GatewayEvent]) -> Void)?
    ) {
        self.adapter = adapter
        self.settings = settings
        self.directory = directory
        self.store = store.map { store in StoreWriter { try await store.append($0) } }
        self.observer = observer
        submits = EventBuffer(fromTheBeginning: settings.decider == nil || observer == nil)
        limits = settings.limits ?? adapter.sessionLimits
        var options = settings.options
        options.usesStore = store != nil
        options.hasDecider = settings.decider != nil
        let seed = UInt64.random(in: .min ... .max)
        state = Guarded(
            State(
                core: GatewayCore(speaking: adapter, options: options, seed: seed, at: MonotonicClock.now()),
                connections: UInt32(truncatingIfNeeded: seed)))
    }

    // MARK: The owner's calls

    /// Works with the core, and does what follows from it.
    func withCore<Value, Failure: Error>(
        _ body: (inout GatewayCore, Moment) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let result: Result<Value, Failure> = state.withLock { state in
            do throws(Failure) { return .success(try body(&state.core, MonotonicClock.now())) } catch {
                return .failure(error)
            }
        }
        settle()
        return try result.get()
    }

    func accept(_ socket: consuming ConnectedSocket) {
        let peer = socket.peer
        let (channel, connection) = state.withLock { state in
            (state.core.connectionArrived(from: peer, at: MonotonicClock.now()), Self.next(&state))
        }
        guard let channel else { return settle() }
        let session = adapter.makeSession(connection: connection, limits: limits)
        run(channel, GatewayChannelOwner(channel, session, self), socket, isDialled: false)
    }

    private static func next(_ state: inout State) -> UInt32 {
        state.connections &+= 1
        return state.connections
    }

    // MARK: Channels

    /// Works with the core for a channel's batch, and with the answer to its login, if one waits.
    func enter(_ channel: ChannelID, _ body: (inout GatewayCore, inout LoginAnswer?) -> Void) {
        state.withLock { state in
            var login = state.logins.isEmpty ? nil : state.logins.removeValue(forKey: channel)
            body(&state.core, &login)
            if let login { state.logins[channel] = login }
        }
    }

    /// Who decides at once, where the settings have somebody.
    var decider: GatewayBatch.Decider? {
        settings.decider.map { decide in
            GatewayBatch.Decider(decide) { [weak self] in self.map { $0.observer != nil || $0.events.isRead } ?? false }
        }
    }

    private func dial(_ channel: ChannelID, _ account: GatewayAccount) {
        // Kept before it can end: the gateway may close at any time.
        state.withLock { $0.dials[channel] = Task { await connect(channel, account) } }
    }

    private func connect(_ channel: ChannelID, _ account: GatewayAccount) async {
        defer { state.withLock { _ = $0.dials.removeValue(forKey: channel) } }
        do {
            let socket = try await Dialer.socket(
                to: Endpoint(account.reverseAddress ?? ""), timeout: settings.options.connectTimeout)
            let peer = socket.peer
            let (isWanted, connection) = state.withLock { state in
                (state.core.dialed(channel, to: peer, at: MonotonicClock.now()), Self.next(&state))
            }
            guard isWanted,
                let session = adapter.makeReverseSession(to: account, connection: connection, limits: limits)
            else { return settle() }
            run(channel, GatewayChannelOwner(channel, session, self), socket, isDialled: true)
        } catch {
            // Before the core knows: with its last attempt the gateway is shut down, and nothing may be left.
            state.withLock { _ = $0.dials.removeValue(forKey: channel) }
            withCore { core, now in core.dialFailed(channel, because: "\(error)", at: now) }
        }
    }

    private func run(
        _ channel: ChannelID, _ owner: sending GatewayChannelOwner, _ socket: consuming ConnectedSocket,
        isDialled: Bool
    ) {
        if let watch = settings.watch {
            owner.session.observer = watch(
                ObservedChannel(channel: channel, isDialled: isDialled, local: socket.local, peer: socket.peer))
        }
        let runner = SessionRunner(
            socket, owner: owner, octetsPerWrite: settings.octetsPerWrite,
            afterPass: { [weak self] in self?.settle() },
            onFinished: { [weak self] _ in
                self?.state.withLock { state in
                    state.runners[channel] = nil
                    state.logins[channel] = nil
                }
            })
        let isWanted = state.withLock { state in
            state.runners[channel] = runner
            return state.core.isWanted(channel)
        }
        runner.start()
        // It was asked to close before there was anything to close.
        if !isWanted { runner.close() }
    }

    // MARK: What follows

    /// Does what the core asks for, tells what it tells, and sets the timer. Called without any lock.
    func settle() {
        let (actions, deadline) = state.withLock { state -> ([GatewayAction], Moment?) in
            var actions: [GatewayAction] = []
            state.core.takeActions(into: &actions)
            teller.take { state.core.takeEvents(into: &$0) }
            for case .answerLogin(let channel, let answer) in actions where state.runners[channel] != nil {
                state.logins[channel] = answer
            }
            keepRecords(of: actions)
            return (actions, state.core.nextDeadline)
        }
        timer.set(deadline) { [weak self] in self?.timeCame() }
        for action in actions { perform(action) }
        store?.write(stored: { [weak self] in self?.stored(upTo: $0) }, failed: { [weak self] in self?.cannotStore() })
        teller.tell { tell($0) }
    }

    private func timeCame() { withCore { core, now in core.advance(to: now) } }

    private func keepRecords(of actions: [GatewayAction]) {
        guard let store else { return }
        for case .store(let number, let record) in actions {
            store.take { records in
                records.append(record)
                return number.rawValue
            }
        }
    }

    private func stored(upTo number: UInt64) {
        withCore { core, now in core.stored(upTo: StoreNumber(number), at: now) }
    }

    /// What is not safe must not be promised: the gateway stops.
    private func cannotStore() { withCore { core, now in core.shutDown(draining: .zero, at: now) } }

    private func perform(_ action: GatewayAction) {
        switch action {
        case .answerLogin(let channel, _), .wake(let channel): runner(channel)?.wake()
        case .offer(let channel): runner(channel)?.wake(mayWait: true)
        case .dial(let channel, let account): dial(channel, account)
        case .close(let channel):
            state.withLock { $0.dials[channel] }?.cancel()
            runner(channel)?.close()
        default: break
        }
    }

    /// Cuts a channel at once; its peer sees a reset.
    func abort(_ channel: ChannelID) { runner(channel)?.abort() }

    /// The same with all of them.
    func abortAll() { for runner in state.withLock({ Array($0.runners.values) }) { runner.abort() } }

    private func runner(_ channel: ChannelID) -> SessionRunner? { state.withLock { $0.runners[channel] } }

    // MARK: Telling

    private func tell(_ batch: [GatewayEvent]) {
        var submitted: [SubmitRequest] = []
        var whole: [GatewayMessage] = []
        var isOver = false
        for event in batch {
            switch event {
            case .loginAsked(let ticket, let request, let peer): look(up: request, peer, ticket)
            case .submit(let request): submitted.append(request)
            case .message(let message, let account): whole.append(GatewayMessage(account: account, message: message))
            case .shutDown: isOver = true
            default: break
            }
        }
        if !submitted.isEmpty { keep(submitted) }
        if !whole.isEmpty { messages.append(whole) }
        observer?(batch)
        events.append(batch)
        if isOver { end() }
    }

    /// Keeps submits for their reader; where that one does not come, the oldest are refused for now.
    func keep(_ requests: [SubmitRequest]) {
        for request in submits.append(requests) {
            // Throws when the connection has gone meanwhile: then nobody waits.
            _ = try? withCore { core, now throws(GatewayError) in
                try core.answer(submit: request.ticket, with: .throttle, at: now)
            }
        }
    }

    /// Asks the directory; others log in meanwhile.
    private func look(up request: LoginRequest, _ peer: SocketAddress?, _ ticket: LoginTicket) {
        Task { [self] in
            let decision: LoginDecision
            do {
                let account = try await directory.account(request.account, asking: request, from: peer)
                decision = account.map { .account($0) } ?? .unknownAccount
            } catch { decision = .unavailable }
            withCore { core, now in
                // Throws when the peer has gone meanwhile: then nobody waits.
                try? core.answer(login: ticket, with: decision, at: now)
            }
        }
    }

    private func end() {
        timer.cancel()
        submits.finish()
        messages.finish()
        events.finish()
        finished.decide(())
    }
}
