import CarrierSession
import CarrierWire

// Connections and what happens on them.
extension GatewayCore {
    /// A peer has connected; a session is to be made for it with the adapter.
    ///
    /// - Parameter peer: where it comes from; nil for nowhere in particular, which no list of allowed addresses holds.
    /// - Returns: the channel; nil when there are too many already and the connection is to be closed.
    public mutating func connectionArrived(from peer: SocketAddress?, at now: Moment) -> ChannelID? {
        guard let place = makeChannel(.arrived) else { return nil }
        channels[place].peer = peer
        events.append(.connected(channels[place].id, peer: peer))
        return channels[place].id
    }

    /// Takes what a channel's session says. Events of a channel that is gone are ignored.
    public mutating func handle(_ event: GatewaySessionEvent, on channel: ChannelID, at now: Moment) {
        guard let place = place(of: channel) else { return }
        channels[place].isBlocked = false
        switch event {
        case .submit(let submission, let token, let named): take(submission, token, named, on: place, now)
        case .acknowledged(let tag, let code), .acknowledgedLate(let tag, let code):
            acknowledged(tag, code, on: place, now)
        case .failed(let tag, let failure, let wasSent): failed(tag, failure, wasSent, on: place, now)
        case .loginAsked(let request): ask(request, on: place, now)
        case .opened(let summary, let carries): opened(place, summary, carries, now)
        case .anomaly(let anomaly):
            events.append(.anomaly(anomaly, channel, account: channels[place].name))
        case .closed(let reason): closed(place, reason, now)
        }
    }

    // MARK: - Logins

    private mutating func ask(_ request: LoginRequest, on place: Int, _ now: Moment) {
        guard case .arrived = channels[place].phase else { return }
        let channel = channels[place]
        counters.loginsAsked += 1
        channels[place].name = request.account
        if !isAllowed(channel.peer, options.allowed) {
            channels[place].phase = .admitted
            return actions.append(.answerLogin(channel.id, .addressNotAllowed(nil)))
        }
        guard case .running = closing else {
            channels[place].phase = .admitted
            return actions.append(.answerLogin(channel.id, .unavailable))
        }
        channels[place].phase = .asked(request)
        events.append(.loginAsked(LoginTicket(channel.id), request, peer: channel.peer))
    }

    /// Answers a login, once, when the owner knows.
    ///
    /// - Throws: ``GatewayError/noSuchLogin`` when its connection is gone or it was answered.
    public mutating func answer(
        login ticket: LoginTicket, with decision: LoginDecision, at now: Moment
    ) throws(GatewayError) {
        guard let place = place(of: ticket.channel), case .asked = channels[place].phase else {
            throw .noSuchLogin
        }
        channels[place].phase = .admitted
        actions.append(.answerLogin(ticket.channel, answer(to: decision, on: place, channels[place].peer)))
    }

    private mutating func answer(to decision: LoginDecision, on place: Int, _ peer: SocketAddress?) -> LoginAnswer {
        guard case .running = closing else { return .unavailable }
        switch decision {
        case .unknownAccount: return .unknownAccount
        case .unavailable: return .unavailable
        case .account(let settings):
            if !isAllowed(peer, settings.allowed) { return .addressNotAllowed(settings) }
            let account = know(settings)
            guard accounts[account].admitted < max(1, settings.maximumConnections) else {
                return .tooManyConnections(settings)
            }
            accounts[account].admitted += 1
            channels[place].account = account
            channels[place].name = settings.id
            return .account(settings)
        }
    }

    private func isAllowed(_ peer: SocketAddress?, _ blocks: [AddressBlock]) -> Bool {
        if blocks.isEmpty { return true }
        guard let peer else { return false }
        return blocks.contains { $0.contains(peer.host) }
    }

    private mutating func opened(
        _ place: Int, _ summary: LoginSummary, _ carries: ChannelTraffic, _ now: Moment
    ) {
        guard let account = channels[place].account else { return }
        if case .open = channels[place].phase { return }
        let traffic = carries.intersection(accounts[account].settings.traffic)
        channels[place].phase = .open
        channels[place].carries = traffic
        accounts[account].channels.append(place)
        counters.logins += 1
        events.append(
            .opened(channels[place].id, account: accounts[account].settings.id, summary, carries: traffic))
        if case .closed = closing { return close(place) }
        // Its turn follows and tells how much room there is.
        wake(place)
    }

    // MARK: - The end of a channel

    /// Closes a channel in order, whatever it does; `.closed` follows. One that is gone already is no error.
    public mutating func close(_ channel: ChannelID, at now: Moment) {
        if let place = place(of: channel) { close(place) }
    }

    mutating func close(_ place: Int) {
        guard !channels[place].isClosing else { return }
        channels[place].isClosing = true
        actions.append(.close(channels[place].id))
    }

    private mutating func closed(_ place: Int, _ reason: CloseReason, _ now: Moment) {
        if !unasked.isEmpty { tellUnasked(of: channels[place].id) }
        let cutOff = cutOffSubmits(of: place)
        takeBackDeliveries(of: place, now)
        let channel = free(place)
        if case .loginRefused(let code, .local) = reason {
            events.append(.loginRefused(channel.id, account: channel.name, code: code))
        }
        events.append(.closed(channel.id, account: channel.name, reason, cutOff: cutOff))
        if let account = channel.account {
            accounts[account].channels.removeAll { $0 == place }
            if channel.isReverse {
                reverseEnded(account, channel, reason, "", now)
            } else {
                accounts[account].admitted -= 1
            }
            offer(account, now)
            considerIdle(account)
        }
        finishClosing(now)
    }

    /// Frees the submits of a channel that awaited their decision or whose answers were not taken.
    private mutating func cutOffSubmits(of place: Int) -> Int {
        var cutOff = channels[place].replies.count { !$0.isAbandoned } + channels[place].unstored
        counters.unsent -= cutOff
        while let handle = undecided.first(of: channels[place].undecided),
            let submit = undecided.remove(handle, from: &channels[place].undecided)
        {
            cutOff += 1
            counters.undecided -= 1
            accounts[submit.account].undecided -= 1
            if let id = submit.reserved { forget(id, of: submit.account) }
        }
        channels[place].replies = []
        counters.cutOff += cutOff
        return cutOff
    }
}
