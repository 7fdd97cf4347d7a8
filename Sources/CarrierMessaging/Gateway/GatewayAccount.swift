import CarrierWire

/// An SP as a gateway knows it.
///
/// The secret is in no description of the value.
public struct GatewayAccount: Sendable {
    /// The name it logs in with.
    public var id: String
    /// The shared secret.
    public var secret: String
    /// Segments a second that are taken; nil for no limit.
    public var segmentsPerSecond: Double?
    /// Requests of the gateway's own in flight on one connection, at least 1; nil for the session's number.
    public var windowSize: Int?
    /// Where it may come from; empty for everywhere. The gateway's own list is asked besides.
    public var allowed: [AddressBlock] = []
    /// Connections logged in at a time, at least 1.
    public var maximumConnections = 16
    /// Reports and incoming messages that may wait; beyond that submits are refused with the flow-control code.
    public var maximumWaiting = 200_000
    /// What its channels may carry.
    public var traffic = ChannelTraffic.all
    /// Where the gateway dials for reports and incoming messages, `HOST:PORT`, in protocols in which it does (SGIP).
    public var reverseAddress: String?
    /// The SP's node number, where the protocol has one (SGIP).
    public var node: UInt32?
    /// The version to assume where the login names none or a wrong one, as the command line spells it.
    public var version: String?

    public init(id: String, secret: String) {
        self.id = id
        self.secret = secret
    }
}

extension GatewayAccount: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The account without its secret.
    public var description: String { "account \(id)" }
    /// The account without its secret.
    public var debugDescription: String { description }
    /// The account without its secret.
    public var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
