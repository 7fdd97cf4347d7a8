import CarrierSession
import CarrierWire

/// What an accepted connection is to speak, and who takes its events.
public struct Acceptance<Vocabulary: SessionVocabulary>: Sendable {
    /// The protocol, with the book of accounts.
    public var vocabulary: Vocabulary
    /// The session's limits.
    public var limits: SessionLimits
    @usableFromInline let calls: HandlerCalls<Vocabulary>?
    /// Octets handed to the socket in one call, at most: 1 shows a peer its frames in the smallest pieces. At least 1.
    public var octetsPerWrite = Int.max
    /// Made where the vocabulary is known, so that the optimiser can compile the connection for it.
    @usableFromInline let make: @Sendable (Acceptance, Int32, SocketAddress, Watch) -> Connection<Vocabulary>
    @usableFromInline let start: @Sendable (Connection<Vocabulary>) -> Void

    /// What a listener wants to know of its connections.
    @usableFromInline struct Watch: Sendable {
        @usableFromInline let opened: @Sendable (Connection<Vocabulary>) -> Void
        @usableFromInline let finished: @Sendable (Connection<Vocabulary>) -> Void
    }

    /// Names what the connection speaks, within which limits, and who takes its events; without a handler the peer's
    /// requests are in `Connection.requests`.
    @inlinable public init(
        speaking vocabulary: Vocabulary, limits: SessionLimits = .standard,
        handler: (any ConnectionHandler<Vocabulary>)? = nil
    ) {
        self.init(vocabulary, limits, HandlerCalls.opening(handler))
    }

    /// The same with a handler whose type is known: its calls are compiled for the protocol.
    @inlinable public init(
        speaking vocabulary: Vocabulary, limits: SessionLimits = .standard,
        handler: some ConnectionHandler<Vocabulary>
    ) {
        self.init(vocabulary, limits, HandlerCalls(handler))
    }

    @inlinable init(_ vocabulary: Vocabulary, _ limits: SessionLimits, _ calls: HandlerCalls<Vocabulary>?) {
        self.vocabulary = vocabulary
        self.limits = limits
        self.calls = calls
        make = { acceptance, descriptor, peer, watch in
            Connection(
                descriptor: descriptor, peer: peer,
                session: Session(speaking: acceptance.vocabulary, role: .server, limits: acceptance.limits),
                handler: acceptance.calls, octetsPerWrite: acceptance.octetsPerWrite,
                onOpened: watch.opened, onFinished: watch.finished)
        }
        start = { $0.start() }
    }
}
