import CarrierWire

/// The session's name for one submitted request; tickets grow in the order of submission.
public struct RequestTicket: Hashable, Comparable, Sendable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public static func < (left: RequestTicket, right: RequestTicket) -> Bool { left.rawValue < right.rawValue }
}

/// The right to answer one request of the peer, once.
public struct ReplyToken: Hashable, Sendable {
    /// The request's sequence number, which the response repeats.
    public let sequence: SequenceKey
    /// The order of arrival on this connection.
    public let serial: UInt64
    public init(sequence: SequenceKey, serial: UInt64) {
        self.sequence = sequence
        self.serial = serial
    }
}

/// What the owner of a session is told, in order.
///
/// Conservation: every accepted `submit` ends in exactly one of `response` and `failed`, or in a response that a
/// ``ResponseSink`` took; every `request` awaits exactly one `reply` or `abandon`; `closed` is the last event of a
/// session.
public enum SessionEvent<Message: Sendable>: Sendable {
    /// Login succeeded; traffic may flow.
    case opened(LoginSummary)
    /// A request of the peer, to be answered once with `reply`, or given up with `abandon`.
    case request(Message, ReplyToken)
    /// The response to a submitted request.
    case response(Message, Exchange<Message>)
    /// A submitted request that ends without a response.
    case failed(Exchange<Message>, RequestFailure)
    /// A response to a request that has its outcome already, and was sent more than once or given up: where the peer
    /// acted on each transmission, it brings a further id. It follows the anomaly that names it.
    case furtherResponse(Message, Exchange<Message>)
    /// The peer answered this side's sign of life.
    case alive(SequenceKey)
    /// Something odd that does not end the session: never silence.
    case anomaly(SessionAnomaly)
    /// The session is over; nothing follows.
    case closed(CloseReason)
}

/// Who is at the other end, as login settled it.
public struct LoginSummary: Hashable, Sendable {
    /// The account that logged in.
    public var identity: String
    /// The version in use.
    public var version: String
    /// What was odd about the login though it succeeded.
    public var warnings: [String]
    public init(identity: String, version: String, warnings: [String]) {
        self.identity = identity
        self.version = version
        self.warnings = warnings
    }
}

/// One submitted request and what became of it.
public struct Exchange<Message: Sendable>: Sendable {
    /// The name of the request.
    public var ticket: RequestTicket
    /// The caller's own mark, given to `submit`.
    public var tag: UInt64
    /// The request as submitted.
    public var request: Message
    /// The sequence number of its transmissions; nil if it was never sent.
    public var sequence: SequenceKey?
    /// When it was first sent; nil if it was never sent.
    public var sentAt: Moment?
    /// Transmissions made.
    public var attempts: Int

    public init(
        ticket: RequestTicket, tag: UInt64, request: Message, sequence: SequenceKey?, sentAt: Moment?, attempts: Int
    ) {
        self.ticket = ticket
        self.tag = tag
        self.request = request
        self.sequence = sequence
        self.sentAt = sentAt
        self.attempts = attempts
    }
}

/// Why a request ended without a response.
public enum RequestFailure: Hashable, Sendable {
    /// Every transmission stayed unanswered: the peer may or may not have acted on it.
    case noResponse
    /// The session ended first. `Exchange.sentAt` says whether the peer can have seen it.
    case sessionEnded
    /// The owner cancelled it before it was sent.
    case cancelled
    /// It fitted its wire form when it was queued, and does not any more; never sent.
    case unencodable(WireError)
}

/// Something odd that the session survived, with the sequence number where there is one.
public enum SessionAnomaly: Hashable, Sendable {
    /// A response to a request that had already been given up.
    case lateResponse(SequenceKey)
    /// A second response to the same request.
    case duplicateResponse(SequenceKey)
    /// A response to nothing that was asked, or of another kind than the request.
    case unexpectedResponse(SequenceKey, kind: UInt32)
    /// A repetition of a request that is being or was answered; the former response is sent again.
    case repeatedRequest(SequenceKey)
    /// A frame whose body is damaged; `answered` says whether the peer was told.
    case damagedFrame(WireError, answered: Bool)
    /// A frame that does not fit the layouts in use and fits those of another version exactly, by that one's name. It
    /// stands before the anomaly of the frame itself.
    case otherVersion(String)
    /// A command that the protocol does not define.
    case unknownCommand(kind: UInt32, SequenceKey)
    /// A frame that deviates in a tolerated way.
    case deviation([String], SequenceKey)
    /// A request that was answered by the engine because the owner must not see it.
    case refusedRequest(SequenceKey, AutomaticResponse)
    /// A request was sent again after `attempt - 1` unanswered transmissions.
    case retransmission(SequenceKey, attempt: Int)
    /// A reply for which there is no open request any more; nothing was sent.
    case lateReply(SequenceKey)
    /// More than so many octets of responses were to be remembered (``SessionLimits/rememberedOctets``): from here on
    /// the oldest are forgotten early, and a late repetition may be handed over twice. Told once in a session.
    case repliesForgotten(octets: Int)
}

/// Why a session is over.
public enum CloseReason: Hashable, Sendable {
    /// This side asked, the peer agreed.
    case closedLocally
    /// The peer asked; it was answered.
    case closedByPeer
    /// Login was refused with this status code: by the peer (`.peer`) or by this side (`.local`).
    case loginRefused(code: UInt32, by: Blame)
    /// The server accepted the login, but this side does not go on with it.
    case loginObjected(LoginObjection)
    /// Login was not finished in time.
    case loginTimeout
    /// Signs of life stayed unanswered.
    case peerSilent
    /// A request stayed unanswered and `closesAfterLastAttempt` is set.
    case requestUnanswered
    /// The stream ended or broke without a closing exchange; with the system's number for the reason where it broke
    /// (`errno`), nil where it just ended.
    case connectionLost(errno: Int32? = nil)
    /// The peer ended the connection without a closing exchange, in order and with nothing open: nothing is lost.
    case endedByPeer
    /// Octets that cannot be read: nothing behind them can be trusted.
    case unreadable(WireError)
    /// The peer broke the order of the protocol: not login first, login twice, …
    case protocolViolation
    /// The closing exchange was not finished in time.
    case closingTimeout
    /// No traffic for the idle time: an ordinary end where the protocol has no sign of life.
    case idle
    /// This side ended the session at once, without a closing exchange.
    case aborted
    /// This side's own login does not fit its wire form: a setting that is too long.
    case loginUnencodable(WireError)
}

/// Whose doing it was.
public enum Blame: Hashable, Sendable {
    case local
    case peer
}

/// A misuse or a state in which a call cannot be served; the session is as before.
public struct SessionError: Error, Hashable, Sendable {
    /// Why the call could not be served.
    public enum Reason: Hashable, Sendable {
        /// The session is not open (not yet, or no longer).
        case notOpen
        /// Too many requests wait already.
        case queueFull
        /// The message does not fit its wire form.
        case unencodable(WireError)
        /// A message that is not a request was submitted, or one that is not a response was given as a reply.
        case wrongDirection
        /// The sequence number that the caller brought belongs to another request that is not finished.
        case sequenceInUse
    }
    /// Why.
    public var reason: Reason
    /// Whose doing it was.
    public var blame: Blame
    /// The sequence number concerned, if there is one.
    public var sequence: SequenceKey?
    public init(_ reason: Reason, blame: Blame = .local, sequence: SequenceKey? = nil) {
        self.reason = reason
        self.blame = blame
        self.sequence = sequence
    }
}
