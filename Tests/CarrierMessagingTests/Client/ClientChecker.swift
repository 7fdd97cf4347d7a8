import CarrierSession

@testable import CarrierMessaging

/// Holds what a client tells against what was done to it: identities, not counts, and nothing from the core's books.
struct ClientChecker {
    /// One segment of one message at one recipient.
    struct Part: Hashable {
        var number: UInt64
        var recipient: Int
        var segment: Int
    }

    private struct Owed: Hashable {
        var number: UInt64
        var recipient: Int
    }

    private(set) var problems: [String] = []
    private var owed: [(numbers: Range<UInt64>, recipients: Int, segments: Int, wantsReport: Bool)] = []
    private var outcomes: [Owed: RecipientOutcome.Result] = [:]
    private var neverBegun: [Range<UInt64>] = []
    /// What the gateway can have seen.
    private var seen = Set<Part>()
    private var accepted = Set<Part>()
    private var maybeAccepted = Set<Part>()
    private var twice = Set<Owed>()
    /// Reports given, by their mark: what they mean, nil for what nobody can know.
    private var reports: [String: Part?] = [:]
    private var reportEnds: [String: Int] = [:]
    /// Parts that some report said were delivered.
    private var delivered = Set<Part>()
    /// Requests that were taken and have no end.
    private var inFlight = Set<UInt64>()
    private var segments = 0
    private var segmentEnds = 0
    private var isOver = false
    /// False where ids do not tell places apart.
    var matchesAreCertain = true

    mutating func fail(_ problem: String) { if problems.count < 20 { problems.append(problem) } }

    // MARK: What was done

    mutating func submitted(_ numbers: Range<UInt64>, _ message: OutboundMessage, segments: Int) {
        owed.append((numbers, message.destinations.count, segments, message.report == .requested))
    }

    mutating func taken(_ tag: UInt64, _ parts: [Part]) {
        if !inFlight.insert(tag).inserted { fail("request \(tag) taken twice") }
        for part in parts {
            if accepted.contains(part) { fail("\(part) was accepted and is sent again") }
            if maybeAccepted.contains(part) { twice.insert(Owed(number: part.number, recipient: part.recipient)) }
        }
    }

    mutating func answered(_ tag: UInt64, _ parts: [Part], isAccepted: Bool) {
        inFlight.remove(tag)
        seen.formUnion(parts)
        if isAccepted { accepted.formUnion(parts) }
    }

    mutating func failed(_ tag: UInt64, _ parts: [Part], wasSent: Bool) {
        inFlight.remove(tag)
        guard wasSent else { return }
        seen.formUnion(parts)
        maybeAccepted.formUnion(parts)
    }

    mutating func reported(_ mark: String, _ part: Part?, _ state: DeliveryState) {
        reports[mark] = .some(part)
        if let part, state == .delivered { delivered.insert(part) }
    }

    mutating func segmentGiven() { segments += 1 }

    // MARK: What was told

    mutating func note(_ event: ClientEvent) {
        if isOver { fail("told after the end: \(TestClient.brief(event))") }
        switch event {
        case .outcome(let outcome): note(outcome)
        case .neverBegun(let content, let numbers):
            neverBegun.append(numbers)
            for number in numbers {
                for recipient in 0..<content.recipientCount { settle(number, recipient, .notSent) }
            }
        case .report(let place, let report): matched(place, report)
        case .lateReport(let place, let report): matched(place, report)
        case .duplicateReport(let place, let report): matched(place, report)
        case .contradiction(let place, let report): matched(place, report)
        case .orphan(let report): ended(report)
        case .incoming(let message): segmentEnds += message.parts.count
        case .incomplete(let incomplete): segmentEnds += incomplete.message.parts.count
        case .ended: isOver = true
        default: break
        }
    }

    private mutating func note(_ outcome: RecipientOutcome) {
        let key = Owed(number: outcome.number, recipient: outcome.recipient)
        settle(outcome.number, outcome.recipient, outcome.result)
        if twice.contains(key), !outcome.mayBeTwice { fail("\(key) was sent twice and is not marked") }
        let parts = (0..<outcome.content.segmentCount).map {
            Part(number: outcome.number, recipient: outcome.recipient, segment: $0)
        }
        switch outcome.result {
        case .notSent: if parts.contains(where: seen.contains) { fail("\(key) was sent and is told as not sent") }
        case .accepted: if !parts.allSatisfy(accepted.contains) { fail("\(key) was not accepted") }
        case .delivered:
            if matchesAreCertain, !parts.contains(where: delivered.contains) { fail("\(key) was not delivered") }
        case .unknown, .failed: break
        }
    }

    private mutating func settle(_ number: UInt64, _ recipient: Int, _ result: RecipientOutcome.Result) {
        let key = Owed(number: number, recipient: recipient)
        if let former = outcomes.updateValue(result, forKey: key) { fail("\(key) is \(result), and was \(former)") }
    }

    private mutating func matched(_ place: MessagePlace, _ report: DeliveryReport) {
        ended(report)
        let told = Part(number: place.number, recipient: place.recipient, segment: place.segment)
        guard matchesAreCertain, let meant = reports[report.doneTime] else { return }
        if meant != told { fail("a report on \(String(describing: meant)) was told of \(told)") }
    }

    private mutating func ended(_ report: DeliveryReport) {
        if reports[report.doneTime] == nil { fail("a report that nobody gave: \(report.doneTime)") }
        reportEnds[report.doneTime, default: 0] += 1
    }

    /// Everything is over: nothing may be owed.
    mutating func finish(repeatedSegments: UInt64) {
        if !isOver { fail("no end was told") }
        for (numbers, recipients, _, wantsReport) in owed {
            for number in numbers {
                for recipient in 0..<recipients {
                    let key = Owed(number: number, recipient: recipient)
                    guard let result = outcomes.removeValue(forKey: key) else {
                        fail("\(key) has no outcome")
                        continue
                    }
                    if result == .delivered, !wantsReport { fail("\(key) is delivered without a report") }
                    if result == .accepted, wantsReport { fail("\(key) is accepted though a report was wanted") }
                }
            }
        }
        if !outcomes.isEmpty { fail("outcomes of nothing: \(outcomes.count)") }
        for (mark, _) in reports where reportEnds[mark] != 1 {
            fail("report \(mark) was told \(reportEnds[mark] ?? 0) times")
        }
        if segments != segmentEnds + Int(repeatedSegments) { fail("segments: \(segments) in, \(segmentEnds) out") }
    }
}
