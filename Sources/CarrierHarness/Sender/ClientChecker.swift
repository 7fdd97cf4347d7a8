import CarrierMessaging

/// Something that happened twice, or never, or to nothing.
public struct ClientViolation: Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Kind: String, Hashable, Sendable {
        case answeredTwice = "a segment was answered twice"
        case answerToNothing = "an answer to what was not sent or is over"
        case notAnswered = "a segment was never answered"
        case secondOutcome = "an outcome for what had one or was not sent"
        case noOutcome = "no outcome"
        case reportOnNothing = "a report was credited to what was not sent"
        case countersDiffer = "the client counted otherwise than it told"
    }

    /// What is wrong.
    public var kind: Kind
    /// The message's number; zero where no single message is concerned.
    public var message: UInt64
    /// The recipient's index, the segment, or what else helps to find the fault.
    public var detail: String

    /// One line.
    public var description: String {
        (message > 0 ? "message \(message) " : "") + (detail.isEmpty ? "" : "(\(detail)) ") + kind.rawValue
    }
}

/// Proves that a client gives every message and recipient exactly one outcome: an observer of its events that keeps
/// identities of its own and trusts none of the client's counters.
///
/// Numbers are dense and mostly end in order, so an open message is a slot of a ring; the few that stay open while
/// thousands come and go move into a table, and memory follows what is open.
public struct ClientChecker: Sendable {
    /// What was told. A *place* is one segment at one recipient.
    public struct Counts: Hashable, Sendable {
        /// Messages ordered.
        public var messages: UInt64 = 0
        /// Outcomes owed: messages times recipients.
        public var owed: UInt64 = 0
        /// Outcomes told: every segment was delivered.
        public var delivered: UInt64 = 0
        /// Outcomes told: a segment was refused or will not arrive.
        public var failed: UInt64 = 0
        /// Outcomes told: nobody knows.
        public var unknown: UInt64 = 0
        /// Outcomes told of messages without report: every segment was accepted.
        public var accepted: UInt64 = 0
        /// Outcomes told of messages of which nothing was sent.
        public var notSent: UInt64 = 0
        /// Places of messages that were begun and have their outcome.
        public var places: UInt64 = 0
        /// Places that were told as accepted, refused, or not answered for good.
        public var answers: UInt64 = 0
        /// Reports told, of every readable kind.
        public var reports: UInt64 = 0
        /// Segments of incoming messages, in messages told or repeated.
        public var inboundSegments: UInt64 = 0

        public init() {}

        /// Outcomes told.
        public var outcomes: UInt64 { delivered &+ failed &+ unknown &+ accepted &+ notSent }
    }

    /// One message.
    private struct Entry: Sendable {
        enum State: UInt8 { case untouched, open, over }
        var state = State.untouched
        /// The flags of the first place; most messages have no other.
        var first: UInt8 = 0
        var segments: Int32 = 1
        var open: Int32 = 0
        var rest: [UInt8] = []

        static let answered: UInt8 = 1
        /// At a recipient's first segment: it has its outcome.
        static let closed: UInt8 = 2

        subscript(place: Int) -> UInt8 {
            get { place == 0 ? first : rest[place &- 1] }
            set { if place == 0 { first = newValue } else { rest[place &- 1] = newValue } }
        }

        mutating func begin(_ content: MessageContent) {
            state = .open
            segments = Int32(clamping: content.segmentCount)
            open = Int32(clamping: content.recipientCount)
            let places = content.recipientCount &* content.segmentCount
            if places > 1 { rest = Array(repeating: 0, count: places &- 1) }
        }
    }

    /// What was told.
    public private(set) var counts = Counts()
    /// Violations found; the first hundred are in `violations`.
    public private(set) var violationCount = 0
    /// The first hundred violations.
    public private(set) var violations: [ClientViolation] = []
    /// True when each segment is told of too (``ClientOptions/tellsSegments``); otherwise outcomes alone are checked.
    private let seesSegments: Bool

    private var ring: [Entry] = Array(repeating: Entry(), count: 64)
    /// The oldest number in the ring, and the one behind the youngest.
    private var base: UInt64 = 1
    private var next: UInt64 = 1
    /// Messages that the ring moved past and that are not over.
    private var late: [UInt64: Entry] = [:]
    /// Numbers below this were ordered; they are given without gaps.
    private var ordered: UInt64 = 1
    private var lastOrder: (numbers: Range<UInt64>, recipients: UInt64)?
    /// Numbers that were told as never begun.
    private var dropped: [Range<UInt64>] = []
    /// The longest the ring gets; what is older then moves into the table.
    private static let longestRing = 1 << 16
    private static let kept = 100

    public init(seesSegments: Bool = true) { self.seesSegments = seesSegments }

    /// Messages that were told of and are not over.
    public var openMessages: Int { late.values.count { $0.state == .open } + ring.count { $0.state == .open } }

    /// Messages were ordered; to be told before any of their events.
    public mutating func submitted(_ numbers: Range<UInt64>, recipients: Int) {
        counts.messages &+= UInt64(numbers.count)
        counts.owed &+= UInt64(numbers.count) &* UInt64(max(0, recipients))
        lastOrder = (numbers, UInt64(max(0, recipients)))
        ordered = max(ordered, numbers.upperBound)
    }

    /// The last order was not taken after all.
    public mutating func takeBackLastOrder() {
        guard let order = lastOrder else { return }
        lastOrder = nil
        ordered = order.numbers.lowerBound
        counts.messages &-= UInt64(order.numbers.count)
        counts.owed &-= UInt64(order.numbers.count) &* order.recipients
    }

    // MARK: What is told

    /// Enters an event.
    public mutating func note(_ event: ClientEvent) {
        switch event {
        case .accepted(let place, _, _), .refused(let place, _): answer(place)
        case .unanswered(let place, _, sentAgain: false): answer(place)
        case .outcome(let outcome): close(outcome)
        case .neverBegun(let content, let numbers): drop(content, numbers)
        case .report(let place, _):
            counts.reports &+= 1
            if !isOpen(place.number) { complain(.reportOnNothing, place.number, place.recipientNumber) }
        case .lateReport(let place, _), .duplicateReport(let place, _), .contradiction(let place, _):
            counts.reports &+= 1
            if !isOrdered(place.number) { complain(.reportOnNothing, place.number, place.recipientNumber) }
        case .orphan: counts.reports &+= 1
        case .incoming(let message): counts.inboundSegments &+= UInt64(message.parts.count)
        case .incomplete(let inbound): counts.inboundSegments &+= UInt64(inbound.message.parts.count)
        case .repeatedSegment: counts.inboundSegments &+= 1
        default: break
        }
    }

    private mutating func answer(_ place: MessagePlace) {
        counts.answers &+= 1
        let index = place.recipient &* place.segmentCount &+ place.segment
        let isFirst = change(place.number, place.content) { entry in
            guard index <= entry.rest.count else { return false }
            defer { entry[index] |= Entry.answered }
            return entry[index] & Entry.answered == 0
        }
        switch isFirst {
        case nil: complain(.answerToNothing, place.number, place.recipientNumber)
        case false?: complain(.answeredTwice, place.number, "\(place.recipientNumber), segment \(place.segment + 1)")
        case true?: break
        }
    }

    private mutating func close(_ outcome: RecipientOutcome) {
        switch outcome.result {
        case .delivered: counts.delivered &+= 1
        case .failed: counts.failed &+= 1
        case .unknown: counts.unknown &+= 1
        case .accepted: counts.accepted &+= 1
        case .notSent: counts.notSent &+= 1
        }
        counts.places &+= UInt64(outcome.content.segmentCount)
        // A segment that was never answered has an end of its own only where the carrier took all others.
        let mustBeAnswered = seesSegments && (outcome.result == .delivered || outcome.result == .accepted)
        var isAnswered = true
        let isFirst = change(outcome.number, outcome.content) { entry in
            let first = outcome.recipient &* Int(entry.segments)
            guard first <= entry.rest.count, entry[first] & Entry.closed == 0 else { return false }
            entry[first] |= Entry.closed
            entry.open &-= 1
            if entry.open == 0 { entry.state = .over }
            if mustBeAnswered {
                isAnswered = (first..<first &+ Int(entry.segments)).allSatisfy { entry[$0] & Entry.answered != 0 }
            }
            return true
        }
        if isFirst != true { complain(.secondOutcome, outcome.number, outcome.recipientNumber) }
        if !isAnswered { complain(.notAnswered, outcome.number, outcome.recipientNumber) }
        moveOn(outcome.number)
    }

    private mutating func drop(_ content: MessageContent, _ numbers: Range<UInt64>) {
        counts.notSent &+= UInt64(numbers.count) &* UInt64(content.recipientCount)
        // What was told of before has, or gets, outcomes of its own.
        let known = numbers.clamped(to: 0..<max(next, 1))
        for number in known.prefix(Self.kept) where !isUntouched(number) { complain(.secondOutcome, number, "") }
        if dropped.contains(where: { $0.overlaps(numbers) }) || !isOrdered(numbers.upperBound &- 1) {
            complain(.secondOutcome, numbers.lowerBound, "never begun")
        }
        dropped.append(numbers)
    }

    // MARK: Entries

    private func slot(_ number: UInt64) -> Int { Int(truncatingIfNeeded: number) & (ring.count &- 1) }

    private func isOrdered(_ number: UInt64) -> Bool { number > 0 && number < ordered }

    private func isOpen(_ number: UInt64) -> Bool {
        if number >= base { return number < next && ring[slot(number)].state == .open }
        return late[number]?.state == .open
    }

    private func isUntouched(_ number: UInt64) -> Bool {
        if number >= base { return number >= next || ring[slot(number)].state == .untouched }
        return late[number]?.state == .untouched
    }

    /// Works on a message's entry; nil when it is over or was never ordered.
    private mutating func change(
        _ number: UInt64, _ content: MessageContent, _ body: (inout Entry) -> Bool
    ) -> Bool? {
        if number >= next {
            guard isOrdered(number) else { return nil }
            reach(number)
        }
        if number < base {
            guard var entry = late[number] else { return nil }
            if entry.state == .untouched { entry.begin(content) }
            let result = body(&entry)
            late[number] = entry.state == .over ? nil : entry
            return result
        }
        let slot = slot(number)
        switch ring[slot].state {
        case .over: return nil
        case .untouched: ring[slot].begin(content)
        case .open: break
        }
        return body(&ring[slot])
    }

    /// Makes the ring reach a number.
    private mutating func reach(_ number: UInt64) {
        if number &- next > UInt64(Self.longestRing) {
            // So far ahead that nothing between is under way.
            while base < next { moveOut() }
            base = number
            next = number
        }
        while number &- base >= UInt64(ring.count) {
            if ring.count < Self.longestRing { grow() } else { moveOut() }
        }
        next = number &+ 1
    }

    private mutating func grow() {
        var larger = Array(repeating: Entry(), count: ring.count &* 2)
        for number in base..<next {
            larger[Int(truncatingIfNeeded: number) & (larger.count &- 1)] = ring[slot(number)]
        }
        ring = larger
    }

    /// Moves the oldest entry out of the ring.
    private mutating func moveOut() {
        let slot = slot(base)
        if ring[slot].state != .over { late[base] = ring[slot] }
        ring[slot] = Entry()
        base &+= 1
        if next < base { next = base }
    }

    private mutating func moveOn(_ number: UInt64) {
        guard number == base else { return }
        while base < next, ring[slot(base)].state == .over {
            ring[slot(base)] = Entry()
            base &+= 1
        }
    }

    private mutating func complain(_ kind: ClientViolation.Kind, _ message: UInt64, _ detail: String) {
        violationCount += 1
        if violations.count < Self.kept {
            violations.append(ClientViolation(kind: kind, message: message, detail: detail))
        }
    }
}

extension ClientChecker {
    /// The end: what is open now has no outcome, and the client must have counted what it told.
    public mutating func balance(against counters: ClientCounters) {
        while base < next { moveOut() }
        for (number, entry) in late.sorted(by: { $0.key < $1.key }) {
            if entry.state == .untouched, dropped.contains(where: { $0.contains(number) }) { continue }
            complain(.noOutcome, number, entry.state == .untouched ? "never told of" : "\(entry.open) recipients")
        }
        late = [:]
        if counts.outcomes != counts.owed, violationCount == 0 {
            complain(.noOutcome, 0, "\(counts.owed) owed, \(counts.outcomes) given")
        }
        let own = [counts.delivered, counts.failed, counts.unknown, counts.accepted, counts.notSent]
        let its = [counters.delivered, counters.failed, counters.unknown, counters.accepted, counters.notSent]
        differ("outcomes \(own) told", own, its)
        differ("\(counts.reports) reports told", [counts.reports], [counters.reports], onlyIf: seesSegments)
        differ(
            "\(counts.inboundSegments) incoming segments told", [counts.inboundSegments], [counters.inboundSegments])
    }

    private mutating func differ(_ what: String, _ own: [UInt64], _ its: [UInt64], onlyIf isChecked: Bool = true) {
        if isChecked, own != its { complain(.countersDiffer, 0, "\(what), \(its) counted") }
    }
}
