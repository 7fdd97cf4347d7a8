import CarrierMessaging
import SMGPCodec

/// An account of a gateway: ClientID, which is the provider's service code (SP 服务代码), and the shared secret.
///
/// The secret is in no description of the value.
public struct SMGPAccount: Hashable, Sendable {
    /// ClientID: at most eight characters.
    public var id: String
    /// The shared secret's octets: at most fifteen by the specification.
    public var secret: [UInt8]
    /// What a provider's connection is for.
    public var loginMode: SMGP.LoginMode
    /// The modes in which a gateway lets the account in.
    public var allowedModes: Set<SMGP.LoginMode>
    /// The layouts of a 1.3 connection: Submit without FixedFee, by agreement with the peer (section 3.4.3).
    public var leavesOutFixedFee: Bool

    public init(
        id: String, secret: String, loginMode: SMGP.LoginMode = .transmit,
        allowedModes: Set<SMGP.LoginMode> = [.send, .receive, .transmit], leavesOutFixedFee: Bool = false
    ) {
        self.id = id
        self.secret = Array(secret.utf8)
        self.loginMode = loginMode
        self.allowedModes = allowedModes
        self.leavesOutFixedFee = leavesOutFixedFee
    }
}

extension SMGPAccount: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The account without its secret.
    public var description: String { "account \(id)" }
    /// The account without its secret.
    public var debugDescription: String { description }
    /// The account without its secret.
    public var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
