import CarrierMessaging
import CarrierSession
import CarrierTransport

// Reports and pushed messages. Everything here runs under the connection's lock and the state's.
extension GatewayHandler {
    /// How the peer answered a parcel.
    enum Answer {
        case taken
        case refused(UInt32)
        case failure(RequestFailure)
    }

    func verdict(of message: Message, _ session: Session<Vocabulary>) -> Answer {
        switch session.vocabulary.classify(message) {
        case .response(.refused(let code), _), .response(.throttled(let code), _): .refused(code)
        default: .taken
        }
    }

    /// Sends a parcel on its way: to this connection's queue, or to another connection after the batch.
    func route(_ parcel: Parcel<Profile>, at moment: Moment, elsewhere: Bool, _ state: inout State) {
        if elsewhere || (desk.returnPath != nil && direction == .serving) {
            state.leaving.append((moment, parcel))
        } else {
            state.due.add(parcel, at: moment)
        }
    }

    /// Does everything whose time has come and sets the timer for the rest.
    func work(_ state: inout State, _ session: inout Session<Vocabulary>, _ now: Moment) {
        while let parcel = state.due.popDue(now) { state.ready.add(parcel, at: .distantPast) }
        while let held = state.late.popDue(now) { reply(held.response, held.token, &state, &session, now) }
        guard state.isOpen else { return }
        guard session.stateName == .open else {
            // Nothing of ours is sent any more: what waits for a report must not hold up the closing.
            takeWaiting(all: true, &state, &session, now)
            for hold in state.held.keys.sorted() { release(hold, &state, &session, now) }
            return setTimer(&state, now)
        }
        repeat {
            send(&state, &session, now)
            takeWaiting(all: false, &state, &session, now)
            while let parcel = state.due.popDue(now) { state.ready.add(parcel, at: .distantPast) }
        } while state.ready.count > 0 && hasRoom(session)
        setTimer(&state, now)
    }

    private func hasRoom(_ session: Session<Vocabulary>) -> Bool {
        session.requestsQueued == 0 && session.requestsInFlight < session.limits.windowSize
            && session.stateName == .open
    }

    private func send(_ state: inout State, _ session: inout Session<Vocabulary>, _ now: Moment) {
        while hasRoom(session), let (_, next) = state.ready.pop() {
            var parcel = next
            let message: Message
            do throws(MessagingError) { message = try parcel.message(state.binding, at: now) } catch {
                giveUp(parcel, error.description, &state, &session, now)
                continue
            }
            state.lastTag += 1
            do throws(SessionError) {
                try session.submit(message, tag: state.lastTag, at: now)
            } catch {
                giveUp(parcel, "not sent: \(error.reason)", &state, &session, now)
                continue
            }
            if !parcel.wasSent { tellSent(parcel, &state) }
            parcel.wasSent = true
            state.inFlight[state.lastTag] = parcel
        }
    }

    private func tellSent(_ parcel: Parcel<Profile>, _ state: inout State) {
        switch parcel.content.kind {
        case .report:
            desk.tally { $0.reports += 1 }
            if desk.isHeard, let record = parcel.record(state.binding) { state.events.append(.report(record)) }
        case .push(_, let pushed):
            desk.tally { $0.delivers += 1 }
            if pushed.segment == pushed.segmentCount {
                tell(&state) { _ in .push(pushed.push, segments: pushed.segmentCount) }
            }
        }
    }

    /// The end of one sending: the parcel was taken, refused, or has to be sent again elsewhere.
    func settle(
        _ tag: UInt64, with answer: Answer, _ state: inout State, _ session: inout Session<Vocabulary>, _ now: Moment
    ) {
        guard let parcel = state.inFlight.removeValue(forKey: tag) else { return }
        switch answer {
        case .taken:
            if direction == .returning { desk.returnServed() }
            desk.settle { $0.acknowledged += 1 }
        case .refused(let code):
            desk.settle { $0.refusedByPeer += 1 }
            tell(&state) { state in .undelivered(parcel.record(state.binding), reason: "refused with code \(code)") }
        case .failure(.sessionEnded):
            // Not taken as far as this side knows: it goes out again, first of all, when there is a connection.
            state.ready.add(parcel, at: .distantPast)
            return
        case .failure(let failure):
            desk.settle { $0.unacknowledged += 1 }
            let reason = failure == .noResponse ? "no response" : "not sent: \(failure)"
            tell(&state) { state in .undelivered(parcel.record(state.binding), reason: reason) }
        }
        finish(parcel.hold, &state, &session, now)
    }

    /// A parcel that cannot be sent is told and counted.
    private func giveUp(
        _ parcel: Parcel<Profile>, _ reason: String, _ state: inout State, _ session: inout Session<Vocabulary>,
        _ now: Moment
    ) {
        desk.settle { $0.undeliverable += 1 }
        tell(&state) { state in .undelivered(parcel.record(state.binding), reason: reason) }
        finish(parcel.hold, &state, &session, now)
    }

    private func finish(
        _ hold: Parcel<Profile>.Hold?, _ state: inout State, _ session: inout Session<Vocabulary>, _ now: Moment
    ) {
        guard let hold else { return }
        if hold.handler === self { release(hold.serial, &state, &session, now) } else { desk.release(hold) }
    }

    /// One timer for whatever this connection waits for. While the window is full, answers wake it.
    private func setTimer(_ state: inout State, _ now: Moment) {
        var next = state.late.nextDeadline
        if let due = state.due.nextDeadline { next = min(next ?? due, due) }
        if let patience = state.waiting.nextDeadline { next = min(next ?? patience, patience) }
        guard let next else { return }
        // Parcels that become due close together leave in one write.
        let moment = max(next, now + .milliseconds(1))
        if let wakesAt = state.wakesAt, wakesAt <= moment { return }
        state.wakesAt = moment
        desk.timers.schedule(at: moment) { [self] in wake() }
    }
}
