import CarrierSession
import CarrierWire

/// Where a gateway is on its way to its end.
enum ClosingPhase: Sendable {
    case running
    /// No logins, no submits; what is owed goes out, until this moment at the latest.
    case draining(until: Moment)
    /// The channels are being closed; what comes back is handed to the owner.
    case closed(isTold: Bool)

    var isClosing: Bool { if case .running = self { false } else { true } }
}

// Time, and the end.
extension GatewayCore {
    /// When ``advance(to:)`` is to be called next; nil when nothing is due.
    public var nextDeadline: Moment? {
        if case .closed(isTold: true) = closing { return nil }
        var next = deadlines.first?.moment
        if let oldest = reportable.oldest { next = min(next ?? .latest, oldest.submittedAt + options.reportableFor) }
        if case .draining(let moment) = closing { next = min(next ?? .latest, moment) }
        return next
    }

    /// Does what is due.
    public mutating func advance(to now: Moment) {
        if case .closed(isTold: true) = closing { return }
        while let first = deadlines.first, first.moment <= now, let entry = deadlines.popFirst() {
            guard accounts[entry.index].armedAt == entry.moment else {
                continue
            }
            accounts[entry.index].armedAt = nil
            work(entry.index, now)
            arm(entry.index, now)
        }
        while let oldest = reportable.oldest, oldest.submittedAt + options.reportableFor <= now {
            forgetReportable(oldest.handle, now)
        }
        if case .draining(let moment) = closing, moment <= now { endDraining(now) }
    }

    private mutating func work(_ account: Int, _ now: Moment) {
        while let oldest = accounts[account].queue.oldestEntry, oldest + options.deliverFor <= now,
            let delivery = accounts[account].queue.takeEntered(by: oldest)
        {
            end(delivery, .expired)
        }
        if accounts[account].queue.wake(at: now) { offer(account, now) }
        if let due = accounts[account].assembler?.nextDeadline, due <= now {
            accounts[account].assembler?.advance(to: now)
            takeMessages(of: account)
        }
        dialIfNeeded(account, now)
        considerIdle(account)
        finishClosing(now)
    }

    /// Looks at the account when the next thing of its own is due.
    mutating func arm(_ place: Int, _ now: Moment) {
        var next = accounts[place].queue.nextRepush
        if let oldest = accounts[place].queue.oldestEntry { next = min(next ?? .latest, oldest + options.deliverFor) }
        if let expiry = accounts[place].assembler?.nextDeadline { next = min(next ?? .latest, expiry) }
        if accounts[place].reverse.channel == nil, let dial = accounts[place].reverse.notBefore, dial > now,
            accounts[place].queue.readyCount > 0
        {
            next = min(next ?? .latest, dial)
        }
        guard let next, next < accounts[place].armedAt ?? .latest else { return }
        accounts[place].armedAt = next
        deadlines.add(place, at: next)
    }

    /// As ``arm(_:_:)``, for a delivery that has just begun: it is due after all others.
    mutating func armIfNew(_ place: Int, _ now: Moment) {
        if accounts[place].armedAt == nil { arm(place, now) }
    }

    // MARK: - The end

    /// Ends the gateway: no logins and no submits from now on, both are told so. What is owed goes out, for `draining`
    /// at most; then the channels are closed, and what was not delivered is handed back. `.shutDown` is the last event.
    public mutating func shutDown(draining: Moment.Span, at now: Moment) {
        guard case .running = closing else { return }
        closing = .draining(until: now + draining)
        for place in channels.indices {
            guard case .asked = channels[place].phase else { continue }
            channels[place].phase = .admitted
            actions.append(.answerLogin(channels[place].id, .unavailable))
        }
        if draining <= .zero { endDraining(now) } else { finishClosing(now) }
    }

    /// Goes on to the next phase of the end when the present one is over.
    mutating func finishClosing(_ now: Moment) {
        switch closing {
        case .running: return
        case .draining:
            if counters.pending == 0, counters.undecided == 0, counters.unsent == 0 { endDraining(now) }
        case .closed(let isTold):
            guard openChannels == 0, !isTold else { return }
            closing = .closed(isTold: true)
            for place in accounts.indices {
                accounts[place].assembler?.finish()
                takeMessages(of: place)
            }
            events.append(.shutDown)
        }
    }

    private mutating func endDraining(_ now: Moment) {
        closing = .closed(isTold: false)
        for place in channels.indices {
            while let handle = undecided.first(of: channels[place].undecided),
                let submit = undecided.remove(handle, from: &channels[place].undecided)
            {
                accounts[submit.account].undecided -= 1
                counters.undecided -= 1
                counters.unsent += 1
                if let id = submit.reserved { forget(id, of: submit.account) }
                reply(
                    SubmitReply(refusing: submit.token, codes.throttled, named: submit.named, SubmitTicket(handle)),
                    on: place)
            }
        }
        for place in channels.indices {
            while let delivery = channels[place].assigned.popFirst() {
                accounts[delivery.account].assigned -= 1
                end(delivery, .shutDown)
            }
            if channels[place].isUsed { close(place) }
        }
        for place in accounts.indices {
            while let delivery = accounts[place].queue.takeAny() { end(delivery, .shutDown) }
        }
        finishClosing(now)
    }
}

extension Moment {
    /// The end of time.
    static let latest = Moment(nanoseconds: .max)
}
