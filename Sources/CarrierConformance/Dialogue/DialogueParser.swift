import CarrierFixtures
import CarrierSession

/// Reads the text of cases: a line says for which protocols, role and clause the cases below it are; a case is a line
/// with its number, level and requirement, and indented lines below it.
struct DialogueParser {
    /// Larger texts are refused.
    static let maximumOctets = 4 << 20
    /// Steps of one case.
    static let maximumSteps = 1000
    /// How long one case may be allowed to take.
    static let maximumLimit = Moment.Span.seconds(24 * 3600)

    private let file: String
    private var dialects: [WireDialect] = []
    private var role: JudgedRole?
    private var clauses: [String: String] = [:]
    private var reference: String?
    private var draft: CaseDraft?
    private var names: Set<CaseID> = []
    private(set) var cases: [ConformanceCase] = []

    private init(file: String) { self.file = file }

    /// All cases of a text, one for each protocol that it is for.
    static func cases(of text: String, file: String) throws(DialogueError) -> [ConformanceCase] {
        var parser = DialogueParser(file: file)
        if text.utf8.count > maximumOctets {
            throw DialogueError(file: file, line: 1, column: 1, reason: "the text is longer than 4 MiB")
        }
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            var scanner = try LineScanner(
                number == 1 && line.first == "\u{FEFF}" ? line.dropFirst() : line, file: file, line: number)
            if scanner.isAtEnd { continue }
            if scanner.indentation > 0 { try parser.takeStep(&scanner) } else { try parser.takeDirective(&scanner) }
        }
        try parser.endCase()
        return parser.cases
    }

    // MARK: - Directives

    private mutating func takeDirective(_ scanner: inout LineScanner) throws(DialogueError) {
        try endCase()
        switch try scanner.word("a directive") {
        case "protocol": try takeProtocols(&scanner)
        case "role":
            let word = try scanner.word("the role")
            guard let role = JudgedRole(rawValue: word) else {
                throw scanner.error("the role is gateway or sp, not \"\(word)\"", at: scanner.index - word.count)
            }
            (self.role, clauses, reference) = (role, [:], nil)
        case "clause": try takeClauses(&scanner)
        case "reference":
            let words = [try scanner.word("the document"), try scanner.word("the section")]
            reference = words.joined(separator: " ")
        case "case": try beginCase(&scanner)
        case let word:
            throw scanner.error(
                "\"\(word)\" is no directive: protocol, role, clause, reference, case; a case's lines are indented",
                at: 0)
        }
        try scanner.expectEnd()
    }

    private mutating func takeProtocols(_ scanner: inout LineScanner) throws(DialogueError) {
        dialects = []
        while let word = scanner.optionalWord() {
            guard let dialect = ConformanceSuite.dialect(named: word) else {
                let known = ConformanceSuite.dialectNames.joined(separator: ", ")
                throw scanner.error("\"\(word)\" is none of \(known)", at: scanner.index - word.count)
            }
            dialects.append(dialect)
        }
        if dialects.isEmpty { throw scanner.error("the name of a protocol is missing") }
        (clauses, reference) = ([:], nil)
    }

    private mutating func takeClauses(_ scanner: inout LineScanner) throws(DialogueError) {
        clauses = [:]
        reference = nil
        var word = try scanner.word("the clause")
        guard ConformanceSuite.dialect(named: word) != nil else {
            try checkClause(word, scanner)
            for dialect in dialects { clauses[dialect.name] = word }
            return
        }
        while true {
            let clause = try scanner.word("the clause of \(word)")
            try checkClause(clause, scanner)
            guard clauses.updateValue(clause, forKey: word) == nil, dialects.contains(where: { $0.name == word }) else {
                throw scanner.error("\(word) is named twice, or not in the line protocol above")
            }
            guard let more = scanner.optionalWord() else { return }
            word = more
        }
    }

    private func checkClause(_ clause: String, _ scanner: LineScanner) throws(DialogueError) {
        guard clause.count <= 32,
            clause.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") })
        else {
            throw scanner.error("a clause is written like 8.4.1, not \"\(clause)\"", at: scanner.index - clause.count)
        }
    }

    // MARK: - Cases

    private mutating func beginCase(_ scanner: inout LineScanner) throws(DialogueError) {
        if dialects.isEmpty { throw scanner.error("the line protocol is missing above", at: 0) }
        guard let role else { throw scanner.error("the line role is missing above", at: 0) }
        if clauses.isEmpty { throw scanner.error("the line clause is missing above", at: 0) }
        let number = try scanner.count("the case's number", upTo: 9999)
        let word = try scanner.word("the level")
        guard let level = CaseLevel(rawValue: word) else {
            throw scanner.error("the level is must, should or info, not \"\(word)\"", at: scanner.index - word.count)
        }
        let requirement = try scanner.quoted("the requirement")
        if requirement.isEmpty { throw scanner.error("the requirement is empty") }
        draft = CaseDraft(
            line: scanner.line, number: number, level: level, requirement: requirement, role: role, dialects: dialects)
    }

    private mutating func takeStep(_ scanner: inout LineScanner) throws(DialogueError) {
        guard draft != nil else {
            throw scanner.error("an indented line belongs to a case, and there is none above it")
        }
        try draft?.take(&scanner)
    }

    private mutating func endCase() throws(DialogueError) {
        guard let draft else { return }
        self.draft = nil
        func error(_ reason: String) -> DialogueError {
            DialogueError(file: file, line: draft.line, column: 1, reason: reason)
        }
        let steps = draft.finishedSteps
        guard draft.hasExpectation else { throw error("the case expects nothing: it can only pass") }
        for dialect in draft.dialects {
            guard let clause = clauses[dialect.name] else { throw error("\(dialect.name) has no clause above") }
            let id = CaseID(dialect: dialect.name, role: draft.role, clause: clause, number: draft.number)
            guard names.insert(id).inserted else { throw error("\(id) is there already") }
            cases.append(
                ConformanceCase(
                    id: id, level: draft.level, requirement: draft.requirement, reference: reference,
                    needs: draft.needs, isSlow: draft.isSlow, isMalformed: draft.isMalformed, isBasic: draft.isBasic,
                    detects: draft.detects, timeLimit: draft.timeLimit, source: "\(file):\(draft.line)", steps: steps,
                    dialect: dialect))
        }
    }
}

/// A case that is being read.
struct CaseDraft {
    let line: Int
    let number: Int
    let level: CaseLevel
    let requirement: String
    let role: JudgedRole
    var dialects: [WireDialect]
    var needs: [String] = []
    var isSlow = false
    var isMalformed = false
    var isBasic = false
    var detects: [String] = []
    var timeLimit = Moment.Span.seconds(20)
    private(set) var hasExpectation = false
    private var count = 0
    private var frames: Set<String> = []
    /// The blocks that are open, each with its indentation; the first is the case itself.
    private var blocks: [(indentation: Int, steps: [DialogueStep], opener: DialogueStep?)] = []

    init(
        line: Int, number: Int, level: CaseLevel, requirement: String, role: JudgedRole, dialects: [WireDialect]
    ) {
        (self.line, self.number, self.level, self.requirement) = (line, number, level, requirement)
        (self.role, self.dialects) = (role, dialects)
    }

    /// The steps, with every block closed.
    var finishedSteps: [DialogueStep] {
        var copy = self
        while copy.blocks.count > 1 { copy.closeBlock() }
        return copy.blocks.first?.steps ?? []
    }

    mutating func take(_ scanner: inout LineScanner) throws(DialogueError) {
        let indentation = scanner.indentation
        if blocks.isEmpty { blocks.append((indentation, [], nil)) }
        let isOpening = blocks.last.map { $0.indentation < 0 } ?? false
        if isOpening {
            let outer = blocks[blocks.count - 2].indentation
            guard indentation > outer else { throw scanner.error("the lines of meanwhile are indented further", at: 0) }
            blocks[blocks.count - 1].indentation = indentation
        }
        while blocks.count > 1, let last = blocks.last, indentation < last.indentation { closeBlock() }
        guard blocks.last?.indentation == indentation else {
            throw scanner.error("the indentation is that of no line above", at: 0)
        }
        if try takeOption(&scanner) { return try scanner.expectEnd() }
        count += 1
        if count > DialogueParser.maximumSteps { throw scanner.error("the case has too many lines", at: 0) }
        var reader = StepReader(dialects: dialects, role: role, frames: frames)
        let step = try reader.step(&scanner)
        frames = reader.frames
        if reader.hasExpectation { hasExpectation = true }
        if case .meanwhile = step.verb {
            guard blocks.count < 4 else { throw scanner.error("meanwhile is nested too deep", at: 0) }
            blocks.append((-1, [], step))
        } else {
            blocks[blocks.count - 1].steps.append(step)
        }
    }

    private mutating func closeBlock() {
        guard let block = blocks.popLast(), var step = block.opener else { return }
        step.verb = .meanwhile(block.steps)
        blocks[blocks.count - 1].steps.append(step)
    }

    /// Options stand before the first step.
    private mutating func takeOption(_ scanner: inout LineScanner) throws(DialogueError) -> Bool {
        guard count == 0, let word = scanner.nextWord else { return false }
        let isOption = ["only", "slow", "malformed", "basic", "detects", "needs", "timeout"].contains(word)
        guard isOption, scanner.take(word: word) else { return false }
        switch word {
        case "slow": isSlow = true
        case "malformed": isMalformed = true
        case "basic": isBasic = true
        case "detects": try takeFaults(&scanner)
        case "needs":
            let isWord = scanner.next.map { $0 != "\"" && $0 != "'" } ?? false
            needs.append(isWord ? try scanner.name("what the peer has to bring") : try scanner.quoted("what is needed"))
        case "timeout":
            timeLimit = try scanner.duration("the time limit")
            guard timeLimit <= DialogueParser.maximumLimit else { throw scanner.error("the time limit is above 24 h") }
        default:
            var wanted: [String] = []
            while let name = scanner.optionalWord() {
                guard dialects.contains(where: { $0.name == name }) else {
                    throw scanner.error(
                        "\(name) is none of the protocols above", at: scanner.index - name.count)
                }
                wanted.append(name)
            }
            if wanted.isEmpty { throw scanner.error("the name of a protocol is missing") }
            dialects.removeAll { !wanted.contains($0.name) }
        }
        return true
    }

    private mutating func takeFaults(_ scanner: inout LineScanner) throws(DialogueError) {
        let count = detects.count
        while let name = scanner.optionalWord() {
            guard PeerFault.named(name, of: role) != nil else {
                throw scanner.error(
                    "\"\(name)\" is no fault of the role \(role.rawValue); see Docs/faults.md",
                    at: scanner.index - name.count)
            }
            detects.append(name)
        }
        if detects.count == count { throw scanner.error("the name of a fault is missing") }
    }
}
