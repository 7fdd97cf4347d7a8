import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire

/// A channel's connection that is about to be used, as whoever may watch it sees it.
public struct ObservedChannel: Sendable {
    /// The channel.
    public var channel: ChannelID
    /// True when this side dialled.
    public var isDialled: Bool
    /// The near end.
    public var local: SocketAddress
    /// The far end.
    public var peer: SocketAddress

    public init(channel: ChannelID, isDialled: Bool, local: SocketAddress, peer: SocketAddress) {
        self.channel = channel
        self.isDialled = isDialled
        self.local = local
        self.peer = peer
    }
}

/// Makes the observer of a channel's session, asked for each connection before it is used; nil to leave it unwatched.
public typealias SessionObserverFactory = @Sendable (ObservedChannel) -> (any SessionObserver)?
