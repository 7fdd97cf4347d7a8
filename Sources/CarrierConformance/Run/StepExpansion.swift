/// Writes short steps out: a login, a sound exchange, and what surrounds a malformed one.
struct StepExpansion {
    private let facts: ProtocolFacts
    private let role: JudgedRole
    private var serial = 0

    init(_ facts: ProtocolFacts, judging role: JudgedRole) { (self.facts, self.role) = (facts, role) }

    /// The steps of a case as they are played.
    mutating func steps(of tried: ConformanceCase) -> [DialogueStep] {
        let own = expanded(tried.steps)
        guard tried.isMalformed, role == .gateway else { return own }
        let line = tried.steps.first?.line ?? 0
        return surrounding(line, "before", closes: true)
            + own + [DialogueStep(verb: .closeAll, line: line, text: "afterwards: every connection is closed")]
            + surrounding(line, "afterwards", closes: false)
    }

    private mutating func surrounding(_ line: Int, _ when: String, closes: Bool) -> [DialogueStep] {
        func step(_ verb: DialogueStep.Verb) -> DialogueStep {
            DialogueStep(verb: verb, line: line, text: "\(when): a sound login and a sound submit")
        }
        var steps = [step(.connect(name: when, login: true, isReverse: false)), step(.sound)]
        if closes, let response = facts.response(to: facts.closing) {
            steps.append(step(.send(.init(command: facts.closing))))
            steps.append(
                step(.expect([.init(what: .frame(.init(command: response)), isNotStrict: false)], count: 1, limit: nil))
            )
            steps.append(step(.close))
        }
        return expanded(steps)
    }

    private mutating func expanded(_ steps: [DialogueStep]) -> [DialogueStep] {
        var written: [DialogueStep] = []
        for step in steps {
            switch step.verb {
            case .connect(let name, true, let isReverse):
                var plain = step
                plain.verb = .connect(name: name, login: false, isReverse: isReverse)
                written.append(plain)
                written += login(step, suiteDials: (role == .gateway) != isReverse)
            case .sound: written += exchange(step, role == .gateway ? facts.submit : facts.deliver)
            case .meanwhile(let inner):
                var block = step
                block.verb = .meanwhile(expanded(inner))
                written.append(block)
            default: written.append(step)
            }
        }
        return written
    }

    private mutating func login(_ step: DialogueStep, suiteDials: Bool) -> [DialogueStep] {
        if suiteDials { return exchange(step, facts.login) }
        let name = nextName()
        guard let response = facts.response(to: facts.login) else { return [] }
        let request = DialogueStep.FrameExpectation(command: facts.login, name: name)
        return [
            with(step, .expect([.init(what: .frame(request), isNotStrict: false)], count: 1, limit: nil)),
            with(step, .send(.init(command: response, responds: name))),
        ]
    }

    /// A request and its response, which accepts it.
    private mutating func exchange(_ step: DialogueStep, _ command: String) -> [DialogueStep] {
        let name = nextName()
        guard let response = facts.response(to: command) else { return [] }
        let status = facts.status(of: response)
        let condition = DialogueStep.Condition(path: [status], test: .equal(.number(0)), text: "\(status)=0")
        let expectation = DialogueStep.FrameExpectation(command: response, conditions: [condition], responds: name)
        var sending = DialogueStep.Sending(command: command, name: name)
        if command == facts.submit {
            // A report would come on top of the exchange, which is about the submit alone.
            let (field, none) = facts.reportWish
            sending.fields = [.init(path: [field], value: .number(none), column: 0)]
        }
        return [
            with(step, .send(sending)),
            with(step, .expect([.init(what: .frame(expectation), isNotStrict: false)], count: 1, limit: nil)),
        ]
    }

    private func with(_ step: DialogueStep, _ verb: DialogueStep.Verb) -> DialogueStep {
        var step = step
        step.verb = verb
        // A connection that the step has just opened is the current one.
        if case .connect = verb {} else if case .connect(_, true, _) = step.verb { step.connection = nil }
        return step
    }

    /// A name that no case can give.
    private mutating func nextName() -> String {
        serial += 1
        return "(\(serial))"
    }
}
