import CarrierWire

/// What happened on recorded connections, in the order of time.
public enum ConversationEvent: Sendable {
    /// A connection, as soon as its protocol is known: before everything else on it.
    case flow(ConversationFlow)
    /// A frame.
    case frame(ConversationFrame)
    /// Octets that are no frame that can be read.
    case fault(ConversationFault)
    /// Octets that are not in the recording, or of which no frame can be told for certain.
    case gap(ConversationGap)
    /// A long message of which segments are missing for good.
    case incomplete(ConversationMessage, at: Int64)
    /// Nothing more comes of a connection.
    case end(ConversationEnd)
}

/// A connection and the protocol that it speaks.
public struct ConversationFlow: Hashable, Sendable {
    /// Counted from 1.
    public var number: Int
    /// Whoever opened it.
    public var client: String
    /// Whoever accepted it.
    public var server: String
    /// The dialect's name; nil for a protocol of others.
    public var protocolName: String?
    /// How the dialect was found; nil where it was named.
    public var detection: DialectDetection?
    /// What it looks like where it is none of the suite's.
    public var remark: String?
    /// When its first octets were recorded: nanoseconds since the recording began.
    public var time: Int64
    /// Whether its opening was recorded.
    public var isFromStart: Bool
}

/// A frame in its conversation.
public struct ConversationFrame: Sendable {
    /// The connection's number.
    public var flow: Int
    /// The frame's number in the recording, counted from 1.
    public var number: Int
    /// When its last octet was recorded: nanoseconds since the recording began.
    public var time: Int64
    /// Who sent it.
    public var direction: Capture.Direction
    /// Its sender.
    public var from: String
    /// Its receiver.
    public var to: String
    /// The frame under its names.
    public var frame: ExchangeFrame
    /// The dialect in which it was read.
    public var dialect: WireDialect
    /// What matters of it.
    public var summary: FrameSummary
    /// The request that it answers: the frame's number, and the nanoseconds since.
    public var answers: (frame: Int, after: Int64)?
    /// The submit on which it reports: the frame's number, and the nanoseconds since.
    public var reports: (frame: Int, after: Int64)?
    /// The long message of which it is the last segment to come.
    public var whole: ConversationMessage?
}

/// A long message.
public struct ConversationMessage: Hashable, Sendable {
    /// Where it comes from.
    public var source: String
    /// Where it goes to, with commas between.
    public var destination: String
    /// Its text, as far as its segments are there.
    public var text: String
    /// What about the octets is not as their coding says.
    public var anomalies: [String]
    /// The numbers of the frames that carry its segments, in the order of the segments.
    public var frames: [Int]
    /// Of how many segments it consists.
    public var total: Int
}

/// Octets that are no frame that can be read.
public struct ConversationFault: Hashable, Sendable {
    /// The connection's number.
    public var flow: Int
    /// When they were recorded: nanoseconds since the recording began.
    public var time: Int64
    /// Who sent them.
    public var direction: Capture.Direction
    /// Their sender.
    public var from: String
    /// What is wrong.
    public var fault: FrameFault
    /// Whether nothing more of this direction can be read.
    public var isLast: Bool
}

/// Octets of which there is no frame.
public struct ConversationGap: Hashable, Sendable {
    /// The connection's number.
    public var flow: Int
    /// When it was noticed: nanoseconds since the recording began.
    public var time: Int64
    /// Who sent them.
    public var direction: Capture.Direction
    /// Their sender.
    public var from: String
    /// How many.
    public var octets: Int
    /// Whether they were recorded: parts of frames, beside octets that were not.
    public var isRecorded: Bool
}

/// The end of a connection.
public struct ConversationEnd: Hashable, Sendable {
    /// The connection's number.
    public var flow: Int
    /// When: nanoseconds since the recording began.
    public var time: Int64
    /// Why nothing more comes.
    public var reason: CaptureFlow.End
    /// Frames that were read.
    public var frames: Int
    /// Requests that were not answered within the recording.
    public var unanswered: Int
}
