import CarrierMessaging
import CarrierSession
import CarrierWire

/// The provider's end of a seeded cycle: a desk, what it still has to send, and the ledger.
struct SeededProvider<Profile: CarrierProfile> {
    typealias Link = SeededLink<Profile.Vocabulary>
    typealias Request = PreparedRequest<Profile.Vocabulary.Message>

    private var messenger: Messenger<Profile.Binding>
    private var random: SeededGenerator
    private(set) var ledger = Ledger()
    private(set) var outcomes: [MessageOutcome] = []
    private(set) var incoming: Set<String> = []
    private(set) var violations: [String] = []
    private var plans: [(moment: Moment, message: OutboundMessage)] = []
    private var outbox: [Request] = []
    /// Requests that a session holds.
    private var underway: Set<UInt64> = []

    init(_ binding: Profile.Binding, seed: UInt64) {
        var options = MessengerOptions.standard
        options.reportWindow = .seconds(900)
        options.referenceSeed = seed
        messenger = Messenger(binding: binding, options: options)
        random = SeededGenerator(seed: seed ^ 0xA5A5)
    }

    var hasWork: Bool { !outbox.isEmpty }

    var nextMoment: Moment? {
        [plans.first?.moment, messenger.nextDeadline].compactMap(\.self).min()
    }

    /// Draws the messages: every receiver's number is used once, so that it names the message.
    mutating func plan(_ count: Int, from start: Moment) {
        var moment = start
        for index in 0..<count {
            // Bursts, and pauses in which connections end idle.
            moment = moment + .milliseconds(Int64(random.below(3) == 0 ? random.below(150_000) : random.below(500)))
            let receivers = (0..<(1 + random.below(4))).map { "138\(10_000_000 + index * 10 + $0)" }
            let length = [5, 70, 71, 135, 200][random.below(5)]
            let text = String(repeating: "长", count: length - 3) + "\(100 + index)"
            plans.append(
                (
                    moment,
                    OutboundMessage(
                        from: "10690001", to: receivers, text: text,
                        report: random.below(4) == 0 ? .none : .requested)
                ))
        }
    }

    mutating func advance(to now: Moment) {
        while let plan = plans.first, plan.moment <= now {
            plans.removeFirst()
            do throws(MessagingError) {
                let prepared = try messenger.prepare(plan.message, at: now)
                ledger.submitted(
                    prepared.number, to: plan.message.destinations, segments: prepared.segments.segmentCount)
                outbox += prepared.requests
            } catch {
                violations.append("a message cannot be sent: \(error)")
            }
        }
        messenger.advance(to: now)
        while let request = messenger.nextRequest() { outbox.append(request) }
        takeNews()
    }

    mutating func send(over link: inout Link, at now: Moment) -> Bool {
        let side = link.providerSide
        var sent = false
        while link.pair[side].stateName == .open, let request = outbox.first {
            let session = link.pair[side]
            guard session.requestsInFlight + session.requestsQueued < session.limits.windowSize else { break }
            do throws(SessionError) {
                try link.pair[side].submit(request.message, tag: request.tag, at: now)
            } catch {
                violations.append("a submit was not taken: \(error.reason)")
                return sent
            }
            outbox.removeFirst()
            if !underway.insert(request.tag).inserted { violations.append("a request is under way twice") }
            sent = true
        }
        return sent
    }

    mutating func take(_ event: Link.Pair.Event, _ link: inout Link, at now: Moment) {
        switch event {
        case .response(let message, let exchange):
            end(exchange.tag)
            messenger.responded(message, to: exchange, at: now)
        case .furtherResponse(let message, let exchange): messenger.responded(message, to: exchange, at: now)
        case .failed(let exchange, let failure):
            end(exchange.tag)
            if exchange.sentAt == nil, failure == .sessionEnded {
                // Never sent: another connection may have it.
                outbox.append(Request(tag: exchange.tag, message: exchange.request, startsGroup: true))
            } else {
                messenger.failed(tag: exchange.tag, failure, at: now)
            }
        case .request(let message, let token):
            ledger.received()
            let answer = messenger.received(
                message, sequence: token.sequence, connection: UInt64(link.number), at: now)
            guard let answer else { return violations.append("a request has no answer") }
            // A session that is over takes no reply; the gateway sends again what was not answered.
            try? link.pair[link.providerSide].reply(answer, to: token, at: now)
        case .opened, .closed, .alive, .anomaly: break
        }
        takeNews()
    }

    mutating func finish(at now: Moment) {
        for request in outbox { messenger.failed(tag: request.tag, .cancelled, at: now) }
        if !underway.isEmpty { violations.append("\(underway.count) submits never ended") }
        messenger.finish(at: now)
        takeNews()
        ledger.balance(other: messenger.counters.otherRequests)
        violations += ledger.violations.map(\.description)
        if !plans.isEmpty { violations.append("\(plans.count) messages were never prepared") }
    }

    private mutating func end(_ tag: UInt64) {
        if underway.remove(tag) == nil { violations.append("a submit ended twice") }
    }

    private mutating func takeNews() {
        while let event = messenger.nextEvent() {
            ledger.note(event)
            switch event {
            case .outcome(let outcome): outcomes.append(outcome)
            case .incoming(let message): incoming.insert(message.text ?? "")
            case .incomplete(let inbound): incoming.insert(inbound.message.text ?? "")
            default: break
            }
        }
    }
}
