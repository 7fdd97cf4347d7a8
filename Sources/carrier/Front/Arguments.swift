import CarrierSession

/// The words of a command line, sorted by the options that the command declares.
struct Arguments {
    /// What is not an option, in order.
    private(set) var operands: [String] = []
    private var given: [String: [String]] = [:]
    private let spec: CommandSpec

    /// Sorts the words; `--name value` and `--name=value` are the same, `--` ends the options.
    init(
        parsing words: [String], for spec: CommandSpec, environment: (String) -> String? = { _ in nil }
    ) throws(UsageError) {
        self.spec = spec
        let options = spec.everyOption
        let aliases = ["-h": "--help", "-q": "--quiet", "-v": "--verbose"]
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands.append(contentsOf: rest)
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                operands.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = aliases[parts[0]] ?? parts[0]
            guard let option = options.first(where: { $0.name == name }) else {
                throw UsageError(
                    "unknown option \(UsageError.quoted(parts[0]))",
                    mend: Nearest.suggestion(
                        for: parts[0], among: options.map(\.name), help: "see carrier \(spec.name) --help"))
            }
            try take(option, attached: parts.count > 1 ? parts[1] : nil, rest: &rest, among: options)
        }
        if given[OptionSpec.help.name] != nil { return }
        for option in options where given[option.name] == nil {
            if let variable = option.variable, let value = environment(variable) { given[option.name] = [value] }
        }
        try checkCompleteness(options)
    }

    private mutating func take(
        _ option: OptionSpec, attached: String?, rest: inout ArraySlice<String>, among options: [OptionSpec]
    ) throws(UsageError) {
        if option.shape == .flag {
            guard attached == nil else { throw UsageError("\(option.name) takes no value", mend: "leave out \"=…\"") }
            given[option.name] = [""]
            return
        }
        if option.shape == .value, given[option.name] != nil {
            throw UsageError("\(option.name) is given twice", mend: "give it once")
        }
        if let attached {
            given[option.name, default: []].append(attached)
            return
        }
        guard let value = rest.first, !options.contains(where: { $0.name == value }) else {
            throw UsageError("\(option.name) needs a value", mend: "write \(option.name) \(option.argument)")
        }
        rest.removeFirst()
        given[option.name, default: []].append(value)
    }

    private func checkCompleteness(_ options: [OptionSpec]) throws(UsageError) {
        for option in options where option.isRequired && given[option.name] == nil {
            let instead = option.variable.map { " or set \($0)" } ?? ""
            throw UsageError("\(option.name) is missing", mend: "add \(option.name) \(option.argument)\(instead)")
        }
        switch (spec.operands, operands.count) {
        case (.many, _), (.none, 0), (.one, 1): break
        case (.one(let name), 0): throw UsageError("\(name) is missing", mend: "see carrier \(spec.name) --help")
        default:
            let extra = operands.last.map(UsageError.quoted) ?? ""
            throw UsageError("\(extra) is one word too many", mend: "put a text with spaces into quotes")
        }
    }

    /// Whether the option was given.
    func has(_ option: OptionSpec) -> Bool { given[option.name] != nil }

    /// Whether the flag was given.
    func flag(_ option: OptionSpec) -> Bool { has(option) }

    /// The value given, else the option's default; nil when there is neither.
    func text(_ option: OptionSpec) -> String? { given[option.name]?.last ?? option.standard }

    /// The value given or default of an option that always has one.
    func requiredText(_ option: OptionSpec) throws(UsageError) -> String {
        guard let text = text(option) else {
            throw UsageError("\(option.name) is missing", mend: "add \(option.name) \(option.argument)")
        }
        return text
    }

    /// Every value given, in order.
    func texts(_ option: OptionSpec) -> [String] { given[option.name] ?? [] }

    /// The value as `reading` reads it; a usage error with `mend` when it cannot. Nil when there is no value.
    func value<Value>(
        _ option: OptionSpec, mend: String, _ reading: (String) -> Value?
    ) throws(UsageError) -> Value? {
        guard let text = text(option) else { return nil }
        guard let value = reading(text) else { throw UsageError(option, text, mend: mend) }
        return value
    }

    /// Every value as `reading` reads it.
    func values<Value>(
        _ option: OptionSpec, mend: String, _ reading: (String) -> Value?
    ) throws(UsageError) -> [Value] {
        var values: [Value] = []
        for text in texts(option) {
            guard let value = reading(text) else { throw UsageError(option, text, mend: mend) }
            values.append(value)
        }
        return values
    }

    /// A whole number within `range`; nil when there is no value and no default.
    func integer(_ option: OptionSpec, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
        try value(option, mend: "give a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            guard let number = Arguments.decimal(text), range.contains(number) else { return nil }
            return number
        }
    }

    /// A length of time such as `250ms`, `5s`, `3m`, `48h` or `2d`; nil when there is no value and no default.
    func duration(_ option: OptionSpec) throws(UsageError) -> Moment.Span? {
        try value(option, mend: "write a duration such as 250ms, 5s, 3m, 48h or 2d", Arguments.duration)
    }

    /// One of these words, in letters of either case; nil when there is no value and no default.
    func choice<Choice>(_ option: OptionSpec, among choices: [(String, Choice)]) throws(UsageError) -> Choice? {
        let mend = "use " + choices.map(\.0).joined(separator: ", ")
        return try value(option, mend: mend) { text in
            let word = text.lowercased()
            return choices.first { $0.0 == word }?.1
        }
    }

    /// Decimal digits only, no sign.
    static func decimal(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    /// `250ms`, `5s`, `1.5s`, `3m`, `48h`, `2d`; nil for anything else and for what exceeds a hundred days.
    static func duration(_ text: String) -> Moment.Span? {
        let units: [(String, Int64)] = [
            ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
            ("d", 86_400_000_000_000),
        ]
        guard let unit = units.first(where: { text.hasSuffix($0.0) }) else { return nil }
        let number = text.dropLast(unit.0.count).split(separator: ".", omittingEmptySubsequences: false)
        guard let first = number.first, let whole = decimal(first), whole <= 8_640_000_000, number.count <= 2 else {
            return nil
        }
        var (nanoseconds, overflow) = Int64(whole).multipliedReportingOverflow(by: unit.1)
        if number.count == 2 {
            guard number[1].count <= 3, let part = decimal(number[1]) else { return nil }
            var scale: Int64 = 1
            for _ in number[1] { scale *= 10 }
            let (sum, tooLong) = nanoseconds.addingReportingOverflow(unit.1 / scale * Int64(part))
            (nanoseconds, overflow) = (sum, overflow || tooLong)
        }
        guard !overflow, nanoseconds <= 100 * 86_400 * 1_000_000_000 else { return nil }
        return Moment.Span(nanoseconds: nanoseconds)
    }
}
