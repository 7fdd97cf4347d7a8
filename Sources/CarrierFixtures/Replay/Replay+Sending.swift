import CarrierWire

// The recording's order: what is sent when, and what is waited for.
extension Replay {
    /// What to do at a frame of the recording.
    private enum Step {
        case next
        case wait(until: Int64?)
    }

    /// Does what is due.
    public mutating func advance(to moment: Int64) {
        now = max(now, moment)
        nextDeadline = nil
        while !isOver, cursor < plan.frames.count {
            switch step(plan.frames[cursor]) {
            case .next: cursor += 1
            case .wait(let deadline):
                nextDeadline = deadline
                return
            }
        }
        if !isOver { finishWhenQuiet() }
    }

    private mutating func step(_ planned: PlannedFrame) -> Step {
        if isDone[cursor] { return .next }
        let due = dueTime(of: planned)
        if planned.isOwn, now < due { return .wait(until: due) }
        switch runs[planned.flow].state {
        case .idle where runs[planned.flow].dials:
            runs[planned.flow].state = .dialling
            actions.append(.dial(planned.flow))
            return .wait(until: nil)
        case .dialling: return .wait(until: nil)
        case .idle: return waitForPeer(planned.flow)
        case .open: return planned.isOwn ? send(planned) : wait(for: planned, due)
        case .ended(let reason):
            if planned.isOwn { skip(planned, reason) }
            return .next
        }
    }

    private mutating func waitForPeer(_ flow: Int) -> Step {
        let deadline = progressAt + acceptTimeout
        if now < deadline { return .wait(until: deadline) }
        runs[flow].state = .ended("nobody connected")
        if summary.sent + summary.matched + summary.differing == 0 {
            unreachable = "nobody connected"
            stop(at: now)
            return .wait(until: nil)
        }
        return .next
    }

    /// When the recording's pace allows the frame.
    private func dueTime(of planned: PlannedFrame) -> Int64 {
        guard case .recorded(let divisor) = options.speed, divisor > 0 else { return startedAt }
        let span = Double(planned.time) / divisor
        return startedAt + (Int64(exactly: span.rounded()) ?? .max / 4)
    }

    /// A frame of the peer that has not come.
    private mutating func wait(for planned: PlannedFrame, _ due: Int64) -> Step {
        let kind = FrameKind(flow: planned.flow, command: planned.frame.command)
        if planned.isStray || planned.role == .signOfLife && !planned.isResponse { return .next }
        if impatient.contains(kind) { return .next }
        // No response comes to what was not sent.
        if planned.isResponse, let partner = planned.partner, !isDone[partner] { return .next }
        let deadline = max(progressAt, due) + options.timeout
        if now < deadline { return .wait(until: deadline) }
        releaseHeld(force: true)
        if isDone[cursor] { return .next }
        impatient.insert(kind)
        return .next
    }

    private mutating func skip(_ planned: PlannedFrame, _ reason: String) {
        if planned.isResponse, let partner = planned.partner, !isDone[partner] { return }
        summary.unsent += 1
        tell(.unsent(frame: cursor + 1, command: planned.frame.commandName, reason: reason))
    }

    private mutating func send(_ planned: PlannedFrame) -> Step {
        if runs[planned.flow].output.count > Replay.outputLimit {
            actions.append(.write(planned.flow))
            return .wait(until: nil)
        }
        if planned.isResponse {
            // A response to nothing, or to what has not come: there is no number for it.
            guard let partner = planned.partner else { return .next }
            if !isDone[partner] {
                isPassed.insert(cursor)
                return .next
            }
        }
        write(cursor)
        return .next
    }

    /// Writes a recorded frame of this side, with what is made anew.
    mutating func write(_ index: Int) {
        let planned = plan.frames[index]
        let dialect = planned.frame.dialect
        var octets = planned.frame.octets
        if planned.role == .login { octets = runs[planned.flow].login.request(octets, at: now) }
        if planned.role == .loginResponse { octets = runs[planned.flow].login.response(octets) }
        for (id, range) in planned.frame.ids {
            // This side gives the id in its SUBMIT_RESP or its DELIVER; elsewhere it only names one.
            let isGiven = planned.isResponse == (id.kind == .submit)
            if isGiven, !identities.knows(recorded: id) { identities.bind(id, to: id) }
            let current = identities.current(id)
            octets.fill(range, with: current.octets.octets(width: range.count))
        }
        let number = planned.isResponse ? planned.partner.flatMap { peerNumbers[$0] } : newNumber(planned, index)
        if let number {
            octets.fill(8..<dialect.frameRules.headerLength, with: number.octets(width: 12))
            if !planned.isResponse { runs[planned.flow].awaited[number, default: []].append(index) }
            bindSubmit(planned, to: number)
        }
        runs[planned.flow].output += octets
        actions.append(.write(planned.flow))
        isDone[index] = true
        summary.sent += 1
        (progressAt, lastFrameAt) = (now, now)
        if options.tellsEachFrame {
            tell(.sent(frame: index + 1, command: planned.frame.commandName, time: elapsed))
        }
    }

    /// In SGIP the number of a submit is its id.
    mutating func bindSubmit(_ planned: PlannedFrame, to number: OctetString) {
        guard planned.role == .submit, planned.frame.dialect.frameRules.headerLength == 20 else { return }
        identities.bind(
            ReplayID(kind: .submit, octets: planned.sequence), to: ReplayID(kind: .submit, octets: number))
    }

    /// The number that a request gets: a new one, but for a repetition.
    private mutating func newNumber(_ planned: PlannedFrame, _ index: Int) -> OctetString? {
        let recorded = planned.sequence
        if let earlier = runs[planned.flow].numbers[recorded],
            plan.frames[earlier.frame].frame.octets == planned.frame.octets
        {
            return earlier.sent
        }
        let counter = ReplayLogin.octets(runs[planned.flow].nextNumber)
        runs[planned.flow].nextNumber &+= 1
        let isLong = planned.frame.dialect.frameRules.headerLength == 20
        // SGIP: the node stays, the time is now.
        let octets =
            isLong
            ? Array(planned.frame.octets[8..<12]) + ReplayLogin.octets(ReplayLogin.stamp(now)) + counter : counter
        guard let number = OctetString(octets) else { return nil }
        runs[planned.flow].numbers[recorded] = (number, index)
        return number
    }

    // MARK: - The end

    private mutating func finishWhenQuiet() {
        let isWaiting = remaining > 0 && runs.contains { $0.state == .open }
        let isQuiet = !isWaiting && runs.allSatisfy { $0.state != .open }
        let deadline = isWaiting ? progressAt + options.timeout : lastFrameAt + options.linger
        if !isQuiet, now < deadline {
            nextDeadline = deadline
            return
        }
        releaseHeld(force: true)
        finish()
    }

    mutating func finish() {
        guard !isOver else { return }
        isOver = true
        nextDeadline = nil
        for (index, planned) in plan.frames.enumerated() {
            if planned.isOwn || isDone[index] || planned.isStray { continue }
            if planned.role == .signOfLife, !planned.isResponse { continue }
            if planned.isResponse, let partner = planned.partner, !isDone[partner] { continue }
            summary.missing += 1
            tell(.missing(frame: index + 1, command: planned.frame.commandName))
        }
        summary.duration = lastFrameAt - startedAt
        for flow in runs.indices where runs[flow].state == .open { actions.append(.close(flow)) }
    }
}
