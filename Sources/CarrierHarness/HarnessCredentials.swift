/// Who logs in, as a command line says it: in no protocol's words.
///
/// The secret is in no description of the value.
package struct HarnessCredentials: Sendable {
    /// The account: the provider's code, or the login name.
    package var account: String
    /// The shared secret.
    package var secret: String
    /// The provider's node number, where the protocol has one; nil to derive what can be derived.
    package var node: UInt32?
    /// The provider's company code, where the protocol has one; nil to derive it.
    package var corporationID: String?
    /// A client goes on in the version in which a gateway answers its login (CMPP), instead of giving up.
    package var followsGatewayVersion = true

    package init(account: String, secret: String, node: UInt32? = nil, corporationID: String? = nil) {
        self.account = account
        self.secret = secret
        self.node = node
        self.corporationID = corporationID
    }
}

extension HarnessCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The account without its secret.
    package var description: String { "account \(account)" }
    /// The account without its secret.
    package var debugDescription: String { description }
    /// The account without its secret.
    package var customMirror: Mirror { Mirror(self, children: ["account": account]) }
}

/// Why there is no adapter for a name and credentials.
package enum CredentialsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No session of that name can be spoken.
    case unknownProtocol(String)
    /// A part of the credentials that the protocol cannot carry, or needs: its name and one sentence.
    case unusable(part: String, reason: String)

    /// One line for an operator.
    package var description: String {
        switch self {
        case .unknownProtocol(let name): "\(name) is no protocol that sessions speak"
        case .unusable(let part, let reason): "\(part): \(reason)"
        }
    }
}
