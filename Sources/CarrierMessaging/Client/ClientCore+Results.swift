import CarrierSession

extension ClientCore {
    /// The response to a request. A second one is lawful: it brings a further id after a repeated transmission.
    mutating func answered(_ result: SubmitResult, on index: Int, at moment: Moment) {
        channels[index].noteAnswer()
        guard let place = locate(result.tag) else {
            counters.strayEnds &+= 1
            return
        }
        let isCurrent = endFlight(place, on: index)
        if !result.isAccepted, !isCurrent, tracker.place(place.serial, place.first).isAwaitingResponse {
            // A refusal of an earlier sending: the one that is under way, or will be, decides.
            counters.lateResponses &+= UInt64(place.recipients.count)
            return
        }
        if options.usesStore {
            note(
                .answered(
                    number: tracker.number(place.serial), segment: place.segment, recipients: place.recipients,
                    id: result.id, code: result.code))
        }
        if result.isAccepted {
            accept(place, result, at: moment)
        } else if !postpone(place, result, at: moment) {
            refuse(place, result, at: moment)
        }
        for recipient in place.recipients { settle(place.serial, recipient, at: moment) }
    }

    /// A request ends without a response.
    mutating func failed(
        _ tag: UInt64, _ failure: RequestFailure, wasSent: Bool, named: CarrierMessageID?, on index: Int,
        at moment: Moment
    ) {
        guard let place = locate(tag) else {
            counters.strayEnds &+= 1
            return
        }
        let isCurrent = endFlight(place, on: index)
        // A report that was there before proves that the carrier took it: nothing is left to be answered then.
        if wasSent, let named { presume(named, for: place, at: moment) }
        guard isCurrent, tracker.place(place.serial, place.first).state == .sent else { return }
        if wasSent {
            if failure == .sessionEnded { channels[index].lostRequests = true }
            return leftUnanswered(place, failure, at: moment)
        }
        counters.returnedRequests &+= 1
        switch failure {
        case .cancelled, .unencodable: endUnsent(place, at: moment)
        case .sessionEnded, .noResponse: putBack(place)
        }
    }

    /// A channel's session gets a request, under the tag returned: that of a new sending.
    mutating func beginFlight(_ place: LocatedRequest, on index: Int) -> UInt64 {
        channels[index].inFlight &+= 1
        let sending = (tracker.place(place.serial, place.first).sending &+ 1) % RequestTag.sendings
        tracker[place.serial][place: place.first].sending = sending
        tracker[place.serial][place: place.first].channel = UInt32(truncatingIfNeeded: channels[index].id.rawValue)
        return RequestTag(serial: place.serial, request: place.request, sending: sending).tag
    }

    /// The first end of a sending takes it off its channel; false when it is not the one that is under way there.
    mutating func endFlight(_ place: LocatedRequest, on index: Int) -> Bool {
        let channel = UInt32(truncatingIfNeeded: channels[index].id.rawValue)
        let current = tracker.place(place.serial, place.first)
        guard current.channel == channel, current.sending == place.sending else { return false }
        tracker[place.serial][place: place.first].channel = 0
        channels[index].inFlight = max(0, channels[index].inFlight &- 1)
        return true
    }

    /// A message is forgotten with a sending under way: no end of that will be recognised.
    mutating func abandonFlight(_ place: Int, of serial: UInt64, at moment: Moment) {
        let channel = ChannelID(UInt64(tracker.place(serial, place).channel))
        guard channel.rawValue > 0, let index = index(of: channel) else { return }
        channels[index].inFlight = max(0, channels[index].inFlight &- 1)
        drainIfDone(index, at: moment)
    }

    private mutating func leftUnanswered(
        _ place: LocatedRequest, _ failure: RequestFailure, at moment: Moment
    ) {
        let serial = place.serial
        let first = tracker.place(serial, place.first)
        let isOpen = place.recipients.contains { tracker.recipient(serial, $0).isOpen }
        let mayRepeat =
            options.unanswered == .sendAgain && isOpen && !isClosing
            && Int(first.resends) < min(options.maximumResends, 250)
        for recipient in place.recipients {
            let index = place.index(recipient)
            tracker[serial][place: index].mayBeAccepted = true
            if mayRepeat {
                tracker[serial][place: index].resends &+= 1
                tracker[serial][recipient: recipient].mayBeTwice = true
            }
            tellSegment(serial, recipient, place.segment) { .unanswered($0, failure, sentAgain: mayRepeat) }
        }
        if mayRepeat {
            counters.resentRequests &+= 1
            putBack(place)
        } else {
            end(place, as: options.unanswered == .fail ? .givenUp : .unanswered, at: moment)
        }
    }

    /// Ends a request's places, and the recipients whose outcome follows from it.
    mutating func end(_ place: LocatedRequest, as state: TrackedPlace.State, at moment: Moment) {
        for recipient in place.recipients { settle(place: place.index(recipient), of: place.serial, as: state) }
        resolveWaiting(place.recipients, of: place.serial, at: moment)
        for recipient in place.recipients { settle(place.serial, recipient, at: moment) }
    }

    /// Ends a request that will not be sent, or not again.
    mutating func endUnsent(_ place: LocatedRequest, at moment: Moment) {
        end(place, as: tracker[place.serial].unsentState(place.first), at: moment)
    }

    /// Gives a place that awaits its response the state it ends in, and counts it.
    mutating func settle(place index: Int, of serial: UInt64, as state: TrackedPlace.State) {
        guard tracker.place(serial, index).isAwaitingResponse else { return }
        tracker[serial].move(index, to: state)
        tracker.openPlaces &-= 1
        if unansweredNumbers != nil {
            countUnanswered(tracker.content(serial), index / tracker[serial].segmentCount, by: -1)
        }
        switch state {
        case .awaitingReport, .accepted: counters.acceptedPlaces &+= 1
        case .refused: counters.refusedPlaces &+= 1
        case .unanswered, .givenUp: counters.unansweredPlaces &+= 1
        default: break
        }
    }

    // MARK: Accepting

    /// An accepting response: its id leads to its places from now on, and reports that came before are applied.
    private mutating func accept(_ place: LocatedRequest, _ result: SubmitResult, at moment: Moment) {
        let serial = place.serial
        let wantsReport = tracker.content(serial)?.wantsReport == true
        let latency = result.sentAt.map { result.answeredAt - $0 }
        if let base = result.id, wantsReport { examine(base) }
        var isNew = false
        for recipient in place.recipients {
            let index = place.index(recipient)
            if tracker.place(serial, index).isAwaitingResponse {
                settle(place: index, of: serial, as: wantsReport ? .awaitingReport : .accepted)
                // No closure: it would copy the core.
                var id = result.id
                if let base = id { id = name(base, recipient &- place.recipients.lowerBound) }
                tellSegment(serial, recipient, place.segment) { .accepted($0, id: id, latency: latency) }
            } else {
                counters.lateResponses &+= 1
                if wantsReport, result.id != nil { awaitReport(of: place, recipient) }
            }
            if let base = result.id, attach(base, to: index, of: serial) { isNew = true }
        }
        guard wantsReport else { return }
        if let base = result.id, isNew {
            register(base, for: PlaceKey(serial, place.first))
            applyEarly(base, place, at: moment)
        }
        resolveWaiting(place.recipients, of: serial, at: moment)
    }

    /// A segment that was given up as unanswered turns out to be accepted: its report is awaited after all.
    private mutating func awaitReport(of place: LocatedRequest, _ recipient: Int) {
        let index = place.index(recipient)
        guard tracker.place(place.serial, index).state == .unanswered,
            tracker.recipient(place.serial, recipient).isOpen
        else { return }
        tracker[place.serial].move(index, to: .awaitingReport)
    }

    /// Gives a place an id; false when it had it before.
    ///
    /// - Parameter isPresumed: no response named the id, the request only went out under it.
    mutating func attach(
        _ id: CarrierMessageID, to index: Int, of serial: UInt64, isPresumed: Bool = false
    ) -> Bool {
        if !isPresumed, confirm(id, of: PlaceKey(serial, index)) { return false }
        let place = tracker.place(serial, index)
        guard place.hasID || isPresumed else {
            tracker[serial][place: index].id = id
            tracker[serial][place: index].hasID = true
            return true
        }
        guard tracker.content(serial)?.wantsReport == true else { return false }
        let key = PlaceKey(serial, index)
        let known = twins[key] ?? []
        // A peer that answers without end must not fill the memory.
        guard !(place.hasID && place.id == id), known.count < 16, !known.contains(where: { $0.id == id }) else {
            return false
        }
        twins[key, default: []].append(TwinID(id: id, isPresumed: isPresumed))
        return true
    }

    // MARK: Refusing

    private mutating func refuse(_ place: LocatedRequest, _ result: SubmitResult, at moment: Moment) {
        for recipient in place.recipients {
            let index = place.index(recipient)
            guard tracker.place(place.serial, index).isAwaitingResponse else {
                // A place that was accepted before stays so.
                counters.lateResponses &+= 1
                continue
            }
            tracker[place.serial][place: index].code = result.code
            settle(place: index, of: place.serial, as: .refused)
            tellSegment(place.serial, recipient, place.segment) { .refused($0, code: result.code) }
        }
        resolveWaiting(place.recipients, of: place.serial, at: moment)
    }

    /// Puts a throttled request off when the options and its number of tries allow it.
    private mutating func postpone(_ place: LocatedRequest, _ result: SubmitResult, at moment: Moment) -> Bool {
        let serial = place.serial
        let first = tracker.place(serial, place.first)
        guard result.isThrottled, first.state == .sent, Int(first.retries) < min(options.throttleRetries, 255),
            place.recipients.contains(where: { tracker.recipient(serial, $0).isOpen })
        else { return false }
        let retryAt = moment + options.throttlePause
        pauses.append((result.tag, retryAt))
        counters.postponements &+= UInt64(place.recipients.count)
        for recipient in place.recipients {
            let index = place.index(recipient)
            tracker[serial].move(index, to: .paused)
            tracker[serial][place: index].code = result.code
            tracker[serial][place: index].retries &+= 1
            tellSegment(serial, recipient, place.segment) { .postponed($0, code: result.code, retryAt: retryAt) }
        }
        return true
    }

    /// Makes an event about a segment, if anybody listens.
    mutating func tellSegment(
        _ serial: UInt64, _ recipient: Int, _ segment: Int, _ event: (MessagePlace) -> ClientEvent
    ) {
        guard options.tellsSegments, let place = messagePlace(serial, recipient, segment) else { return }
        events.append(event(place))
    }

    func messagePlace(_ serial: UInt64, _ recipient: Int, _ segment: Int) -> MessagePlace? {
        guard let content = tracker.content(serial) else { return nil }
        return MessagePlace(
            number: tracker.number(serial), content: content, segment: segment, recipient: recipient)
    }
}
