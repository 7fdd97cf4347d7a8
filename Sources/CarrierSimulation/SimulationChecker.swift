import CarrierMessaging
import CarrierSession
import SMSText

/// What must hold of a night, from what was asked of both sides, what passed between cores and sessions, and what was
/// told: identities, not counts, and nothing from the books of either core.
///
/// Every recipient's number is used once in a night, so it names its message and place.
final class SimulationChecker {
    /// What a gateway delivers, as the wire tells it apart.
    enum Delivery: Hashable {
        case report(CarrierMessageID, String, DeliveryState)
        case segment(String, CarrierMessageID)
    }

    /// One segment at one recipient.
    struct Part: Hashable {
        var recipient: String
        var segment: Int
    }

    /// An id at one recipient.
    private struct Named: Hashable {
        var id: CarrierMessageID
        var recipient: String
    }

    /// A number as everybody writes it: some protocols put the country's code in front.
    static func number(_ text: String) -> String {
        text.count > 11 && text.hasPrefix("86") ? String(text.dropFirst(2)) : text
    }

    private(set) var violations: [String] = []
    var statistics = SimulationStatistics()
    private(set) var clients: [ClientLife] = []
    private(set) var gateways: [GatewayLife] = []
    // What gateways did, whatever life they did it in.
    private var seenParts = Set<Part>()
    private var acceptedParts = Set<Part>()
    private var notSentParts = Set<Part>()
    private var segments: [Named: Int] = [:]
    private var reported: [Part: Set<DeliveryState>] = [:]
    private var wordedTo: Set<String> = []
    // What clients' sessions were given, and took.
    private var seenDeliveries: Set<Delivery> = []
    private var takenReports: [Delivery: Int] = [:]
    private var takenSegments: [String: Int] = [:]
    private var seenFrom: Set<String> = []

    func fail(_ violation: String) { if violations.count < 50 { violations.append(violation) } }

    func count(_ what: String) { statistics.count(what) }

    func beginClient() -> ClientLife {
        let life = ClientLife(clients.count + 1, self)
        clients.append(life)
        return life
    }

    func beginGateway() -> GatewayLife {
        let life = GatewayLife(gateways.count + 1, self)
        gateways.append(life)
        return life
    }

    // MARK: The client's end of deliveries

    func seen(_ delivery: Delivery) {
        seenDeliveries.insert(delivery)
        if case .segment(let source, _) = delivery { seenFrom.insert(source) }
        statistics.mix(UInt64(seenDeliveries.count))
    }

    func took(_ delivery: Delivery) {
        switch delivery {
        case .report: takenReports[delivery, default: 0] += 1
        case .segment(let source, _): takenSegments[source, default: 0] += 1
        }
    }

    /// Everything is over.
    func finish() {
        for life in clients { life.finish() }
        for life in gateways { life.finish() }
    }
}

// MARK: - The client

extension SimulationChecker {
    /// One life of the client's process.
    final class ClientLife {
        private struct Owed: Hashable {
            var number: UInt64
            var recipient: Int
        }

        let index: Int
        private unowned let checker: SimulationChecker
        /// It died: what it owed is owed by nobody.
        var isCrashed = false
        private var isEnded = false
        private var owed: [Owed: Bool] = [:]
        private var outcomes: [Owed: RecipientOutcome.Result] = [:]
        private var handed = Set<Part>()
        private var unanswered = Set<Part>()
        private var repeated = Set<String>()
        private var accepted = Set<Part>()
        private var refused: [Part: Set<UInt32>] = [:]
        private var known = Set<Named>()
        /// Requests that were not answered, under the ids that their reports name: a report proves that one was taken.
        private var presumed: [Named: [Part]] = [:]
        private var receivedReports: [Delivery: Int] = [:]
        private var toldReports: [Delivery: Int] = [:]
        var receivedSegments = 0
        private var toldSegments = 0
        private var repeatedSegments = 0
        var adapter: (any ClientAdapter)?
        /// What was not answered counts as failed (``ClientOptions/UnansweredPolicy/fail``).
        var failsUnanswered = false

        init(_ index: Int, _ checker: SimulationChecker) {
            self.index = index
            self.checker = checker
        }

        // What passed between the core and its sessions.

        private func parts(_ request: SegmentRequest) -> [Part] {
            request.recipients.map {
                Part(recipient: request.content.message.destinations[$0], segment: request.segment)
            }
        }

        func handed(_ request: SegmentRequest) {
            for part in parts(request) {
                if accepted.contains(part) { fail("\(part) was accepted and is sent again") }
                if unanswered.contains(part) { repeated.insert(part.recipient) }
                handed.insert(part)
            }
        }

        func answered(_ request: SegmentRequest, _ result: SubmitResult) {
            for (step, part) in parts(request).enumerated() {
                guard result.isAccepted else {
                    refused[part, default: []].insert(result.code)
                    continue
                }
                accepted.insert(part)
                if !checker.acceptedParts.contains(part) { fail("\(part) was answered, and no gateway took it") }
                guard let id = result.id, let adapter else { continue }
                known.insert(Named(id: adapter.id(id, advancedBy: step), recipient: part.recipient))
            }
        }

        func failed(_ request: SegmentRequest, wasSent: Bool, named: CarrierMessageID?) {
            guard wasSent else { return }
            let parts = parts(request)
            unanswered.formUnion(parts)
            guard let named, let adapter, request.content.wantsReport else { return }
            for (step, part) in parts.enumerated() {
                let name = Named(id: adapter.id(named, advancedBy: step), recipient: part.recipient)
                known.insert(name)
                presumed[name] = parts
            }
        }

        func received(_ report: DeliveryReport) { receivedReports[Delivery(report), default: 0] += 1 }

        // What its owner asked and was told.

        func submitted(_ number: UInt64, _ message: OutboundMessage) {
            for recipient in message.destinations.indices {
                owed[Owed(number: number, recipient: recipient)] = message.report == .requested
            }
        }

        func note(_ event: ClientEvent) {
            if isEnded || isCrashed { fail("told after its end: \(event)") }
            switch event {
            case .outcome(let outcome): note(outcome)
            case .neverBegun(let content, let numbers):
                for number in numbers {
                    for recipient in 0..<content.recipientCount {
                        settle(Owed(number: number, recipient: recipient), .notSent)
                        for segment in 0..<content.segmentCount {
                            checkNotSent(Part(recipient: content.message.destinations[recipient], segment: segment))
                        }
                    }
                }
            case .report(let place, let report), .lateReport(let place, let report),
                .duplicateReport(let place, let report), .contradiction(let place, let report):
                told(report, as: place)
            case .orphan(let report):
                checker.count("orphan")
                told(report)
                if known.contains(Named(id: report.messageID, recipient: SimulationChecker.number(report.recipient))) {
                    fail("a report to \(report.recipient) is told as an orphan, and its id is known")
                }
            case .incoming(let message): toldSegments += message.parts.count
            case .incomplete(let incomplete): toldSegments += incomplete.message.parts.count
            case .repeatedSegment: repeatedSegments += 1
            case .malformedReport: fail("a report cannot be read")
            case .unanswered(_, _, let sentAgain): checker.count(sentAgain ? "sent again" : "unanswered")
            case .postponed: checker.count("postponed")
            case .channel(let change): checker.count("channel \(change.state.rawValue)")
            case .ended: isEnded = true
            default: break
            }
        }

        private func told(_ report: DeliveryReport) { toldReports[Delivery(report), default: 0] += 1 }

        private func told(_ report: DeliveryReport, as place: MessagePlace) {
            told(report)
            checker.count("report matched")
            let recipient = SimulationChecker.number(report.recipient)
            guard place.recipientNumber == recipient else {
                return fail("a report to \(recipient) was told of \(place.recipientNumber)")
            }
            let name = Named(id: report.messageID, recipient: recipient)
            if let parts = presumed[name] {
                checker.count("report without a response")
                accepted.formUnion(parts)
            }
            let segment = checker.segments[name]
            if segment != place.segment {
                fail("a report to \(report.recipient) on segment \(segment ?? -1) was told of segment \(place.segment)")
            }
        }

        private func note(_ outcome: RecipientOutcome) {
            let key = Owed(number: outcome.number, recipient: outcome.recipient)
            settle(key, outcome.result)
            let number = outcome.recipientNumber
            if repeated.contains(number), !outcome.mayBeTwice { fail("\(number) was sent twice and is not marked") }
            for (segment, found) in outcome.segments.enumerated() {
                check(Part(recipient: number, segment: segment), found.status)
            }
            if result(of: outcome.segments.map(\.status)) != outcome.result {
                fail("\(number) is \(outcome.result) of \(outcome.segments.map(\.status))")
            }
        }

        /// The word that statuses add up to (text-and-long-sms.md 7.2).
        private func result(of statuses: [RecipientOutcome.Status]) -> RecipientOutcome.Result {
            if statuses.allSatisfy({ $0 == .notSent }) { return .notSent }
            for status in statuses {
                switch status {
                case .failed, .refused, .notSent: return .failed
                case .delivered, .accepted, .noReport, .unanswered: break
                }
            }
            if failsUnanswered, statuses.contains(.unanswered) { return .failed }
            if statuses.contains(.unanswered) || statuses.contains(.noReport) { return .unknown }
            return statuses.contains(.accepted) ? .accepted : .delivered
        }

        private func check(_ part: Part, _ status: RecipientOutcome.Status) {
            switch status {
            case .delivered:
                if checker.reported[part]?.contains(.delivered) != true {
                    fail("\(part) was not reported as delivered")
                }
            case .failed:
                if checker.reported[part]?.contains(.undelivered) != true { fail("\(part) was not reported as failed") }
            case .refused(let code):
                if refused[part]?.contains(code) != true { fail("\(part) was not refused with \(code)") }
            case .accepted, .noReport: if !accepted.contains(part) { fail("\(part) was not accepted") }
            case .unanswered: if !handed.contains(part) { fail("\(part) was never handed to a session") }
            case .notSent: checkNotSent(part)
            }
        }

        private func checkNotSent(_ part: Part) {
            if checker.seenParts.contains(part) { fail("\(part) is told as not sent, and a gateway saw it") }
            checker.notSentParts.insert(part)
        }

        private func settle(_ key: Owed, _ result: RecipientOutcome.Result) {
            checker.statistics.outcomes[result.rawValue, default: 0] += 1
            checker.statistics.mix(key.number &* 31 &+ UInt64(key.recipient))
            if owed[key] == nil { fail("an outcome of nothing: message \(key.number)") }
            if let former = outcomes.updateValue(result, forKey: key) {
                fail("message \(key.number), recipient \(key.recipient): \(result), and was \(former)")
            }
        }

        func finish() {
            for (delivery, count) in toldReports where count > receivedReports[delivery] ?? 0 {
                fail("\(delivery) was told more often than it came")
            }
            if isCrashed { return }
            if !isEnded { fail("its end was not told") }
            for key in owed.keys where outcomes[key] == nil {
                fail("message \(key.number), recipient \(key.recipient) has no outcome")
            }
            for (delivery, count) in receivedReports where toldReports[delivery] != count {
                fail("\(delivery) came \(count) times and was told \(toldReports[delivery] ?? 0) times")
            }
        }

        /// Compared once the core is over: repetitions that the core drops are counted there.
        func finish(repeated: UInt64) {
            if receivedSegments != toldSegments + Int(repeated) {
                fail("\(receivedSegments) segments came, \(toldSegments) were told and \(repeated) repeated")
            }
        }

        private func fail(_ violation: String) { checker.fail("client \(index): \(violation)") }
    }
}

extension SimulationChecker.Delivery {
    init(_ report: DeliveryReport) {
        self = .report(
            report.messageID, SimulationChecker.number(report.recipient), report.state)
    }
}

// MARK: - The gateways

extension SimulationChecker {
    /// One life of a gateway's process.
    final class GatewayLife {
        private struct Given {
            var delivery: Delivery?
            var subscriber: String
            var segments: Int
            var ends = 0
        }

        let index: Int
        private unowned let checker: SimulationChecker
        /// It died: what it owed is owed by nobody.
        var isCrashed = false
        private var isEnded = false
        private var given: [DeliveryNumber: Given] = [:]
        private var open = Set<SubmitTicket>()
        private var asked = Set<LoginTicket>()

        init(_ index: Int, _ checker: SimulationChecker) {
            self.index = index
            self.checker = checker
        }

        static func segment(of submission: Submission) -> Int {
            let data = UserData(content: submission.content, hasHeader: submission.hasHeader)
            return data.header?.concatenation.map { Int($0.number) - 1 } ?? 0
        }

        /// A session handed a submit over.
        func read(_ submission: Submission) {
            checker.count("submit")
            for recipient in submission.destinations.map(SimulationChecker.number) {
                let part = Part(recipient: recipient, segment: Self.segment(of: submission))
                if checker.notSentParts.contains(part) { fail("\(part) was told as not sent, and comes") }
                checker.seenParts.insert(part)
            }
        }

        /// The id under which a submit will be accepted, if it is: reports on it may go out from now on.
        func named(_ submission: Submission, _ ids: [CarrierMessageID]) {
            for (recipient, id) in zip(submission.destinations, ids) {
                checker.segments[Named(id: id, recipient: SimulationChecker.number(recipient))] = Self.segment(
                    of: submission)
            }
        }

        func accepted(_ submission: Submission) {
            for recipient in submission.destinations.map(SimulationChecker.number) {
                checker.acceptedParts.insert(Part(recipient: recipient, segment: Self.segment(of: submission)))
            }
        }

        func decided(_ ticket: SubmitTicket) {
            if open.remove(ticket) == nil { fail("\(ticket) was decided twice, or never told") }
        }

        func reported(
            _ number: DeliveryNumber, _ id: CarrierMessageID, _ recipient: String, _ segment: Int,
            _ state: DeliveryState
        ) {
            checker.count("report given")
            let recipient = SimulationChecker.number(recipient)
            checker.reported[Part(recipient: recipient, segment: segment), default: []].insert(state)
            give(number, Given(delivery: .report(id, recipient, state), subscriber: recipient, segments: 1))
        }

        func delivers(_ number: DeliveryNumber, from subscriber: String, segments: Int) {
            checker.count("incoming given")
            give(number, Given(delivery: nil, subscriber: subscriber, segments: segments))
        }

        private func give(_ number: DeliveryNumber, _ delivery: Given) {
            if given.updateValue(delivery, forKey: number) != nil { fail("\(number) was given twice") }
        }

        func note(_ event: GatewayEvent) {
            if isEnded || isCrashed { fail("told after its end: \(event)") }
            switch event {
            case .loginAsked(let ticket, _, _):
                if !asked.insert(ticket).inserted { fail("\(ticket) was told twice") }
            case .submit(let request):
                if !open.insert(request.ticket).inserted { fail("\(request.ticket) was told twice") }
            case .acknowledged(let number, _): acknowledged(number)
            case .undeliverable(let message): undeliverable(message)
            case .loginRefused: checker.count("login refused")
            case .reverseFailed: checker.count("reverse connection failed")
            case .boundReached(let bound, _): checker.count("bound \(bound)")
            case .answerFailed: checker.count("answer failed")
            case .closed(_, _, _, let cutOff): if cutOff > 0 { checker.count("submits cut off") }
            case .shutDown: isEnded = true
            default: break
            }
        }

        private func end(_ number: DeliveryNumber) -> Given? {
            given[number]?.ends += 1
            guard let delivery = given[number] else {
                fail("\(number) ended, and was never given")
                return nil
            }
            if delivery.ends > 1 { fail("\(number) to \(delivery.subscriber): \(delivery.ends) ends") }
            return delivery
        }

        private func acknowledged(_ number: DeliveryNumber) {
            checker.count("acknowledged")
            guard let given = end(number) else { return }
            let taken =
                given.delivery.map { checker.takenReports[$0] ?? 0 }
                ?? checker.takenSegments[given.subscriber] ?? 0
            if taken < given.segments { fail("\(number): acknowledged, and the client took \(taken)") }
        }

        private func undeliverable(_ message: UndeliverableMessage) {
            checker.count("undeliverable")
            guard let given = end(message.number), !message.wasSent else { return }
            let isSeen =
                given.delivery.map { delivery in
                    // The same report may have been given twice.
                    checker.seenDeliveries.contains(delivery)
                        && self.given.values.count { $0.delivery == delivery } == 1
                        && !checker.wordedTo.contains(given.subscriber)
                } ?? checker.seenFrom.contains(given.subscriber)
            if isSeen { fail("\(message.number) is handed back as never sent, and the client saw it") }
        }

        /// A report that is given again in a later life of the process.
        func worded(to recipient: String) { checker.wordedTo.insert(SimulationChecker.number(recipient)) }

        func finish() {
            if isCrashed { return }
            if !isEnded { fail("its end was not told") }
            for (number, delivery) in given where delivery.ends != 1 {
                fail("\(number) to \(delivery.subscriber): \(delivery.ends) ends")
            }
        }

        private func fail(_ violation: String) { checker.fail("gateway \(index): \(violation)") }
    }
}
