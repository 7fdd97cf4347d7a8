import CarrierFixtures
import CarrierHarness

/// `carrier bench`: measures codec and sessions on this machine, beside the machine's own limits.
struct BenchCommand: Command {
    private static let protocols = OptionSpec.list(
        "--protocol", "P", otherwise: "all of them", "protocol and version to measure")
    private static let connections = OptionSpec.value(
        "--connections", "N", otherwise: "several numbers in turn", "session: connections at a time")
    private static let window = OptionSpec.value(
        "--window", "N", otherwise: "several sizes in turn", "session: requests in flight on a connection")
    private static let messages = OptionSpec.value(
        "--messages", "N", default: "20000", "session: messages a run")

    static let spec = CommandSpec(
        name: "bench", purpose: "Measures codec or sessions on this machine, beside the machine's own limits.",
        options: [protocols, connections, window, messages, .json], operands: .one("codec|session"),
        examples: [
            "carrier bench codec --protocol cmpp-3.0",
            "carrier bench session --connections 1 --window 32 --json",
        ])

    private enum Subject: Sendable {
        case codec
        case session
    }

    private var subject: Subject
    /// The protocols asked for; empty for all.
    var protocolNames: [String]
    /// Connections of a session run; nil for several numbers in turn.
    var connections: Int?
    /// Window of a session run; nil for several sizes in turn.
    var window: Int?
    /// Messages of a session run.
    var messages: Int
    var asJSON: Bool
    /// How long `bench codec` measures.
    var effort = CodecBench.Effort.standard

    init(_ arguments: Arguments) throws(UsageError) {
        let word = arguments.operands.first ?? ""
        switch word {
        case "codec": subject = .codec
        case "session": subject = .session
        default:
            throw UsageError(
                "\(UsageError.quoted(word)) cannot be measured", mend: "write bench codec or bench session")
        }
        if subject == .codec {
            for option in [Self.connections, Self.window, Self.messages] where arguments.has(option) {
                throw UsageError("\(option.name) is for bench session", mend: "leave it out")
            }
        }
        protocolNames = try arguments.values(
            Self.protocols, mend: "use " + ProtocolName.everyName.joined(separator: ", ")
        ) { ProtocolName.everyName.contains($0) ? $0 : nil }
        connections = try arguments.integer(Self.connections, in: 1...256)
        window = try arguments.integer(Self.window, in: 1...65_536)
        messages = try arguments.integer(Self.messages, in: 1...100_000_000) ?? 20_000
        asJSON = arguments.flag(.json)
    }

    func run(on console: Console) async throws(UsageError) -> ExitStatus {
        switch subject {
        case .codec: try runCodec(on: console)
        case .session: try await runSession(on: console)
        }
    }
}
