import CarrierFixtures

/// Cases, those of the suite and a user's.
public struct ConformanceSuite: Sendable {
    /// Every case, in the order in which they are written.
    public private(set) var cases: [ConformanceCase] = []

    /// The dialects that cases may be for.
    public static let dialectNames = [
        "cmpp-2.0", "cmpp-3.0", "smgp-3.0", "smgp-2.0", "smgp-1.3", "smgp-1.3-without-fixed-fee", "sgip-1.2",
    ]

    /// A suite without cases.
    public init() {}

    /// The cases of the suite itself.
    ///
    /// - Throws: `DialogueError`, which would be a mistake of ours; a test reads them all.
    public static func own() throws(DialogueError) -> ConformanceSuite { try read.get() }

    /// Read once: a second of work.
    private static let read = Result { () throws(DialogueError) in
        var suite = ConformanceSuite()
        for text in OwnCases.all { try suite.add(text.text, file: text.name) }
        return suite
    }

    /// Adds the cases of a text.
    ///
    /// - Throws: the first mistake in the text, or a name that is there already; nothing is added then.
    public mutating func add(_ text: String, file: String) throws(DialogueError) {
        let added = try DialogueParser.cases(of: text, file: file)
        var known = Set(cases.map(\.id))
        for one in added where !known.insert(one.id).inserted {
            let line = one.source.split(separator: ":").last.flatMap { Int($0) } ?? 1
            throw DialogueError(file: file, line: line, column: 1, reason: "\(one.id) is there already")
        }
        cases += added
    }

    /// The cases that authenticate one role in one dialect.
    public func cases(in dialect: String, judging role: JudgedRole) -> [ConformanceCase] {
        cases.filter { $0.id.dialect == dialect && $0.id.role == role }
    }

    /// A sound login: without one no case can be tried.
    ///
    /// - Throws: `DialogueError` for a dialect that has no cases.
    public static func login(in dialect: String, judging role: JudgedRole) throws(DialogueError) -> ConformanceCase? {
        let steps = "  login\n  expectNothing for 1ms\n"
        let text =
            "protocol \(dialect)\nrole \(role.rawValue)\nclause login\ncase 1 must \"A sound login is accepted.\"\n"
        return try DialogueParser.cases(of: text + steps, file: "login").first
    }

    static func dialect(named name: String) -> WireDialect? {
        dialectNames.contains(name) ? WireDialect.named(name) : nil
    }
}
