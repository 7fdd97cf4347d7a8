import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire

/// A client core with its sockets and its time. What follows from a call into the core is done after its lock is
/// released.
final class ClientRuntime: Sendable {
    struct State: Sendable {
        var core: ClientCore
        var runners: [ChannelID: SessionRunner] = [:]
        var dials: [ChannelID: Task<Void, Never>] = [:]
        var listener: SocketListener?
        var isStarted = false
        /// True while it starts, and once it has.
        var isStarting = false
        var isOver = false
        /// Why the listening address could not be used, when the client was last started.
        var startFailure = ""
        /// Messages whose owners may wait for their outcomes.
        var handles: [UInt64: HandleState] = [:]
        var lastChange: ChannelChange?
    }

    let adapter: any ClientAdapter
    let limits: SessionLimits
    let listen: Endpoint?
    private let watch: SessionObserverFactory?
    private let connectTimeout: Moment.Span
    let state: Guarded<State>
    let events = EventBuffer<ClientEvent>()
    let finished = OneShot<Void>()
    let firstOpened = OneShot<Result<Void, ClientStartError>>()
    private let store: StoreWriter<ClientStoreRecord>?
    private let observer: (@Sendable ([ClientEvent]) -> Void)?
    private let teller = Teller<ClientEvent>()
    let timer = CoreTimer()

    init(
        _ adapter: any ClientAdapter, _ channels: ChannelPlan, _ options: ClientOptions, listen: Endpoint?,
        limits: SessionLimits, store: (any ClientStore)?, watch: SessionObserverFactory?,
        observer: (@Sendable ([ClientEvent]) -> Void)?
    ) {
        self.adapter = adapter
        self.limits = limits
        self.listen = listen
        self.watch = watch
        connectTimeout = options.connectTimeout
        self.store = store.map { store in StoreWriter { try await store.append($0) } }
        self.observer = observer
        var options = options
        options.usesStore = store != nil
        let seed = UInt64.random(in: .min ... .max)
        state = Guarded(
            State(
                core: ClientCore(
                    speaking: adapter, channels: channels, options: options, seed: seed,
                    firstConnection: UInt32(truncatingIfNeeded: seed), at: MonotonicClock.now())))
    }

    // MARK: The owner's calls

    func start() async throws {
        let isFirst = state.withLock { state in
            defer { state.isStarting = true }
            return !state.isStarting
        }
        guard isFirst else { return }
        if adapter.hasReverseConnection, let listen {
            do {
                let listener = try await SocketListener.bind(to: listen) { [weak self] in self?.accept($0) }
                let isWanted = state.withLock { state in
                    if !state.isOver { state.listener = listener }
                    return !state.isOver
                }
                if !isWanted { await listener.stop() }
            } catch {
                state.withLock { state in
                    state.isStarting = false
                    state.startFailure = "\(error)"
                }
                throw error
            }
        }
        state.withLock { ($0.isStarted, $0.startFailure) = (true, "") }
        settle()
    }

    var listeningAddress: SocketAddress? { state.withLock { $0.listener?.address } }

    func opened() async throws {
        guard let result = await firstOpened.value(before: nil, timers: HandleState.timers) else {
            throw CancellationError()
        }
        try result.get()
    }

    func ended(before deadline: Moment?) async -> Bool {
        await finished.value(before: deadline, timers: HandleState.timers) != nil
    }

    func submit(_ message: OutboundMessage, key: String?) async throws -> SubmittedMessageHandle {
        let handle = HandleState(recipients: message.destinations.count)
        let submitted = try state.withLock { state throws(MessagingError) in
            let submitted = try state.core.submit(message, key: key, at: MonotonicClock.now())
            state.handles[submitted.number] = handle
            return submitted
        }
        settle(atOnce: true)
        try await store?.awaitSafety(of: submitted.storeSerial)
        return SubmittedMessageHandle(number: submitted.number, state: handle)
    }

    func submit(
        _ message: OutboundMessage, key: String?, copies: UInt64
    ) throws(MessagingError) -> ClientCore.Submitted {
        let submitted = try state.withLock { state throws(MessagingError) in
            try state.core.submit(message, key: key, copies: copies, at: MonotonicClock.now())
        }
        settle(atOnce: true)
        return submitted
    }

    func withdraw(_ number: UInt64) -> Bool {
        defer { settle() }
        return state.withLock { $0.core.withdraw(number, at: MonotonicClock.now()) }
    }

    func shutDown(sendingQueued: Bool, awaitingReports: Bool, within span: Moment.Span) {
        state.withLock { state in
            // A client that was never started has its end at once: nothing will be dialled.
            state.isStarted = true
            state.core.shutDown(
                sendingQueued: sendingQueued && state.isStarting, awaitingReports: awaitingReports, within: span,
                at: MonotonicClock.now())
        }
        settle()
    }

    // MARK: Channels

    /// Works with the core for a channel's turn.
    func enter(_ body: (inout ClientCore) -> Void) { state.withLock { body(&$0.core) } }

    private func beginDial(_ channel: ChannelID, _ address: String, _ traffic: ChannelTraffic, _ connection: UInt32) {
        let isWanted = state.withLock { state in
            // A cut may have come before this.
            guard state.core.isDialing(channel) else {
                state.core.dialFailed(channel, reason: "given up", at: MonotonicClock.now())
                return false
            }
            // Noted before it begins: a dial that has ended must not be noted afterwards, and stay.
            state.dials[channel] = Task { [self] in
                await dial(channel, address, traffic, connection)
            }
            return true
        }
        if !isWanted { settle() }
    }

    private func dial(
        _ channel: ChannelID, _ address: String, _ traffic: ChannelTraffic, _ connection: UInt32
    ) async {
        do {
            let socket = try await Dialer.socket(to: Endpoint(address), timeout: connectTimeout)
            let session = adapter.makeSession(traffic: traffic, connection: connection, limits: limits)
            run(channel, ClientChannelOwner(channel, session, self), socket, isDialled: true) { core, now in
                core.dialSucceeded(channel, at: now)
            }
        } catch {
            let reason = error is CancellationError ? "given up" : "\(error)"
            state.withLock { state in
                state.dials[channel] = nil
                state.core.dialFailed(channel, reason: reason, at: MonotonicClock.now())
            }
            settle()
        }
    }

    private func accept(_ socket: consuming ConnectedSocket) {
        let peer = socket.peer.description
        let (channel, connection) = state.withLock { state in
            (state.core.reverseAccepted(from: peer, at: MonotonicClock.now()), state.core.takeConnectionNumber())
        }
        guard let channel, let session = adapter.makeReverseSession(connection: connection, limits: limits) else {
            return settle()
        }
        run(channel, ClientChannelOwner(channel, session, self), socket, isDialled: false) { _, _ in }
    }

    private func run(
        _ channel: ChannelID, _ owner: sending ClientChannelOwner, _ socket: consuming ConnectedSocket,
        isDialled: Bool, _ note: (inout ClientCore, Moment) -> Void
    ) {
        if let watch {
            owner.session.observer = watch(
                ObservedChannel(channel: channel, isDialled: isDialled, local: socket.local, peer: socket.peer))
        }
        let runner = SessionRunner(
            socket, owner: owner, afterPass: { [weak self] in self?.settle() },
            onFinished: { [weak self] runner in
                // The channel may have been dialled again while this socket lingered.
                self?.state.withLock { if $0.runners[channel] === runner { $0.runners[channel] = nil } }
            })
        let isWanted = state.withLock { state in
            let isWanted = state.dials.removeValue(forKey: channel)?.isCancelled != true
            state.runners[channel] = runner
            note(&state.core, MonotonicClock.now())
            return isWanted
        }
        runner.start()
        if !isWanted { runner.abort() }
    }

    // MARK: What follows

    /// Does what the core asks for, tells what it tells, and sets the timer. Called without any lock.
    ///
    /// - Parameter atOnce: channels that have something to send do so on this thread.
    func settle(atOnce: Bool = false) {
        let (actions, deadline) = state.withLock { state -> ([ClientAction], Moment?) in
            var actions: [ClientAction] = []
            if state.isStarted { state.core.takeActions(into: &actions) }
            teller.take { state.core.takeEvents(into: &$0) }
            store?.take { state.core.takeStoreRecords(into: &$0) }
            return (actions, state.core.nextDeadline)
        }
        timer.set(deadline) { [weak self] in self?.timeCame() }
        for action in actions { perform(action, atOnce: atOnce) }
        store?.write(stored: { [weak self] in self?.stored(upTo: $0) }, failed: { [weak self] in self?.cannotStore() })
        teller.tell { tell($0) }
    }

    private func timeCame() {
        state.withLock { $0.core.advance(to: MonotonicClock.now()) }
        settle()
    }

    private func stored(upTo serial: UInt64) {
        state.withLock { $0.core.stored(upTo: serial, at: MonotonicClock.now()) }
        settle()
    }

    /// What is not safe must not be promised: the client stops.
    private func cannotStore() { shutDown(sendingQueued: false, awaitingReports: false, within: .zero) }

    private func perform(_ action: ClientAction, atOnce: Bool) {
        switch action {
        case .dial(let channel, let address, let traffic, let connection):
            beginDial(channel, address, traffic, connection)
        case .close(let channel): runner(channel)?.close()
        case .cut(let channel):
            state.withLock { $0.dials[channel] }?.cancel()
            runner(channel)?.abort()
        case .wake(let channel), .reply(let channel):
            if atOnce { runner(channel)?.serveNow() } else { runner(channel)?.wake() }
        }
    }

    private func runner(_ channel: ChannelID) -> SessionRunner? { state.withLock { $0.runners[channel] } }

    // MARK: Telling

    private func tell(_ batch: [ClientEvent]) {
        var isOver = false
        let isAwaited = state.withLock { !$0.handles.isEmpty }
        for event in batch {
            switch event {
            case .outcome(let outcome): if isAwaited { note(outcome) }
            case .neverBegun(let content, let numbers): if isAwaited { noteNeverBegun(content, numbers) }
            case .channel(let change):
                state.withLock { $0.lastChange = change }
                if change.state == .open, change.carries.contains(.submit) { firstOpened.decide(.success(())) }
            case .ended: isOver = true
            default: break
            }
        }
        observer?(batch)
        events.append(batch)
        if isOver { end() }
    }

    private func note(_ outcome: RecipientOutcome) {
        guard let handle = state.withLock({ $0.handles[outcome.number] }), handle.note(outcome) else { return }
        state.withLock { _ = $0.handles.removeValue(forKey: outcome.number) }
    }

    private func noteNeverBegun(_ content: MessageContent, _ numbers: Range<UInt64>) {
        // Copies have no handles: only the messages that have one are looked at, however many never began.
        for number in state.withLock({ $0.handles.keys.filter(numbers.contains) }) {
            for recipient in 0..<content.recipientCount {
                note(RecipientOutcome(number: number, content: content, recipient: recipient, result: .notSent))
            }
        }
    }

    private func end() {
        let (listener, last, startFailure) = state.withLock { state in
            defer { (state.listener, state.isOver) = (nil, true) }
            return (state.listener, state.lastChange, state.startFailure)
        }
        timer.cancel()
        events.finish()
        let dialFailure = startFailure.isEmpty ? last?.dialFailure ?? "" : startFailure
        firstOpened.decide(.failure(ClientStartError(reason: last?.reason, dialFailure: dialFailure)))
        guard let listener else { return _ = finished.decide(()) }
        // Whoever waited for the end may listen there again.
        Task {
            await listener.stop()
            finished.decide(())
        }
    }
}
