import CarrierSession

/// What a ``ClientCore`` asks of whoever owns its sockets.
public enum ClientAction: Hashable, Sendable {
    /// Dial, and answer with `dialSucceeded` or `dialFailed`. `connection` differs from dial to dial.
    case dial(ChannelID, address: String, traffic: ChannelTraffic, connection: UInt32)
    /// Close the channel's session in order; `.closed` follows.
    case close(ChannelID)
    /// End the channel at once, be it being dialled or open; `.closed` or `dialFailed` follows.
    case cut(ChannelID)
    /// There are requests for this channel: call `takeRequests`.
    case wake(ChannelID)
    /// There are replies for this channel that waited for the store: call `takeReplies`.
    case reply(ChannelID)
}

/// An answer to a report or an incoming segment.
public struct ClientReply: Hashable, Sendable {
    /// What is answered.
    public var token: ReplyToken
    /// Zero takes it; another code refuses it.
    public var code: UInt32

    public init(token: ReplyToken, code: UInt32) {
        self.token = token
        self.code = code
    }
}
