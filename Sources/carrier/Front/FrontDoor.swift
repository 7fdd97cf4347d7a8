/// The commands in the order in which `carrier --help` lists them.
let everyCommand: [any Command.Type] = []

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
enum FrontDoor {
    static let version = "0.1.0"

    /// Runs one command line (without the program's name).
    static func run(
        _ words: [String], on console: Console, commands: [any Command.Type] = everyCommand
    ) async -> ExitStatus {
        do throws(UsageError) {
            return try await dispatch(words, on: console, commands: commands)
        } catch {
            console.note(error.line)
            return .unusable
        }
    }

    private static func dispatch(
        _ words: [String], on console: Console, commands: [any Command.Type]
    ) async throws(UsageError) -> ExitStatus {
        guard let first = words.first else {
            throw UsageError("no command given", mend: "see carrier --help")
        }
        switch first {
        case "--help", "-h", "help":
            if words.count > 1, first == "help" { return try help(words[1], on: console, commands: commands) }
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
            return try await command.init(arguments).run(on: console.quietened(arguments.flag(.quiet)))
        } catch {
            throw error.inCommand(first)
        }
    }

    private static func help(
        _ name: String, on console: Console, commands: [any Command.Type]
    ) throws(UsageError) -> ExitStatus {
        guard let command = commands.first(where: { $0.spec.name == name }) else {
            throw unknown(name, commands: commands)
        }
        console.print(HelpText.page(of: command.spec))
        return .done
    }

    private static func unknown(_ name: String, commands: [any Command.Type]) -> UsageError {
        let what = name.hasPrefix("-") ? "option" : "command"
        let names = commands.map { $0.spec.name } + ["--help", "--version"]
        return UsageError(
            "unknown \(what) \(UsageError.quoted(name))", mend: Nearest.suggestion(for: name, among: names))
    }
}
