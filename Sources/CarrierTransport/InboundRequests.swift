import CarrierSession

/// A request of the peer that awaits its one answer.
public struct InboundRequest<Vocabulary: SessionVocabulary>: Sendable {
    /// What the peer asks.
    public let message: Vocabulary.Message
    /// The right to answer.
    public let token: ReplyToken
    /// Where it came in.
    public let connection: Connection<Vocabulary>

    @inlinable init(message: Vocabulary.Message, token: ReplyToken, connection: Connection<Vocabulary>) {
        self.message = message
        self.token = token
        self.connection = connection
    }

    /// Answers. Answers given close together leave in one write.
    ///
    /// - Throws: `unencodable`, `wrongDirection`; `notOpen` when the session is over: the peer never gets the answer.
    @inlinable public func reply(_ response: Vocabulary.Message) throws(SessionError) {
        try connection.withSession { (session, now) throws(SessionError) in
            try session.reply(response, to: token, at: now)
        }
    }
}

/// The requests of a connection's peer, one by one.
public struct InboundRequests<Vocabulary: SessionVocabulary>: AsyncSequence, Sendable {
    public typealias Element = InboundRequest<Vocabulary>
    @usableFromInline let connection: Connection<Vocabulary>

    @inlinable init(connection: Connection<Vocabulary>) { self.connection = connection }

    public struct AsyncIterator: AsyncIteratorProtocol {
        @usableFromInline let connection: Connection<Vocabulary>

        @inlinable init(connection: Connection<Vocabulary>) { self.connection = connection }

        /// The next request; nil when the session is over and all were taken, or when the task is cancelled.
        @inlinable public mutating func next() async -> Element? {
            guard let request = await connection.next(.requests, { $0.takeRequest() }) else { return nil }
            return Element(message: request.message, token: request.token, connection: connection)
        }
    }

    @inlinable public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(connection: connection) }
}

/// The requests of a connection's peer, as many as wait at a time.
public struct InboundRequestBatches<Vocabulary: SessionVocabulary>: AsyncSequence, Sendable {
    public typealias Element = [InboundRequest<Vocabulary>]
    @usableFromInline let connection: Connection<Vocabulary>

    @inlinable init(connection: Connection<Vocabulary>) { self.connection = connection }

    public struct AsyncIterator: AsyncIteratorProtocol {
        @usableFromInline let connection: Connection<Vocabulary>

        @inlinable init(connection: Connection<Vocabulary>) { self.connection = connection }

        /// The requests that wait, at least one; nil when the session is over, or when the task is cancelled.
        @inlinable public mutating func next() async -> Element? {
            guard let requests = await connection.next(.requests, { $0.takeRequests() }) else { return nil }
            return requests.map { InboundRequest(message: $0.message, token: $0.token, connection: connection) }
        }
    }

    @inlinable public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(connection: connection) }
}

/// Events of a connection without a handler, other than requests and awaited outcomes.
public struct SessionNotices<Vocabulary: SessionVocabulary>: AsyncSequence, Sendable {
    public typealias Element = SessionEvent<Vocabulary.Message>
    @usableFromInline let connection: Connection<Vocabulary>

    @inlinable init(connection: Connection<Vocabulary>) { self.connection = connection }

    public struct AsyncIterator: AsyncIteratorProtocol {
        @usableFromInline let connection: Connection<Vocabulary>

        @inlinable init(connection: Connection<Vocabulary>) { self.connection = connection }

        /// The next event, `.closed` being the last; nil after it, or when the task is cancelled.
        @inlinable public mutating func next() async -> Element? {
            await connection.next(.notices) { $0.takeNotice() }
        }
    }

    @inlinable public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(connection: connection) }
}

extension Connection {
    /// The peer's requests, each to be answered with `reply`; only on a connection without a handler, empty otherwise.
    ///
    /// Nothing is dropped: when nobody takes or answers them, `SessionLimits.maximumOwedReplies` is reached and reading
    /// stops until answers are given. The sequence ends with the session. Several tasks may iterate; each request
    /// goes to one of them.
    @inlinable public var requests: InboundRequests<Vocabulary> { InboundRequests(connection: self) }

    /// The same requests, all that wait at a time: cheaper where many come.
    @inlinable public var requestBatches: InboundRequestBatches<Vocabulary> { InboundRequestBatches(connection: self) }

    /// What else happens on a connection without a handler: login, anomalies, outcomes that nobody awaits any more, the
    /// end. Of more than 1024 that nobody takes the oldest go, and `noticesDropped` counts them.
    @inlinable public var notices: SessionNotices<Vocabulary> { SessionNotices(connection: self) }

    /// Notices that nobody took in time.
    @inlinable public var noticesDropped: Int { lock.withLock { state.inbox.noticesDropped } }

    /// Under the lock: keeps an event for whoever iterates.
    @inlinable func keep(_ event: SessionEvent<Message>, _ state: inout State) {
        var tray = Inbox<Vocabulary>.Tray.notices
        switch event {
        case .request(let message, let token):
            state.inbox.add((message, token))
            tray = .requests
        case .closed:
            state.inbox.add(event)
            state.inbox.isOpen = false
        case .opened, .response, .furtherResponse, .failed, .alive, .anomaly:
            state.inbox.add(event)
        }
        state.waiters.resumptions += state.inbox.takeWaiting(for: tray)
    }

    /// Waits until `take` finds something; nil when the session is over or the task is cancelled.
    @inlinable func next<Element>(
        _ tray: Inbox<Vocabulary>.Tray, _ take: (inout Inbox<Vocabulary>) -> Element?
    ) async -> Element? {
        while !Task.isCancelled {
            let (element, isOpen, serial) = lock.withLock {
                (take(&state.inbox), state.inbox.isOpen, state.inbox.nextSerial())
            }
            if element != nil || !isOpen { return element }
            await withTaskCancellationHandler {
                await untilWoken { wakening in
                    let waits = lock.withLock {
                        !Task.isCancelled && state.inbox.wait(serial, for: tray, wakening)
                    }
                    if !waits { wakening.resume() }
                }
            } onCancel: {
                lock.withLock { state.inbox.stopWaiting(serial) }?.resume()
            }
        }
        return nil
    }
}
