/// One way to the peer: a connection with its login, or the place of one that is to be made.
public struct ChannelID: Hashable, Comparable, Sendable {
    /// Unique among the channels of one core; ids of channels that are gone are not given again.
    public var rawValue: UInt64

    public init(_ rawValue: UInt64) { self.rawValue = rawValue }

    public static func < (left: ChannelID, right: ChannelID) -> Bool { left.rawValue < right.rawValue }
}

/// What a channel carries.
public struct ChannelTraffic: OptionSet, Hashable, Sendable {
    public var rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Submits of the SP and their responses (MT).
    public static let submit = ChannelTraffic(rawValue: 1)
    /// Incoming messages of subscribers (MO).
    public static let deliver = ChannelTraffic(rawValue: 2)
    /// Status reports (状态报告).
    public static let report = ChannelTraffic(rawValue: 4)
    /// Everything.
    public static let all: ChannelTraffic = [.submit, .deliver, .report]
}
