import CMPPCodec
import CarrierMessaging
import CarrierWire

/// An account of a gateway: the provider's code (企业代码, SP_Id) and the shared secret.
///
/// The secret is in no description of the value.
public struct CMPPAccount: Hashable, Sendable {
    /// Source_Addr: six characters by the specification, never more.
    public var id: String
    /// The shared secret's octets.
    public var secret: [UInt8]
    /// The layouts of a client that names no version (0x00, 0x01: a login mode, section 4.3); nil to refuse it.
    public var layoutWithoutVersion: CMPP.Version?

    public init(id: String, secret: String, layoutWithoutVersion: CMPP.Version? = nil) {
        self.id = id
        self.secret = Array(secret.utf8)
        self.layoutWithoutVersion = layoutWithoutVersion
    }
}

extension CMPPAccount: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The account without its secret.
    public var description: String { "account \(id)" }
    /// The account without its secret.
    public var debugDescription: String { description }
    /// The account without its secret.
    public var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
