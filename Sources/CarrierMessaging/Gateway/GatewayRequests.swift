import CarrierSession
import SMSText

/// The right to answer one login, once.
public struct LoginTicket: Hashable, Sendable {
    /// The connection that asks.
    public var channel: ChannelID

    init(_ channel: ChannelID) { self.channel = channel }
}

/// What the owner says to a login.
public enum LoginDecision: Sendable {
    /// There is such an account; whether the peer knows its secret is seen by the session.
    case account(GatewayAccount)
    /// There is none.
    case unknownAccount
    /// It cannot be said now.
    case unavailable
}

/// The right to decide about one submit, once.
public struct SubmitTicket: Hashable, Sendable {
    /// Unique among all submits of one core.
    public var rawValue: UInt64

    init(_ rawValue: UInt64) { self.rawValue = rawValue }
}

/// A submitted segment that awaits its decision.
public struct SubmitRequest: Sendable {
    /// To decide about it with.
    public var ticket: SubmitTicket
    /// The account that sent it.
    public var account: String
    /// The connection it came on.
    public var channel: ChannelID
    /// Its sequence number: a repetition whose answer was given up comes under the same.
    public var sequence: SequenceKey
    /// What was submitted.
    public var submission: Submission
    /// Its id where the protocol takes it from the request (SGIP).
    public var named: CarrierMessageID?
}

/// How a submit was answered.
public struct SubmitAnswer: Hashable, Sendable {
    /// The id for the first recipient; meaningless where `code` is not zero.
    public var id: CarrierMessageID
    /// The status code; zero accepted it.
    public var code: UInt32
    /// The bound because of which it was refused without a question; nil when it was decided about.
    public var bound: GatewayBound?
    /// False when it was refused without a question: of a bound, or because it names no recipient that can be read.
    public var wasAsked = true
    /// True when it is never answered, on purpose.
    public var isIgnored = false

    public init(id: CarrierMessageID, code: UInt32) {
        self.id = id
        self.code = code
    }
}

/// What the owner says to a submit.
public enum SubmitDecision: Hashable, Sendable {
    /// Taken; its id is the one that was reserved, the one that the request names, or a new one.
    case accept
    /// Taken under an id of the owner's own.
    case acceptAs(CarrierMessageID)
    /// Refused with a status code other than zero.
    case refuse(UInt32)
    /// Refused for now, with the protocol's flow-control code.
    case throttle
    /// Never answered: a fault on purpose. A repetition of it is a new submit.
    case ignore
}

/// An answer to a submit, for the channel's session.
public struct SubmitReply: Hashable, Sendable {
    /// The submit on the wire.
    public var token: ReplyToken
    /// The submit as the owner knows it.
    public var ticket: SubmitTicket
    /// The id for the first recipient; meaningless where `code` is not zero.
    public var id: CarrierMessageID
    /// The status code; zero accepts.
    public var code: UInt32
    /// True when the request is to be abandoned instead of answered.
    public var isAbandoned = false
}

/// The number of a report or an incoming message on its way to an account.
public struct DeliveryNumber: Hashable, Comparable, Sendable {
    /// Steps by one from delivery to delivery, from 1.
    public var rawValue: UInt64

    public init(_ rawValue: UInt64) { self.rawValue = rawValue }

    public static func < (left: DeliveryNumber, right: DeliveryNumber) -> Bool { left.rawValue < right.rawValue }
}

/// A subscriber's message (上行) that is to be delivered to an account.
public struct IncomingMessage: Hashable, Sendable {
    /// What is delivered.
    public enum Content: Hashable, Sendable {
        /// Text in the wished coding; long text becomes several segments.
        case text(String, coding: TextCoding)
        /// Octets with their coding octet.
        case binary([UInt8], coding: UInt8)
    }

    /// The subscriber's number.
    public var source: String
    /// The service's number that was written to.
    public var destination: String
    /// What was written.
    public var content: Content
    /// The service's code (业务代码).
    public var serviceID = ""
    /// The on-demand transaction (点播); empty for none.
    public var linkID = ""
    /// The protocol identifier of GSM 03.40 9.2.3.9.
    public var protocolID: UInt8 = 0

    /// Text in the coding that fits it.
    public init(from source: String, to destination: String, text: String) {
        self.source = source
        self.destination = destination
        content = .text(text, coding: .automatic)
    }

    /// Octets.
    public init(from source: String, to destination: String, binary octets: [UInt8], coding: UInt8 = 4) {
        self.source = source
        self.destination = destination
        content = .binary(octets, coding: coding)
    }
}

/// A call that the core does not serve; nothing has changed.
@nonexhaustive
public enum GatewayError: Error, Hashable, Sendable {
    /// The login was answered already, or its connection is gone.
    case noSuchLogin
    /// The submit was decided already, or its connection is gone.
    case noSuchSubmit
    /// A refusal needs a code other than zero.
    case refusalWithoutCode
    /// No submit that is remembered has the id: it asked for no report, or was reported, or is too old.
    case unknownID
    /// Submits of several accounts have the id: say whose is meant.
    case ambiguousID
    /// The submit did not ask for a report of this state.
    case notRequested
    /// The account is not known: it has not logged in lately and was not registered.
    case unknownAccount
    /// As much waits for the account as may.
    case queueFull
    /// The gateway closes.
    case closing
    /// A value that can be sent in no version of the protocol.
    case message(MessagingError)
}
