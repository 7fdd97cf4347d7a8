import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire

/// A service provider's end, complete: logs in, submits, takes reports and incoming messages, and accounts for all.
///
/// It serves one account with one or more connections and speaks whatever protocol its profile stands for. Every
/// message gets exactly one outcome per receiver; a ledger checks that. A lost connection ends the sender: what is
/// open becomes unknown. Connections of protocols without a sign of life may end idle and are made again on demand.
public final class ReferenceSender<Profile: CarrierProfile>: Sendable {
    @usableFromInline let desk: SenderDesk<Profile>

    @usableFromInline init(desk: SenderDesk<Profile>) { self.desk = desk }

    /// Connects and logs in; returns when every connection is open.
    ///
    /// - Parameters:
    ///   - address: `HOST:PORT` of the gateway.
    ///   - profile: the protocol with the account.
    ///   - observer: told of everything, in order, in batches, while the sender's lock is held: must be short and must
    ///     not call the sender.
    /// - Throws: `EndpointSyntaxError`, and as ``connect(to:speaking:options:observer:)-(Endpoint,_,_,_)``.
    @inlinable public static func connect(
        to address: String, speaking profile: Profile, options: SenderOptions = .standard,
        observer: (@Sendable ([SenderEvent]) -> Void)? = nil
    ) async throws -> ReferenceSender {
        try await connect(to: Endpoint(address), speaking: profile, options: options, observer: observer)
    }

    /// Connects and logs in; returns when every connection is open.
    ///
    /// - Throws: `TransportError` when there is no connection or the listening address cannot be used, `LoginError`
    ///   when a login was refused or failed, `SenderEnd` when a connection was lost meanwhile, `CancellationError`.
    ///   Nothing is left open then.
    @inlinable public static func connect(
        to endpoint: Endpoint, speaking profile: Profile, options: SenderOptions = .standard,
        observer: (@Sendable ([SenderEvent]) -> Void)? = nil
    ) async throws -> ReferenceSender {
        let timeout = options.connectTimeout
        let desk = SenderDesk(profile, options, observer: observer) { desk, slot, vocabulary, limits in
            _ = try await Dialer.connect(
                to: endpoint, speaking: vocabulary, limits: limits, timeout: timeout,
                handler: SenderLink(desk: desk, slot: slot))
        }
        do {
            if let path = profile.returnPath {
                let limits = desk.limits
                desk.listens(
                    try await Listener.bind(to: options.listen) { [weak desk] _ in
                        guard let desk else { return nil }
                        return Acceptance(
                            speaking: path.provider(desk.nextConnectionNumber()), limits: limits,
                            handler: SenderLink(desk: desk, slot: nil))
                    })
            }
            try await desk.connectAll()
        } catch {
            desk.begin(.closed)
            await desk.wait()
            await desk.closeConnections()
            throw error
        }
        return ReferenceSender(desk: desk)
    }

    /// Where the gateway may connect for reports and incoming messages; nil in protocols in which it never does.
    public var listeningAddress: SocketAddress? { desk.state.withLock { $0.listener?.address } }

    /// Subscribers' messages; they are acknowledged when they arrive. Of more than 1024 that nobody takes the oldest
    /// go. Ends with the sender.
    public var incoming: AsyncStream<InboundMessage> { desk.incoming.stream }

    /// Why the sender takes nothing more; nil while it does.
    public var end: SenderEnd? { desk.state.withLock { $0.end } }

    /// What the ledger has counted so far.
    public var counts: Ledger.Counts { desk.state.withLock { $0.ledger.counts } }

    /// Submits a message and waits until the carrier has taken every segment at every receiver.
    ///
    /// While the window is full the message waits its turn. When the task is cancelled the message goes on; its outcome
    /// is an event.
    ///
    /// - Throws: `SubmitError` when the message does not fit, or a segment was refused or not answered;
    ///   `CancellationError`.
    public func submit(_ message: OutboundMessage) async throws -> SendReceipt {
        let progress = try desk.enqueue(message)
        desk.kick()
        let isAnswered: Void? = await progress.answered.value()
        if isAnswered == nil { throw CancellationError() }
        return SendReceipt(
            number: progress.number, segments: try progress.segments(), progress: progress, timers: desk.timers)
    }

    /// Sends a message many times, each copy being prepared when its turn comes, and waits until every copy has its
    /// outcome at every receiver. One such order at a time.
    ///
    /// Returns early when the task is cancelled; what was begun goes on.
    ///
    /// - Throws: `SubmitError` when the message does not fit, nothing being sent then, or the sender has ended.
    public func send(_ message: OutboundMessage, times count: Int) async throws(SubmitError) {
        let finished = try desk.order(message, times: count)
        desk.kick()
        await finished?.value()
    }

    /// Waits until the sender ends by itself, because a connection was lost; nil when `span` is over first or the task
    /// is cancelled.
    public func ended(within span: Moment.Span? = nil) async -> SenderEnd? {
        await desk.summary.value(until: span.map { MonotonicClock.now() + $0 }, timers: desk.timers)?.end
    }

    /// Ends every connection in order: unsent requests are handed back, answers still awaited. What is open then
    /// becomes unknown. May be called more than once; takes as long as the protocol's closing time at most, and
    /// cancelling the task does not shorten it.
    ///
    /// - Returns: the totals.
    @discardableResult
    public func close() async -> SenderSummary {
        desk.begin(.closed)
        return await desk.summary.certainValue()
    }
}

extension SenderDesk {
    /// Waits until everything is over.
    @usableFromInline func wait() async { _ = await summary.certainValue() }

    @usableFromInline func listens(_ listener: Listener<Profile.Vocabulary>) {
        state.withLock { $0.listener = listener }
    }

    @usableFromInline func nextConnectionNumber() -> UInt32 {
        state.withLock { state in
            state.nextConnection &+= 1
            return state.nextConnection
        }
    }

    /// Makes every connection, one after the other.
    @usableFromInline func connectAll() async throws {
        let slots = state.withLock { state in
            for slot in state.slots.indices { state.slots[slot].phase = .dialling(nil) }
            return state.slots.indices
        }
        for slot in slots {
            try await connect(slot)
            if let end = state.withLock({ $0.end }) { throw end }
        }
    }

    /// Prepares a message for whichever connection has room first.
    func enqueue(_ message: OutboundMessage) throws(SubmitError) -> MessageProgress {
        let now = MonotonicClock.now()
        return try state.withLock { state throws(SubmitError) in
            if let end = state.end { throw .ended(end) }
            do throws(MessagingError) {
                let prepared = try state.prepare(message, at: now)
                let progress = MessageProgress(
                    prepared.number, receivers: message.destinations, segments: prepared.segments.segmentCount,
                    wantsReport: message.report == .requested)
                state.progress[prepared.number] = progress
                state.pending.append(prepared)
                return progress
            } catch {
                throw .unusable(error)
            }
        }
    }

    /// Notes an order of many copies, of which the first is prepared at once; nil when there is nothing to wait for.
    func order(_ message: OutboundMessage, times count: Int) throws(SubmitError) -> Promise<Void>? {
        let now = MonotonicClock.now()
        guard count > 0 else { return nil }
        return try state.withLock { state throws(SubmitError) in
            if let end = state.end { throw .ended(end) }
            do throws(MessagingError) {
                var order = SenderBulk(message: message, remaining: UInt64(count) - 1)
                state.pending.append(try state.prepare(message, at: now))
                order.openOutcomes = UInt64(message.destinations.count)
                state.bulk = order
                return order.finished
            } catch {
                throw .unusable(error)
            }
        }
    }
}
