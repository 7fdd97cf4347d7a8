import CarrierSession
import Dispatch

// Everything here runs on the reading thread or the queue, one of them at a time under the lock.
extension SessionRunner {
    /// One pass of the reading thread, the queue or a caller: lock, act, let the owner serve, send, unlock, tell.
    ///
    /// Whoever asks while somebody is here, in what `afterPass` leads to for instance, is served in another round, and
    /// wakes nobody.
    func process(byReader: Bool = false, _ body: (inout RunnerState) -> Void) {
        round(byReader, body)
        for _ in 0..<SocketLimits.roundsPerPass {
            if passes.end() { return }
            round(byReader) { _ in }
        }
        // Others of the thread get their turn; what is asked for from now on counts on the pass that is on its way.
        queue.async { [self] in process { _ in } }
    }

    private func round(_ byReader: Bool, _ body: (inout RunnerState) -> Void) {
        lock.lock()
        passes.begin(byReader: byReader)
        if state.phase != .finished { act(&state, MonotonicClock.now(), body) }
        lock.unlock()
        afterPass()
    }

    /// One access to the state for the whole pass.
    private func act(_ state: inout RunnerState, _ now: Moment, _ body: (inout RunnerState) -> Void) {
        body(&state)
        settle(&state, now)
    }

    /// Under the lock: makes sure that a pass comes.
    func schedulePass(_ state: inout RunnerState) {
        guard !state.passScheduled, state.phase != .finished else { return }
        state.passScheduled = true
        queue.async { [self] in process { $0.passScheduled = false } }
    }

    func timerFired() {
        process { state in
            state.armed = nil
            let now = MonotonicClock.now()
            let session = state.owner.session
            if let deadline = session.nextDeadline, deadline <= now { session.advance(to: now) }
        }
    }

    func readable(onThread: Bool = false) {
        process(byReader: onThread) { state in
            if state.phase == .running { read(&state, MonotonicClock.now()) } else { discardInput(&state) }
        }
    }

    /// The reading thread is about to sleep: what waited for its next pass leaves now; false when there is nothing.
    func rest() -> Bool {
        guard passes.rest() else { return false }
        process { _ in }
        return true
    }

    func read(_ state: inout RunnerState, _ now: Moment) {
        let session = state.owner.session
        var budget = SocketLimits.octetsPerEvent
        let isCrowded = !Crowd.isSmall(at: now, last: &state.countedIn)
        let portion = isCrowded ? Int.max : SocketLimits.framesPerBatch
        while budget > 0, session.wantsInput {
            let offered = min(budget, state.capacity)
            var transfer = SocketCalls.Transfer.wouldBlock
            _ = session.receive(capacity: offered, at: now, portion: portion) { free in
                transfer = SocketCalls.receive(descriptor, into: .init(rebasing: free.prefix(offered)))
                if case .moved(let count) = transfer { return count }
                return 0
            }
            while session.hasUnservedInput {
                serve(&state, now)
                flush(&state, now)
                session.proceed(at: now, portion: portion)
            }
            switch transfer {
            case .moved(let count):
                // A short read has emptied the socket: asking again would only cost a call.
                if count < offered { return }
                budget -= count
                state.capacity = min(state.capacity * 4, SocketLimits.octetsPerEvent)
            case .wouldBlock: return
            case .ended: return endInput(&state, now, error: 0)
            case .failed(let code): return endInput(&state, now, error: code)
            }
        }
    }

    private func endInput(_ state: inout RunnerState, _ now: Moment, error: Int32) {
        state.inputEnded = true
        if error != 0 {
            state.socketError = error
            state.outputBroken = true
        }
        state.owner.session.endOfInput(at: now, errno: error == 0 ? nil : error)
    }

    /// Writing failed: what the peer sent before the socket broke is read first, for it may say why.
    private func readToTheEnd(_ state: inout RunnerState, _ now: Moment) {
        for _ in 0..<16 where !state.inputEnded {
            read(&state, now)
            serve(&state, now)
        }
        if !state.inputEnded { endInput(&state, now, error: state.socketError) }
    }

    /// Reads what a peer sends after the session's end, so that closing does not reset what it has yet to read.
    private func discardInput(_ state: inout RunnerState) {
        var transfer = SocketCalls.Transfer.wouldBlock
        withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { octets in
            transfer = SocketCalls.receive(descriptor, into: octets)
        }
        switch transfer {
        case .moved(let count):
            state.discarded += count
            if state.discarded > SocketLimits.discardedOctets { state.inputEnded = true }
        case .wouldBlock: break
        case .ended, .failed: state.inputEnded = true
        }
    }

    /// Lets the owner serve, sends, and sets the sources and the timer to what is wanted next.
    private func settle(_ state: inout RunnerState, _ now: Moment) {
        serve(&state, now)
        flush(&state, now)
        if state.outputBroken, state.phase == .running {
            readToTheEnd(&state, now)
            serve(&state, now)
            flush(&state, now)
        }
        if state.phase == .running, state.owner.session.closeReason != nil {
            state.phase = .flushing(now + SocketLimits.lingering)
        }
        proceedToClose(&state, now)
        guard state.phase != .finished else { return }
        let wantsInput = state.phase != .running || state.owner.session.wantsInput
        state.readWatch?.set(!state.inputEnded && wantsInput)
        armTimer(&state, now)
    }

    func serve(_ state: inout RunnerState, _ now: Moment) {
        serveOwner(&state, now)
        guard !state.hasLoggedIn, state.owner.session.isLoggedIn else { return }
        state.hasLoggedIn = true
        watchInputByThread(&state)
        // Whoever has logged in keeps the place; who has lost it meanwhile, and gets no other, ends.
        guard let place = state.place, !place.logIn() else { return }
        state.aborting = true
        state.owner.session.abort(at: now)
        serveOwner(&state, now)
    }

    private func serveOwner(_ state: inout RunnerState, _ now: Moment) {
        for _ in 0..<SocketLimits.roundsPerPass where !state.owner.serve(at: now) { return }
        schedulePass(&state)
    }

    /// Sends what the session wrote; a full socket arms the write source.
    private func flush(_ state: inout RunnerState, _ now: Moment) {
        let session = state.owner.session
        if state.outputBroken { return session.withOutput { $0.count } }
        while session.outputCount > 0 {
            var offered = 0
            var transfer = SocketCalls.Transfer.wouldBlock
            session.withOutput { octets in
                offered = min(octets.count, octetsPerWrite)
                transfer = SocketCalls.send(descriptor, .init(rebasing: octets.prefix(offered)))
                if case .moved(let count) = transfer { return count }
                return 0
            }
            switch transfer {
            case .moved(let count) where count == offered: continue
            case .moved, .wouldBlock: return watchWritability(&state)
            case .ended: return
            case .failed(let code):
                state.socketError = code
                state.outputBroken = true
                return schedulePass(&state)
            }
        }
        state.writeSwitch?.set(false)
    }

    private func watchWritability(_ state: inout RunnerState) {
        if state.writeSwitch == nil {
            let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { self.process { _ in } }
            source.setCancelHandler { self.releaseSource() }
            state.writeSwitch = SourceSwitch(source)
            state.openSources += 1
        }
        state.writeSwitch?.set(true)
    }

    /// After the session's end: the last octets leave, sending ends, the peer's end is awaited, the socket closes.
    private func proceedToClose(_ state: inout RunnerState, _ now: Moment) {
        if state.phase == .running { return }
        if state.aborting { return finish(&state) }
        if case .flushing(let deadline) = state.phase {
            let isEmpty = state.owner.session.outputCount == 0
            if !isEmpty, !state.outputBroken, now < deadline { return }
            if state.inputEnded || state.outputBroken || !isEmpty { return finish(&state) }
            SocketCalls.finishSending(descriptor)
            state.phase = .lingering(now + SocketLimits.lingering)
        }
        if case .lingering(let deadline) = state.phase, state.inputEnded || now >= deadline { finish(&state) }
    }

    private func finish(_ state: inout RunnerState) {
        state.phase = .finished
        timer.cancel()
        state.readWatch?.cancel()
        state.writeSwitch?.cancel()
    }

    /// The timer is set once and left alone while deadlines only move away.
    private func armTimer(_ state: inout RunnerState, _ now: Moment) {
        let deadline: Moment? =
            switch state.phase {
            case .running: state.owner.session.nextDeadline
            case .flushing(let moment), .lingering(let moment): moment
            case .finished: nil
            }
        guard let deadline else { return }
        if let armed = state.armed, armed <= deadline { return }
        state.armed = deadline
        timer.schedule(deadline: MonotonicClock.dispatchTime(of: deadline, from: now), leeway: .milliseconds(1))
    }
}
