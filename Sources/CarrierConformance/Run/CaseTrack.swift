import CarrierSession

/// Steps that are done one after the other: the case's own, or those of a `meanwhile`.
struct CaseTrack: Sendable {
    /// What a step waits for.
    enum Waiting: Sendable {
        /// The connection that the step makes.
        case dial(ConnectionNumber)
        /// A connection of the peer's.
        case arrival(isReverse: Bool)
        /// A frame, or an end.
        case frames([DialogueStep.Alternative], on: Int, left: Int)
        /// That nothing comes.
        case silence(on: Int)
        /// That time passes.
        case time
    }

    var steps: [DialogueStep]
    var index = 0
    /// The last connection that was opened.
    var current: Int?
    var waiting: Waiting?
    /// When the step that waits gives up, or is done.
    var deadline: Moment?
    /// The limit that `within` set.
    var limit: Moment.Span?
    /// A frame of the right command that did not meet the conditions, in words, and its number in the log.
    var nearest: Mismatch?

    init(_ steps: [DialogueStep], current: Int? = nil, limit: Moment.Span? = nil) {
        self.steps = steps
        self.current = current
        self.limit = limit
    }

    /// What it is put down to when what the track waits for does not come.
    var silenceCauses: FailureCauses {
        switch waiting {
        case .dial, .arrival: .noConnection
        default: .silence(of: awaited)
        }
    }
    /// The names of the frames that it waits for.
    var awaited: [String] {
        guard case .frames(let alternatives, _, _) = waiting else { return [] }
        return alternatives.compactMap { alternative in
            if case .frame(let frame) = alternative.what { return frame.awaitedName }
            return nil
        }
    }

    var isFinished: Bool { index >= steps.count }
    var step: DialogueStep? { index < steps.count ? steps[index] : nil }
    /// The steps that are not done, with those inside blocks.
    var remaining: [DialogueStep] { CaseTrack.flat(steps[min(index, steps.count)...]) }

    private static func flat(_ steps: ArraySlice<DialogueStep>) -> [DialogueStep] {
        steps.flatMap { step -> [DialogueStep] in
            if case .meanwhile(let inner) = step.verb { return flat(inner[...]) }
            return [step]
        }
    }
}

extension DialogueStep.FrameExpectation {
    /// The command; an incoming message apart from a report that has the same one.
    var awaitedName: String {
        let isMessage = conditions.contains { condition in
            guard ["Registered_Delivery", "IsReport"].contains(condition.path[0]),
                case .equal(.number(0)) = condition.test
            else { return false }
            return true
        }
        return isMessage && command.uppercased().hasSuffix("DELIVER") ? command + " of a message" : command
    }
}

/// Why a frame is not the one that was expected.
struct Mismatch: Sendable {
    var seen: String
    /// The field that deviates.
    var field: String?
    /// The frame's number in the log.
    var entry: Int
    /// The same, apart from what the case is about.
    var causes: FailureCauses
}
