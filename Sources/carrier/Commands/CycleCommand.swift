import CarrierFixtures
import CarrierHarness
import CarrierMessaging

/// `carrier cycle`: the whole cycle of every protocol, over real TCP on this machine.
struct CycleCommand: Command {
    private static let protocols = OptionSpec.list(
        "--protocol", "P", otherwise: "all: \(CycleRun.names.joined(separator: ", "))",
        "protocol and version to run")
    private static let messages = OptionSpec.value(
        "--messages", "N", default: "0", "short messages to send besides, as load")

    static let spec = CommandSpec(
        name: "cycle",
        purpose: "Runs submit, response, report and response, and incoming messages, for every protocol over TCP on "
            + "this machine.",
        options: [protocols, messages, .trace, .tracePcap, .json],
        examples: [
            "carrier cycle --trace-pcap cycle.pcap", "carrier cycle --protocol cmpp-3.0 --messages 10000 --json",
        ])

    private var names: [String]
    private var load: Int
    private var asJSON: Bool
    private var watching: WatchOptions

    init(_ arguments: Arguments) throws(UsageError) {
        let known = CycleRun.names
        let asked = try arguments.protocols(Self.protocols, among: known)
        names = asked.isEmpty ? known : asked
        load = try arguments.integer(Self.messages, in: 0...10_000_000) ?? 0
        asJSON = arguments.flag(.json)
        watching = try WatchOptions(arguments)
    }

    func run(on console: Console) async throws(UsageError) -> ExitStatus {
        let watch = try watching.open()
        var status = ExitStatus.done
        var rows: [CycleReport] = []
        for name in names {
            do {
                var run = try CycleRun(speaking: name)
                run.load = load
                run.watch = watch.factory(name)
                let report = try await run.run()
                rows.append(report)
                if !report.isSound, status == .done { status = .differs }
                if asJSON { console.emit(report.json) }
            } catch {
                console.note("carrier cycle: \(name): \(error)")
                status = .unreachable
            }
        }
        if let fault = await watch.finish() {
            console.note("carrier cycle: \(fault)")
            if status == .done { status = .differs }
        }
        if !asJSON { show(rows, on: console, complete: rows.count == names.count) }
        return status
    }

    private func show(_ rows: [CycleReport], on console: Console, complete: Bool) {
        let heads = [
            "protocol", "messages", "segments", "accepted", "refused", "delivered", "failed", "unknown", "incoming",
            "keep-alive", "seconds", "",
        ]
        let cells = rows.map { row in
            [
                row.protocolName, "\(row.messages)", "\(row.segments)", "\(row.accepted)", "\(row.refused)",
                "\(row.delivered)", "\(row.failed)", "\(row.unknown)", "\(row.incoming)",
                row.signsOfLife.map { $0 > 0 ? "answered" : "missing" } ?? "none", Self.seconds(row),
                console.verdict(row.isSound ? "ok" : "not ok", good: row.isSound),
            ]
        }
        let table = TextTable([heads] + cells, rightAligned: Set(1...8).union([10]))
        console.print(table.text)
        let problems = rows.flatMap { row in row.problems.map { "\(row.protocolName): \($0)" } }
        for problem in problems { console.print(Console.printable(problem)) }
        if problems.isEmpty, complete { console.print("every message accounted for") }
    }

    private static func seconds(_ report: CycleReport) -> String {
        let hundredths = (report.duration.nanoseconds + 5_000_000) / 10_000_000
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}

extension CycleReport {
    /// The object of the command line's contract.
    fileprivate var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("event", .string("cycle")), ("protocol", .string(protocolName)), ("messages", .integer(messages)),
            ("segments", .integer(segments)), ("accepted", .integer(accepted)), ("refused", .integer(refused)),
            ("delivered", .integer(delivered)), ("failed", .integer(failed)), ("unknown", .integer(unknown)),
            ("incoming", .integer(incoming)), ("ok", .bool(isSound)),
            ("seconds", .decimal(Double(duration.nanoseconds) / 1e9, places: 3)),
        ]
        if let signsOfLife { members.append(("signsOfLife", .integer(signsOfLife))) }
        if !problems.isEmpty { members.append(("problems", .strings(problems))) }
        return .object(members)
    }
}
