import CarrierSession
import CarrierWire

/// Makes TCP connections.
public enum Dialer {
    /// Makes a TCP connection, without a session.
    ///
    /// - Parameter timeout: how long name resolution and the connection may take together.
    /// - Throws: `TransportError` when there is no connection, `CancellationError` when the task was cancelled.
    public static func socket(to endpoint: Endpoint, timeout: Moment.Span = .seconds(10)) async throws
        -> ConnectedSocket
    {
        let (descriptor, peer) = try await Connector.connect(to: endpoint, before: MonotonicClock.now() + timeout)
        return ConnectedSocket(descriptor, peer)
    }
}
