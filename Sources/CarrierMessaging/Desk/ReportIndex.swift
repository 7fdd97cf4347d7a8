/// Where a report belongs.
struct ReportTarget: Hashable, Sendable {
    var number: UInt64
    /// The first of the request's receivers where the id is the request's own and the report's number decides.
    var receiver: Int
    var segment: Int
    /// Which of the segment's ids it was reported under, from 0.
    var attempt: Int
    /// True for an id that no response named: it follows from a range.
    var isDerived = false
}

/// Targets that hold one id, in the order of their responses.
///
/// Openness only ever ends, so the searches go on where they stopped. What was forgotten is skipped and swept.
struct TargetLine: Sendable {
    private(set) var targets: [ReportTarget] = []
    /// Nothing before it is open.
    private var firstOpen = 0
    /// Nothing before it is without report.
    private var firstUnreported = 0
    private var forgotten = 0

    var isEmpty: Bool { forgotten >= targets.count }

    mutating func append(_ target: ReportTarget) { targets.append(target) }

    /// The first target whose report is still awaited.
    mutating func open(where isOpen: (ReportTarget) -> Bool) -> ReportTarget? {
        while firstOpen < targets.count {
            if isOpen(targets[firstOpen]) { return targets[firstOpen] }
            firstOpen &+= 1
        }
        return nil
    }

    /// The first target that had no report, awaited or not.
    mutating func unreported(where isUnreported: (ReportTarget) -> Bool) -> ReportTarget? {
        while firstUnreported < targets.count {
            if isUnreported(targets[firstUnreported]) { return targets[firstUnreported] }
            firstUnreported &+= 1
        }
        return nil
    }

    /// Says that one of the targets was forgotten; sweeps when more than half of them were.
    mutating func forget(isKnown: (ReportTarget) -> Bool) {
        forgotten &+= 1
        guard forgotten > 16, forgotten &* 2 > targets.count else { return }
        targets.removeAll { !isKnown($0) }
        (firstOpen, firstUnreported, forgotten) = (0, 0, 0)
    }
}

/// An id that several requests were given: told apart by the number, then by age.
struct SharedID: Sendable {
    /// The targets at each number, under its key.
    var byNumber: [UInt64: TargetLine] = [:]
    /// All targets, each request once.
    var all = TargetLine()
}
