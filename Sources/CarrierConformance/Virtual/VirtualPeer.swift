import CarrierHarness
import CarrierMessaging
import CarrierSession

/// A peer in memory that can be judged on virtual time.
protocol VirtualPeer: AnyObject {
    /// The suite makes a connection; nil where it is refused.
    func accept(at now: Moment) -> PeerEnd?
    /// Connections that the peer makes.
    func takeDials() -> [PeerEnd]
    /// When `advance` is to be called next.
    var nextDeadline: Moment? { get }
    func advance(to now: Moment)
}

/// Our own gateway: the core that ships, with an owner who accepts and reports.
final class VirtualGateway: VirtualPeer {
    private let adapter: any GatewayAdapter
    private let account: GatewayAccount
    private var core: GatewayCore
    private var ends: [ChannelID: PeerEnd] = [:]
    private var logins: [ChannelID: LoginAnswer] = [:]
    private var dialled: [PeerEnd] = []
    private var reports: [(at: Moment, id: CarrierMessageID, recipient: String, channel: ChannelID)] = []
    private var connections: UInt32 = 0
    private var now: Moment
    private let pushes: [IncomingMessage]
    private let limits: SessionLimits

    /// - Parameter pushes: messages that every login gets.
    init(_ adapter: any GatewayAdapter, _ account: GatewayAccount, pushes: [IncomingMessage], at now: Moment) {
        self.adapter = adapter
        self.account = account
        self.pushes = pushes
        self.now = now
        limits = adapter.sessionLimits
        core = GatewayCore(speaking: adapter, seed: 1, at: now)
        core.register(account, at: now)
        settle()
    }

    func accept(at now: Moment) -> PeerEnd? {
        self.now = now
        let channel = core.connectionArrived(from: nil, at: now)
        defer { settle() }
        guard let channel else { return nil }
        return makeEnd(channel, adapter.makeSession(connection: nextConnection(), limits: limits))
    }

    func takeDials() -> [PeerEnd] {
        defer { dialled = [] }
        return dialled
    }

    var nextDeadline: Moment? {
        [reports.first?.at, core.nextDeadline].compactMap { $0 }.min()
    }

    func advance(to now: Moment) {
        self.now = now
        core.advance(to: now)
        while let report = reports.first, report.at <= now {
            reports.removeFirst()
            // Throws where the account has gone meanwhile: then nobody can be told.
            _ = try? core.report(
                .delivered, on: report.id, to: report.recipient, of: account.id, preferring: report.channel, at: now)
        }
        settle()
    }

    private func nextConnection() -> UInt32 {
        connections &+= 1
        return connections
    }

    private func makeEnd(_ channel: ChannelID, _ session: any GatewaySession) -> PeerEnd {
        var batch = GatewayBatch()
        let end = PeerEnd(
            session,
            serve: { [unowned self] now in
                self.now = now
                return batch.serve(session, of: channel, at: now) { body in
                    var login = self.logins.removeValue(forKey: channel)
                    body(&self.core, &login)
                    if let login { self.logins[channel] = login }
                }
            },
            afterPass: { [unowned self] in settle() },
            finished: { [unowned self] in
                ends[channel] = nil
                logins[channel] = nil
            })
        ends[channel] = end
        end.open(at: now)
        return end
    }

    private func settle() {
        var actions: [GatewayAction] = []
        var events: [GatewayEvent] = []
        while core.hasOutput {
            actions = []
            events = []
            core.takeActions(into: &actions)
            core.takeEvents(into: &events)
            for action in actions { perform(action) }
            for event in events { take(event) }
        }
    }

    private func perform(_ action: GatewayAction) {
        switch action {
        case .answerLogin(let channel, let answer):
            logins[channel] = answer
            ends[channel]?.wake()
        case .wake(let channel), .offer(let channel): ends[channel]?.wake()
        case .close(let channel): ends[channel]?.close()
        case .dial(let channel, let account):
            guard core.dialed(channel, at: now),
                let session = adapter.makeReverseSession(to: account, connection: nextConnection(), limits: limits)
            else { return }
            dialled.append(makeEnd(channel, session))
        case .store: break
        @unknown default: break
        }
    }

    private func take(_ event: GatewayEvent) {
        switch event {
        case .loginAsked(let ticket, let request, _):
            // Throws when the connection has gone meanwhile.
            try? core.answer(
                login: ticket, with: request.account == account.id ? .account(account) : .unknownAccount, at: now)
        case .submit(let request): decide(request)
        case .opened(_, _, _, let carries) where carries.contains(.submit):
            for message in pushes { _ = try? core.deliver(message, to: account.id, at: now) }
        default: break
        }
    }

    private func decide(_ request: SubmitRequest) {
        guard let id = try? core.answer(submit: request.ticket, with: .accept, at: now),
            request.submission.wantsReport
        else { return }
        for (index, recipient) in request.submission.destinations.enumerated() {
            reports.append(
                (now + .milliseconds(50), adapter.id(id, advancedBy: index), recipient, request.channel))
        }
    }
}

/// Our own client: the core that ships, and messages that it is to send.
final class VirtualClient: VirtualPeer {
    private let adapter: any ClientAdapter
    private var core: ClientCore
    private var ends: [ChannelID: PeerEnd] = [:]
    private var dialled: [PeerEnd] = []
    private var now: Moment

    init(_ adapter: any ClientAdapter, sending messages: [OutboundMessage], at now: Moment) {
        self.adapter = adapter
        self.now = now
        core = ClientCore(speaking: adapter, channels: .primary("suite"), seed: 1, at: now)
        // A message that cannot be said is the case's mistake: it waits for a submit that never comes.
        for message in messages { _ = try? core.submit(message, at: now) }
        settle()
    }

    func accept(at now: Moment) -> PeerEnd? {
        self.now = now
        let channel = core.reverseAccepted(from: "suite", at: now)
        let session = adapter.makeReverseSession(connection: core.takeConnectionNumber(), limits: adapter.sessionLimits)
        defer { settle() }
        guard let channel, let session else { return nil }
        return makeEnd(channel, session)
    }

    func takeDials() -> [PeerEnd] {
        defer { dialled = [] }
        return dialled
    }

    var nextDeadline: Moment? { core.nextDeadline }

    func advance(to now: Moment) {
        self.now = now
        core.advance(to: now)
        settle()
    }

    private func makeEnd(_ channel: ChannelID, _ session: any ClientSession) -> PeerEnd {
        var batch = ClientBatch()
        let end = PeerEnd(
            session,
            serve: { [unowned self] now in
                self.now = now
                return batch.serve(session, of: channel, at: now) { $0(&self.core) }
            },
            afterPass: { [unowned self] in settle() },
            finished: { [unowned self] in ends[channel] = nil })
        ends[channel] = end
        end.open(at: now)
        return end
    }

    private func settle() {
        var actions: [ClientAction] = []
        var events: [ClientEvent] = []
        core.takeActions(into: &actions)
        core.takeEvents(into: &events)
        for action in actions {
            switch action {
            case .dial(let channel, _, let traffic, let connection):
                let session = adapter.makeSession(
                    traffic: traffic, connection: connection, limits: adapter.sessionLimits)
                core.dialSucceeded(channel, at: now)
                dialled.append(makeEnd(channel, session))
            case .close(let channel): ends[channel]?.close()
            case .cut(let channel): ends[channel]?.abort()
            case .wake(let channel), .reply(let channel): ends[channel]?.wake()
            }
        }
    }
}
