import CarrierWire

extension Session {
    /// Sends a request, or queues it when the window is full, the rate gate shut or too much waits to be written.
    ///
    /// Requests leave in the order in which they were submitted. The outcome is one `response` or `failed` event.
    ///
    /// - Parameters:
    ///   - tag: The caller's own mark, given back with the outcome.
    ///   - sequence: The sequence number; nil for the next one of this connection.
    /// - Throws: `notOpen`, `queueFull`, `unencodable`, `wrongDirection`, `sequenceInUse`; nothing was accepted then.
    @discardableResult
    @inlinable public mutating func submit(
        _ message: consuming Message, tag: UInt64 = 0, sequence: SequenceKey? = nil, at moment: Moment
    ) throws(SessionError) -> RequestTicket {
        core.tick(moment)
        guard core.isOpen else { throw SessionError(.notOpen, sequence: sequence) }
        guard case .request(let purpose, let kind) = language.classify(message),
            purpose == .traffic || purpose == .unknown
        else { throw SessionError(.wrongDirection, sequence: sequence) }
        var request = RequestSlot()
        request.tag = tag
        request.kind = kind
        request.ticket = core.nextTicket
        if let sequence {
            if core.window.isTaken(sequence) { throw SessionError(.sequenceInUse, sequence: sequence) }
            request.sequence = sequence
            request.hasSequence = true
        }
        let before = core.output.count
        let slot: Int
        if core.window.queued == 0, core.maySend, let drawn = sequence ?? freshSequence() {
            request.sequence = drawn
            try write(message, drawn)
            core.trafficAt = core.now
            core.gate.take(at: core.now)
            slot = core.window.begin(request, at: core.now, listening: core.clock.reading(at: core.now))
        } else {
            guard core.window.queued < core.limits.maximumQueuedRequests else {
                throw SessionError(.queueFull, sequence: sequence)
            }
            // Written for trial, so that what cannot be sent is refused here and not when its turn comes.
            try write(message, request.sequence)
            core.output.truncate(to: before)
            slot = core.window.enqueue(request)
        }
        core.nextTicket &+= 1
        if core.observer != nil { core.observeWindow() }
        if slot < requests.count { requests[slot] = message } else { requests.append(message) }
        return RequestTicket(rawValue: request.ticket)
    }

    /// Submits the segments of a long message: they leave in order, with no other request of this side in between, each
    /// when window and rate have room for it. All of them are accepted, or none.
    ///
    /// - Parameter tag: The caller's own mark for the segment at an index, given back with its outcome.
    /// - Throws: As ``submit(_:tag:sequence:at:)``, before anything was accepted.
    @discardableResult
    @inlinable public mutating func submit(
        group messages: [Message], tag: (_ index: Int) -> UInt64 = { _ in 0 }, at moment: Moment
    ) throws(SessionError) -> [RequestTicket] {
        core.tick(moment)
        guard core.isOpen else { throw SessionError(.notOpen) }
        // All may have to wait, should the rate be used up.
        guard max(0, core.limits.maximumQueuedRequests) - core.window.queued >= messages.count else {
            throw SessionError(.queueFull)
        }
        let before = core.output.count
        for message in messages {
            guard case .request(let purpose, _) = language.classify(message), purpose == .traffic || purpose == .unknown
            else { throw SessionError(.wrongDirection) }
            try write(message, SequenceKey(counter: 0))
            core.output.truncate(to: before)
        }
        var tickets: [RequestTicket] = []
        tickets.reserveCapacity(messages.count)
        for (index, message) in messages.enumerated() {
            tickets.append(try submit(message, tag: tag(index), at: moment))
        }
        return tickets
    }

    /// Takes back a request that has not been sent; true when it was still unsent, and a `failed` event follows.
    @inlinable public mutating func cancel(_ ticket: RequestTicket) -> Bool {
        guard let slot = core.window.queuedSlot(ticket.rawValue) else { return false }
        fail(slot, .cancelled)
        return true
    }

    /// Answers a request of the peer.
    ///
    /// With the event `lateReply` when the request was answered or dropped already; nothing is sent then.
    ///
    /// - Throws: `notOpen` when the session is over; `unencodable`, `wrongDirection` (not the response to that
    ///   request): the reply is still owed then.
    @inlinable public mutating func reply(_ message: Message, to token: ReplyToken, at moment: Moment)
        throws(SessionError)
    {
        core.tick(moment)
        if core.isOver { throw SessionError(.notOpen, sequence: token.sequence) }
        guard let owed = core.owed.open(token) else {
            events.append(.anomaly(.lateReply(token.sequence)))
            return
        }
        guard case .response(_, let kind) = language.classify(message), kind == owed.kind else {
            throw SessionError(.wrongDirection, sequence: token.sequence)
        }
        let before = core.output.count
        try write(message, token.sequence)
        let isBoundReached = core.owed.settle(
            owed.slot, with: core.output, length: core.output.count &- before, at: core.now, core.replyMemory)
        if isBoundReached {
            events.append(.anomaly(.repliesForgotten(octets: core.limits.rememberedOctets)))
        }
        core.trafficAt = core.now
        if core.isPaused { resume() }
        checkClosing()
    }

    /// Gives up answering a request of the peer: nothing is sent, its place is free, a closing does not wait for it,
    /// and a repetition of it is handed over anew under a token of its own.
    ///
    /// - Returns: False when the request was answered or given up already, or the session is over.
    @discardableResult
    @inlinable public mutating func abandon(_ token: ReplyToken, at moment: Moment) -> Bool {
        core.tick(moment)
        guard !core.isOver, let owed = core.owed.open(token) else { return false }
        core.owed.abandon(owed.slot)
        core.trafficAt = core.now
        if core.isPaused { resume() }
        checkClosing()
        return true
    }

    // MARK: - Writing

    @inlinable mutating func write(_ message: Message, _ sequence: SequenceKey) throws(SessionError) {
        do throws(WireError) {
            try language.encode(message, sequence: sequence, into: &core.output)
        } catch {
            throw SessionError(.unencodable(error), sequence: sequence)
        }
    }

    /// Writes a response of the engine's own; false when there is none or it cannot be written.
    @discardableResult
    @inlinable mutating func writeResponse(_ message: Message?, _ sequence: SequenceKey) -> Bool {
        guard let message else { return false }
        do throws(WireError) {
            try language.encode(message, sequence: sequence, into: &core.output)
            return true
        } catch { return false }
    }

    /// The next sequence number that no unfinished request bears; nil when all of a small number space are in use.
    @inlinable mutating func freshSequence() -> SequenceKey? {
        var sequence = language.nextSequence(at: core.now)
        var tries = core.window.inFlight &+ core.window.queued
        while core.window.isTaken(sequence) {
            guard tries > 0 else { return nil }
            tries &-= 1
            sequence = language.nextSequence(at: core.now)
        }
        return sequence
    }

    // MARK: - The queue and the window

    /// Sends from the queue what window, rate and output allow.
    @inlinable mutating func sendQueued() {
        while let slot = core.window.headOfQueue, core.maySend {
            guard let message = requests[slot],
                let sequence = core.window.slots[slot].hasSequence ? core.window.slots[slot].sequence : freshSequence()
            else { return }
            do throws(WireError) {
                try language.encode(message, sequence: sequence, into: &core.output)
            } catch {
                fail(slot, .unencodable(error))
                continue
            }
            core.trafficAt = core.now
            core.gate.take(at: core.now)
            core.window.sendHead(
                under: sequence, at: core.now, listening: core.clock.reading(at: core.now))
            if core.observer != nil { core.observeWindow() }
        }
    }

    /// Resends or gives up the requests whose response is overdue.
    @inlinable mutating func serveUnanswered() {
        // Each once: at the end of time every deadline has come.
        var rounds = core.window.inFlight
        while rounds > 0, let deadline = core.responseDeadline, core.now >= deadline,
            let slot = core.window.oldestInFlight
        {
            rounds &-= 1
            let request = core.window.slots[slot]
            if Int(request.attempts) < core.limits.maximumAttempts, let message = requests[slot],
                writeResponse(message, request.sequence)
            {
                core.window.resend(slot, listening: core.clock.reading(at: core.now))
                if core.observer != nil { core.observeRetransmission(slot) }
                core.gate.take(at: core.now)
                core.trafficAt = core.now
                events.append(
                    .anomaly(.retransmission(request.sequence, attempt: Int(core.window.slots[slot].attempts))))
                continue
            }
            core.past.record(request.sequence, kind: request.kind, .givenUp)
            if let message = requests[slot] { ended.remember(exchange(slot, message), kind: request.kind) }
            fail(slot, .noResponse)
            if core.limits.closesAfterLastAttempt { apply(.requestUnanswered) }
            checkClosing()
        }
    }

    /// Ends a request without a response.
    @inlinable mutating func fail(_ slot: Int, _ failure: RequestFailure) {
        guard let message = requests[slot].take() else { return }
        let exchange = exchange(slot, message)
        core.window.finish(slot)
        if core.observer != nil { core.observeWindow() }
        events.append(.failed(exchange, failure))
    }

    @inlinable func exchange(_ slot: Int, _ message: consuming Message) -> Exchange<Message> {
        let request = core.window.slots[slot]
        let wasSent = request.attempts > 0
        return Exchange(
            ticket: RequestTicket(rawValue: request.ticket), tag: request.tag, request: message,
            sequence: wasSent ? request.sequence : nil, sentAt: wasSent ? request.sentAt : nil,
            attempts: Int(request.attempts))
    }

    /// Hands back unfinished requests in the order of their tickets.
    @inlinable mutating func handBack(onlyQueued: Bool) {
        for slot in core.window.unfinished(onlyQueued: onlyQueued) { fail(slot, .sessionEnded) }
    }

    // MARK: - The session's own requests

    @inlinable mutating func sendLogin() {
        guard let message = language.request(for: .login, at: core.now) else {
            // A protocol without login is open from the start.
            apply(.loginAccepted(LoginSummary(identity: "", version: "", warnings: [])))
            return
        }
        let sequence = language.nextSequence(at: core.now)
        do throws(WireError) {
            try language.encode(message, sequence: sequence, into: &core.output)
            core.login = (sequence, kind(of: message))
        } catch {
            apply(.loginUnencodable(error))
        }
    }

    @inlinable mutating func sendClosing() {
        guard let message = language.request(for: .closing, at: core.now), let sequence = freshSequence(),
            writeResponse(message, sequence)
        else {
            // Nobody has to be asked.
            apply(.closingResponse)
            return
        }
        core.closing = (sequence, kind(of: message))
    }

    @inlinable mutating func answerClosing() {
        guard let request = closingRequest else { return }
        closingRequest = nil
        writeResponse(language.response(to: request.message, because: .closing), request.sequence)
    }

    /// Asks for a sign of life when it is time, and ends the session when too many stayed out.
    @inlinable mutating func serveKeepAlive() {
        guard let deadline = core.keepAliveDeadline, core.now >= deadline else { return }
        if core.keepAlive.attempts >= max(1, core.limits.keepAliveAttempts) {
            apply(.peerSilent)
            return
        }
        guard let message = language.request(for: .keepAlive, at: core.now), let sequence = freshSequence(),
            writeResponse(message, sequence)
        else {
            core.keepAlive.isSupported = false
            return
        }
        core.keepAlive.asked(sequence, kind: kind(of: message), at: core.clock.reading(at: core.now))
    }

    @inlinable func kind(of message: Message) -> UInt32 {
        switch language.classify(message) {
        case .request(_, let kind), .response(_, let kind): kind
        }
    }
}
