import CarrierFixtures
import CarrierSession
import CarrierWire

// The peer's frames: which step takes them, which are answered by the suite, and which are wrong.
extension CaseRun {
    /// Looks through the frames that wait on a connection; true when anything was taken.
    mutating func serve(_ place: Int) -> Bool {
        if !connections[place].isTaken { return serveUntaken(place) }
        let anytime = facts.anytime(from: tried.id.role)
        var index = 0
        var hasMoved = false
        while result == nil, index < connections[place].inbox.count {
            let item = connections[place].inbox[index]
            if let (track, seen) = unwanted(item, on: place) {
                let causes = FailureCauses.unexpected(item.frame.command)
                fail(track, Mismatch(seen: seen, field: nil, entry: item.entry, causes: causes))
                return true
            }
            if let (track, alternative) = target(of: item, on: place) {
                connections[place].inbox.remove(at: index)
                take(item, alternative, track, place)
                return true
            }
            if anytime.contains(item.frame.command) {
                let mismatch = noteMismatch(item, on: place)
                if !mismatch, isExpectedLater(item.frame.command, on: place) {
                    index += 1
                    continue
                }
                connections[place].inbox.remove(at: index)
                hasMoved = true
                if !held.contains(item.frame.command) { answer(item.frame, on: place) }
                continue
            }
            switch refuse(item, on: place) {
            case .answered:
                connections[place].inbox.remove(at: index)
                hasMoved = true
            case .left: index += 1
            case .failed: return true
            }
        }
        return serveEnding(place) || hasMoved
    }

    /// Connections that no step has taken are served soundly, unless a step waits for one.
    private mutating func serveUntaken(_ place: Int) -> Bool {
        guard connections[place].isOpen, !connections[place].inbox.isEmpty,
            !tracks.contains(where: { $0.remaining.contains { $0.isConnect(reverse: connections[place].isReverse) } })
        else { return false }
        let waiting = connections[place].inbox
        connections[place].inbox = []
        for item in waiting where !held.contains(item.frame.command) { answer(item.frame, on: place) }
        return true
    }

    // MARK: - Taking

    private func waiters(on place: Int) -> [Int] {
        tracks.indices.filter { index in
            switch tracks[index].waiting {
            case .frames(_, let on, _), .silence(let on): on == place
            default: false
            }
        }
    }

    private func alternatives(of track: Int) -> [DialogueStep.Alternative] {
        if case .frames(let alternatives, _, _) = tracks[track].waiting { return alternatives }
        return []
    }

    private func target(of item: InboxFrame, on place: Int) -> (track: Int, alternative: DialogueStep.Alternative)? {
        for track in waiters(on: place) {
            for alternative in alternatives(of: track) {
                if case .frame(let expected) = alternative.what, case .fits = fit(item, expected, on: place) {
                    return (track, alternative)
                }
            }
        }
        return nil
    }

    /// The track that forbids a frame, and the frame in words.
    private func unwanted(_ item: InboxFrame, on place: Int) -> (track: Int, seen: String)? {
        for track in waiters(on: place) {
            for alternative in alternatives(of: track) {
                if case .absence(let expected) = alternative.what, case .fits = fit(item, expected, on: place) {
                    return (track, words(item.frame))
                }
            }
        }
        return nil
    }

    private mutating func take(
        _ item: InboxFrame, _ alternative: DialogueStep.Alternative, _ track: Int, _ place: Int
    ) {
        guard case .frame(let expected) = alternative.what,
            case .frames(let alternatives, let on, let left) = tracks[track].waiting
        else { return }
        let frame = item.frame
        if let name = expected.name {
            frames[name] = frame
            places[name] = place
        }
        lastSeen = words(frame)
        if alternative.isNotStrict {
            tolerate("tolerated: \(words(frame))", alternatives.flatMap { causes(of: item, $0, on: place) })
        }
        for deviation in frame.deviations {
            let cause = FailureCause(frame.command, .deviates(deviation))
            if deviations.count < 50, !deviations.contains(cause) { deviations.append(cause) }
            log.mark(item.entry, field: nil, deviation)
        }
        if left > 1 {
            tracks[track].waiting = .frames(alternatives, on: on, left: left - 1)
        } else {
            finish(track)
        }
        guard !frame.isResponse, !held.contains(frame.command) else { return }
        if let name = expected.name, tracks.contains(where: { $0.remaining.contains { $0.responds(to: name) } }) {
            return
        }
        answer(frame, on: place)
    }

    private mutating func tolerate(_ what: String, _ causes: [FailureCause]) {
        tolerance = tolerance ?? what
        toleranceCauses += causes
    }

    /// Why a frame of the right command is not what an alternative wants; empty where it is.
    private func causes(
        of item: InboxFrame, _ alternative: DialogueStep.Alternative, on place: Int
    ) -> [FailureCause] {
        guard case .frame(let expected) = alternative.what, case .differs(let mismatch) = fit(item, expected, on: place)
        else { return [] }
        return mismatch.causes.all
    }

    /// The commands that tracks wait for on a connection.
    func awaited(on place: Int) -> [String] { waiters(on: place).flatMap { tracks[$0].awaited } }

    /// A frame that may come at any time, of a command that a step waits for, and not as it should be: true then.
    private mutating func noteMismatch(_ item: InboxFrame, on place: Int) -> Bool {
        var isNoted = false
        for track in waiters(on: place) {
            for alternative in alternatives(of: track) {
                guard case .frame(let expected) = alternative.what,
                    case .differs(var mismatch) = fit(item, expected, on: place)
                else { continue }
                if let other = tracks[track].nearest, other.entry == item.entry {
                    mismatch.causes.possible += other.causes.all
                }
                tracks[track].nearest = mismatch
                isNoted = true
            }
        }
        return isNoted
    }

    private func isExpectedLater(_ command: String, on place: Int) -> Bool {
        tracks.contains { track in
            track.remaining.contains { step in
                guard step.connection.map({ names[$0] ?? place }) ?? place == place,
                    case .expect(let alternatives, _, _) = step.verb
                else { return false }
                return alternatives.contains { alternative in
                    if case .frame(let frame) = alternative.what { return frame.command == command }
                    return false
                }
            }
        }
    }

    // MARK: - Refusing

    private enum Refusal { case answered, left, failed }

    /// A frame that no step takes and that may not come at any time.
    private mutating func refuse(_ item: InboxFrame, on place: Int) -> Refusal {
        let waiting = waiters(on: place)
        let isClosing = item.frame.command == facts.closing
        guard let first = waiting.first else { return .left }
        if isClosing, waiting.contains(where: { isClosedAwaited($0) }) {
            answer(item.frame, on: place)
            return .answered
        }
        var mismatch = Mismatch(
            seen: words(item.frame), field: nil, entry: item.entry,
            causes: .unexpected(item.frame.command, insteadOf: awaited(on: place)))
        var track = first
        var isDifferent = false
        for candidate in waiting {
            for alternative in alternatives(of: candidate) {
                guard case .frame(let expected) = alternative.what else { continue }
                if case .differs(var difference) = fit(item, expected, on: place) {
                    if isDifferent { difference.causes.possible += mismatch.causes.all }
                    (mismatch, track, isDifferent) = (difference, candidate, true)
                } else if expected.command == item.frame.command {
                    return .left
                }
            }
        }
        fail(track, mismatch)
        return .failed
    }

    private func isClosedAwaited(_ track: Int) -> Bool {
        alternatives(of: track).contains { if case .closed = $0.what { true } else { false } }
    }

    private mutating func fail(_ track: Int, _ mismatch: Mismatch) {
        log.mark(mismatch.entry, field: mismatch.field, mismatch.seen)
        let expected =
            alternatives(of: track).isEmpty ? "nothing" : tracks[track].step.map { expectation(of: $0) } ?? ""
        conclude(failure, expected: expected, seen: mismatch.seen, step: tracks[track].step, mismatch.causes)
    }

    /// What a step expects, in words.
    private func expectation(of step: DialogueStep) -> String {
        guard case .expect(let alternatives, let count, _) = step.verb else { return "nothing" }
        let parts = alternatives.map { alternative in
            switch alternative.what {
            case .closed: return "the end of the connection"
            case .nothing: return "nothing"
            case .frame(let frame): return frame.words
            case .absence(let frame): return "no " + frame.words
            }
        }
        return (count > 1 ? "\(count) times " : "") + parts.joined(separator: " or ")
    }

    /// A connection fails for all who wait on it.
    mutating func failHere(_ place: Int, seen: String, _ causes: FailureCauses, entry: Int = -1) {
        guard let track = waiters(on: place).first else { return }
        fail(track, Mismatch(seen: seen, field: nil, entry: entry, causes: causes))
    }

    // MARK: - Ends

    private mutating func serveEnding(_ place: Int) -> Bool {
        guard result == nil, let ending = connections[place].ending else { return false }
        for track in waiters(on: place) {
            guard
                let closed = alternatives(of: track).first(where: { if case .closed = $0.what { true } else { false } })
            else {
                let seen = "the connection ended: \(ending)"
                let causes = connections[place].endCauses(tracks[track].awaited)
                fail(track, Mismatch(seen: seen, field: nil, entry: -1, causes: causes))
                return true
            }
            if closed.isNotStrict {
                let causes = connections[place].endCauses(tracks[track].awaited)
                tolerate("tolerated: the connection ended", causes.all)
            }
            lastSeen = "the connection ended: \(ending)"
            finish(track)
            return true
        }
        return false
    }

    /// The step of a track has waited as long as it may.
    mutating func expire(track index: Int) {
        guard let step = tracks[index].step else { return }
        switch tracks[index].waiting {
        case .silence(let place) where connections[place].isInsidePeersFrame:
            fail(
                index,
                Mismatch(
                    seen: "octets that are no whole frame", field: nil, entry: -1,
                    causes: connections[place].unfinishedCauses(facts)))
        case .time, .silence, nil: finish(index)
        case .dial:
            conclude(failure, expected: "a connection", seen: "none within the limit", step: step, .noConnection)
        case .arrival(let isReverse):
            let isUnmet = !setting.brings.isSuperset(of: tried.needs)
            conclude(
                isReverse && isUnmet ? .unsupported : failure, expected: "a connection of the peer's",
                seen: "none within the limit", step: step, isReverse && isUnmet ? FailureCauses() : .noConnection)
        case .frames(let alternatives, let place, _):
            if let nothing = alternatives.first(where: \.isMetBySilence) {
                if nothing.isNotStrict { tolerate("tolerated: nothing came", lateCauses(index, on: place).all) }
                return finish(index)
            }
            let awaitsRequest = alternatives.contains { alternative in
                if case .frame(let frame) = alternative.what { return facts.request(of: frame.command) == nil }
                return false
            }
            let isUnmet = !setting.brings.isSuperset(of: tried.needs)
            let causes = lateCauses(index, on: place)
            if var nearest = tracks[index].nearest, !(awaitsRequest && isUnmet) {
                nearest.causes = causes
                return fail(index, nearest)
            }
            let isBegun = connections[place].isInsidePeersFrame
            conclude(
                awaitsRequest && isUnmet ? .unsupported : failure, expected: expectation(of: step),
                seen: isBegun ? "nothing came but octets that are no whole frame" : "nothing came", step: step,
                awaitsRequest && isUnmet ? FailureCauses() : causes)
        }
    }

    /// What it can be put down to that what a track waits for has not come in time.
    private func lateCauses(_ track: Int, on place: Int) -> FailureCauses {
        var silence = tracks[track].silenceCauses
        if connections[place].isInsidePeersFrame {
            silence.own = connections[place].unfinishedCauses(facts).own + silence.own
        }
        guard var nearest = tracks[track].nearest else { return silence }
        // A report in place of an incoming message, or the other way round, says nothing about what was awaited.
        let isOfOtherKind = nearest.causes.own.contains { cause in
            if case .differs(facts.reportMark, _) = cause.way { return true }
            return false
        }
        if isOfOtherKind { nearest.causes.possible += silence.all }
        return nearest.causes
    }

    // MARK: - Answering

    /// Answers a request soundly.
    mutating func answer(_ frame: SeenFrame, on place: Int) {
        guard connections[place].isOpen, !frame.isResponse, let response = facts.response(to: frame.command) else {
            return
        }
        if connections[place].isInsideFrame { return connections[place].waitingForAnswer.append(frame) }
        let sending = DialogueStep.Sending(command: response, layout: connections[place].layout)
        if let octets = try? maker.make(sending, purpose(frame.sequence(facts), frame)) { put(octets, on: place) }
    }
}

extension DialogueStep {
    func isConnect(reverse: Bool) -> Bool {
        if case .connect(_, _, let isReverse) = verb { return isReverse == reverse }
        return false
    }

    func responds(to name: String) -> Bool {
        if case .send(let sending) = verb { return sending.responds == name }
        return false
    }
}

extension DialogueStep.FrameExpectation {
    /// The command and what its fields must be.
    var words: String { ([command] + conditions.map(\.text)).joined(separator: " ") }
}

extension DialogueStep.Alternative {
    /// True where the limit passes and that is what was expected.
    var isMetBySilence: Bool {
        switch what {
        case .nothing, .absence: true
        case .frame, .closed: false
        }
    }
}

extension ResolvedValue {
    /// The number that the value is or makes; nil where it makes none.
    var number: UInt64? {
        switch self {
        case .number(let number): number
        case .octets(let octets, true): UInt64(String(decoding: octets, as: UTF8.self))
        case .octets(let octets, false): ResolvedValue.number(octets)
        default: nil
        }
    }
}
