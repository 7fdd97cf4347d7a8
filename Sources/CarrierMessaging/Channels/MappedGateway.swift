import CarrierSession

/// A gateway's session: the engine under one protocol's rules, and the mapping of its messages.
///
/// Generic and inlinable, so that the protocol's own module compiles it for its messages: see ``MappedGatewaySession``.
@usableFromInline package struct MappedGateway<Mapping: GatewayMapping> {
    @usableFromInline var session: Session<Mapping.Rules>
    @usableFromInline var mapping: Mapping
    @usableFromInline var told: [GatewaySessionEvent] = []
    /// True once the login that waits has been told.
    @usableFromInline var isLoginTold = false
    @usableFromInline package private(set) var isLoggedIn = false
    @usableFromInline var endReason: CloseReason?
    @inlinable package var closeReason: CloseReason? {
        // Mutating for the same reason as ``capacity``.
        mutating get { endReason }
    }

    /// A session that waits for its connection. On a server's side the login waits for ``answer(login:at:)``.
    @inlinable package init(
        speaking rules: Mapping.Rules, role: SessionRole, limits: SessionLimits, mapping: Mapping
    ) {
        session = Session(speaking: rules, role: role, limits: limits, asksForLogin: role == .server)
        self.mapping = mapping
    }

    // MARK: The core's face

    @inlinable package var capacity: Int {
        // Mutating, so that it is asked in place: a reading owner would copy the whole session first.
        mutating get {
            guard session.stateName == .open else { return 0 }
            return max(0, session.limits.windowSize - session.requestsInFlight - session.requestsQueued)
        }
    }

    @inlinable package mutating func answer(login answer: LoginAnswer, at moment: Moment) {
        isLoginTold = false
        if case .account(let account) = answer, let windowSize = account.windowSize {
            session.limits.windowSize = max(1, windowSize)
        }
        let mapping = mapping
        session.answerLogin(at: moment) { mapping.prepare(&$0, for: answer) }
        translate(at: moment)
    }

    @inlinable package mutating func deliver(_ request: DeliveryRequest, at moment: Moment) throws(DeliveryError) {
        let message: Mapping.Message
        do throws(MessagingError) { message = try mapping.delivery(request.content) } catch { throw .message(error) }
        do throws(SessionError) {
            try session.submit(message, tag: request.tag, at: moment)
        } catch { throw .session(error) }
    }

    @inlinable package mutating func reply(
        to token: ReplyToken, id: CarrierMessageID, code: UInt32, at moment: Moment
    ) throws(SessionError) {
        do throws(SessionError) {
            try session.reply(mapping.submitResponse(id: id, code: code), to: token, at: moment)
        } catch {
            // What cannot be written must not stay owed: it would hold up the closing.
            session.abandon(token, at: moment)
            translate(at: moment)
            throw error
        }
        // The last answer that was owed may be the end of a session that closes.
        translate(at: moment)
    }

    @inlinable package mutating func abandon(_ token: ReplyToken, at moment: Moment) {
        session.abandon(token, at: moment)
        translate(at: moment)
    }

    @inlinable package mutating func takeEvents(into events: inout [GatewaySessionEvent]) {
        if events.isEmpty { return swap(&events, &told) }
        events += told
        told.removeAll(keepingCapacity: true)
    }

    // MARK: The socket's face

    @inlinable package mutating func open(at moment: Moment) {
        session.open(at: moment)
        translate(at: moment)
    }

    @inlinable package mutating func receive(
        capacity: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int
    ) -> Int {
        let result = session.receive(capacity: capacity, at: moment, portion: batch(portion), read)
        translate(at: moment)
        return result
    }

    @inlinable package var hasUnservedInput: Bool { session.hasUnservedInput }

    @inlinable package mutating func proceed(at moment: Moment, portion: Int) {
        session.proceed(at: moment, portion: batch(portion))
        translate(at: moment)
    }

    @inlinable package var wantsInput: Bool { session.wantsInput }
    @inlinable package var outputCount: Int { session.outputCount }

    @inlinable package mutating func withOutput(_ body: (UnsafeRawBufferPointer) -> Int) { session.withOutput(body) }

    @inlinable package var nextDeadline: Moment? { session.nextDeadline }

    @inlinable package mutating func advance(to moment: Moment) {
        session.advance(to: moment)
        translate(at: moment)
    }

    @inlinable package mutating func endOfInput(at moment: Moment, errno: Int32?) {
        session.endOfInput(at: moment, errno: errno)
        translate(at: moment)
    }

    @inlinable package mutating func close(at moment: Moment) {
        session.close(at: moment)
        translate(at: moment)
    }

    @inlinable package mutating func abort(at moment: Moment) {
        session.abort(at: moment)
        translate(at: moment)
    }

    /// Half a window at most: the other half is under way meanwhile, and neither side waits for the other's turn. At
    /// least four, so that no request is sent between a response and the closing that came right behind it.
    @inlinable func batch(_ portion: Int) -> Int { min(portion, max(4, session.limits.windowSize / 2)) }

    // MARK: Translating

    @inlinable mutating func translate(at moment: Moment) {
        while let event = session.nextEvent() { take(event, at: moment) }
        guard !isLoginTold, let message = session.pendingLogin else { return }
        isLoginTold = true
        if let request = mapping.login(message) {
            told.append(.loginAsked(request))
        } else {
            answer(login: .unknownAccount, at: moment)
        }
    }

    @inlinable mutating func take(_ event: consuming SessionEvent<Mapping.Message>, at moment: Moment) {
        switch consume event {
        case .opened(let summary):
            let traffic = mapping.opened(speaking: session.rules)
            begin(summary, carrying: traffic)
        case .request(let message, let token):
            if let submission = mapping.submission(message) {
                told.append(.submit(submission, token, named: mapping.identity(ofSubmit: token.sequence)))
            } else if let response = mapping.refusal(of: message) {
                if (try? session.reply(response, to: token, at: moment)) == nil { session.abandon(token, at: moment) }
            } else {
                session.abandon(token, at: moment)
            }
        case .response(let message, let exchange):
            told.append(.acknowledged(tag: exchange.tag, code: code(of: message)))
        case .furtherResponse(let message, let exchange):
            told.append(.acknowledgedLate(tag: exchange.tag, code: code(of: message)))
        case .failed(let exchange, let failure):
            told.append(.failed(tag: exchange.tag, failure, wasSent: exchange.sentAt != nil))
        case .alive: break
        case .anomaly(let anomaly): told.append(.anomaly(anomaly))
        case .closed(let reason): end(reason)
        }
    }

    @usableFromInline mutating func begin(_ summary: LoginSummary, carrying traffic: ChannelTraffic) {
        isLoggedIn = true
        told.append(.opened(summary, carries: traffic))
    }

    @usableFromInline mutating func end(_ reason: CloseReason) {
        endReason = reason
        told.append(.closed(reason))
    }

    @inlinable func code(of response: Mapping.Message) -> UInt32 {
        switch session.rules.classify(response) {
        case .response(.refused(let code), _), .response(.throttled(let code), _): code
        default: 0
        }
    }
}
