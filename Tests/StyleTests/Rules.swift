/// A place in a source that breaks a rule.
struct Finding: Equatable {
    var line: Int
    var text: String
}

/// The rules of style that one source can break by itself.
enum Rules {
    /// Modules and what each may import; nothing else is imported anywhere.
    static let imports: [String: Set<String>] = [
        "CarrierWire": [],
        "SMSText": ["CarrierWire"],
        "CMPPCodec": ["CarrierWire"],
        "SMGPCodec": ["CarrierWire"],
        "SGIPCodec": ["CarrierWire"],
        "CarrierSession": ["CarrierWire"],
        "CarrierMessaging": ["CarrierWire", "SMSText", "CarrierSession"],
        "CarrierCMPP": ["CarrierWire", "SMSText", "CMPPCodec", "CarrierSession", "CarrierMessaging"],
        "CarrierSMGP": ["CarrierWire", "SMSText", "SMGPCodec", "CarrierSession", "CarrierMessaging"],
        "CarrierSGIP": ["CarrierWire", "SMSText", "SGIPCodec", "CarrierSession", "CarrierMessaging"],
        "CarrierTransport": system.union(["CarrierWire", "CarrierSession"]),
        "CarrierService": ["CarrierWire", "SMSText", "CarrierSession", "CarrierMessaging", "CarrierTransport"],
        "CarrierFixtures": system.union(["CarrierWire", "SMSText", "CMPPCodec", "SMGPCodec", "SGIPCodec"]),
        "CarrierHarness": system.union(libraries).subtracting([
            "CarrierHarness", "CarrierConformance", "CarrierSimulation",
        ]),
        "CarrierSimulation": libraries.subtracting([
            "CarrierSimulation", "CarrierTransport", "CarrierService", "CarrierFixtures", "CarrierHarness",
            "CarrierConformance", "CarrierBench",
        ]),
        "CarrierConformance": system.union(libraries).subtracting(["CarrierConformance"]),
        "CarrierBench": system.union(libraries).subtracting(["CarrierBench", "CarrierConformance"]),
        "carrier": system.union(libraries),
    ]
    private static let system: Set = ["Foundation", "Dispatch", "Darwin", "Glibc", "Musl"]
    private static let libraries: Set = [
        "CarrierWire", "SMSText", "CMPPCodec", "SMGPCodec", "SGIPCodec", "CarrierSession", "CarrierMessaging",
        "CarrierCMPP", "CarrierSMGP", "CarrierSGIP", "CarrierTransport", "CarrierService", "CarrierFixtures",
        "CarrierHarness", "CarrierSimulation", "CarrierConformance", "CarrierBench",
    ]
    /// Modules that serve every protocol alike.
    static let sharedModules: Set = [
        "CarrierWire", "SMSText", "CarrierSession", "CarrierTransport", "CarrierMessaging", "CarrierService",
    ]

    /// Imports that the module may not have.
    static func foreignImports(_ source: SwiftText, module: String) -> [Finding] {
        guard let allowed = imports[module] else { return [Finding(line: 1, text: "no module is called \(module)")] }
        return importLines(source).filter { !allowed.contains($0.module) }.map {
            Finding(line: $0.line, text: "\(module) must not import \($0.module)")
        }
    }

    /// The modules that a source imports.
    static func importedModules(_ source: SwiftText) -> [String] { importLines(source).map(\.module) }

    private static func importLines(_ source: SwiftText) -> [(line: Int, module: String)] {
        let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        var lines: [(line: Int, module: String)] = []
        for (index, token) in source.tokens.enumerated() where token.text == "import" {
            var rest = source.tokens[(index + 1)...].filter { $0.line == token.line }
            if let first = rest.first, kinds.contains(first.text) { rest.removeFirst() }
            if let module = rest.first?.text { lines.append((token.line, module)) }
        }
        return lines
    }

    /// A file, a line or a function that is too long. Tables may be as long as they are.
    static func lengths(_ source: SwiftText, isTable: Bool) -> [Finding] {
        var findings: [Finding] = []
        let count = source.lines.last == "" ? source.lines.count - 1 : source.lines.count
        if count > 500, !isTable { findings.append(Finding(line: 501, text: "the file has \(count) lines of 500")) }
        for (index, line) in source.lines.enumerated() where line.utf8.count > 120 && line.count > 120 {
            findings.append(Finding(line: index + 1, text: "the line has \(line.count) columns of 120"))
        }
        if isTable { return findings }
        for function in functions(source) where function.last - function.first + 1 > 70 {
            let length = function.last - function.first + 1
            findings.append(Finding(line: function.first, text: "\(function.name) has \(length) lines of 70"))
        }
        return findings
    }

    private static let stopWords: Set = [
        "func", "var", "let", "init", "deinit", "subscript", "struct", "class", "enum", "case", "extension", "protocol",
        "typealias", "associatedtype", "static", "mutating", "public", "private", "}", "#if", "#endif",
    ]

    /// Functions, initialisers and computed properties with the lines of their first word and closing brace.
    static func functions(_ source: SwiftText) -> [(name: String, first: Int, last: Int)] {
        let tokens = source.tokens
        var functions: [(name: String, first: Int, last: Int)] = []
        for (index, token) in tokens.enumerated() {
            guard ["func", "init", "deinit", "subscript", "var"].contains(token.text) else { continue }
            if index > 0, tokens[index - 1].text == "." { continue }
            guard let open = body(of: token, from: index + 1, in: tokens) else { continue }
            var depth = 0
            for closing in tokens[open...] {
                if closing.text == "{" { depth += 1 }
                if closing.text == "}" { depth -= 1 }
                guard depth == 0 else { continue }
                let name = token.text == "init" || index + 1 >= tokens.count ? token.text : tokens[index + 1].text
                functions.append((name, token.line, closing.line))
                break
            }
        }
        return functions
    }

    private static func body(of declaration: SwiftText.Token, from start: Int, in tokens: [SwiftText.Token]) -> Int? {
        var depth = 0
        for index in start..<tokens.count {
            let token = tokens[index]
            if token.text == "(" || token.text == "[" { depth += 1 }
            if token.text == ")" || token.text == "]" { depth -= 1 }
            guard depth == 0 else { continue }
            if token.text == "{" { return index }
            if declaration.text == "var", token.text == "=" || token.line != declaration.line { return nil }
            if stopWords.contains(token.text), index > start { return nil }
        }
        return nil
    }

    /// What could end the process on somebody's input.
    static func traps(_ source: SwiftText) -> [Finding] {
        let words: Set = [
            "fatalError", "precondition", "preconditionFailure", "assert", "assertionFailure", "unsafelyUnwrapped",
            "unsafeBitCast", "unsafeDowncast", "abort",
        ]
        var findings: [Finding] = []
        var before = ""
        for (index, token) in source.tokens.enumerated() {
            let isMember = before == "." || before == "func"
            let isCall = index + 1 < source.tokens.count && source.tokens[index + 1].text == "("
            if words.contains(token.text), token.text == "unsafelyUnwrapped" || (isCall && !isMember) {
                findings.append(Finding(line: token.line, text: "\(token.text) ends the process"))
            }
            // A `!` that is attached to what stands before it unwraps by force; one that stands before a value negates.
            if token.text.hasPrefix("!"), !token.text.hasPrefix("!="), token.isAttached, endsValue(before) {
                findings.append(Finding(line: token.line, text: "\(before)! ends the process"))
            }
            before = token.text
        }
        return findings
    }

    private static func endsValue(_ text: String) -> Bool {
        if [")", "]", "}", "\"", "?", ">"].contains(text) { return true }
        return text.utf8.allSatisfy { $0 >= 0x80 || $0 == 0x5F || $0 == 0x60 || $0 == 0x24 || isAlphanumeric($0) }
            && !text.isEmpty
    }

    private static func isAlphanumeric(_ octet: UInt8) -> Bool {
        (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
    }

    /// Promises to the compiler: only in the transport, and only with the invariant beside them.
    static func uncheckedPromises(_ source: SwiftText, module: String) -> [Finding] {
        let words = source.tokens.map(\.text)
        return words.indices.compactMap { index in
            guard words[index] == "@unchecked" || words[index...].prefix(3) == ["nonisolated", "(", "unsafe"] else {
                return nil
            }
            let line = source.tokens[index].line
            if module != "CarrierTransport" {
                return Finding(line: line, text: "an unchecked promise outside the transport")
            }
            let isExplained = source.lines[max(0, line - 4)...min(line + 2, source.lines.count - 1)].contains {
                $0.drop { $0 == " " }.hasPrefix("//")
            }
            return isExplained ? nil : Finding(line: line, text: "an unchecked promise without its reason beside it")
        }
    }

    private static let declarations: Set = [
        "struct", "class", "enum", "protocol", "actor", "func", "var", "let", "init", "subscript", "typealias",
        "associatedtype", "macro", "case",
    ]

    /// Public declarations without a `///` above them. Operators and `hash(into:)` speak for themselves.
    ///
    /// What a documented protocol requires is documented there, for every type that has it; an initialiser that only
    /// takes over its arguments is documented by the properties.
    static func undocumented(_ source: SwiftText, required: Set<String> = []) -> [Finding] {
        var findings: [Finding] = []
        let tokens = source.tokens
        for (index, token) in tokens.enumerated() where token.text == "public" || token.text == "open" {
            if index > 0, tokens[index - 1].text == "." { continue }
            if token.text == "open", index + 1 < tokens.count, !openable.contains(tokens[index + 1].text) { continue }
            guard let keyword = tokens[index...].prefix(14).firstIndex(where: { declarations.contains($0.text) }),
                !tokens[index..<keyword].contains(where: { $0.text == "extension" || $0.text == "import" })
            else { continue }
            let name = keyword + 1 < tokens.count ? tokens[keyword + 1].text : ""
            let isOperator = name.utf8.allSatisfy { "+-*/%=<>!&|^~?".utf8.contains($0) }
            if tokens[keyword].text == "func", isOperator || name == "hash" { continue }
            if required.contains(name) || takesOver(tokens[keyword...]) { continue }
            var above = token.line - 2
            while above >= 0, source.lines[above].drop(while: { $0 == " " }).hasPrefix("@") { above -= 1 }
            if above < 0 || !source.lines[above].drop(while: { $0 == " " }).hasPrefix("///") {
                let shown = tokens[keyword].text == "init" ? "init" : "\(tokens[keyword].text) \(name)"
                findings.append(Finding(line: token.line, text: "public \(shown) has no documentation"))
            }
        }
        return findings
    }

    /// What may follow `open` where it is an access level and not a name.
    private static let openable: Set = ["class", "func", "var", "subscript", "override", "private", "internal"]

    /// Names that the protocols of a source require.
    static func requirements(_ source: SwiftText) -> Set<String> {
        var names: Set<String> = []
        let tokens = source.tokens
        for start in tokens.indices where tokens[start].text == "protocol" {
            guard let open = tokens[start...].firstIndex(where: { $0.text == "{" }) else { continue }
            var depth = 0
            for index in tokens[open...].indices {
                if tokens[index].text == "{" { depth += 1 }
                if tokens[index].text == "}" { depth -= 1 }
                if depth == 0 { break }
                let isName = ["func", "var", "associatedtype"].contains(tokens[index].text)
                if depth == 1, isName, index + 1 < tokens.count { names.insert(tokens[index + 1].text) }
            }
        }
        return names
    }

    /// Whether an initialiser's body is nothing but assignments of its arguments.
    private static func takesOver(_ tokens: ArraySlice<SwiftText.Token>) -> Bool {
        guard tokens.first?.text == "init", let open = tokens.firstIndex(where: { $0.text == "{" }) else {
            return false
        }
        var depth = 0
        for token in tokens[open...] {
            if token.text == "{" { depth += 1 }
            if token.text == "}" { depth -= 1 }
            if depth == 0 { return true }
            if depth > 1 || ["if", "guard", "for", "while", "switch", "try", "let", "var"].contains(token.text) {
                return false
            }
        }
        return false
    }

    /// The name of a protocol in the code or the strings of a module that serves all of them.
    static func protocolNames(_ source: SwiftText) -> [Finding] {
        var findings: [Finding] = []
        for (index, line) in source.linesWithoutComments.enumerated() {
            let lower = line.lowercased()
            for name in ["cmpp", "smgp", "sgip"] where lower.contains(name) {
                findings.append(Finding(line: index + 1, text: "\(name.uppercased()) is named in a shared module"))
            }
        }
        return findings
    }

    /// Waiting by the clock, which makes tests slow and wrong.
    static func sleeps(_ source: SwiftText) -> [Finding] {
        let names: Set = ["sleep", "usleep", "nanosleep", "sleepForTimeInterval"]
        return source.tokens.indices.compactMap { index in
            guard names.contains(source.tokens[index].text), index + 1 < source.tokens.count,
                source.tokens[index + 1].text == "("
            else { return nil }
            return Finding(line: source.tokens[index].line, text: "a test sleeps")
        }
    }

    /// Notes to oneself and places of one machine.
    static func leftovers(_ lines: [String], words: [String]) -> [Finding] {
        var findings: [Finding] = []
        for (index, line) in lines.enumerated() {
            for word in words where line.contains(word) {
                findings.append(Finding(line: index + 1, text: "\(word) is left over"))
            }
        }
        return findings
    }

    /// What keeps the package free of dependencies.
    static func dependencies(_ manifest: SwiftText) -> [Finding] {
        zip(manifest.tokens, manifest.tokens.dropFirst()).compactMap { dot, word in
            guard dot.text == ".", word.text == "package" || word.text == "binaryTarget" || word.text == "systemLibrary"
            else { return nil }
            return Finding(line: word.line, text: "a dependency: .\(word.text)")
        }
    }

    /// Visible entries at the top that nobody agreed on.
    static func strangers(_ entries: [String]) -> [String] {
        let agreed: Set = ["Package.swift", "README.md", "Sources", "Tests", "Fixtures", "Docs"]
        return entries.filter { !$0.hasPrefix(".") && !agreed.contains($0) && $0 != "Package.resolved" }.sorted()
    }
}
