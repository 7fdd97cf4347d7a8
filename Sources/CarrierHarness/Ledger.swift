import CarrierMessaging
import CarrierSession

/// Something that happened twice, or never, or to nothing.
public struct LedgerViolation: Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Kind: String, Hashable, Sendable {
        case answeredTwice = "a segment was answered twice"
        case answerToNothing = "an answer to what was not sent or is over"
        case notAnswered = "a segment was never answered"
        case secondOutcome = "an outcome for what had one or was not sent"
        case noOutcome = "no outcome"
        case reportOnNothing = "a report was credited to what was not sent"
        case requestsLost = "requests of the carrier led to nothing"
    }

    /// What is wrong.
    public var kind: Kind
    /// The message's number; zero where no message is concerned.
    public var message: UInt64
    /// The receiver, or what else helps to find the fault.
    public var detail: String

    /// One line.
    public var description: String {
        (message > 0 ? "message \(message) " : "") + (detail.isEmpty ? "" : "(\(detail)) ") + kind.rawValue
    }
}

/// Proves that every message has exactly one outcome: a checker that keeps its own books.
///
/// It is told what was submitted and what the sender says happened, and trusts none of the sender's counters. Each
/// segment is answered once per receiver: accepted, refused or unanswered. Each message and receiver has one outcome.
/// Each request of the carrier is one report (matched, late, duplicate, contradictory, orphan or malformed), one
/// segment of an incoming message, a repetition or something else. Messages that are over are forgotten, so that
/// memory follows what is open.
public struct Ledger: Sendable {
    /// What was counted. A *part* is one segment at one receiver.
    public struct Counts: Hashable, Sendable {
        /// Messages cut and submitted, or dropped before that.
        public var messages: UInt64 = 0
        /// Parts of messages that were cut into segments.
        public var parts: UInt64 = 0
        /// Parts that the carrier took.
        public var accepted: UInt64 = 0
        /// Parts that the carrier refused.
        public var refused: UInt64 = 0
        /// Parts without an answer.
        public var unanswered: UInt64 = 0
        /// Times that a part was put off because of the rate.
        public var postponed: UInt64 = 0
        /// Outcomes owed: messages times receivers, those included that were never cut into segments.
        public var owed: UInt64 = 0
        /// Outcomes: every segment was delivered.
        public var delivered: UInt64 = 0
        /// Outcomes: at least one segment failed or was refused.
        public var failed: UInt64 = 0
        /// Outcomes: no failure, but the fate of a segment is not known.
        public var unknown: UInt64 = 0
        /// Outcomes of messages without report that were accepted.
        public var acceptedMessages: UInt64 = 0
        /// Reports that counted.
        public var matchedReports: UInt64 = 0
        /// First reports that came after the outcome.
        public var lateReports: UInt64 = 0
        /// Reports that said again what had been reported.
        public var duplicateReports: UInt64 = 0
        /// Reports that said otherwise than the one that had counted.
        public var contradictoryReports: UInt64 = 0
        /// Reports on nothing that was sent.
        public var orphanReports: UInt64 = 0
        /// Reports that cannot be read.
        public var malformedReports: UInt64 = 0
        /// Subscribers' messages, whole.
        public var incoming: UInt64 = 0
        /// Subscribers' messages that were not completed.
        public var incomplete: UInt64 = 0
        /// Segments that went into either.
        public var incomingSegments: UInt64 = 0
        /// Segments that came again.
        public var repeatedSegments: UInt64 = 0
        /// Requests that the carrier sent.
        public var requests: UInt64 = 0

        public init() {}

        /// Outcomes given.
        public var outcomes: UInt64 { delivered &+ failed &+ unknown &+ acceptedMessages }
        /// Reports of every kind.
        public var reports: UInt64 {
            matchedReports &+ lateReports &+ duplicateReports &+ contradictoryReports &+ orphanReports
                &+ malformedReports
        }
    }

    /// One message that is not over.
    private struct Account: Sendable {
        let receivers: [String]
        let segments: Int
        /// Receiver by receiver, each segment.
        var answered: [Bool]
        var closed: [Bool]
        var open: Int
        /// Where the search for a receiver begins: they mostly come in order.
        var hint = 0

        mutating func find(_ receiver: String, _ isWanted: (Account, Int) -> Bool) -> Int? {
            for step in 0..<receivers.count {
                let index = (hint &+ step) % receivers.count
                if receivers[index] == receiver, isWanted(self, index) {
                    hint = index
                    return index
                }
            }
            return nil
        }
    }

    /// What was counted.
    public private(set) var counts = Counts()
    /// Violations found; the first hundred are in `violations`.
    public private(set) var violationCount = 0
    /// The first hundred violations.
    public private(set) var violations: [LedgerViolation] = []
    private var accounts: [UInt64: Account] = [:]
    private var highest: UInt64 = 0
    /// Violations that are kept.
    private static let kept = 100

    public init() {}

    /// Messages that are not over.
    public var openMessages: Int { accounts.count }

    // MARK: What was done

    /// A message was cut into segments and will be submitted.
    public mutating func submitted(_ number: UInt64, to receivers: [String], segments: Int) {
        highest = max(highest, number)
        counts.messages &+= 1
        counts.owed &+= UInt64(receivers.count)
        counts.parts &+= UInt64(receivers.count * segments)
        accounts[number] = Account(
            receivers: receivers, segments: segments,
            answered: Array(repeating: false, count: receivers.count * segments),
            closed: Array(repeating: false, count: receivers.count), open: receivers.count)
    }

    /// A message that was asked for will never be submitted; its outcomes follow.
    public mutating func dropped(_ number: UInt64, to receivers: [String]) {
        submitted(number, to: receivers, segments: 0)
    }

    /// The carrier sent a request other than those that the session answers.
    public mutating func received() { counts.requests &+= 1 }

    // MARK: What is said to have happened

    /// Enters an event.
    public mutating func note(_ event: MessengerEvent) {
        switch event {
        case .accepted(let place, _):
            counts.accepted &+= 1
            answer(place)
        case .refused(let place, _, _):
            counts.refused &+= 1
            answer(place)
        case .unanswered(let place, _):
            counts.unanswered &+= 1
            answer(place)
        case .postponed: counts.postponed &+= 1
        case .report(let place, _):
            counts.matchedReports &+= 1
            if accounts[place.message] == nil { complain(.reportOnNothing, place.message, place.receiver) }
        case .lateReport(let place, _):
            counts.lateReports &+= 1
            credit(place)
        case .duplicateReport(let place, _):
            counts.duplicateReports &+= 1
            credit(place)
        case .contradictoryReport(let place, _):
            counts.contradictoryReports &+= 1
            credit(place)
        case .orphan: counts.orphanReports &+= 1
        case .malformedReport: counts.malformedReports &+= 1
        case .outcome(let outcome): close(outcome)
        case .incoming(let message):
            counts.incoming &+= 1
            counts.incomingSegments &+= UInt64(message.parts.count)
        case .repeatedSegment: counts.repeatedSegments &+= 1
        case .incomplete(let inbound):
            counts.incomplete &+= 1
            counts.incomingSegments &+= UInt64(inbound.message.parts.count)
        }
    }

    private mutating func answer(_ place: SegmentPlace) {
        guard let slot = accounts.index(forKey: place.message) else {
            return complain(.answerToNothing, place.message, place.receiver)
        }
        let segment = place.segment - 1
        guard (0..<accounts.values[slot].segments).contains(segment) else {
            return complain(.answerToNothing, place.message, "segment \(place.segment)")
        }
        let found = accounts.values[slot].find(place.receiver) { account, index in
            !account.answered[index * account.segments + segment]
        }
        guard let found else { return complain(.answeredTwice, place.message, place.receiver) }
        accounts.values[slot].answered[found * accounts.values[slot].segments + segment] = true
    }

    private mutating func close(_ outcome: MessageOutcome) {
        switch outcome.result {
        case .delivered: counts.delivered &+= 1
        case .failed: counts.failed &+= 1
        case .unknown: counts.unknown &+= 1
        case .accepted: counts.acceptedMessages &+= 1
        }
        guard let slot = accounts.index(forKey: outcome.message),
            let found = accounts.values[slot].find(outcome.receiver, { account, index in !account.closed[index] })
        else { return complain(.secondOutcome, outcome.message, outcome.receiver) }
        accounts.values[slot].closed[found] = true
        accounts.values[slot].open -= 1
        guard accounts.values[slot].open == 0 else { return }
        if accounts.values[slot].answered.contains(false) { complain(.notAnswered, outcome.message, outcome.receiver) }
        accounts.remove(at: slot)
    }

    /// A report on a message that may be over: it must have been sent once.
    private mutating func credit(_ place: SegmentPlace) {
        if place.message == 0 || place.message > highest { complain(.reportOnNothing, place.message, place.receiver) }
    }

    private mutating func complain(_ kind: LedgerViolation.Kind, _ message: UInt64, _ detail: String) {
        violationCount += 1
        if violations.count < Ledger.kept {
            violations.append(LedgerViolation(kind: kind, message: message, detail: detail))
        }
    }

    // MARK: The balance

    /// Closes the books: what is open now has no outcome, and every request of the carrier must have led to something.
    ///
    /// - Parameter other: requests that are neither reports nor messages.
    public mutating func balance(other: Int) {
        for (number, account) in accounts.sorted(by: { $0.key < $1.key }) {
            for (index, receiver) in account.receivers.enumerated() where !account.closed[index] {
                complain(.noOutcome, number, receiver)
            }
        }
        accounts = [:]
        if counts.outcomes != counts.owed, violationCount == 0 {
            complain(.noOutcome, 0, "\(counts.owed) owed, \(counts.outcomes) given")
        }
        let explained = counts.reports &+ counts.incomingSegments &+ counts.repeatedSegments &+ UInt64(other)
        if explained != counts.requests {
            complain(.requestsLost, 0, "\(counts.requests) received, \(explained) accounted for")
        }
    }
}
