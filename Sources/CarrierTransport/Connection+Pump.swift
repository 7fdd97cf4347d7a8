import CarrierSession
import Dispatch

/// Numbers of the socket's handling that are not the session's.
@usableFromInline enum SocketLimits {
    /// Octets taken from the socket per event, so that one busy peer leaves time to others.
    @usableFromInline static let octetsPerEvent = 65_536
    /// Frames that are served, answered and sent before the next ones, so that the peer has something to do meanwhile.
    @usableFromInline static let framesPerTurn = 16
    /// Letters that are taken to the session without waiting for more.
    @usableFromInline static let lettersPerDelivery = 32
    /// How soon a caller that was resumed must submit again to count as one that comes back.
    @usableFromInline static let patience = Moment.Span.milliseconds(1)
    /// How long the last octets of a session may take to leave, and then the peer to close its side.
    @usableFromInline static let lingering = Moment.Span.seconds(1)
    /// Octets thrown away while the peer's end is awaited; a peer that still sends more is cut off.
    @usableFromInline static let discardedOctets = 1 << 20
    /// Rounds of events in one visit, each begun by what the owner did in the one before.
    @usableFromInline static let roundsPerVisit = 64
    /// How often a turn looks whether tasks of the connection's executor want to go on, before the socket is next.
    @usableFromInline static let roundsOfTasks = 8
}

// Everything here runs on the connection's reading thread or its queue, one of them at a time under the lock, except
// what says "under the lock": that may run anywhere.
extension Connection {
    @usableFromInline typealias State = ConnectionState<Vocabulary>

    /// One visit of the reading thread or the queue: lock, act, hand out events, send, unlock, resume who waited.
    @inlinable func visit(_ body: (inout State, Moment) -> Void) {
        if resumeAll(body) { deliverBehindReturners() }
    }

    /// The visit itself: true when it pays to wait for those whom it resumed.
    @inlinable func resumeAll(_ body: (inout State, Moment) -> Void) -> Bool {
        lock.lock()
        let now = MonotonicClock.now()
        let resumptions = Self.enter(self, &state, now, body)
        let waits = mailbox.depart(resuming: state.waiters.callersAnswered, at: now, room: roomInWindow(state))
        state.waiters.callersAnswered = 0
        lock.unlock()
        for wakening in resumptions { wakening.resume() }
        return waits
    }

    @inlinable func roomInWindow(_ state: State) -> Int {
        max(0, state.session.limits.windowSize) - state.session.requestsInFlight - state.session.requestsQueued
    }

    /// Behind all whom a visit resumed, in the same pool: the job runs when they have had their turn.
    @inlinable func deliverBehindReturners() { Task.detached { self.deliverForReturners() } }

    /// The callers that were resumed have had their turn: sends for all of them.
    @inlinable func deliverForReturners() {
        if mailbox.stopAwaiting() { deliverLetters() }
    }

    @inlinable static func enter(
        _ connection: Connection, _ state: inout State, _ now: Moment, _ body: (inout State, Moment) -> Void
    ) -> [Wakening] {
        connection.takeLetters(&state, now)
        guard state.phase != .finished else { return state.waiters.takeResumptions() }
        body(&state, now)
        connection.settle(&state, now)
        return state.waiters.takeResumptions()
    }

    /// Under the lock: makes sure that a visit comes.
    @inlinable func scheduleVisit(_ state: inout State) {
        guard !state.visitScheduled, state.phase != .finished else { return }
        state.visitScheduled = true
        queue.async { [self] in
            visit { state, _ in state.visitScheduled = false }
        }
    }

    @inlinable func timerFired() {
        visit { state, now in
            state.armed = nil
            if let deadline = state.session.nextDeadline, deadline <= now { state.session.advance(to: now) }
        }
    }

    /// Serves the socket, and then the tasks that prefer to run here.
    @inlinable func readable() {
        executor.gather()
        let waits = resumeAll { state, now in
            if state.phase == .running { read(&state, now) } else { discardInput(&state) }
        }
        if executor.hasGathered { runTasks() } else if waits { deliverBehindReturners() }
        executor.release()
    }

    /// Gives the tasks of the connection's executor their turn, and then sends for all of them.
    @inlinable func runTasks() {
        mailbox.awaitReturners()
        for _ in 0..<SocketLimits.roundsOfTasks where executor.hasGathered { executor.runGathered() }
        deliverForReturners()
    }

    @inlinable func read(_ state: inout State, _ now: Moment) {
        var budget = SocketLimits.octetsPerEvent
        let isCrowded = !Crowd.isSmall(at: now, last: &state.countedIn)
        let portion = isCrowded ? Int.max : SocketLimits.framesPerTurn
        while budget > 0, state.session.wantsInput {
            let offered = min(budget, state.room)
            var transfer = SocketCalls.Transfer.wouldBlock
            let descriptor = descriptor
            _ = state.session.receive(
                room: offered, at: now, portion: portion, handingTo: &state.waiters
            ) { free in
                transfer = SocketCalls.receive(descriptor, into: .init(rebasing: free.prefix(offered)))
                if case .moved(let count) = transfer { return count }
                return 0
            }
            while state.session.hasUnservedInput {
                handOut(&state, now)
                flush(&state)
                state.session.proceed(at: now, portion: portion, handingTo: &state.waiters)
            }
            switch transfer {
            case .moved(let count):
                // A short read has emptied the socket: asking again would only cost a call.
                if count < offered { return }
                budget -= count
                state.room = min(state.room * 4, SocketLimits.octetsPerEvent)
            case .wouldBlock:
                return
            case .ended:
                return endInput(&state, now, error: 0)
            case .failed(let code):
                return endInput(&state, now, error: code)
            }
        }
    }

    /// Writing failed: what the peer sent before the socket broke is read first, for it may say why.
    @inlinable func readToTheEnd(_ state: inout State, _ now: Moment) {
        for _ in 0..<16 where !state.inputEnded {
            read(&state, now)
            handOut(&state, now)
        }
        if !state.inputEnded { endInput(&state, now, error: 0) }
    }

    @inlinable func endInput(_ state: inout State, _ now: Moment, error: Int32) {
        state.inputEnded = true
        if error != 0 { noteBreak(error, &state) }
        state.session.endOfInput(at: now, errno: socketError)
    }

    /// The socket is broken: nothing more can be written.
    @inlinable func noteBreak(_ error: Int32, _ state: inout State) {
        ending.withLock { $0.socketError = error }
        state.outputBroken = true
    }

    /// Reads what a peer sends after the session's end, so that closing does not reset what it has yet to read.
    @inlinable func discardInput(_ state: inout State) {
        var transfer = SocketCalls.Transfer.wouldBlock
        let descriptor = descriptor
        withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { octets in
            transfer = SocketCalls.receive(descriptor, into: octets)
        }
        switch transfer {
        case .moved(let count):
            state.discarded += count
            if state.discarded > SocketLimits.discardedOctets { state.inputEnded = true }
        case .wouldBlock:
            break
        case .ended, .failed:
            state.inputEnded = true
        }
    }

    /// Hands out events, sends, and sets the sources and the timer to what is wanted next.
    @inlinable func settle(_ state: inout State, _ now: Moment) {
        handOut(&state, now)
        flush(&state)
        if state.outputBroken, state.phase == .running {
            readToTheEnd(&state, now)
            handOut(&state, now)
            flush(&state)
        }
        proceedToClose(&state, now)
        guard state.phase != .finished else { return }
        state.readWatch?.set(!state.inputEnded && (state.phase != .running || state.session.wantsInput))
        armTimer(&state, now)
    }

    @inlinable func handOut(_ state: inout State, _ now: Moment) {
        let handler = handler
        for _ in 0..<SocketLimits.roundsPerVisit {
            var isEmpty = true
            while let event = state.session.nextEvent() {
                isEmpty = false
                deliver(event, to: handler, &state, now)
            }
            feedBatches(&state, now)
            if isEmpty { return }
            handler?.finishBatch(self, &state.session)
        }
        scheduleVisit(&state)
    }

    /// An outcome goes to the task that waits for it, everything else to the handler or the inbox; the event is taken
    /// apart and moved, never copied.
    @inlinable func deliver(
        _ event: consuming SessionEvent<Message>, to handler: HandlerCalls<Vocabulary>?, _ state: inout State,
        _ now: Moment
    ) {
        switch consume event {
        case .response(let message, let exchange):
            if state.waiters.awaits(exchange.tag) {
                state.waiters.settle(tag: exchange.tag, .success(message), Transmission(exchange, answeredAt: now))
            } else {
                state.waiters.free(tag: exchange.tag)
                handOver(.response(message, exchange), to: handler, &state)
            }
        case .failed(let exchange, let failure):
            if state.waiters.awaits(exchange.tag) {
                state.waiters.settle(tag: exchange.tag, .failure(RequestError(failure, exchange)), nil)
            } else {
                state.waiters.free(tag: exchange.tag)
                handOver(.failed(exchange, failure), to: handler, &state)
            }
        case .request(let message, let token):
            handOver(.request(message, token), to: handler, &state)
        case .opened(let summary):
            onOpened?(self)
            opened.decide(.success(summary))
            handOver(.opened(summary), to: handler, &state)
        case .closed(let reason):
            ending.withLock { $0.closeReason = reason }
            state.phase = .flushing(now + SocketLimits.lingering)
            state.waiters.endAll()
            opened.decide(.failure(LoginError(reason, peer: peer)))
            handOver(.closed(reason), to: handler, &state)
        case .furtherResponse(let message, let exchange):
            handOver(.furtherResponse(message, exchange), to: handler, &state)
        case .alive(let sequence):
            handOver(.alive(sequence), to: handler, &state)
        case .anomaly(let anomaly):
            handOver(.anomaly(anomaly), to: handler, &state)
        }
    }

    @inlinable func handOver(
        _ event: consuming SessionEvent<Message>, to handler: HandlerCalls<Vocabulary>?, _ state: inout State
    ) {
        if let handler {
            handler.handle(event, self, &state.session)
        } else {
            keep(event, &state)
        }
    }

    /// Under the lock, after a call of an owner from elsewhere: sends what it wrote.
    ///
    /// The queue is woken only when it has something to do: waking it costs more than all the rest of a small batch.
    @inlinable func sendAtOnce(_ state: inout State, _ now: Moment) {
        guard state.phase == .running else { return scheduleVisit(&state) }
        flush(&state)
        if state.session.hasEvents || state.outputBroken || !state.waiters.resumptions.isEmpty {
            return scheduleVisit(&state)
        }
        armTimer(&state, now)
    }

    /// Under the lock: sends what the session wrote; a full socket arms the write source.
    @inlinable func flush(_ state: inout State) {
        // The descriptor may belong to somebody else by now.
        if state.phase == .finished { return }
        if state.outputBroken {
            if state.session.outputCount > 0 { _ = state.session.takeOutput() }
            return
        }
        while state.session.outputCount > 0 {
            var offered = 0
            var transfer = SocketCalls.Transfer.wouldBlock
            let descriptor = descriptor
            state.session.withOutput { octets in
                offered = min(octets.count, octetsPerWrite)
                transfer = SocketCalls.send(descriptor, .init(rebasing: octets.prefix(offered)))
                if case .moved(let count) = transfer { return count }
                return 0
            }
            switch transfer {
            case .moved(let count) where count == offered:
                continue
            case .moved, .wouldBlock:
                return watchWritability(&state)
            case .ended:
                return
            case .failed(let code):
                noteBreak(code, &state)
                return scheduleVisit(&state)
            }
        }
        state.writeSwitch?.set(false)
    }

    /// Under the lock.
    @inlinable func watchWritability(_ state: inout State) {
        if state.writeSwitch == nil {
            let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { self.visit { _, _ in } }
            source.setCancelHandler { self.releaseSource() }
            state.writeSwitch = SourceSwitch(source)
            state.openSources += 1
        }
        state.writeSwitch?.set(true)
    }

    /// After the session's end: the last octets leave, sending ends, the peer's end is awaited, the socket closes.
    @inlinable func proceedToClose(_ state: inout State, _ now: Moment) {
        if state.phase == .running { return }
        if state.aborting { return finish(&state) }
        if case .flushing(let deadline) = state.phase {
            if state.session.outputCount > 0, !state.outputBroken, now < deadline { return }
            if state.inputEnded || state.outputBroken || state.session.outputCount > 0 { return finish(&state) }
            SocketCalls.finishSending(descriptor)
            state.phase = .lingering(now + SocketLimits.lingering)
        }
        if case .lingering(let deadline) = state.phase, state.inputEnded || now >= deadline { finish(&state) }
    }

    @inlinable func finish(_ state: inout State) {
        state.phase = .finished
        timer.cancel()
        state.readWatch?.cancel()
        state.writeSwitch?.cancel()
    }

    /// The timer is set once and left alone while deadlines only move away.
    @inlinable func armTimer(_ state: inout State, _ now: Moment) {
        let deadline: Moment? =
            switch state.phase {
            case .running: state.session.nextDeadline
            case .flushing(let moment), .lingering(let moment): moment
            case .finished: nil
            }
        guard let deadline else { return }
        if let armed = state.armed, armed <= deadline { return }
        state.armed = deadline
        timer.schedule(deadline: MonotonicClock.dispatchTime(of: deadline, from: now), leeway: .milliseconds(1))
    }
}
