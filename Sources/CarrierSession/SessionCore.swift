import CarrierWire

/// Everything of a session that does not mention the protocol's messages: what is awaited, owed, due and waiting to be
/// written. It is not generic, so that the work per message is compiled once and for all.
@usableFromInline struct SessionCore: Sendable {
    /// What is read behind a login that the owner has not answered.
    @usableFromInline static var maximumOctetsBehindLogin: Int { 1 << 16 }

    @usableFromInline let role: SessionRole
    @usableFromInline var limits: SessionLimits
    @usableFromInline var state = SessionState.connecting
    /// The latest moment that any call has named.
    @usableFromInline var now = Moment(nanoseconds: .min)
    @usableFromInline var input: FrameSplitter
    @usableFromInline var output = OctetBuffer()
    @usableFromInline var window = SendWindow()
    @usableFromInline var owed = OwedReplies()
    @usableFromInline var past = PastSequences()
    /// Taken from the limits when they change.
    @usableFromInline var replyMemory: OwedReplies.MemoryBounds
    @usableFromInline var keepAlive = KeepAlive()
    @usableFromInline var gate: TokenBucket
    @usableFromInline var clock = ListeningClock()
    /// The last request or response that was neither keep-alive nor login nor closing.
    @usableFromInline var trafficAt = Moment(nanoseconds: 0)
    @usableFromInline var nextTicket: UInt64 = 1
    /// The number and kind of this side's own login and closing request.
    @usableFromInline var login: (sequence: SequenceKey, kind: UInt32)?
    @usableFromInline var closing: (sequence: SequenceKey, kind: UInt32)?
    /// True when the frame at the head of the input is a request for which there is no room.
    @usableFromInline var isPaused = false
    /// True when the owner, not the rules alone, is asked who may log in.
    @usableFromInline var asksOwnerForLogin = false
    /// True while the owner has not answered the peer's login: nothing behind it is served.
    @usableFromInline var isLoginPending = false
    /// Requests that may still be served before the owner's work.
    @usableFromInline var requestPortion = Int.max
    /// Responses that may still be served before it.
    @usableFromInline var responsePortion = Int.max
    /// True when a frame has to wait for the owner's work.
    @usableFromInline var isPortionServed = false
    /// True while the rest of the input is read for its responses only, because nothing can be answered any more.
    @usableFromInline var takesResponsesOnly = false
    @usableFromInline var observer: (any SessionObserver)?
    /// Octets at the head of the output of which the observer knows.
    @usableFromInline var observedOutput = 0
    /// True when the observer knows of the frame at the head of the input, which had to wait.
    @usableFromInline var isHeadObserved = false

    @usableFromInline init(role: SessionRole, limits: SessionLimits, rules: FrameRules) {
        self.role = role
        self.limits = limits
        input = FrameSplitter(rules: rules)
        gate = limits.gate
        replyMemory = OwedReplies.MemoryBounds(limits)
        past.fit(limits)
    }

    /// Takes changed limits over.
    @usableFromInline mutating func setLimits(_ limits: SessionLimits) {
        if limits.requestsPerSecond != self.limits.requestsPerSecond { gate = gate.changed(to: limits.gate) }
        self.limits = limits
        replyMemory = OwedReplies.MemoryBounds(limits)
        past.fit(limits)
    }

    @inline(__always)
    @usableFromInline mutating func tick(_ moment: Moment) {
        if moment > now { now = moment }
    }

    @usableFromInline var isOpen: Bool { if case .open = state { true } else { false } }

    /// True when the session is open and nothing is: no request of either side, no part of a frame.
    @usableFromInline var isAtRest: Bool {
        isOpen && window.inFlight == 0 && window.queued == 0 && owed.count == 0 && input.waitingOctets == 0
    }

    @usableFromInline var isOver: Bool { if case .closed = state { true } else { false } }

    @usableFromInline var isOutputFull: Bool { output.count > max(0, limits.maximumOutputOctets) }

    @usableFromInline var hasCapacityForRequest: Bool { owed.count < max(1, limits.maximumOwedReplies) }

    /// True when the peer's requests go to the owner: in `open`, and while this side has not asked to close.
    @usableFromInline var acceptsRequests: Bool {
        switch state {
        case .open: !takesResponsesOnly
        case .closing(let closing): closing.stage == .draining && !takesResponsesOnly
        default: false
        }
    }

    /// True when a request may be written now.
    @usableFromInline var maySend: Bool {
        isOpen && window.inFlight < limits.windowSize && !isOutputFull && gate.opens(after: now) == nil
    }

    // MARK: - Responses

    /// What a response belongs to.
    @usableFromInline enum ResponseMatch {
        case request(Int)
        case login
        case closing
        case keepAlive
        case anomaly(SessionAnomaly)
        /// It belongs to something of this side's though its number is another one, which the words name.
        indirect case deviating(ResponseMatch, String)
    }

    @usableFromInline mutating func match(_ sequence: SequenceKey, kind: UInt32) -> ResponseMatch {
        if let slot = window.find(sequence) {
            guard window.slots[slot].kind == kind else { return .anomaly(.unexpectedResponse(sequence, kind: kind)) }
            return .request(slot)
        }
        if let login, login.sequence == sequence, login.kind == kind, case .loggingIn = state {
            past.record(sequence, kind: kind, .answered)
            return .login
        }
        if let closing, closing.sequence == sequence, closing.kind == kind { return .closing }
        if keepAlive.answered(sequence, kind: kind) {
            past.record(sequence, kind: kind, .answered)
            return .keepAlive
        }
        switch past.status(of: sequence, kind: kind) ?? statusAtOtherTime(sequence, kind) {
        case .answered: return .anomaly(.duplicateResponse(sequence))
        case .givenUp: return .anomaly(.lateResponse(sequence))
        case nil: break
        }
        if let match = matchOtherNumber(sequence, kind: kind) { return match }
        keepAlive.answeredByStranger(kind: kind)
        return .anomaly(.unexpectedResponse(sequence, kind: kind))
    }

    /// What a response may mean that bears no number of this side's: the one request or login whose number differs in
    /// its time alone, or the closing request, of which there is only one.
    private func matchOtherNumber(_ sequence: SequenceKey, kind: UInt32) -> ResponseMatch? {
        if sequence.prefix != 0, let slot = window.findOtherTime(sequence, kind: kind) {
            return .deviating(.request(slot), deviation(sequence, from: window.slots[slot].sequence))
        }
        if let login, login.kind == kind, case .loggingIn = state, sequence.differsInTime(from: login.sequence) {
            return .deviating(.login, deviation(sequence, from: login.sequence))
        }
        if let closing, closing.kind == kind {
            return .deviating(.closing, deviation(sequence, from: closing.sequence))
        }
        return nil
    }

    private func statusAtOtherTime(_ sequence: SequenceKey, _ kind: UInt32) -> PastSequences.Status? {
        guard sequence.prefix != 0, window.findOtherTime(sequence, kind: kind) == nil else { return nil }
        return past.status(kind: kind) { $0.differsInTime(from: sequence) }
    }

    private func deviation(_ sequence: SequenceKey, from own: SequenceKey) -> String {
        let name = sequence.differsInTime(from: own) ? "response-time-word" : "response-number"
        return "\(name): \(sequence.text) answers \(own.text)"
    }

    // MARK: - Deadlines

    /// When login or closing must be finished.
    @usableFromInline var stateDeadline: Moment? {
        switch state {
        case .loggingIn(let login): login.deadline
        case .closing(let closing): closing.deadline
        default: nil
        }
    }

    /// When the next unanswered request is to be sent again or given up.
    @usableFromInline var responseDeadline: Moment? {
        // A millisecond at least: without a pause between its transmissions a session would do nothing else.
        let timeout = max(limits.replyTimeout, .milliseconds(1))
        return window.oldestInFlight.flatMap { clock.moment(of: window.slots[$0].waitsSince + timeout) }
    }

    /// When a sign of life is to be asked for, or has stayed out too long.
    @usableFromInline var keepAliveDeadline: Moment? {
        guard isOpen else { return nil }
        return keepAlive.due(limits).flatMap { clock.moment(of: $0) }
    }

    /// When the session has been without traffic for too long.
    @usableFromInline var idleDeadline: Moment? {
        guard isOpen, let idle = limits.idleTimeout, window.inFlight == 0, owed.count == 0,
            window.queued == 0 || isOutputFull
        else { return nil }
        // Who dialled comes first: in some protocols only that side may ask to close.
        return trafficAt + idle + (role == .server ? limits.closingTimeout : .zero)
    }

    /// When the gate opens for the head of the queue; nil unless that is what it waits for.
    ///
    /// Now, when it has opened meanwhile: a call that only brought a later moment has sent nothing.
    var gateDeadline: Moment? {
        guard isOpen, window.inFlight < limits.windowSize, !isOutputFull, window.queued > 0, gate.isLimiting
        else { return nil }
        return gate.opens(after: now) ?? now
    }

    @usableFromInline var nextDeadline: Moment? {
        var next: Moment?
        func consider(_ deadline: Moment?) {
            guard let deadline, deadline < next ?? Moment(nanoseconds: .max) else { return }
            next = deadline
        }
        consider(stateDeadline)
        consider(responseDeadline)
        consider(keepAliveDeadline)
        consider(idleDeadline)
        consider(gateDeadline)
        return next
    }
}
