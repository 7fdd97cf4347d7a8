import CarrierSession

// The plan's channels: which ones are wanted, dialled, used, drained and closed.
extension ClientCore {
    func index(of channel: ChannelID) -> Int? {
        let place = channel.rawValue &- 1
        if place < UInt64(plannedChannels) { return Int(place) }
        return channels.lastIndex { $0.id == channel }
    }

    var isClosing: Bool {
        switch phase {
        case .running, .finishing: false
        case .closing, .finished: true
        }
    }

    /// Tells a channel's state, once it has changed to something that its owner cares about.
    mutating func tell(
        _ index: Int, reason: CloseReason? = nil, dialFailure: String = "", login: LoginSummary? = nil,
        at moment: Moment
    ) {
        let channel = channels[index]
        let isWaiting = channel.state == .lost || channel.state == .refused
        events.append(
            .channel(
                ChannelChange(
                    channel: channel.id, address: channel.entry.address, state: channel.state, reason: reason,
                    dialFailure: dialFailure, retryIn: isWaiting ? channel.deadline.map { $0 - moment } : nil,
                    login: login, carries: channel.state == .open ? channel.carries : [])))
    }

    /// Does what follows from the channels' states: dials what is wanted, drains what is not, ends what is hopeless.
    mutating func reviewChannels(at moment: Moment) {
        defer { channelDeadline = channels.lazy.compactMap(\.deadline).min() }
        if isClosing { return }
        promote(at: moment)
        var isWanted = true
        for rank in ranks {
            for index in 0..<plannedChannels where channels[index].entry.rank == rank {
                review(index, isWanted: isWanted, at: moment)
            }
            if !isWanted { continue }
            let submitting = channels[..<plannedChannels].filter { $0.entry.rank == rank && $0.carriesSubmits }
            isWanted = submitting.allSatisfy(\.isDown)
        }
        reviewOutage(at: moment)
    }

    private var ranks: [Int] { Set(channels[..<plannedChannels].lazy.map(\.entry.rank)).sorted() }

    private mutating func review(_ index: Int, isWanted: Bool, at moment: Moment) {
        switch channels[index].state {
        case .closed:
            guard isWanted else {
                channels[index].endedInOrder = false
                return
            }
            if !channels[index].endedInOrder { dial(index) }
        case .lost, .refused:
            if !isWanted {
                channels[index].state = .closed
                channels[index].deadline = nil
                tell(index, at: moment)
            } else if let deadline = channels[index].deadline, deadline <= moment {
                dial(index)
            }
        case .dialing, .loggingIn:
            if !isWanted { cut(index) }
        case .open, .probing:
            guard !isWanted else { return }
            channels[index].state = .draining
            channels[index].deadline = nil
            tell(index, at: moment)
            drainIfDone(index, at: moment)
        case .draining:
            // Wanted again before it was told to close.
            if isWanted { use(index, login: nil, at: moment) }
        case .closing: break
        }
    }

    private mutating func dial(_ index: Int) {
        channels[index].state = .dialing
        channels[index].endedInOrder = false
        channels[index].deadline = nil
        let entry = channels[index].entry
        actions.append(
            .dial(channels[index].id, address: entry.address, traffic: entry.traffic, connection: nextConnection))
        nextConnection &+= 1
    }

    /// Ends a connection that is being made.
    private mutating func cut(_ index: Int) {
        channels[index].state = .closing
        channels[index].deadline = nil
        actions.append(.cut(channels[index].id))
    }

    /// A probing channel is used when its time is over, and at once when nothing else carries submits.
    private mutating func promote(at moment: Moment) {
        let isServed = channels.contains { $0.takesNew }
        let probing = channels.indices.filter { channels[$0].state == .probing }
        let lowest = probing.map { channels[$0].entry.rank }.min()
        for index in probing {
            let isDue = channels[index].deadline.map { $0 <= moment } ?? true
            guard isDue || !isServed && channels[index].entry.rank == lowest else { continue }
            use(index, login: nil, at: moment)
        }
    }

    private mutating func use(_ index: Int, login: LoginSummary?, at moment: Moment) {
        channels[index].state = .open
        channels[index].deadline = nil
        tell(index, login: login, at: moment)
        if channels[index].carriesSubmits { becomeHungry(index) }
        offerWork(at: moment)
    }

    /// Closes a channel that is to be closed as soon as its last request is answered.
    mutating func drainIfDone(_ index: Int, at moment: Moment) {
        guard channels[index].state == .draining, channels[index].inFlight == 0, channels[index].current == nil else {
            return
        }
        channels[index].state = .closing
        actions.append(.close(channels[index].id))
    }

    /// Dials channels that ended in order, as many as there are messages for.
    mutating func dialForWork(at moment: Moment) {
        var units = UInt64(again.count) &+ queue.messages
        for index in channels.indices where units > 0 && channels[index].isWaitingForWork {
            dial(index)
            units &-= 1
        }
    }

    // MARK: Outages

    private mutating func reviewOutage(at moment: Moment) {
        let isServed = channels.contains { $0.takesNew || $0.isWaitingForWork }
        if isServed {
            outageSince = nil
            return
        }
        let since = outageSince ?? moment
        outageSince = since
        let isMaking = channels.contains { $0.carriesSubmits && $0.isConnected }
        guard let limit = options.reconnectFor, since + limit <= moment, !isMaking, plannedChannels > 0 else { return }
        beginClosing(.channelsLost(lastLoss), at: moment)
    }

    var outageDeadline: Moment? {
        guard !isClosing, let limit = options.reconnectFor, let since = outageSince else { return nil }
        // While a connection is being made its end decides.
        return channels.contains { $0.carriesSubmits && $0.isConnected } ? nil : since + limit
    }

    // MARK: What happened to a connection

    /// True while the connection asked for by `dial` is wanted and not there.
    public func isDialing(_ channel: ChannelID) -> Bool { index(of: channel).map { channels[$0].state } == .dialing }

    /// The connection asked for by `dial` is there; its session logs in.
    public mutating func dialSucceeded(_ channel: ChannelID, at moment: Moment) {
        guard let index = index(of: channel), channels[index].state == .dialing else { return }
        channels[index].state = .loggingIn
    }

    /// The connection asked for by `dial` could not be made.
    public mutating func dialFailed(_ channel: ChannelID, reason: String, at moment: Moment) {
        guard let index = index(of: channel), channels[index].isConnected else { return }
        if channels[index].state == .closing { return closedInOrder(index, nil, isAgreed: false, at: moment) }
        lose(index, nil, dialFailure: reason, at: moment)
    }

    /// The gateway dialled this client (protocols whose reports come over a connection of their own).
    ///
    /// - Parameter peer: where it came from, for events.
    /// - Returns: the new channel's id; nil when there are too many, and the connection is to be turned away.
    public mutating func reverseAccepted(from peer: String, at moment: Moment) -> ChannelID? {
        guard adapter.hasReverseConnection, !isClosing else { return nil }
        guard channels.count - plannedChannels < options.maximumReverseChannels else {
            tell(.reverseChannels)
            return nil
        }
        let id = ChannelID(nextChannel)
        nextChannel &+= 1
        var channel = ClientChannel(
            id: id, entry: .init(address: peer, traffic: [.deliver, .report]))
        channel.isReverse = true
        channel.state = .loggingIn
        channels.append(channel)
        return id
    }

    /// The number for the session of a reverse connection: different from all others, as those of `dial` are.
    public mutating func takeConnectionNumber() -> UInt32 {
        defer { nextConnection &+= 1 }
        return nextConnection
    }

    mutating func opened(_ index: Int, _ login: LoginSummary, carries: ChannelTraffic, at moment: Moment) {
        switch channels[index].state {
        case .dialing, .loggingIn: break
        default: return
        }
        channels[index].openedAt = moment
        channels[index].carries = carries.intersection(channels[index].entry.traffic)
        let rank = channels[index].entry.rank
        let isBehindBackup =
            channels[index].carriesSubmits && channels.contains { $0.takesNew && $0.entry.rank > rank }
        if isBehindBackup, options.probe > .zero {
            channels[index].state = .probing
            channels[index].deadline = moment + options.probe
            tell(index, login: login, at: moment)
        } else {
            use(index, login: login, at: moment)
        }
        reviewChannels(at: moment)
    }

    mutating func closed(_ index: Int, _ reason: CloseReason, at moment: Moment) {
        returnCurrent(of: index)
        if channels[index].isReverse {
            channels[index].state = .closed
            tell(index, reason: reason, at: moment)
            channels.remove(at: index)
            ease(.reverseChannels)
            return checkPhase(at: moment)
        }
        if channels[index].state == .closing || isClosing {
            return closedInOrder(index, reason, isAgreed: false, at: moment)
        }
        // An ordinary end, with nothing left unanswered, of a protocol that lets connections idle is no loss, unless it
        // happens again and again without an answer in between.
        let isOrdinary: Bool
        switch reason {
        case .idle, .closedByPeer, .closedLocally, .endedByPeer, .connectionLost: isOrdinary = true
        default: isOrdinary = false
        }
        if adapter.sessionLimits.idleTimeout != nil, isOrdinary, channels[index].openedAt != nil,
            !channels[index].lostRequests, channels[index].fruitlessEnds < 3
        {
            channels[index].fruitlessEnds &+= 1
            return closedInOrder(index, reason, isAgreed: true, at: moment)
        }
        lose(index, reason, at: moment)
    }

    /// - Parameter isAgreed: true when nobody asked for the end, but it is one of those that are made good on demand.
    private mutating func closedInOrder(_ index: Int, _ reason: CloseReason?, isAgreed: Bool, at moment: Moment) {
        channels[index].state = .closed
        channels[index].forgetConnection()
        channels[index].endedInOrder = isAgreed
        tell(index, reason: reason, at: moment)
        reviewChannels(at: moment)
        offerWork(at: moment)
        checkPhase(at: moment)
    }

    private mutating func lose(_ index: Int, _ reason: CloseReason?, dialFailure: String = "", at moment: Moment) {
        if let openedAt = channels[index].openedAt, openedAt + options.soundAfter <= moment {
            channels[index].noteAnswer()
        }
        channels[index].forgetConnection()
        lastLoss = reason
        if case .loginRefused = reason {
            channels[index].state = .refused
            channels[index].refusals &+= 1
            let pause = options.refusedBackOff.delay(failures: channels[index].refusals, random: generator.next())
            channels[index].deadline = moment + pause
        } else {
            channels[index].state = .lost
            channels[index].failures &+= 1
            let pause = options.backOff.delay(failures: channels[index].failures, random: generator.next())
            channels[index].deadline = moment + pause
        }
        tell(index, reason: reason, dialFailure: dialFailure, at: moment)
        if isClosing {
            channels[index].deadline = nil
            return checkPhase(at: moment)
        }
        reviewChannels(at: moment)
        offerWork(at: moment)
        checkPhase(at: moment)
    }
}
