import CarrierSession
import CarrierWire
import SMSText

/// What a client core and its channels need to know of a protocol: one value a protocol, version and account.
public protocol ClientAdapter: Sendable {
    /// The protocol and version as the command line spells them: `cmpp-3.0`.
    var name: String { get }
    /// The account that logs in.
    var account: String { get }
    /// How much one segment may hold.
    var segmentLimits: SegmentLimits { get }
    /// The protocol's own session numbers: window, times, attempts. With an idle time, connections end in order and
    /// are made again on demand.
    var sessionLimits: SessionLimits { get }
    /// The code that answers a report which cannot be read.
    var malformedReportCode: UInt32 { get }
    /// True when expiry and schedule may be written relative to the submit.
    var writesRelativeTimes: Bool { get }
    /// True when the gateway dials the client for reports and incoming messages (SGIP).
    var hasReverseConnection: Bool { get }
    /// Recipients that one request may carry, at least 1.
    func maximumRecipients(reporting report: OutboundMessage.ReportRequest) -> Int
    /// Everything in `message` that the protocol cannot say, each field with its reason; empty when it can be sent.
    func validate(_ message: OutboundMessage, _ segments: SegmentedMessage) -> [MessagingError]
    /// The id `steps` further in the range that one request to several recipients got; `base` where there are no
    /// ranges.
    func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID
    /// A submit response's code in words.
    func meaning(of code: UInt32) -> String
    /// A login response's status in words.
    func meaning(ofLogin status: UInt32) -> String
    /// What a report says, in words: the meaning of its state and, where there is one, of the reason.
    func meaning(of report: DeliveryReport) -> CodeMeaning
    /// An id as the protocol prints it.
    func text(of id: CarrierMessageID) -> String
    /// The client's end of a connection that it dials.
    ///
    /// - Parameters:
    ///   - traffic: what the channel is to carry, where the protocol's login says so (SMGP's login modes).
    ///   - connection: different for connections that are open at a time or follow each other.
    func makeSession(traffic: ChannelTraffic, connection: UInt32, limits: SessionLimits) -> any ClientSession
    /// The client's end of a connection that the gateway dialled; nil where it never does.
    func makeReverseSession(connection: UInt32, limits: SessionLimits) -> (any ClientSession)?
}

/// What a gateway core and its channels need to know of a protocol: one value a protocol, all versions.
public protocol GatewayAdapter: Sendable {
    /// The protocol, or one version of it, as the command line spells it: `cmpp`, `cmpp-3.0`.
    var name: String { get }
    /// How much one segment of an incoming message may hold.
    var segmentLimits: SegmentLimits { get }
    /// The protocol's own session numbers.
    var sessionLimits: SessionLimits { get }
    /// The status codes that the core needs by name.
    var codes: CarrierCodes { get }
    /// True when reports and incoming messages go over a connection that the gateway dials (SGIP).
    var hasReverseConnection: Bool { get }
    /// A submit response's code in words.
    func meaning(of code: UInt32) -> String
    /// A login response's status in words.
    func meaning(ofLogin status: UInt32) -> String
    /// An id as the protocol prints it.
    func text(of id: CarrierMessageID) -> String
    /// What a report says, in words: the meaning of its state and, where there is one, of the reason.
    func meaning(of report: DeliveryReport) -> CodeMeaning
    /// How many ids the protocol's form can tell apart in which time.
    var idCapacity: IDCapacity { get }
    /// A new id: `serial` is below ``IDCapacity/serials`` and steps by one from id to id; `gateway` is the gateway's
    /// own number.
    func makeID(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID
    /// The id `steps` further in the range of one submit to several recipients; `base` where there are no ranges.
    func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID
    /// The carrier's word for a state: `DELIVRD`.
    func word(for state: DeliveryState) -> String
    /// A report's time as the protocol spells it.
    func reportTime(_ moment: Moment) -> String
    /// The gateway's end of a connection that an SP dialled.
    func makeSession(connection: UInt32, limits: SessionLimits) -> any GatewaySession
    /// The gateway's end of a connection that it dials to the account's reverse address; nil where it never does.
    func makeReverseSession(
        to account: GatewayAccount, connection: UInt32, limits: SessionLimits
    ) -> (any GatewaySession)?
}

/// How many ids a protocol's form can tell apart: a time of limited precision, and a serial of limited width.
public struct IDCapacity: Hashable, Sendable {
    /// Ids that share the time written in them, at least 1.
    public var serials: UInt32
    /// The precision of that time in seconds, at least 1.
    public var seconds: Int64

    public init(serials: UInt32, seconds: Int64 = 1) {
        self.serials = max(1, serials)
        self.seconds = max(1, seconds)
    }
}
