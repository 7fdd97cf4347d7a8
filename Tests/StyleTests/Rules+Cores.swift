/// The rules of the modules that decide and of the one that only runs them.
extension Rules {
    private static let shellWords: Set = [
        // Locks and threads.
        "Lock", "NSLock", "Mutex", "Guarded", "OneShot", "Thread", "DispatchQueue", "DispatchSemaphore",
        // Time of day.
        "ContinuousClock", "SuspendingClock", "MonotonicClock", "Clock", "Date", "Timers",
        // Tasks.
        "Task", "TaskGroup", "async", "await", "actor", "withTaskGroup", "withCheckedContinuation", "AsyncStream",
    ]
    private static let codecWords: Set = ["CMPP", "SMGP", "SGIP", "CMPPCodec", "SMGPCodec", "SGIPCodec"]

    /// What would make a core more than a function of its inputs: locks, clocks, tasks, codecs.
    static func coreImpurities(_ source: SwiftText) -> [Finding] {
        source.tokens.filter { shellWords.contains($0.text) || codecWords.contains($0.text) }.map {
            Finding(line: $0.line, text: "\($0.text) in a module that only decides")
        }
    }

    /// Generic parameters of the types of these names: a core is compiled once.
    static func genericTypes(_ source: SwiftText, named names: Set<String>) -> [Finding] {
        let tokens = source.tokens
        return tokens.indices.dropLast(2).compactMap { index in
            guard ["struct", "class", "enum", "actor"].contains(tokens[index].text),
                names.contains(tokens[index + 1].text), tokens[index + 2].text.hasPrefix("<")
            else { return nil }
            return Finding(line: tokens[index].line, text: "\(tokens[index + 1].text) is generic")
        }
    }

    /// Types and values that are queues: what waits, and in which order, is for a core to decide.
    static func queues(_ source: SwiftText) -> [Finding] {
        let kinds = ["queue", "deque", "fifo", "heap", "ring"]
        let whole: Set = ["Fifo", "Heap", "Ring", "Deque", "DeadlineHeap", "LinkedSlab"]
        return source.tokens.filter { token in
            let word = token.text
            return whole.contains(word) || kinds.contains(word.lowercased()) || word.hasSuffix("Queue")
        }.map { Finding(line: $0.line, text: "\($0.text) is a queue in a module that decides nothing") }
    }

    /// Words that the glossary replaces (`Docs/glossary.md`): no name has them, in code or in tests.
    private static let replacedWords: Set = [
        "desk", "desks", "parcel", "parcels", "mailbox", "mailboxes", "vocabulary", "vocabularies",
        "judgement",
        "fate", "fates", "room", "rooms", "turn", "turns", "book", "books", "door", "taker", "takers", "unsaid", "deaf",
        "parked", "returners", "coalescer", "messenger",
    ]

    /// Names with a word that the glossary replaces.
    static func replacedNames(_ source: SwiftText) -> [Finding] {
        source.tokens.compactMap { token in
            words(of: token.text).first(where: replacedWords.contains).map {
                Finding(line: token.line, text: "\(token.text): the glossary has another word for \($0)")
            }
        }
    }

    /// The words that a name in camel case is made of, in lower case.
    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var last: Character = "_"
        for letter in name {
            if letter.isLetter, last.isLetter, !(letter.isUppercase && !last.isUppercase) {
                words[words.count - 1].append(contentsOf: letter.lowercased())
            } else if letter.isLetter {
                words.append(letter.lowercased())
            }
            last = letter
        }
        return words
    }
}
