import CarrierMessaging
import CarrierWire

/// Where a gateway looks accounts up: a table, a database, another service.
public protocol AccountDirectory: Sendable {
    /// The account of that name; nil when there is none.
    ///
    /// May take its time: the session's login timeout bounds it, and other logins go on meanwhile.
    ///
    /// - Throws: when it cannot be said now; the peer is told to come again.
    func account(_ name: String, asking request: LoginRequest, from peer: SocketAddress?) async throws
        -> GatewayAccount?
}

extension Array: AccountDirectory where Element == GatewayAccount {
    /// The account of that name in the list.
    public func account(_ name: String, asking request: LoginRequest, from peer: SocketAddress?) async
        -> GatewayAccount?
    {
        first { $0.id == name }
    }
}

/// A directory that is one closure.
public struct AccountLookup: AccountDirectory {
    private let find: @Sendable (String) async throws -> GatewayAccount?

    /// - Parameter find: gives the account of a name; nil when there is none. Throws when it cannot be said now.
    public init(_ find: @escaping @Sendable (_ name: String) async throws -> GatewayAccount?) { self.find = find }

    public func account(_ name: String, asking request: LoginRequest, from peer: SocketAddress?) async throws
        -> GatewayAccount?
    {
        try await find(name)
    }
}
