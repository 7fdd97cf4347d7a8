import CarrierSession
import CarrierWire

/// A gateway's session on one channel, in no protocol's words: what a protocol's adapter makes.
public protocol GatewaySession: SessionIO {
    /// Deliveries that may be submitted now without waiting in the session: the window's room while it is open.
    var capacity: Int { get }
    /// Answers the login that `.loginAsked` brought. The adapter compares the digest or the password with the account's
    /// secret, in the same time whether there is an account or not.
    func answer(login: LoginAnswer, at moment: Moment)
    /// Sends one delivery; its end comes as `.acknowledged` or `.failed` under its tag, once.
    ///
    /// - Throws: `MessagingError` when a field does not fit the channel's version, or the session does not take it; no
    ///   event follows then.
    func deliver(_ request: DeliveryRequest, at moment: Moment) throws(DeliveryError)
    /// Answers a submit, once.
    ///
    /// - Throws: when the answer cannot be written (the session is over, the id does not fit).
    func reply(to token: ReplyToken, id: CarrierMessageID, code: UInt32, at moment: Moment) throws(SessionError)
    /// Gives a submit up without an answer; a repetition of it is a new submit.
    func abandon(_ token: ReplyToken, at moment: Moment)
    /// Appends what has happened since the last call, in order; `.closed` is the last event of a session.
    func takeEvents(into events: inout [GatewaySessionEvent])
}

/// What happened on a gateway's channel. Requests that are neither login nor submit are answered by the adapter.
public enum GatewaySessionEvent: Sendable {
    /// The peer asks to log in; nothing else is served until it is answered.
    indirect case loginAsked(LoginRequest)
    /// The login was accepted, by this side, or by the peer where this side dialled.
    indirect case opened(LoginSummary, carries: ChannelTraffic)
    /// A submitted segment, to be answered once. `named` is its id where the protocol takes it from the request (SGIP).
    indirect case submit(Submission, ReplyToken, named: CarrierMessageID?)
    /// The peer answered a delivery: zero took it.
    case acknowledged(tag: UInt64, code: UInt32)
    /// The peer answered a delivery whose end was told before: one that was given up, or once more.
    case acknowledgedLate(tag: UInt64, code: UInt32)
    /// A delivery that ends without an answer; `wasSent` says whether the peer can have seen it.
    case failed(tag: UInt64, RequestFailure, wasSent: Bool)
    /// Something odd that did not end the session.
    indirect case anomaly(SessionAnomaly)
    /// The session is over; deliveries without an end have been told before.
    case closed(CloseReason)
}

/// A login as the peer asks for it.
public struct LoginRequest: Hashable, Sendable {
    /// The account's name as it stands on the wire.
    public var account: String
    /// The version that the peer asks for, as the command line spells it: `cmpp-2.0`.
    public var version: String
    /// What the peer wants to do on the channel (SMGP's login modes).
    public var traffic: ChannelTraffic

    public init(account: String, version: String, traffic: ChannelTraffic = .all) {
        self.account = account
        self.version = version
        self.traffic = traffic
    }
}

/// How a login is answered.
public enum LoginAnswer: Sendable {
    /// Let in if the peer proves that it knows the account's secret.
    case account(GatewayAccount)
    /// There is no such account: the peer is told the same as for a wrong secret, after the same work.
    case unknownAccount
    /// The account has as many connections as it may have: told to a peer that proves the secret, and to no other.
    case tooManyConnections(GatewayAccount)
    /// The account may not come from the peer's address: told to a peer that proves the secret; nil where the gateway
    /// serves nobody from there and says so at once.
    case addressNotAllowed(GatewayAccount?)
    /// Not now: the directory could not be asked, or the gateway closes.
    case unavailable
}

/// One delivery that a gateway's channel is to carry.
public struct DeliveryRequest: Sendable {
    /// Names the delivery in whatever ends it.
    public var tag: UInt64
    /// What is delivered.
    public var content: Content

    /// A report or a segment of an incoming message.
    public enum Content: Sendable {
        /// A status report on a submit, carried under an id of its own.
        case report(DeliveryReport, on: ReportedSubmit, envelope: CarrierMessageID)
        /// A subscriber's message or a segment of one.
        case segment(InboundSegment)
    }

    public init(tag: UInt64, content: Content) {
        self.tag = tag
        self.content = content
    }
}

/// What a gateway has to know of a submit to report on it.
public struct ReportedSubmit: Hashable, Sendable {
    /// The number the message was sent from: where its report goes to.
    public var source: String
    /// The service's code (业务代码).
    public var serviceID: String
    /// The first octets of its content, user data header excluded, where a report quotes it (SMGP).
    public var excerpt = OctetString()
    /// Octets of its content, user data header excluded.
    public var payloadCount = 0
    /// The coding octet.
    public var coding: UInt8 = 0
    /// True when its recipients' numbers are pseudonyms (伪码).
    public var recipientsArePseudonyms = false

    public init(source: String, serviceID: String = "") {
        self.source = source
        self.serviceID = serviceID
    }
}

/// Why a delivery was not sent.
public enum DeliveryError: Error, Hashable, Sendable {
    /// A field does not fit the version of the channel.
    case message(MessagingError)
    /// The session does not take it.
    case session(SessionError)
}
