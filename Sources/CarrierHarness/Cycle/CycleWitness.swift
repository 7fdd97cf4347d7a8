import CarrierMessaging
import CarrierSession
import CarrierTransport

/// What both ends of a cycle told, noted by observers that trust neither end's counters.
final class CycleWitness: Sendable {
    struct Notes: Sendable {
        var account: String?
        /// Texts that the gateway put together.
        var received: [String] = []
        /// Texts that subscribers sent and the client got.
        var incoming: [String] = []
        var reports = 0
        var signsOfLife = 0
        var oddities: [String] = []
    }

    private let notes = Guarded(Notes())
    /// Every expected message of subscribers is there.
    let everyIncoming = OneShot<Void>()
    /// The gateway answered a sign of life.
    let alive = OneShot<Void>()

    var current: Notes { notes.withLock { $0 } }

    func note(_ events: [ClientEvent]) {
        let isComplete = notes.withLock { notes in
            for event in events { notes.note(event) }
            return notes.incoming.count >= CycleStep.incoming.count
        }
        if isComplete { everyIncoming.decide(()) }
    }

    /// The gateway answered a sign of life.
    func noteSignOfLife() {
        notes.withLock { $0.signsOfLife += 1 }
        alive.decide(())
    }

    func note(_ events: [ReceiverEvent]) {
        notes.withLock { notes in
            for event in events { notes.note(event) }
        }
    }
}

extension CycleWitness.Notes {
    fileprivate mutating func note(_ event: ClientEvent) {
        switch event {
        case .incoming(let message): incoming.append(message.text ?? "")
        case .report: reports += 1
        case .orphan(let report): oddities.append("an orphan report \(report.raw) for \(report.recipient)")
        case .lateReport(let place, _): oddities.append("a late report for \(place.recipientNumber)")
        case .duplicateReport(let place, _): oddities.append("a second report for \(place.recipientNumber)")
        case .contradiction(let place, _): oddities.append("a contradiction for \(place.recipientNumber)")
        case .repeatedSegment(let segment): oddities.append("segment \(segment.number) came again")
        case .malformedReport: oddities.append("a report that cannot be read")
        case .incomplete: oddities.append("an incoming message without its end")
        case .anomaly(_, let anomaly): oddities.append("the client's end: \(anomaly)")
        case .boundReached(let bound): oddities.append("the client's end: \(bound.rawValue) at its bound")
        default: break
        }
    }

    fileprivate mutating func note(_ event: ReceiverEvent) {
        switch event {
        case .login(let login) where login.result == 0: account = login.account
        case .login(let login): oddities.append("a login was refused with \(login.result)")
        case .message(let message): received.append(message.text ?? "")
        case .incomplete: oddities.append("the gateway got a message without its end")
        case .deadLetter(_, let reason): oddities.append("dead letter: \(reason)")
        case .undelivered(_, let reason): oddities.append("undelivered: \(reason)")
        case .repeated(_, _, let segment): oddities.append("segment \(segment.number) came again at the gateway")
        case .anomaly(_, let anomaly): oddities.append("the gateway's end: \(anomaly)")
        case .turnedAway(let record): oddities.append("the gateway turned away a connection: \(record.reason.rawValue)")
        case .notice(let text): oddities.append("the gateway: \(text)")
        case .submit, .report, .push, .closed: break
        }
    }
}
