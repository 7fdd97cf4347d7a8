import CarrierMessaging
import CarrierSession
import CarrierWire

/// A provider and a gateway in memory for an hour of virtual time, with faults, cut connections, idle ends and a
/// listener that is away at times, all drawn from one number.
///
/// The gateway keeps a book of what it did to each segment. At the end every outcome that the provider gave must be
/// what that book says, the ledger must balance, and every submit and every report must have ended once.
public struct SeededCycle<Profile: CarrierProfile> {
    let seed: UInt64
    let profile: Profile
    var random: SeededGenerator
    var now: Moment
    let start: Moment
    var links: [SeededLink<Profile.Vocabulary>] = []
    var provider: SeededProvider<Profile>
    var gateway: SeededGateway<Profile>
    var violations: [String] = []
    var connectionCount: UInt32 = 0
    var idleEnds = 0
    private var dialAt: [Bool: Moment] = [:]
    private var isClosing = false

    /// Messages of a run.
    private static var messageCount: Int { 24 }
    /// Connections that a run may make before it counts as going in circles.
    private static var maximumConnections: UInt32 { 400 }

    /// A run that follows from `seed`.
    public init(speaking profile: Profile, seed: UInt64) {
        self.profile = profile
        self.seed = seed
        random = SeededGenerator(seed: seed)
        start = VirtualClock().now
        now = start
        provider = SeededProvider(profile.binding, seed: seed)
        gateway = SeededGateway(profile.binding, reportsReturn: profile.returnPath != nil, seed: seed)
    }

    /// Lets an hour pass.
    public mutating func run() -> SeededCycleResult {
        provider.plan(Self.messageCount, from: start)
        gateway.plan(pushes: 4, from: start)
        proceed(to: start + .seconds(3000))
        isClosing = true
        for index in links.indices { links[index].pair[links[index].providerSide].close(at: now) }
        proceed(to: start + .seconds(3600))
        for index in links.indices { links[index].pair[links[index].providerSide].abort(at: now) }
        serveEvents()
        provider.finish(at: now)
        violations += provider.violations + gateway.violations(against: provider)
        return SeededCycleResult(
            seed: seed, violations: violations, counts: provider.ledger.counts, connections: Int(connectionCount),
            idleEnds: idleEnds)
    }

    // MARK: Time

    private mutating func proceed(to end: Moment) {
        // A bound on what cannot be bounded by time: events that follow each other at one moment.
        for _ in 0..<200_000 {
            serve()
            guard let next = nextMoment, next < end else { break }
            drive(to: max(now, next))
        }
        serve()
        if let next = nextMoment, next < end { violations.append("never at rest") }
        drive(to: end)
        serve()
    }

    private var nextMoment: Moment? {
        var moments = links.compactMap(\.pair.nextMoment) + Array(dialAt.values)
        moments += [provider.nextMoment, gateway.nextMoment].compactMap(\.self)
        return moments.min()
    }

    private mutating func drive(to moment: Moment) {
        for index in links.indices {
            do {
                try links[index].pair.drive(for: moment - now)
            } catch {
                violations.append("connection \(links[index].number) never rests")
            }
        }
        now = moment
    }

    /// Everything that is to be done at this moment.
    private mutating func serve() {
        for _ in 0..<10_000 {
            let moved = serveEvents()
            provider.advance(to: now)
            gateway.advance(to: now)
            dial()
            let sent = send()
            if !moved, !sent { return }
            drive(to: now)
        }
        violations.append("one moment never ends")
    }

    @discardableResult
    private mutating func serveEvents() -> Bool {
        var moved = false
        for index in links.indices {
            for (side, event) in links[index].box.take() {
                moved = true
                if case .closed(.idle) = event { idleEnds += 1 }
                if side == links[index].providerSide {
                    provider.take(event, &links[index], at: now)
                } else {
                    gateway.take(event, &links[index], at: now)
                }
            }
        }
        links.removeAll { $0.isOver && $0.box.isEmpty }
        return moved
    }

    private mutating func send() -> Bool {
        var sent = false
        for index in links.indices {
            let limits = links[index].pair[links[index].providerSide].limits
            if !links[index].isReturn { sent = provider.send(over: &links[index], at: now) || sent }
            if links[index].isReturn == (profile.returnPath != nil) {
                sent = gateway.send(over: &links[index], at: now) || sent
            }
            for side in LoopbackPair<Profile.Vocabulary>.Side.allCases
            where links[index].pair[side].requestsInFlight > limits.windowSize {
                violations.append("the window was exceeded")
            }
        }
        return sent
    }

    // MARK: Connections

    /// Dials where something waits and no connection is there, a little later each time.
    private mutating func dial() {
        guard !isClosing else { return dialAt = [:] }
        for isReturn in [false, true] {
            let isWanted = isReturn ? profile.returnPath != nil && gateway.hasReady : provider.hasWork
            guard isWanted, !links.contains(where: { $0.isReturn == isReturn && !$0.isOver }) else {
                dialAt[isReturn] = nil
                continue
            }
            guard let due = dialAt[isReturn] else {
                // One listener in five is away for up to half a minute.
                let away = isReturn && random.below(5) == 0
                dialAt[isReturn] = now + .milliseconds(Int64(1 + random.below(away ? 30_000 : 1000)))
                continue
            }
            guard due <= now else { continue }
            dialAt[isReturn] = nil
            connect(isReturn)
        }
    }

    private mutating func connect(_ isReturn: Bool) {
        connectionCount += 1
        guard connectionCount <= Self.maximumConnections else {
            isClosing = true
            return violations.append("more than \(Self.maximumConnections) connections")
        }
        let faults = FaultPlan(seed: seed &* 1009 &+ UInt64(connectionCount))
        let ends: (client: Profile.Vocabulary, server: Profile.Vocabulary)
        if isReturn {
            guard let path = profile.returnPath else { return }
            ends = (path.gateway(connectionCount), path.provider(connectionCount))
        } else {
            ends = (
                profile.provider(connection: connectionCount),
                profile.gateway(connection: connectionCount) { _ in nil }
            )
        }
        let limits = profile.binding.sessionLimits
        links.append(
            SeededLink(
                LoopbackPair(
                    client: ends.client, server: ends.server, clientLimits: limits, serverLimits: limits,
                    faults: faults, clock: VirtualClock(at: now)),
                number: connectionCount, isReturn: isReturn))
    }
}

/// What a run found.
public struct SeededCycleResult: Sendable {
    /// The number that repeats the run.
    public var seed: UInt64
    /// What is not as it must be, a sentence each.
    public var violations: [String]
    /// What the ledger counted.
    public var counts: Ledger.Counts
    /// Connections made, in either direction.
    public var connections: Int
    /// Sessions that ended because nothing was to be done.
    public var idleEnds: Int
}

/// One connection of a seeded cycle.
struct SeededLink<Vocabulary: SessionVocabulary> {
    typealias Pair = LoopbackPair<Vocabulary>

    /// Events that were told while the pair was driven.
    final class Box {
        private var events: [(Pair.Side, Pair.Event)] = []

        var isEmpty: Bool { events.isEmpty }
        func add(_ side: Pair.Side, _ event: Pair.Event) { events.append((side, event)) }

        func take() -> [(Pair.Side, Pair.Event)] {
            defer { events = [] }
            return events
        }
    }

    var pair: Pair
    let box = Box()
    let number: UInt32
    /// The gateway dialled.
    let isReturn: Bool

    init(_ pair: Pair, number: UInt32, isReturn: Bool) {
        self.pair = pair
        self.number = number
        self.isReturn = isReturn
        self.pair.onEvent = { [box] _, side, event in box.add(side, event) }
    }

    var providerSide: Pair.Side { isReturn ? .server : .client }
    var gatewaySide: Pair.Side { providerSide.other }

    /// Both ends are over.
    var isOver: Bool { Pair.Side.allCases.allSatisfy { pair[$0].stateName == .closed } }
}
