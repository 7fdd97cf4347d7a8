import CarrierSession
import CarrierWire

/// One line of a dialogue, read from the left.
struct LineScanner {
    let file: String
    let line: Int
    private let characters: [Character]
    private(set) var index = 0

    /// Longer lines are refused.
    static let maximumLength = 4096
    /// Values are repeated at most so often.
    static let maximumRepetition = 65_536
    private static let maximumDepth = 8
    private static let marks: Set<Character> = ["=", "!", "~", ",", "[", "]", "{", "}", "'", "\"", "+", "*", "#"]

    init(_ text: Substring, file: String, line: Int) throws(DialogueError) {
        (self.file, self.line) = (file, line)
        characters = Array(text.prefix(LineScanner.maximumLength + 1))
        if characters.count > LineScanner.maximumLength {
            throw error("the line is longer than \(LineScanner.maximumLength) characters", at: 0)
        }
    }

    /// The error at a place; at the present one where none is given.
    func error(_ reason: String, at place: Int? = nil) -> DialogueError {
        DialogueError(file: file, line: line, column: (place ?? index) + 1, reason: reason)
    }

    /// True when nothing but blanks or a comment is left.
    var isAtEnd: Bool {
        let next = characters[index...].first { $0 != " " && $0 != "\t" }
        return next == nil || next == "#"
    }

    /// Everything, without blanks around it.
    var trimmed: String {
        var text = characters[...].drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }

    /// Blanks in front of the first character; a tab counts as one.
    var indentation: Int { characters.prefix { $0 == " " || $0 == "\t" }.count }

    /// What was read from `start` on.
    func text(from start: Int) -> String { String(characters[start..<index]) }

    mutating func skipBlanks() {
        while index < characters.count, characters[index] == " " || characters[index] == "\t" { index += 1 }
    }

    /// The next character that is no blank; nil at the end.
    var next: Character? { isAtEnd ? nil : characters[index...].first { $0 != " " && $0 != "\t" } }

    /// The character that follows at once.
    var adjacent: Character? { index < characters.count ? characters[index] : nil }

    /// Takes the mark if it comes next, blanks in front of it or not.
    mutating func take(_ mark: Character) -> Bool {
        guard next == mark else { return false }
        skipBlanks()
        index += 1
        return true
    }

    /// Takes the word if it comes next as a whole.
    mutating func take(word: String) -> Bool {
        var copy = self
        guard copy.optionalWord() == word else { return false }
        self = copy
        return true
    }

    /// The next word without taking it.
    var nextWord: String? {
        var copy = self
        return copy.optionalWord()
    }

    mutating func optionalWord() -> String? {
        if isAtEnd { return nil }
        skipBlanks()
        let start = index
        while index < characters.count, characters[index] != " ", characters[index] != "\t",
            !LineScanner.marks.contains(characters[index])
        {
            index += 1
        }
        return index > start ? String(characters[start..<index]) : nil
    }

    mutating func word(_ what: String) throws(DialogueError) -> String {
        guard let word = optionalWord() else {
            skipBlanks()
            throw error("\(what) is missing")
        }
        return word
    }

    /// A name that a case gives: letters, digits, `_` and `-`.
    mutating func name(_ what: String) throws(DialogueError) -> String {
        let name = try word(what)
        guard name.count <= 64, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }) else {
            throw error("\(what) is made of letters, digits, _ and -, not \"\(name)\"", at: index - name.count)
        }
        return name
    }

    mutating func count(_ what: String, upTo limit: Int) throws(DialogueError) -> Int {
        let text = try word(what)
        guard let count = Int(text), count > 0, count <= limit else {
            throw error("\(what) is a number from 1 to \(limit), not \"\(text)\"", at: index - text.count)
        }
        return count
    }

    /// A duration such as `250ms`, `5s`, `3m`, `48h`.
    mutating func duration(_ what: String) throws(DialogueError) -> Moment.Span {
        let text = try word(what)
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units: [String: Int64] = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000]
        guard let count = Int64(digits), count <= 1_000_000, let unit = units[String(text.dropFirst(digits.count))]
        else { throw error("\(what) is a duration such as 250ms, 5s, 3m, not \"\(text)\"", at: index - text.count) }
        return .milliseconds(count * unit)
    }

    /// A text between double or single quotes, with `\"`, `\'`, `\\` and `\n` inside.
    mutating func quoted(_ what: String) throws(DialogueError) -> String {
        skipBlanks()
        let start = index
        guard let mark = adjacent, mark == "\"" || mark == "'" else {
            throw error("\(what) stands between quotation marks")
        }
        index += 1
        var text = ""
        while let character = adjacent {
            index += 1
            if character == mark { return text }
            guard character == "\\" else {
                text.append(character)
                continue
            }
            switch adjacent {
            case "\\", "\"", "'": text.append(characters[index])
            case "n": text.append("\n")
            default: throw error("\\ stands before \\, \", ' or n only")
            }
            index += 1
        }
        throw error("the quotation mark is not closed", at: start)
    }

    mutating func expectEnd() throws(DialogueError) {
        if isAtEnd { return }
        skipBlanks()
        throw error("\"\(String(characters[index...].prefix(20)))\" is not expected here")
    }

    // MARK: - Values

    /// A value: one or several terms joined by `+`, each perhaps repeated by `*`.
    mutating func value(depth: Int = 0) throws(DialogueError) -> DialogueValue {
        guard depth < LineScanner.maximumDepth else { throw error("values are nested too deep") }
        var terms = [try repetition(depth)]
        while adjacent == "+" {
            index += 1
            terms.append(try repetition(depth))
        }
        return terms.count == 1 ? terms[0] : .sum(terms)
    }

    private mutating func repetition(_ depth: Int) throws(DialogueError) -> DialogueValue {
        let term = try term(depth)
        guard adjacent == "*" else { return term }
        index += 1
        return .repeated(term, try count("the number of repetitions", upTo: LineScanner.maximumRepetition))
    }

    private mutating func term(_ depth: Int) throws(DialogueError) -> DialogueValue {
        skipBlanks()
        let start = index
        switch adjacent {
        case "'", "\"": return .text(try quoted("a text"))
        case "[": return .list(try list(from: "[", to: "]", depth))
        case "{":
            index += 1
            var members: [(String, DialogueValue)] = []
            while !take("}") {
                if !members.isEmpty, !take(",") { throw error("a comma or } is missing") }
                let name = try word("a field's name")
                guard take("=") else { throw error("= is missing behind \(name)") }
                members.append((name, try value(depth: depth + 1)))
            }
            return .record(members)
        default: break
        }
        let word = try word("a value")
        if word == "text:" { return .encodedText(try quoted("the text")) }
        if word == "digest" { return .digest }
        if word.hasPrefix("hex:") {
            guard let octets = HexText.decode(word.dropFirst(4).filter { $0 != "_" }) else {
                throw error("hex: is followed by whole octets, two digits each", at: start)
            }
            return .octets(octets)
        }
        if word.hasPrefix("$") {
            let parts = word.dropFirst().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard !parts.contains("") else { throw error("$ is followed by a name, a point and a field", at: start) }
            return .reference(parts[0], Array(parts.dropFirst()))
        }
        if word.hasPrefix("0x"), let number = UInt64(word.dropFirst(2), radix: 16) { return .number(number) }
        if let number = UInt64(word) { return .number(number) }
        throw error(
            "\"\(word)\" is no value: 12, 0x…, '…', hex:…, text:\"…\", $name.Field, [list], digest", at: start)
    }

    /// Values between two marks, separated by commas.
    mutating func list(from open: Character, to close: Character, _ depth: Int = 0) throws(DialogueError)
        -> [DialogueValue]
    {
        guard take(open) else { throw error("\(open) is missing") }
        var values: [DialogueValue] = []
        while !take(close) {
            if !values.isEmpty, !take(",") { throw error("a comma or \(close) is missing") }
            values.append(try value(depth: depth + 1))
        }
        return values
    }
}
