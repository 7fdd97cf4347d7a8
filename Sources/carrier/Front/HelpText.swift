/// Help pages, made from what the commands declare.
enum HelpText {
    /// `carrier --help`.
    static func overview(of specs: [CommandSpec]) -> String {
        let width = specs.map(\.name.count).max() ?? 0
        var lines = [
            "carrier: speaks, tests and measures the carriers' SMS protocols.",
            "",
            "usage: carrier COMMAND [OPTION…]",
            "",
            "commands:",
        ]
        for spec in specs {
            lines.append("  \(padded(spec.name, to: width))  \(spec.purpose)")
        }
        lines += [
            "",
            "carrier COMMAND --help explains a command, carrier help WORD lists the options and pages that contain",
            "a word (流控, 长短信, refuse …), carrier --version tells the version.",
            "",
            "exit status: 0 done · 1 something differs or was refused · 2 unusable arguments or input",
            "             3 could not connect, listen or log in · 130 interrupted",
        ]
        return lines.joined(separator: "\n")
    }

    /// `carrier COMMAND --help`.
    static func page(of spec: CommandSpec) -> String {
        let lines = ["carrier \(spec.name): \(spec.purpose)", "", usage(of: spec), "", "options:"]
        return (lines + optionLines(spec.everyOption) + ["", "examples:"] + spec.examples.map { "  \($0)" })
            .joined(separator: "\n")
    }

    private static func optionLines(_ options: [OptionSpec]) -> [String] {
        var lines: [String] = []
        let heads = options.map { [$0.name, $0.argument].filter { !$0.isEmpty }.joined(separator: " ") }
        let width = min(heads.map(\.count).max() ?? 0, 34)
        for (option, head) in zip(options, heads) {
            let text = option.meaning + remark(on: option)
            let wrapped = wrap(text, to: max(40, 110 - width))
            for (index, line) in wrapped.enumerated() {
                if index == 0, head.count > width {
                    lines.append("  \(head)")
                    lines.append("  \(padded("", to: width))  \(line)")
                } else {
                    lines.append("  \(padded(index == 0 ? head : "", to: width))  \(line)")
                }
            }
        }
        return lines
    }

    /// The options, and the commands' purposes, that contain a word in letters of either case; nil where none does.
    static func search(for word: String, in specs: [CommandSpec]) -> String? {
        let wanted = word.lowercased()
        var lines: [String] = []
        for spec in specs {
            let options = spec.options.filter { option in
                "\(option.name) \(option.meaning)\(remark(on: option))".lowercased().contains(wanted)
            }
            let isNamed = "\(spec.name) \(spec.purpose)".lowercased().contains(wanted)
            guard isNamed || !options.isEmpty else { continue }
            if !lines.isEmpty { lines.append("") }
            lines.append("carrier \(spec.name): \(spec.purpose)")
            lines += optionLines(options)
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    private static func usage(of spec: CommandSpec) -> String {
        var words = ["usage: carrier \(spec.name)"]
        for option in spec.options where option.isRequired { words.append("\(option.name) \(option.argument)") }
        if spec.everyOption.contains(where: { !$0.isRequired }) { words.append("[OPTION…]") }
        switch spec.operands {
        case .none: break
        case .one(let name): words.append(name)
        case .many(let name): words.append("[\(name)…]")
        }
        return words.joined(separator: " ")
    }

    private static func remark(on option: OptionSpec) -> String {
        var remarks: [String] = []
        if option.isRequired { remarks.append("required") }
        if let standard = option.standard ?? option.standardText { remarks.append("default \(standard)") }
        if option.shape == .list { remarks.append("may be given several times") }
        if let variable = option.variable { remarks.append("or in the environment variable \(variable)") }
        return remarks.isEmpty ? "" : " (" + remarks.joined(separator: "; ") + ")"
    }

    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func wrap(_ text: String, to width: Int) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if line.count + 1 + word.count <= width {
                lines[lines.count - 1] = line + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
