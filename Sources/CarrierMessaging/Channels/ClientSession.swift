import CarrierSession
import SMSText

/// A client's session on one channel, in no protocol's words: what a protocol's adapter makes.
public protocol ClientSession: SessionIO {
    /// Requests that may be submitted now without waiting in the session: the window's room while the session is open.
    var capacity: Int { get }
    /// Submits one request; its end comes as `.result` or `.failed` under the request's tag, once.
    ///
    /// - Throws: when the session does not take it; no event follows then.
    func submit(_ request: SegmentRequest, at moment: Moment) throws(SessionError)
    /// Answers what `.report`, `.segment` or `.malformedReport` brought: zero takes it, another code refuses it.
    func reply(to token: ReplyToken, code: UInt32, at moment: Moment)
    /// Appends what has happened since the last call, in order; `.closed` is the last event of a session.
    func takeEvents(into events: inout [ClientSessionEvent])
}

/// One request that a client's channel is to submit: one segment for one recipient, or for several that share it.
public struct SegmentRequest: Sendable {
    /// Names the request, and this sending of it, in whatever ends it.
    public var tag: UInt64
    /// The message, cut once for all its copies and segments.
    public var content: MessageContent
    /// The segment's index, from 0.
    public var segment: Int
    /// The recipients' indices in the message.
    public var recipients: Range<Int>
    /// True when another segment of the same message to the same recipients follows at once: nothing may go between.
    public var isFollowed: Bool

    public init(
        tag: UInt64, content: MessageContent, segment: Int, recipients: Range<Int>, isFollowed: Bool = false
    ) {
        self.tag = tag
        self.content = content
        self.segment = segment
        self.recipients = recipients
        self.isFollowed = isFollowed
    }
}

/// What a response says about a submitted segment.
public struct SubmitResult: Hashable, Sendable {
    /// The tag of the request's sending that is answered.
    public var tag: UInt64
    /// The status code on the wire; zero means accepted.
    public var code: UInt32
    /// True when the segment was refused for now, because of the rate (流量控制).
    public var isThrottled: Bool
    /// The id for the first recipient; nil when the segment was refused or no id was given. The ids of further
    /// recipients follow by the adapter's range rule.
    public var id: CarrierMessageID?
    /// When the request was first sent.
    public var sentAt: Moment?
    /// When the response came.
    public var answeredAt: Moment

    /// True when the carrier took the segment.
    public var isAccepted: Bool { code == 0 }

    public init(
        tag: UInt64, code: UInt32, isThrottled: Bool = false, id: CarrierMessageID? = nil, sentAt: Moment? = nil,
        answeredAt: Moment
    ) {
        self.tag = tag
        self.code = code
        self.isThrottled = isThrottled
        self.id = id
        self.sentAt = sentAt
        self.answeredAt = answeredAt
    }
}

/// What happened on a client's channel. What is large is indirect: the others are moved in and out of arrays.
public enum ClientSessionEvent: Sendable {
    /// The login was accepted; requests may flow, as far as the channel carries them.
    indirect case opened(LoginSummary, carries: ChannelTraffic)
    /// A response to a submit. A second one for the same tag is lawful: it brings a further id after a repetition.
    case result(SubmitResult)
    /// A submit that ends without a response; `wasSent` says whether the peer can have seen it. `named` is the id that
    /// its reports will name, where the protocol takes it from the request's number (SGIP).
    indirect case failed(tag: UInt64, RequestFailure, wasSent: Bool, named: CarrierMessageID? = nil)
    /// A status report, to be answered.
    indirect case report(DeliveryReport, ReplyToken)
    /// A subscriber's message or a segment of one, to be answered.
    indirect case segment(InboundSegment, ReplyToken)
    /// A status report that cannot be read, with the id of the message that carried it; to be answered.
    indirect case malformedReport([UInt8], envelope: CarrierMessageID, ReplyToken)
    /// Something odd that did not end the session.
    indirect case anomaly(SessionAnomaly)
    /// The session is over; what was submitted and has no end yet has been told before.
    case closed(CloseReason)
}

/// A message that is about to be sent: cut once, never changed, shared by its copies.
public final class MessageContent: Sendable {
    /// The message as the caller gave it, relative times made absolute where the protocol has no others.
    public let message: OutboundMessage
    /// Its segments.
    public let segments: SegmentedMessage
    /// Recipients that one request may carry, at least 1.
    public let groupSize: Int
    /// The caller's own name for the message; it goes with every event.
    public let key: String?
    /// The message's recipients.
    public let recipientCount: Int
    /// The message's segments.
    public let segmentCount: Int
    /// True when delivery is to be reported.
    public let wantsReport: Bool

    public init(message: OutboundMessage, segments: SegmentedMessage, groupSize: Int, key: String? = nil) {
        self.message = message
        self.segments = segments
        self.groupSize = max(1, groupSize)
        self.key = key
        recipientCount = message.destinations.count
        segmentCount = segments.segmentCount
        wantsReport = message.report == .requested
    }

    /// Requests that the message needs: its segments for each group of recipients.
    public var requestCount: Int {
        recipientCount == 0 ? 0 : ((recipientCount &- 1) / groupSize &+ 1) &* segmentCount
    }
}
