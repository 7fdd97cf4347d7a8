import CarrierMessaging
import CarrierSession
import CarrierTransport
import CarrierWire

/// What a reference receiver tells while it runs, in order for each connection.
public enum ReceiverEvent: Sendable {
    /// Somebody logged in, or was refused.
    case login(LoginRecord)
    /// A submit was read and judged.
    case submit(SubmitRecord)
    /// All segments of a message are there.
    case message(SubmittedMessage)
    /// Segments of a message that will not become whole.
    case incomplete(SubmittedMessage, IncompleteInbound.Reason)
    /// A segment came again, octet for octet, of a message that waits or was whole within the last minute; it was
    /// answered and goes into no message.
    case repeated(account: String, messageID: String, RepeatedSegment)
    /// A report was sent for the first time.
    case report(ReportRecord)
    /// A message of a subscriber was sent, all its segments.
    case push(ReceiverScript.Push, segments: Int)
    /// A report or a pushed message ended without being taken: why, in words.
    case undelivered(ReportRecord?, reason: String)
    /// A report or a pushed message that nobody took, however often it was sent: it is not sent again.
    case deadLetter(ReportRecord?, reason: String)
    /// Something odd happened in a session and it went on.
    case anomaly(account: String, SessionAnomaly)
    /// A connection was turned away, and others since the last such event; a few a second for each reason.
    case turnedAway(TurnedAway)
    /// A session is over.
    case closed(account: String, peer: SocketAddress, CloseReason)
    /// Something an operator should know, in words.
    case notice(String)

    /// A login and its result.
    public struct LoginRecord: Hashable, Sendable {
        /// The account as the peer named it.
        public var account: String
        /// Where it came from, or who was dialled.
        public var peer: SocketAddress
        /// The version that was settled, or asked for.
        public var version: String
        /// The status on the wire; zero let it in.
        public var result: UInt32

        public init(account: String, peer: SocketAddress, version: String, result: UInt32) {
            self.account = account
            self.peer = peer
            self.version = version
            self.result = result
        }
    }

    /// A submit and its result.
    public struct SubmitRecord: Hashable, Sendable {
        /// The id that the gateway gave, as the protocol prints it; empty when it was refused.
        public var messageID: String
        /// The sender's number.
        public var source: String
        /// The receivers' numbers.
        public var destinations: [String]
        /// The coding octet.
        public var coding: UInt8
        /// The segment's number, from 1.
        public var segment: Int
        /// Segments in all.
        public var segmentCount: Int
        /// The result on the wire; zero accepted it.
        public var result: UInt32
    }

    /// A report.
    public struct ReportRecord: Hashable, Sendable {
        /// The id that is reported, as the protocol prints it.
        public var messageID: String
        /// The receiver's number.
        public var destination: String
        /// The state.
        public var state: DeliveryState
        /// The carrier's word.
        public var raw: String
        /// True for the second of a report that goes out twice.
        public var isCopy: Bool
    }
}
