import CarrierMessaging
import CarrierSession

/// What both observed sessions pass on to the session behind them.
class ObservedSession: SessionIO {
    private let io: any SessionIO
    let number: Int
    unowned let checker: SimulationChecker
    /// Its `.closed` has been taken.
    final var isClosed = false

    init(_ io: any SessionIO, _ number: Int, _ checker: SimulationChecker) {
        self.io = io
        self.number = number
        self.checker = checker
    }

    final var observer: (any SessionObserver)? {
        get { io.observer }
        set { io.observer = newValue }
    }
    final func open(at moment: Moment) { io.open(at: moment) }
    final func receive(
        capacity: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int
    ) -> Int { io.receive(capacity: capacity, at: moment, portion: portion, read) }
    final var hasUnservedInput: Bool { io.hasUnservedInput }
    final func proceed(at moment: Moment, portion: Int) { io.proceed(at: moment, portion: portion) }
    final var wantsInput: Bool { io.wantsInput }
    final var outputCount: Int { io.outputCount }
    final func withOutput(_ body: (UnsafeRawBufferPointer) -> Int) { io.withOutput(body) }
    final var nextDeadline: Moment? { io.nextDeadline }
    final func advance(to moment: Moment) { io.advance(to: moment) }
    final func endOfInput(at moment: Moment, errno: Int32?) { io.endOfInput(at: moment, errno: errno) }
    final func close(at moment: Moment) { io.close(at: moment) }
    final func abort(at moment: Moment) { io.abort(at: moment) }
    final var isLoggedIn: Bool { io.isLoggedIn }
    final var closeReason: CloseReason? { io.closeReason }
}

/// A client's session whose every call and event is noted: each request one end, each delivery one answer.
final class ObservedClientSession: ObservedSession, ClientSession {
    private let session: any ClientSession
    private let life: SimulationChecker.ClientLife
    /// Every request by its tag: what follows a failure under the same tag is another, and may be answered for both.
    private var requests: [UInt64: Sent] = [:]
    private var owed: [ReplyToken: SimulationChecker.Delivery] = [:]

    private struct Sent {
        var request: SegmentRequest
        var times = 0
        var results = 0
        var failures = 0

        var isOpen: Bool { times > results + failures }
    }

    init(
        _ session: any ClientSession, _ number: Int, _ life: SimulationChecker.ClientLife, _ checker: SimulationChecker
    ) {
        self.session = session
        self.life = life
        super.init(session, number, checker)
    }

    var capacity: Int { session.capacity }

    func submit(_ request: SegmentRequest, at moment: Moment) throws(SessionError) {
        if isClosed { checker.fail("session \(number): a submit after the end") }
        if session.capacity == 0 { checker.fail("session \(number): a submit beyond the window") }
        try session.submit(request, at: moment)
        if requests[request.tag]?.isOpen == true {
            checker.fail("session \(number): request \(request.tag) is under way twice")
        }
        requests[request.tag, default: Sent(request: request)].times += 1
        life.handed(request)
    }

    func reply(to token: ReplyToken, code: UInt32, at moment: Moment) {
        if let delivery = owed.removeValue(forKey: token) {
            if code == 0 { checker.took(delivery) }
        } else if !isClosed {
            checker.fail("session \(number): a delivery was answered twice, or never came")
        }
        session.reply(to: token, code: code, at: moment)
    }

    func takeEvents(into events: inout [ClientSessionEvent]) {
        let known = events.count
        session.takeEvents(into: &events)
        for event in events[known...] { note(event) }
    }

    private func note(_ event: ClientSessionEvent) {
        if isClosed { checker.fail("session \(number): \(event) after the end") }
        switch event {
        case .opened: checker.count("client channel opened")
        case .result(let result):
            guard let sent = requests[result.tag] else {
                return checker.fail("session \(number): a response to nothing")
            }
            requests[result.tag]?.results += 1
            life.answered(sent.request, result)
        case .failed(let tag, let failure, let wasSent, let named):
            guard let sent = requests[tag], sent.failures < sent.times else {
                return checker.fail("session \(number): request \(tag) failed, and was not under way")
            }
            if failure == .noResponse { checker.count("no response") }
            requests[tag]?.failures += 1
            life.failed(sent.request, wasSent: wasSent, named: named)
        case .report(let report, let token):
            owe(SimulationChecker.Delivery(report), token)
            life.received(report)
        case .segment(let segment, let token):
            owe(.segment(SimulationChecker.number(segment.source), segment.id), token)
            life.receivedSegments += 1
        case .malformedReport: checker.fail("session \(number): a report that cannot be read")
        case .anomaly: checker.count("anomaly at the client")
        case .closed:
            isClosed = true
            if requests.values.contains(where: \.isOpen) { checker.fail("session \(number): requests without an end") }
            owed = [:]
        }
    }

    private func owe(_ delivery: SimulationChecker.Delivery, _ token: ReplyToken) {
        if owed.updateValue(delivery, forKey: token) != nil {
            checker.fail("session \(number): one delivery told twice")
        }
        checker.seen(delivery)
    }
}

/// A gateway's session whose every call and event is noted: each login and submit one answer, each delivery one end.
final class ObservedGatewaySession: ObservedSession, GatewaySession {
    private let session: any GatewaySession
    private let life: SimulationChecker.GatewayLife
    private var isLoginOwed = false
    private var submits: [ReplyToken: Submission] = [:]
    private var deliveries: Set<UInt64> = []

    init(
        _ session: any GatewaySession, _ number: Int, _ life: SimulationChecker.GatewayLife,
        _ checker: SimulationChecker
    ) {
        self.session = session
        self.life = life
        super.init(session, number, checker)
    }

    var capacity: Int { session.capacity }

    func answer(login: LoginAnswer, at moment: Moment) {
        if !isLoginOwed, !isClosed { checker.fail("session \(number): a login answered twice, or never asked") }
        isLoginOwed = false
        session.answer(login: login, at: moment)
    }

    func deliver(_ request: DeliveryRequest, at moment: Moment) throws(DeliveryError) {
        if isClosed { checker.fail("session \(number): a delivery after the end") }
        if session.capacity == 0 { checker.fail("session \(number): a delivery beyond the window") }
        do throws(DeliveryError) { try session.deliver(request, at: moment) } catch {
            checker.count("delivery not taken by the session")
            throw error
        }
        if !deliveries.insert(request.tag).inserted {
            checker.fail("session \(number): delivery \(request.tag) is under way twice")
        }
    }

    func reply(to token: ReplyToken, id: CarrierMessageID, code: UInt32, at moment: Moment) throws(SessionError) {
        take(token)
        try session.reply(to: token, id: id, code: code, at: moment)
    }

    func abandon(_ token: ReplyToken, at moment: Moment) {
        take(token)
        session.abandon(token, at: moment)
    }

    private func take(_ token: ReplyToken) {
        if submits.removeValue(forKey: token) == nil, !isClosed {
            checker.fail("session \(number): a submit answered twice, or never told")
        }
    }

    func takeEvents(into events: inout [GatewaySessionEvent]) {
        let known = events.count
        session.takeEvents(into: &events)
        for event in events[known...] { note(event) }
    }

    private func note(_ event: GatewaySessionEvent) {
        if isClosed { checker.fail("session \(number): \(event) after the end") }
        switch event {
        case .loginAsked: isLoginOwed = true
        case .opened: checker.count("gateway channel opened")
        case .submit(let submission, let token, _):
            if submits.updateValue(submission, forKey: token) != nil {
                checker.fail("session \(number): one submit told twice")
            }
            life.read(submission)
        case .acknowledged(let tag, _):
            if deliveries.remove(tag) == nil { checker.fail("session \(number): delivery \(tag) ended twice") }
        case .acknowledgedLate(let tag, _):
            checker.count("acknowledged late")
            if deliveries.contains(tag) { checker.fail("session \(number): delivery \(tag) is not late") }
        case .failed(let tag, _, _):
            if deliveries.remove(tag) == nil { checker.fail("session \(number): delivery \(tag) failed twice") }
        case .anomaly: checker.count("anomaly at the gateway")
        case .closed:
            isClosed = true
            if !deliveries.isEmpty { checker.fail("session \(number): \(deliveries.count) deliveries without an end") }
            submits = [:]
        }
    }
}
