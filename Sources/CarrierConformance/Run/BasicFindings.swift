import CarrierSession

/// What the basic cases of a run have found, and which later cases therefore say nothing of their own.
///
/// Most cases begin with a sound login and a sound request. Where that fails, the basic case that is about it says so
/// once; a case that stumbles over the same thing in the same way could not be judged and is `unsupported`.
public struct BasicFindings: Sendable {
    private struct Finding: Sendable {
        var id: CaseID
        var words: String
    }

    private var findings: [FailureCause: Finding] = [:]

    /// Nothing was found yet.
    public init() {}

    /// The names of frames that never came: later cases need not wait long for them.
    var absent: Set<String> { Set(findings.keys.filter { $0.way == .silence }.map(\.subject)) }

    /// The order in which cases are tried: the basic ones first, else as they are.
    public static func order(_ cases: [ConformanceCase]) -> [ConformanceCase] {
        cases.filter(\.isBasic) + cases.filter { !$0.isBasic }
    }

    /// Takes the next result of a run.
    ///
    /// - Returns: the result as it counts. A case that was not met because of what an earlier basic case had found is
    ///   `unsupported` and names that case; one that is met but for a deviation that a basic case has told is met.
    public mutating func take(_ result: CaseResult, of tried: ConformanceCase) -> CaseResult {
        if result.isBroken { return result }
        var result = result
        if result.outcome == .notStrict, !result.deviations.isEmpty {
            takeDeviations(of: &result, tried)
            return result
        }
        if let finding = result.causes.all.compactMap({ findings[$0] }).first {
            result.outcome = .unsupported
            result.blockedBy = finding.id
            result.seen = "stands on \(finding.id), which failed: \(finding.words)"
        } else if tried.isBasic, [.fail, .notStrict].contains(result.outcome) {
            for cause in result.causes.own {
                findings[cause] = Finding(id: tried.id, words: cause.words ?? result.seen)
            }
        }
        return result
    }

    private mutating func takeDeviations(of result: inout CaseResult, _ tried: ConformanceCase) {
        let own = result.deviations.filter { findings[$0] == nil }
        if tried.isBasic {
            for deviation in own { findings[deviation] = Finding(id: tried.id, words: deviation.words ?? "") }
        }
        if let first = own.first {
            result.seen = first.words ?? result.seen
        } else if let finding = result.deviations.first.flatMap({ findings[$0] }) {
            result.outcome = .pass
            result.seen = "\(finding.words), as in \(finding.id)"
        }
    }
}
