/// The commands in the order in which `carrier --help` lists them.
let everyCommand: [any Command.Type] = [
    CycleCommand.self, SendCommand.self, ReceiveCommand.self, DecodeCommand.self, EncodeCommand.self,
    SplitCommand.self, ReplayCommand.self, ConformCommand.self, DissectorCommand.self, BenchCommand.self,
]

/// A command: what it is called and takes, and what it does.
protocol Command: Sendable {
    /// Name, purpose, options and examples; parsing and help both come from it.
    static var spec: CommandSpec { get }

    /// Takes the values out of the arguments.
    init(_ arguments: Arguments) throws(UsageError)

    /// Does the work; a `UsageError` from here means unusable input and gives status 2 as well.
    func run(on console: Console) async throws(UsageError) -> ExitStatus
}

/// What the process tells whoever started it.
enum ExitStatus: Int32, Sendable {
    /// Everything asked for happened.
    case done = 0
    /// It ran, and something differs, was refused or is unaccounted for.
    case differs = 1
    /// Unusable arguments or input.
    case unusable = 2
    /// Could not connect, listen or log in.
    case unreachable = 3
    /// Interrupted, after an orderly close.
    case interrupted = 130
}

/// Finds the command, parses its arguments, runs it.
enum EntryPoint {
    static let version = "0.1.0"

    /// The words behind the program's name. A word that is not UTF-8 is kept with its bad octets as U+FFFD and a
    /// mark that no option and no text has, so that parsing refuses it instead of working on a repaired word.
    static func words(of pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, count: Int32) -> [String] {
        (1..<max(1, Int(count))).map { index in
            guard let pointer = pointers[index] else { return "" }
            return String(validatingCString: pointer) ?? damagedMark + String(cString: pointer)
        }
    }

    private static let damagedMark = "\u{0}damaged"

    /// Runs one command line (without the program's name).
    static func run(
        _ words: [String], on console: Console, commands: [any Command.Type] = everyCommand
    ) async -> ExitStatus {
        var status = ExitStatus.unusable
        do throws(UsageError) {
            status = try await dispatch(words, on: console, commands: commands)
        } catch {
            console.note(error.line)
        }
        guard let fault = console.outputFault() else { return status }
        return console.status(after: fault, in: words.first { !$0.hasPrefix("-") })
    }

    private static func dispatch(
        _ words: [String], on console: Console, commands: [any Command.Type]
    ) async throws(UsageError) -> ExitStatus {
        if let damaged = words.first(where: { $0.hasPrefix(damagedMark) }) {
            let shown = UsageError.quoted(String(damaged.dropFirst(damagedMark.count)))
            throw UsageError("\(shown) is not UTF-8", mend: "set the terminal to UTF-8")
        }
        guard let first = words.first else {
            throw UsageError("no command given", mend: "see carrier --help")
        }
        switch first {
        case "--help", "-h", "help":
            if words.count > 1, first == "help" {
                return try help(words.dropFirst().joined(separator: " "), on: console, commands: commands)
            }
            console.print(HelpText.overview(of: commands.map { $0.spec }))
            return .done
        case "--version":
            console.print("carrier \(version)")
            return .done
        default: break
        }
        guard let command = commands.first(where: { $0.spec.name == first }) else {
            throw unknown(first, commands: commands)
        }
        let rest = Array(words.dropFirst())
        do throws(UsageError) {
            let arguments = try Arguments(parsing: rest, for: command.spec, environment: console.environment)
            if arguments.flag(.help) {
                console.print(HelpText.page(of: command.spec))
                return .done
            }
            return try await run(
                command.init(arguments), on: console.quietened(arguments.flag(.quiet)), asJSON: arguments.flag(.json))
        } catch {
            throw error.inCommand(first)
        }
    }

    /// Runs the command, one that serves connections with its streams behind queues.
    private static func run<Work: Command>(
        _ command: Work, on console: Console, asJSON: Bool
    ) async throws(UsageError) -> ExitStatus {
        guard Work.spec.servesConnections, let live = LiveOutput(of: console, asJSON: asJSON) else {
            return try await command.run(on: console)
        }
        do throws(UsageError) {
            let status = try await command.run(on: live.console(from: console))
            return await live.finish(status, in: Work.spec.name, on: console)
        } catch {
            _ = await live.finish(.unusable, in: Work.spec.name, on: console)
            throw error
        }
    }

    /// A command's page, or every option and page that contains a word.
    private static func help(
        _ word: String, on console: Console, commands: [any Command.Type]
    ) throws(UsageError) -> ExitStatus {
        let specs = commands.map { $0.spec }
        if let spec = specs.first(where: { $0.name == word }) {
            console.print(HelpText.page(of: spec))
            return .done
        }
        guard let found = HelpText.search(for: word, in: specs) else {
            let near = Nearest.suggestion(for: word, among: specs.map(\.name), help: "see carrier --help")
            throw UsageError("nothing in the help pages contains \(UsageError.quoted(word))", mend: near)
        }
        console.print(found)
        return .done
    }

    private static func unknown(_ name: String, commands: [any Command.Type]) -> UsageError {
        let what = name.hasPrefix("-") ? "option" : "command"
        let names = commands.map { $0.spec.name } + ["--help", "--version"]
        return UsageError(
            "unknown \(what) \(UsageError.quoted(name))", mend: Nearest.suggestion(for: name, among: names))
    }
}
