import CarrierSession

extension ClientCore {
    /// When ``advance(to:)`` has something to do; nil while nothing is due at any time, and after the end.
    public var nextDeadline: Moment? {
        if isFinished { return nil }
        var earliest: Moment?
        func consider(_ moment: Moment?) {
            if let moment, earliest.map({ moment < $0 }) ?? true { earliest = moment }
        }
        consider(windows.first?.moment)
        if options.graceAfterFirst != nil { consider(graces.first?.moment) }
        consider(pauses.first?.at)
        consider(early.nextDeadline)
        consider(assembler.nextDeadline)
        consider(channelDeadline)
        consider(outageDeadline)
        if isPaced { consider(pacer?.nextMoment) }
        switch phase {
        case .finishing(_, let until), .closing(_, let until): consider(until)
        case .running, .finished: break
        }
        return earliest
    }

    /// Does what is due.
    public mutating func advance(to moment: Moment) {
        if isFinished { return }
        while let pause = pauses.first, pause.at <= moment {
            pauses.popFirst()
            guard let place = locate(pause.tag), tracker.place(place.serial, place.first).state == .paused else {
                continue
            }
            putBack(place)
        }
        while let report = early.popDue(at: moment) { apply(report, at: moment, mayWait: false) }
        closeDue(at: moment)
        assembler.advance(to: moment)
        tellAssembled()
        wakePaced(at: moment)
        if [channelDeadline, outageDeadline].contains(where: { $0.map { $0 <= moment } ?? false }) {
            reviewChannels(at: moment)
        }
        offerWork(at: moment)
        conclude(at: moment)
    }

    // MARK: Ending

    /// Takes no further messages, waits, and then closes the channels; ``ClientEvent/ended(_:)`` follows.
    ///
    /// What has begun is finished in any case: long messages, repetitions, responses. Calling it again changes what is
    /// waited for.
    ///
    /// - Parameters:
    ///   - sendingQueued: what was not begun is still sent; otherwise it is told as never begun, at once.
    ///   - awaitingReports: waits until every message has its outcome.
    ///   - span: the longest wait; what is open then is told as it stands.
    public mutating func shutDown(
        sendingQueued: Bool = false, awaitingReports: Bool = false, within span: Moment.Span, at moment: Moment
    ) {
        if isClosing { return }
        if !sendingQueued { dropQueue() }
        phase = .finishing(awaitsReports: awaitingReports, until: moment + span)
        offerWork(at: moment)
        checkPhase(at: moment)
    }

    /// Goes on to the next phase when this one has nothing to wait for.
    mutating func checkPhase(at moment: Moment) {
        switch phase {
        case .running, .finished: return
        case .finishing(let awaitsReports, let until):
            let isSettled =
                queue.isEmpty && tracker.openPlaces == 0 && (!awaitsReports || tracker.openMessages == 0)
            if isSettled || until <= moment { beginClosing(.shutDown, at: moment) }
        case .closing(let end, let until):
            if until <= moment {
                // Channels that do not close in order are cut; nobody waits for them.
                for index in channels.indices where channels[index].isConnected {
                    actions.append(.cut(channels[index].id))
                    channels[index].state = .closed
                    channels[index].forgetConnection()
                }
            }
            if !channels.contains(where: \.isConnected) { finish(end, at: moment) }
        }
    }

    mutating func beginClosing(_ end: ClientEnd, at moment: Moment) {
        phase = .closing(end, until: moment + options.closingTimeout)
        dropQueue()
        for index in channels.indices {
            switch channels[index].state {
            case .dialing, .loggingIn:
                channels[index].state = .closing
                actions.append(.cut(channels[index].id))
            case .open, .probing, .draining:
                channels[index].state = .closing
                actions.append(.close(channels[index].id))
            case .lost, .refused: channels[index].state = .closed
            case .closed, .closing: break
            }
            channels[index].deadline = nil
        }
        channelDeadline = nil
        checkPhase(at: moment)
    }

    /// Gives every open recipient its outcome, and ends.
    private mutating func finish(_ end: ClientEnd, at moment: Moment) {
        phase = .finished
        let open = tracker.unsettledSerials
        for serial in open { lose(serial) }
        while let report = early.removeOldest() { apply(report, at: moment, mayWait: false) }
        for serial in open {
            for recipient in 0..<tracker[serial].recipientCount where tracker.recipient(serial, recipient).isOpen {
                closeForced(PlaceKey(serial, recipient), at: moment)
            }
        }
        pauses.removeAll()
        again.removeAll()
        assembler.finish()
        tellAssembled()
        events.append(.ended(end))
    }

    /// Nothing will be sent or answered any more.
    private mutating func lose(_ serial: UInt64) {
        for index in 0..<tracker[serial].placeCount {
            let place = tracker.place(serial, index)
            let segments = tracker[serial].segmentCount
            switch place.state {
            case .queued where !place.mayBeAccepted, .paused:
                settle(place: index, of: serial, as: tracker[serial].unsentState(index))
            case .queued, .sent:
                settle(place: index, of: serial, as: .unanswered)
                guard tracker.recipient(serial, index / segments).isOpen else { continue }
                tellSegment(serial, index / segments, index % segments) {
                    .unanswered($0, .sessionEnded, sentAgain: false)
                }
            default: break
            }
        }
    }
}
