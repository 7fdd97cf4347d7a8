import CarrierWire

/// What a replay wants done with its connections.
public enum ReplayAction: Hashable, Sendable {
    /// Connect; then ``Replay/opened(_:at:)`` or ``Replay/failed(_:reason:at:)``.
    case dial(Int)
    /// Octets wait in ``Replay/takeOutput(of:at:)``.
    case write(Int)
    /// Close the connection: nothing more is to be said on it.
    case close(Int)
}

/// Plays one side of a recorded session against a live peer and tells what differs.
///
/// Sans-I/O: whoever owns the sockets brings octets and moments (nanoseconds since 1970), takes octets away and does
/// what ``takeActions()`` says. Frames are sent in the order of the recording, each when everything that the recording
/// had before it has come. Logins, their digests and time stamps, and sequence numbers are made anew; ids that the peer
/// gives are bound to the recorded ones when they first come, and checked from then on. The peer's requests may come in
/// another order. Its signs of life are answered whenever they come and are never missing. A frame that was not
/// recorded is answered too, with zeros, so that the session goes on.
///
/// Memory is bounded by the recording, what the peer sends in one frame, and ``ReplayOptions/eventLimit``.
public struct Replay: Sendable {
    /// What is played.
    public let recording: ReplayRecording
    /// How.
    public let options: ReplayOptions
    /// What came of it so far; final when ``isOver``.
    public internal(set) var summary = ReplaySummary()
    /// The status with which the peer refused a login that the recording had accepted; nil otherwise.
    public internal(set) var refusal: UInt32?
    /// Why there is no peer; nil while there is one.
    public internal(set) var unreachable: String?
    /// True when nothing more is sent or awaited.
    public internal(set) var isOver = false
    /// When ``advance(to:)`` is to be called next; nil when nothing is due.
    public internal(set) var nextDeadline: Int64?
    /// Nanoseconds that a connection of the peer is waited for.
    public var acceptTimeout: Int64 = 60_000_000_000

    enum FlowState: Equatable {
        case idle
        case dialling
        case open
        case ended(String)
    }

    /// One connection of the replay.
    struct FlowRun: Sendable {
        var state = FlowState.idle
        let dials: Bool
        var input: FrameSplitter
        var output: [UInt8] = []
        var login: ReplayLogin
        var nextNumber: UInt32 = 1
        /// This side's requests that await a response, by the number that was sent.
        var awaited: [OctetString: [Int]] = [:]
        /// The numbers that requests were sent with, by the recorded ones: a repeated request keeps its number.
        var numbers: [OctetString: (sent: OctetString, frame: Int)] = [:]
    }

    let plan: ReplayPlan
    var runs: [FlowRun]
    var identities = IdentityTable()
    /// Frames of the peer that came, frames of this side that were sent.
    var isDone: [Bool]
    /// Responses of this side whose turn was over before their request came.
    var isPassed: Set<Int> = []
    /// The numbers of the peer's requests that came.
    var peerNumbers: [Int: OctetString] = [:]
    /// Where the search among the peer's requests of a kind begins.
    var heads: [FrameKind: Int] = [:]
    /// Kinds of which a frame was awaited in vain: the others are not waited for any more.
    var impatient: Set<FrameKind> = []
    /// Reports that came before the response that says whose they are.
    var held: [(flow: Int, octets: [UInt8])] = []
    var cursor = 0
    var startedAt: Int64 = 0
    var now: Int64 = 0
    var progressAt: Int64 = 0
    var lastFrameAt: Int64 = 0
    var actions: [ReplayAction] = []
    var events: [ReplayEvent] = []
    var eventCount = 0
    /// Recorded frames of the peer that have not come, signs of life left out.
    var remaining: Int
    /// Responses to requests that were not recorded, by dialect and command.
    var answers: [String: (octets: [UInt8], id: Range<Int>?)] = [:]

    /// Prepares a recording; ``start(at:)`` begins.
    public init(_ recording: ReplayRecording, options: ReplayOptions) {
        self.recording = recording
        self.options = options
        plan = ReplayPlan(recording, options)
        runs = recording.flows.map { flow in
            FlowRun(
                dials: options.direction(of: flow) == .fromClient, input: FrameSplitter(rules: flow.dialect.frameRules),
                login: ReplayLogin(flow.dialect, account: options.account, secret: options.secret))
        }
        isDone = Array(repeating: false, count: plan.frames.count)
        remaining = plan.frames.count { !$0.isOwn && $0.role != .signOfLife && !$0.isStray }
        summary.frames = plan.frames.count
    }

    /// Whether this side opens a connection, or waits for the peer to do so.
    public func dials(_ flow: Int) -> Bool { runs.indices.contains(flow) && runs[flow].dials }

    /// Begins.
    public mutating func start(at moment: Int64) {
        (startedAt, progressAt, lastFrameAt) = (moment, moment, moment)
        advance(to: moment)
    }

    /// A connection that was to be dialled is there.
    public mutating func opened(_ flow: Int, at moment: Int64) {
        guard runs.indices.contains(flow), runs[flow].state != .open else { return }
        runs[flow].state = .open
        progressAt = moment
        advance(to: moment)
    }

    /// A connection could not be made.
    public mutating func failed(_ flow: Int, reason: String, at moment: Int64) {
        guard runs.indices.contains(flow) else { return }
        runs[flow].state = .ended(reason)
        guard summary.sent > 0 else {
            unreachable = reason
            return stop(at: moment)
        }
        advance(to: moment)
    }

    /// The peer connected: gives the recorded connection that this one plays; nil when none is left.
    ///
    /// - Parameter isReverse: it came where the gateway of SGIP's second connection is awaited.
    public mutating func accepted(isReverse: Bool, at moment: Int64) -> Int? {
        let flow = runs.indices.first { index in
            !runs[index].dials && runs[index].state == .idle && recording.flows[index].isReverse == isReverse
        }
        if let flow { opened(flow, at: moment) }
        return flow
    }

    /// The peer sent octets.
    public mutating func received(_ octets: UnsafeRawBufferPointer, on flow: Int, at moment: Int64) {
        guard runs.indices.contains(flow), runs[flow].state == .open else { return }
        now = max(now, moment)
        runs[flow].input.append(octets)
        while !isOver {
            let frame: [UInt8]?
            do throws(WireError) { frame = try runs[flow].input.nextFrame { [UInt8]($0) } } catch {
                ended(flow, reason: "the peer sent what is no frame: \(error)", at: moment)
                actions.append(.close(flow))
                return
            }
            guard let frame else { break }
            lastFrameAt = now
            take(frame, on: flow)
        }
        advance(to: moment)
    }

    /// The peer closed the connection, or it broke.
    public mutating func ended(_ flow: Int, reason: String = "the peer closed the connection", at moment: Int64) {
        guard runs.indices.contains(flow) else { return }
        if case .ended = runs[flow].state { return }
        runs[flow].state = .ended(reason)
        advance(to: moment)
    }

    /// Octets to be written on a connection; they are handed out once.
    public mutating func takeOutput(of flow: Int, at moment: Int64) -> [UInt8] {
        guard runs.indices.contains(flow) else { return [] }
        let wasFull = runs[flow].output.count > Replay.outputLimit
        var output: [UInt8] = []
        swap(&output, &runs[flow].output)
        if wasFull { advance(to: moment) }
        return output
    }

    /// What is to be done since this was last asked.
    public mutating func takeActions() -> [ReplayAction] {
        defer { actions.removeAll(keepingCapacity: true) }
        return actions
    }

    /// What has happened since this was last asked.
    public mutating func takeEvents() -> [ReplayEvent] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    /// Octets of one connection that wait to be taken before no further frame is sent.
    static let outputLimit = 1 << 18

    mutating func tell(_ event: ReplayEvent) {
        guard eventCount < options.eventLimit else {
            summary.untold += 1
            return
        }
        eventCount += 1
        events.append(event)
    }

    /// Nanoseconds since the start.
    var elapsed: Int64 { now - startedAt }
}
