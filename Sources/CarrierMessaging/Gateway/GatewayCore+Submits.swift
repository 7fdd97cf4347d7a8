import CarrierSession
import CarrierWire
import SMSText

/// An answer that waits until its record is stored.
struct UnstoredReply: Sendable {
    var record: UInt64
    var channel: ChannelID
    var reply: SubmitReply
}

// Submits and their decisions.
extension GatewayCore {
    mutating func take(
        _ submission: Submission, _ token: ReplyToken, _ named: CarrierMessageID?, on place: Int, _ now: Moment
    ) {
        counters.submits += 1
        guard let account = channels[place].account else {
            // A submit of nobody: its session is on its way to the end.
            counters.unsent += 1
            return reply(SubmitReply(refusing: token, codes.structure), on: place)
        }
        guard submission.demandedRefusal == nil, !submission.destinations.isEmpty,
            let source = OctetString(submission.source), let serviceID = OctetString(submission.serviceID)
        else {
            let code = submission.demandedRefusal ?? codes.structure
            counters.unsent += 1
            tellRefusal(submission, token, named, code, nil, on: place)
            return reply(SubmitReply(refusing: token, code, named: named), on: place)
        }
        let bound: GatewayBound?
        if isFull(account) {
            bound = .waitingDeliveries
        } else if undecided.count + unstored.count >= options.maximumUndecided
            || channels[place].undecided.count >= options.maximumUndecidedPerChannel
        {
            bound = .undecidedSubmits
        } else if !accounts[account].bucket.take(at: now) {
            bound = .rate
        } else {
            bound = nil
        }
        if bound != nil || closing.isClosing {
            counters.throttled += 1
            counters.unsent += 1
            if let bound { tell(bound, of: account, now) }
            tellRefusal(submission, token, named, codes.throttled, bound, on: place)
            return reply(SubmitReply(refusing: token, codes.throttled, named: named), on: place)
        }
        let submit = UndecidedSubmit(
            channel: place, account: account, token: token, named: named,
            origin: SubmitOrigin(submission, source: source, serviceID: serviceID),
            recipients: submission.destinations, wantsReport: submission.wantsReport,
            wantsFailuresOnly: submission.wantsFailuresOnly, arrivedAt: now,
            whole: options.assemblesMessages ? UndecidedSubmit.Whole(submission) : nil)
        let ticket = SubmitTicket(undecided.append(submit, to: &channels[place].undecided))
        accounts[account].undecided += 1
        counters.undecided += 1
        let request = SubmitRequest(
            ticket: ticket, account: accounts[account].settings.id, channel: channels[place].id,
            sequence: token.sequence, submission: submission, named: named)
        if options.hasDecider { unasked.append(request) } else { events.append(.submit(request)) }
    }

    /// Tells of a submit that nobody was asked about.
    private mutating func tellRefusal(
        _ submission: Submission, _ token: ReplyToken, _ named: CarrierMessageID?, _ code: UInt32,
        _ bound: GatewayBound?, on place: Int
    ) {
        let request = SubmitRequest(
            ticket: SubmitTicket(0), account: channels[place].name, channel: channels[place].id,
            sequence: token.sequence, submission: submission, named: named)
        var result = SubmitAnswer(id: named ?? CarrierMessageID(0), code: code)
        (result.bound, result.wasAsked) = (bound, false)
        events.append(.decided(request, result))
    }

    /// True when as much waits for an account as may.
    private func isFull(_ account: Int) -> Bool {
        accounts[account].pending >= accounts[account].settings.maximumWaiting
    }

    /// The id that a submit gets if it is accepted: for reports that go out before its answer.
    ///
    /// - Throws: ``GatewayError/noSuchSubmit`` when it is decided or gone.
    public mutating func reserveID(
        for ticket: SubmitTicket, at now: Moment
    ) throws(GatewayError) -> CarrierMessageID {
        guard let submit = undecided[ticket.rawValue] else { throw .noSuchSubmit }
        if let reserved = submit.reserved { return reserved }
        let id = submit.named ?? makeIDs(submit.recipients.count, now)
        undecided[ticket.rawValue]?.reserved = id
        remember(submit, id, isNew: submit.named == nil, now)
        return id
    }

    /// Moves the submits that a channel has just brought into `sink`, for a decider.
    ///
    /// Where ``GatewayOptions/hasDecider`` is set, to be called after the channel's events, and
    /// ``decide(_:as:telling:at:)`` with what was taken before the channel's next event.
    public mutating func takeSubmits(into sink: inout [SubmitRequest]) {
        if sink.isEmpty { return swap(&sink, &unasked) }
        sink += unasked
        unasked.removeAll(keepingCapacity: true)
    }

    /// Does as the decider says. A submit that it decided about is told as `.decided`, where anybody listens; one that
    /// it left open, or that has ended in another way meanwhile, as `.submit`.
    ///
    /// - Parameter decisions: one for each of `requests`; nil leaves it open.
    public mutating func decide(
        _ requests: [SubmitRequest], as decisions: [SubmitDecision?], telling isHeard: Bool, at now: Moment
    ) {
        for index in 0..<min(requests.count, decisions.count) {
            let place = events.count
            if let decision = decisions[index], let told = decided(requests[index].ticket, decision, now) {
                // Before what follows from it: the whole message for instance.
                if isHeard { events.insert(.decided(requests[index], told), at: place) }
            } else {
                counters.deferred += 1
                events.append(.submit(requests[index]))
            }
        }
    }

    /// A channel closes in the turn that brought submits of it: nobody needs to be asked any more.
    mutating func tellUnasked(of channel: ChannelID) {
        for request in unasked where request.channel == channel { events.append(.submit(request)) }
        unasked.removeAll { $0.channel == channel }
    }

    /// Answers at once; nil where the decision is none (a refusal without a code): the submit stays open then.
    private mutating func decided(
        _ ticket: SubmitTicket, _ decision: SubmitDecision, _ now: Moment
    ) -> SubmitAnswer? {
        do throws(GatewayError) {
            // On a line of its own: as an argument it would copy the whole core first.
            let id = try answer(submit: ticket, with: decision, at: now)
            return told(decision, id)
        } catch {
            return nil
        }
    }

    private func told(_ decision: SubmitDecision, _ id: CarrierMessageID?) -> SubmitAnswer {
        var code: UInt32 = 0
        if case .refuse(let own) = decision { code = own }
        if case .throttle = decision { code = codes.throttled }
        var answer = SubmitAnswer(id: id ?? CarrierMessageID(0), code: code)
        answer.isIgnored = decision == .ignore
        return answer
    }

    /// Decides about a submit, once, when the owner likes.
    ///
    /// - Returns: the id for its first recipient; nil when it was not accepted.
    /// - Throws: ``GatewayError/noSuchSubmit`` when it is decided already or its connection is gone: it must count as
    ///   not accepted then, for its SP may send it again.
    @discardableResult
    public mutating func answer(
        submit ticket: SubmitTicket, with decision: SubmitDecision, at now: Moment
    ) throws(GatewayError) -> CarrierMessageID? {
        guard let place = undecided.read(ticket.rawValue, { $0.channel }) else { throw .noSuchSubmit }
        if case .refuse(0) = decision { throw .refusalWithoutCode }
        guard let submit = undecided.remove(ticket.rawValue, from: &channels[place].undecided) else {
            throw .noSuchSubmit
        }
        accounts[submit.account].undecided -= 1
        counters.undecided -= 1
        switch decision {
        case .accept:
            if let id = submit.reserved ?? submit.named { return accept(submit, ticket, id, isNew: false, now) }
            return accept(submit, ticket, makeIDs(submit.recipients.count, now), isNew: true, now)
        case .acceptAs(let id):
            return accept(submit, ticket, id, isNew: false, now)
        case .refuse(let code): refuse(submit, ticket, code)
        case .throttle: refuse(submit, ticket, codes.throttled)
        case .ignore:
            if let reserved = submit.reserved { forget(reserved, of: submit.account) }
            var reply = SubmitReply(token: submit.token, ticket: ticket, id: CarrierMessageID(0), code: 0)
            reply.isAbandoned = true
            counters.ignored += 1
            self.reply(reply, on: submit.channel)
        }
        considerIdle(submit.account)
        return nil
    }

    private mutating func accept(
        _ submit: UndecidedSubmit, _ ticket: SubmitTicket, _ id: CarrierMessageID, isNew: Bool, _ now: Moment
    ) -> CarrierMessageID {
        if let reserved = submit.reserved, reserved != id { forget(reserved, of: submit.account) }
        if submit.reserved != id { remember(submit, id, isNew: isNew, now) }
        counters.accepted += 1
        counters.unsent += 1
        let reply = SubmitReply(token: submit.token, ticket: ticket, id: id, code: 0)
        if options.usesStore {
            let channel = channels[submit.channel].id
            let account = accounts[submit.account].settings.id
            store(
                .accepted(
                    id, account: account,
                    ReportedSubmit(submit.origin),
                    wantsReport: submit.wantsReport, at: submit.arrivedAt))
            unstored.append(UnstoredReply(record: lastRecord, channel: channel, reply: reply))
            channels[submit.channel].unstored += 1
        } else {
            self.reply(reply, on: submit.channel)
        }
        if let whole = submit.whole { assemble(whole.submission, submit, id, now) }
        return id
    }

    private mutating func refuse(_ submit: UndecidedSubmit, _ ticket: SubmitTicket, _ code: UInt32) {
        if let reserved = submit.reserved { forget(reserved, of: submit.account) }
        counters.unsent += 1
        reply(SubmitReply(refusing: submit.token, code, named: submit.named, ticket), on: submit.channel)
    }

    private mutating func makeIDs(_ count: Int, _ now: Moment) -> CarrierMessageID {
        let (moment, serial) = ids.take(count, at: now)
        return adapter.makeID(at: moment, serial: serial, gateway: options.gateway)
    }

    private mutating func assemble(
        _ submission: Submission, _ submit: UndecidedSubmit, _ id: CarrierMessageID, _ now: Moment
    ) {
        let connection = channels[submit.channel].id.rawValue
        guard submission.hasHeader else {
            // Without a header there is nothing to wait for.
            let message = SubmittedMessage(single: submission, id: id, connection: connection, at: now)
            return events.append(.message(message, account: accounts[submit.account].settings.id))
        }
        var assembler = accounts[submit.account].assembler.take() ?? InboundAssembler(limits: options.reassembly)
        // Whatever comes of the segment, it was accepted: a duplicate has its answer already.
        _ = assembler.receive(submission, id: id, connection: connection, at: now)
        accounts[submit.account].assembler = assembler
        takeMessages(of: submit.account)
        arm(submit.account, now)
    }

    mutating func takeMessages(of account: Int) {
        let name = accounts[account].settings.id
        while let end = accounts[account].assembler?.nextEvent() {
            switch end {
            case .submitted(let message): events.append(.message(message, account: name))
            case .incompleteSubmission(let message, let reason):
                events.append(.incompleteMessage(message, reason, account: name))
            case .repeated(let segment): events.append(.repeatedSegment(segment, account: name))
            case .message, .incomplete: break
            }
        }
    }

    // MARK: - Answers

    mutating func reply(_ reply: SubmitReply, on place: Int) {
        channels[place].replies.append(reply)
        wake(place)
    }

    /// Appends the answers that the channel's session is to give now. To be called in each of its batches.
    public mutating func takeReplies(for channel: ChannelID, into replies: inout [SubmitReply], at now: Moment) {
        guard let place = place(of: channel), !channels[place].replies.isEmpty else { return }
        for reply in channels[place].replies where !reply.isAbandoned {
            counters.answered += 1
            counters.unsent -= 1
            if reply.code == 0 { store(.answered(reply.id)) }
        }
        replies.append(contentsOf: channels[place].replies)
        channels[place].replies.removeAll(keepingCapacity: true)
        finishClosing(now)
    }

    /// The session could not write an answer. Where the answer is to blame, the SP is told a refusal instead.
    public mutating func replyFailed(
        _ reply: SubmitReply, _ error: SessionError, on channel: ChannelID, at now: Moment
    ) {
        guard !reply.isAbandoned else { return }
        counters.answered -= 1
        events.append(.answerFailed(reply.ticket, channel, error))
        guard let place = place(of: channel) else {
            counters.cutOff += 1
            return
        }
        if reply.code == 0, let account = channels[place].account { forget(reply.id, of: account) }
        if reply.code == 0, case .unencodable = error.reason {
            counters.unsent += 1
            return self.reply(SubmitReply(refusing: reply.token, codes.structure, named: nil, reply.ticket), on: place)
        }
        counters.cutOff += 1
        var end = reply
        end.isAbandoned = true
        self.reply(end, on: place)
    }

    /// The store has all records up to this one: what waited for them goes on.
    public mutating func stored(upTo number: StoreNumber, at now: Moment) {
        while let first = unstored.first, first.record <= number.rawValue, let next = unstored.popFirst() {
            guard let place = place(of: next.channel) else { continue }
            channels[place].unstored -= 1
            reply(next.reply, on: place)
        }
    }
}

extension SubmittedMessage {
    /// A submit that is the whole of its message.
    init(single submission: Submission, id: CarrierMessageID, connection: UInt64, at moment: Moment) {
        var envelope = submission
        envelope.content = []
        self.init(
            envelope: envelope, octets: submission.content,
            parts: [
                InboundPart(
                    id: id, number: 1, coding: submission.coding, arrivedAt: moment, connection: connection,
                    octetCount: submission.content.count)
            ], segmentCount: 1)
    }
}

extension SubmitReply {
    init(
        refusing token: ReplyToken, _ code: UInt32, named: CarrierMessageID? = nil,
        _ ticket: SubmitTicket = SubmitTicket(0)
    ) {
        self.init(token: token, ticket: ticket, id: named ?? CarrierMessageID(0), code: code)
    }
}
