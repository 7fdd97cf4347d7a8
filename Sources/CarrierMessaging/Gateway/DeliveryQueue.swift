import CarrierSession
import CarrierWire
import SMSText

/// A report or a segment of an incoming message that an account is owed.
struct PendingDelivery: Sendable {
    enum Content: Sendable {
        case report(PendingReport)
        /// A report that the owner worded by itself.
        case worded(WordedReport)
        case segment(PendingMessage, index: Int, id: CarrierMessageID)

        var isReport: Bool { if case .segment = self { false } else { true } }
    }

    var number: UInt64
    var account: Int
    var enteredAt: Moment
    var wasSent = false
    var content: Content
}

/// A report as it waits: no String, no reference, so that millions may.
struct PendingReport: Sendable {
    var id: CarrierMessageID
    var envelope: CarrierMessageID
    var recipient: OctetString
    var origin: SubmitOrigin
    /// The carrier's word; empty for the protocol's own.
    var word: OctetString
    var errorCode: OctetString
    var state: DeliveryState
    var submittedAt: Moment
    var doneAt: Moment
}

/// A report that the owner worded by itself, shared by its copies.
final class WordedReport: Sendable {
    let report: DeliveryReport
    let submit: ReportedSubmit
    let envelope: CarrierMessageID

    init(_ report: DeliveryReport, _ submit: ReportedSubmit, _ envelope: CarrierMessageID) {
        self.report = report
        self.submit = submit
        self.envelope = envelope
    }
}

/// An incoming message, shared by its segments.
final class PendingMessage: Sendable {
    let message: IncomingMessage
    let segments: SegmentedMessage
    let key: String?

    init(_ message: IncomingMessage, _ segments: SegmentedMessage, key: String?) {
        self.message = message
        self.segments = segments
        self.key = key
    }
}

/// What one account is owed and nobody carries at the moment. What came back goes out first.
struct DeliveryQueue: Sendable {
    private struct Lane: Sendable {
        var returned = Ring<PendingDelivery>()
        var waiting = Ring<PendingDelivery>()

        var count: Int { returned.count + waiting.count }
        var first: PendingDelivery? { returned.first ?? waiting.first }
        var oldest: Moment? {
            guard let one = returned.first?.enteredAt else { return waiting.first?.enteredAt }
            guard let other = waiting.first?.enteredAt else { return one }
            return min(one, other)
        }

        mutating func popFirst() -> PendingDelivery? { returned.popFirst() ?? waiting.popFirst() }
    }

    private struct Later: Sendable {
        var moment: Moment
        /// What its last sending was called: its answer may still come.
        var tag: UInt64
        var delivery: PendingDelivery
    }

    private var reports = Lane()
    private var segments = Lane()
    /// Unanswered deliveries that pause before they are sent again, in the order of their moments.
    private var later = Ring<Later>()
    private var takesSegmentNext = false

    /// Deliveries that could go out now.
    var readyCount: Int { reports.count + segments.count }
    /// All of them.
    var count: Int { readyCount + later.count }

    /// Deliveries that a channel with this traffic could carry now.
    func readyCount(for traffic: ChannelTraffic) -> Int {
        (traffic.contains(.report) ? reports.count : 0) + (traffic.contains(.deliver) ? segments.count : 0)
    }

    /// What a channel would have to carry to take what is ready.
    var readyTraffic: ChannelTraffic {
        var traffic: ChannelTraffic = []
        if reports.count > 0 { traffic.insert(.report) }
        if segments.count > 0 { traffic.insert(.deliver) }
        return traffic
    }

    /// Adds a new delivery.
    mutating func append(_ delivery: PendingDelivery) {
        if delivery.content.isReport { reports.waiting.append(delivery) } else { segments.waiting.append(delivery) }
    }

    /// Adds a delivery that was on a channel already: it goes out before the others.
    mutating func putBack(_ delivery: PendingDelivery) {
        if delivery.content.isReport { reports.returned.append(delivery) } else { segments.returned.append(delivery) }
    }

    /// Adds a delivery that is to go out again, not before `moment`; moments come in order.
    mutating func append(_ delivery: PendingDelivery, sentAs tag: UInt64, notBefore moment: Moment) {
        later.append(Later(moment: moment, tag: tag, delivery: delivery))
    }

    /// Takes the delivery that pauses because its sending under this tag stayed unanswered.
    mutating func takeUnanswered(_ tag: UInt64) -> PendingDelivery? {
        for place in 0..<later.count {
            guard let entry = later[place], entry.tag == tag else { continue }
            later.keep { $0.tag != tag }
            return entry.delivery
        }
        return nil
    }

    /// Takes a delivery that a channel with this traffic can carry: reports and segments in turns.
    mutating func take(for traffic: ChannelTraffic) -> PendingDelivery? {
        let segment = traffic.contains(.deliver) && segments.count > 0
        let report = traffic.contains(.report) && reports.count > 0
        guard segment || report else { return nil }
        defer { takesSegmentNext.toggle() }
        return segment && (takesSegmentNext || !report) ? segments.popFirst() : reports.popFirst()
    }

    /// Takes one that has been tried, or has waited, since `moment` or longer.
    mutating func takeEntered(by moment: Moment) -> PendingDelivery? {
        if let first = reports.returned.first, first.enteredAt <= moment { return reports.returned.popFirst() }
        if let first = reports.waiting.first, first.enteredAt <= moment { return reports.waiting.popFirst() }
        if let first = segments.returned.first, first.enteredAt <= moment { return segments.returned.popFirst() }
        if let first = segments.waiting.first, first.enteredAt <= moment { return segments.waiting.popFirst() }
        return nil
    }

    /// Takes any, the ones that pause included: for the end.
    mutating func takeAny() -> PendingDelivery? {
        reports.popFirst() ?? segments.popFirst() ?? later.popFirst()?.delivery
    }

    /// Lets those go out whose pause is over. True when there were any.
    mutating func wake(at now: Moment) -> Bool {
        var isAny = false
        while let first = later.first, first.moment <= now, let next = later.popFirst() {
            putBack(next.delivery)
            isAny = true
        }
        return isAny
    }

    /// When the next pause is over.
    var nextRepush: Moment? { later.first?.moment }

    /// When the oldest of those that could go out began.
    var oldestEntry: Moment? {
        guard let report = reports.oldest else { return segments.oldest }
        guard let segment = segments.oldest else { return report }
        return min(report, segment)
    }
}
