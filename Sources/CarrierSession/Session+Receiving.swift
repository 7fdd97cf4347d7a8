import CarrierWire

extension Session {
    /// Takes in received octets and does what the whole frames among them ask for.
    @inlinable public mutating func receive(_ octets: UnsafeRawBufferPointer, at moment: Moment) {
        core.tick(moment)
        if core.isOver { return }
        core.input.append(octets)
        parse()
    }

    /// Lets `read` write up to `capacity` octets straight into the input; it returns how many it wrote, which is
    /// passed on.
    ///
    /// - Parameter portion: so many requests, or so many responses, are served before the owner's work; at least one.
    ///   See ``hasUnservedInput``.
    @discardableResult
    @inlinable public mutating func receive(
        capacity: Int, at moment: Moment, portion: Int = .max, _ read: (UnsafeMutableRawBufferPointer) -> Int
    ) -> Int {
        var nobody = NoSink<Message>()
        return receive(capacity: capacity, at: moment, portion: portion, handingTo: &nobody, read)
    }

    /// The same, with a sink of responses.
    @discardableResult
    @inlinable public mutating func receive(
        capacity: Int, at moment: Moment, portion: Int, handingTo sink: inout some ResponseSink<Message>,
        _ read: (UnsafeMutableRawBufferPointer) -> Int
    ) -> Int {
        core.tick(moment)
        var result = 0
        let isOver = core.isOver
        core.input.append(capacity: capacity) { free in
            result = read(free)
            return isOver ? 0 : result
        }
        if result > 0 { parse(portion: portion, handingTo: &sink) }
        return result
    }

    /// True when a portion was served and octets are left: the owner takes the events, writes, and calls
    /// ``proceed(at:portion:)``, so that the peer works on the first part while this side works on the rest.
    @inlinable public var hasUnservedInput: Bool { core.isPortionServed }

    /// Serves the next portion of what was received.
    @inlinable public mutating func proceed(at moment: Moment, portion: Int = .max) {
        var nobody = NoSink<Message>()
        proceed(at: moment, portion: portion, handingTo: &nobody)
    }

    /// The same, with a sink of responses.
    @inlinable public mutating func proceed(
        at moment: Moment, portion: Int, handingTo sink: inout some ResponseSink<Message>
    ) {
        core.tick(moment)
        parse(portion: portion, handingTo: &sink)
    }

    /// Serves the whole frames that have arrived, until one has to wait for room.
    @inlinable mutating func parse() {
        var nobody = NoSink<Message>()
        parse(portion: .max, handingTo: &nobody)
    }

    /// Serves the whole frames that have arrived, at most a portion of them and until one has to wait for room.
    @inlinable mutating func parse(portion: Int, handingTo sink: inout some ResponseSink<Message>) {
        core.isPortionServed = false
        if core.isPaused || core.isLoginPending || core.input.waitingOctets == 0 { return }
        core.requestPortion = max(1, portion)
        core.responsePortion = core.requestPortion
        serveInput(handingTo: &sink)
        if core.isOver { core.isPortionServed = false }
    }

    @inlinable mutating func serveInput(handingTo sink: inout some ResponseSink<Message>) {
        switch core.state {
        case .connecting, .closed: return
        default: break
        }
        // Taken out for the time of the walk, since the frames lie in it.
        var input = FrameSplitter(rules: core.input.rules)
        swap(&input, &core.input)
        var unsound: WireError?
        do throws(WireError) {
            try input.forEachFrame { frame in take(frame, handingTo: &sink) }
        } catch { unsound = error }
        swap(&input, &core.input)
        if let unsound { apply(.unreadable(unsound)) }
    }

    /// Reads what still lies behind a request without room for its responses: they are outcomes of this side's
    /// requests.
    @inlinable mutating func takeBufferedResponses() {
        guard core.isPaused || core.isOutputFull || hasUnservedInput else { return }
        core.takesResponsesOnly = true
        core.isPaused = false
        core.clock.resume(at: core.now)
        parse()
        core.takesResponsesOnly = false
    }

    // MARK: - One frame

    /// Serves one frame; false when it has to wait.
    @inlinable mutating func take(
        _ octets: UnsafeRawBufferPointer, handingTo sink: inout some ResponseSink<Message>
    ) -> Bool {
        if core.isOver || core.isLoginPending || (core.isOutputFull && !core.takesResponsesOnly) || core.isPortionServed
        {
            return false
        }
        if core.observer != nil { core.observe(received: octets) }
        core.keepAlive.heard(at: core.clock.reading(at: core.now))
        let frame: DecodedFrame<Message>
        do throws(WireError) {
            frame = try language.decode(octets)
        } catch {
            takeDamaged(octets, error)
            return true
        }
        switch consume frame {
        case .parts(let message, let sequence, let deviations):
            let kind = language.classify(message)
            if isLeft(kind) { return false }
            if !deviations.isEmpty { lookForOtherVersion(octets, deviations) }
            switch kind {
            case .request(.traffic, let kind):
                return takeRequest(message, sequence, deviations, kind: kind, octets)
            case .request(let purpose, let kind):
                report(deviations, sequence)
                takeOwnBusiness(message, sequence, purpose, kind: kind)
            case .response(let status, let kind):
                report(deviations, sequence)
                takeResponse(message, sequence, status, kind: kind, handingTo: &sink)
            }
        }
        return true
    }

    /// True when a frame is one too many for the portion: it is read again with the next one.
    @inline(__always)
    @inlinable mutating func isLeft(_ kind: MessageClass) -> Bool {
        switch kind {
        case .request(.traffic, _):
            if core.requestPortion > 0 { core.requestPortion &-= 1 } else { core.isPortionServed = true }
        case .request: break
        case .response:
            if core.responsePortion > 0 { core.responsePortion &-= 1 } else { core.isPortionServed = true }
        }
        if core.isPortionServed { core.isHeadObserved = core.observer != nil }
        return core.isPortionServed
    }

    /// Says so where octets behind the last field, or a field that is not all there, mean that the peer speaks another
    /// version.
    @inlinable mutating func lookForOtherVersion(_ octets: UnsafeRawBufferPointer, _ deviations: [String]) {
        guard deviations.contains(where: { $0.hasPrefix("surplus") || $0.hasPrefix("short-tail") }),
            let version = language.otherVersion(of: octets)
        else { return }
        events.append(.anomaly(.otherVersion(version)))
    }

    @inline(__always)
    @inlinable mutating func report(_ deviations: [String], _ sequence: SequenceKey) {
        if deviations.isEmpty { return }
        events.append(.anomaly(.deviation(deviations, sequence)))
    }

    @inlinable mutating func takeRequest(
        _ message: consuming Message, _ sequence: SequenceKey, _ deviations: [String], kind: UInt32,
        _ octets: UnsafeRawBufferPointer
    ) -> Bool {
        if case .loggingIn = core.state {
            refuse(message, sequence, .notLoggedIn)
            apply(.earlyRequest)
            return true
        }
        let print = OwedReplies.Print(
            sequence: sequence, kind: kind, length: Int32(truncatingIfNeeded: octets.count),
            digest: frameDigest(octets))
        let arrival = core.owed.arrival(
            print, at: core.now, memory: core.limits.rememberedFor, numbersAreUnique: Rules.numbersAreUnique)
        switch arrival {
        case .numberUsedBefore:
            refuse(message, sequence, .numberUsedBefore)
            return true
        case .owed:
            events.append(.anomaly(.repeatedRequest(sequence)))
            return true
        case .answered(let slot):
            core.owed.repeatResponse(slot, into: &core.output)
            events.append(.anomaly(.repeatedRequest(sequence)))
            return true
        case .new: break
        }
        guard core.acceptsRequests else {
            refuse(message, sequence, core.takesResponsesOnly ? .overloaded : .shuttingDown)
            return true
        }
        guard core.hasCapacityForRequest else {
            core.isPaused = true
            core.isHeadObserved = core.observer != nil
            core.clock.stop(at: core.now)
            return false
        }
        core.trafficAt = core.now
        report(deviations, sequence)
        events.append(.request(message, core.owed.owe(print)))
        return true
    }

    /// Answers a request that the owner does not see, where the protocol has words for it.
    @inlinable mutating func refuse(_ message: Message, _ sequence: SequenceKey, _ reason: AutomaticResponse) {
        writeResponse(language.response(to: message, because: reason), sequence)
        events.append(.anomaly(.refusedRequest(sequence, reason)))
    }

    @inlinable mutating func takeResponse(
        _ message: consuming Message, _ sequence: SequenceKey, _ status: ResponseStatus, kind: UInt32,
        handingTo sink: inout some ResponseSink<Message>
    ) {
        switch core.match(sequence, kind: kind) {
        case .request(let slot): settle(slot, message, handingTo: &sink)
        case .login: authenticate(answer: message, status)
        case .closing: apply(.closingResponse)
        case .keepAlive:
            if core.observer != nil { core.observeKeepAlive() }
            events.append(.alive(sequence))
        case .anomaly(let anomaly):
            events.append(.anomaly(anomaly))
            if let exchange = ended.find(sequence, kind: kind) { events.append(.furtherResponse(message, exchange)) }
            apply(.earlyResponse)
        case .deviating(let match, let words):
            events.append(.anomaly(.deviation([words], sequence)))
            switch match {
            case .request(let slot): settleDeviating(slot, message, handingTo: &sink)
            case .login: authenticate(answer: message, status)
            default: apply(.closingResponse)
            }
        }
    }

    @inline(never)
    @inlinable mutating func settleDeviating(
        _ slot: Int, _ message: consuming Message, handingTo sink: inout some ResponseSink<Message>
    ) { settle(slot, message, handingTo: &sink) }

    /// Ends a request with its response. Inlined where it is called most, so that the response is moved once less.
    @inline(__always)
    @inlinable mutating func settle(
        _ slot: Int, _ message: consuming Message, handingTo sink: inout some ResponseSink<Message>
    ) {
        guard let request = requests[slot].take() else { return }
        let settled = core.window.slots[slot]
        if settled.attempts > 1 { ended.remember(exchange(slot, request), kind: settled.kind) }
        if sink.awaits(settled.tag) {
            let transmission = Transmission(
                sequence: settled.sequence, sentAt: settled.sentAt, answeredAt: core.now,
                attempts: Int(settled.attempts))
            sink.take(message, to: settled.tag, transmission)
        } else {
            events.append(.response(message, exchange(slot, request)))
        }
        core.window.finish(slot)
        if core.observer != nil {
            core.observeAnswer(settled)
            core.observeWindow()
        }
        core.past.record(settled.sequence, kind: settled.kind, .answered)
        core.trafficAt = core.now
        if core.window.queued > 0 { sendQueued() }
        checkClosing()
    }

    @inlinable mutating func takeDamaged(_ octets: UnsafeRawBufferPointer, _ error: WireError) {
        var answered = false
        if let response = language.response(toDamaged: octets, error: error) {
            answered = writeResponse(response.message, response.sequence)
        }
        if let version = language.otherVersion(of: octets) { events.append(.anomaly(.otherVersion(version))) }
        events.append(.anomaly(.damagedFrame(error, answered: answered)))
        apply(.damagedFrame(error, answered: answered))
    }

    // MARK: - The session's own business

    @inlinable mutating func takeOwnBusiness(
        _ message: Message, _ sequence: SequenceKey, _ purpose: RequestPurpose, kind: UInt32
    ) {
        if case .loggingIn = core.state, purpose != .closing {
            guard purpose == .login, core.role == .server else {
                refuse(message, sequence, .notLoggedIn)
                apply(.earlyRequest)
                return
            }
            guard core.asksOwnerForLogin else { return authenticate(request: message, sequence) }
            askedLogin = (message, sequence)
            core.isLoginPending = true
            return
        }
        switch purpose {
        case .keepAlive:
            writeResponse(language.response(to: message, because: .keepAlive), sequence)
        case .closing:
            closingRequest = (message, sequence)
            if case .open = core.state { core.owed.mark() }
            apply(.closingRequest(deadline: core.now + core.limits.closingTimeout))
            checkClosing()
        case .login:
            let response = language.response(to: message, because: .alreadyLoggedIn)
            let answered = writeResponse(response, sequence)
            events.append(.anomaly(.refusedRequest(sequence, .alreadyLoggedIn)))
            apply(.repeatedLogin(answered: answered))
        case .unknown, .traffic:
            events.append(.anomaly(.unknownCommand(kind: kind, sequence)))
        }
    }

    /// The server judges the peer's login and answers it.
    @inlinable mutating func authenticate(request: Message, _ sequence: SequenceKey) {
        let outcome = language.authenticate(login: request, at: core.now)
        guard outcome.response == nil || writeResponse(outcome.response, sequence) else {
            loginSummary = LoginSummary(
                identity: outcome.identity, version: outcome.version, warnings: outcome.warnings)
            apply(.loginRefused(code: outcome.code, by: .local))
            return
        }
        settle(outcome, blame: .local)
    }

    /// The client judges the peer's answer to its login.
    @inlinable mutating func authenticate(answer: Message, _ status: ResponseStatus) {
        let outcome = language.authenticate(login: answer, at: core.now)
        settle(outcome, blame: status == .accepted ? .local : .peer)
    }

    @inlinable mutating func settle(_ outcome: LoginResult<Message>, blame: Blame) {
        let summary = LoginSummary(
            identity: outcome.identity, version: outcome.version, warnings: outcome.warnings)
        loginSummary = summary
        if let objection = outcome.objection { return apply(.loginObjected(objection)) }
        guard outcome.accepted else {
            apply(.loginRefused(code: outcome.code, by: blame))
            return
        }
        apply(.loginAccepted(summary))
    }
}
