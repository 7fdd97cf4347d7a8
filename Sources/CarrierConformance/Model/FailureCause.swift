/// What went wrong in a case, apart from what the case is about: two cases that fail for one cause say one thing.
struct FailureCause: Hashable, Sendable {
    enum Way: Hashable, Sendable {
        /// No such frame came.
        case silence
        /// The connection ended behind it.
        case ended
        /// It came where nothing had asked for it, or a step forbade it.
        case unexpected
        /// The field is another one; with its value where that says how the request went.
        case differs(field: String, status: String?)
        /// It cannot be read; the field at which reading ends.
        case unreadable(field: String)
        /// It was begun and never became whole.
        case unfinished
        /// Octets that are no frame came behind it.
        case unframedBehind
        /// Octets that are no frame came in its place.
        case unframedInstead
        /// It is read, with a deviation.
        case deviates(String)
    }

    /// The command's name; `connection` where none was involved.
    var subject: String
    var way: Way

    init(_ subject: String, _ way: Way) { (self.subject, self.way) = (subject, way) }

    static let noConnection = FailureCause("connection", .silence)

    /// In the middle of a sentence; nil where the words of the case that failed say more.
    var words: String? {
        switch way {
        case .silence: "no \(subject) came"
        case .ended: "the connection ended behind \(subject)"
        case .unexpected: "\(subject) came that nothing had asked for"
        case .unframedBehind: "octets that are no frame came behind \(subject)"
        case .unframedInstead: "octets that are no frame came in place of \(subject)"
        case .deviates(let how): "\(subject) deviates: \(how)"
        case .unfinished: "\(subject) was begun and never became whole"
        case .differs, .unreadable: nil
        }
    }
}

/// What a case that is not met can be put down to.
struct FailureCauses: Sendable {
    /// What went wrong, as a basic case tells it.
    var own: [FailureCause] = []
    /// What else would explain it, if a basic case had found it.
    var possible: [FailureCause] = []

    var all: [FailureCause] { own + possible }

    static let noConnection = FailureCauses(own: [.noConnection])

    /// Nothing came of what was awaited.
    static func silence(of commands: [String]) -> FailureCauses {
        FailureCauses(own: commands.map { FailureCause($0, .silence) })
    }

    /// A frame came that nothing had asked for, perhaps in place of others.
    static func unexpected(_ command: String, insteadOf awaited: [String] = []) -> FailureCauses {
        FailureCauses(
            own: [FailureCause(command, .unexpected)],
            possible: awaited.filter { $0 != command }.map { FailureCause($0, .silence) })
    }
}
