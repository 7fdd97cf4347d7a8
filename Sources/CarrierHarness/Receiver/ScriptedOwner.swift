import CarrierMessaging
import CarrierService
import CarrierSession
import CarrierTransport

/// A gateway's owner that does as a script says, and tells what happens.
///
/// The gateway's lock is always taken first, the state's inside it; the decider takes the state's only.
final class ScriptedOwner: Sendable {
    private struct Place: Sendable {
        weak var gateway: SMSGateway?
        /// What came before the gateway was known here; nil once it is.
        var early: [GatewayEvent]? = []
        /// When the timer wakes.
        var armed: Moment?
    }

    private let state: Guarded<ScriptState>
    private let place = Guarded(Place())
    private let timers = Timers()
    private let drained = OneShot<Void>()
    private let sink: (@Sendable ([ReceiverEvent]) -> Void)?

    init(
        _ adapter: any GatewayAdapter, _ script: ReceiverScript, _ options: GatewayOptions,
        _ sink: (@Sendable ([ReceiverEvent]) -> Void)?
    ) {
        self.sink = sink
        state = Guarded(ScriptState(adapter, script, options, isHeard: sink != nil))
    }

    // MARK: The gateway's side

    func decide(_ request: SubmitRequest) -> SubmitDecision? { state.withLock { $0.decide(request) } }

    /// Takes what the gateway tells.
    func take(_ events: [GatewayEvent]) {
        let gateway = place.withLock { place in
            if place.early == nil { return place.gateway }
            place.early? += events
            return nil
        }
        if let gateway { take(events, gateway) }
    }

    /// Names the gateway, and makes up for what it told before.
    func attach(_ gateway: SMSGateway) {
        while true {
            let early = place.withLock { place in
                place.gateway = gateway
                defer { place.early = place.early?.isEmpty == true ? nil : [] }
                return place.early ?? []
            }
            if early.isEmpty { return }
            take(early, gateway)
        }
    }

    private func take(_ events: [GatewayEvent], _ gateway: SMSGateway) {
        enter(gateway) { state, core, now in
            for event in events { state.take(event, &core, now) }
        }
    }

    /// Works with the core and the state, and does what follows.
    private func enter(
        _ gateway: SMSGateway, _ body: (inout ScriptState, inout GatewayCore, Moment) -> Void
    ) {
        let (told, cuts, next, isDrained) = gateway.withCore { core, now in
            state.withLock { state in
                body(&state, &core, now)
                return state.takeOutput()
            }
        }
        for channel in cuts { gateway.abort(channel) }
        if !told.isEmpty { sink?(told) }
        if let next { arm(next) }
        if isDrained { drained.decide(()) }
    }

    /// A connection that was turned away before it was one of the gateway's.
    func turnedAway(_ record: TurnedAway) { sink?([.turnedAway(record)]) }

    // MARK: Time

    private func arm(_ moment: Moment) {
        let isEarlier = place.withLock { place in
            if let armed = place.armed, armed <= moment { return false }
            place.armed = moment
            return true
        }
        if isEarlier { timers.schedule(at: moment) { [weak self] in self?.timeCame() } }
    }

    private func timeCame() {
        let gateway = place.withLock { place in
            place.armed = nil
            return place.gateway
        }
        if let gateway { enter(gateway) { state, core, now in state.work(&core, now) } }
    }

    // MARK: The receiver's calls

    func push(
        _ push: ReceiverScript.Push, to account: String, _ gateway: SMSGateway
    ) throws(GatewayError) -> DeliveryNumber {
        try gateway.withCore { core, now throws(GatewayError) in
            try state.withLock { state throws(GatewayError) in
                try state.give(push, to: account, preferring: nil, &core, now)
            }
        }
    }

    func counters(with counts: GatewayCounters) -> ReceiverCounters { state.withLock { $0.counters(with: counts) } }

    func findings(with counts: GatewayCounters) -> [String] {
        state.withLock { $0.checker.findings(atEndWith: counts) }
    }

    /// Refuses submits from now on, lets go what is due before `deadline`, and gives up the rest.
    func drain(before deadline: Moment) async {
        guard let gateway = place.withLock({ $0.gateway }) else { return }
        enter(gateway) { state, _, _ in state.isClosing = true }
        _ = await drained.value(before: deadline, timers: timers)
        enter(gateway) { state, _, _ in state.giveUpDue() }
    }

    func end() { timers.cancelAll() }
}
