import CarrierSession
import CarrierTransport
import CarrierWire

/// A listener whose sessions a test speaks by hand.
public final class SessionListener<Rules: SessionRules>: Sendable {
    private let listener: SocketListener
    private let channels: Guarded<[SessionChannel<Rules>]>

    private init(_ listener: SocketListener, _ channels: Guarded<[SessionChannel<Rules>]>) {
        self.listener = listener
        self.channels = channels
    }

    /// - Parameter rules: makes the protocol of each connection.
    public static func bind(
        to endpoint: Endpoint = Endpoint(host: "127.0.0.1", port: 0), limits: ListenerLimits = ListenerLimits(),
        sessions: SessionLimits = .standard, handler: (any SessionHandler<Rules>)? = nil,
        onTurnedAway: (@Sendable (TurnedAway) -> Void)? = nil,
        speaking rules: @escaping @Sendable () -> Rules
    ) async throws -> SessionListener {
        let channels = Guarded<[SessionChannel<Rules>]>([])
        let listener = try await SocketListener.bind(to: endpoint, limits: limits, onTurnedAway: onTurnedAway) {
            socket in
            SessionChannel.run(socket, speaking: rules(), role: .server, limits: sessions, handler: handler) {
                channel in
                channels.withLock { list in
                    list.removeAll { $0.runner == nil }
                    list.append(channel)
                }
            }
        }
        return SessionListener(listener, channels)
    }

    /// Where it listens.
    public var address: SocketAddress { listener.address }
    /// Who came and who was turned away.
    public var counts: ListenerCounts { listener.counts }
    /// Sockets that are not closed yet.
    public var openConnections: Int { listener.openConnections }
    /// The sessions whose sockets are not closed yet, in the order of their coming.
    public var connections: [SessionChannel<Rules>] { channels.withLock { $0.filter { $0.runner != nil } } }

    /// Ends listening; sessions go on.
    public func stopAccepting() async { await listener.stop() }

    /// Ends listening and closes every session in order.
    public func close() async {
        await listener.stop()
        let open = connections
        for channel in open { channel.runner?.close() }
        for channel in open { await channel.closed() }
    }
}
