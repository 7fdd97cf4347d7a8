import CarrierSession
import CarrierWire

/// Makes client connections: resolve, connect, log in.
public enum Dialer {
    /// Dials `endpoint` and logs in; returns when the session is open.
    ///
    /// - Parameters:
    ///   - vocabulary: the protocol, with the account to log in with.
    ///   - limits: the session's limits; `loginTimeout` counts from the TCP connection on.
    ///   - timeout: how long name resolution and the TCP connection may take together.
    ///   - handler: takes the connection's events from the first on; without one the peer's requests are in
    ///     `Connection.requests`.
    ///   - octetsPerWrite: octets handed to the socket in one call, at most; at least 1.
    /// - Throws: `TransportError` when there is no TCP connection, `LoginError` when the session did not open (with the
    ///   peer's status code where it gave one), `CancellationError` when the task was cancelled. Nothing is left
    /// open then.
    @inlinable public static func connect<Vocabulary: SessionVocabulary>(
        to endpoint: Endpoint, speaking vocabulary: Vocabulary, limits: SessionLimits = .standard,
        timeout: Moment.Span = .seconds(10), handler: (any ConnectionHandler<Vocabulary>)? = nil,
        octetsPerWrite: Int = .max
    ) async throws -> Connection<Vocabulary> {
        try await connect(
            to: endpoint, vocabulary, limits, timeout, HandlerCalls.opening(handler), octetsPerWrite)
    }

    /// The same with a handler whose type is known: its calls are compiled for the protocol.
    @inlinable public static func connect<Vocabulary: SessionVocabulary>(
        to endpoint: Endpoint, speaking vocabulary: Vocabulary, limits: SessionLimits = .standard,
        timeout: Moment.Span = .seconds(10), handler: some ConnectionHandler<Vocabulary>, octetsPerWrite: Int = .max
    ) async throws -> Connection<Vocabulary> {
        try await connect(to: endpoint, vocabulary, limits, timeout, HandlerCalls(handler), octetsPerWrite)
    }

    @inlinable static func connect<Vocabulary: SessionVocabulary>(
        to endpoint: Endpoint, _ vocabulary: Vocabulary, _ limits: SessionLimits, _ timeout: Moment.Span,
        _ calls: HandlerCalls<Vocabulary>?, _ octetsPerWrite: Int
    ) async throws -> Connection<Vocabulary> {
        let deadline = MonotonicClock.now() + timeout
        let (descriptor, peer) = try await Connector.connect(to: endpoint, before: deadline)
        let connection = Connection(
            descriptor: descriptor, peer: peer,
            session: Session(speaking: vocabulary, role: .client, limits: limits), handler: calls,
            octetsPerWrite: octetsPerWrite)
        connection.start()
        let result = await withTaskCancellationHandler {
            await connection.opened.value
        } onCancel: {
            connection.abort()
        }
        switch result {
        case .success:
            if Task.isCancelled {
                connection.abort()
                _ = await connection.closed()
                throw CancellationError()
            }
            return connection
        case .failure(let error):
            _ = await connection.closed()
            if Task.isCancelled { throw CancellationError() }
            throw error
        }
    }
}

extension Dialer {
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
