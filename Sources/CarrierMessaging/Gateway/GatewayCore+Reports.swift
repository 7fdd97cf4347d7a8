import CarrierSession
import CarrierWire
import SMSText

// Reports and incoming messages from the owner.
extension GatewayCore {
    /// Reports what became of an accepted submit at one recipient, minutes later or at once.
    ///
    /// - Parameters:
    ///   - word: the carrier's word for the state, at most 32 octets; nil for the protocol's own.
    ///   - id: the id that the submit got, or the recipient's own in its range.
    ///   - account: whose submit is meant; needed only where two accounts named the same id (SGIP).
    ///   - channel: a channel that should carry it; another does when that one cannot.
    ///   - envelope: the id of the message that carries it; nil for a new one.
    /// - Returns: its number, under which it is acknowledged or handed back, once.
    /// - Throws: `unknownID` `ambiguousID` `notRequested` `queueFull` `closing` `message`.
    @discardableResult
    public mutating func report(
        _ state: DeliveryState, word: String? = nil, errorCode: String = "", on id: CarrierMessageID,
        to recipient: String, of account: String? = nil, preferring channel: ChannelID? = nil,
        under envelope: CarrierMessageID? = nil, at now: Moment
    ) throws(GatewayError) -> DeliveryNumber {
        if case .closed = closing { throw .closing }
        var owner: Int?
        if let account { owner = try place(ofAccount: account) }
        let handle = try reportable.find(id, account: owner)
        guard let submit = reportable[handle] else { throw .unknownID }
        let (id, place) = try identify(recipient, id, of: submit)
        if submit.wantsFailuresOnly, !state.isFinal || state == .delivered {
            // A success ends the wait for reports though it is not reported.
            if state.isFinal { reported(id, place, handle, submit) }
            throw .notRequested
        }
        let number = try OctetString(exactly: recipient, "recipient")
        let own = try OctetString(exactly: word ?? "", "word")
        let detail = try OctetString(exactly: errorCode, "error code")
        let report = PendingReport(
            id: id, envelope: envelope ?? makeEnvelope(now), recipient: number, origin: submit.origin,
            word: own, errorCode: detail, state: state, submittedAt: submit.submittedAt, doneAt: now)
        let delivery = try add(.report(report), for: submit.account, limit: 2, preferring: channel, now)
        if options.usesStore {
            let name = accounts[submit.account].settings.id
            store(
                .reportOwed(
                    delivery, account: name,
                    DeliveryReport(
                        messageID: id, recipient: recipient, state: state, raw: word ?? adapter.word(for: state),
                        errorCode: errorCode, submitTime: adapter.reportTime(submit.submittedAt),
                        doneTime: adapter.reportTime(now), source: submit.origin.source.text),
                    on: ReportedSubmit(submit.origin)))
        }
        if state.isFinal { reported(id, place, handle, submit) }
        return delivery
    }

    /// Delivers a report that the owner worded by itself: on a submit that the core does not remember.
    ///
    /// - Parameter envelope: the id of the message that carries it: that of an earlier one for a repetition, which
    ///   peers may drop; nil for a new one.
    /// - Returns: its number, under which it is acknowledged or handed back, once.
    /// - Throws: `unknownAccount` `queueFull` `closing`.
    @discardableResult
    public mutating func report(
        _ report: DeliveryReport, on submit: ReportedSubmit, of account: String, preferring channel: ChannelID? = nil,
        under envelope: CarrierMessageID? = nil, at now: Moment
    ) throws(GatewayError) -> DeliveryNumber {
        if case .closed = closing { throw .closing }
        let place = try place(ofAccount: account)
        let worded = WordedReport(report, submit, envelope ?? makeEnvelope(now))
        let number = try add(.worded(worded), for: place, limit: 2, preferring: channel, now)
        store(.reportOwed(number, account: account, report, on: submit))
        return number
    }

    /// Delivers a subscriber's message, cut into segments where it is long.
    ///
    /// - Parameter key: the owner's own name for it, told with its end.
    /// - Returns: its number, under which it is acknowledged or handed back, once, as a whole.
    /// - Throws: `unknownAccount` `queueFull` `closing` `message`.
    @discardableResult
    public mutating func deliver(
        _ message: IncomingMessage, to account: String, key: String? = nil, preferring channel: ChannelID? = nil,
        at now: Moment
    ) throws(GatewayError) -> DeliveryNumber {
        guard case .running = closing else { throw .closing }
        let place = try place(ofAccount: account)
        let pending = PendingMessage(message, try segments(of: message, now), key: key)
        let count = pending.segments.segmentCount
        guard accounts[place].pending + count <= accounts[place].settings.maximumWaiting else { throw .queueFull }
        lastDelivery &+= 1
        let number = lastDelivery
        if count > 1 { progress[number] = MessageProgress(open: count) }
        counters.deliveries += 1
        counters.pending += 1
        store(.messageOwed(DeliveryNumber(number), account: account, message, key: key))
        for index in 0..<count {
            let content = PendingDelivery.Content.segment(pending, index: index, id: makeEnvelope(now))
            enqueue(
                PendingDelivery(number: number, account: place, enteredAt: now, content: content),
                preferring: channel)
        }
        armIfNew(place, now)
        offer(place, now)
        return DeliveryNumber(number)
    }

    private mutating func segments(
        of message: IncomingMessage, _ now: Moment
    ) throws(GatewayError) -> SegmentedMessage {
        let segmenter = Segmenter(limits: adapter.segmentLimits)
        let reference = references.next(
            source: message.source, destination: message.destination, at: now.nanoseconds)
        do {
            switch message.content {
            case .text(let text, let coding):
                return try segmenter.segment(text, coding: coding, reference: reference)
            case .binary(let octets, let coding):
                return try segmenter.segment(octets: octets, dataCoding: coding, reference: reference)
            }
        } catch {
            throw .message(MessagingError(.content(error), field: "content"))
        }
    }

    // MARK: - Into the queue

    private mutating func add(
        _ content: PendingDelivery.Content, for account: Int, limit: Int, preferring channel: ChannelID?, _ now: Moment
    ) throws(GatewayError) -> DeliveryNumber {
        // Submits are refused at the bound already; what was accepted before may still be reported.
        let bound = max(1, accounts[account].settings.maximumWaiting)
        guard accounts[account].pending / limit < bound else { throw .queueFull }
        lastDelivery &+= 1
        counters.deliveries += 1
        counters.pending += 1
        enqueue(
            PendingDelivery(number: lastDelivery, account: account, enteredAt: now, content: content),
            preferring: channel)
        armIfNew(account, now)
        offer(account, now)
        return DeliveryNumber(lastDelivery)
    }

    private mutating func enqueue(_ delivery: PendingDelivery, preferring channel: ChannelID?) {
        let needed: ChannelTraffic = delivery.content.isReport ? .report : .deliver
        if let channel, let place = place(of: channel), channels[place].isOpen,
            channels[place].account == delivery.account, channels[place].carries.contains(needed)
        {
            channels[place].assigned.append(delivery)
            accounts[delivery.account].assigned += 1
            return wake(place, urgently: false)
        }
        accounts[delivery.account].queue.append(delivery)
    }

    private func place(ofAccount name: String) throws(GatewayError) -> Int {
        guard let place = names[name] else { throw .unknownAccount }
        return place
    }

    /// An id for the message that carries a report, or for a segment: never one that something else has.
    private mutating func makeEnvelope(_ now: Moment) -> CarrierMessageID {
        let (moment, serial) = ids.take(1, at: now)
        return adapter.makeID(at: moment, serial: serial, gateway: options.gateway)
    }

    // MARK: - What can be reported

    /// Remembers an accepted submit, if it asked for reports.
    ///
    /// - Parameter isNew: whether the core made the id just now, so that nobody has it.
    mutating func remember(_ submit: UndecidedSubmit, _ id: CarrierMessageID, isNew: Bool, _ now: Moment) {
        guard submit.wantsReport, options.maximumReportable > 0 else { return }
        // The same account's same id again: a repetition over a new connection.
        if !isNew { forget(id, of: submit.account) }
        while reportable.count >= options.maximumReportable, let oldest = reportable.oldest {
            forgetReportable(oldest.handle, now)
        }
        let count = submit.recipients.count
        let ids = ids(from: id, count)
        _ = reportable.add(
            ReportableSubmits.Submit(
                account: submit.account, id: id, idCount: count, open: count,
                wantsFailuresOnly: submit.wantsFailuresOnly, origin: submit.origin,
                recipients: ids.count > 1 ? submit.recipients : [], submittedAt: submit.arrivedAt),
            ids: ids)
        accounts[submit.account].reportable += 1
    }

    /// The ids of a submit's recipients, each once.
    private func ids(from base: CarrierMessageID, _ count: Int) -> [CarrierMessageID] {
        guard count > 1, adapter.id(base, advancedBy: 1) != base else { return [base] }
        return (0..<count).map { adapter.id(base, advancedBy: $0) }
    }

    /// The id that a report on a recipient carries, and the recipient's place where each has an id of its own.
    private func identify(
        _ recipient: String, _ id: CarrierMessageID, of submit: ReportableSubmits.Submit
    ) throws(GatewayError) -> (CarrierMessageID, Int) {
        if submit.recipients.isEmpty { return (id, 0) }
        let named = id == submit.id ? submit.recipients.firstIndex(of: recipient) : nil
        let place = named ?? submit.recipients.indices.first { adapter.id(submit.id, advancedBy: $0) == id }
        // The number is taken off when its recipient has had the final report.
        guard let place, !submit.recipients[place].isEmpty else { throw .unknownID }
        return (adapter.id(submit.id, advancedBy: place), place)
    }

    /// A recipient got its final report.
    private mutating func reported(
        _ id: CarrierMessageID, _ place: Int, _ handle: UInt64, _ submit: ReportableSubmits.Submit
    ) {
        guard submit.open > 1 else { return drop(handle, submit) }
        reportable[handle]?.open -= 1
        if submit.recipients.isEmpty { return }
        reportable[handle]?.recipients[place] = ""
        // The first id stays: it names the submit as a whole.
        if id != submit.id { reportable.remove(id, handle) }
    }

    /// Forgets a submit that is not to be reported.
    mutating func forget(_ id: CarrierMessageID, of account: Int) {
        guard let handle = try? reportable.find(id, account: account), let submit = reportable[handle] else { return }
        drop(handle, submit)
    }

    /// Forgets a submit because of a bound: counted and told.
    mutating func forgetReportable(_ handle: UInt64, _ now: Moment) {
        guard let submit = reportable[handle] else { return }
        counters.forgotten += 1
        tell(.reportableSubmits, of: submit.account, now)
        drop(handle, submit)
    }

    private mutating func drop(_ handle: UInt64, _ submit: ReportableSubmits.Submit) {
        guard reportable.remove(handle, ids: ids(from: submit.id, submit.idCount)) != nil else { return }
        accounts[submit.account].reportable -= 1
        considerIdle(submit.account)
    }
}

extension OctetString {
    /// Holds a text that can be read again as it is: nothing of it is cut or lost.
    fileprivate init(exactly text: String, _ field: FieldName) throws(GatewayError) {
        if let octets = OctetString(text), octets.text == text {
            self = octets
            return
        }
        let actual = text.utf8.count
        throw .message(
            MessagingError(
                actual > OctetString.capacity ? .tooLong(limit: OctetString.capacity, actual: actual) : .outOfRange,
                field: field))
    }
}
