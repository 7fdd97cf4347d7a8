import CarrierSession
import SMSText

/// How the client's side of a protocol maps neutral values to its messages and back; a value without state but what a
/// login settles.
@usableFromInline package protocol ClientMapping: Sendable {
    associatedtype Rules: SessionRules

    /// Takes over what the login settled, the version above all; says what the channel carries.
    mutating func opened(speaking rules: Rules) -> ChannelTraffic
    /// Recipients that one request may carry, at least 1.
    func maximumRecipients(reporting report: OutboundMessage.ReportRequest) -> Int
    /// The requests for `segments`, in order, to the recipients `group` of `message`.
    ///
    /// Whatever the protocol cannot say is added to `issues`, field by field; the requests are worth nothing then.
    func submits(
        for message: OutboundMessage, segments: SegmentedMessage, to group: ArraySlice<String>,
        noting issues: inout ValidationIssues
    ) -> [Message]
    /// What a response says: status code, whether it asks to slow down, the id for the first recipient.
    func result(
        of response: Message, sequence: SequenceKey
    ) -> (code: UInt32, isThrottled: Bool, id: CarrierMessageID?)
    /// The id of a submit where the protocol takes it from the request's number.
    func identity(ofSubmit sequence: SequenceKey) -> CarrierMessageID?
    /// What a request of the gateway brings.
    func inbound(_ request: Message, sequence: SequenceKey) -> InboundContent
    /// The answer to a request of the gateway; nil for a message that is no request.
    func acknowledgement(of request: Message, code: UInt32) -> Message?
    /// The answer to a request that a client does not serve; nil where there is none.
    func refusal(of request: Message) -> Message?
}

extension ClientMapping {
    /// A message's submits to some of its recipients, one for each segment; nil when the message cannot be said in
    /// this version.
    @inlinable package func submits(of content: MessageContent, to recipients: Range<Int>) -> [Message]? {
        let message = content.message
        guard recipients.lowerBound >= 0, recipients.upperBound <= message.destinations.count else { return nil }
        var issues = ValidationIssues()
        let messages = submits(
            for: message, segments: content.segments, to: message.destinations[recipients], noting: &issues)
        return issues.all.isEmpty ? messages : nil
    }

    /// Everything in `message` that the protocol cannot say, each field with its reason once: request by request, for
    /// what is too much for one may fit into several.
    @inlinable package func issues(in message: OutboundMessage, _ segments: SegmentedMessage) -> [MessagingError] {
        var all: [MessagingError] = []
        var rest = message.destinations[...]
        let size = max(1, maximumRecipients(reporting: message.report))
        while !rest.isEmpty {
            var issues = ValidationIssues()
            _ = submits(for: message, segments: segments, to: rest.prefix(size), noting: &issues)
            for issue in issues.all where !all.contains(issue) { all.append(issue) }
            rest = rest.dropFirst(size)
        }
        return all
    }
}

/// How the gateway's side of a protocol maps neutral values to its messages and back.
@usableFromInline package protocol GatewayMapping: Sendable {
    associatedtype Rules: SessionRules

    /// Reads a login; nil for anything else.
    func login(_ request: Message) -> LoginRequest?
    /// Gives the rules what they need to authenticate the login that waits.
    func prepare(_ rules: inout Rules, for answer: LoginAnswer)
    /// Takes over what the login settled, the version above all; says what the channel carries.
    mutating func opened(speaking rules: Rules) -> ChannelTraffic
    /// Reads a submit; nil for anything else.
    func submission(_ request: Message) -> Submission?
    /// The id of a submit where the protocol takes it from the request's number.
    func identity(ofSubmit sequence: SequenceKey) -> CarrierMessageID?
    /// The answer to a submit.
    func submitResponse(id: CarrierMessageID, code: UInt32) -> Message
    /// The answer to a request that a gateway does not serve; nil where there is none.
    func refusal(of request: Message) -> Message?
    /// The request that carries a delivery.
    ///
    /// - Throws: the first field that does not fit.
    func delivery(_ content: DeliveryRequest.Content) throws(MessagingError) -> Message
}

extension ClientMapping {
    @usableFromInline package typealias Message = Rules.Message
}

extension GatewayMapping {
    @usableFromInline package typealias Message = Rules.Message
}
