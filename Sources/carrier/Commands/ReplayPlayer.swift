import CarrierFixtures
import CarrierSession
import CarrierTransport

/// A replay and the connections that it plays on.
final class ReplayPlayer: Sendable {
    private struct State: Sendable {
        var replay: Replay
        var runners: [Int: SessionRunner] = [:]
        /// Connections that are to be made.
        var dials: [Task<Void, Never>] = []
    }

    private let state: Guarded<State>
    private let dialling: @Sendable (_ isReverse: Bool) -> Endpoint?
    private let events: @Sendable ([ReplayEvent]) -> Bool
    /// Held while events are handed over, so that those of several connections stay in order.
    private let telling = Guarded(())
    private let over = OneShot<Void>()

    /// - Parameters:
    ///   - dialling: where a recorded connection is dialled; nil where it cannot be.
    ///   - events: takes what happens, in order; false once nobody listens, which ends the replay.
    init(
        _ replay: Replay, dialling: @escaping @Sendable (_ isReverse: Bool) -> Endpoint?,
        events: @escaping @Sendable ([ReplayEvent]) -> Bool
    ) {
        state = Guarded(State(replay: replay))
        self.dialling = dialling
        self.events = events
    }

    /// Plays to the end and closes every connection; cancelling ends it early.
    func play() async -> Replay {
        enter { $0.start(at: $1) }
        let ticker = Task { [self] in
            // Keeps time while there is no connection whose timer does.
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(20))
                enter { $0.advance(to: $1) }
            }
        }
        await withTaskCancellationHandler {
            await over.value
        } onCancel: {
            enter { $0.stop(at: $1) }
        }
        ticker.cancel()
        await ticker.value
        let (dials, runners) = state.withLock { ($0.dials, $0.runners.values) }
        for dial in dials { dial.cancel() }
        for runner in runners { runner.close() }
        return state.withLock { $0.replay }
    }

    /// The listener accepted a connection.
    func accept(_ socket: consuming ConnectedSocket, isReverse: Bool) {
        let now = MonotonicClock.now().nanoseconds
        // One that the recording does not have is let go.
        guard let flow = state.withLock({ $0.replay.accepted(isReverse: isReverse, at: now) }) else { return }
        run(socket, flow)
    }

    private func run(_ socket: consuming ConnectedSocket, _ flow: Int) {
        let runner = SessionRunner(
            socket, owner: ReplayConnection(flow, self), afterPass: { [self] in perform(on: flow) },
            onFinished: { [self] _ in
                _ = state.withLock { $0.runners.removeValue(forKey: flow) }
                enter { $0.ended(flow, at: $1) }
            })
        state.withLock { $0.runners[flow] = runner }
        runner.start()
        perform(on: nil)
    }

    private func dial(_ flow: Int) {
        let isReverse = state.withLock { $0.replay.recording.flows[flow].isReverse }
        guard let endpoint = dialling(isReverse) else {
            return enter { $0.failed(flow, reason: "no address to dial", at: $1) }
        }
        let task = Task { [self] in
            do {
                let socket = try await Dialer.socket(to: endpoint)
                enter { $0.opened(flow, at: $1) }
                run(socket, flow)
            } catch {
                enter { $0.failed(flow, reason: "\(error)", at: $1) }
            }
        }
        state.withLock { $0.dials.append(task) }
    }

    /// Works with the replay, then does what it wants.
    private func enter(_ body: (inout Replay, Int64) -> Void) {
        let now = MonotonicClock.now().nanoseconds
        state.withLock { body(&$0.replay, now) }
        perform(on: nil)
    }

    /// Does what the replay wants and tells what has happened. `flow` has just been served: it needs no wake.
    fileprivate func perform(on flow: Int?) {
        let isHeard = telling.withLock { _ in
            let told = state.withLock { $0.replay.takeEvents() }
            return told.isEmpty || events(told)
        }
        let (actions, isOver) = state.withLock { ($0.replay.takeActions(), $0.replay.isOver) }
        if !isHeard, !isOver { enter { $0.stop(at: $1) } }
        for action in actions {
            switch action {
            case .dial(let flow): dial(flow)
            case .write(let other):
                if other != flow { state.withLock { $0.runners[other] }?.wake() }
            case .close(let flow): state.withLock { $0.runners[flow] }?.close()
            }
        }
        if isOver { over.decide(()) }
    }

    // MARK: - Called by connections, under their runners' locks

    fileprivate func received(_ octets: UnsafeRawBufferPointer, on flow: Int, at moment: Moment) {
        state.withLock { $0.replay.received(octets, on: flow, at: moment.nanoseconds) }
    }

    fileprivate func advance(to moment: Moment) {
        state.withLock { $0.replay.advance(to: moment.nanoseconds) }
    }

    fileprivate func ended(_ flow: Int, _ reason: String, at moment: Moment) {
        state.withLock { $0.replay.ended(flow, reason: reason, at: moment.nanoseconds) }
    }

    fileprivate func output(of flow: Int, at moment: Moment) -> [UInt8] {
        state.withLock { $0.replay.takeOutput(of: flow, at: moment.nanoseconds) }
    }

    fileprivate var nextDeadline: Moment? {
        state.withLock { $0.replay.nextDeadline.map { Moment(nanoseconds: $0) } }
    }
}

/// One connection of a replay, as its runner sees it: the frames are the replay's business.
private final class ReplayConnection: SessionIO, SessionOwner {
    private let flow: Int
    private let player: ReplayPlayer
    private var output: [UInt8] = []
    private var written = 0
    private(set) var closeReason: CloseReason?
    var observer: (any SessionObserver)?

    init(_ flow: Int, _ player: ReplayPlayer) { (self.flow, self.player) = (flow, player) }

    var session: any SessionIO { self }

    func serve(at moment: Moment) -> Bool {
        let more = player.output(of: flow, at: moment)
        if written == output.count {
            (output, written) = (more, 0)
        } else {
            output += more
        }
        return false
    }

    func open(at moment: Moment) {}

    func receive(capacity: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int
    {
        withUnsafeTemporaryAllocation(byteCount: max(1, capacity), alignment: 1) { buffer in
            let count = min(max(0, read(buffer)), buffer.count)
            player.received(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)), on: flow, at: moment)
            return count
        }
    }

    var hasUnservedInput: Bool { false }
    func proceed(at moment: Moment, portion: Int) {}
    var wantsInput: Bool { closeReason == nil && outputCount < 1 << 20 }
    var outputCount: Int { output.count - written }

    func withOutput(_ body: (UnsafeRawBufferPointer) -> Int) {
        let count = output.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[written...])) }
        written = min(output.count, written + max(0, count))
    }

    var nextDeadline: Moment? { player.nextDeadline }
    func advance(to moment: Moment) { player.advance(to: moment) }

    func endOfInput(at moment: Moment, errno: Int32?) {
        let reason = errno == nil ? "the peer closed the connection" : "the connection broke"
        player.ended(flow, reason, at: moment)
        end(.endedByPeer)
    }

    func close(at moment: Moment) { end(.closedLocally) }
    func abort(at moment: Moment) { end(.aborted) }
    /// The peer's login is one of the frames that are compared: it keeps its place at the listener.
    var isLoggedIn: Bool { true }

    private func end(_ reason: CloseReason) { if closeReason == nil { closeReason = reason } }
}
