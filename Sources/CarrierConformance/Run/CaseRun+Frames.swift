import CarrierFixtures
import CarrierSession
import CarrierWire

// The peer's frames: which step takes them, which are answered by the suite, and which are wrong.
extension CaseRun {
    private enum Fit {
        case fits
        /// Another command, or the response to another request.
        case notIt
        case differs(Mismatch)
    }

    /// Looks through the frames that wait on a connection; true when anything was taken.
    mutating func serve(_ place: Int) -> Bool {
        if !connections[place].isTaken { return serveUntaken(place) }
        let anytime = facts.anytime(from: tried.id.role)
        var index = 0
        var hasMoved = false
        while result == nil, index < connections[place].inbox.count {
            let item = connections[place].inbox[index]
            if let (track, seen) = unwanted(item, on: place) {
                fail(track, Mismatch(seen: seen, field: nil, entry: item.entry))
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
        if alternative.isNotStrict { tolerance = tolerance ?? "tolerated: \(words(frame))" }
        if let deviation = frame.deviations.first {
            tolerance = tolerance ?? "\(frame.command) deviates: \(deviation)"
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

    /// A frame that may come at any time, of a command that a step waits for, and not as it should be: true then.
    private mutating func noteMismatch(_ item: InboxFrame, on place: Int) -> Bool {
        var isNoted = false
        for track in waiters(on: place) {
            for alternative in alternatives(of: track) {
                guard case .frame(let expected) = alternative.what,
                    case .differs(let mismatch) = fit(item, expected, on: place)
                else { continue }
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
        var mismatch = Mismatch(seen: words(item.frame), field: nil, entry: item.entry)
        var track = first
        for candidate in waiting {
            for alternative in alternatives(of: candidate) {
                guard case .frame(let expected) = alternative.what else { continue }
                if case .differs(let difference) = fit(item, expected, on: place) {
                    (mismatch, track) = (difference, candidate)
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
        conclude(failure, expected: expected, seen: mismatch.seen, step: tracks[track].step)
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
    mutating func failHere(_ place: Int, seen: String, entry: Int = -1) {
        guard let track = waiters(on: place).first else { return }
        fail(track, Mismatch(seen: seen, field: nil, entry: entry))
    }

    // MARK: - Ends

    private mutating func serveEnding(_ place: Int) -> Bool {
        guard result == nil, let ending = connections[place].ending else { return false }
        for track in waiters(on: place) {
            guard
                let closed = alternatives(of: track).first(where: { if case .closed = $0.what { true } else { false } })
            else {
                let seen = "the connection ended: \(ending)"
                fail(track, Mismatch(seen: seen, field: nil, entry: -1))
                return true
            }
            if closed.isNotStrict { tolerance = tolerance ?? "tolerated: the connection ended" }
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
        case .time, .silence, nil: finish(index)
        case .dial: conclude(failure, expected: "a connection", seen: "none within the limit", step: step)
        case .arrival(let isReverse):
            let isUnmet = !setting.brings.isSuperset(of: tried.needs)
            conclude(
                isReverse && isUnmet ? .unsupported : failure, expected: "a connection of the peer's",
                seen: "none within the limit", step: step)
        case .frames(let alternatives, _, _):
            if let nothing = alternatives.first(where: \.isMetBySilence) {
                if nothing.isNotStrict { tolerance = tolerance ?? "tolerated: nothing came" }
                return finish(index)
            }
            let awaitsRequest = alternatives.contains { alternative in
                if case .frame(let frame) = alternative.what { return facts.request(of: frame.command) == nil }
                return false
            }
            let isUnmet = !setting.brings.isSuperset(of: tried.needs)
            if let nearest = tracks[index].nearest, !(awaitsRequest && isUnmet) { return fail(index, nearest) }
            conclude(
                awaitsRequest && isUnmet ? .unsupported : failure, expected: expectation(of: step),
                seen: "nothing came", step: step)
        }
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

    // MARK: - Comparing

    private func fit(_ item: InboxFrame, _ expected: DialogueStep.FrameExpectation, on place: Int) -> Fit {
        let frame = item.frame
        guard frame.command == expected.command else { return .notIt }
        func differs(_ seen: String, _ field: String?) -> Fit {
            .differs(Mismatch(seen: seen, field: field, entry: item.entry))
        }
        if let error = frame.error { return differs("\(frame.command) that cannot be read: \(error)", nil) }
        if frame.isResponse {
            let sequence = frame.sequence(facts)
            let request = facts.request(of: frame.command) ?? ""
            let isAnswer = connections[place].requests[sequence]?.contains(request) == true
            let field = facts.family == .cmpp ? "Sequence_Id" : facts.family == .smgp ? "SequenceID" : "Sequence Number"
            if !isAnswer {
                return differs("\(frame.command) with a sequence number that no \(request) had", field)
            }
            if let name = expected.responds, let named = frames[name], named.sequence(facts) != sequence {
                return .notIt
            }
        }
        for condition in expected.conditions {
            if let seen = difference(condition, frame, on: place) { return differs(seen, condition.path[0]) }
        }
        return .fits
    }

    /// What of a frame does not meet a condition; nil when it does.
    private func difference(_ condition: DialogueStep.Condition, _ frame: SeenFrame, on place: Int) -> String? {
        let name = condition.path.joined(separator: ".")
        guard let value = frame.value(at: condition.path), let seen = ResolvedValue(value) else {
            return "\(frame.command) without \(name)"
        }
        let isMet: Bool
        do throws(BrokenStep) {
            isMet = try meets(condition.test, seen, frame, place)
        } catch {
            return "\(condition.text) cannot be told: \(error.reason)"
        }
        if isMet { return nil }
        // Neither a digest nor a password is shown.
        let isSecret = name.contains("Authenticator") || name.contains("Password")
        return isSecret
            ? "\(frame.command) with another \(name)"
            : "\(frame.command) with \(name) \(seen.words), where \(condition.text) is expected"
    }

    private func meets(
        _ test: DialogueStep.Condition.Test, _ seen: ResolvedValue, _ frame: SeenFrame, _ place: Int
    ) throws(BrokenStep) -> Bool {
        var resolver = maker.resolver(frames, now: now)
        for case .number(let coding)? in FrameMaker.codings.map({ frame.value(at: [$0]) }) {
            resolver.coding = UInt8(truncatingIfNeeded: coding)
        }
        func resolve(_ value: DialogueValue) throws(BrokenStep) -> ResolvedValue {
            if case .digest = value {
                let login = facts.request(of: frame.command) == nil ? nil : logins[place]
                let digest = maker.digest(of: frame.command, Array(setting.secret.utf8), login) { name in
                    frame.value(at: [name]).flatMap { ResolvedValue($0) }
                }
                return .octets(digest, isText: false)
            }
            return try resolver.resolve(value)
        }
        switch test {
        case .equal(let value): return try resolve(value).matches(seen)
        case .notEqual(let value): return try !resolve(value).matches(seen)
        case .oneOf(let values):
            for value in values where try resolve(value).matches(seen) { return true }
            return false
        case .range(let low, let high):
            guard case .number(let low) = try resolve(low), case .number(let high) = try resolve(high),
                let number = seen.number
            else { return false }
            return low <= number && number <= high
        case .prefix(let value):
            guard case .octets(let prefix, _) = try resolve(value), case .octets(let octets, _) = seen else {
                return false
            }
            return octets.starts(with: prefix)
        }
    }

    /// A frame in a few words: its command and how it went.
    private func words(_ frame: SeenFrame) -> String {
        if frame.error != nil { return "\(frame.command) that cannot be read" }
        let status = facts.status(of: frame.command)
        let value = frame.isResponse ? frame.value(at: [status]).flatMap { ResolvedValue($0) } : nil
        return value.map { "\(frame.command) \(status)=\($0.words)" } ?? frame.command
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
