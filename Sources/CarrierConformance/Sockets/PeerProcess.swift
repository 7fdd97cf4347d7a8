import CarrierSession
import CarrierTransport
import Foundation

/// A command line that starts the peer under test.
public struct PeerCommand: Sendable {
    /// The words, with names in braces.
    public let words: [String]

    /// Why a command line cannot be used.
    public struct SyntaxFault: Error, Sendable {
        /// In one clause.
        public let reason: String
    }

    /// Splits a command line into words as a shell does: blanks, quotation marks, backslashes; nothing is expanded.
    ///
    /// - Throws: `SyntaxFault` when there is no word, or a quotation mark is not closed.
    public init(_ text: String) throws(SyntaxFault) {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let whole = word { words.append(whole) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if quote != nil || isEscaped { throw SyntaxFault(reason: "a quotation mark is not closed") }
        if let word { words.append(word) }
        guard !words.isEmpty else { throw SyntaxFault(reason: "there is no word in it") }
        self.words = words
    }

    /// The words with the names in braces replaced; `{text}` for instance.
    func filled(_ values: [String: String]) -> [String] {
        words.map { word in
            values.reduce(word) { $0.replacingOccurrences(of: "{\($1.key)}", with: $1.value) }
        }
    }
}

/// A program under test that runs for one case.
///
/// It has no standard input, and what it prints is thrown away.
final class PeerProcess: Sendable {
    private let process: Guarded<ProcessPlace>

    private struct ProcessPlace: Sendable {
        var identifier: Int32
        var isRunning = true
    }

    private init(_ identifier: Int32) { process = Guarded(ProcessPlace(identifier: identifier)) }

    /// Starts the program; nil when there is none of that name.
    static func start(_ words: [String]) -> PeerProcess? {
        guard let name = words.first, let path = find(name) else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = Array(words.dropFirst())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let ended = Guarded<PeerProcess?>(nil)
        process.terminationHandler = { _ in ended.withLock { $0 }?.process.withLock { $0.isRunning = false } }
        guard (try? process.run()) != nil else { return nil }
        let peer = PeerProcess(process.processIdentifier)
        ended.withLock { $0 = peer }
        if !process.isRunning { peer.process.withLock { $0.isRunning = false } }
        return peer
    }

    var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Ends the program: asked first, then without asking. At most three seconds.
    func end() async {
        let number = process.withLock { $0.isRunning ? $0.identifier : 0 }
        guard number > 0 else { return }
        kill(number, SIGTERM)
        for round in 0..<60 where isRunning {
            if round == 40 { kill(number, SIGKILL) }
            try? await Task.sleep(nanoseconds: 50_000_000)
        }
    }

    private static func find(_ name: String) -> String? {
        if name.contains("/") { return FileManager.default.isExecutableFile(atPath: name) ? name : nil }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
