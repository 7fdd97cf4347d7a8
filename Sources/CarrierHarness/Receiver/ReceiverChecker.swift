import CarrierMessaging

/// Holds a gateway to its promises, apart from whatever counts: every submit one answer, every delivery one end.
///
/// It is told what the gateway tells and what its owner did, and keeps identities, not sums.
struct ReceiverChecker: Sendable {
    private var undecided: [ChannelID: Set<SubmitTicket>] = [:]
    private var deliveries: Set<DeliveryNumber> = []
    private var last = DeliveryNumber(0)
    /// The gateway shuts down: it refuses by itself what nobody decided about.
    var isClosing = false
    /// What was not as promised, a sentence each; the first hundred.
    private(set) var findings: [String] = []

    /// What the gateway told.
    mutating func take(_ event: GatewayEvent) {
        switch event {
        case .submit(let request):
            if undecided[request.channel, default: []].insert(request.ticket).inserted { return }
            find("submit \(request.ticket.rawValue) was asked about twice")
        case .acknowledged(let number, _): end(number)
        case .undeliverable(let message): end(message.number)
        case .closed(let channel, let account, _, let cutOff):
            let open = undecided.removeValue(forKey: channel)?.count ?? 0
            if open > cutOff, !isClosing {
                find("\(open) submits of \(account) had no answer, \(cutOff) were told as cut off")
            }
        default: break
        }
    }

    /// The owner decided about a submit.
    mutating func answered(_ ticket: SubmitTicket, on channel: ChannelID) {
        if undecided[channel]?.remove(ticket) == nil, !isClosing {
            find("submit \(ticket.rawValue) was answered twice")
        }
    }

    /// The owner gave something to be delivered.
    mutating func owed(_ number: DeliveryNumber) {
        if number <= last { find("delivery \(number.rawValue) has the number of another one") }
        last = max(last, number)
        deliveries.insert(number)
    }

    private mutating func end(_ number: DeliveryNumber) {
        if deliveries.remove(number) == nil { find("delivery \(number.rawValue) ended twice, or never began") }
    }

    private mutating func find(_ finding: String) {
        if findings.count < 100 { findings.append(finding) }
    }

    /// Everything that is not as promised once the gateway is shut down.
    func findings(atEndWith counters: GatewayCounters) -> [String] {
        var findings = findings
        let open = undecided.values.reduce(0) { $0 + $1.count }
        if open > 0 { findings.append("\(open) submits were never answered") }
        if !deliveries.isEmpty { findings.append("\(deliveries.count) reports and messages have no end") }
        let answers =
            counters.answered + counters.ignored + counters.cutOff + counters.undecided + counters.unsent
        if counters.submits != answers {
            findings.append("\(counters.submits) submits were read, \(answers) are accounted for")
        }
        let ends = counters.acknowledged + counters.undeliverable + counters.pending
        if counters.deliveries != ends {
            findings.append("\(counters.deliveries) reports and messages were owed, \(ends) are accounted for")
        }
        return findings
    }
}
