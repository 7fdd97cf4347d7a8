import CarrierWire

/// The side of a connection that this session plays.
public enum SessionRole: Hashable, Sendable {
    /// Dialled, and logs in.
    case client
    /// Was dialled, and judges the login.
    case server
}

/// One protocol session without sockets and clocks: octets and moments in, octets and events out.
///
/// The owner calls `open` when the connection is there, gives what it reads to `receive`, writes what `withOutput`
/// shows, takes the events after each call, and calls `advance` when `nextDeadline` has come. A call never blocks;
/// moments that run backwards count as the latest one that was named.
public struct Session<Rules: SessionRules>: Sendable {
    public typealias Message = Rules.Message
    /// What the owner is told.
    public typealias Event = SessionEvent<Rules.Message>

    @usableFromInline var core: SessionCore
    /// What the session knows about the protocol, with the version that login settled.
    @inlinable public var rules: Rules { language }
    @usableFromInline var language: Rules
    /// The messages of unfinished requests, each at its slot's place.
    @usableFromInline var requests: [Message?] = []
    /// Those of requests that are over and may get a further response.
    @usableFromInline var ended = EndedRequests<Message>()
    @usableFromInline var events = Fifo<Event>()
    /// Whose login was answered last and how it named itself, accepted or refused; nil before a login was loginSummary.
    @inlinable public var lastLogin: LoginSummary? { loginSummary }
    @usableFromInline var loginSummary: LoginSummary?
    /// The peer's login and its number, until the owner has answered it.
    @usableFromInline var askedLogin: (message: Message, sequence: SequenceKey)?
    /// The peer's closing request, until it is answered.
    @usableFromInline var closingRequest: (message: Message, sequence: SequenceKey)?

    /// A session that waits for its connection.
    ///
    /// - Parameter asksForLogin: A server's login waits for ``answerLogin(at:_:)``, so that the account may be looked
    ///   up meanwhile; `loginTimeout` bounds that too. Otherwise the rules judges it at once.
    @inlinable public init(
        speaking rules: Rules, role: SessionRole, limits: SessionLimits, asksForLogin: Bool = false
    ) {
        language = rules
        core = SessionCore(role: role, limits: limits, rules: rules.frameRules)
        core.asksOwnerForLogin = asksForLogin && role == .server
    }

    // MARK: - What it is doing

    /// The side that this session plays.
    @inlinable public var role: SessionRole { core.role }

    /// The name of the state.
    @inlinable public var stateName: SessionStateName { core.state.name }

    /// True once the session takes no more requests, for good: it closes or is over.
    @inlinable public var isEnding: Bool { stateName == .closing || stateName == .closed }

    /// The limits; a change takes effect at once. A smaller window lets requests finish, it never drops one.
    @inlinable public var limits: SessionLimits {
        get { core.limits }
        set {
            core.setLimits(newValue)
            resume()
        }
    }

    /// Who watches this session; nil for nobody.
    @inlinable public var observer: (any SessionObserver)? {
        get { core.observer }
        set { core.observer = newValue }
    }

    /// False when reading should stop: the owner owes too many replies, too many octets wait to be written, or 64 KiB
    /// wait behind a login that is not answered.
    ///
    /// What is received nevertheless is kept. Keep-alives and responses that stand in front of the first request for
    /// which there is no room are still served.
    @inlinable public var wantsInput: Bool {
        if core.isPaused || core.isOver || core.isOutputFull { return false }
        // A peer that goes away without waiting for its login's answer must be seen to go.
        return !core.isLoginPending || core.input.waitingOctets < SessionCore.maximumOctetsBehindLogin
    }

    /// Requests of this side that await a response.
    @inlinable public var requestsInFlight: Int { core.window.inFlight }

    /// Requests of this side that wait for the window, the rate or the socket.
    @inlinable public var requestsQueued: Int { core.window.queued }

    /// Requests of the peer that await the owner's reply.
    @inlinable public var repliesOwed: Int { core.owed.count }

    /// When `advance` is to be called next; nil when nothing is due.
    @inlinable public var nextDeadline: Moment? { core.nextDeadline }

    /// The latest moment that a call has named: a handler need not look at the clock once more.
    @inlinable public var latestMoment: Moment { core.now }

    // MARK: - The login

    /// The peer's login that waits for ``answerLogin(at:_:)``; nil when none does. What the peer sends behind it waits.
    @inlinable public var pendingLogin: Message? { core.isLoginPending ? askedLogin?.message : nil }

    /// Answers the login that waits: `prepare` gives the rules what it needs to authenticate it, the account above all.
    ///
    /// Without effect when no login waits (the session is over, or the login was answered).
    @inlinable public mutating func answerLogin(at moment: Moment, _ prepare: (inout Rules) -> Void) {
        core.tick(moment)
        guard let login = askedLogin, core.isLoginPending else { return }
        askedLogin = nil
        core.isLoginPending = false
        if core.isOver { return }
        prepare(&language)
        authenticate(request: login.message, login.sequence)
        parse()
    }

    // MARK: - Events and octets out

    /// True when there are events that have not been taken.
    @inlinable public var hasEvents: Bool { !events.isEmpty }

    /// Takes the oldest event that has not been taken.
    @inlinable public mutating func nextEvent() -> Event? { events.popFirst() }

    /// Octets that wait to be written.
    @inlinable public var outputCount: Int { core.output.count }

    /// Shows the octets that wait to be written; `body` returns how many of them were.
    @inlinable public mutating func withOutput(_ body: (UnsafeRawBufferPointer) -> Int) {
        let wasFull = core.isOutputFull
        if core.observer != nil { core.observeOutput() }
        let written = core.output.withOctets(body)
        core.output.consume(written)
        if core.observer != nil { core.noteWritten(written) }
        if wasFull, !core.isOutputFull { resume() }
    }

    /// Takes all octets that wait to be written.
    @inlinable public mutating func takeOutput() -> [UInt8] {
        var octets: [UInt8] = []
        while core.output.count > 0 {
            let wasFull = core.isOutputFull
            if core.observer != nil { core.observeOutput() }
            core.observedOutput = 0
            if octets.isEmpty { octets = core.output.takeAll() } else { octets += core.output.takeAll() }
            if wasFull { resume() }
        }
        return octets
    }

    // MARK: - The connection's life

    /// The connection is there: a client logs in, a server waits for the login.
    @inlinable public mutating func open(at moment: Moment) {
        core.tick(moment)
        apply(.start(core.role, loginDeadline: core.now + core.limits.loginTimeout))
        parse()
    }

    /// Closes in order: unsent requests are handed back at once, those in flight and the replies owed so far are
    /// awaited, then the closing exchange follows; `closingTimeout` bounds it all.
    @inlinable public mutating func close(at moment: Moment) {
        core.tick(moment)
        beginClosing(.closedLocally)
    }

    /// Ends the session at once, without a word to the peer.
    @inlinable public mutating func abort(at moment: Moment) {
        core.tick(moment)
        takeBufferedResponses()
        apply(.aborted)
    }

    /// The stream ended or broke. Whole frames that were received before still count.
    ///
    /// - Parameter errno: the system's number for the reason, for `CloseReason.connectionLost`; nil when it just ended.
    @inlinable public mutating func endOfInput(at moment: Moment, errno: Int32? = nil) {
        core.tick(moment)
        if hasUnservedInput { parse() }
        takeBufferedResponses()
        if errno == nil, core.isAtRest { return apply(.peerLeft) }
        apply(.streamEnded(errno: errno))
    }

    /// Does what is due at `moment`: resends and gives up requests, asks for signs of life, sends what the rate allows,
    /// ends what has taken too long.
    @inlinable public mutating func advance(to moment: Moment) {
        core.tick(moment)
        if let deadline = core.stateDeadline, core.now >= deadline {
            takeBufferedResponses()
            if core.stateDeadline == deadline { apply(.deadlineReached) }
        }
        serveUnanswered()
        serveKeepAlive()
        if let deadline = core.idleDeadline, core.now >= deadline { beginClosing(.idle) }
        resume()
    }

    @inlinable func stillOpen() -> (responses: Bool, replies: Bool) {
        (core.window.inFlight > 0, core.owed.countBeforeMark > 0)
    }

    @inlinable mutating func beginClosing(_ reason: CloseReason) {
        guard case .open = core.state else {
            apply(.closeWanted(reason, deadline: core.now))
            return
        }
        core.owed.mark()
        apply(.closeWanted(reason, deadline: core.now + core.limits.closingTimeout))
        checkClosing()
    }

    /// Tells the state what a closing still waits for.
    @inlinable mutating func checkClosing() {
        guard case .closing = core.state else { return }
        let open = stillOpen()
        apply(.awaiting(responses: open.responses, replies: open.replies))
    }

    /// Goes on with what had to wait for room.
    @inlinable mutating func resume() {
        if core.isPaused {
            guard core.hasCapacityForRequest else { return sendQueued() }
            core.isPaused = false
            core.clock.resume(at: core.now)
        }
        parse()
        sendQueued()
    }

    // MARK: - Moving from state to state

    @inlinable mutating func apply(_ input: SessionInput) {
        let step = core.state.transition(input)
        let isChange = core.observer != nil && step.state.name != core.state.name
        core.state = step.state
        if isChange { core.observeState() }
        for action in step.actions { perform(action) }
    }

    @inlinable mutating func perform(_ action: SessionAction) {
        switch action {
        case .sendLogin: sendLogin()
        case .announce(let summary):
            core.keepAlive.heard(at: core.clock.reading(at: core.now))
            core.trafficAt = core.now
            events.append(.opened(summary))
        case .handBackQueued: handBack(onlyQueued: true)
        case .sendClosing: sendClosing()
        case .answerClosing: answerClosing()
        case .finish(let reason):
            handBack(onlyQueued: false)
            core.isPaused = false
            events.append(.closed(reason))
        }
    }
}
