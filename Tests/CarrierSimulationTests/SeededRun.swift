import CarrierSimulation
import CarrierSession
import CarrierTestSupport
import CarrierWire

/// Two busy sessions over faulty links, and a checker that knows only what the owners see.
///
/// Everything follows from the seed: faults, limits, who submits what and when, how long the owners take to reply, who
/// closes. The checker keeps its own records and never asks the engine what it believes.
final class SeededRun {
    typealias Pair = LoopbackPair<ToyRules>
    typealias Side = Pair.Side

    /// What one owner has seen.
    private struct SideRecord {
        var limits = SessionLimits()
        /// Open requests by ticket, with the number that identifies the message.
        var open: [UInt64: Int] = [:]
        var lastTicket: UInt64 = 0
        /// Messages of the other side that were handed over.
        var received: Set<Int> = []
        var repliedTo: Set<UInt64> = []
        var openedAt = 0
        var isClosed = false
        var events = 0
    }

    private let seed: UInt64
    private var random: SeededGenerator
    private var records: [Side: SideRecord] = [:]
    /// The same seen from the octets.
    private var wires: [Side: WireRecorder] = [:]
    private(set) var violations: [String] = []
    private(set) var accepted = 0
    private(set) var outcomes = 0
    /// How often something happened, by name.
    private(set) var tally: [String: Int] = [:]
    private(set) var transcript = ""

    init(seed: UInt64) {
        self.seed = seed
        random = SeededGenerator(seed: seed &* 0x1_0000_0001)
    }

    @discardableResult
    func run(tracing: Bool = false) -> [String] {
        for side in Side.allCases { records[side] = SideRecord(limits: drawLimits()) }
        var rules = ToyRules(wide: random.below(3) == 0)
        if random.below(4) == 0 { rules.lastCounter = UInt32(20 + random.below(20)) }
        if random.below(4) == 0 { rules.hasKeepAlive = false }
        for side in Side.allCases { wires[side] = WireRecorder(rules, limits(side)) }
        var pair = Pair(
            client: rules, server: rules, clientLimits: limits(.client), serverLimits: limits(.server),
            faults: FaultPlan(seed: seed))
        pair.isTracing = tracing
        pair.maximumSteps = 20_000
        pair.onEvent = { [unowned self] pair, side, event in take(event, side, &pair) }
        pair.onSend = { [unowned self] side, octets in wires[side]?.sent(octets) }
        pair.onRest = { [unowned self] pair in check(pair) }
        plan(&pair)
        do {
            try pair.drive(for: .seconds(150))
            for side in Side.allCases { pair[side].abort(at: pair.now) }
            try pair.drive(for: .seconds(1))
        } catch { violate("does not come to rest at \(error.moment)") }
        for side in Side.allCases {
            for violation in wires[side]?.violations ?? [] { violate("\(side): \(violation)") }
            tally["exact timeout", default: 0] += wires[side]?.exactTimeouts ?? 0
            if records[side]?.isClosed != true { violate("\(side) was never closed") }
            if let open = records[side]?.open, !open.isEmpty {
                violate("\(side): no outcome for \(open.keys.sorted())")
            }
        }
        transcript = pair.transcript
        return violations
    }

    // MARK: - What the owners do

    private func drawLimits() -> SessionLimits {
        var limits = SessionLimits.standard
        limits.windowSize = 1 + random.below(6)
        limits.replyTimeout = .seconds(Int64(2 + random.below(40)))
        limits.maximumAttempts = 1 + random.below(3)
        limits.closesAfterLastAttempt = random.below(5) == 0
        limits.keepAliveInterval = .seconds(Int64(10 + random.below(100)))
        limits.keepAliveTimeout = .seconds(Int64(5 + random.below(30)))
        limits.maximumOwedReplies = 1 + random.below(6)
        if random.below(3) == 0 { limits.requestsPerSecond = Double(1 + random.below(20)) }
        if random.below(3) == 0 { limits.idleTimeout = .seconds(Int64(20 + random.below(200))) }
        if random.below(5) == 0 { limits.maximumOutputOctets = 40 }
        return limits
    }

    private func limits(_ side: Side) -> SessionLimits { records[side]?.limits ?? .standard }

    private func plan(_ pair: inout Pair) {
        for number in 0..<(6 + random.below(12)) {
            let side: Side = random.below(3) == 0 ? .server : .client
            let cancels = random.below(10) == 0
            pair.schedule(after: .milliseconds(Int64(10 + random.below(30_000)))) { [unowned self] pair in
                submit(number, on: side, &pair, cancels: cancels)
            }
        }
        if random.below(2) == 0 {
            let side: Side = random.below(2) == 0 ? .client : .server
            pair.schedule(after: .milliseconds(Int64(random.below(60_000)))) { pair in
                let now = pair.now
                pair[side].close(at: now)
            }
        }
        if random.below(8) == 0 {
            pair.schedule(after: .milliseconds(Int64(random.below(60_000)))) { pair in
                for side in Side.allCases {
                    let now = pair.now
                    pair[side].close(at: now)
                }
            }
        }
    }

    private func submit(_ number: Int, on side: Side, _ pair: inout Pair, cancels: Bool) {
        let message = number * 2 + (side == .client ? 0 : 1)
        let segments = 1 + message % 3
        for segment in 0..<segments {
            let identity = message * 4 + segment
            let now = pair.now
            guard
                let ticket = try? pair[side].submit(
                    .data(Array("m\(identity)".utf8)), tag: UInt64(identity), at: now)
            else { continue }
            if ticket.rawValue <= records[side]?.lastTicket ?? 0 { violate("\(side): tickets do not grow") }
            records[side]?.lastTicket = ticket.rawValue
            records[side]?.open[ticket.rawValue] = identity
            accepted += 1
            if cancels { _ = pair[side].cancel(ticket) }
        }
    }

    private static func result(of identity: Int) -> UInt8 { UInt8(identity % 200) }

    private func take(_ event: Pair.Event, _ side: Side, _ pair: inout Pair) {
        if records[side]?.isClosed == true { violate("\(side): an event behind the end") }
        switch event {
        case .opened:
            records[side]?.openedAt += 1
            if records[side]?.openedAt != 1 { violate("\(side): opened twice") }
        case .request(let message, let token):
            wires[side]?.came(token.sequence)
            takeRequest(message, token, side, &pair)
        case .response(let message, let exchange):
            wires[side]?.ended(exchange.request, gaveUp: false, at: pair.now)
            guard let identity = settle(exchange, side) else { return }
            tally["response", default: 0] += 1
            // Eight is the engine's own answer to a request that comes too late.
            if message != .dataResponse(Self.result(of: identity)), message != .dataResponse(8) {
                violate("\(side): \(message) is not the answer to \(identity)")
            } else if message != .dataResponse(8), records[side.other]?.received.contains(identity) != true {
                violate("\(side): \(identity) was answered but never handed over")
            }
            if exchange.attempts > limits(side).maximumAttempts { violate("\(side): too many attempts") }
        case .failed(let exchange, let failure):
            wires[side]?.ended(exchange.request, gaveUp: failure == .noResponse, at: pair.now)
            _ = settle(exchange, side)
            tally["\(failure)", default: 0] += 1
            if failure == .noResponse, exchange.attempts != limits(side).maximumAttempts {
                violate("\(side): given up after \(exchange.attempts) attempts")
            }
            if failure == .noResponse, let sentAt = exchange.sentAt,
                pair.now < sentAt
                    + Moment.Span(
                        nanoseconds: limits(side).replyTimeout.nanoseconds * Int64(exchange.attempts))
            {
                violate("\(side): given up too early")
            }
        case .furtherResponse: tally["further response", default: 0] += 1
        case .alive: tally["alive", default: 0] += 1
        case .anomaly(let anomaly): count(anomaly, side)
        case .closed: records[side]?.isClosed = true
        }
    }

    private func count(_ anomaly: SessionAnomaly, _ side: Side) {
        switch anomaly {
        case .repeatedRequest(let sequence), .refusedRequest(let sequence, _): wires[side]?.came(sequence)
        default: break
        }
        let name =
            switch anomaly {
            case .lateResponse: "late response"
            case .duplicateResponse: "duplicate response"
            case .unexpectedResponse: "unexpected response"
            case .repeatedRequest: "repeated request"
            case .refusedRequest: "refused request"
            case .retransmission: "retransmission"
            case .lateReply: "late reply"
            default: "other"
            }
        tally[name, default: 0] += 1
    }

    private func takeRequest(_ message: ToyMessage, _ token: ReplyToken, _ side: Side, _ pair: inout Pair) {
        guard case .data(let octets) = message, let identity = Int(String(decoding: octets.dropFirst(), as: UTF8.self))
        else { return violate("\(side): a request that nobody sent") }
        if records[side]?.received.insert(identity).inserted != true { violate("\(side): \(identity) came twice") }
        // One request in twelve is never answered, one is given up, so that a repetition comes as a new one.
        switch random.below(12) {
        case 0: return
        case 1:
            let now = pair.now
            let isOver = pair[side].stateName == .closed
            if pair[side].abandon(token, at: now) == isOver { violate("\(side): could not give up \(identity)") }
            records[side]?.received.remove(identity)
            return
        default: break
        }
        let delay = random.below(3) == 0 ? random.below(20_000) : 0
        let reply = { [unowned self] (pair: inout Pair) in
            if records[side]?.repliedTo.insert(token.serial).inserted != true { violate("\(side): one token twice") }
            let now = pair.now
            let isOver = pair[side].stateName == .closed
            do throws(SessionError) {
                try pair[side].reply(.dataResponse(Self.result(of: identity)), to: token, at: now)
                if isOver { violate("\(side): a reply behind the end was taken") }
            } catch {
                if !isOver || error.reason != .notOpen { violate("\(side): reply refused: \(error)") }
            }
        }
        if delay == 0 { reply(&pair) } else { pair.schedule(after: .milliseconds(Int64(delay)), reply) }
    }

    private func settle(_ exchange: Exchange<ToyMessage>, _ side: Side) -> Int? {
        guard let identity = records[side]?.open.removeValue(forKey: exchange.ticket.rawValue) else {
            violate("\(side): a second outcome for ticket \(exchange.ticket.rawValue)")
            return nil
        }
        if exchange.tag != UInt64(identity) { violate("\(side): the tag of ticket \(exchange.ticket) is wrong") }
        if exchange.request != .data(Array("m\(identity)".utf8)) { violate("\(side): the request has changed") }
        outcomes += 1
        return identity
    }

    private func check(_ pair: borrowing Pair) {
        for side in Side.allCases {
            let limits = limits(side)
            let inFlight = pair[side].requestsInFlight
            wires[side]?.rest(at: pair.now)
            if !pair[side].wantsInput { wires[side]?.isPaused() }
            if inFlight > limits.windowSize { violate("\(side): \(inFlight) in flight") }
            if pair[side].repliesOwed > limits.maximumOwedReplies { violate("\(side): too many replies owed") }
            if inFlight + pair[side].requestsQueued != records[side]?.open.count {
                violate("\(side): the engine counts other requests than its owner")
            }
            if let deadline = pair[side].nextDeadline, deadline <= pair.now {
                violate("\(side): a deadline was missed")
            }
        }
    }

    private func violate(_ what: String) { violations.append(what) }
}
