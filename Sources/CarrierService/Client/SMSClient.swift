import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire

/// An SP that stays up: it dials its channels, submits, takes reports and incoming messages, and accounts for all.
///
/// Every message and recipient gets exactly one outcome. Connections that are lost are made again; what was never sent
/// waits, what was sent and not answered follows ``ClientOptions/unanswered``. Nothing is dialled before ``run()`` or
/// ``start()``.
public final class SMSClient: Sendable {
    let runtime: ClientRuntime

    /// A client for one account.
    ///
    /// - Parameters:
    ///   - adapter: the protocol, its version and the account: `.cmpp(.v3_0, account: account)`.
    ///   - channels: where to dial, primaries and backups.
    ///   - listen: where the gateway may connect for reports and incoming messages, in protocols in which it does
    ///     (SGIP); port 0 takes a free one, see ``listeningAddress``.
    ///   - limits: the sessions' limits; nil for the protocol's own.
    ///   - store: keeps what was taken and not settled; nil keeps it in memory only.
    ///   - observer: told of everything, in order, in batches; must be short and must not wait for the client.
    ///   - watch: makes an observer for each connection's session: every frame, in and out.
    public init(
        speaking adapter: some ClientAdapter, channels: ChannelPlan, options: ClientOptions = .standard,
        listen: Endpoint? = nil, limits: SessionLimits? = nil, store: (any ClientStore)? = nil,
        observer: (@Sendable ([ClientEvent]) -> Void)? = nil, watch: SessionObserverFactory? = nil
    ) {
        runtime = ClientRuntime(
            adapter, channels, options, listen: listen, limits: limits ?? adapter.sessionLimits, store: store,
            watch: watch, observer: observer)
    }

    /// Dials and serves until the client was shut down; a cancelled task shuts it down in order.
    public func run() async {
        await withTaskCancellationHandler {
            do { try await start() } catch {
                // The listening address cannot be used: reports could never come.
                runtime.shutDown(sendingQueued: false, awaitingReports: false, within: .zero)
            }
            await runtime.finished.value
        } onCancel: {
            runtime.shutDown(sendingQueued: false, awaitingReports: false, within: .seconds(10))
        }
    }

    /// Dials, and listens where the protocol wants it; returns at once. ``run()`` does it by itself.
    ///
    /// - Throws: `TransportError` when the listening address cannot be used; nothing is dialled then, and it may be
    ///   started again.
    public func start() async throws { try await runtime.start() }

    /// Waits until a channel that carries submits is open.
    ///
    /// - Throws: ``ClientStartError`` when the client ended before, with the last channel's reason;
    ///   `CancellationError`.
    public func opened() async throws { try await runtime.opened() }

    /// Waits until the client is over: shut down, or its channels lost for longer than ``ClientOptions/reconnectFor``.
    ///
    /// - Returns: false when `span` is over first or the task is cancelled.
    @discardableResult
    public func ended(within span: Duration? = nil) async -> Bool {
        await runtime.ended(before: span.map { MonotonicClock.now() + Moment.Span($0) })
    }

    /// Takes a message; with a store it returns when that is safe.
    ///
    /// - Parameter key: the caller's own name for it, which goes with every event.
    /// - Throws: `MessagingError`: the first field that does not fit, `queueFull`, `shutDown`.
    @discardableResult
    public func submit(_ message: OutboundMessage, key: String? = nil) async throws -> SubmittedMessageHandle {
        try await runtime.submit(message, key: key)
    }

    /// Takes a message many times; the copies take no room until their turn comes.
    ///
    /// - Returns: the copies' numbers, which go with every event.
    /// - Throws: as ``submit(_:key:)``.
    @discardableResult
    public func submit(
        _ message: OutboundMessage, key: String? = nil, copies: UInt64
    ) throws(MessagingError) -> Range<UInt64> {
        try runtime.submit(message, key: key, copies: copies).numbers
    }

    /// Takes back what was not sent; its outcomes are `notSent`.
    ///
    /// - Returns: false when some of it was sent.
    @discardableResult
    public func withdraw(_ handle: SubmittedMessageHandle) -> Bool { runtime.withdraw(handle.number) }

    /// Everything that happens, in order, from the first use of this property on. One reader; see ``eventsLost``.
    public var events: EventSequence<ClientEvent> { runtime.events.sequence }

    /// Events that nobody took in time: of more than 4096 batches the oldest go.
    public var eventsLost: Int { runtime.events.lost }

    /// What went through.
    public var counters: ClientCounters { runtime.state.withLock { $0.core.counters } }

    /// Every channel and how far it is.
    public var channels: [ClientChannelStatus] {
        runtime.state.withLock { $0.core.channelStates.map(ClientChannelStatus.init) }
    }

    /// Where the gateway may connect; nil before ``start()`` and in protocols in which it never does.
    public var listeningAddress: SocketAddress? { runtime.listeningAddress }

    /// Takes no further messages, waits for the responses to what was sent, and closes the channels in order.
    ///
    /// - Parameters:
    ///   - sendingQueued: sends what waits; otherwise that is told as never sent.
    ///   - awaitingReports: waits until every message has its outcome.
    ///   - span: the longest wait; what is open then is told as it stands.
    public func shutDown(
        sendingQueued: Bool = false, awaitingReports: Bool = false, within span: Duration = .seconds(10)
    ) async {
        runtime.shutDown(
            sendingQueued: sendingQueued, awaitingReports: awaitingReports, within: Moment.Span(span))
        await runtime.finished.value
    }
}

/// Why a client ended before a channel was open.
public struct ClientStartError: Error, Sendable {
    /// Why the last channel closed; nil when none was connected.
    public var reason: CloseReason?
    /// Why it could not be dialled, or the listening address not be used, in the system's words; empty otherwise.
    public var dialFailure: String
}

/// One channel of a client.
public struct ClientChannelStatus: Sendable {
    /// The channel.
    public var channel: ChannelID
    /// Where it is dialled or came from.
    public var address: String
    /// How far it is.
    public var state: ChannelState
    /// Requests that await their response.
    public var inFlight: Int

    init(_ status: (channel: ChannelID, address: String, state: ChannelState, inFlight: Int)) {
        (channel, address, state, inFlight) = status
    }
}
