import CarrierSession

/// One protocol with its accounts, ready to be spoken at either end.
///
/// Reference parts, benchmarks and gateways are written against a profile and never ask which protocol it is. The first
/// account is the one that a provider logs in with; a gateway knows all of them.
public protocol CarrierProfile: Sendable {
    associatedtype Binding: CarrierBinding
    typealias Vocabulary = Binding.Vocabulary

    /// Translates between the neutral model and the protocol.
    var binding: Binding { get }

    /// The translation on a session for which login settled `version`, in the words of `LoginSummary`: a gateway that
    /// speaks several versions needs more than one.
    func binding(speaking version: String) -> Binding

    /// The provider's end of a connection that it dials.
    ///
    /// - Parameter connection: the caller's number of the connection; connections of one account that are open at a
    ///   time, or follow each other, need different numbers where sequence numbers are message ids.
    func provider(connection: UInt32) -> Vocabulary

    /// The gateway's end of a connection that the provider dialled.
    ///
    /// - Parameters:
    ///   - connection: as for ``provider(connection:)``.
    ///   - admission: asked once for an account that proved itself: nil lets it in, a status keeps it out.
    func gateway(
        connection: UInt32, admission: @escaping @Sendable (_ account: String) -> UInt32?
    ) -> Vocabulary

    /// The connection that the gateway dials for what it sends to the provider; nil where everything goes over the
    /// connections that the provider dials.
    var returnPath: ReturnPath<Vocabulary>? { get }
}

/// Both ends of a connection that the gateway dials.
public struct ReturnPath<Vocabulary: SessionVocabulary>: Sendable {
    /// The gateway's end, which dials and logs in, for a connection of that number.
    public var gateway: @Sendable (_ connection: UInt32) -> Vocabulary
    /// The provider's end, which was dialled, for a connection of that number.
    public var provider: @Sendable (_ connection: UInt32) -> Vocabulary

    public init(
        gateway: @escaping @Sendable (UInt32) -> Vocabulary, provider: @escaping @Sendable (UInt32) -> Vocabulary
    ) {
        self.gateway = gateway
        self.provider = provider
    }
}

extension CarrierProfile {
    public var returnPath: ReturnPath<Vocabulary>? { nil }

    public func binding(speaking version: String) -> Binding { binding }

    /// The protocol's name as the command line spells it: `cmpp-3.0`.
    public var name: String { binding.name }
}
