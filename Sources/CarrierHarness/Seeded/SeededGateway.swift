import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

/// The gateway's end of a seeded cycle, with a book of what it did to each segment at each receiver.
struct SeededGateway<Profile: CarrierProfile> {
    typealias Link = SeededLink<Profile.Vocabulary>

    /// What was done to one segment at one receiver.
    private struct Entry {
        var isAccepted = false
        var isRefused = false
        /// The state of the report that was sent at least once.
        var reported: DeliveryState?
    }

    private enum Cargo {
        case report(DeliveryReport, Submission, envelope: CarrierMessageID)
        case push(InboundSegment, text: String)
    }

    private struct Parcel {
        var cargo: Cargo
        var attempts = 0
    }

    private let binding: Profile.Binding
    private let reportsReturn: Bool
    private var random: SeededGenerator
    /// By the receiver's number without its country code, which some protocols add.
    private var book: [String: [Int: Entry]] = [:]
    private var serial: UInt32 = 0
    /// What is due later, unordered.
    private var waiting: [(moment: Moment, parcel: Parcel)] = []
    private var ready: [Parcel] = []
    private var underway: [UInt64: Parcel] = [:]
    private var nextTag: UInt64 = 1
    /// Texts of pushed messages of which every segment was taken.
    private var openSegments: [String: Int] = [:]
    private var taken: Set<String> = []
    private var complaints: [String] = []

    /// - Parameter reportsReturn: reports go over the connections that the gateway dials, and over no other.
    init(_ binding: Profile.Binding, reportsReturn: Bool, seed: UInt64) {
        self.binding = binding
        self.reportsReturn = reportsReturn
        random = SeededGenerator(seed: seed ^ 0x5A5A)
    }

    var hasReady: Bool { !ready.isEmpty }
    var nextMoment: Moment? { waiting.map(\.moment).min() }

    /// Draws what subscribers send.
    mutating func plan(pushes count: Int, from start: Moment) {
        for index in 0..<count {
            let moment = start + .milliseconds(Int64(random.below(900_000)))
            let text = String(repeating: "上", count: [3, 70, 135][random.below(3)]) + "\(index)"
            let segmenter = Segmenter(limits: binding.segmentLimits)
            guard
                let segments = try? segmenter.segment(
                    text, coding: .ucs2, messageClass: nil, reference: .octet(UInt8(index)), elements: [])
            else {
                complaints.append("a push cannot be cut")
                continue
            }
            openSegments[text] = segments.segmentCount
            for segment in segments.segments {
                serial &+= 1
                let inbound = InboundSegment(
                    id: binding.makeID(at: moment, serial: serial, gateway: 1), from: "13900139000", to: "10690001",
                    coding: segments.dataCoding, hasHeader: segment.headerLength > 0, content: segment.content)
                waiting.append((moment, Parcel(cargo: .push(inbound, text: text))))
            }
        }
    }

    mutating func advance(to now: Moment) {
        guard waiting.contains(where: { $0.moment <= now }) else { return }
        ready += waiting.filter { $0.moment <= now }.map(\.parcel)
        waiting.removeAll { $0.moment <= now }
    }

    mutating func take(_ event: Link.Pair.Event, _ link: inout Link, at now: Moment) {
        switch event {
        case .request(let message, let token): judge(message, token, &link, at: now)
        case .response(_, let exchange):
            guard let parcel = underway.removeValue(forKey: exchange.tag) else {
                return complaints.append("a report was answered twice")
            }
            if case .push(_, let text) = parcel.cargo { land(text) }
        case .failed(let exchange, _):
            guard var parcel = underway.removeValue(forKey: exchange.tag) else {
                return complaints.append("a report failed twice")
            }
            parcel.attempts += 1
            if parcel.attempts < 6 { ready.append(parcel) }
        case .opened, .closed, .furtherResponse, .alive, .anomaly: break
        }
    }

    private mutating func land(_ text: String) {
        openSegments[text, default: 0] -= 1
        if openSegments[text] == 0 { taken.insert(text) }
    }

    mutating func send(over link: inout Link, at now: Moment) -> Bool {
        let side = link.gatewaySide
        var sent = false
        while link.pair[side].stateName == .open, let parcel = ready.first {
            guard link.pair[side].requestsInFlight < link.pair[side].limits.windowSize else { break }
            ready.removeFirst()
            do {
                try link.pair[side].submit(message(parcel.cargo), tag: nextTag, at: now)
            } catch {
                complaints.append("a report cannot be sent: \(error)")
                continue
            }
            note(parcel.cargo)
            underway[nextTag] = parcel
            nextTag &+= 1
            sent = true
        }
        return sent
    }

    private func message(_ cargo: Cargo) throws -> Profile.Vocabulary.Message {
        switch cargo {
        case .report(let report, let submission, let envelope):
            try binding.report(report, for: submission, envelope: envelope)
        case .push(let segment, _): try binding.deliver(segment)
        }
    }

    private mutating func note(_ cargo: Cargo) {
        guard case .report(let report, let submission, _) = cargo else { return }
        let receiver = PhoneNumber.normalized(report.receiver)
        book[receiver, default: [:]][Self.segment(of: submission), default: Entry()].reported = report.state
    }

    // MARK: Submits

    private mutating func judge(
        _ message: Profile.Vocabulary.Message, _ token: ReplyToken, _ link: inout Link, at now: Moment
    ) {
        guard let submission = binding.submission(message, sequence: token.sequence) else {
            return complaints.append("a request that is no submit")
        }
        let isRefused = random.below(12) == 0
        let first = serial &+ 1
        serial &+= UInt32(truncatingIfNeeded: submission.destinations.count)
        let id =
            binding.identity(of: message, sequence: token.sequence)
            ?? binding.makeID(at: now, serial: first, gateway: 1)
        let code = isRefused ? binding.codes.structure : 0
        let segment = Self.segment(of: submission)
        for receiver in submission.destinations.map(PhoneNumber.normalized) {
            if isRefused {
                book[receiver, default: [:]][segment, default: Entry()].isRefused = true
            } else {
                book[receiver, default: [:]][segment, default: Entry()].isAccepted = true
            }
        }
        let isEarly = random.below(6) == 0
        if !isRefused, submission.wantsReport { report(on: submission, id, isEarly: isEarly, at: now) }
        if isEarly { advance(to: now) }
        // Before the response, where the submit's own connection carries reports; otherwise they race it on the other.
        if isEarly, link.isReturn == reportsReturn, random.below(2) == 0 { _ = send(over: &link, at: now) }
        // A session that is over takes no reply: the provider does not know, and must say so.
        try? link.pair[link.gatewaySide].reply(
            binding.submitResponse(to: message, id: id, code: code), to: token, at: now)
    }

    private mutating func report(
        on submission: Submission, _ id: CarrierMessageID, isEarly: Bool, at now: Moment
    ) {
        for (index, receiver) in submission.destinations.enumerated() {
            let draw = random.below(20)
            if draw == 0 { continue }
            let state = draw < 4 ? DeliveryState.undelivered : .delivered
            let report = DeliveryReport(
                messageID: binding.id(id, advancedBy: index), receiver: receiver, state: state,
                raw: binding.word(for: state), submitTime: binding.reportTime(now), doneTime: binding.reportTime(now))
            serial &+= 1
            let envelope = binding.makeID(at: now, serial: serial, gateway: 1)
            let moment = isEarly ? now : now + .milliseconds(Int64(random.below(120_000)))
            waiting.append((moment, Parcel(cargo: .report(report, submission, envelope: envelope))))
        }
    }

    /// The segment's number as its header says it.
    private static func segment(of submission: Submission) -> Int {
        guard submission.hasHeader else { return 1 }
        let data = UserData(content: submission.content, hasHeader: true)
        return Int(data.header?.concatenation?.number ?? 1)
    }

    // MARK: The book

    /// What the provider's outcomes say that is not in the book.
    func violations(against provider: SeededProvider<Profile>) -> [String] {
        var found = complaints
        for outcome in provider.outcomes {
            let entries = book[PhoneNumber.normalized(outcome.receiver)] ?? [:]
            let segments = outcome.segments.map { entries[$0.number] ?? Entry() }
            let isTrue =
                switch outcome.result {
                case .delivered: segments.allSatisfy { $0.isAccepted && $0.reported == .delivered }
                case .accepted: segments.allSatisfy { $0.isAccepted }
                case .failed:
                    segments.contains { $0.isRefused || ($0.reported ?? .delivered) != .delivered }
                        || outcome.segments.contains { $0.fate == .notSent }
                case .unknown: outcome.segments.contains { $0.fate == .unanswered || $0.fate == .noReport }
                }
            if !isTrue {
                found.append("\(outcome.result) at \(outcome.receiver), and the gateway's book says otherwise")
            }
        }
        for text in taken where !provider.incoming.contains(text) {
            found.append("an incoming message of \(text.count) characters was acknowledged and lost")
        }
        if !underway.isEmpty { found.append("\(underway.count) reports never ended") }
        return found
    }
}
