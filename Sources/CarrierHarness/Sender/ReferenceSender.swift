import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport

/// An SP's end with a script and a checker: an `SMSClient` that sends messages, awaits their outcomes, and proves that
/// every message and recipient got exactly one.
public final class ReferenceSender: Sendable {
    /// The client.
    public let client: SMSClient
    private let state: Guarded<SenderState>
    private let latency: Guarded<LatencyHistogram>
    private let connected: OneShot<Void>
    private let over = OneShot<Void>()
    private let timers = Timers()
    /// Held while a message is given to the client, so that the checker knows of it before its first event; the number
    /// of the next message.
    private let ordering = Guarded<UInt64>(1)

    /// A sender for one account; nothing is dialled before ``connect()``.
    ///
    /// - Parameters:
    ///   - observer: told of everything, in order, in batches; must be short and must not wait for the sender.
    ///   - watch: makes an observer for each connection's session.
    public init(
        speaking adapter: any ClientAdapter, channels: ChannelPlan, options: ClientOptions = .standard,
        listen: Endpoint? = nil, limits: SessionLimits? = nil,
        observer: (@Sendable ([ClientEvent]) -> Void)? = nil, watch: SessionObserverFactory? = nil
    ) {
        let primaries = channels.entries.filter { $0.rank == 0 }.map { max(1, $0.connections) }.reduce(0, +)
        let state = Guarded(
            SenderState(checker: ClientChecker(seesSegments: options.tellsSegments), primaries: primaries))
        let connected = OneShot<Void>()
        let latency = Guarded(LatencyHistogram())
        (self.state, self.connected, self.latency) = (state, connected, latency)
        client = SMSClient(
            speaking: adapter, channels: channels, options: options, listen: listen, limits: limits,
            observer: { events in
                let (finished, isConnected) = state.withLock { state in (state.take(events), state.isConnected) }
                observer?(events)
                for order in finished { order.finished.decide(order.outcomes ?? []) }
                if isConnected { connected.decide(()) }
            },
            watch: { channel in
                ObserverTap(next: watch?(channel), onAnswer: { span in latency.withLock { $0.record(span) } })
            })
    }

    /// Dials; returns when every primary connection is open or has failed and at least one is open.
    ///
    /// - Throws: `TransportError` when the listening address cannot be used, ``NoChannelError`` when nothing could be
    ///   opened, `CancellationError`. Nothing is left open then.
    public func connect() async throws {
        try await client.start()
        let isDecided: Void? = await connected.value(before: nil, timers: timers)
        if isDecided == nil {
            await client.shutDown(within: .zero)
            throw CancellationError()
        }
        let (hasOpened, failure) = state.withLock { ($0.hasOpened, $0.lastFailure) }
        if !hasOpened { throw NoChannelError(change: failure) }
    }

    /// Sends a message many times and waits until every copy has its outcome at every recipient.
    ///
    /// Returns early when the task is cancelled; what was begun goes on.
    ///
    /// - Throws: the first field that does not fit, `shutDown`; nothing is sent then.
    public func send(_ message: OutboundMessage, times count: UInt64) async throws(MessagingError) {
        guard count > 0 else { return }
        let order = try order(message, times: count, keepsOutcomes: false)
        _ = await order.finished.value(before: nil, timers: timers)
    }

    /// Sends a message and waits for its outcomes, in the order in which they came.
    ///
    /// Returns what is known when the task is cancelled.
    ///
    /// - Throws: the first field that does not fit, `shutDown`; nothing is sent then.
    public func send(_ message: OutboundMessage) async throws(MessagingError) -> [RecipientOutcome] {
        let order = try order(message, times: 1, keepsOutcomes: true)
        return await order.finished.value(before: nil, timers: timers) ?? []
    }

    /// Gives a message to the client; its outcomes are events.
    ///
    /// - Returns: the copies' numbers.
    /// - Throws: the first field that does not fit, `queueFull`, `shutDown`.
    @discardableResult
    public func submit(_ message: OutboundMessage, times count: UInt64 = 1) throws(MessagingError) -> Range<UInt64> {
        try order(message, times: count, keepsOutcomes: false).numbers
    }

    private func order(
        _ message: OutboundMessage, times count: UInt64, keepsOutcomes: Bool
    ) throws(MessagingError) -> SenderOrder {
        try ordering.withLock { next throws(MessagingError) in
            let recipients = message.destinations.count
            let numbers = next..<next &+ count
            let order = SenderOrder(
                numbers: numbers, open: count &* UInt64(recipients), outcomes: keepsOutcomes ? [] : nil)
            state.withLock { state in
                state.checker.submitted(numbers, recipients: recipients)
                state.orders.append(order)
                if state.firstSubmit == nil { state.firstSubmit = MonotonicClock.now() }
            }
            do throws(MessagingError) {
                _ = try client.submit(message, copies: count)
            } catch {
                state.withLock { state in
                    state.checker.takeBackLastOrder()
                    state.orders.removeAll { $0.numbers.lowerBound == numbers.lowerBound }
                }
                throw error
            }
            next = numbers.upperBound
            return order
        }
    }

    /// Why the client is over; nil while it is not.
    public var end: ClientEnd? { state.withLock { $0.end } }

    /// What went through so far.
    public var counters: ClientCounters { client.counters }

    /// Waits until the client ends by itself, because its channels are lost; nil when `span` is over first or the task
    /// is cancelled.
    public func ended(within span: Duration? = nil) async -> ClientEnd? {
        _ = await client.ended(within: span)
        return end
    }

    /// Ends in order: what was not begun is told as not sent, responses are awaited, the channels are closed; what is
    /// open then is told as it stands. May be called more than once, and is not shortened by cancelling the task.
    ///
    /// - Parameter span: how long responses are awaited; closing takes as long as the options and limits say.
    /// - Returns: the totals.
    @discardableResult
    public func close(within span: Duration = .seconds(10)) async -> SenderSummary {
        await client.shutDown(within: span)
        let counters = client.counters
        let latency = latency.withLock { $0 }
        return state.withLock { state in
            var checker = state.checker
            checker.balance(against: counters)
            let duration =
                if let first = state.firstSubmit, let last = state.lastOutcome { last - first } else {
                    Moment.Span.zero
                }
            return SenderSummary(
                counts: checker.counts, counters: counters, violations: checker.violations,
                violationCount: checker.violationCount, duration: duration, latency: latency,
                end: state.end ?? .shutDown)
        }
    }
}
