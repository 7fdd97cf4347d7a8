import CarrierWire

/// The side of a connection that this session plays.
public enum SessionRole: Hashable, Sendable {
    /// Dialled, and logs in.
    case client
    /// Was dialled, and judges the login.
    case server
}

/// One protocol session without sockets and clocks: octets and moments in, octets and events out.
public struct Session<Vocabulary: SessionVocabulary>: Sendable {
    public typealias Message = Vocabulary.Message
    public typealias Event = SessionEvent<Vocabulary.Message>

    public private(set) var vocabulary: Vocabulary

    public init(speaking vocabulary: Vocabulary, role: SessionRole, limits: SessionLimits) {
        self.vocabulary = vocabulary
    }
}
