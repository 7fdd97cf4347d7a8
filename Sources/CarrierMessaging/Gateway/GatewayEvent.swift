import CarrierSession
import CarrierWire

/// What a gateway's owner is told, in order.
///
/// Every login that is asked for awaits one answer, every submit one decision, unless its channel closes first. Every
/// delivery ends in `acknowledged` or `undeliverable`, once.
@nonexhaustive
public enum GatewayEvent: Sendable {
    /// A connection is there: the first event of its channel. `peer` is nil where nobody said where it comes from.
    case connected(ChannelID, peer: SocketAddress?)
    /// A peer asks to log in; to be answered with `answer(login:with:at:)` within the session's login timeout.
    case loginAsked(LoginTicket, LoginRequest, peer: SocketAddress?)
    /// A channel is open.
    indirect case opened(ChannelID, account: String, LoginSummary, carries: ChannelTraffic)
    /// A submitted segment; to be decided about with `answer(submit:with:at:)`.
    indirect case submit(SubmitRequest)
    /// A submitted segment that has its answer already: of a bound, or of whoever decides without a wait.
    indirect case decided(SubmitRequest, SubmitAnswer)
    /// A message all segments of which were accepted.
    indirect case message(SubmittedMessage, account: String)
    /// Accepted segments of a message that will not become whole.
    indirect case incompleteMessage(SubmittedMessage, IncompleteInbound.Reason, account: String)
    /// A segment that came before, of a message that waits or was handed over lately: answered, and not joined again.
    indirect case repeatedSegment(RepeatedSegment, account: String)
    /// A segment of a delivery, or a report as the only one, left on a channel; told where
    /// ``GatewayOptions/tellsSending`` is set. `again`: it was sent before, and had no answer.
    case sent(DeliveryNumber, segment: Int, of: Int, ChannelID, again: Bool)
    /// The SP took a delivery, all of it.
    case acknowledged(DeliveryNumber, key: String?)
    /// A delivery that will not be tried again.
    indirect case undeliverable(UndeliverableMessage)
    /// An answer that could not be written; the SP was told a refusal instead, if it could be told anything.
    case answerFailed(SubmitTicket, ChannelID, SessionError)
    /// A login that was refused with this status.
    case loginRefused(ChannelID, account: String, code: UInt32)
    /// A reverse connection that could not be made, or brought no login: why, in words; it is tried again then.
    indirect case reverseFailed(account: String, attempts: Int, again: Moment, reason: String)
    /// A bound has been reached; told now and then while it bites, every case counts.
    case boundReached(GatewayBound, account: String)
    /// Something odd that did not end the channel.
    indirect case anomaly(SessionAnomaly, ChannelID, account: String)
    /// A channel is gone: the last event of it. `cutOff` of its submits were not answered.
    indirect case closed(ChannelID, account: String, CloseReason, cutOff: Int)
    /// The gateway is shut down: nothing follows.
    case shutDown
}

/// A bound of a gateway or one of its accounts.
@nonexhaustive
public enum GatewayBound: Hashable, Sendable {
    /// The account submits faster than it may: the submits were refused for now.
    case rate
    /// Too many deliveries wait for the account: its submits are refused for now.
    case waitingDeliveries
    /// Too many submits await their decision: more are refused for now.
    case undecidedSubmits
    /// A submit was forgotten before it was reported: too many of them, or too old.
    case reportableSubmits
}

/// A delivery that ended without being taken.
public struct UndeliverableMessage: Hashable, Sendable {
    /// Why a delivery is not tried again.
    @nonexhaustive
    public enum Reason: Hashable, Sendable {
        /// The SP refused it with this code.
        case refused(UInt32)
        /// A field does not fit the channel's version.
        case message(MessagingError)
        /// It does not fit its wire form.
        case unencodable(WireError)
        /// It was tried, or waited for a channel, as long as it may.
        case expired
        /// The gateway was shut down.
        case shutDown
    }

    /// Its number.
    public var number: DeliveryNumber
    /// The account it was for.
    public var account: String
    /// The owner's key, for incoming messages.
    public var key: String?
    /// The submit that it reports on; nil for an incoming message.
    public var reportedID: CarrierMessageID?
    /// Why.
    public var reason: Reason
    /// Whether the SP may have seen it, or a part of it.
    public var wasSent: Bool
}

/// What whoever moves the octets has to do, in order.
@nonexhaustive
public enum GatewayAction: Sendable {
    /// Hand the answer to the channel's session.
    case answerLogin(ChannelID, LoginAnswer)
    /// Dial the account's reverse address, then call `dialed` or `dialFailed`.
    indirect case dial(ChannelID, GatewayAccount)
    /// Close the channel's session in order.
    case close(ChannelID)
    /// Serve the channel: it has replies to take.
    case wake(ChannelID)
    /// Serve the channel: it has deliveries to take. They may leave a moment later, with the replies of its next batch.
    case offer(ChannelID)
    /// Write the record; then call `stored(upTo:at:)`.
    indirect case store(StoreNumber, GatewayRecord)
}
