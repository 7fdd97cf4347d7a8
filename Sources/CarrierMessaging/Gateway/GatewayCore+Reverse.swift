import CarrierSession
import CarrierWire

// Connections that the gateway dials for what it owes an account, in protocols in which it does (SGIP).
extension GatewayCore {
    /// Dials when something waits that no open channel of the account can carry.
    mutating func dialIfNeeded(_ account: Int, _ now: Moment) {
        guard hasReverseConnection, accounts[account].reverse.channel == nil,
            accounts[account].settings.reverseAddress != nil, !isClosed
        else { return }
        var missing = accounts[account].queue.readyTraffic
        for place in accounts[account].channels where channels[place].isOpen {
            missing.subtract(channels[place].carries)
        }
        if missing.isEmpty { return }
        if let notBefore = accounts[account].reverse.notBefore, notBefore > now { return arm(account, now) }
        guard let place = makeChannel(.dialing, isReverse: true) else {
            let again = now + options.maximumDialPause
            accounts[account].reverse.notBefore = again
            return arm(account, now)
        }
        channels[place].account = account
        channels[place].name = accounts[account].settings.id
        accounts[account].reverse.channel = place
        accounts[account].reverse.attempts += 1
        accounts[account].reverse.notBefore = nil
        actions.append(.dial(channels[place].id, accounts[account].settings))
    }

    private var isClosed: Bool { if case .closed = closing { true } else { false } }

    /// A connection that `.dial` asked for is there; its session logs in.
    ///
    /// - Returns: false when it is not wanted any more: close it.
    public mutating func dialed(_ channel: ChannelID, to peer: SocketAddress? = nil, at now: Moment) -> Bool {
        guard let place = place(of: channel), case .dialing = channels[place].phase else { return false }
        if isClosed {
            dialFailed(channel, at: now)
            return false
        }
        channels[place].phase = .admitted
        channels[place].peer = peer
        events.append(.connected(channel, peer: peer))
        return true
    }

    /// A connection that `.dial` asked for could not be made.
    ///
    /// - Parameter cause: why, in words.
    public mutating func dialFailed(_ channel: ChannelID, because cause: String = "", at now: Moment) {
        guard let place = place(of: channel), case .dialing = channels[place].phase,
            let account = channels[place].account
        else { return }
        let state = free(place)
        reverseEnded(account, state, nil, cause, now)
        dialIfNeeded(account, now)
        considerIdle(account)
        finishClosing(now)
    }

    /// Sets the pause before the next attempt: none after a connection that took something and ended in peace.
    ///
    /// - Parameter reason: how its session ended; nil when there was none.
    mutating func reverseEnded(
        _ account: Int, _ channel: GatewayChannel, _ reason: CloseReason?, _ cause: String, _ now: Moment
    ) {
        var reverse = accounts[account].reverse
        reverse.channel = nil
        if case .loginRefused? = reason { reverse.refusals += 1 }
        let base: Moment.Span
        let longest: Moment.Span
        let doublings: Int
        if reverse.refusals > 0 {
            (base, doublings) = (options.refusedLoginPause, reverse.refusals - 1)
            longest = Moment.Span(nanoseconds: base.nanoseconds.multipliedReportingOverflow(by: 16).partialValue)
        } else {
            (base, longest, doublings) = (options.dialPause, options.maximumDialPause, reverse.attempts - 1)
        }
        if reverse.attempts > 0 {
            var pause = max(.zero, base)
            for _ in 0..<min(max(0, doublings), 16) where pause < longest {
                pause = Moment.Span(nanoseconds: pause.nanoseconds &* 2)
            }
            reverse.notBefore = now + jittered(min(pause, max(base, longest)))
        }
        accounts[account].reverse = reverse
        if case .open = channel.phase {
        } else if let again = reverse.notBefore {
            events.append(
                .reverseFailed(
                    account: accounts[account].settings.id, attempts: reverse.attempts, again: again,
                    reason: reason.map { "\($0)" } ?? cause))
        }
    }

    /// Between half of a pause and all of it.
    private mutating func jittered(_ pause: Moment.Span) -> Moment.Span {
        let half = max(1, pause.nanoseconds / 2)
        return Moment.Span(nanoseconds: half + Int64(random.next() % UInt64(half)))
    }
}
