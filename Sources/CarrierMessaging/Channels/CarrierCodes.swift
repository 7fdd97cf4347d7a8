/// The status codes that a protocol uses for what every carrier has to say.
public struct CarrierCodes: Hashable, Sendable {
    /// Refused for now, because of the rate (流量控制).
    public var throttled: UInt32
    /// The structure of a message is wrong.
    public var structure: UInt32
    /// A request that this side does not serve.
    public var unknownCommand: UInt32
    /// At login: too many connections of this account.
    public var tooManyConnections: UInt32
    /// At login: the address is not allowed.
    public var addressNotAllowed: UInt32

    public init(
        throttled: UInt32, structure: UInt32, unknownCommand: UInt32, tooManyConnections: UInt32,
        addressNotAllowed: UInt32
    ) {
        self.throttled = throttled
        self.structure = structure
        self.unknownCommand = unknownCommand
        self.tooManyConnections = tooManyConnections
        self.addressNotAllowed = addressNotAllowed
    }
}
