import CarrierFixtures
import CarrierSession
import CarrierWire

// Whether a frame is the one that a step expects.
extension CaseRun {
    enum Fit {
        case fits
        /// Another command, or the response to another request.
        case notIt
        case differs(Mismatch)
    }

    func fit(_ item: InboxFrame, _ expected: DialogueStep.FrameExpectation, on place: Int) -> Fit {
        let frame = item.frame
        guard frame.command == expected.command else { return .notIt }
        func differs(_ seen: String, _ field: String?, _ way: FailureCause.Way) -> Fit {
            let causes = FailureCauses(own: [FailureCause(frame.command, way)])
            return .differs(Mismatch(seen: seen, field: field, entry: item.entry, causes: causes))
        }
        if let error = frame.error {
            return differs(
                "\(frame.command) that cannot be read: \(error)", nil,
                .unreadable(field: error.field.description))
        }
        if frame.isResponse {
            let sequence = frame.sequence(facts)
            let request = facts.request(of: frame.command) ?? ""
            let isAnswer = connections[place].requests[sequence]?.contains(request) == true
            let field = facts.family == .cmpp ? "Sequence_Id" : facts.family == .smgp ? "SequenceID" : "Sequence Number"
            if !isAnswer {
                return differs(
                    "\(frame.command) with a sequence number that no \(request) had", field,
                    .differs(field: field, status: nil))
            }
            if let name = expected.responds, let named = frames[name], named.sequence(facts) != sequence {
                return .notIt
            }
        }
        for condition in expected.conditions {
            if let seen = difference(condition, frame, on: place) {
                return differs(seen, condition.path[0], way(of: condition, frame))
            }
        }
        return .fits
    }

    private func way(of condition: DialogueStep.Condition, _ frame: SeenFrame) -> FailureCause.Way {
        // What is not marked as a report has no field of one.
        let isUnmarked = condition.path[0] == "report" && frame.report == nil
        let name = isUnmarked ? facts.reportMark : condition.path.joined(separator: ".")
        let isStatus = frame.isResponse && name == facts.status(of: frame.command)
        let status = isStatus ? frame.value(at: condition.path).flatMap { ResolvedValue($0)?.words } : nil
        return .differs(field: name, status: status)
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
                // SGIP proves the secret by the secret itself (sgip.md 4).
                if frame.command == "Bind" { return .octets(Array(setting.secret.utf8), isText: true) }
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
    func words(_ frame: SeenFrame) -> String {
        if frame.error != nil { return "\(frame.command) that cannot be read" }
        let status = facts.status(of: frame.command)
        let value = frame.isResponse ? frame.value(at: [status]).flatMap { ResolvedValue($0) } : nil
        return value.map { "\(frame.command) \(status)=\($0.words)" } ?? frame.command
    }
}
