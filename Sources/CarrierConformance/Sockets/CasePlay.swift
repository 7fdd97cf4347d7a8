import CarrierSession
import CarrierTransport

/// One case being played on sockets.
final class CasePlay: Sendable {
    private struct State: Sendable {
        var run: CaseRun
        var boxes: [ConnectionNumber: LinkBox] = [:]
        /// When the timer wakes.
        var armed: Moment?
        var isOver = false
    }

    private let state: Guarded<State>
    private let timers: Timers
    private let dial: @Sendable (CasePlay, ConnectionNumber, Bool) -> Void
    private let ending = OneShot<CaseResult>()

    /// - Parameter dial: makes a connection, to the peer's reverse address where the last argument is true, and tells.
    init(
        _ run: CaseRun, _ timers: Timers, dial: @escaping @Sendable (CasePlay, ConnectionNumber, Bool) -> Void
    ) {
        state = Guarded(State(run: run))
        self.timers = timers
        self.dial = dial
    }

    /// How the case ended. It ends within its time limit, whatever the peer does.
    var result: CaseResult {
        get async { await ending.value }
    }

    func accepted(_ box: LinkBox) -> Bool {
        let number = state.withLock { state -> ConnectionNumber? in
            guard !state.isOver, let number = state.run.accepted(at: MonotonicClock.now()) else { return nil }
            state.boxes[number] = box
            return number
        }
        guard let number else { return false }
        box.bind(to: self, as: number)
        settle()
        return true
    }

    func opened(_ number: ConnectionNumber, _ box: LinkBox) {
        let isWanted = state.withLock { state -> Bool in
            if state.isOver { return false }
            state.boxes[number] = box
            return true
        }
        guard isWanted else { return box.letGo() }
        // What came early is told behind it.
        enter { $0.opened(number, at: $1) }
        box.bind(to: self, as: number)
        settle()
    }

    /// Ends the case without a verdict.
    func giveUp(because reason: String) {
        state.withLock { state in
            if !state.isOver { state.run.giveUp(because: reason) }
        }
        settle()
    }

    func dialFailed(_ number: ConnectionNumber, because reason: String) {
        enter { $0.dialFailed(number, because: reason, at: $1) }
        settle()
    }

    /// Called under a runner's lock: what follows is done by `settle` behind it.
    func received(_ octets: [UInt8], on number: ConnectionNumber) {
        enter { run, now in octets.withUnsafeBytes { run.received($0, on: number, at: now) } }
    }

    func ended(_ number: ConnectionNumber, how: String) { enter { $0.ended(number, how: how, at: $1) } }

    private func enter(_ body: (inout CaseRun, Moment) -> Void) {
        state.withLock { state in
            if !state.isOver { body(&state.run, MonotonicClock.now()) }
        }
    }

    /// Does what the case wishes, and sets the clock for what it waits for. Called without locks.
    func settle() {
        let wishes = state.withLock { state in state.isOver ? [] : state.run.takeWishes() }
        for wish in wishes { grant(wish) }
        let (result, boxes, moment) = state.withLock { state -> (CaseResult?, [LinkBox], Moment?) in
            if state.isOver { return (nil, [], nil) }
            if let result = state.run.result {
                state.isOver = true
                defer { state.boxes = [:] }
                return (result, Array(state.boxes.values), nil)
            }
            guard let next = state.run.nextDeadline, state.armed.map({ next < $0 }) ?? true else {
                return (nil, [], nil)
            }
            state.armed = next
            return (nil, [], next)
        }
        if let moment { timers.schedule(at: moment) { [weak self] in self?.timeCame() } }
        guard let result else { return }
        for box in boxes { box.letGo() }
        ending.decide(result)
    }

    private func timeCame() {
        state.withLock { state in
            state.armed = nil
            if !state.isOver { state.run.advance(to: MonotonicClock.now()) }
        }
        settle()
    }

    private func grant(_ wish: CaseWish) {
        switch wish {
        case .dial(let number, let isReverse): dial(self, number, isReverse)
        case .send(let number, let octets, let pieces):
            guard let box = box(number), !box.put(octets, pieces: pieces) else { return }
            enter { $0.ended(number, how: "the peer does not read what it is sent", at: $1) }
            box.close(isReset: true)
        case .close(let number): box(number)?.close(isReset: false)
        case .reset(let number): box(number)?.close(isReset: true)
        }
    }

    private func box(_ number: ConnectionNumber) -> LinkBox? { state.withLock { $0.boxes[number] } }
}
