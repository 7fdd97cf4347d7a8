import CarrierSession

/// A client's session: the engine under one protocol's rules, and the mapping of its messages.
///
/// Generic and inlinable, so that the protocol's own module compiles it for its messages: see ``MappedClientSession``.
@usableFromInline package struct MappedClient<Mapping: ClientMapping> {
    @usableFromInline var session: Session<Mapping.Rules>
    /// The mapping, and what was told since the owner asked last.
    @usableFromInline var results: ResultSink<Mapping>
    @usableFromInline var owed = OwedAnswers<Mapping.Message>()
    /// The submits that were made last: those of the same message's other segments and of its copies are the same.
    @usableFromInline var made: (content: MessageContent, recipients: Range<Int>, submits: [Mapping.Message])?
    @usableFromInline package private(set) var isLoggedIn = false
    @usableFromInline var endReason: CloseReason?
    @inlinable package var closeReason: CloseReason? {
        // Mutating for the same reason as ``capacity``.
        mutating get { endReason }
    }

    /// A session that waits for its connection.
    @inlinable package init(
        speaking rules: Mapping.Rules, role: SessionRole, limits: SessionLimits, mapping: Mapping
    ) {
        session = Session(speaking: rules, role: role, limits: limits)
        results = ResultSink(mapping)
    }

    // MARK: The core's face

    @inlinable package var capacity: Int {
        // Mutating, so that it is asked in place: a reading owner would copy the whole session first.
        mutating get {
            guard session.stateName == .open else { return 0 }
            return max(0, session.limits.windowSize - session.requestsInFlight - session.requestsQueued)
        }
    }

    @inlinable package mutating func submit(_ request: SegmentRequest, at moment: Moment) throws(SessionError) {
        guard let message = message(for: request) else { throw SessionError(.wrongDirection) }
        try session.submit(message, tag: request.tag, at: moment)
    }

    @inlinable mutating func message(for request: SegmentRequest) -> Mapping.Message? {
        if made?.content !== request.content || made?.recipients != request.recipients {
            made = results.mapping.submits(of: request.content, to: request.recipients).map {
                (request.content, request.recipients, $0)
            }
        }
        guard let submits = made?.submits, submits.indices.contains(request.segment) else { return nil }
        return submits[request.segment]
    }

    @inlinable package mutating func reply(to token: ReplyToken, code: UInt32, at moment: Moment) {
        guard let request = owed.take(token) else { return }
        answer(request, token, code: code, at: moment)
        // The last answer that was owed may be the end of a session that closes.
        translate(at: moment)
    }

    @inlinable package mutating func takeEvents(into events: inout [ClientSessionEvent]) {
        if events.isEmpty { return swap(&events, &results.told) }
        events += results.told
        results.told.removeAll(keepingCapacity: true)
    }

    // MARK: The socket's face

    @inlinable package mutating func open(at moment: Moment) {
        session.open(at: moment)
        translate(at: moment)
    }

    @inlinable package mutating func receive(
        capacity: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int
    ) -> Int {
        let result = session.receive(capacity: capacity, at: moment, portion: batch(portion), handingTo: &results, read)
        translate(at: moment)
        return result
    }

    @inlinable package var hasUnservedInput: Bool { session.hasUnservedInput }

    @inlinable package mutating func proceed(at moment: Moment, portion: Int) {
        session.proceed(at: moment, portion: batch(portion), handingTo: &results)
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
    }

    @inlinable mutating func take(_ event: consuming SessionEvent<Mapping.Message>, at moment: Moment) {
        switch consume event {
        case .opened(let summary):
            let traffic = results.mapping.opened(speaking: session.rules)
            begin(summary, carrying: traffic)
        case .request(let message, let token): take(message, token, at: moment)
        case .response(let message, let exchange), .furtherResponse(let message, let exchange):
            let (code, isThrottled, id) = results.mapping.result(
                of: message, sequence: exchange.sequence ?? SequenceKey(counter: 0))
            results.told.append(
                .result(
                    SubmitResult(
                        tag: exchange.tag, code: code, isThrottled: isThrottled, id: id, sentAt: exchange.sentAt,
                        answeredAt: moment)))
        case .failed(let exchange, let failure):
            let named = exchange.sequence.flatMap { results.mapping.identity(ofSubmit: $0) }
            results.told.append(
                .failed(tag: exchange.tag, failure, wasSent: exchange.sentAt != nil, named: named))
        case .alive: break
        case .anomaly(let anomaly): results.told.append(.anomaly(anomaly))
        case .closed(let reason): end(reason)
        }
    }

    @usableFromInline mutating func begin(_ summary: LoginSummary, carrying traffic: ChannelTraffic) {
        isLoggedIn = true
        // The version may be another now.
        made = nil
        results.told.append(.opened(summary, carries: traffic))
    }

    @usableFromInline mutating func end(_ reason: CloseReason) {
        endReason = reason
        owed.removeAll()
        results.told.append(.closed(reason))
    }

    @inlinable mutating func take(_ message: Mapping.Message, _ token: ReplyToken, at moment: Moment) {
        switch results.mapping.inbound(message, sequence: token.sequence) {
        case .report(let report):
            owed.append(message, token)
            results.told.append(.report(report, token))
        case .segment(let segment):
            owed.append(message, token)
            results.told.append(.segment(segment, token))
        case .malformedReport(let octets, let envelope):
            owed.append(message, token)
            results.told.append(.malformedReport(octets, envelope: envelope, token))
        case .other: answer(message, token, code: 0, at: moment)
        case .notServed: reply(results.mapping.refusal(of: message), to: token, at: moment)
        }
    }

    @inlinable mutating func answer(_ request: Mapping.Message, _ token: ReplyToken, code: UInt32, at moment: Moment) {
        reply(results.mapping.acknowledgement(of: request, code: code), to: token, at: moment)
    }

    @inlinable mutating func reply(_ response: Mapping.Message?, to token: ReplyToken, at moment: Moment) {
        guard let response, (try? session.reply(response, to: token, at: moment)) != nil else {
            session.abandon(token, at: moment)
            return
        }
    }
}

/// Takes responses where they are read.
@usableFromInline struct ResultSink<Mapping: ClientMapping>: ResponseSink {
    @usableFromInline var mapping: Mapping
    @usableFromInline var told: [ClientSessionEvent] = []

    @inlinable init(_ mapping: Mapping) { self.mapping = mapping }

    @inlinable func awaits(_ tag: UInt64) -> Bool { true }

    @inlinable mutating func take(
        _ response: consuming Mapping.Message, to tag: UInt64, _ transmission: Transmission
    ) {
        let (code, isThrottled, id) = mapping.result(of: response, sequence: transmission.sequence)
        told.append(
            .result(
                SubmitResult(
                    tag: tag, code: code, isThrottled: isThrottled, id: id, sentAt: transmission.sentAt,
                    answeredAt: transmission.answeredAt)))
    }
}

/// Requests whose answer is owed, in order of arrival; answers mostly come in the same order.
@usableFromInline struct OwedAnswers<Message> {
    @usableFromInline var waiting: [(message: Message?, token: ReplyToken)] = []
    @usableFromInline var head = 0

    @inlinable init() {}

    @inlinable mutating func append(_ message: Message, _ token: ReplyToken) { waiting.append((message, token)) }

    /// The request of that token, once.
    @inlinable mutating func take(_ token: ReplyToken) -> Message? {
        var place = head
        while place < waiting.count, waiting[place].token != token { place &+= 1 }
        guard place < waiting.count else { return nil }
        let message = waiting[place].message.take()
        while head < waiting.count, waiting[head].message == nil { head &+= 1 }
        if head == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 64, head * 2 > waiting.count {
            waiting.removeFirst(head)
            head = 0
        }
        return message
    }

    @usableFromInline mutating func removeAll() {
        waiting = []
        head = 0
    }
}
