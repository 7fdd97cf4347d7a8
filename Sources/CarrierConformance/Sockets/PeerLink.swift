import CarrierSession
import CarrierTransport

/// What a connection's runner and a case share: octets that came, octets that are to go, and how it ends.
///
/// The runner's lock is taken first, this one's inside it, the play's last; nothing is called back under this one.
final class LinkBox: Sendable {
    struct State: Sendable {
        /// The play that the connection belongs to, and its number there; nil while no case has taken it.
        var play: CasePlay?
        var number = ConnectionNumber(0)
        var runner: SessionRunner?
        /// What came before a case took the connection.
        var early: [UInt8] = []
        var earlyEnd: String?
        /// What is to be sent, a write each.
        var output: [[UInt8]] = []
        var outputCount = 0
        var isToClose = false
        var isToReset = false
        var isOver = false
    }

    /// Octets that may wait for a case, and for a peer that does not read.
    static let maximumEarly = 1 << 16
    static let maximumOutput = 8 << 20

    private let state = Guarded(State())

    func attach(_ runner: SessionRunner) { state.withLock { $0.runner = runner } }

    /// True while the peer has not ended it.
    var isAlive: Bool { state.withLock { !$0.isOver && $0.earlyEnd == nil } }

    /// A case takes the connection: what came before is told to it.
    func bind(to play: CasePlay, as number: ConnectionNumber) {
        let (early, end) = state.withLock { state in
            state.play = play
            state.number = number
            defer { state.early = [] }
            return (state.early, state.earlyEnd)
        }
        if !early.isEmpty { play.received(early, on: number) }
        if let end { play.ended(number, how: end) }
        wake()
    }

    /// Octets came; true while more may come.
    func take(_ octets: [UInt8]) -> Bool {
        let place = state.withLock { state -> (CasePlay, ConnectionNumber)? in
            guard let play = state.play else {
                state.early += octets.prefix(LinkBox.maximumEarly - min(state.early.count, LinkBox.maximumEarly))
                return nil
            }
            return (play, state.number)
        }
        place?.0.received(octets, on: place?.1 ?? ConnectionNumber(0))
        return place != nil || state.withLock { $0.early.count < LinkBox.maximumEarly }
    }

    func end(how: String) {
        let place = state.withLock { state -> (CasePlay, ConnectionNumber)? in
            state.isOver = true
            guard let play = state.play else {
                state.earlyEnd = how
                return nil
            }
            return (play, state.number)
        }
        place?.0.ended(place?.1 ?? ConnectionNumber(0), how: how)
    }

    func settlePlay() { state.withLock { $0.play }?.settle() }

    // MARK: - The case's side

    /// Puts octets in line; false when the peer does not read what it is sent.
    func put(_ octets: [UInt8], pieces: Int?) -> Bool {
        let fits = state.withLock { state -> Bool in
            guard state.outputCount + octets.count <= LinkBox.maximumOutput else { return false }
            let size = max(1, pieces ?? octets.count)
            for start in stride(from: 0, to: octets.count, by: size) {
                state.output.append(Array(octets[start..<min(start + size, octets.count)]))
            }
            state.outputCount += octets.count
            return true
        }
        wake()
        return fits
    }

    func close(isReset: Bool) {
        let runner = state.withLock { state -> SessionRunner? in
            if isReset { state.isToReset = true } else { state.isToClose = true }
            return state.runner
        }
        if isReset { runner?.abort() } else { runner?.wake() }
    }

    /// The case is over: the connection ends, and nobody is told.
    func letGo() {
        state.withLock { state in
            state.play = nil
            state.early = []
        }
        close(isReset: false)
    }

    private func wake() { state.withLock { $0.runner }?.wake() }

    // MARK: - The runner's side

    func takeOutput() -> (writes: [[UInt8]], isToClose: Bool) {
        state.withLock { state in
            defer {
                state.output = []
                state.outputCount = 0
            }
            return (state.output, state.isToClose)
        }
    }
}

/// A connection without a protocol, as its runner sees it: octets in, octets out.
final class PeerLink: SessionIO, SessionOwner {
    private let box: LinkBox
    private var output: [[UInt8]] = []
    private var offset = 0
    private var takesInput = true
    private(set) var closeReason: CloseReason?

    init(_ box: LinkBox) { self.box = box }

    var session: any SessionIO { self }
    var observer: (any SessionObserver)?
    /// A connection of the suite's own is never displaced for want of a login.
    var isLoggedIn: Bool { true }
    var nextDeadline: Moment? { nil }
    var hasUnservedInput: Bool { false }
    var wantsInput: Bool { takesInput && closeReason == nil }
    var outputCount: Int { output.reduce(0) { $0 + $1.count } - offset }

    func serve(at moment: Moment) -> Bool {
        let (writes, isToClose) = box.takeOutput()
        output += writes
        if isToClose, closeReason == nil { closeReason = .closedLocally }
        return !writes.isEmpty
    }

    func open(at moment: Moment) {}

    func receive(capacity: Int, at moment: Moment, portion: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int
    {
        var octets = [UInt8](repeating: 0, count: max(1, min(capacity, 65_536)))
        let count = octets.withUnsafeMutableBytes { read($0) }
        if count > 0 { takesInput = box.take(Array(octets.prefix(count))) }
        return count
    }

    func proceed(at moment: Moment, portion: Int) {}

    func withOutput(_ body: (UnsafeRawBufferPointer) -> Int) {
        guard let first = output.first else { return }
        offset += first.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[offset...])) }
        if offset >= first.count {
            output.removeFirst()
            offset = 0
        }
    }

    func advance(to moment: Moment) {}

    func endOfInput(at moment: Moment, errno: Int32?) {
        let how = errno.map { TransportError(.receive, errno: $0).reason } ?? "connection closed"
        box.end(how: how)
        if closeReason == nil { closeReason = errno == nil ? .endedByPeer : .connectionLost(errno: errno) }
    }

    func close(at moment: Moment) { if closeReason == nil { closeReason = .closedLocally } }
    func abort(at moment: Moment) { if closeReason == nil { closeReason = .aborted } }
}
