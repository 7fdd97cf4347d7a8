import CarrierSession
import SMSText

extension ClientCore {
    /// What `submit` gives back.
    public struct Submitted: Hashable, Sendable {
        /// The message's number, and those of its copies.
        public var numbers: Range<UInt64>
        /// With a store: the record that must be safe before the message counts as taken; zero without.
        public var storeSerial: UInt64
        /// The message's number; of copies the first one's.
        public var number: UInt64 { numbers.lowerBound }
    }

    /// Takes a message, once or many times; the copies take no time and no room, however many.
    ///
    /// - Parameter key: the caller's own name for it, which goes with every event.
    /// - Throws: the first field that does not fit, `queueFull`, or `shutDown`; nothing is counted then.
    public mutating func submit(
        _ message: OutboundMessage, key: String? = nil, copies: UInt64 = 1, at moment: Moment
    ) throws(MessagingError) -> Submitted {
        guard takesMessages else { throw MessagingError(.shutDown, field: "submit") }
        guard copies >= 1, copies < 1 << 48, nextNumber < 1 << 62 else {
            throw MessagingError(.outOfRange, field: "copies")
        }
        guard queue.count < options.maximumQueued else {
            tell(.queuedMessages)
            throw MessagingError(.queueFull(limit: options.maximumQueued), field: "submit")
        }
        let content = try prepare(message, key: key, at: moment)
        let numbers = nextNumber..<nextNumber &+ copies
        nextNumber &+= copies
        let serial = note(.accepted(content, numbers: numbers))
        queue.append(SubmitOrder(content: content, numbers: numbers, first: numbers.lowerBound, storeSerial: serial))
        counters.messages &+= copies
        counters.outcomesOwed &+= copies &* UInt64(content.recipientCount)
        offerWork(at: moment)
        return Submitted(numbers: numbers, storeSerial: serial)
    }

    /// Everything in `message` that the protocol cannot say; empty when `submit` will take it while there is room.
    public func validate(_ message: OutboundMessage, at moment: Moment) -> [MessagingError] {
        guard !message.destinations.isEmpty else { return [MessagingError(.noRecipient, field: "destinations")] }
        let message = withWritableTimes(message, at: moment)
        // The number of a reference changes nothing that could be refused; its width does.
        let any: ConcatenationReference = message.usesWideReference ? .wide(0) : .octet(0)
        do throws(MessagingError) {
            return adapter.validate(message, try Self.cut(message, by: adapter, message.reference ?? any))
        } catch {
            return [error]
        }
    }

    private mutating func prepare(
        _ message: OutboundMessage, key: String?, at moment: Moment
    ) throws(MessagingError) -> MessageContent {
        guard !message.destinations.isEmpty else { throw MessagingError(.noRecipient, field: "destinations") }
        let message = withWritableTimes(message, at: moment)
        let adapter = adapter
        let segments = try Self.cut(message, by: adapter, reference(for: message, at: moment))
        if let issue = adapter.validate(message, segments).first { throw issue }
        let (places, overflow) = message.destinations.count.multipliedReportingOverflow(by: segments.segmentCount)
        guard !overflow, places <= PlaceKey.maximumPlaces else {
            throw MessagingError(
                .tooManyRequests(limit: PlaceKey.maximumPlaces, actual: places), field: "destinations")
        }
        return MessageContent(
            message: message, segments: segments, groupSize: adapter.maximumRecipients(reporting: message.report),
            key: key)
    }

    /// Relative times become absolute ones where the protocol has no others.
    private func withWritableTimes(_ message: OutboundMessage, at moment: Moment) -> OutboundMessage {
        guard !adapter.writesRelativeTimes, message.expiry != nil || message.schedule != nil else { return message }
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

    /// Static, so that a reference can be taken meanwhile without a copy of the core.
    private static func cut(
        _ message: OutboundMessage, by adapter: any ClientAdapter,
        _ reference: @autoclosure () -> ConcatenationReference
    ) throws(MessagingError) -> SegmentedMessage {
        var segmenter = Segmenter(limits: adapter.segmentLimits)
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
                guard !segments.segments.isEmpty else { throw SMSTextError(.noCapacity(octets: 0)) }
                return segments
            }
        } catch {
            throw MessagingError(.content(error), field: "content")
        }
    }

    /// Begins the next message; nil when there is none, or none may be begun.
    mutating func beginNext(at moment: Moment) -> RequestRun? {
        guard let first = queue.first, first.storeSerial <= storedSerial else { return nil }
        guard tracker.openMessages < options.maximumOpenMessages else {
            tell(.openMessages)
            return nil
        }
        guard let (order, number) = queue.next() else { return nil }
        if queue.count < options.maximumQueued { ease(.queuedMessages) }
        var content = order.content
        if number != order.first, content.segmentCount > 1, content.message.reference == nil {
            content = copy(of: content, at: moment)
        }
        let serial = tracker.add(content, number: number)
        if unansweredNumbers != nil {
            for recipient in 0..<content.recipientCount {
                countUnanswered(content, recipient, by: content.segmentCount)
            }
        }
        return RequestRun(serial: serial, next: 0, end: UInt32(clamping: content.requestCount))
    }

    /// The same long message under a reference of its own: phones must not join segments of two copies.
    private mutating func copy(of content: MessageContent, at moment: Moment) -> MessageContent {
        do throws(MessagingError) {
            let adapter = adapter
            let segments = try Self.cut(content.message, by: adapter, reference(for: content.message, at: moment))
            return MessageContent(
                message: content.message, segments: segments, groupSize: content.groupSize, key: content.key)
        } catch {
            // What was cut once is cut again.
            return content
        }
    }

    // MARK: Taking back

    /// Takes messages back as far as they have not been sent, and tells their outcome.
    ///
    /// - Returns: the messages of which nothing will be sent; a message with a segment already sent keeps it and ends
    ///   as its segments do.
    @discardableResult
    public mutating func withdraw(_ numbers: Range<UInt64>, at moment: Moment) -> UInt64 {
        var count: UInt64 = 0
        for order in queue.remove(numbers) {
            count &+= UInt64(order.numbers.count)
            tellNeverBegun(order)
        }
        // Only messages that were begun are left, and of those only the ones with requests that wait.
        for place in 0..<again.count {
            guard let run = again[place], tracker.holds(run.serial) else { continue }
            if numbers.contains(tracker.number(run.serial)), takeBack(run.serial, at: moment) { count &+= 1 }
        }
        for channel in channels.indices {
            guard let run = channels[channel].current, tracker.holds(run.serial) else { continue }
            if numbers.contains(tracker.number(run.serial)), takeBack(run.serial, at: moment) { count &+= 1 }
        }
        for place in 0..<pauses.count {
            guard let pause = pauses[place], let request = locate(pause.tag) else { continue }
            if numbers.contains(tracker.number(request.serial)), takeBack(request.serial, at: moment) { count &+= 1 }
        }
        conclude(at: moment)
        return count
    }

    /// Takes one message back.
    @discardableResult
    public mutating func withdraw(_ number: UInt64, at moment: Moment) -> Bool {
        withdraw(number..<number &+ 1, at: moment) > 0
    }

    /// True when no segment of it was ever sent.
    private mutating func takeBack(_ serial: UInt64, at moment: Moment) -> Bool {
        guard tracker[serial].openRecipients > 0 else { return false }
        var isUntouched = true
        for index in 0..<tracker[serial].placeCount {
            let place = tracker.place(serial, index)
            if place.state != .queued || place.mayBeAccepted || place.retries > 0 { isUntouched = false }
            if place.state == .paused || place.state == .queued && !place.mayBeAccepted {
                settle(place: index, of: serial, as: tracker[serial].unsentState(index))
            }
        }
        resolveWaiting(0..<tracker[serial].recipientCount, of: serial, at: moment)
        for recipient in 0..<tracker[serial].recipientCount { settle(serial, recipient, at: moment) }
        return isUntouched
    }

    /// Ends everything that was not begun: one event an order, however many copies it has left.
    mutating func dropQueue() {
        while let order = queue.popFirst() { tellNeverBegun(order) }
        ease(.queuedMessages)
    }

    private mutating func tellNeverBegun(_ order: SubmitOrder) {
        counters.notSent &+= UInt64(order.numbers.count) &* UInt64(order.content.recipientCount)
        note(.withdrawn(numbers: order.numbers))
        events.append(.neverBegun(order.content, numbers: order.numbers))
    }
}
