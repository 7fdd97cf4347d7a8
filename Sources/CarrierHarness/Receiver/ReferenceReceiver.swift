import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire

/// The reference receiver: listens as a gateway, answers, reports and pushes messages as its script says.
///
/// It speaks any protocol that has a profile. Everything it was sent and everything it owes is in its ledger.
public final class ReferenceReceiver<Profile: CarrierProfile>: Sendable {
    /// Where it listens, with the port that the system chose when 0 was asked for.
    public var address: SocketAddress { listener.address }
    /// The messages that became whole, in order of their last segments.
    ///
    /// For one consumer. When nobody takes them, the newest 4096 are kept and the ledger counts the others.
    public var messages: AsyncStream<SubmittedMessage> { desk.messages }
    /// The counters.
    public var ledger: ReceiverLedger {
        var ledger = desk.state.withLock { $0.ledger }
        ledger.turnedAway = listener.counts.turnedAwayInAll
        return ledger
    }

    private let listener: Listener<Profile.Vocabulary>
    private let desk: ReceiverDesk<Profile>

    private init(_ listener: Listener<Profile.Vocabulary>, _ desk: ReceiverDesk<Profile>) {
        self.listener = listener
        self.desk = desk
    }

    /// Listens at `endpoint`.
    ///
    /// - Parameters:
    ///   - profile: the protocol, with the accounts that may log in.
    ///   - script: what is done with submits.
    ///   - events: told what happens, some events at a time, on the connections' queues: must not call the receiver.
    ///     While it runs, the connection reads nothing.
    /// - Throws: `TransportError` when it cannot listen there.
    public static func listen(
        on endpoint: Endpoint, speaking profile: Profile, script: ReceiverScript = .accept,
        settings: ReceiverSettings = ReceiverSettings(), events: (@Sendable ([ReceiverEvent]) -> Void)? = nil
    ) async throws -> ReferenceReceiver {
        let desk = ReceiverDesk(profile, script, settings, events)
        let listener = try await Listener<Profile.Vocabulary>.bind(
            to: endpoint, limits: settings.listener, onTurnedAway: { desk.publish([.turnedAway($0)]) },
            accepting: { peer in desk.compiledAcceptance(from: peer) })
        return ReferenceReceiver(listener, desk)
    }

    /// Listens at `HOST:PORT`.
    ///
    /// - Throws: `EndpointSyntaxError` when the address cannot be read; otherwise as the other form.
    public static func listen(
        on address: String, speaking profile: Profile, script: ReceiverScript = .accept,
        settings: ReceiverSettings = ReceiverSettings(), events: (@Sendable ([ReceiverEvent]) -> Void)? = nil
    ) async throws -> ReferenceReceiver {
        try await listen(
            on: Endpoint(address), speaking: profile, script: script, settings: settings, events: events)
    }

    /// Pushes a subscriber's message to the account, over whatever connection it has, now or later.
    ///
    /// - Returns: the segments it became; zero when it cannot be sent.
    @discardableResult
    public func push(_ message: ReceiverScript.Push, to account: String) -> Int {
        let now = MonotonicClock.now()
        let parcels = desk.parcels(for: message, account: account, desk.profile.binding, now)
        desk.place(parcels.map { (now, $0) }, notOn: nil)
        return parcels.count
    }

    /// Closes in order: nobody new is let in and new submits are refused, reports that are due go out, sessions are
    /// closed, and what still waits is told as undelivered. Returns when all is over; the ledger is final then.
    public func close() async {
        await listener.stopIntake()
        await desk.drain()
        let link = desk.beginClosing()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in await listener.close() }
            if let link { group.addTask { await link.close() } }
        }
        await desk.finish()
    }

    /// Cuts every connection at once, as a gateway does that dies; `close` has to follow.
    public func cutConnections() {
        for connection in listener.connections { connection.abort() }
    }
}
