import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport
import CarrierWire

/// The reference receiver: an `SMSGateway` whose owner is a script, and a checker beside it.
///
/// It answers, reports and pushes messages as the script says, in any protocol that has an adapter.
public final class ReferenceReceiver: Sendable {
    /// The gateway that does it.
    public let gateway: SMSGateway
    private let owner: ScriptedOwner

    private init(_ gateway: SMSGateway, _ owner: ScriptedOwner) {
        self.gateway = gateway
        self.owner = owner
    }

    /// Listens at `HOST:PORT`.
    ///
    /// - Parameters:
    ///   - adapter: the protocol: `.cmpp`, `.smgp`, `.sgip`, or one of ``GatewayProtocols``.
    ///   - accounts: who may log in.
    ///   - script: what is done with submits.
    ///   - settings: the gateway's; its decider is the script, and whole messages are always put together.
    ///   - events: told what happens, some events at a time, in order: must not call the receiver.
    /// - Throws: `EndpointSyntaxError` when the address cannot be read, and `TransportError` when it cannot listen
    ///   there.
    public static func listen(
        on endpoint: String, speaking adapter: some GatewayAdapter, accounts: some AccountDirectory,
        script: ReceiverScript = .accept, settings: GatewaySettings = .deciding,
        events: (@Sendable ([ReceiverEvent]) -> Void)? = nil
    ) async throws -> ReferenceReceiver {
        let owner = ScriptedOwner(adapter, script, settings.options, events)
        var settings = settings
        settings.options.assemblesMessages = true
        settings.options.tellsSending = true
        settings.decider = { owner.decide($0) }
        settings.onTurnedAway = { owner.turnedAway($0) }
        if script.faults.splitsWrites { settings.octetsPerWrite = 1 }
        let gateway = try await SMSGateway.listen(
            on: endpoint, speaking: adapter, accounts: accounts, settings: settings, observer: { owner.take($0) })
        owner.attach(gateway)
        return ReferenceReceiver(gateway, owner)
    }

    /// Where it listens, with the port that the system chose when 0 was asked for.
    public var address: SocketAddress { gateway.address }

    /// The messages that became whole, in order of their last segments. One reader.
    public var messages: EventSequence<GatewayMessage> { gateway.messages }

    /// What was done so far.
    public var counters: ReceiverCounters {
        var counters = owner.counters(with: gateway.counters)
        counters.turnedAway = gateway.connectionCounts.turnedAwayInAll
        return counters
    }

    /// What does not add up, a sentence each: empty when every submit has one answer and every report and message one
    /// end. Final after ``close(draining:)``.
    public var findings: [String] { owner.findings(with: gateway.counters) }

    /// Pushes a subscriber's message to an account, over whatever channel it has, now or later.
    ///
    /// - Throws: `GatewayError`; an account that has not logged in must be registered with the ``gateway`` first.
    @discardableResult
    public func push(_ message: ReceiverScript.Push, to account: String) throws(GatewayError) -> DeliveryNumber {
        try owner.push(message, to: account, gateway)
    }

    /// Closes in order: nobody new is let in and submits are refused for now, reports that are due within `draining` go
    /// out, sessions are closed, and what still waits is told as undelivered. Returns when all is over.
    public func close(draining: Moment.Span = .seconds(1)) async {
        let deadline = MonotonicClock.now() + draining
        await gateway.stopListening()
        await owner.drain(before: deadline)
        let left = max(.zero, deadline - MonotonicClock.now())
        await gateway.shutDown(draining: .nanoseconds(left.nanoseconds))
        owner.end()
    }

    /// Cuts every connection at once, as a gateway does that dies; `close` has to follow.
    public func cutConnections() { gateway.abortAll() }
}
