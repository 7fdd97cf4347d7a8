import CarrierSession
import CarrierWire
import SMSText

/// The status codes that a protocol uses for what every carrier has to say.
public struct CarrierCodes: Hashable, Sendable {
    /// Refused for now, because of the rate (流量控制).
    public var throttled: UInt32
    /// The structure of a message is wrong.
    public var structure: UInt32
    /// A request that this side does not serve.
    public var unknownCommand: UInt32
    /// At login: too many connections of this account.
    public var tooManyConnections: UInt32
    /// At login: the address is not allowed.
    public var addressNotAllowed: UInt32

    public init(
        throttled: UInt32, structure: UInt32, unknownCommand: UInt32, tooManyConnections: UInt32,
        addressNotAllowed: UInt32
    ) {
        self.throttled = throttled
        self.structure = structure
        self.unknownCommand = unknownCommand
        self.tooManyConnections = tooManyConnections
        self.addressNotAllowed = addressNotAllowed
    }
}

/// Translates between the neutral model and one protocol's messages, for the service provider and for the gateway.
///
/// A binding is a value without state: it neither counts nor remembers.
public protocol CarrierBinding: Sendable {
    associatedtype Vocabulary: SessionVocabulary
    typealias Message = Vocabulary.Message

    /// The protocol's name as the command line spells it: `cmpp-3.0`.
    var name: String { get }
    /// How much one segment may hold.
    var segmentLimits: SegmentLimits { get }
    /// The protocol's own session numbers: window, times, attempts.
    var sessionLimits: SessionLimits { get }
    /// The status codes that the neutral rooms need by name.
    var codes: CarrierCodes { get }
    /// A submit response's code in words.
    func meaning(of code: UInt32) -> String
    /// A login response's status in words.
    func meaning(ofLogin status: UInt32) -> String
    /// What a report says, in words: the meaning of its state and, where there is one, of the reason.
    func meaning(of report: DeliveryReport) -> CodeMeaning
    /// An id as the protocol prints it.
    func text(of id: CarrierMessageID) -> String

    // MARK: The service provider's side

    /// Receivers that one request may carry, at least 1.
    func maximumReceivers(reporting report: OutboundMessage.ReportRequest) -> Int
    /// The requests for `segments`, in order, to the receivers `group` of `message`.
    ///
    /// Whatever the protocol cannot say is added to `findings`, field by field; the requests are worth nothing then.
    func submits(
        for message: OutboundMessage, segments: SegmentedMessage, to group: ArraySlice<String>,
        noting findings: inout FieldFindings
    ) -> [Message]
    /// True when expiry and schedule may be written relative to the submit; false to have ``DeliveryTime/after(_:)``
    /// turned into ``DeliveryTime/at(_:)`` first.
    var writesRelativeTimes: Bool { get }
    /// What `response` says about `request`.
    func receipt(_ response: Message, to request: Message, sequence: SequenceKey) -> SubmitReceipt
    /// What a request from the carrier brings.
    func inbound(_ request: Message, sequence: SequenceKey) -> InboundContent
    /// The answer to a request from the carrier; nil for a message that is no request.
    func acknowledgement(of request: Message, code: UInt32) -> Message?

    // MARK: The gateway's side

    /// Reads a submit; nil for anything else.
    func submission(_ request: Message, sequence: SequenceKey) -> Submission?
    /// The id of a submit where the protocol takes it from the request and its sequence number; nil where the gateway
    /// makes ids, with ``makeID(at:serial:gateway:)``.
    func identity(of request: Message, sequence: SequenceKey) -> CarrierMessageID?
    /// The answer to a submit.
    func submitResponse(to request: Message, id: CarrierMessageID, code: UInt32) -> Message
    /// A new id: `serial` steps by one from id to id.
    func makeID(at moment: Moment, serial: UInt32, gateway: UInt32) -> CarrierMessageID
    /// The id `steps` further in the range that one multi-receiver submit got; where the protocol has no ranges,
    /// `base`.
    func id(_ base: CarrierMessageID, advancedBy steps: Int) -> CarrierMessageID
    /// A report on `submission`, under an id of its own.
    ///
    /// - Throws: the first field that does not fit.
    func report(
        _ report: DeliveryReport, for submission: Submission, envelope: CarrierMessageID
    ) throws(MessagingError) -> Message
    /// A subscriber's segment.
    ///
    /// - Throws: the first field that does not fit.
    func deliver(_ segment: InboundSegment) throws(MessagingError) -> Message
    /// The carrier's word for a state.
    func word(for state: DeliveryState) -> String
    /// A report's time as the protocol spells it.
    func reportTime(_ moment: Moment) -> String
}

extension CarrierBinding {
    /// A message's requests on the wire to some of its recipients; nil when it cannot be said in this version.
    package func submits(of content: MessageContent, to recipients: Range<Int>) -> [Message]? {
        let message = content.message
        guard recipients.lowerBound >= 0, recipients.upperBound <= message.destinations.count else { return nil }
        var findings = FieldFindings()
        let messages = submits(
            for: message, segments: content.segments, to: message.destinations[recipients], noting: &findings)
        return findings.all.isEmpty ? messages : nil
    }

    public func meaning(ofLogin status: UInt32) -> String { meaning(of: status) }

    public var writesRelativeTimes: Bool { true }

    /// The requests for `segments`, in order, to the receivers `group` of `message`.
    ///
    /// - Throws: the first field that does not fit.
    public func submits(
        for message: OutboundMessage, segments: SegmentedMessage, to group: ArraySlice<String>
    ) throws(MessagingError) -> [Message] {
        var findings = FieldFindings()
        let messages = submits(for: message, segments: segments, to: group, noting: &findings)
        try findings.check()
        return messages
    }

    /// Everything in `message` that the protocol cannot say, each field with its reason once: request by request, for
    /// what is too much for one may fit into several.
    package func issues(in message: OutboundMessage, _ segments: SegmentedMessage) -> [MessagingError] {
        var issues: [MessagingError] = []
        var rest = message.destinations[...]
        let size = max(1, maximumReceivers(reporting: message.report))
        while !rest.isEmpty {
            var findings = FieldFindings()
            _ = submits(for: message, segments: segments, to: rest.prefix(size), noting: &findings)
            for issue in findings.all where !issues.contains(issue) { issues.append(issue) }
            rest = rest.dropFirst(size)
        }
        return issues
    }

    public func text(of id: CarrierMessageID) -> String { id.description }

    public func identity(of request: Message, sequence: SequenceKey) -> CarrierMessageID? { nil }
}
