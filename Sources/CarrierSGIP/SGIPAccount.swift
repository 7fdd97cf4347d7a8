import CarrierMessaging
import CarrierWire
import SGIPCodec

/// A provider's account at a gateway: a name and a password for each direction, and the numbers that stand in messages.
///
/// No password is in any description of the value.
public struct SGIPAccount: Hashable, Sendable {
    /// A name and a password, at most sixteen octets each; the password travels in clear text (sgip.md 3.1).
    public struct Login: Hashable, Sendable {
        /// LoginName, which the server assigned to the client.
        public var name: String
        /// LoginPassword's octets.
        public var password: [UInt8]

        public init(name: String, password: String) {
            self.name = name
            self.password = Array(password.utf8)
        }
    }

    /// What the provider logs in with at the gateway (LoginType 1).
    public var login: Login
    /// What the gateway logs in with at the provider (LoginType 2); the two directions are apart by the specification.
    public var returnLogin: Login
    /// The provider's node number (源节点编号), the first word of its sequence numbers.
    public var node: SGIP.NodeNumber
    /// CorpId (企业代码) of messages that name no provider of their own.
    public var corporationID: String

    /// - Parameters:
    ///   - node: the number that the gateway's operator assigned; any is taken.
    ///   - corporationID: the node number's last five digits unless given.
    ///   - returnLogin: the same name and password in both directions unless given.
    public init(
        name: String, password: String, node: SGIP.NodeNumber, corporationID: String? = nil,
        returnLogin: Login? = nil
    ) {
        login = Login(name: name, password: password)
        self.returnLogin = returnLogin ?? Login(name: name, password: password)
        self.node = node
        self.corporationID = corporationID ?? DecimalDigits.text(UInt64(node.rawValue % 100_000), width: 5)
    }
}

extension SGIPAccount: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The account without its passwords.
    public var description: String { "account \(login.name), node \(node)" }
    /// The account without its passwords.
    public var debugDescription: String { description }
    /// The account without its passwords.
    public var customMirror: Mirror { Mirror(self, children: ["name": login.name, "node": node.rawValue]) }
}

extension SGIPAccount.Login: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name without the password.
    public var description: String { "login \(name)" }
    /// The name without the password.
    public var debugDescription: String { description }
    /// The name without the password.
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
