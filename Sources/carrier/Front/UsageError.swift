/// Unusable arguments or input, as one line: what, where, how to mend it.
struct UsageError: Error, Equatable {
    var command: String?
    var what: String
    var mend: String?

    init(_ what: String, mend: String? = nil) {
        self.what = what
        self.mend = mend
    }

    /// An option's value that cannot be used. The value of `--secret` is not repeated.
    init(_ option: OptionSpec, _ value: String, mend: String) {
        let shown = option.variable == nil ? " \(UsageError.quoted(value))" : ""
        self.init("\(option.name)\(shown) cannot be used", mend: mend)
    }

    /// The same error with the command's name in front, unless it has one.
    func inCommand(_ name: String) -> UsageError {
        var error = self
        if error.command == nil { error.command = name }
        return error
    }

    /// The line for standard error.
    var line: String {
        let place = command.map { "carrier \($0)" } ?? "carrier"
        let text = "\(place): \(what)" + (mend.map { "; \($0)" } ?? "")
        return String(text.map { $0.isNewline ? " " : $0 })
    }

    /// What the user wrote, in quotes, on one line, and not longer than a line.
    static func quoted(_ text: String) -> String {
        let shown = text.count > 60 ? text.prefix(60) + "…" : text[...]
        return "\"" + Console.printable(String(shown)) + "\""
    }
}

/// The nearest name, for whoever mistyped one.
enum Nearest {
    /// `did you mean --wait?`, or where to look when nothing is near.
    static func suggestion(for word: String, among names: [String], help: String = "see carrier --help") -> String {
        let near = names.map { (name: $0, distance: distance(word, $0)) }.min { $0.distance < $1.distance }
        guard let near, near.distance <= max(2, word.count / 3) else { return help }
        return "did you mean \(near.name)?"
    }

    /// How many characters must be changed, put in, left out or exchanged with their neighbour to turn one word into
    /// the other. Words are compared up to 64 characters.
    static func distance(_ left: String, _ right: String) -> Int {
        let one = Array(left.prefix(64))
        let other = Array(right.prefix(64))
        var beforeLast = [Int](repeating: 0, count: other.count + 1)
        var last = Array(0...other.count)
        for (row, character) in one.enumerated() {
            var current = [row + 1]
            for (column, candidate) in other.enumerated() {
                var best = min(last[column + 1], current[column]) + 1
                best = min(best, last[column] + (character == candidate ? 0 : 1))
                if row > 0, column > 0, character == other[column - 1], one[row - 1] == candidate {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[other.count]
    }
}
