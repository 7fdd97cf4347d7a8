import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire

/// How a gateway runs.
public struct GatewaySettings: Sendable {
    /// The numbers that bound it.
    public var options = GatewayOptions.standard
    /// Which connections are let in, and how many.
    public var listener = ListenerLimits()
    /// Told of connections that were turned away before a login, a few a second for each reason; must be short.
    /// ``SMSGateway/connectionCounts`` counts them all.
    public var onTurnedAway: (@Sendable (TurnedAway) -> Void)?
    /// The sessions' limits; nil for the protocol's own.
    public var limits: SessionLimits?
    /// Decides about submits at once, so that their answers leave in the batch that brought them. What it leaves open
    /// (nil) is read from ``SMSGateway/submits`` and decided later; without a decider every submit is.
    ///
    /// Asked on whatever thread serves the connection, about its submits one by one in their order; for several
    /// connections at the same time. It may call the gateway, also to report and to answer. While it thinks its
    /// connection is not served: it must not wait for something that comes over it. A submit that has ended when the
    /// decision is there (it was answered with ``SMSGateway/answer(submit:with:)``, or the gateway was shut down) stays
    /// as it is.
    public var decider: (@Sendable (SubmitRequest) -> SubmitDecision?)?
    /// Makes an observer for each connection's session: every frame, in and out.
    public var watch: SessionObserverFactory?
    /// Octets handed to a socket in one call, at most; at least 1.
    public var octetsPerWrite = Int.max

    public init() {}

    /// Submits are read from ``SMSGateway/submits`` and decided when their reader likes.
    public static let deciding = GatewaySettings()

    /// Every submit is accepted at once, and joined to whole messages for ``SMSGateway/messages``.
    public static var accepting: GatewaySettings {
        var settings = GatewaySettings()
        settings.options.assemblesMessages = true
        settings.decider = { _ in .accept }
        return settings
    }
}

/// A message of an account, joined from its segments.
public struct GatewayMessage: Sendable {
    /// The account that submitted it.
    public var account: String
    /// The message.
    public var message: SubmittedMessage

    public init(account: String, message: SubmittedMessage) {
        self.account = account
        self.message = message
    }
}

/// A submitted segment that is to be decided about, once.
public struct GatewaySubmit: Sendable {
    /// What was submitted, by whom, on which channel.
    public let request: SubmitRequest
    let runtime: GatewayRuntime

    init(_ request: SubmitRequest, _ runtime: GatewayRuntime) {
        self.request = request
        self.runtime = runtime
    }

    /// The account that submitted it.
    public var account: String { request.account }
    /// What was submitted.
    public var submission: Submission { request.submission }

    /// Takes the segment.
    ///
    /// - Returns: the id that it got, for its reports.
    /// - Throws: ``GatewayError/noSuchSubmit`` when it was decided already or its connection is gone: then it counts as
    ///   not accepted, for its SP may send it again.
    @discardableResult
    public func accept() throws(GatewayError) -> CarrierMessageID {
        guard let id = try decide(.accept) else { throw .noSuchSubmit }
        return id
    }

    /// The id that the segment gets if it is accepted: for reports that go out before its answer.
    ///
    /// - Throws: as ``accept()``.
    public func reserveID() throws(GatewayError) -> CarrierMessageID {
        let ticket = request.ticket
        return try runtime.withCore { core, now throws(GatewayError) in try core.reserveID(for: ticket, at: now) }
    }

    /// Refuses the segment with a status code of the protocol.
    ///
    /// - Throws: as ``accept()``, and `refusalWithoutCode` for zero.
    public func refuse(_ code: UInt32) throws(GatewayError) { _ = try decide(.refuse(code)) }

    /// Refuses the segment for now (流量控制): its SP may send it again, slower.
    ///
    /// - Throws: as ``accept()``.
    public func throttle() throws(GatewayError) { _ = try decide(.throttle) }

    private func decide(_ decision: SubmitDecision) throws(GatewayError) -> CarrierMessageID? {
        let ticket = request.ticket
        return try runtime.withCore { core, now throws(GatewayError) in
            try core.answer(submit: ticket, with: decision, at: now)
        }
    }
}

/// A carrier's side that people deploy: every version of a protocol on one port, accounts looked up and submits decided
/// when the owner likes, reports and incoming messages delivered on whatever channel can carry them.
public final class SMSGateway: Sendable {
    let runtime: GatewayRuntime
    private let listener: SocketListener

    private init(_ runtime: GatewayRuntime, _ listener: SocketListener) {
        self.runtime = runtime
        self.listener = listener
    }

    /// Listens, and serves from now on.
    ///
    /// - Parameters:
    ///   - endpoint: `HOST:PORT`; port 0 takes a free one, see ``address``.
    ///   - adapter: the protocol: `.cmpp`, `.smgp`, `.sgip`.
    ///   - accounts: who may log in; a list of accounts is a directory.
    ///   - store: keeps what was accepted and what is owed; nil keeps it in memory only.
    ///   - observer: told of everything, in order, in batches; must be short and must not wait for the gateway.
    /// - Throws: `EndpointSyntaxError`, and `TransportError` when the address cannot be used.
    public static func listen(
        on endpoint: String, speaking adapter: some GatewayAdapter, accounts: some AccountDirectory,
        settings: GatewaySettings = .deciding, store: (any GatewayStore)? = nil,
        observer: (@Sendable ([GatewayEvent]) -> Void)? = nil
    ) async throws -> SMSGateway {
        let runtime = GatewayRuntime(adapter, settings, accounts, store: store, observer: observer)
        let listener = try await SocketListener.bind(
            to: Endpoint(endpoint), limits: settings.listener, onTurnedAway: settings.onTurnedAway
        ) { runtime.accept($0) }
        return SMSGateway(runtime, listener)
    }

    /// Where it listens.
    public var address: SocketAddress { listener.address }

    /// Connections that were accepted, turned away and put off so far.
    public var connectionCounts: ListenerCounts { listener.counts }

    /// Submitted segments that are to be decided about: all of them, or what the decider leaves open. From the first
    /// one on; with a decider and an observer, which is told of them as well, from the first use of this property on.
    /// One reader; of more than 4096 batches that it leaves unread the oldest are refused for now.
    public var submits: GatewaySubmits { GatewaySubmits(requests: runtime.submits.sequence, runtime: runtime) }

    /// Whole messages, where ``GatewayOptions/assemblesMessages`` is set, from the first one on. One reader.
    public var messages: EventSequence<GatewayMessage> { runtime.messages.sequence }

    /// Everything that happens, in order, from the first use of this property on. One reader.
    public var events: EventSequence<GatewayEvent> { runtime.events.sequence }

    /// Events and messages that nobody took in time: of more than 4096 batches the oldest go.
    public var eventsLost: Int { runtime.events.lost + runtime.messages.lost }

    /// What was done so far.
    public var counters: GatewayCounters { runtime.state.withLock { $0.core.counters } }

    /// Does several calls at once, and then what follows from all of them: for owners that answer, report and deliver
    /// in batches, and for whatever the core can do that has no call of its own here.
    ///
    /// `body` runs under the gateway's lock: it must be short, must not call the gateway, and leaves taking actions and
    /// events to it.
    public func withCore<Value, Failure: Error>(
        _ body: (inout GatewayCore, Moment) throws(Failure) -> Value
    ) throws(Failure) -> Value { try runtime.withCore(body) }

    /// Decides about a submit of which only the ticket was kept, once, on whatever thread.
    ///
    /// - Returns: the id for its first recipient; nil when it was not accepted.
    /// - Throws: as ``GatewaySubmit/accept()``.
    @discardableResult
    public func answer(
        submit ticket: SubmitTicket, with decision: SubmitDecision
    ) throws(GatewayError) -> CarrierMessageID? {
        try runtime.withCore { core, now throws(GatewayError) in
            try core.answer(submit: ticket, with: decision, at: now)
        }
    }

    /// Closes a channel in order; its account may log in again.
    public func close(_ channel: ChannelID) { runtime.withCore { core, now in core.close(channel, at: now) } }

    /// Cuts a channel at once; its peer sees a reset.
    public func abort(_ channel: ChannelID) { runtime.abort(channel) }

    /// Cuts every channel at once.
    public func abortAll() { runtime.abortAll() }

    /// Lets nobody in any more; what is connected goes on.
    public func stopListening() async { await listener.stop() }

    /// Reports and segments that an account is owed.
    public func pendingDeliveries(of account: String) -> Int {
        runtime.state.withLock { $0.core.pendingDeliveries(of: account) }
    }

    /// Makes an account known before it logs in, or changes its settings: for what is to be delivered to it.
    public func register(_ account: GatewayAccount) {
        runtime.withCore { core, now in core.register(account, at: now) }
    }

    /// Reports what became of an accepted segment at one recipient, at once or minutes later, on any channel of the
    /// account that carries reports. `.acknowledged` or `.undeliverable` follows in ``events``, once.
    ///
    /// - Parameters:
    ///   - id: the id that the segment got; its further recipients have those that follow.
    ///   - word: the carrier's word for the state; nil for the protocol's own.
    ///   - account: whose segment is meant, where two accounts named the same id (SGIP).
    /// - Throws: ``GatewayError``.
    @discardableResult
    public func report(
        _ state: DeliveryState, on id: CarrierMessageID, to recipient: String, word: String? = nil,
        errorCode: String = "", of account: String? = nil
    ) throws(GatewayError) -> DeliveryNumber {
        try runtime.withCore { core, now throws(GatewayError) in
            try core.report(state, word: word, errorCode: errorCode, on: id, to: recipient, of: account, at: now)
        }
    }

    /// Delivers a report on a segment that is not remembered, after a restart for instance.
    ///
    /// - Throws: ``GatewayError``.
    @discardableResult
    public func report(
        _ report: DeliveryReport, on submit: ReportedSubmit, of account: String
    ) throws(GatewayError) -> DeliveryNumber {
        try runtime.withCore { core, now throws(GatewayError) in
            try core.report(report, on: submit, of: account, at: now)
        }
    }

    /// Delivers a subscriber's message to an account, cut into segments where it is long. `.acknowledged` or
    /// `.undeliverable` follows in ``events``, once, with `key`.
    ///
    /// - Throws: ``GatewayError``.
    @discardableResult
    public func deliver(
        _ message: IncomingMessage, to account: String, key: String? = nil
    ) throws(GatewayError) -> DeliveryNumber {
        try runtime.withCore { core, now throws(GatewayError) in
            try core.deliver(message, to: account, key: key, at: now)
        }
    }

    /// Stops listening, answers what is open, delivers what is due for `draining` at most, and closes every channel in
    /// order; what was not delivered is handed back. Returns when all is closed.
    public func shutDown(draining: Duration = .seconds(1)) async {
        await listener.stop()
        runtime.withCore { core, now in core.shutDown(draining: Moment.Span(draining), at: now) }
        await runtime.finished.value
    }
}

/// Submitted segments, one by one.
public struct GatewaySubmits: AsyncSequence, Sendable {
    public typealias Element = GatewaySubmit

    let requests: EventSequence<SubmitRequest>
    let runtime: GatewayRuntime

    /// Gives the segments one by one.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var requests: EventSequence<SubmitRequest>.AsyncIterator
        let runtime: GatewayRuntime

        public mutating func next() async -> GatewaySubmit? {
            await requests.next().map { GatewaySubmit($0, runtime) }
        }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(requests: requests.makeAsyncIterator(), runtime: runtime)
    }
}
