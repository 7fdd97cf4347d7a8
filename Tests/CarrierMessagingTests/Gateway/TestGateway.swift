import CarrierSession
import CarrierWire
import XCTest

@testable import CarrierMessaging

/// Moves what the core and the sessions have to say, as whoever moves the octets does; the test is peer and owner.
struct TestGateway {
    var core: GatewayCore
    var adapter: TestGatewayAdapter
    var now = Moment(secondsSince1970: 1_800_000_000)
    var sessions: [ChannelID: TestGatewaySession] = [:]
    var dials: [(channel: ChannelID, account: GatewayAccount)] = []
    var wakes = 0
    var records: [(number: StoreNumber, record: GatewayRecord)] = []
    /// Everything that the owner was told.
    var events: [GatewayEvent] = []
    /// Every session that there was.
    var history: [TestGatewaySession] = []
    private var serial: UInt64 = 0

    init(
        _ adapter: TestGatewayAdapter = TestGatewayAdapter(), seed: UInt64 = 1,
        _ change: (inout GatewayOptions) -> Void = { _ in }
    ) {
        var options = GatewayOptions.standard
        change(&options)
        self.adapter = adapter
        core = GatewayCore(speaking: adapter, options: options, seed: seed, at: now)
    }

    // MARK: The peer

    mutating func connect(from address: String = "192.0.2.1") -> ChannelID {
        let peer = IPAddress(address).map { SocketAddress($0, port: 4000) }
        guard let channel = core.connectionArrived(from: peer, at: now) else { return ChannelID(0) }
        add(channel)
        return channel
    }

    mutating func add(_ channel: ChannelID) {
        let session = TestGatewaySession()
        sessions[channel] = session
        history.append(session)
    }

    /// Deliveries that sessions took since the last call, and what was under way elsewhere.
    mutating func takeSent() -> [(
        request: DeliveryRequest, account: String, carries: ChannelTraffic, alive: [DeliveryRequest]
    )] {
        var sent: [(request: DeliveryRequest, account: String, carries: ChannelTraffic, alive: [DeliveryRequest])] = []
        for session in history where !session.sent.isEmpty {
            let alive = history.filter { $0 !== session }.flatMap(\.inFlight)
            for request in session.sent { sent.append((request, session.account, session.carries, alive)) }
            session.sent = []
        }
        return sent
    }

    /// A connection whose login asks, is answered with the account and succeeds.
    mutating func login(
        _ account: GatewayAccount, carries: ChannelTraffic = .all, window: Int = 16
    ) throws -> ChannelID {
        let channel = connect()
        sessions[channel]?.window = window
        tell(.loginAsked(LoginRequest(account: account.id, version: "test")), on: channel)
        try core.answer(login: LoginTicket(channel), with: .account(account), at: now)
        open(channel, account.id, carries: carries)
        return channel
    }

    mutating func open(_ channel: ChannelID, _ account: String, carries: ChannelTraffic = .all) {
        sessions[channel]?.isOpen = true
        sessions[channel]?.account = account
        sessions[channel]?.carries = carries
        tell(.opened(LoginSummary(identity: account, version: "test", warnings: []), carries: carries), on: channel)
    }

    /// A submit of one recipient, or of more.
    @discardableResult
    mutating func submit(
        on channel: ChannelID, to destinations: [String] = ["13800138000"], named: CarrierMessageID? = nil,
        wantsReport: Bool = true, _ change: (inout Submission) -> Void = { _ in }
    ) -> ReplyToken {
        var submission = Submission(
            source: "10690001", destinations: destinations, coding: 0, hasHeader: false, content: [0x41],
            wantsReport: wantsReport, serviceID: "SVC")
        change(&submission)
        serial += 1
        let token = ReplyToken(sequence: SequenceKey(counter: UInt32(serial)), serial: serial)
        sessions[channel]?.owed.insert(token)
        tell(.submit(submission, token, named: named), on: channel)
        return token
    }

    /// The peer answers the first delivery that it has.
    mutating func acknowledge(on channel: ChannelID, code: UInt32 = 0) {
        guard let session = sessions[channel], !session.inFlight.isEmpty else { return }
        tell(.acknowledged(tag: session.inFlight.removeFirst().tag, code: code), on: channel)
    }

    /// The peer never answers the first delivery that it has: the session gives up.
    mutating func expire(on channel: ChannelID) {
        guard let session = sessions[channel], !session.inFlight.isEmpty else { return }
        tell(.failed(tag: session.inFlight.removeFirst().tag, .noResponse, wasSent: true), on: channel)
    }

    mutating func lose(_ channel: ChannelID, _ reason: CloseReason = .connectionLost(errno: nil)) {
        sessions[channel]?.end(reason)
        serve(channel)
    }

    mutating func tell(_ event: GatewaySessionEvent, on channel: ChannelID) {
        sessions[channel]?.events.append(event)
        serve(channel)
    }

    // MARK: Turns

    /// One turn of a channel, then whatever follows.
    mutating func serve(_ channel: ChannelID) {
        process(channel)
        settle()
    }

    private mutating func process(_ channel: ChannelID) {
        guard let session = sessions[channel] else { return }
        var happened: [GatewaySessionEvent] = []
        session.takeEvents(into: &happened)
        for event in happened { core.handle(event, on: channel, at: now) }
        if session.closeReason != nil { sessions[channel] = nil }
        var replies: [SubmitReply] = []
        core.takeReplies(for: channel, into: &replies, at: now)
        for reply in replies {
            if reply.isAbandoned {
                session.abandon(reply.token, at: now)
                continue
            }
            do throws(SessionError) {
                try session.reply(to: reply.token, id: reply.id, code: reply.code, at: now)
            } catch {
                core.replyFailed(reply, error, on: channel, at: now)
            }
        }
        var requests: [DeliveryRequest] = []
        core.takeDeliveries(for: channel, capacity: session.capacity, into: &requests, at: now)
        for request in requests {
            do throws(DeliveryError) { try session.deliver(request, at: now) } catch {
                core.notTaken(request, error, on: channel, at: now)
            }
        }
    }

    /// Does what the core wants done until it wants nothing more.
    mutating func settle() {
        var rounds = 0
        while core.hasOutput {
            rounds += 1
            guard rounds < 1000 else { return XCTFail("the core never comes to rest") }
            var told: [GatewayEvent] = []
            core.takeEvents(into: &told)
            events += told
            var actions: [GatewayAction] = []
            core.takeActions(into: &actions)
            for action in actions { perform(action) }
        }
    }

    private mutating func perform(_ action: GatewayAction) {
        switch action {
        case .answerLogin(let channel, let answer): sessions[channel]?.answer(login: answer, at: now)
        case .dial(let channel, let account): dials.append((channel, account))
        case .close(let channel):
            guard let session = sessions[channel] else { return core.dialFailed(channel, at: now) }
            session.close(at: now)
        case .wake(let channel), .offer(let channel):
            wakes += 1
            process(channel)
        case .store(let number, let record): records.append((number, record))
        }
    }

    /// Goes on to `moment`, looking at every deadline on the way.
    mutating func pass(to moment: Moment) {
        var rounds = 0
        while let deadline = core.nextDeadline, deadline <= moment {
            rounds += 1
            guard rounds < 100_000 else { return XCTFail("a deadline stays") }
            now = max(now, deadline)
            core.advance(to: now)
            settle()
        }
        now = max(now, moment)
    }

    mutating func pass(_ span: Moment.Span) { pass(to: now + span) }

    /// The reverse connection that was asked for last is made and logs in.
    mutating func connectBack() throws -> ChannelID {
        let dial = try XCTUnwrap(dials.popLast())
        XCTAssertTrue(core.dialed(dial.channel, at: now))
        add(dial.channel)
        open(dial.channel, dial.account.id, carries: [.deliver, .report])
        return dial.channel
    }

    // MARK: What the owner was told

    var submits: [SubmitRequest] { events.compactMap { if case .submit(let request) = $0 { request } else { nil } } }
    var acknowledged: [DeliveryNumber] {
        events.compactMap { if case .acknowledged(let number, _) = $0 { number } else { nil } }
    }
    var undeliverable: [UndeliverableMessage] {
        events.compactMap { if case .undeliverable(let message) = $0 { message } else { nil } }
    }
    var bounds: [GatewayBound] {
        events.compactMap { if case .boundReached(let bound, _) = $0 { bound } else { nil } }
    }

    /// Decides about the submit that was told last.
    @discardableResult
    mutating func decide(_ decision: SubmitDecision = .accept) throws -> CarrierMessageID? {
        let ticket = try XCTUnwrap(submits.last?.ticket)
        let id = try core.answer(submit: ticket, with: decision, at: now)
        settle()
        return id
    }

    @discardableResult
    mutating func report(
        _ state: DeliveryState = .delivered, on id: CarrierMessageID, to recipient: String = "13800138000",
        preferring channel: ChannelID? = nil
    ) throws -> DeliveryNumber {
        defer { settle() }
        return try core.report(state, on: id, to: recipient, preferring: channel, at: now)
    }
}

extension GatewayAccount {
    static func test(_ id: String = "901234", _ change: (inout GatewayAccount) -> Void = { _ in }) -> GatewayAccount {
        var account = GatewayAccount(id: id, secret: "secret")
        change(&account)
        return account
    }
}

extension DeliveryRequest {
    var report: DeliveryReport? { if case .report(let report, _, _) = content { report } else { nil } }
    var segment: InboundSegment? { if case .segment(let segment) = content { segment } else { nil } }
}
