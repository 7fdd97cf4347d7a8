import CarrierHarness
import CarrierMessaging
import CarrierSession

/// Plays cases against a peer in memory, on virtual time: hours pass in milliseconds.
package struct VirtualJudge: Sendable {
    /// Who logs in.
    package var setting: CaseSetting
    /// When cases begin: 2026-08-01 12:00 in Beijing.
    package static let begin = Moment(secondsSince1970: 1_785_556_800)

    /// The name of the gateway that is judged: `smgp` speaks every version at one port. Nil for that of the case.
    var gatewayName: String?

    /// Our own client and gateway know this account.
    package init(_ setting: CaseSetting = CaseSetting(account: "901234", secret: "test1234")) {
        self.setting = setting
        self.setting.brings = ["submit", "deliver", "long-deliver", "report"]
        self.setting.node = self.setting.node ?? 3_010_099_999
    }

    /// Judges our own gateway or client by one case, perhaps with a deliberate fault.
    ///
    /// - Parameter findings: what basic cases have found before it.
    package func judge(
        _ tried: ConformanceCase, with fault: PeerFault? = nil, after findings: BasicFindings = BasicFindings()
    ) -> CaseResult {
        guard let peer = tried.id.role == .gateway ? gateway(for: tried, fault) : client(for: tried, fault) else {
            return CaseResult(of: tried, .unsupported, seen: "there is no peer of our own for \(tried.id.dialect)")
        }
        return judge(tried, peer, after: findings)
    }

    private func gateway(for tried: ConformanceCase, _ fault: PeerFault?) -> (any VirtualPeer)? {
        guard var adapter = GatewayProtocols.adapter(named: gatewayName ?? tried.id.dialect) else { return nil }
        if let fault { adapter = FaultyGatewayAdapter(adapter, fault, speaking: tried.id.dialect) ?? adapter }
        var account = GatewayAccount(id: setting.account, secret: setting.secret)
        account.reverseAddress = "suite"
        account.node = setting.nodeNumber
        account.version = tried.id.dialect
        var pushes: [IncomingMessage] = []
        if tried.needs.contains("deliver") {
            pushes.append(IncomingMessage(from: setting.to, to: setting.from, text: "TD"))
        }
        if tried.needs.contains("long-deliver") {
            pushes.append(
                IncomingMessage(from: setting.to, to: setting.from, text: String(repeating: "回", count: 150)))
        }
        return VirtualGateway(adapter, account, pushes: pushes, at: Self.begin)
    }

    private func client(for tried: ConformanceCase, _ fault: PeerFault?) -> (any VirtualPeer)? {
        var credentials = HarnessCredentials(account: setting.account, secret: setting.secret)
        credentials.node = setting.nodeNumber
        credentials.corporationID = setting.corporation
        guard var adapter = try? ClientProtocols.adapter(tried.id.dialect, credentials) else { return nil }
        if let fault { adapter = FaultyClientAdapter(adapter, fault, speaking: tried.id.dialect) ?? adapter }
        let texts = tried.messages.isEmpty ? [(text: setting.text, recipients: [])] : tried.messages
        let messages = texts.map { message in
            var outbound = OutboundMessage(
                from: setting.from, to: message.recipients.isEmpty ? [setting.to] : message.recipients,
                text: message.text)
            outbound.serviceID = setting.serviceID
            return outbound
        }
        return VirtualClient(adapter, sending: messages, at: Self.begin)
    }

    /// Steps of the world that one case may take.
    private static let maximumSteps = 200_000

    func judge(
        _ tried: ConformanceCase, _ peer: any VirtualPeer, after findings: BasicFindings = BasicFindings()
    ) -> CaseResult {
        var world = VirtualWorld(CaseRun(tried, setting, after: findings, at: Self.begin), peer, Self.begin)
        for _ in 0..<Self.maximumSteps {
            if let result = world.run.result { return result }
            world.step()
        }
        return world.run.result ?? CaseResult(of: tried, .fail, seen: "the case did not end")
    }
}

extension ConformanceCase {
    /// What the SP under test is to send.
    var messages: [(text: String, recipients: [String])] {
        CaseTrack(steps).remaining.compactMap { step in
            if case .text(let text, let recipients) = step.verb { return (text, recipients) }
            return nil
        }
    }
}

/// A run, a peer, and what is between them.
private struct VirtualWorld {
    var run: CaseRun
    private let peer: any VirtualPeer
    private var now: Moment
    private var ends: [(number: ConnectionNumber, end: PeerEnd)] = []

    init(_ run: CaseRun, _ peer: any VirtualPeer, _ now: Moment) {
        (self.run, self.peer, self.now) = (run, peer, now)
    }

    /// Does what can be done now, or lets time pass.
    mutating func step() {
        var hasMoved = grantWishes()
        for end in peer.takeDials() {
            hasMoved = true
            if let number = run.accepted(at: now) { ends.append((number, end)) } else { end.endInput(isReset: true) }
        }
        for index in ends.indices where ends[index].end.nextMoment(at: now).map({ $0 <= now }) ?? false {
            hasMoved = true
            process(ends[index])
        }
        ends.removeAll { $0.end.isOver }
        if let due = peer.nextDeadline, due <= now {
            hasMoved = true
            peer.advance(to: now)
        }
        if !hasMoved { pass() }
    }

    private mutating func process(_ place: (number: ConnectionNumber, end: PeerEnd)) {
        let output = place.end.process(at: now)
        if !output.isEmpty {
            output.withUnsafeBytes { run.received($0, on: place.number, at: now) }
        }
        if place.end.isOver { run.ended(place.number, how: place.end.ending, at: now) }
    }

    private mutating func pass() {
        var next = run.nextDeadline
        for moment in [peer.nextDeadline] + ends.map({ $0.end.nextMoment(at: now) }) {
            if let moment { next = min(next ?? moment, moment) }
        }
        guard let next else { return }
        now = max(now, next)
        run.advance(to: now)
    }

    private mutating func grantWishes() -> Bool {
        let wishes = run.takeWishes()
        for wish in wishes {
            switch wish {
            case .dial(let number, _):
                if let end = peer.accept(at: now) {
                    ends.append((number, end))
                    run.opened(number, at: now)
                } else {
                    run.dialFailed(number, because: "the peer refused it", at: now)
                }
            case .send(let number, let octets, let pieces):
                let size = max(1, pieces ?? octets.count)
                for start in stride(from: 0, to: octets.count, by: size) {
                    end(number)?.give(Array(octets[start..<min(start + size, octets.count)]))
                }
            case .close(let number): end(number)?.endInput(isReset: false)
            case .reset(let number): end(number)?.endInput(isReset: true)
            }
        }
        return !wishes.isEmpty
    }

    private func end(_ number: ConnectionNumber) -> PeerEnd? { ends.first { $0.number == number }?.end }
}
