import CarrierFixtures
import CarrierSession
import CarrierWire

// The steps of a case.
extension CaseRun {
    /// Goes one step on in a track; false when it waits or is done.
    mutating func step(_ index: Int) -> Bool {
        if tracks[index].waiting != nil { return isOver(index) }
        guard let step = tracks[index].step else { return false }
        do throws(BrokenStep) {
            try perform(step, in: index)
        } catch {
            breakOff(error.reason, step)
        }
        return result == nil
    }

    /// The step of a track is done.
    mutating func finish(_ index: Int) {
        tracks[index].waiting = nil
        tracks[index].deadline = nil
        tracks[index].nearest = nil
        tracks[index].index += 1
    }

    private mutating func wait(_ index: Int, for waiting: CaseTrack.Waiting, limit: Moment.Span) {
        tracks[index].waiting = waiting
        tracks[index].deadline = now + limit
    }

    private mutating func perform(_ step: DialogueStep, in index: Int) throws(BrokenStep) {
        let limit = tracks[index].limit ?? CaseRun.usualLimit
        switch step.verb {
        case .connect(let name, _, let isReverse): connect(name, isReverse, index, limit)
        case .send(let sending):
            try send(sending, on: try connection(of: step, answering: sending.responds, index), step)
            if result == nil { finish(index) }
        case .octets(let value, let pieces):
            let place = try connection(of: step, index)
            guard case .octets(let octets, _) = try maker.resolver(frames, now: now).resolve(value) else {
                throw BrokenStep("octets are written hex:…")
            }
            write(octets, pieces, on: place, step)
            if result == nil { finish(index) }
        case .expect(let alternatives, let count, let own):
            var answered: String?
            for case .frame(let frame) in alternatives.map(\.what) { answered = answered ?? frame.responds }
            let place = try connection(of: step, answering: answered, index)
            wait(
                index, for: .frames(alternatives, on: place, left: count),
                limit: patience(for: alternatives, own.map { playedLimit($0) } ?? limit))
        case .expectNothing(let span):
            wait(index, for: .silence(on: try connection(of: step, index)), limit: played(span))
        case .within(let span):
            tracks[index].limit = playedLimit(span)
            finish(index)
        case .wait(let span): wait(index, for: .time, limit: played(span))
        case .hold(let command):
            held.insert(command)
            finish(index)
        case .release(let command):
            if let command { held.remove(command) } else { held = [] }
            finish(index)
        case .meanwhile(let steps):
            tracks.append(CaseTrack(steps, current: tracks[index].current, limit: tracks[index].limit))
            finish(index)
        case .close, .reset, .closeAll: try end(step, index)
        case .text: finish(index)
        case .sound: throw BrokenStep("sound was not written out")
        }
    }

    /// The limit, shorter where nothing is awaited but what never comes.
    private func patience(for alternatives: [DialogueStep.Alternative], _ limit: Moment.Span) -> Moment.Span {
        let isVain = alternatives.allSatisfy { alternative in
            if case .frame(let frame) = alternative.what { return absent.contains(frame.awaitedName) }
            return false
        }
        return isVain ? min(limit, CaseRun.absentLimit) : limit
    }

    private mutating func end(_ step: DialogueStep, _ index: Int) throws(BrokenStep) {
        var places = Array(connections.indices)
        var isReset = false
        switch step.verb {
        case .reset:
            isReset = true
            places = [try connection(of: step, index)]
        case .close: places = [try connection(of: step, index)]
        default: break
        }
        for place in places where connections[place].ending == nil {
            let number = connections[place].number
            wishes.append(isReset ? .reset(number) : .close(number))
            connections[place].phase = .closed
            log.note(isReset ? "reset" : "closed", .suite, on: connections[place].label, at: now)
        }
        finish(index)
    }

    // MARK: - Connections

    private mutating func connect(_ name: String, _ isReverse: Bool, _ index: Int, _ limit: Moment.Span) {
        guard (tried.id.role == .gateway) != isReverse else {
            return wait(index, for: .arrival(isReverse: isReverse), limit: limit)
        }
        let number = ConnectionNumber(connections.count)
        var connection = CaseConnection(
            number, .dialling, isReverse: isReverse, isAccepted: false, facts.dialect.frameRules)
        connection.name = name
        connection.isTaken = true
        connections.append(connection)
        wishes.append(.dial(number, isReverse: isReverse))
        wait(index, for: .dial(number), limit: limit)
    }

    /// The connection that a step is about: the one that it names, that of the frame it answers, or the track's last.
    private func connection(
        of step: DialogueStep, answering name: String? = nil, _ index: Int
    ) throws(BrokenStep) -> Int {
        if let wanted = step.connection {
            guard let place = names[wanted] else { throw BrokenStep("no connection is named \(wanted)") }
            return place
        }
        if let name, let place = places[name] { return place }
        guard let current = tracks[index].current else { throw BrokenStep("no connection was opened before") }
        return current
    }

    private mutating func take(_ place: Int, _ name: String, _ index: Int) {
        connections[place].isTaken = true
        connections[place].name = name
        if !name.isEmpty { names[name] = place }
        tracks[index].current = place
        finish(index)
    }

    /// Looks whether what a track waits for has happened; frames are looked at by `serve`.
    private mutating func isOver(_ index: Int) -> Bool {
        guard let step = tracks[index].step else { return false }
        switch tracks[index].waiting {
        case .dial(let number):
            let place = number.rawValue
            switch connections[place].phase {
            case .open:
                take(place, connections[place].name, index)
                return true
            case .dialling: return false
            default:
                conclude(
                    failure, expected: "a connection", seen: connections[place].ending ?? "no connection", step: step,
                    .noConnection)
                return true
            }
        case .arrival:
            guard let place = connections.firstIndex(where: { $0.isAccepted && !$0.isTaken && $0.ending == nil }),
                case .connect(let name, _, _) = step.verb
            else { return false }
            take(place, name, index)
            return true
        case .frames, .silence, .time, nil: return false
        }
    }

    // MARK: - Sending

    private mutating func send(_ sending: DialogueStep.Sending, on place: Int, _ step: DialogueStep) throws(BrokenStep)
    {
        for count in 1...max(1, sending.times) {
            var request: SeenFrame?
            let sequence: [UInt8]
            if let name = sending.responds {
                guard let named = frames[name] else { throw BrokenStep("no frame is named \(name) yet") }
                request = named
                sequence = named.sequence(facts)
            } else {
                sequence = nextSequence(on: place)
            }
            var sending = sending
            sending.layout = sending.layout ?? connections[place].layout
            let octets = try maker.make(sending, purpose(sequence, request))
            // A peer speaks on in the version whose layout the answer to its login had (cmpp.md 4.3).
            if facts.request(of: sending.command) == facts.login { connections[place].layout = sending.layout }
            write(octets, sending.pieces, on: place, step)
            guard let name = sending.name else { continue }
            let seen = SeenFrame(octets, facts(on: place))
            for each in sending.times > 1 ? [name, "\(name)\(count)"] : [name] {
                frames[each] = seen
                places[each] = place
            }
        }
    }

    /// The protocol as a connection speaks it.
    func facts(on place: Int) -> ProtocolFacts { connections[place].layout.map { ProtocolFacts($0) } ?? facts }

    func purpose(_ sequence: [UInt8], _ request: SeenFrame?) -> FrameMaker.Purpose {
        FrameMaker.Purpose(
            sequence: sequence, request: request, frames: frames, now: now,
            isGatewaysLogin: tried.id.role == .sp)
    }

    private mutating func nextSequence(on place: Int) -> [UInt8] {
        var words: [UInt32] = []
        if facts.family == .sgip {
            // One counter for all connections: the numbers are unique in the whole network (sgip.md 1.4).
            lastSequence &+= 1
            words = [setting.nodeNumber, CivilTime(now).monthToSecond, lastSequence]
        } else {
            connections[place].lastSequence &+= 1
            words = [connections[place].lastSequence]
        }
        return words.flatMap { word in (0..<4).reversed().map { UInt8(truncatingIfNeeded: word >> UInt32($0 * 8)) } }
    }

    /// Sends octets; where the peer has ended the connection, the case ends.
    private mutating func write(_ octets: [UInt8], _ pieces: Int?, on place: Int, _ step: DialogueStep) {
        guard connections[place].isOpen else {
            return conclude(
                failure, expected: "a connection that is open", seen: connections[place].ending ?? "none", step: step,
                connections[place].endCauses([]))
        }
        put(octets, pieces, on: place)
    }

    /// Sends octets and remembers what requests are in them.
    mutating func put(_ octets: [UInt8], _ pieces: Int? = nil, on place: Int) {
        wishes.append(.send(connections[place].number, octets, pieces: pieces))
        connections[place].noteSent(octets)
        let seen = SeenFrame(octets, facts(on: place))
        var shown = seen
        // What the suite sends on purpose is no deviation of the peer's.
        (shown.error, shown.deviations) = (nil, [])
        _ = log.note(shown, .suite, on: connections[place].label, at: now)
        if seen.command == facts.login { logins[place] = seen }
        connections[place].note(seen, isPeers: false)
        var start = 0
        while octets.count - start >= facts.headerLength {
            let length = octets[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            if octets[start + 4] & 0x80 == 0 {
                let frame = Array(octets[start...])
                let sequence = Array(frame[facts.sequenceRange])
                if let command = facts.command(of: frame) {
                    connections[place].requests[sequence, default: []].insert(command)
                }
            }
            guard length >= facts.headerLength, length < octets.count - start else { break }
            start += length
        }
        guard !connections[place].isInsideFrame, !connections[place].waitingForAnswer.isEmpty else { return }
        let waiting = connections[place].waitingForAnswer
        connections[place].waitingForAnswer = []
        for frame in waiting { answer(frame, on: place) }
    }
}
