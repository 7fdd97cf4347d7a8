import CarrierMessaging
import CarrierSession
import CarrierWire

/// One life of a gateway's process: a gateway core, and what its runtime does with sockets, timers and a store.
final class SimulatedGateway {
    private unowned let night: SimulatedNight
    let address: Int
    let life: SimulationChecker.GatewayLife
    private(set) var core: GatewayCore
    private var ends: [ChannelID: (session: Int, end: SimulatedEnd)] = [:]
    private var logins: [ChannelID: LoginAnswer] = [:]
    private var connections: UInt32
    private(set) var isAlive = true

    init(_ night: SimulatedNight, _ address: Int, _ options: GatewayOptions, seed: UInt64) {
        self.night = night
        self.address = address
        life = night.checker.beginGateway()
        connections = UInt32(truncatingIfNeeded: seed)
        core = GatewayCore(speaking: night.spoken.gateway, options: options, seed: seed, at: night.now)
        enter { core, now in core.register(night.account, at: now) }
    }

    /// Works with the core, and does what follows from it.
    @discardableResult
    func enter<Value, Failure: Error>(
        _ body: (inout GatewayCore, Moment) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        defer { settle() }
        return try body(&core, night.now)
    }

    /// The process dies without a word to itself.
    func die(silently: Bool) {
        isAlive = false
        life.isCrashed = true
        for (_, end) in ends.values { end.die(silently: silently, at: night.now) }
        ends = [:]
    }

    // MARK: What the runtime does

    private func settle() {
        guard isAlive else { return }
        var actions: [GatewayAction] = []
        var events: [GatewayEvent] = []
        core.takeActions(into: &actions)
        core.takeEvents(into: &events)
        for case .answerLogin(let channel, let answer) in actions { logins[channel] = answer }
        for action in actions { perform(action) }
        for event in events {
            life.note(event)
            night.owner.take(event, at: self)
        }
    }

    private func perform(_ action: GatewayAction) {
        switch action {
        case .answerLogin(let channel, _), .wake(let channel), .offer(let channel): ends[channel]?.end.wake()
        case .dial(let channel, _): dial(channel)
        case .close(let channel): ends[channel]?.end.close()
        case .store(let number, _):
            night.later(night.pause(.store, Int(number.rawValue), upTo: 50)) { [self] in
                guard isAlive else { return }
                enter { core, now in core.stored(upTo: number, at: now) }
            }
        }
    }

    private func dial(_ channel: ChannelID) {
        let serial = night.takeSerial()
        let status = night.dialResult(serial, to: SimulatedNight.clientAddress)
        night.later(status.after) { [self] in
            guard isAlive else { return }
            guard status.succeeds, let client = night.client else {
                return enter { core, now in core.dialFailed(channel, at: now) }
            }
            let isWanted = enter { core, now in core.dialed(channel, at: now) }
            guard isWanted,
                let session = night.spoken.gateway.makeReverseSession(
                    to: night.account, connection: takeConnection(), limits: night.gatewayLimits)
            else { return }
            night.connect(makeEnd(channel, session), client.accept(), address: SimulatedNight.clientAddress)
        }
    }

    private func takeConnection() -> UInt32 {
        connections &+= 1
        return connections
    }

    /// A client dials.
    func accept() -> SimulatedEnd {
        let peer = SocketAddress(.v4(0x7F00_0001), port: 1)
        guard let channel = enter({ core, now in core.connectionArrived(from: peer, at: now) }) else {
            return night.makeDeadEnd()
        }
        return makeEnd(
            channel, night.spoken.gateway.makeSession(connection: takeConnection(), limits: night.gatewayLimits))
    }

    private func makeEnd(_ channel: ChannelID, _ session: any GatewaySession) -> SimulatedEnd {
        let number = night.takeSerial()
        let observed = ObservedGatewaySession(session, number, life, night.checker)
        night.watch(session)
        var batch = GatewayBatch()
        let end = SimulatedEnd(
            observed, link: night.makeLink(number),
            serve: { [unowned self] now in
                guard isAlive else { return false }
                return batch.serve(observed, of: channel, at: now) { body in
                    var login = self.logins.removeValue(forKey: channel)
                    body(&self.core, &login)
                    if let login { self.logins[channel] = login }
                }
            },
            afterPass: { [unowned self] in settle() },
            finished: { [unowned self] in
                if ends[channel]?.session == number { ends[channel] = nil }
                logins[channel] = nil
            })
        ends[channel] = (number, end)
        return end
    }
}
