import CarrierMessaging
import CarrierSession
import CarrierWire
import SMSText

/// What a scripted owner knows. Of a connection that is gone nothing is kept but what its account is owed.
struct ScriptState: Sendable {
    /// What was decided about a submit, until its event comes.
    struct Planned: Sendable {
        enum Kind: Sendable {
            case first
            /// A repetition of a submit whose response was dropped.
            case again(DroppedSubmits.Answer)
            /// Read behind the cut of its connection: nobody looks at it.
            case afterCut
        }

        var plan = SubmitPlan()
        var kind = Kind.first
        var isThrottled = false
        /// The connection is cut when this one is dealt with.
        var cuts = false

        var isAfterCut: Bool { if case .afterCut = kind { true } else { false } }
    }

    struct Channel: Sendable {
        var peer: SocketAddress?
        var account = ""
        var version = ""
        /// The SP dialled; otherwise the gateway did.
        var isServing = false
        var isOpen = false
    }

    /// A report that is due some time.
    struct Report: Sendable {
        var id: CarrierMessageID
        var recipient: String
        var account: String
        var origin: ChannelID
        var state: DeliveryState
        var word: String?
        var isElsewhere = false
        /// The second of a report that goes out twice.
        var isCopy = false
        /// What the gateway does not remember: of a submit without an answer, and of one that was reported already.
        var worded: Worded?
        /// The id of the message that carries it, where the script chooses one.
        var envelope: CarrierMessageID?
    }

    /// What a report needs to know of its submit.
    final class Worded: Sendable {
        let submit: ReportedSubmit
        let submittedAt: Moment

        init(_ submission: Submission, at moment: Moment) {
            submit = ReportedSubmit(submission)
            submittedAt = moment
        }
    }

    /// A decision that is told later.
    struct Answer: Sendable {
        var ticket: SubmitTicket
        var channel: ChannelID
        var code: UInt32
    }

    enum Due: Sendable {
        case report(Report)
        case answer(Answer)
    }

    enum Owed: Sendable {
        case report(Report)
        case push(ReceiverScript.Push)
    }

    let adapter: any GatewayAdapter
    let script: ReceiverScript
    let isHeard: Bool
    /// The gateway's number in the ids that it makes.
    let gateway: UInt32
    private let throttleCode: UInt32
    private var generator: SeededGenerator
    private var ordinal = 0
    var envelopes: MessageIDSource
    private var submitsOf: [ChannelID: Int] = [:]

    var plans: [SubmitTicket: Planned] = [:]
    var channels: [ChannelID: Channel] = [:]
    /// The channels that the accounts' SPs have open, in the order of their logins.
    var open: [String: [ChannelID]] = [:]
    var dropped = DroppedSubmits()
    var due = DueQueue<Due>()
    var reportsDue = 0
    /// Answers that wait for the end of a report.
    var held: [DeliveryNumber: Answer] = [:]
    /// What the gateway was given and has not ended.
    var owed: [DeliveryNumber: Owed] = [:]
    var counts = ReceiverCounters()
    var checker = ReceiverChecker()
    var isClosing = false {
        didSet { checker.isClosing = isClosing }
    }

    private var told: [ReceiverEvent] = []
    var cuts: [ChannelID] = []

    init(_ adapter: any GatewayAdapter, _ script: ReceiverScript, _ options: GatewayOptions, isHeard: Bool) {
        self.adapter = adapter
        self.script = script
        throttleCode = options.throttleCode ?? adapter.codes.throttled
        gateway = options.gateway
        self.isHeard = isHeard
        envelopes = MessageIDSource(capacity: adapter.idCapacity)
        generator = SeededGenerator(seed: script.seed)
    }

    /// Notes an event, which is made only when somebody listens.
    mutating func tell(_ event: () -> ReceiverEvent) {
        if isHeard { told.append(event()) }
    }

    /// What is to be told, which connections are to be cut, when something is due, and whether the end may come.
    mutating func takeOutput() -> ([ReceiverEvent], [ChannelID], Moment?, Bool) {
        defer { (told, cuts) = ([], []) }
        return (told, cuts, due.nextDeadline, isClosing && due.count == 0 && plans.isEmpty)
    }

    func counters(with core: GatewayCounters) -> ReceiverCounters {
        var counters = counts
        counters.connections = core.connections
        counters.answered = core.answered
        counters.cutOff = core.cutOff
        counters.deferred = core.deferred
        counters.awaitingAnswer = core.undecided + core.unsent
        counters.waiting = reportsDue + owed.count
        return counters
    }

    // MARK: - Deciding

    /// Decides about a submit; nil when more than an answer at once is to be done.
    mutating func decide(_ request: SubmitRequest) -> SubmitDecision? {
        var planned = Planned()
        defer { plans[request.ticket] = planned }
        if let limit = script.faults.closeAfter {
            let count = submitsOf[request.channel, default: 0] + 1
            submitsOf[request.channel] = count
            if count > limit {
                planned.kind = .afterCut
                return nil
            }
            planned.cuts = count == limit
        }
        if let answer = dropped.answer(to: request) {
            planned.kind = .again(answer)
            if script.faults.dropEvery == 1 { return .ignore }
            dropped.forget(request)
            return answer.code == 0 ? .acceptAs(answer.id) : .refuse(answer.code)
        }
        ordinal += 1
        var plan = script.plan(for: ordinal, &generator)
        if isClosing || due.count + plans.count >= script.maximumDue {
            plan.code = throttleCode
            planned.isThrottled = true
        }
        script.exception?(request.submission, &plan)
        planned.plan = plan
        if plan.dropsResponse || plan.responseDelay > .zero || isEarly(plan, request.submission) { return nil }
        return plan.code == 0 ? .accept : .refuse(plan.code)
    }

    private func isEarly(_ plan: SubmitPlan, _ submission: Submission) -> Bool {
        plan.isReportEarly && reportedState(plan, submission) != nil
    }

    /// The state that a submit is to be reported with; nil when it is not.
    func reportedState(_ plan: SubmitPlan, _ submission: Submission) -> DeliveryState? {
        guard plan.code == 0, let state = plan.report, submission.wantsReport(of: state) else { return nil }
        return state
    }

    mutating func forget(_ channel: ChannelID) {
        submitsOf[channel] = nil
        dropped.forget(channel)
        guard let gone = channels.removeValue(forKey: channel) else { return }
        open[gone.account]?.removeAll { $0 == channel }
        if open[gone.account]?.isEmpty == true { open[gone.account] = nil }
    }
}

/// Submits whose response was dropped on purpose, so that a repetition gets the same answer and no second report.
struct DroppedSubmits: Sendable {
    struct Answer: Sendable {
        var submission: Submission
        var id: CarrierMessageID
        var code: UInt32
    }

    private struct Name: Hashable, Sendable {
        var channel: ChannelID
        var sequence: SequenceKey
    }

    /// Submits remembered; of more the oldest are forgotten, and a repetition of one of those is a new submit.
    static let capacity = 4096

    private var answers: [Name: Answer] = [:]
    private var order = Ring<Name>()

    mutating func remember(_ request: SubmitRequest, id: CarrierMessageID, code: UInt32) {
        let name = Name(channel: request.channel, sequence: request.sequence)
        answers[name] = Answer(submission: request.submission, id: id, code: code)
        order.append(name)
        while order.count > Self.capacity, let oldest = order.popFirst() { answers[oldest] = nil }
    }

    /// The answer to a repetition: the same submit under the same number.
    func answer(to request: SubmitRequest) -> Answer? {
        if answers.isEmpty { return nil }
        let answer = answers[Name(channel: request.channel, sequence: request.sequence)]
        return answer?.submission == request.submission ? answer : nil
    }

    mutating func forget(_ request: SubmitRequest) {
        answers[Name(channel: request.channel, sequence: request.sequence)] = nil
    }

    mutating func forget(_ channel: ChannelID) {
        if order.isEmpty { return }
        answers = answers.filter { $0.key.channel != channel }
        order.keep { $0.channel != channel }
    }
}
