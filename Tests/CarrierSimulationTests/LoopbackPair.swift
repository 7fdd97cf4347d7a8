import CarrierSimulation
import CarrierSession
import CarrierWire

/// A client and a server session in memory: two faulty links between them and a clock that jumps to the next event.
///
/// What the owners of the sessions do is given as a closure and as scheduled deeds. The same plan, limits and deeds
/// give the same trace every time.
struct LoopbackPair<Rules: SessionRules> {
    /// What the owner is told.
    typealias Event = SessionEvent<Rules.Message>

    /// The two ends.
    enum Side: String, Hashable, Sendable, CaseIterable {
        case client
        case server

        /// The end at the other side of the links.
        var other: Side { self == .client ? .server : .client }
    }

    /// A drive that did not come to rest.
    struct Restless: Error {
        /// What the clock showed.
        var moment: Moment
    }

    /// One end: its session, and the link on which it sends.
    private struct End {
        var session: Session<Rules>
        var link: FaultyLink
        var isGone = false
    }

    private struct Deed {
        var moment: Moment
        var work: (inout LoopbackPair) -> Void
    }

    private var client: End
    private var server: End
    /// The latest first, so that the next one is taken from the end.
    private var deeds: [Deed] = []
    private var cutMoment: Moment?
    /// What the clock of both ends shows.
    private(set) var now: Moment
    /// When the pair was made.
    let start: Moment
    /// Called with each event in order; may submit, reply, close and schedule.
    var onEvent: ((inout LoopbackPair, Side, Event) -> Void)?
    /// Called with the octets that a side sends, before the link does anything to them; for checks.
    var onSend: ((Side, [UInt8]) -> Void)?
    /// Called after each step, when both sessions are at rest; for checks.
    var onRest: ((borrowing LoopbackPair) -> Void)?
    /// True to write down what happens.
    var isTracing = false
    /// A line for each batch of octets and each event: seconds since the start, the end, what it was.
    private(set) var trace: [String] = []
    /// Steps that a drive may take before it counts as restless.
    var maximumSteps = 10_000_000

    /// Two sessions that are connected at the clock's time.
    init(
        client: Rules, server: Rules, clientLimits: SessionLimits = .standard,
        serverLimits: SessionLimits = .standard, faults: FaultPlan = .none,
        at now: Moment = Moment(secondsSince1970: 1_785_556_800)
    ) {
        self.now = now
        start = now
        let rules = client.frameRules
        self.client = End(
            session: Session(speaking: client, role: .client, limits: clientLimits),
            link: FaultyLink(plan: faults, rules: rules, direction: 0))
        self.server = End(
            session: Session(speaking: server, role: .server, limits: serverLimits),
            link: FaultyLink(plan: faults, rules: rules, direction: 1))
        cutMoment = faults.cutAfter.map { now + $0 }
        self.client.session.open(at: now)
        self.server.session.open(at: now)
    }

    /// The session at one end.
    subscript(side: Side) -> Session<Rules> {
        _read {
            if side == .client { yield client.session } else { yield server.session }
        }
        _modify {
            if side == .client { yield &client.session } else { yield &server.session }
        }
    }

    /// The trace as one text.
    var transcript: String { trace.joined(separator: "\n") }

    /// Plans a deed for a later moment; deeds of the same moment are done in the order in which they were planned.
    mutating func schedule(after span: Moment.Span, _ work: @escaping (inout LoopbackPair) -> Void) {
        let moment = now + span
        let place = deeds.firstIndex { $0.moment <= moment } ?? deeds.count
        deeds.insert(Deed(moment: moment, work: work), at: place)
    }

    /// Breaks the connection now: octets under way are lost, both ends see the end.
    mutating func cut() {
        client.link.cut(at: now)
        server.link.cut(at: now)
        for side in Side.allCases { hangUp(side) }
    }

    /// Lets time pass, jumping from event to event.
    ///
    /// - Throws: `Restless` when the sessions do not come to rest within `maximumSteps`.
    mutating func drive(for span: Moment.Span) throws(Restless) {
        let end = now + span
        var steps = 0
        while true {
            while settle() { try count(&steps) }
            onRest?(self)
            guard let next = nextMoment, next <= end else { break }
            try count(&steps)
            now = max(now, next)
            if let cutMoment, cutMoment <= now {
                self.cutMoment = nil
                note("", "the connection breaks")
                cut()
            }
            while let deed = takeDueDeed() { deed.work(&self) }
            for side in Side.allCases {
                if let deadline = self[side].nextDeadline, deadline <= now { self[side].advance(to: now) }
            }
        }
        now = end
    }

    private func count(_ steps: inout Int) throws(Restless) {
        steps += 1
        if steps > maximumSteps { throw Restless(moment: now) }
    }

    // MARK: - One step

    /// Hands over what is there at this moment; false when there was nothing.
    private mutating func settle() -> Bool {
        var moved = false
        for side in Side.allCases {
            if deliver(to: side) { moved = true }
            while let event = self[side].nextEvent() {
                moved = true
                note(side.rawValue, Self.describe(event))
                onEvent?(&self, side, event)
            }
            if flush(side) { moved = true }
        }
        return moved
    }

    private mutating func flush(_ side: Side) -> Bool {
        if self[side].outputCount == 0, self[side].stateName != .closed || isGone(side) { return false }
        let octets = self[side].takeOutput()
        if !octets.isEmpty, !isGone(side) {
            note(side.rawValue, "sends \(octets.count) octets \(Self.digest(octets))")
            onSend?(side, octets)
            update(side) { end, now in end.link.send(octets, at: now) }
        }
        if self[side].stateName == .closed, !isGone(side) { hangUp(side) }
        return !octets.isEmpty
    }

    private mutating func hangUp(_ side: Side) {
        update(side) { end, now in
            end.isGone = true
            end.link.end(at: now)
        }
    }

    private mutating func deliver(to side: Side) -> Bool {
        guard self[side].stateName != .closed else { return false }
        var moved = false
        let now = now
        while self[side].wantsInput, let octets = take(sentBy: side.other) {
            moved = true
            octets.withUnsafeBytes { self[side].receive($0, at: now) }
        }
        if hasEnded(side.other, at: now), self[side].wantsInput || isGone(side) {
            moved = true
            self[side].endOfInput(at: now)
        }
        return moved
    }

    private mutating func take(sentBy side: Side) -> [UInt8]? {
        let now = now
        return side == .client ? client.link.receive(at: now) : server.link.receive(at: now)
    }

    private func hasEnded(_ side: Side, at moment: Moment) -> Bool {
        side == .client ? client.link.hasEnded(at: moment) : server.link.hasEnded(at: moment)
    }

    private func nextArrival(sentBy side: Side) -> Moment? {
        side == .client ? client.link.nextArrival : server.link.nextArrival
    }

    private func isGone(_ side: Side) -> Bool { side == .client ? client.isGone : server.isGone }

    private mutating func update(_ side: Side, _ change: (inout End, Moment) -> Void) {
        if side == .client { change(&client, now) } else { change(&server, now) }
    }

    // MARK: - The next event

    /// When something happens next by itself; nil when the pair is at rest for good.
    var nextMoment: Moment? {
        var next = cutMoment
        func consider(_ moment: Moment?) {
            guard let moment, moment < next ?? Moment(nanoseconds: .max) else { return }
            next = moment
        }
        for side in Side.allCases {
            consider(self[side].nextDeadline)
            if self[side].wantsInput { consider(nextArrival(sentBy: side.other)) }
        }
        consider(deeds.last?.moment)
        return next
    }

    private mutating func takeDueDeed() -> Deed? {
        guard let next = deeds.last, next.moment <= now else { return nil }
        return deeds.removeLast()
    }

    // MARK: - The trace

    private mutating func note(_ who: String, _ what: @autoclosure () -> String) {
        guard isTracing else { return }
        let elapsed = (now - start).nanoseconds
        let fraction = String(elapsed % 1_000_000_000 / 1000)
        let padded = String(repeating: "0", count: 6 - fraction.count) + fraction
        trace.append("\(elapsed / 1_000_000_000).\(padded) \(who) \(what())")
    }

    private static func describe(_ event: Event) -> String {
        switch event {
        case .opened(let summary): "opened as \(summary.identity)"
        case .request(_, let token): "request \(token.sequence.counter), serial \(token.serial)"
        case .response(_, let exchange): "response to ticket \(exchange.ticket.rawValue), attempt \(exchange.attempts)"
        case .furtherResponse(_, let exchange): "further response to ticket \(exchange.ticket.rawValue)"
        case .failed(let exchange, let failure): "failed ticket \(exchange.ticket.rawValue): \(failure)"
        case .alive(let sequence): "alive \(sequence.counter)"
        case .anomaly(let anomaly): "anomaly \(anomaly)"
        case .closed(.connectionLost(nil)): "closed: connectionLost"
        case .closed(let reason): "closed: \(reason)"
        }
    }

    /// A short mark of the octets (FNV-1a), so that two traces differ where the octets do.
    private static func digest(_ octets: [UInt8]) -> String {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for octet in octets { digest = (digest ^ UInt64(octet)) &* 0x100_0000_01B3 }
        return String(digest, radix: 16)
    }
}
