/// A Swift source, lexed far enough to tell code from comments and strings.
struct SwiftText {
    /// A word, a run of operator characters or a single punctuation mark of the code.
    struct Token: Equatable {
        var text: String
        /// Counted from 1.
        var line: Int
        /// No white space stands between this token and the one before.
        var isAttached: Bool
    }

    /// The lines as they are.
    let lines: [String]
    /// The code's tokens; a string literal is its quotes and what it interpolates.
    let tokens: [Token]
    /// The lines with comments blanked out, strings kept.
    let linesWithoutComments: [String]

    init(_ source: String) {
        var lexer = Lexer(octets: Array(source.utf8))
        lexer.run()
        lines = SwiftText.split(source)
        linesWithoutComments = SwiftText.split(String(decoding: lexer.withoutComments, as: UTF8.self))
        tokens = SwiftText.tokens(of: lexer.code)
    }

    static func split(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func tokens(of code: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var line = 1
        var index = 0
        var isAttached = false
        func isWord(_ octet: UInt8) -> Bool {
            octet >= 0x80 || octet == 0x5F || octet == 0x60 || octet == 0x23 || octet == 0x40 || octet == 0x24
                || (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
        }
        func isOperator(_ octet: UInt8) -> Bool { "+-*/%=<>!&|^~?".utf8.contains(octet) }
        while index < code.count {
            let octet = code[index]
            if octet == 0x0A || octet == 0x20 || octet == 0x09 || octet == 0x0D {
                if octet == 0x0A { line += 1 }
                isAttached = false
                index += 1
                continue
            }
            var end = index + 1
            if isWord(octet) {
                while end < code.count, isWord(code[end]) { end += 1 }
            } else if isOperator(octet) {
                while end < code.count, isOperator(code[end]) { end += 1 }
            }
            tokens.append(
                Token(text: String(decoding: code[index..<end], as: UTF8.self), line: line, isAttached: isAttached))
            isAttached = true
            index = end
        }
        return tokens
    }
}

/// Copies a source twice: once with comments blanked out, once with the text of strings blanked out too.
private struct Lexer {
    enum Mode {
        case code(depth: Int, isInterpolation: Bool)
        case string(quotes: Int, hashes: Int)
    }

    let octets: [UInt8]
    var code: [UInt8]
    var withoutComments: [UInt8]
    private var index = 0
    private var modes: [Mode] = [.code(depth: 0, isInterpolation: false)]

    init(octets: [UInt8]) {
        self.octets = octets
        code = octets.map { $0 == 0x0A ? 0x0A : 0x20 }
        withoutComments = octets
    }

    private func isNext(_ text: String, at offset: Int = 0) -> Bool {
        octets[min(index + offset, octets.count)...].starts(with: text.utf8)
    }

    mutating func run() {
        while index < octets.count {
            switch modes[modes.count - 1] {
            case .code(let depth, let isInterpolation): takeCode(depth: depth, isInterpolation: isInterpolation)
            case .string(let quotes, let hashes): takeString(quotes: quotes, hashes: hashes)
            }
        }
    }

    private mutating func takeCode(depth: Int, isInterpolation: Bool) {
        if isNext("//") { return takeLineComment() }
        if isNext("/*") { return takeBlockComment() }
        let octet = octets[index]
        var hashes = 0
        while octet == 0x23, index + hashes < octets.count, octets[index + hashes] == 0x23 { hashes += 1 }
        if isNext("\"", at: hashes) {
            let quotes = isNext("\"\"\"", at: hashes) ? 3 : 1
            code[index + hashes] = 0x22
            index += hashes + quotes
            modes.append(.string(quotes: quotes, hashes: hashes))
            return
        }
        code[index] = octet
        index += 1
        if octet == 0x28 {
            modes[modes.count - 1] = .code(depth: depth + 1, isInterpolation: isInterpolation)
        } else if octet == 0x29 {
            if isInterpolation, depth == 0 {
                modes.removeLast()
            } else {
                modes[modes.count - 1] = .code(depth: depth - 1, isInterpolation: isInterpolation)
            }
        }
    }

    private mutating func takeString(quotes: Int, hashes: Int) {
        let hash = String(repeating: "#", count: hashes)
        if isNext("\\" + hash) {
            index += 1 + hashes
            if isNext("(") {
                code[index] = 0x28
                modes.append(.code(depth: 0, isInterpolation: true))
            }
            index += 1
        } else if isNext(String(repeating: "\"", count: quotes) + hash) {
            code[index] = 0x22
            index += quotes + hashes
            modes.removeLast()
        } else {
            if quotes == 1, octets[index] == 0x0A { modes.removeLast() }
            index += 1
        }
    }

    private mutating func takeLineComment() {
        while index < octets.count, octets[index] != 0x0A {
            withoutComments[index] = 0x20
            index += 1
        }
    }

    private mutating func takeBlockComment() {
        var depth = 0
        repeat {
            let step = isNext("/*") || isNext("*/") ? 2 : 1
            depth += isNext("/*") ? 1 : isNext("*/") ? -1 : 0
            for _ in 0..<step where index < octets.count {
                if octets[index] != 0x0A { withoutComments[index] = 0x20 }
                index += 1
            }
        } while depth > 0 && index < octets.count
    }
}
