import CarrierMessaging
import CarrierSession
import CarrierTransport
import SMSText

// Parcels on their way between connections, and those that have none.
extension ReceiverDesk {
    /// The parcels of a subscriber's message, one for each segment; none, and a word to the operator, when it cannot be
    /// sent.
    func parcels(
        for push: ReceiverScript.Push, account: String, _ binding: Profile.Binding, _ now: Moment
    ) -> [Parcel<Profile>] {
        let segmenter = Segmenter(limits: binding.segmentLimits)
        let cut: SegmentedMessage
        do throws(SMSTextError) {
            let reference = state.withLock {
                $0.references.next(source: push.source, destination: push.destination, at: now.nanoseconds)
            }
            cut = try segmenter.segment(push.text, reference: reference)
        } catch {
            publish([.notice("a message from \(push.source) cannot be pushed: \(error)")])
            return []
        }
        let count = cut.segments.count
        let hasRoom = state.withLock { $0.ledger.waiting < settings.maximumWaiting }
        guard hasRoom else {
            publish([.notice("a message from \(push.source) is not pushed: too much waits already")])
            return []
        }
        return state.withLock { state in
            state.ledger.deliversOwed += count
            state.ledger.waiting += count
            return cut.segments.map { segment in
                let (moment, serial) = state.envelopes.take(1, at: now)
                var inbound = InboundSegment(
                    id: binding.makeID(at: moment, serial: serial, gateway: settings.gateway &+ 1),
                    from: push.source, to: push.destination, coding: cut.dataCoding,
                    hasHeader: segment.headerLength > 0, content: segment.content)
                inbound.receivedAt = moment
                let pushed = Parcel<Profile>.Pushed(push: push, segment: segment.number, segmentCount: count)
                return Parcel(content: .init(.push(inbound, pushed)), account: account)
            }
        }
    }

    /// Takes parcels that leave a connection, and finds another path for them.
    func place(_ parcels: [TimedParcel], notOn handler: Handler?) {
        if parcels.isEmpty { return }
        queue.async { [self] in
            if returnPath != nil { return sendBack(parcels) }
            for (account, group) in Dictionary(grouping: parcels, by: \.parcel.account) {
                place(group, of: account, notOn: handler)
            }
        }
    }

    /// On the desk's queue: gives parcels to a connection of the account, another than `handler` if there is one.
    private func place(_ parcels: [TimedParcel], of account: String, notOn handler: Handler?) {
        var refused: [Handler] = []
        while true {
            let choice = state.withLock { state -> Handler? in
                let open = state.accounts[account]?.open.filter { one in !refused.contains { $0 === one } } ?? []
                if let other = open.last(where: { $0 !== handler }) ?? open.last { return other }
                state.accounts[account, default: emptyAccount].kept += parcels
                return nil
            }
            guard let choice else { return }
            if choice.wake(adding: parcels) { return }
            refused.append(choice)
        }
    }

    private var emptyAccount: Account { Account(allowance: .allowance(perSecond: script.messagesPerSecond)) }

    /// Lets a response go that waited for a parcel on another connection.
    func release(_ hold: Parcel<Profile>.Hold) {
        queue.async { hold.handler.wake(releasing: hold.serial) }
    }

    /// Tells of parcels that will not be sent any more.
    func giveUp(_ parcels: [TimedParcel], because reason: String) {
        for (_, parcel) in parcels {
            settle { ledger in
                if parcel.wasSent { ledger.unacknowledged += 1 } else { ledger.undeliverable += 1 }
            }
            if let hold = parcel.hold { release(hold) }
        }
        publish(parcels.map { .undelivered($0.parcel.record(profile.binding), reason: reason) })
    }

    // MARK: - The end

    /// Waits until no parcel waits, at most for the settings' time.
    func drain() async {
        await withCheckedContinuation { continuation in
            let waits = state.withLock { state in
                guard state.ledger.waiting > 0 else { return false }
                state.drained = continuation
                return true
            }
            guard waits else { return continuation.resume() }
            timers.schedule(at: MonotonicClock.now() + settings.draining) { [self] in
                state.withLock { $0.takeDrained() }?.resume()
            }
        }
    }

    /// Gives up everything that still waits, after the last connection is closed.
    func finish() async {
        // What left the last connections is on the desk's queue: it comes first.
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
        let rest = state.withLock { state in
            var rest = state.link.kept
            state.link.kept = []
            for name in state.accounts.keys.sorted() {
                rest += state.accounts[name]?.kept ?? []
                state.accounts[name]?.kept = []
            }
            return rest
        }
        giveUp(rest, because: "the receiver closed first")
        finishMessages()
        timers.cancelAll()
        endMessages()
    }
}
