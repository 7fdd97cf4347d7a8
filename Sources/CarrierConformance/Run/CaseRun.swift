import CarrierFixtures
import CarrierSession
import CarrierWire

/// One case against one peer: octets and moments go in, octets and wishes come out.
///
/// A value without clock and socket. Whoever moves the octets tells what happens to connections, does what
/// ``takeWishes()`` asks for after every call, and calls ``advance(to:)`` at ``nextDeadline``; at last there is a
/// ``result``. Everything is bounded: the time, the frames that wait, and what is kept of them.
package struct CaseRun: Sendable {
    /// The case.
    package let tried: ConformanceCase
    /// How it ended; nil while it has not.
    package internal(set) var result: CaseResult?

    let setting: CaseSetting
    let facts: ProtocolFacts
    var maker: FrameMaker
    var tracks: [CaseTrack]
    var connections: [CaseConnection] = []
    /// Connections by their names in the case.
    var names: [String: Int] = [:]
    /// Frames by their names, and where they came or went.
    var frames: [String: SeenFrame] = [:]
    var places: [String: Int] = [:]
    /// The last login on each connection, from which its response's digest follows.
    var logins: [Int: SeenFrame] = [:]
    /// The last number that the suite gave where all connections share one counter.
    var lastSequence: UInt32
    /// Commands that are not answered by the suite at present.
    var held: Set<String> = []
    var wishes: [CaseWish] = []
    var log: WireLog
    var now: Moment
    /// What the case itself tolerates and the peer made use of; nil where it did not.
    var tolerance: String?
    /// What that can be put down to.
    var toleranceCauses: [FailureCause] = []
    /// How the frames that were taken deviate, each once.
    var deviations: [FailureCause] = []
    /// The last frame that a step took, in words.
    var lastSeen = ""

    let begin: Moment
    private let deadline: Moment
    /// The peer's wait for a response in nanoseconds, where the case is shortened to it.
    private let replyTimeout: Int64?

    /// Frames that, as a basic case has found, never come.
    let absent: Set<String>

    /// How long a step waits unless the case says otherwise.
    static let usualLimit = Moment.Span.seconds(10)
    /// How long a step waits at most for what never comes.
    static let absentLimit = Moment.Span.seconds(2)

    /// Begins a case.
    ///
    /// - Parameter findings: what basic cases have found; the run does not wait long for what never comes.
    package init(
        _ tried: ConformanceCase, _ setting: CaseSetting, after findings: BasicFindings = BasicFindings(),
        at now: Moment
    ) {
        self.tried = tried
        absent = findings.absent
        self.setting = setting
        facts = ProtocolFacts(tried.dialect)
        maker = FrameMaker(tried.dialect, setting)
        lastSequence = setting.firstNumber
        maker.lastID = setting.firstNumber
        var expansion = StepExpansion(facts, judging: tried.id.role)
        tracks = [CaseTrack(expansion.steps(of: tried))]
        log = WireLog(facts, from: now)
        (self.now, begin) = (now, now)
        replyTimeout = tried.isSlow ? setting.replyTimeout.map { max(1, $0.nanoseconds) } : nil
        deadline = now + tried.timeLimit
        if !setting.hasReverse, tracks[0].remaining.contains(where: { $0.isReverse }) {
            conclude(.unsupported, expected: "", seen: "no connection in the other direction was set up", step: nil)
        }
        proceed()
    }

    // MARK: - What happens

    /// A connection that was wished for is there.
    package mutating func opened(_ connection: ConnectionNumber, at moment: Moment) {
        guard enter(connection, moment), connections[connection.rawValue].phase == .dialling else { return }
        connections[connection.rawValue].phase = .open
        log.note("connected", .suite, on: connections[connection.rawValue].label, at: now)
        proceed()
    }

    /// A connection that was wished for could not be made.
    package mutating func dialFailed(_ connection: ConnectionNumber, because reason: String, at moment: Moment) {
        guard enter(connection, moment), connections[connection.rawValue].phase == .dialling else { return }
        connections[connection.rawValue].phase = .failed(reason)
        log.note("no connection: \(reason)", .suite, on: connections[connection.rawValue].label, at: now)
        proceed()
    }

    /// The peer made a connection.
    ///
    /// - Returns: its number; nil when it is to be closed at once.
    package mutating func accepted(at moment: Moment) -> ConnectionNumber? {
        now = max(now, moment)
        guard result == nil, connections.count < 1000 else { return nil }
        let number = ConnectionNumber(connections.count)
        connections.append(
            CaseConnection(
                number, .open, isReverse: tried.id.role == .gateway, isAccepted: true, facts.dialect.frameRules))
        log.note("connected", .peer, on: connections[number.rawValue].label, at: now)
        proceed()
        return number
    }

    /// Octets came.
    package mutating func received(_ octets: UnsafeRawBufferPointer, on connection: ConnectionNumber, at moment: Moment)
    {
        guard enter(connection, moment) else { return }
        let place = connection.rawValue
        if connections[place].isUnreadable || connections[place].ending != nil { return }
        connections[place].splitter.append(octets)
        do throws(WireError) {
            while let frame = try connections[place].splitter.nextFrame({ [UInt8]($0) }) {
                let seen = SeenFrame(frame, facts(on: place))
                let entry = log.note(seen, .peer, on: connections[place].label, at: now)
                if seen.command == facts.login { logins[place] = seen }
                connections[place].note(seen, isPeers: true)
                connections[place].inbox.append(InboxFrame(frame: seen, entry: entry))
                guard connections[place].inbox.count < CaseConnection.maximumInbox else {
                    connections[place].isUnreadable = true
                    return failHere(
                        place, seen: "more than \(CaseConnection.maximumInbox) frames nothing asked for",
                        .unexpected(seen.command))
                }
            }
        } catch {
            connections[place].isUnreadable = true
            let waiting = connections[place].splitter.withWaitingOctets { [UInt8]($0.prefix(64)) }
            let entry = log.note(SeenFrame(waiting, facts), .peer, on: connections[place].label, at: now)
            proceed()
            if result == nil {
                failHere(
                    place, seen: "octets that are no frame: \(error)",
                    connections[place].unframedCauses(awaited(on: place)), entry: entry)
            }
        }
        proceed()
    }

    /// The peer ended a connection, or it broke; `how` in words.
    package mutating func ended(_ connection: ConnectionNumber, how: String, at moment: Moment) {
        guard enter(connection, moment), connections[connection.rawValue].ending == nil else { return }
        let place = connection.rawValue
        connections[place].phase = .ended(how)
        let rest = connections[place].splitter.waitingOctets
        let tail = rest > 0 && !connections[place].isUnreadable ? ", \(rest) octets of a frame before it" : ""
        log.note(how + tail, .peer, on: connections[place].label, at: now)
        proceed()
    }

    /// The time has come, or gone on.
    package mutating func advance(to moment: Moment) {
        now = max(now, moment)
        proceed()
    }

    /// When ``advance(to:)`` is to be called next; nil once there is a result.
    package var nextDeadline: Moment? {
        if result != nil { return nil }
        return tracks.compactMap(\.deadline).reduce(deadline) { min($0, $1) }
    }

    /// What is to be done, in order.
    package mutating func takeWishes() -> [CaseWish] {
        defer { wishes = [] }
        return wishes
    }

    private mutating func enter(_ connection: ConnectionNumber, _ moment: Moment) -> Bool {
        now = max(now, moment)
        return result == nil && connections.indices.contains(connection.rawValue)
    }

    // MARK: - Going on

    /// Goes on as far as it can.
    mutating func proceed() {
        var rounds = 0
        while result == nil {
            var hasMoved = false
            for index in tracks.indices where result == nil {
                while result == nil, step(index) {
                    hasMoved = true
                    rounds += 1
                }
            }
            for place in connections.indices where result == nil && serve(place) { hasMoved = true }
            if tracks.allSatisfy(\.isFinished) { return pass() }
            rounds += 1
            if !hasMoved || rounds > 100_000 { break }
        }
        expire()
    }

    /// Ends what has waited long enough.
    private mutating func expire() {
        var hasMoved = false
        for index in tracks.indices where result == nil {
            guard let deadline = tracks[index].deadline, deadline <= now else { continue }
            expire(track: index)
            hasMoved = true
        }
        if result == nil, deadline <= now {
            let track = tracks.first { !$0.isFinished }
            return conclude(
                failure, expected: track?.step?.text ?? "", seen: "not done within \(words(tried.timeLimit))",
                step: track?.step, track?.silenceCauses ?? FailureCauses())
        }
        if hasMoved, result == nil { proceed() }
    }

    private mutating func pass() {
        let note = tolerance ?? deviations.first?.words
        let outcome: CaseOutcome = tried.level == .info ? .informational : note == nil ? .pass : .notStrict
        conclude(
            outcome, expected: "", seen: note ?? lastSeen, step: nil, FailureCauses(possible: toleranceCauses))
        if tolerance == nil { result?.deviations = deviations }
    }

    /// What a case is that is not met.
    var failure: CaseOutcome {
        switch tried.level {
        case .must: .fail
        case .should: .notStrict
        case .info: .informational
        }
    }

    /// The case cannot be played as it is written.
    mutating func breakOff(_ reason: String, _ step: DialogueStep?) {
        conclude(.fail, expected: "", seen: "the case cannot be played: \(reason)", step: step)
        result?.isBroken = true
    }

    mutating func conclude(
        _ outcome: CaseOutcome, expected: String, seen: String, step: DialogueStep?,
        _ causes: FailureCauses = FailureCauses()
    ) {
        guard result == nil else { return }
        for index in connections.indices where connections[index].ending == nil {
            wishes.append(.close(connections[index].number))
            connections[index].phase = .closed
        }
        var end = CaseResult(of: tried, outcome, seen: seen)
        (end.expected, end.duration) = (expected, now - begin)
        end.step = step.map { "\($0.line): \($0.text)" } ?? ""
        (end.wire, end.leftOut) = (log.entries, log.leftOut)
        end.causes = causes
        result = end
    }

    /// A time of the case as it is played: shortened as the peer's timers are, where the case is slow.
    func played(_ span: Moment.Span) -> Moment.Span {
        guard let replyTimeout, replyTimeout < 60_000_000_000 else { return span }
        // Times are below 24 h, and the product of both in microseconds fits.
        let microseconds = span.nanoseconds / 1000 &* (replyTimeout / 1_000_000) / 60_000
        return Moment.Span(nanoseconds: microseconds &* 1000)
    }

    /// A limit of the case as it is played: never so short that an answer at once comes too late.
    func playedLimit(_ span: Moment.Span) -> Moment.Span { max(played(span), min(span, .seconds(2))) }

    /// Ends the case without a verdict.
    package mutating func giveUp(because reason: String) {
        conclude(.unsupported, expected: "", seen: reason, step: nil)
    }

    func words(_ span: Moment.Span) -> String {
        let milliseconds = span.nanoseconds / 1_000_000
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}

extension DialogueStep {
    var isReverse: Bool {
        if case .connect(_, _, let isReverse) = verb { return isReverse }
        return false
    }
}
