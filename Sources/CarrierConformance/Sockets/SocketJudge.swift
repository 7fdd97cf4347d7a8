import CarrierSession
import CarrierTransport
import CarrierWire

/// How a peer on the network is reached.
public struct PeerAddresses: Sendable {
    /// The gateway under test.
    public var connect: Endpoint?
    /// Where an SP under test connects to.
    public var listen: Endpoint?
    /// Where the suite listens as the SP for the gateway's connections (SGIP).
    public var listenBack: Endpoint?
    /// Where an SP under test listens for the suite's connections (SGIP).
    public var connectBack: Endpoint?
    /// The program that is started for each case; nil for a peer that runs by itself.
    public var command: PeerCommand?

    /// None of them.
    public init() {}
}

/// Plays cases against a peer on the network, one after the other.
///
/// Whatever the peer does, a case ends within its time limit, with bounded memory, and the next one begins.
public final class SocketJudge: Sendable {
    private let addresses: PeerAddresses
    private let setting: CaseSetting
    private let role: JudgedRole
    private let timers = Timers()
    /// Where the numbers of the next case begin.
    private let numbers = Guarded(UInt32(truncatingIfNeeded: MonotonicClock.now().nanoseconds / 1_000_000))
    private let listener: SocketListener?
    private let arrivals: ArrivalQueue

    /// Where the suite listens, with the port that the system chose; nil where it does not.
    public var address: SocketAddress? { listener?.address }

    private init(
        _ role: JudgedRole, _ addresses: PeerAddresses, _ setting: CaseSetting, _ listener: SocketListener?,
        _ arrivals: ArrivalQueue
    ) {
        (self.role, self.addresses, self.setting) = (role, addresses, setting)
        (self.listener, self.arrivals) = (listener, arrivals)
    }

    /// Gets ready to judge a peer: listens where that is needed.
    ///
    /// - Throws: `TransportError` when it cannot listen there.
    public static func open(
        _ role: JudgedRole, _ addresses: PeerAddresses, _ setting: CaseSetting
    ) async throws -> SocketJudge {
        let arrivals = ArrivalQueue()
        var listener: SocketListener?
        if let endpoint = role == .gateway ? addresses.listenBack : addresses.listen {
            listener = try await SocketListener.bind(to: endpoint) { socket in arrivals.take(socket) }
        }
        var setting = setting
        setting.hasReverse = role == .gateway ? addresses.listenBack != nil : addresses.connectBack != nil
        if addresses.command != nil { setting.brings.insert("submit") }
        return SocketJudge(role, addresses, setting, listener, arrivals)
    }

    /// Stops listening; returns when the port is free.
    public func close() async {
        arrivals.letGo()
        await listener?.stop()
        timers.cancelAll()
    }

    /// Ends the case that is being played without a verdict.
    public func interrupt() { arrivals.play?.giveUp(because: "interrupted") }

    /// Plays one case.
    ///
    /// - Parameter findings: what basic cases have found before it.
    public func judge(_ tried: ConformanceCase, after findings: BasicFindings = BasicFindings()) async -> CaseResult {
        var process: PeerProcess?
        if let command = addresses.command {
            let words = command.filled(values(for: tried))
            guard let started = PeerProcess.start(words) else {
                return CaseResult(of: tried, .unsupported, seen: "no program \(words.first ?? "") could be started")
            }
            process = started
            if role == .gateway { await awaitListening(started) }
        }
        var setting = setting
        setting.firstNumber = numbers.withLock { number in
            number &+= 1000
            return number
        }
        let play = CasePlay(CaseRun(tried, setting, after: findings, at: MonotonicClock.now()), timers) {
            [self] play, number, isReverse in
            dial(play, number, isReverse)
        }
        arrivals.begin(play)
        play.settle()
        let result = await play.result
        arrivals.end()
        await process?.end()
        return result
    }

    private func values(for tried: ConformanceCase) -> [String: String] {
        let message = tried.messages.first
        let place = role == .gateway ? addresses.connect : listener.map { Endpoint($0.address) }
        let back = role == .gateway ? listener.map { Endpoint($0.address) } : addresses.connectBack
        return [
            "host": place?.host ?? "", "port": place.map { "\($0.port)" } ?? "", "account": setting.account,
            "secret": setting.secret, "from": setting.from,
            "to": message.map { $0.recipients.isEmpty ? setting.to : $0.recipients.joined(separator: ",") }
                ?? setting.to,
            "text": message?.text ?? setting.text, "back": back?.description ?? "",
        ]
    }

    /// Waits until a gateway that was started takes connections, five seconds at most.
    private func awaitListening(_ process: PeerProcess) async {
        guard let endpoint = addresses.connect else { return }
        for _ in 0..<100 where process.isRunning {
            if (try? await Dialer.socket(to: endpoint, timeout: .seconds(1))) != nil { return }
            try? await Task.sleep(nanoseconds: 50_000_000)
        }
    }

    private func dial(_ play: CasePlay, _ number: ConnectionNumber, _ isReverse: Bool) {
        let endpoint = role == .gateway ? addresses.connect : addresses.connectBack
        guard let endpoint else { return play.dialFailed(number, because: "no address to connect to") }
        Task {
            for attempt in 0..<60 {
                do {
                    let socket = try await Dialer.socket(to: endpoint, timeout: .seconds(10))
                    return play.opened(number, Self.link(socket))
                } catch {
                    // A program that was started for the case needs a moment until it listens.
                    let isPatient = addresses.command != nil && attempt < 59
                    if !isPatient { return play.dialFailed(number, because: "\(error)") }
                    try? await Task.sleep(nanoseconds: 50_000_000)
                }
            }
        }
    }

    /// A connection under the suite's own runner.
    static func link(_ socket: consuming ConnectedSocket) -> LinkBox {
        let box = LinkBox()
        let runner = SessionRunner(
            socket, owner: PeerLink(box), afterPass: { box.settlePlay() }, onFinished: { _ in })
        box.attach(runner)
        runner.start()
        return box
    }
}

/// Connections of the peer's that came while no case was played.
final class ArrivalQueue: Sendable {
    private struct State: Sendable {
        var play: CasePlay?
        var waiting: [LinkBox] = []
    }

    /// Connections that may wait; more are closed.
    private static let maximumWaiting = 64

    private let state = Guarded(State())

    /// The case that is being played.
    var play: CasePlay? { state.withLock { $0.play } }

    func take(_ socket: consuming ConnectedSocket) {
        let box = SocketJudge.link(socket)
        if let play = state.withLock({ $0.play }) {
            if !play.accepted(box) { box.letGo() }
            return
        }
        let hasPlace = state.withLock { state -> Bool in
            state.waiting.removeAll { !$0.isAlive }
            guard state.waiting.count < ArrivalQueue.maximumWaiting else { return false }
            state.waiting.append(box)
            return true
        }
        if !hasPlace { box.letGo() }
    }

    func begin(_ play: CasePlay) {
        let waiting = state.withLock { state in
            state.play = play
            defer { state.waiting = [] }
            return state.waiting
        }
        for box in waiting where box.isAlive { if !play.accepted(box) { box.letGo() } }
    }

    func end() { state.withLock { $0.play = nil } }

    func letGo() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for box in waiting { box.letGo() }
    }
}
