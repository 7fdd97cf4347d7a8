import CarrierWire

// What the peer sends, and which recorded frame it is.
extension Replay {
    /// Candidates that one frame is compared with, at most.
    private static let candidateLimit = 64
    /// Fields that may differ before a request counts as another one.
    private static let differenceLimit = 4
    /// Reports that wait to be told whose they are, at most.
    private static let heldLimit = 4096

    mutating func take(_ octets: [UInt8], on flow: Int) {
        if octets.word(at: 4) & 0x8000_0000 != 0 { return takeResponse(octets, on: flow) }
        takeRequest(octets, on: flow)
    }

    private mutating func takeResponse(_ octets: [UInt8], on flow: Int) {
        let dialect = recording.flows[flow].dialect
        let number = octets.sequence(dialect)
        let command = octets.word(at: 4)
        let request = runs[flow].awaited[number]?.first { index in
            plan.frames[index].frame.command == command & 0x7FFF_FFFF
                && plan.frames[index].partner.map { !isDone[$0] } ?? false
        }
        guard let request, let partner = plan.frames[request].partner else { return unexpected(octets, on: flow) }
        runs[flow].awaited[number]?.removeAll { $0 == request }
        if runs[flow].awaited[number]?.isEmpty ?? false { runs[flow].awaited[number] = nil }
        settle(partner, octets, plan.frames[partner].frame.compare(octets, identities: identities))
        if plan.frames[partner].role == .loginResponse { compareLogin(partner, octets) }
    }

    /// A login that is refused now and was not refused then ends the replay.
    private mutating func compareLogin(_ index: Int, _ octets: [UInt8]) {
        let planned = plan.frames[index].frame
        func status(_ octets: [UInt8]) -> UInt32? {
            let fields = (try? planned.dialect.comparedFields(of: octets)) ?? []
            guard case .number(let number)? = fields.first(where: { ["Status", "Result"].contains($0.name) })?.value
            else { return nil }
            return UInt32(exactly: number)
        }
        guard status(planned.octets) == 0, let code = status(octets), code != 0 else { return }
        refusal = code
        stop(at: now)
    }

    private mutating func takeRequest(_ octets: [UInt8], on flow: Int) {
        let dialect = recording.flows[flow].dialect
        let kind = FrameKind(flow: flow, command: octets.word(at: 4))
        if FrameRole(kind.command, in: dialect) == .signOfLife {
            summary.signsOfLife += 1
            guard let index = candidates(kind).first else { return answer(octets, on: flow) }
            return settle(index, octets, plan.frames[index].frame.compare(octets, identities: identities))
        }
        if match(octets, kind, force: false) { return }
        if held.count < Replay.heldLimit {
            held.append((flow, octets))
        } else {
            _ = match(octets, kind, force: true)
        }
    }

    /// Finds the recorded frame that this one is; false when that cannot be told yet.
    private mutating func match(_ octets: [UInt8], _ kind: FrameKind, force: Bool) -> Bool {
        var best: (index: Int, comparison: FrameComparison)?
        var isUncertain = false
        for index in likely(octets, kind) {
            let comparison = plan.frames[index].frame.compare(octets, identities: identities)
            if comparison.differences.isEmpty {
                if !force, comparison.bindings.contains(where: { awaitsGiver($0.recorded, before: index) }) {
                    isUncertain = true
                    continue
                }
                settle(index, octets, comparison)
                return true
            }
            if best.map({ comparison.weight < $0.comparison.weight }) ?? true { best = (index, comparison) }
        }
        if isUncertain { return false }
        if let index = elsewhere(octets, kind) {
            settle(index, octets, plan.frames[index].frame.compare(octets, identities: identities))
            return true
        }
        if !force, isEarlyReport(octets, kind) { return false }
        if let best, best.comparison.differences.count <= Replay.differenceLimit,
            !best.comparison.hasIDConflict || !namesKnownSubmit(octets, kind)
        {
            settle(best.index, octets, best.comparison)
        } else {
            unexpected(octets, on: kind.flow)
            answer(octets, on: kind.flow)
        }
        return true
    }

    /// Recorded frames that may be this one: those that name its submit first, then the next of its kind.
    private mutating func likely(_ octets: [UInt8], _ kind: FrameKind) -> [Int] {
        let next = candidates(kind)
        guard let seen = submitID(octets, kind, next.first), let recorded = identities.recorded(seen) else {
            return next
        }
        let named = (plan.reports[recorded] ?? []).filter { !isDone[$0] && plan.frames[$0].flow == kind.flow }
        return named + next
    }

    private mutating func candidates(_ kind: FrameKind) -> [Int] {
        guard let all = plan.requests[kind] else { return [] }
        var head = heads[kind] ?? 0
        while head < all.count, isDone[all[head]] { head += 1 }
        heads[kind] = head
        var found: [Int] = []
        var index = head
        while index < all.count, found.count < Replay.candidateLimit {
            if !isDone[all[index]] { found.append(all[index]) }
            index += 1
        }
        return found
    }

    /// The same frame recorded on another connection.
    private mutating func elsewhere(_ octets: [UInt8], _ kind: FrameKind) -> Int? {
        guard recording.flows.count > 1 else { return nil }
        let name = recording.flows[kind.flow].dialect.name
        for flow in recording.flows.indices where flow != kind.flow && recording.flows[flow].dialect.name == name {
            let other = FrameKind(flow: flow, command: kind.command)
            let index = likely(octets, other).first { index in
                plan.frames[index].frame.compare(octets, identities: identities).differences.isEmpty
            }
            if let index, !plan.frames[index].isOwn { return index }
        }
        return nil
    }

    /// The submit that a report names.
    ///
    /// - Parameter near: a recorded frame of the same kind; in one of the same length the id has the same place.
    private func submitID(_ octets: [UInt8], _ kind: FrameKind, _ near: Int? = nil) -> ReplayID? {
        if let near, plan.frames[near].frame.octets.count == octets.count,
            let place = plan.frames[near].frame.ids.first(where: { $0.id.kind == .submit })
        {
            return OctetString(Array(octets[place.range])).map { ReplayID(kind: .submit, octets: $0) }
        }
        let dialect = recording.flows[kind.flow].dialect
        guard FrameRole(kind.command, in: dialect) == .other, !plan.reports.isEmpty,
            let fields = try? dialect.comparedFields(of: octets),
            let field = fields.first(where: { $0.treatment == .id(.submit) }),
            let id = OctetString(Array(octets[field.range])), !id.isEmpty
        else { return nil }
        return ReplayID(kind: .submit, octets: id)
    }

    /// Whether the response that gives an id was recorded before a frame that names it, and is on its way now.
    private func awaitsGiver(_ recorded: ReplayID, before index: Int) -> Bool {
        guard recorded.kind == .submit, let giver = plan.givers[recorded], giver < index, !isDone[giver],
            let request = plan.frames[giver].partner
        else { return false }
        return isDone[request]
            && !impatient.contains(
                FrameKind(
                    flow: plan.frames[giver].flow, command: plan.frames[giver].frame.command))
    }

    /// A report on a submit of which the response may still come.
    private func isEarlyReport(_ octets: [UInt8], _ kind: FrameKind) -> Bool {
        guard let seen = submitID(octets, kind), !identities.knows(seen: seen) else { return false }
        return runs.contains { run in
            run.awaited.values.contains { $0.contains { plan.frames[$0].role == .submit } }
        }
    }

    private func namesKnownSubmit(_ octets: [UInt8], _ kind: FrameKind) -> Bool {
        submitID(octets, kind).map { identities.knows(seen: $0) } ?? false
    }

    /// Looks again at what could not be told.
    mutating func releaseHeld(force: Bool) {
        guard !held.isEmpty else { return }
        var waiting: [(flow: Int, octets: [UInt8])] = []
        swap(&waiting, &held)
        for (flow, octets) in waiting {
            let kind = FrameKind(flow: flow, command: octets.word(at: 4))
            if !match(octets, kind, force: force) { held.append((flow, octets)) }
        }
    }

    /// A recorded frame of the peer has come.
    private mutating func settle(_ index: Int, _ octets: [UInt8], _ comparison: FrameComparison) {
        let planned = plan.frames[index]
        guard !isDone[index] else { return }
        isDone[index] = true
        if planned.role != .signOfLife { remaining -= 1 }
        progressAt = now
        for (recorded, seen) in comparison.bindings { identities.bind(recorded, to: seen) }
        if comparison.differences.isEmpty {
            summary.matched += 1
            if options.tellsEachFrame {
                tell(.matched(frame: index + 1, command: planned.frame.commandName, time: elapsed))
            }
        } else {
            summary.differing += 1
            summary.differences += comparison.differences.count
            for difference in comparison.differences {
                tell(.difference(frame: index + 1, command: planned.frame.commandName, difference))
            }
        }
        if !planned.isResponse {
            let number = octets.sequence(planned.frame.dialect)
            peerNumbers[index] = number
            bindSubmit(planned, to: number)
            if planned.role == .login { runs[planned.flow].login.take(request: octets) }
            if let partner = planned.partner, isPassed.remove(partner) != nil, runs[planned.flow].state == .open {
                write(partner)
            }
        }
        if !comparison.bindings.isEmpty || planned.isResponse { releaseHeld(force: false) }
    }

    private mutating func unexpected(_ octets: [UInt8], on flow: Int) {
        let dialect = recording.flows[flow].dialect
        summary.unexpected += 1
        tell(.unexpected(command: dialect.commandName(of: octets), octets: dialect.masked(octets), time: elapsed))
    }

    /// Answers a request that was not recorded: success, which is zero in every protocol, and its own id.
    private mutating func answer(_ octets: [UInt8], on flow: Int) {
        guard runs[flow].state == .open, runs[flow].output.count <= Replay.outputLimit else { return }
        let dialect = recording.flows[flow].dialect
        let name = dialect.commandName(of: octets)
        let key = "\(dialect.name) \(name)"
        let made = answers[key] ?? dialect.emptyAnswer(to: name)
        guard let made else { return }
        answers[key] = made
        var answer = made.octets
        answer.fill(4..<8, with: ReplayLogin.octets(octets.word(at: 4) | 0x8000_0000))
        answer.fill(8..<dialect.frameRules.headerLength, with: octets.sequence(dialect).octets(width: 12))
        if let range = made.id, range.upperBound <= octets.count { answer.fill(range, with: Array(octets[range])) }
        runs[flow].output += answer
        actions.append(.write(flow))
    }
}

extension FrameComparison {
    /// How much speaks against it; a wrong id counts for four fields.
    fileprivate var weight: Int { differences.count + (hasIDConflict ? 3 : 0) }
}

extension WireDialect {
    /// The response to a request, all zeros behind its header's length; `id` is where both have the same id.
    fileprivate func emptyAnswer(to request: String) -> (octets: [UInt8], id: Range<Int>?)? {
        guard let place = commands.firstIndex(of: request), commands.indices.contains(place + 1) else { return nil }
        let all = layouts()
        guard let layout = all.first(where: { $0.title == commands[place + 1] })?.fields else { return nil }
        let size = layout.reduce(frameRules.headerLength) { $0 + ($1.measure == nil ? max(0, $1.size) : 0) }
        var octets = [UInt8](repeating: 0, count: size)
        octets.fill(0..<4, with: ReplayLogin.octets(UInt32(clamping: size)))
        let asked = all.first { $0.title == request }?.fields ?? []
        let id = layout.first { field in
            ["Msg_Id", "MsgID"].contains(field.name.description)
                && asked.contains { $0.name == field.name && $0.offset == field.offset && $0.size == field.size }
        }
        return (octets, id.map { $0.offset..<$0.offset + $0.size })
    }
}
