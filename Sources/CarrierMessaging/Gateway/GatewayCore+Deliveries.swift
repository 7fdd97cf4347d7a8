import CarrierSession
import CarrierWire

// What accounts are owed, on its way over their channels.
extension GatewayCore {
    /// Appends at most `capacity` deliveries for the channel's session. To be called in each of the channel's
    /// batches, zero or not: it says how much more the session would take.
    ///
    /// - Parameter capacity: the session's ``GatewaySession/capacity``.
    public mutating func takeDeliveries(
        for channel: ChannelID, capacity: Int, into requests: inout [DeliveryRequest], at now: Moment
    ) {
        guard let place = place(of: channel), let account = channels[place].account else { return }
        channels[place].promised = 0
        channels[place].capacity = 0
        // It is being served: what it was to be woken for is done, or is about to be.
        if channels[place].replies.isEmpty { (channels[place].isWoken, channels[place].isUrgent) = (false, false) }
        guard channels[place].isOpen, !channels[place].isBlocked else { return offer(account, now) }
        let traffic = channels[place].carries
        var left = max(0, capacity)
        if let window = accounts[account].settings.windowSize {
            left = min(left, max(1, window) - channels[place].inFlight.count)
        }
        while left > 0, let delivery = nextDelivery(on: place, of: account, traffic) {
            if isOver(delivery, now) { continue }
            let entry = DeliveryInFlight(channel: place, delivery: delivery)
            let tag = inFlight.append(entry, to: &channels[place].inFlight)
            accounts[account].inFlight += 1
            requests.append(DeliveryRequest(tag: tag, content: content(of: delivery)))
            left -= 1
        }
        channels[place].capacity = max(0, left)
        // What this channel was promised and has no room for goes to the others.
        if left <= 0 { offer(account, now) }
    }

    private mutating func nextDelivery(
        on place: Int, of account: Int, _ traffic: ChannelTraffic
    ) -> PendingDelivery? {
        if let assigned = channels[place].assigned.popFirst() {
            accounts[account].assigned -= 1
            return assigned
        }
        return accounts[account].queue.take(for: traffic)
    }

    /// Ends a delivery that is not to be sent any more: too old, or a segment of a message that has failed.
    private mutating func isOver(_ delivery: PendingDelivery, _ now: Moment) -> Bool {
        if let failure = progress[delivery.number]?.failure {
            end(delivery, failure)
        } else if delivery.enteredAt + options.deliverFor <= now {
            end(delivery, .expired)
        } else {
            return false
        }
        return true
    }

    private mutating func content(of delivery: PendingDelivery) -> DeliveryRequest.Content {
        switch delivery.content {
        case .worded(let worded):
            return .report(worded.report, on: worded.submit, envelope: worded.envelope)
        case .report(let report):
            return .report(
                DeliveryReport(
                    messageID: report.id, recipient: report.recipient.text, state: report.state,
                    raw: report.word.isEmpty ? adapter.word(for: report.state) : report.word.text,
                    errorCode: report.errorCode.text, submitTime: reportTime(report.submittedAt),
                    doneTime: reportTime(report.doneAt), source: report.origin.source.text),
                on: ReportedSubmit(report.origin),
                envelope: report.envelope)
        case .segment(let pending, let index, let id):
            let (message, segment) = (pending.message, pending.segments.segments[index])
            var inbound = InboundSegment(
                id: id, from: message.source, to: message.destination, coding: pending.segments.dataCoding,
                hasHeader: segment.headerLength > 0, content: segment.content, serviceID: message.serviceID,
                linkID: message.linkID, protocolID: message.protocolID)
            inbound.receivedAt = delivery.enteredAt
            return .segment(inbound)
        }
    }

    /// A report's time in the protocol's words, made once a second.
    private mutating func reportTime(_ moment: Moment) -> String {
        let second = moment.nanoseconds / 1_000_000_000
        if let known = reportTimes, known.second == second { return known.text }
        let text = adapter.reportTime(moment)
        reportTimes = (second, text)
        return text
    }

    /// The session took deliveries over: to be called after ``takeDeliveries(for:capacity:into:at:)`` where
    /// ``GatewayOptions/tellsSending`` is set.
    public mutating func sent(_ tags: [UInt64], on channel: ChannelID) {
        guard let place = place(of: channel) else { return }
        for tag in tags {
            guard let entry = inFlight[tag], entry.channel == place else { continue }
            var (segment, count) = (1, 1)
            if case .segment(let message, let index, _) = entry.delivery.content {
                (segment, count) = (index + 1, message.segments.segmentCount)
            }
            events.append(
                .sent(
                    DeliveryNumber(entry.delivery.number), segment: segment, of: count, channel,
                    again: entry.delivery.wasSent))
        }
    }

    /// The session did not take a delivery. What does not fit is handed back; everything else goes out again, on
    /// another channel first, for this one is left alone until something ends on it.
    public mutating func notTaken(
        _ request: DeliveryRequest, _ error: DeliveryError, on channel: ChannelID, at now: Moment
    ) {
        guard let place = place(of: channel), let delivery = takeInFlight(request.tag, on: place) else { return }
        switch error {
        case .message(let error): end(delivery, .message(error))
        case .session(let error):
            if case .unencodable(let error) = error.reason {
                end(delivery, .unencodable(error))
            } else {
                channels[place].isBlocked = true
                putBack(delivery, now)
            }
        }
        offer(delivery.account, now)
    }

    mutating func acknowledged(_ tag: UInt64, _ code: UInt32, on place: Int, _ now: Moment) {
        guard var delivery = takeInFlight(tag, on: place) ?? takeUnanswered(tag, on: place) else { return }
        delivery.wasSent = true
        if code == 0 {
            if channels[place].isReverse {
                accounts[delivery.account].reverse.attempts = 0
                accounts[delivery.account].reverse.refusals = 0
            }
            end(delivery, nil)
        } else {
            end(delivery, .refused(code))
        }
        finishClosing(now)
    }

    mutating func failed(_ tag: UInt64, _ failure: RequestFailure, _ wasSent: Bool, on place: Int, _ now: Moment) {
        guard var delivery = takeInFlight(tag, on: place) else { return }
        delivery.wasSent = delivery.wasSent || wasSent
        switch failure {
        case .unencodable(let error): end(delivery, .unencodable(error))
        case .sessionEnded, .cancelled: putBack(delivery, now)
        case .noResponse:
            let again = now + options.repushAfter
            if again >= delivery.enteredAt + options.deliverFor {
                end(delivery, .expired)
            } else if case .closed = closing {
                end(delivery, .shutDown)
            } else {
                accounts[delivery.account].queue.append(delivery, sentAs: tag, notBefore: again)
                arm(delivery.account, now)
            }
        }
        offer(delivery.account, now)
        finishClosing(now)
    }

    /// A delivery that was given up for now, and is answered after all: it does not go out again.
    private mutating func takeUnanswered(_ tag: UInt64, on place: Int) -> PendingDelivery? {
        guard let account = channels[place].account else { return nil }
        return accounts[account].queue.takeUnanswered(tag)
    }

    private mutating func takeInFlight(_ tag: UInt64, on place: Int) -> PendingDelivery? {
        guard inFlight.read(tag, { $0.channel }) == place,
            let entry = inFlight.remove(tag, from: &channels[place].inFlight)
        else { return nil }
        channels[place].isBlocked = false
        channels[place].capacity += 1
        accounts[entry.delivery.account].inFlight -= 1
        return entry.delivery
    }

    /// Puts a delivery in front of the others.
    private mutating func putBack(_ delivery: PendingDelivery, _ now: Moment) {
        if case .closed = closing { return end(delivery, .shutDown) }
        accounts[delivery.account].queue.putBack(delivery)
        arm(delivery.account, now)
    }

    /// Takes what a channel's session had, or was to get, back to its account.
    mutating func takeBackDeliveries(of place: Int, _ now: Moment) {
        while let tag = inFlight.first(of: channels[place].inFlight),
            var delivery = takeInFlight(tag, on: place)
        {
            // The session did not say: it may have been sent.
            delivery.wasSent = true
            putBack(delivery, now)
        }
        while let delivery = channels[place].assigned.popFirst() {
            accounts[delivery.account].assigned -= 1
            putBack(delivery, now)
        }
    }

    // MARK: - Who carries it

    /// Wakes as many channels of the account as it takes to carry what is ready, those with room in turns.
    mutating func offer(_ account: Int, _ now: Moment) {
        let ready = accounts[account].queue.readyCount
        guard ready > 0 else { return }
        let (places, first) = (accounts[account].channels, accounts[account].nextChannel)
        var need = ready
        for place in places { need -= channels[place].promised }
        var start = first
        for step in 0..<places.count where need > 0 {
            let index = (first + step) % places.count
            let place = places[index]
            guard channels[place].isOpen, !channels[place].isBlocked else { continue }
            let capacity = channels[place].capacity - channels[place].promised
            let carried = accounts[account].queue.readyCount(for: channels[place].carries)
            let count = min(need, capacity, carried)
            guard count > 0 else { continue }
            channels[place].promised += count
            need -= count
            start = (index + 1) % places.count
            wake(place, urgently: false)
        }
        accounts[account].nextChannel = start
        dialIfNeeded(account, now)
    }

    // MARK: - Ends

    /// The end of a delivery, or of a segment of one.
    mutating func end(_ delivery: PendingDelivery, _ failure: UndeliverableMessage.Reason?) {
        var (failure, wasSent) = (failure, delivery.wasSent)
        if var rest = progress[delivery.number] {
            rest.open -= 1
            rest.wasSent = rest.wasSent || delivery.wasSent
            rest.failure = rest.failure ?? failure
            guard rest.open == 0 else {
                progress[delivery.number] = rest
                return
            }
            progress[delivery.number] = nil
            (failure, wasSent) = (rest.failure, rest.wasSent)
        }
        counters.pending -= 1
        let number = DeliveryNumber(delivery.number)
        store(.settled(number))
        guard let failure else {
            counters.acknowledged += 1
            return events.append(.acknowledged(number, key: delivery.key))
        }
        counters.undeliverable += 1
        events.append(
            .undeliverable(
                UndeliverableMessage(
                    number: number, account: accounts[delivery.account].settings.id, key: delivery.key,
                    reportedID: delivery.reportedID, reason: failure, wasSent: wasSent)))
    }
}

extension PendingDelivery {
    /// The owner's key, for incoming messages.
    var key: String? { if case .segment(let message, _, _) = content { message.key } else { nil } }

    /// The submit that it reports on.
    var reportedID: CarrierMessageID? {
        switch content {
        case .report(let report): report.id
        case .worded(let worded): worded.report.messageID
        case .segment: nil
        }
    }
}
