import CarrierSession
import SMSText

/// The service provider's desk: turns messages into requests, and responses and reports into outcomes.
///
/// One desk serves one account with all its connections: reports come on any of them. It opens nothing and reads no
/// clock. Feed it with `responded`, `failed` and `received`, wake it with `advance`, and take what it has to say from
/// `nextEvent()` and `nextRequest()`. Every message gets exactly one outcome per receiver.
public struct Messenger<Binding: CarrierBinding>: Sendable {
    public typealias Message = Binding.Message

    /// The protocol.
    public private(set) var binding: Binding
    /// The numbers and choices.
    public let options: MessengerOptions
    /// What went through.
    public internal(set) var counters = MessengerCounters()

    var book: MessageBook
    var early: EarlyReports
    var events = Queue<MessengerEvent>()
    var inbox: InboundDesk
    private var nextNumber: UInt64 = 1
    private var references: ReferenceAllocator
    var windows = DeadlineQueue<OutcomeKey>()
    var graces = DeadlineQueue<OutcomeKey>()
    var pauses = DeadlineQueue<PreparedRequest<Message>>()
    private var dueRequests = Queue<PreparedRequest<Message>>()

    /// Requests that one message may need.
    static var maximumRequests: Int { 1 << 16 }
    /// Bits of a tag that count the requests of one message.
    static var indexBits: UInt64 { 20 }

    /// A desk without messages.
    public init(binding: Binding, options: MessengerOptions = .standard) {
        self.binding = binding
        self.options = options
        book = MessageBook(options: options) { binding.id($0, advancedBy: $1) }
        early = EarlyReports(maximum: options.maximumEarlyReports, timeout: options.earlyReportTimeout)
        inbox = InboundDesk(options: options)
        references = ReferenceAllocator(seed: options.referenceSeed)
    }

    /// Goes on in another version of the protocol, once login has settled it and before anything is prepared.
    public mutating func speak(_ binding: Binding) { self.binding = binding }

    // MARK: Sending

    /// Cuts and encodes a message; nothing is sent.
    ///
    /// Submit the requests in order, over one connection, each with its tag, and hand every end of them back to
    /// `responded` or `failed`.
    ///
    /// - Throws: the first field that does not fit, before anything of the message is counted.
    public mutating func prepare(
        _ message: OutboundMessage, at moment: Moment
    ) throws(MessagingError) -> PreparedMessage<Message> {
        guard !message.destinations.isEmpty else { throw MessagingError(.noReceiver, field: "destinations") }
        let message = withWritableTimes(message, at: moment)
        let segments = try Self.cut(
            message, limits: binding.segmentLimits, reference: reference(for: message, at: moment))
        let groupSize = max(1, binding.maximumReceivers(reporting: message.report))
        let groups = (message.destinations.count - 1) / groupSize + 1
        let (count, overflow) = groups.multipliedReportingOverflow(by: segments.segmentCount)
        guard !overflow, count <= Self.maximumRequests else {
            throw MessagingError(.tooManyRequests(limit: Self.maximumRequests, actual: count), field: "destinations")
        }
        var requests: [PreparedRequest<Message>] = []
        requests.reserveCapacity(count)
        let number = nextNumber
        for group in 0..<groups {
            let receivers = Self.receivers(ofGroup: group, groupSize, message)
            let messages = try binding.submits(for: message, segments: segments, to: receivers)
            // By index: this code is compiled for every protocol at once, where iterators cost more than elements.
            for place in 0..<messages.count {
                requests.append(
                    PreparedRequest(
                        tag: number << Self.indexBits | UInt64(requests.count), message: messages[place],
                        startsGroup: place == 0))
            }
        }
        guard requests.count == count else { throw MessagingError(.unsupported, field: "segments") }
        nextNumber &+= 1
        book.add(
            MessageRecord(
                number: number, receivers: message.destinations, groupSize: groupSize,
                segmentCount: segments.segmentCount, wantsReport: message.report == .requested))
        counters.messages += 1
        counters.requests += count
        counters.parts += message.destinations.count * segments.segmentCount
        counters.outcomesOwed += message.destinations.count
        return PreparedMessage(number: number, requests: requests, segments: segments)
    }

    /// Relative times become absolute ones where the protocol has no others.
    func withWritableTimes(_ message: OutboundMessage, at moment: Moment) -> OutboundMessage {
        guard !binding.writesRelativeTimes, message.expiry != nil || message.schedule != nil else { return message }
        var message = message
        message.expiry = message.expiry?.absolute(from: moment)
        message.schedule = message.schedule?.absolute(from: moment)
        return message
    }

    private mutating func reference(for message: OutboundMessage, at moment: Moment) -> ConcatenationReference {
        message.reference
            ?? references.next(
                source: message.source + message.extensionCode, destinations: message.destinations,
                wide: message.usesWideReference, at: moment.nanoseconds)
    }

    static func cut(
        _ message: OutboundMessage, limits: SegmentLimits, reference: @autoclosure () -> ConcatenationReference
    ) throws(MessagingError) -> SegmentedMessage {
        var segmenter = Segmenter(limits: limits)
        segmenter.limits.reservedPrefixUnits = message.reservedPrefixUnits
        segmenter.limits.reservedSuffixUnits = message.reservedSuffixUnits
        do throws(SMSTextError) {
            switch message.content {
            case .text(let text, let coding):
                return try segmenter.segment(
                    text, coding: coding, messageClass: message.messageClass, reference: reference(),
                    elements: message.headerElements)
            case .binary(let octets, let coding):
                return try segmenter.segment(
                    octets: octets, dataCoding: coding, reference: reference(), elements: message.headerElements)
            case .segments(let segments):
                guard !segments.segments.isEmpty else { throw SMSTextError(.noRoom(octets: 0)) }
                return segments
            }
        } catch {
            throw MessagingError(.content(error), field: "content")
        }
    }

    /// The receivers that share a request, group by group.
    static func receivers(ofGroup group: Int, _ size: Int, _ message: OutboundMessage) -> ArraySlice<String> {
        message.destinations[group * size..<min((group + 1) * size, message.destinations.count)]
    }

    // MARK: Responses

    /// Takes the response to a request that `prepare` or `nextRequest` handed out.
    ///
    /// A second response to the same request is lawful: it brings a further id after a repeated transmission.
    public mutating func responded(
        _ response: Message, to request: Message, tag: UInt64, sequence: SequenceKey, at moment: Moment
    ) {
        guard let place = locate(tag) else {
            counters.strayResponses += 1
            return
        }
        let receipt = binding.receipt(response, to: request, sequence: sequence)
        if receipt.isAccepted {
            accept(place, receipt, at: moment)
        } else if !postpone(
            place, receipt, PreparedRequest(tag: tag, message: request, startsGroup: place.segment == 0), at: moment)
        {
            refuse(place, receipt, at: moment)
        }
        for receiver in place.receivers { settle(place.number, receiver, at: moment) }
    }

    /// Takes the response of a session's exchange.
    public mutating func responded(_ response: Message, to exchange: Exchange<Message>, at moment: Moment) {
        responded(
            response, to: exchange.request, tag: exchange.tag, sequence: exchange.sequence ?? SequenceKey(counter: 0),
            at: moment)
    }

    /// Says that a request ends without a response.
    public mutating func failed(tag: UInt64, _ failure: RequestFailure, at moment: Moment) {
        guard let place = locate(tag) else {
            counters.strayResponses += 1
            return
        }
        lose(place, failure, at: moment)
        for receiver in place.receivers { settle(place.number, receiver, at: moment) }
    }

    // MARK: Results

    /// The next thing to tell; nil when there is nothing.
    public mutating func nextEvent() -> MessengerEvent? { events.popFirst() }

    /// The next request to submit again after a pause; nil when there is none.
    public mutating func nextRequest() -> PreparedRequest<Message>? { dueRequests.popFirst() }

    // MARK: Time

    /// When `advance` has something to do.
    public var nextDeadline: Moment? {
        [
            windows.first?.deadline, graces.first?.deadline, pauses.first?.deadline, early.nextDeadline,
            inbox.nextDeadline,
        ].compactMap(\.self).min()
    }

    /// Does what is due.
    public mutating func advance(to moment: Moment) {
        while let pause = pauses.first, pause.deadline <= moment {
            pauses.dropFirst(wasStale: false)
            guard let place = locate(pause.key.tag) else { continue }
            // A message that has its outcome, or asked for nobody any more, is not submitted again.
            if isOpen(place) { dueRequests.append(pause.key) } else { lose(place, .cancelled, at: moment) }
        }
        while let report = early.popDue(at: moment) { apply(report, at: moment, mayWait: false) }
        while let window = windows.first, window.deadline <= moment {
            let isAwaited = awaits(window.key, window: window.deadline)
            windows.dropFirst(wasStale: !isAwaited)
            if isAwaited { close(window.key, at: moment) }
        }
        while let grace = graces.first, grace.deadline <= moment {
            let isAwaited = awaits(grace.key, grace: grace.deadline)
            graces.dropFirst(wasStale: !isAwaited)
            if isAwaited { close(grace.key, at: moment) }
        }
        inbox.advance(to: moment, counters: &counters, events: &events)
        counters.unansweredParts += book.forget(at: moment)
    }

    /// Ends the run: parked reports are applied or become orphans, what is open then becomes unknown or failed, and
    /// what came of long messages is handed over.
    public mutating func finish(at moment: Moment) {
        advance(to: moment)
        let numbers = book.unsettledNumbers
        for number in numbers {
            for receiver in 0..<(book[number]?.receivers.count ?? 0) {
                for segment in 0..<(book[number]?.segmentCount ?? 0) {
                    lose(number, receiver, segment, .sessionEnded)
                }
            }
        }
        // No response comes any more: reports that waited for one are applied as far as their ids are known.
        while let report = early.removeOldest() { apply(report, at: moment, mayWait: false) }
        for number in numbers {
            for receiver in 0..<(book[number]?.receivers.count ?? 0) {
                close(OutcomeKey(number: number, receiver: receiver), at: moment)
            }
        }
        pauses = DeadlineQueue()
        dueRequests = Queue()
        inbox.finish(counters: &counters, events: &events)
    }
}
