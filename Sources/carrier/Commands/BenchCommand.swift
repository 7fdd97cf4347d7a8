import CarrierBench
import CarrierFixtures

/// `carrier bench`: measures codec, sessions and the two ends on this machine, beside the machine's own limits.
struct BenchCommand: Command {
    private static let protocols = OptionSpec.list(
        "--protocol", "P", otherwise: "all of them", "protocol and version to measure")
    private static let connections = OptionSpec.value(
        "--connections", "N", otherwise: "session: several numbers in turn; service: 1",
        "session, service: connections at a time")
    private static let window = OptionSpec.value(
        "--window", "N", otherwise: "several sizes in turn", "session, service: requests in flight on a connection")
    private static let messages = OptionSpec.value(
        "--messages", "N", default: "20000", "session, service: messages a run")

    static let spec = CommandSpec(
        name: "bench",
        purpose: "Measures codec, sessions or the two ends on this machine, beside the machine's own limits.",
        options: [protocols, connections, window, messages, .json], operands: .one("codec|session|service"),
        examples: [
            "carrier bench codec --protocol cmpp-3.0",
            "carrier bench service --protocol cmpp-3.0 --window 16 --messages 200000",
        ])

    private enum Subject: Sendable {
        case codec
        case session
        case service
        /// The other end of a service, started by it: the operand.
        case farEnd(String)
    }

    private var subject: Subject
    /// The protocols asked for; empty for all.
    var protocolNames: [String]
    /// Connections of a run; nil for several numbers in turn, or for one.
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
        case "service": subject = .service
        default:
            guard word.hasPrefix(BenchFarEnd.word) else {
                throw UsageError(
                    "\(UsageError.quoted(word)) cannot be measured",
                    mend: "write bench codec, bench session or bench service")
            }
            subject = .farEnd(word)
        }
        let foreign: [(OptionSpec, String)] =
            switch subject {
            case .codec:
                [
                    (Self.connections, "session or service"), (Self.window, "session or service"),
                    (Self.messages, "session or service"),
                ]
            case .session, .service, .farEnd: []
            }
        for (option, home) in foreign where arguments.has(option) {
            throw UsageError("\(option.name) is for bench \(home)", mend: "leave it out")
        }
        protocolNames = try arguments.protocols(Self.protocols, among: ProtocolName.everyName)
        connections = try arguments.integer(Self.connections, in: 1...256)
        window = try arguments.integer(Self.window, in: 1...65_536)
        messages = try arguments.integer(Self.messages, in: 1...100_000_000) ?? 20_000
        asJSON = arguments.flag(.json)
    }

    func run(on console: Console) async throws(UsageError) -> ExitStatus {
        switch subject {
        case .codec: try runCodec(on: console)
        case .session: try await runSession(on: console)
        case .service: try await runService(on: console)
        case .farEnd(let operand): try await runFarEnd(operand, on: console)
        }
    }
}
