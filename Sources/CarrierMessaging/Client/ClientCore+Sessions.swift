import CarrierSession

extension ClientCore {
    /// Takes what a channel's session told.
    ///
    /// An end of a request that nothing waits for, and whatever comes after ``ClientEvent/ended(_:)``, is only counted.
    public mutating func handle(_ event: ClientSessionEvent, on channel: ChannelID, at moment: Moment) {
        guard !isFinished, let index = index(of: channel) else {
            counters.strayEnds &+= 1
            return
        }
        switch event {
        case .result(let result): answered(result, on: index, at: moment)
        case .failed(let tag, let failure, let wasSent, let named):
            failed(tag, failure, wasSent: wasSent, named: named, on: index, at: moment)
        case .report(let report, let token):
            counters.reports &+= 1
            let serial = options.usesStore ? note(.report(report)) : 0
            apply(report, at: moment, mayWait: true)
            reply(index, token, code: 0, after: serial)
        case .segment(let segment, let token):
            let serial = options.usesStore ? note(.segment(segment)) : 0
            receive(segment, on: channel, at: moment)
            reply(index, token, code: 0, after: serial)
        case .malformedReport(let octets, let envelope, let token):
            counters.malformedReports &+= 1
            events.append(.malformedReport(octets, envelope: envelope, channel))
            reply(index, token, code: adapter.malformedReportCode, after: 0)
        case .anomaly(let anomaly):
            // A request that is sent again is one more for the carrier.
            if case .retransmission = anomaly { pacer?.take(1, at: moment) }
            events.append(.anomaly(channel, anomaly))
        case .opened(let login, let carries): opened(index, login, carries: carries, at: moment)
        case .closed(let reason):
            closed(index, reason, at: moment)
            return conclude(at: moment)
        }
        drainIfDone(index, at: moment)
        // What a session hands back at its end is offered when that is told.
        if case .failed(_, let failure, _, _) = event, failure != .sessionEnded { offerWork(at: moment) }
        conclude(at: moment)
    }

    private mutating func reply(_ index: Int, _ token: ReplyToken, code: UInt32, after serial: UInt64) {
        let reply = ClientReply(token: token, code: code)
        if serial <= storedSerial {
            channels[index].replies.append(reply)
        } else {
            delayedReplies.append((serial, channels[index].id, channels[index].generation, reply))
        }
    }

    /// Takes the answers that a channel's session is to give; with a store only those that it has made safe.
    public mutating func takeReplies(for channel: ChannelID, into replies: inout [ClientReply]) {
        guard let index = index(of: channel), !channels[index].replies.isEmpty else { return }
        replies.append(contentsOf: channels[index].replies)
        channels[index].replies.removeAll(keepingCapacity: true)
    }

    // MARK: Incoming messages

    private mutating func receive(_ segment: InboundSegment, on channel: ChannelID, at moment: Moment) {
        counters.inboundSegments &+= 1
        guard segment.hasHeader else {
            // Nothing can follow: no need to look for others.
            counters.incoming &+= 1
            counters.emittedSegments &+= 1
            let part = InboundPart(
                id: segment.id, number: 1, coding: segment.coding, arrivedAt: moment, connection: channel.rawValue,
                octetCount: segment.content.count)
            events.append(.incoming(InboundMessage(segment, part: part)))
            return
        }
        switch assembler.receive(segment, connection: channel.rawValue, at: moment) {
        case .duplicate, .duplicateOfCompleted: counters.repeatedSegments &+= 1
        case .single, .stored, .completing: break
        }
        tellAssembled()
    }

    mutating func tellAssembled() {
        while let event = assembler.nextEvent() {
            switch event {
            case .message(let message):
                counters.incoming &+= 1
                counters.emittedSegments &+= UInt64(message.parts.count)
                events.append(.incoming(message))
            case .incomplete(let incomplete):
                counters.incomplete &+= 1
                counters.emittedSegments &+= UInt64(incomplete.message.parts.count)
                events.append(.incomplete(incomplete))
            case .repeated(let segment): events.append(.repeatedSegment(segment))
            case .submitted, .incompleteSubmission: break
            }
        }
    }
}
