import CarrierMessaging
import CarrierSession

/// One life of the SP's process: a client core, and what its runtime does with sockets, timers and a store.
final class SimulatedClient {
    private struct Dial {
        var serial: Int
        var isCancelled = false
    }

    private unowned let night: SimulatedNight
    let life: SimulationChecker.ClientLife
    private(set) var core: ClientCore
    private var ends: [ChannelID: (session: Int, end: SimulatedEnd)] = [:]
    private var dials: [ChannelID: Dial] = [:]
    private(set) var isAlive = true

    init(_ night: SimulatedNight, _ plan: ChannelPlan, _ options: ClientOptions, seed: UInt64) {
        self.night = night
        life = night.checker.beginClient()
        life.adapter = night.spoken.client
        life.failsUnanswered = options.unanswered == .fail
        core = ClientCore(
            speaking: night.spoken.client, channels: plan, options: options, seed: seed,
            firstConnection: UInt32(truncatingIfNeeded: seed), at: night.now)
        settle()
    }

    /// Works with the core, and does what follows from it.
    func enter<Value>(_ body: (inout ClientCore, Moment) -> Value) -> Value {
        let value = body(&core, night.now)
        settle()
        return value
    }

    /// The process dies without a word to itself.
    func die(silently: Bool) {
        isAlive = false
        life.isCrashed = true
        for (_, end) in ends.values { end.die(silently: silently, at: night.now) }
        ends = [:]
        dials = [:]
    }

    // MARK: What the runtime does

    private func settle() {
        guard isAlive else { return }
        var actions: [ClientAction] = []
        var events: [ClientEvent] = []
        core.takeActions(into: &actions)
        core.takeEvents(into: &events)
        keepRecords()
        for action in actions { perform(action) }
        for event in events { life.note(event) }
    }

    private func keepRecords() {
        guard core.options.usesStore else { return }
        var records: [ClientStoreRecord] = []
        let serial = core.takeStoreRecords(into: &records)
        if records.isEmpty { return }
        night.later(night.pause(.store, Int(serial), upTo: 50)) { [self] in
            guard isAlive else { return }
            enter { core, now in core.stored(upTo: serial, at: now) }
        }
    }

    private func perform(_ action: ClientAction) {
        switch action {
        case .dial(let channel, let address, let traffic, let connection):
            dial(channel, address, traffic, connection)
        case .close(let channel): ends[channel]?.end.close()
        case .cut(let channel):
            dials[channel]?.isCancelled = true
            ends[channel]?.end.abort()
        case .wake(let channel), .reply(let channel): ends[channel]?.end.wake()
        }
    }

    private func dial(_ channel: ChannelID, _ address: String, _ traffic: ChannelTraffic, _ connection: UInt32) {
        let serial = night.takeSerial()
        dials[channel] = Dial(serial: serial)
        let status = night.dialResult(serial, to: Int(address) ?? 0)
        night.later(status.after) { [self] in
            guard isAlive, let dial = dials[channel], dial.serial == serial else { return }
            dials[channel] = nil
            // A dial that was cancelled may have succeeded in the same moment.
            let isGivenUp = dial.isCancelled && serial % 2 == 0
            guard status.succeeds, !isGivenUp, night.isListening(Int(address) ?? 0) else {
                return enter { core, now in
                    core.dialFailed(channel, reason: isGivenUp ? "given up" : "refused", at: now)
                }
            }
            let end = makeEnd(
                channel,
                night.spoken.client.makeSession(traffic: traffic, connection: connection, limits: night.clientLimits))
            enter { core, now in core.dialSucceeded(channel, at: now) }
            night.connect(end, toGateway: Int(address) ?? 0)
            if dial.isCancelled { end.abort() }
        }
    }

    /// A gateway dials.
    func accept() -> SimulatedEnd {
        let (channel, connection) = enter { core, now in
            (core.reverseAccepted(from: "gateway", at: now), core.takeConnectionNumber())
        }
        guard let channel,
            let session = night.spoken.client.makeReverseSession(connection: connection, limits: night.clientLimits)
        else { return night.makeDeadEnd() }
        return makeEnd(channel, session)
    }

    private func makeEnd(_ channel: ChannelID, _ session: any ClientSession) -> SimulatedEnd {
        let number = night.takeSerial()
        let observed = ObservedClientSession(session, number, life, night.checker)
        night.watch(session)
        var batch = ClientBatch()
        let end = SimulatedEnd(
            observed, link: night.makeLink(number),
            serve: { [unowned self] now in
                guard isAlive else { return false }
                return batch.serve(observed, of: channel, at: now) { $0(&self.core) }
            },
            afterPass: { [unowned self] in settle() },
            finished: { [unowned self] in
                if ends[channel]?.session == number { ends[channel] = nil }
            })
        ends[channel] = (number, end)
        return end
    }
}
