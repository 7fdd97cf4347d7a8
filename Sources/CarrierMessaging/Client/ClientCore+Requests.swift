import CarrierSession

/// Requests of one message that go out one after the other: indices from `next` to `end`.
struct RequestRun: Sendable {
    var serial: UInt64
    var next: UInt32
    var end: UInt32
}

/// A tag taken apart: a message's serial number, a request's index in it, and which of the request's sendings it names.
///
/// A request may go to sessions several times; a response that comes late must not be taken for one to a later sending.
struct RequestTag: Sendable {
    /// Bits that hold the request's index: a message has fewer requests than ``PlaceKey/maximumPlaces``.
    private static let requestBits: UInt64 = 20
    private static let sendingBits: UInt64 = 6
    /// Sendings that are told apart; the next one has the number of the first again.
    static let sendings: UInt8 = 1 << UInt8(sendingBits)

    var serial: UInt64
    var request: UInt32
    var sending: UInt8

    init(serial: UInt64, request: UInt32, sending: UInt8) {
        self.serial = serial
        self.request = request
        self.sending = sending
    }

    init(_ tag: UInt64) {
        serial = tag >> (Self.requestBits &+ Self.sendingBits)
        request = UInt32(truncatingIfNeeded: tag & (1 << Self.requestBits &- 1))
        sending = UInt8(truncatingIfNeeded: tag >> Self.requestBits & UInt64(Self.sendings &- 1))
    }

    var tag: UInt64 {
        serial << (Self.requestBits &+ Self.sendingBits) | UInt64(sending) << Self.requestBits | UInt64(request)
    }
}

/// What a request's tag names: a message, a segment, and the recipients that share the request.
struct LocatedRequest: Sendable {
    var serial: UInt64
    /// The request's index in its message.
    var request: UInt32
    /// Which of its sendings.
    var sending: UInt8
    var segment: Int
    var recipients: Range<Int>
    var segmentCount: Int

    func index(_ recipient: Int) -> Int { recipient &* segmentCount &+ segment }
    /// The place of the first recipient: it stands for the request.
    var first: Int { index(recipients.lowerBound) }
}

extension ClientCore {
    /// The request that a tag names; nil when its message is not, or no longer, known.
    func locate(_ tag: UInt64) -> LocatedRequest? { locate(RequestTag(tag)) }

    func locate(_ tag: RequestTag) -> LocatedRequest? {
        guard tracker.holds(tag.serial), let content = tracker.content(tag.serial) else { return nil }
        let request = Int(tag.request)
        let segments = content.segmentCount
        let start = request / segments &* content.groupSize
        guard start < content.recipientCount else { return nil }
        return LocatedRequest(
            serial: tag.serial, request: tag.request, sending: tag.sending, segment: request % segments,
            recipients: start..<min(start &+ content.groupSize, content.recipientCount), segmentCount: segments)
    }

    /// Takes up to `capacity` requests for a channel, in the order in which they are to be sent.
    ///
    /// Call it in the connection's turn, with the room that its window has; every request taken must end, by `.result`,
    /// `.failed` or ``notTaken(_:error:on:at:)``. Without requests to take, the channel is woken when there are some.
    public mutating func takeRequests(
        for channel: ChannelID, capacity: Int, into requests: inout [SegmentRequest], at moment: Moment
    ) {
        guard let index = index(of: channel), channels[index].mayFinish else { return }
        var capacity = capacity
        while capacity > 0 {
            if channels[index].current == nil {
                guard channels[index].takesNew, !isClosing, let run = nextRun(at: moment) else {
                    becomeHungry(index)
                    break
                }
                channels[index].current = run
            }
            if pacer != nil, !mayPace(at: moment) {
                becomeHungry(index)
                break
            }
            if let request = nextRequest(of: index, at: moment) {
                requests.append(request)
                capacity &-= 1
            }
        }
        drainIfDone(index, at: moment)
        conclude(at: moment)
    }

    private mutating func nextRun(at moment: Moment) -> RequestRun? { again.popFirst() ?? beginNext(at: moment) }

    private mutating func mayPace(at moment: Moment) -> Bool {
        guard pacer?.mayTake(at: moment) == false else { return true }
        isPaced = true
        return false
    }

    /// The next request of the channel's message; nil when that one is not to be sent any more.
    private mutating func nextRequest(of index: Int, at moment: Moment) -> SegmentRequest? {
        guard let run = channels[index].current else { return nil }
        let isLast = run.next &+ 1 >= run.end
        channels[index].current = isLast ? nil : RequestRun(serial: run.serial, next: run.next &+ 1, end: run.end)
        guard let place = locate(RequestTag(serial: run.serial, request: run.next, sending: 0)),
            let content = tracker.content(place.serial), tracker.place(place.serial, place.first).state == .queued
        else { return nil }
        guard place.recipients.contains(where: { tracker.recipient(place.serial, $0).isOpen }) else {
            // Everybody has an outcome already: nothing more of it is sent.
            endUnsent(place, at: moment)
            return nil
        }
        for recipient in place.recipients { tracker[place.serial].move(place.index(recipient), to: .sent) }
        let tag = beginFlight(place, on: index)
        counters.requests &+= 1
        pacer?.take(place.recipients.count, at: moment)
        return SegmentRequest(
            tag: tag, content: content, segment: place.segment, recipients: place.recipients,
            isFollowed: !isLast && place.segment &+ 1 < place.segmentCount)
    }

    /// A session did not take a request that `takeRequests` gave out: it goes back unsent, or ends when it can never be
    /// sent. Hand back several in the order in which they were taken.
    public mutating func notTaken(
        _ requests: some Sequence<SegmentRequest>, error: SessionError, on channel: ChannelID, at moment: Moment
    ) {
        let index = index(of: channel)
        for request in requests {
            counters.returnedRequests &+= 1
            let place = locate(request.tag)
            guard let place, let index, endFlight(place, on: index),
                tracker.place(place.serial, place.first).state == .sent
            else {
                counters.strayEnds &+= 1
                continue
            }
            switch error.reason {
            case .unencodable, .wrongDirection: endUnsent(place, at: moment)
            case .notOpen, .queueFull, .sequenceInUse: putBack(place)
            }
        }
        if let index { returnCurrent(of: index) }
        offerWork(at: moment)
        conclude(at: moment)
    }

    /// Lets a request wait for a channel again, behind what came back before it.
    mutating func putBack(_ place: LocatedRequest) {
        for recipient in place.recipients { tracker[place.serial].move(place.index(recipient), to: .queued) }
        append(RequestRun(serial: place.serial, next: place.request, end: place.request &+ 1))
    }

    /// The rest of a long message follows its first segments to another channel.
    mutating func returnCurrent(of index: Int) {
        guard let run = channels[index].current else { return }
        channels[index].current = nil
        append(run)
    }

    private mutating func append(_ run: RequestRun) {
        if var last = again.last, last.serial == run.serial, last.end == run.next {
            last.end = run.end
            again.last = last
        } else {
            again.append(run)
        }
    }

    // MARK: Waking

    /// Requests that a channel could begin with now, as far as it matters how many channels to wake.
    private var workUnits: UInt64 {
        guard let first = queue.first, first.storeSerial <= storedSerial else { return UInt64(again.count) }
        return UInt64(again.count) &+ queue.messages
    }

    mutating func becomeHungry(_ index: Int) {
        guard index < plannedChannels, !channels[index].isHungry else { return }
        channels[index].isHungry = true
        hungry.append(index)
    }

    /// Wakes as many channels as there is something for, and dials those that ended in order.
    mutating func offerWork(at moment: Moment) {
        if isClosing { return }
        var units = workUnits
        if !hungry.isEmpty, units > 0, !isPacedNow(at: moment) {
            var left: [Int] = []
            while units > 0, let index = hungry.popLast() {
                guard channels[index].isHungry, channels[index].takesNew else {
                    // A channel that is gone takes nothing; one that only finishes its message stays to be woken.
                    if channels[index].isHungry, channels[index].current != nil { left.append(index) }
                    if channels[index].current == nil { channels[index].isHungry = false }
                    continue
                }
                channels[index].isHungry = false
                actions.append(.wake(channels[index].id))
                units &-= 1
            }
            hungry.append(contentsOf: left)
        }
        if units > 0, channels.contains(where: \.isWaitingForWork) { dialForWork(at: moment) }
    }

    private func isPacedNow(at moment: Moment) -> Bool { isPaced && pacer?.mayTake(at: moment) == false }

    /// The rate allows a segment again: whoever waited may come.
    mutating func wakePaced(at moment: Moment) {
        guard isPaced, pacer?.mayTake(at: moment) != false else { return }
        isPaced = false
        for index in hungry where channels[index].isHungry {
            guard channels[index].current != nil || channels[index].takesNew else { continue }
            channels[index].isHungry = false
            actions.append(.wake(channels[index].id))
        }
        hungry.removeAll { !channels[$0].isHungry }
    }
}
