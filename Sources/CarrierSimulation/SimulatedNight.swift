import CarrierMessaging
import CarrierSession
import CarrierWire

/// A night under way: the clock, the network, both sides and what is planned.
final class SimulatedNight {
    /// What a choice is about: each has a sequence of its own, so that taking one fault away leaves the others.
    enum Choice: UInt64 {
        case settings, message, store, dial, connection, login, submit, outage, restart, end
    }

    /// Dialled addresses: the gateways are 0 and 1.
    static let clientAddress = 2
    /// The service's number.
    static let service = "10690001"
    /// Steps of the clock, and passes at one moment, that a night may take before it counts as going in circles.
    private static let maximumSteps = 5_000_000
    private static let maximumPasses = 20_000

    let spoken: SimulatedProtocol
    let scenario: SimulationScenario
    let settings: SimulatedSettings
    let checker = SimulationChecker()
    private(set) lazy var owner = SimulatedOwner(self)
    private(set) var client: SimulatedClient?
    private(set) var gateways: [SimulatedGateway?] = [nil, nil]
    private(set) var now: Moment
    let start: Moment
    private var agenda = SimulatedAgenda()
    private var connections: [SimulatedConnection] = []
    private var awayUntil: [Moment]
    private var serial = 0
    private var sessions: [WeakSession] = []
    private var steps = 0
    /// True when no process starts anew any more: it would not be told of the end.
    var isEnding = false

    private struct WeakSession { weak var session: AnyObject? }

    init(_ spoken: SimulatedProtocol, _ scenario: SimulationScenario) {
        self.spoken = spoken
        self.scenario = scenario
        start = Moment(secondsSince1970: 1_785_556_800)
        now = start
        awayUntil = Array(repeating: start, count: 3)
        settings = SimulatedSettings(spoken, scenario, address: Self.clientAddress)
    }

    var account: GatewayAccount { settings.account }
    var clientLimits: SessionLimits { settings.clientLimits }
    var gatewayLimits: SessionLimits { settings.gatewayLimits }
    var statistics: SimulationStatistics {
        var statistics = checker.statistics
        statistics.steps = steps
        return statistics
    }

    // MARK: Choices and plans

    func has(_ fault: SimulationFaults) -> Bool { scenario.faults.contains(fault) }

    func dice(_ choice: Choice, _ index: Int) -> SeededGenerator { scenario.dice(choice, index) }

    /// A pause of up to so many milliseconds.
    func pause(_ choice: Choice, _ index: Int, upTo milliseconds: Int) -> Moment.Span {
        var dice = dice(choice, index)
        return .milliseconds(Int64(dice.below(milliseconds)))
    }

    func takeSerial() -> Int {
        serial += 1
        return serial
    }

    func later(_ span: Moment.Span, _ work: @escaping () -> Void) { agenda.add(now + span, work) }

    func watch(_ session: AnyObject) { sessions.append(WeakSession(session: session)) }

    // MARK: The network

    /// True when somebody would answer at the address.
    func isListening(_ address: Int) -> Bool {
        guard awayUntil[address] <= now else { return false }
        return address == Self.clientAddress ? client != nil : gateways[address] != nil
    }

    /// How long a dial takes, and whether it succeeds if somebody listens then.
    func dialResult(_ serial: Int, to address: Int) -> (after: Moment.Span, succeeds: Bool) {
        var dice = dice(.dial, serial)
        let quick = Moment.Span.milliseconds(Int64(1 + dice.below(60)))
        guard has(.dials) else { return (quick, isListening(address)) }
        switch dice.below(12) {
        case 0: return (quick, false)
        case 1: return (.seconds(Int64(5 + dice.below(70))), false)
        case 2: return (.seconds(Int64(dice.below(20))), isListening(address))
        default: return (quick, isListening(address))
        }
    }

    func makeLink(_ number: Int) -> FaultyLink {
        var dice = dice(.connection, number)
        var plan = FaultPlan.none
        if has(.links), dice.below(2) == 0 { plan = FaultPlan(seed: dice.next()) }
        return FaultyLink(plan: plan, rules: settings.frameRules, direction: UInt64(number))
    }

    /// The end of a connection whose listener turns it away.
    func makeDeadEnd() -> SimulatedEnd {
        SimulatedEnd(DeadSession(), link: makeLink(takeSerial()), serve: { _ in false }, afterPass: {}, finished: {})
    }

    func connect(_ end: SimulatedEnd, toGateway address: Int) {
        connect(end, gateways[address]?.accept() ?? makeDeadEnd(), address: address)
    }

    func connect(_ dialler: SimulatedEnd, _ listener: SimulatedEnd, address: Int) {
        let number = takeSerial()
        var dice = dice(.connection, -number)
        func moment(_ isHit: Bool, _ dice: inout SeededGenerator) -> Moment? {
            let short = dice.below(2) == 0
            let span = Moment.Span.milliseconds(Int64(dice.below(short ? 100_000 : 5_000_000)))
            return isHit ? now + span : nil
        }
        let isCut = dice.below(3) == 0
        let cutAt = moment(has(.cuts) && isCut, &dice)
        let isSilent = dice.below(8) == 0
        let silentFrom = moment(has(.blackHoles) && isSilent, &dice)
        checker.count(address == Self.clientAddress ? "reverse connection" : "connection to \(address)")
        connections.append(
            SimulatedConnection(
                dialler, listener, address: address, cutAt: cutAt, silentFrom: silentFrom, at: now))
    }

    /// One of the connections breaks.
    func cutConnection(_ index: Int) {
        if connections.isEmpty { return }
        checker.count("cut")
        connections[index % connections.count].cut(at: now)
    }

    /// An address is away: what is connected breaks or goes silent.
    func takeAway(_ address: Int, for span: Moment.Span, silently: Bool) {
        checker.count("outage")
        awayUntil[address] = max(awayUntil[address], now + span)
        for connection in connections where connection.address == address {
            if silently { connection.silence(at: now) } else { connection.cut(at: now) }
        }
    }

    // MARK: Processes

    func startClient() {
        guard client == nil, !isEnding else { return }
        var dice = dice(.settings, takeSerial())
        client = SimulatedClient(self, settings.plan, settings.clientOptions, seed: dice.next())
    }

    func startGateway(_ address: Int) {
        guard gateways[address] == nil, !isEnding else { return }
        var dice = dice(.settings, takeSerial())
        var options = settings.gatewayOptions
        options.gateway = UInt32(address + 1)
        gateways[address] = SimulatedGateway(self, address, options, seed: dice.next())
    }

    func killClient(silently: Bool) {
        checker.count("client died")
        client?.die(silently: silently)
        client = nil
    }

    func killGateway(_ address: Int, silently: Bool) {
        checker.count("gateway died")
        gateways[address]?.die(silently: silently)
        gateways[address] = nil
    }

    // MARK: Time

    private var nextMoment: Moment? {
        var next = agenda.next
        func consider(_ moment: Moment?) { if let moment { next = min(next ?? moment, moment) } }
        for connection in connections { consider(connection.nextMoment) }
        consider(client?.core.nextDeadline)
        for gateway in gateways { consider(gateway?.core.nextDeadline) }
        return next
    }

    /// Lets time pass until `end`, or until `isDone`.
    func proceed(to end: Moment, until isDone: () -> Bool = { false }) {
        var stillSteps = 0
        serve()
        while !isDone(), let next = nextMoment, next <= end {
            steps += 1
            stillSteps = next <= now ? stillSteps + 1 : 0
            if steps > Self.maximumSteps || stillSteps > Self.maximumPasses {
                return checker.fail("does not come to rest at \((now - start).nanoseconds / 1_000_000) ms")
            }
            now = max(now, next)
            while let work = agenda.takeDue(at: now) { work() }
            if let client, client.core.nextDeadline.map({ $0 <= now }) ?? false {
                client.enter { core, now in core.advance(to: now) }
            }
            for gateway in gateways {
                guard let gateway, gateway.core.nextDeadline.map({ $0 <= now }) ?? false else { continue }
                gateway.enter { core, now in core.advance(to: now) }
            }
            serve()
        }
        if !isDone() { now = max(now, end) }
    }

    /// Visits connections until all rest at this moment.
    private func serve() {
        var passes = 0
        var isVisited = true
        while isVisited {
            isVisited = false
            passes += 1
            if passes > Self.maximumPasses { return checker.fail("one moment never ends") }
            for (place, connection) in connections.enumerated()
            where connection.process(listenerFirst: (place + passes) % 2 == 0, at: now) {
                isVisited = true
            }
        }
        connections.removeAll(where: \.isOver)
    }

    // MARK: The end

    /// Lets go of everything and says what did not hold.
    func finish() -> [String] {
        for gateway in gateways { if let gateway { check(gateway) } }
        if let client { check(client) }
        if !connections.isEmpty { checker.fail("\(connections.count) connections are left open") }
        agenda = SimulatedAgenda()
        connections = []
        client = nil
        gateways = [nil, nil]
        let left = sessions.count { $0.session != nil }
        if left > 0 { checker.fail("\(left) of \(sessions.count) sessions are still in memory") }
        checker.finish()
        return checker.violations
    }

    private func check(_ client: SimulatedClient) {
        let (core, counters) = (client.core, client.core.counters)
        client.life.finish(repeated: counters.repeatedSegments)
        if !core.isFinished { checker.fail("the client is not at its end") }
        if core.openMessages > 0 || core.queuedMessages > 0 { checker.fail("the client has messages left") }
        if counters.openOutcomes != 0 || counters.waitingReports != 0 { checker.fail("client's counters: \(counters)") }
        if core.channelStates.contains(where: { $0.state != .closed || $0.inFlight != 0 }) {
            checker.fail("the client has channels left: \(core.channelStates)")
        }
        if core.nextDeadline != nil { checker.fail("something is due at the client for ever") }
    }

    private func check(_ gateway: SimulatedGateway) {
        let (core, counters) = (gateway.core, gateway.core.counters)
        if core.channelCount > 0 { checker.fail("gateway \(gateway.address) has \(core.channelCount) channels left") }
        if counters.pending + counters.undecided + counters.unsent != 0
            || counters.submits != counters.answered + counters.ignored + counters.cutOff
            || counters.deliveries != counters.acknowledged + counters.undeliverable
        {
            checker.fail("counters of gateway \(gateway.address): \(counters)")
        }
        if core.nextDeadline != nil { checker.fail("something is due at gateway \(gateway.address) for ever") }
    }
}

/// Work for later moments; what is planned for the same moment is done in order.
struct SimulatedAgenda {
    /// The latest first.
    private var entries: [(moment: Moment, work: () -> Void)] = []

    var next: Moment? { entries.last?.moment }

    mutating func add(_ moment: Moment, _ work: @escaping () -> Void) {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].moment <= moment { high = middle } else { low = middle + 1 }
        }
        entries.insert((moment, work), at: low)
    }

    mutating func takeDue(at now: Moment) -> (() -> Void)? {
        guard let last = entries.last, last.moment <= now else { return nil }
        return entries.removeLast().work
    }
}

/// A session that is over before it began: its connection is turned away.
private final class DeadSession: SessionIO {
    var observer: (any SessionObserver)?

    func open(at moment: Moment) {}
    func receive(
        capacity: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int
    ) -> Int { 0 }
    var hasUnservedInput: Bool { false }
    func proceed(at moment: Moment, portion: Int) {}
    var wantsInput: Bool { false }
    var outputCount: Int { 0 }
    func withOutput(_ body: (UnsafeRawBufferPointer) -> Int) {}
    var nextDeadline: Moment? { nil }
    func advance(to moment: Moment) {}
    func endOfInput(at moment: Moment, errno: Int32?) {}
    func close(at moment: Moment) {}
    func abort(at moment: Moment) {}
    var isLoggedIn: Bool { false }
    var closeReason: CloseReason? { .closedLocally }
}
