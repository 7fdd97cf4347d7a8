import CarrierWire

/// Which side of a recording is played, under whose account, and how.
public struct ReplayOptions: Sendable {
    /// A side of a session.
    public enum Side: String, Sendable, CaseIterable {
        /// The client (SP): it logs in, and in SGIP is logged in to on the second connection.
        case client
        /// The gateway.
        case server
    }

    /// When a recorded frame is sent.
    public enum Speed: Hashable, Sendable {
        /// As soon as what the recording had before it has come.
        case answers
        /// Not before the recorded pauses, divided by this number, have passed as well; 1 is the recorded speed.
        case recorded(dividedBy: Double)
    }

    /// Which side is played.
    public var side = Side.client
    /// The account to log in with, or which must log in.
    public var account: String
    /// The account's secret, from which login digests are made.
    public var secret: String
    /// When frames are sent.
    public var speed = Speed.answers
    /// Nanoseconds that a recorded frame of the peer is waited for.
    public var timeout: Int64 = 10_000_000_000
    /// Nanoseconds that the replay waits behind the last frame, for frames that were not recorded.
    public var linger: Int64 = 200_000_000
    /// Names of fields that are not compared, in letters of either case: `Field` or `COMMAND.Field`.
    public var ignored: Set<String> = []
    /// Events that are told, at most; what goes beyond is counted only.
    public var eventLimit = 1_000_000
    /// Whether each frame that was sent or matched is told, or only what differs.
    public var tellsEachFrame = true

    /// Plays the client's side.
    public init(account: String, secret: String) {
        self.account = account
        self.secret = secret
    }
}

extension ReplayOptions: CustomStringConvertible, CustomReflectable {
    /// The options without the secret.
    public var description: String { "\(side.rawValue) \(account)" }
    /// The options without the secret.
    public var customMirror: Mirror { Mirror(self, children: ["side": side, "account": account]) }
}

/// What happens in a replay; `frame` counts the recording's frames from 1, times are nanoseconds since its start.
public enum ReplayEvent: Sendable {
    /// A recorded frame was sent.
    case sent(frame: Int, command: String, time: Int64)
    /// A frame of the peer came that says what the recorded one said.
    case matched(frame: Int, command: String, time: Int64)
    /// A field of a frame of the peer is another one than in the recording.
    case difference(frame: Int, command: String, FrameDifference)
    /// A recorded frame of the peer did not come.
    case missing(frame: Int, command: String)
    /// A frame of the peer came that was not recorded; passwords and digests are zeros in it.
    case unexpected(command: String, octets: [UInt8], time: Int64)
    /// A recorded frame could not be sent, for this reason.
    case unsent(frame: Int, command: String, reason: String)
}

/// What came of a replay.
public struct ReplaySummary: Equatable, Sendable {
    /// Frames of the recording.
    public var frames = 0
    /// Frames that were sent.
    public var sent = 0
    /// Recorded frames of the peer that came and said the same.
    public var matched = 0
    /// Fields that differed.
    public var differences = 0
    /// Recorded frames of the peer that came and said something else.
    public var differing = 0
    /// Recorded frames of the peer that did not come.
    public var missing = 0
    /// Frames of the peer that were not recorded.
    public var unexpected = 0
    /// Recorded frames that could not be sent.
    public var unsent = 0
    /// Signs of life of the peer, in the recording or not: they are answered, and their number does not matter.
    public var signsOfLife = 0
    /// Events that were not told because there were too many.
    public var untold = 0
    /// Nanoseconds between the start and the last frame.
    public var duration: Int64 = 0

    /// Whether nothing differs, is missing or unexpected, and everything was sent.
    public var isSound: Bool { differences + differing + missing + unexpected + unsent == 0 }
}
