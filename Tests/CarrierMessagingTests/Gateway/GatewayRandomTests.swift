import CarrierSession
import CarrierWire
import XCTest

@testable import CarrierMessaging

/// Whatever peers, owner and time do in whatever order: every login, submit and delivery ends once.
final class GatewayRandomTests: XCTestCase {
    func testEverythingEndsOnce() {
        let environment = ProcessInfo.processInfo.environment
        var seeds = Array(UInt64(1)...(environment["CARRIER_LONG_TESTS"] == "1" ? 100_000 : 2_000))
        if let seed = environment["CARRIER_SEED"].flatMap(UInt64.init) { seeds = [seed] }
        var failures = 0
        for seed in seeds where failures < 3 {
            var run = GatewayRun(seed)
            run.play()
            guard !run.checker.violations.isEmpty else { continue }
            failures += 1
            XCTFail("CARRIER_SEED=\(seed): \(run.checker.violations.prefix(5).joined(separator: "; "))")
        }
    }

    /// The checker is no ornament: a gateway that is tampered with is found out.
    func testTheCheckerFindsAnEndThatIsMissing() {
        var run = GatewayRun(3)
        run.play { $0.checker.gave(DeliveryNumber(999_999), to: "a", subscriber: "nobody", isReport: true) }
        XCTAssertEqual(run.checker.violations, ["DeliveryNumber(rawValue: 999999) to nobody: 0 ends"])
    }

    func testTheRunsReachWhatTheyAreFor() {
        var seen = GatewayCounters()
        for seed in UInt64(1)...200 {
            var run = GatewayRun(seed)
            run.play()
            let counters = run.gateway.core.counters
            seen.acknowledged += counters.acknowledged
            seen.undeliverable += counters.undeliverable
            seen.cutOff += counters.cutOff
            seen.ignored += counters.ignored
            seen.throttled += counters.throttled
            seen.forgotten += counters.forgotten
        }
        for (name, count) in [
            ("acknowledged", seen.acknowledged), ("undeliverable", seen.undeliverable), ("cut off", seen.cutOff),
            ("ignored", seen.ignored), ("throttled", seen.throttled), ("forgotten", seen.forgotten),
        ] {
            XCTAssertGreaterThan(count, 20, name)
        }
    }
}

/// One short run: some hundred random steps of peers and owner on virtual moments, then the end.
struct GatewayRun {
    var gateway: TestGateway
    var checker = GatewayChecker()
    private var random: SeededGenerator
    private let accounts: [GatewayAccount]
    private let isReverse: Bool
    private var openLogins: [LoginTicket] = []
    private var openSubmits: [SubmitRequest] = []
    private var reportable: [(id: CarrierMessageID, account: String)] = []
    private var subscribers = 0
    private var segmentCounts: [String: Int] = [:]
    private var checked = 0
    private var named: UInt64 = 1 << 40

    init(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let isReverse = random.below(3) == 0
        self.isReverse = isReverse
        let adapter = TestGatewayAdapter(hasReverseConnection: isReverse, hasRanges: random.below(2) == 0 && !isReverse)
        accounts = ["a", "b", "c"].map { name in
            GatewayAccount.test(name) {
                $0.maximumConnections = 1 + random.below(4)
                $0.maximumWaiting = [2, 10, 1000][random.below(3)]
                if random.below(4) == 0 { $0.windowSize = 1 + random.below(3) }
                if random.below(4) == 0 { $0.segmentsPerSecond = 2 }
                if isReverse, random.below(8) > 0 { $0.reverseAddress = "127.0.0.1:1" }
            }
        }
        gateway = TestGateway(adapter, seed: seed) {
            $0.maximumUndecidedPerChannel = [2, 100][random.below(2)]
            $0.maximumReportable = [3, 1000][random.below(2)]
            $0.maximumIdleAccounts = random.below(3)
            $0.deliverFor = .seconds([400, 5000, 86_400][random.below(3)])
            $0.assemblesMessages = random.below(2) == 0
            $0.usesStore = random.below(4) == 0
        }
        self.random = random
    }

    mutating func play(_ tamper: (inout GatewayRun) -> Void = { _ in }) {
        for account in accounts where random.below(2) == 0 { gateway.core.register(account, at: gateway.now) }
        let steps = 30 + random.below(200)
        for _ in 0..<steps {
            step()
            settle()
        }
        tamper(&self)
        gateway.core.shutDown(draining: .seconds(Int64(random.below(30))), at: gateway.now)
        settle()
        for _ in 0..<random.below(20) {
            step()
            settle()
        }
        gateway.pass(.seconds(31))
        settle()
        for channel in gateway.sessions.keys.sorted() { gateway.lose(channel, .closedLocally) }
        for dial in gateway.dials { gateway.core.dialFailed(dial.channel, at: gateway.now) }
        // What the bound on memory holds is let go by time.
        gateway.pass(.seconds(80 * 3600))
        settle()
        checker.finish(gateway.core, gateway.history)
    }

    private mutating func settle() {
        gateway.settle()
        if random.below(3) == 0, let last = gateway.records.last {
            gateway.core.stored(upTo: last.number, at: gateway.now)
            gateway.settle()
        }
        for delivery in gateway.takeSent() {
            checker.sent(delivery.request, to: delivery.account, carries: delivery.carries, alive: delivery.alive)
        }
        while checked < gateway.events.count {
            let event = gateway.events[checked]
            checked += 1
            if case .submit(let request) = event { openSubmits.append(request) }
            if case .loginAsked(let ticket, _, _) = event { openLogins.append(ticket) }
            checker.told(event) { segmentCounts[$0] ?? 1 }
        }
        checker.balance(gateway.core.counters)
    }

    private mutating func step() {
        switch random.below(16) {
        case 0: ask()
        case 1, 2: answerLogin()
        case 3, 4: submit()
        case 5, 6: decide()
        case 7, 8: report()
        case 9: deliver()
        case 10, 11, 12: answerDelivery()
        case 13: disturb()
        case 14: connectBack()
        default: gateway.pass(.milliseconds(Int64([1, 500, 20_000, 400_000][random.below(4)])))
        }
    }

    private var channel: ChannelID? {
        mutating get {
            let open = gateway.sessions.filter { $0.value.isOpen }.keys.sorted()
            return open.isEmpty ? nil : open[random.below(open.count)]
        }
    }

    private mutating func ask() {
        let channel = gateway.connect()
        gateway.tell(.loginAsked(LoginRequest(account: "?", version: "test")), on: channel)
    }

    private mutating func answerLogin() {
        guard !openLogins.isEmpty else { return ask() }
        let ticket = openLogins.remove(at: random.below(openLogins.count))
        let account = accounts[random.below(accounts.count)]
        let decision: LoginDecision = [.account(account), .account(account), .unknownAccount][random.below(3)]
        try? gateway.core.answer(login: ticket, with: decision, at: gateway.now)
        gateway.settle()
        guard let session = gateway.sessions[ticket.channel], let answer = session.loginAnswers.last else { return }
        if case .account(let account) = answer, random.below(8) > 0 {
            session.window = 1 + random.below(4)
            let modes: [ChannelTraffic] = isReverse ? [[.submit]] : [.all, .all, [.submit], [.deliver, .report]]
            gateway.open(ticket.channel, account.id, carries: modes[random.below(modes.count)])
        } else {
            gateway.lose(ticket.channel, .loginRefused(code: 3, by: .local))
        }
    }

    private mutating func submit() {
        guard let channel else { return }
        let count = random.below(12) == 0 ? 0 : 1 + random.below(3)
        named += 1
        let name = isReverse ? CarrierMessageID(random.below(4) == 0 ? 7 : named) : nil
        let wantsReport = random.below(4) > 0
        let failuresOnly = random.below(6) == 0
        gateway.submit(
            on: channel, to: (0..<count).map { "\($0)" }, named: name, wantsReport: wantsReport
        ) { $0.wantsFailuresOnly = failuresOnly }
    }

    private mutating func decide() {
        guard !openSubmits.isEmpty else { return submit() }
        let request = openSubmits.remove(at: random.below(openSubmits.count))
        if random.below(6) == 0, let id = try? gateway.core.reserveID(for: request.ticket, at: gateway.now) {
            reportable.append((id, request.account))
            if random.below(2) == 0 { report() }
        }
        let decisions: [SubmitDecision] = [.accept, .accept, .accept, .refuse(5), .throttle, .ignore]
        let isAlive = gateway.sessions[request.channel] != nil
        do throws(GatewayError) {
            let id = try gateway.core.answer(
                submit: request.ticket, with: decisions[random.below(decisions.count)], at: gateway.now)
            if let id { for _ in request.submission.destinations { reportable.append((id, request.account)) } }
            if !isAlive { checker.note("a submit of a channel that is gone was decided") }
        } catch {
            let mayBe = !isAlive || gateway.core.closing.isClosing
            if !mayBe { checker.note("\(request.ticket) could not be decided: \(error)") }
        }
    }

    private mutating func report() {
        guard !reportable.isEmpty else { return }
        let (id, account) = reportable.remove(at: random.below(reportable.count))
        subscribers += 1
        let states: [DeliveryState] = [.delivered, .undelivered, .enroute]
        let preferred = random.below(4) == 0 ? channel : nil
        guard
            let number = try? gateway.core.report(
                states[random.below(3)], on: id, to: "s\(subscribers)", of: account, preferring: preferred,
                at: gateway.now)
        else { return }
        checker.gave(number, to: account, subscriber: "s\(subscribers)", isReport: true)
    }

    private mutating func deliver() {
        let account = accounts[random.below(accounts.count)].id
        subscribers += 1
        let count = 1 + random.below(3)
        let octets = [UInt8](repeating: 7, count: count * 120)
        let message = IncomingMessage(from: "s\(subscribers)", to: "1", binary: octets)
        let preferred = random.below(4) == 0 ? channel : nil
        guard
            let number = try? gateway.core.deliver(
                message, to: account, key: "k", preferring: preferred, at: gateway.now)
        else { return }
        segmentCounts["s\(subscribers)"] = octets.count <= 140 ? 1 : (octets.count + 133) / 134
        checker.gave(number, to: account, subscriber: "s\(subscribers)", isReport: false)
    }

    private mutating func answerDelivery() {
        guard let channel, let session = gateway.sessions[channel], !session.inFlight.isEmpty, !session.isPaused else {
            return
        }
        let request = session.inFlight.remove(at: random.below(session.inFlight.count))
        if random.below(6) == 0 {
            return gateway.tell(.failed(tag: request.tag, .noResponse, wasSent: true), on: channel)
        }
        let code: UInt32 = random.below(8) == 0 ? 5 : 0
        checker.answered(request, code: code)
        gateway.tell(.acknowledged(tag: request.tag, code: code), on: channel)
    }

    private mutating func disturb() {
        guard let channel, let session = gateway.sessions[channel] else { return }
        switch random.below(5) {
        case 0: session.isPaused.toggle()
        case 1: session.refusesDelivery = session.refusesDelivery == nil ? .session(SessionError(.queueFull)) : nil
        case 2: session.isUnencodable = { id in id.octets.last.map { $0 % 2 == 0 } ?? false }
        default:
            let reasons: [CloseReason] = [.connectionLost(errno: nil), .closedByPeer, .peerSilent, .idle]
            gateway.lose(channel, reasons[random.below(4)])
        }
    }

    private mutating func connectBack() {
        guard let dial = gateway.dials.popLast() else { return }
        guard random.below(3) > 0 else { return gateway.core.dialFailed(dial.channel, at: gateway.now) }
        guard gateway.core.dialed(dial.channel, at: gateway.now) else { return }
        gateway.add(dial.channel)
        if random.below(4) == 0 { return gateway.lose(dial.channel, .loginRefused(code: 1, by: .peer)) }
        gateway.sessions[dial.channel]?.window = 1 + random.below(4)
        gateway.open(dial.channel, dial.account.id, carries: [.deliver, .report])
    }
}
