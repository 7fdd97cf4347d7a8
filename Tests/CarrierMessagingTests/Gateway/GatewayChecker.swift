import CarrierMessaging
import CarrierSession

/// What must hold of a gateway whatever was done to it, seen from outside: from what its owner gave and was told, and
/// from what its peers sent and got. Identities, not counts: each submit, delivery and login by itself.
struct GatewayChecker {
    /// A delivery as its owner gave it; every one names a subscriber of its own.
    struct Delivery {
        var account: String
        var subscriber: String
        var isReport: Bool
        /// Told as acknowledged, or handed back.
        var ends = 0
    }

    /// What peers saw of the deliveries to one subscriber: the segments, by the ids that carried them.
    struct Sight {
        var seen: Set<CarrierMessageID> = []
        var taken: Set<CarrierMessageID> = []
        var refused = false
    }

    private(set) var violations: [String] = []
    private(set) var deliveries: [DeliveryNumber: Delivery] = [:]
    private var numbers: [String: DeliveryNumber] = [:]
    private var sights: [String: Sight] = [:]
    private var decided: Set<SubmitTicket> = []
    private var told: Set<SubmitTicket> = []
    private var gone: Set<ChannelID> = []
    private var isShutDown = false

    mutating func gave(_ number: DeliveryNumber, to account: String, subscriber: String, isReport: Bool) {
        if deliveries[number] != nil { violations.append("\(number) was given twice") }
        numbers[subscriber] = number
        deliveries[number] = Delivery(account: account, subscriber: subscriber, isReport: isReport)
    }

    mutating func sent(
        _ request: DeliveryRequest, to account: String, carries: ChannelTraffic, alive: [DeliveryRequest]
    ) {
        let (id, subscriber) = request.identity
        sights[subscriber, default: Sight()].seen.insert(id)
        guard let delivery = numbers[subscriber].flatMap({ deliveries[$0] }) else {
            return violations.append("\(subscriber): sent, and nobody gave it")
        }
        if delivery.account != account {
            violations.append("\(subscriber): for \(delivery.account), sent to \(account)")
        }
        if !carries.contains(delivery.isReport ? .report : .deliver) {
            violations.append("\(subscriber): on a channel that does not carry it")
        }
        if delivery.ends > 0 { violations.append("\(subscriber): sent after its end") }
        if alive.contains(where: { $0.identity.id == id }) {
            violations.append("\(subscriber): on two channels at once")
        }
    }

    mutating func answered(_ request: DeliveryRequest, code: UInt32) {
        let (id, subscriber) = request.identity
        if code == 0 { sights[subscriber]?.taken.insert(id) } else { sights[subscriber]?.refused = true }
    }

    /// - Parameter segments: how many segments a delivery to the subscriber has.
    mutating func told(_ event: GatewayEvent, segments: (String) -> Int) {
        if isShutDown { violations.append("\(event) after the end") }
        switch event {
        case .submit(let request):
            if !told.insert(request.ticket).inserted { violations.append("\(request.ticket) was told twice") }
            if gone.contains(request.channel) { violations.append("a submit of a channel that is gone") }
        case .acknowledged(let number, _):
            guard let delivery = end(number) else { return }
            let sight = sights[delivery.subscriber] ?? Sight()
            if sight.taken.count != segments(delivery.subscriber) {
                violations.append("\(delivery.subscriber): acknowledged, and the peer took \(sight.taken.count)")
            }
        case .undeliverable(let message):
            guard let delivery = end(message.number) else { return }
            let sight = sights[delivery.subscriber] ?? Sight()
            if !message.wasSent, !sight.seen.isEmpty {
                violations.append("\(delivery.subscriber): told as never sent, and was seen")
            }
            if message.wasSent, sight.seen.isEmpty {
                violations.append("\(delivery.subscriber): told as sent, and nobody saw it")
            }
            if sight.taken.count == segments(delivery.subscriber) {
                violations.append("\(delivery.subscriber): handed back, and all of it was taken")
            }
            if case .refused = message.reason, !sight.refused {
                violations.append("\(delivery.subscriber): told as refused, and was not")
            }
        case .opened(let channel, _, _, _), .anomaly(_, let channel, _):
            if gone.contains(channel) { violations.append("an event of a channel that is gone") }
        case .closed(let channel, _, _, _):
            if !gone.insert(channel).inserted { violations.append("\(channel) closed twice") }
        case .shutDown: isShutDown = true
        default: break
        }
    }

    private mutating func end(_ number: DeliveryNumber) -> Delivery? {
        guard var delivery = deliveries[number] else {
            violations.append("\(number) ended, and was never given")
            return nil
        }
        delivery.ends += 1
        deliveries[number] = delivery
        if delivery.ends > 1 { violations.append("\(delivery.subscriber): \(delivery.ends) ends") }
        return delivery
    }

    mutating func note(_ violation: String) { violations.append(violation) }

    mutating func balance(_ counters: GatewayCounters) {
        let submits =
            counters.answered + counters.ignored + counters.cutOff + counters.undecided + counters.unsent
        if counters.submits != submits { violations.append("\(counters.submits) submits, \(submits) accounted for") }
        let deliveries = counters.acknowledged + counters.undeliverable + counters.pending
        if counters.deliveries != deliveries {
            violations.append("\(counters.deliveries) deliveries, \(deliveries) accounted for")
        }
    }

    /// After the shut-down: nothing may be left open.
    mutating func finish(_ core: GatewayCore, _ sessions: [TestGatewaySession]) {
        if !isShutDown { violations.append("the end was not told") }
        for (number, delivery) in deliveries where delivery.ends != 1 {
            violations.append("\(number) to \(delivery.subscriber): \(delivery.ends) ends")
        }
        for session in sessions {
            if session.loginAnswers.count > 1 { violations.append("a login was answered twice") }
            let answered = session.replies.map(\.token)
            if Set(answered).count != answered.count { violations.append("a submit was answered twice") }
            if session.closeReason == nil { violations.append("a session was left open") }
        }
        let counters = core.counters
        if counters.pending + counters.undecided + counters.unsent != 0 { violations.append("left open: \(counters)") }
        if core.channelCount != 0 { violations.append("\(core.channelCount) channels are left") }
        if let deadline = core.nextDeadline { violations.append("something is due at \(deadline) for ever") }
    }
}

extension DeliveryRequest {
    /// The id that carries it, and the subscriber whom it concerns.
    var identity: (id: CarrierMessageID, subscriber: String) {
        switch content {
        case .report(let report, _, let envelope): (envelope, report.recipient)
        case .segment(let segment): (segment.id, segment.source)
        }
    }
}
