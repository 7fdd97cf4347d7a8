import CarrierBench
import CarrierFixtures
import CarrierSession
import CarrierTransport

extension BenchCommand {
    /// `carrier bench session`: each protocol's sessions beside a bare echo of the same octets.
    func runSession(on console: Console) async throws(UsageError) -> ExitStatus {
        let benches = try benchedProtocols()
        let bench = SessionBench(messages: messages)
        var rows: [SessionBench.Row] = []
        var status = ExitStatus.done
        var progress = ProgressLine(on: console)
        for (place, protocolBench) in benches.enumerated() {
            let name = protocolBench.name
            for load in loads {
                progress.show {
                    "\(name), \(load.connections) connections, window \(load.window) (\(place + 1) of \(benches.count))"
                }
                do {
                    let measured = try await bench.measure(protocolBench, under: load)
                    progress.clear()
                    if asJSON { for row in measured { console.emit(row.json) } }
                    rows += measured
                } catch {
                    progress.clear()
                    console.note("carrier bench: \(name): \(error)")
                    status = error is TransportError ? .unreachable : .differs
                }
            }
        }
        if !asJSON, !rows.isEmpty { console.print(table(of: rows)) }
        return status
    }

    /// The protocols asked for, or all of them.
    func benchedProtocols() throws(UsageError) -> [BenchProtocol] {
        var benches: [BenchProtocol] = []
        for name in protocolNames.isEmpty ? BenchProtocol.names : protocolNames {
            guard let bench = BenchProtocol(name) else {
                throw UsageError("\(name) has no sessions to measure", mend: "leave it out")
            }
            benches.append(bench)
        }
        return benches
    }

    /// What was asked for; otherwise one connection, and beside it many connections and a wide window.
    private var loads: [SessionBench.Load] {
        if connections != nil || window != nil {
            return [SessionBench.Load(connections: connections ?? 1, window: window ?? 32)]
        }
        return [
            SessionBench.Load(connections: 1, window: 32), SessionBench.Load(connections: 8, window: 32),
            SessionBench.Load(connections: 1, window: 512),
        ]
    }

    private func table(of rows: [SessionBench.Row]) -> String {
        let head = [
            "protocol", "connections", "window", "reports", "per second", "of ceiling", "p50 ms", "p99 ms",
        ]
        let cells = rows.flatMap { row -> [[String]] in
            switch row {
            case .ceiling(let ceiling):
                let load = ["\(ceiling.load.connections)", "\(ceiling.load.window)"]
                let octets = "\(ceiling.requestOctets) and \(ceiling.replyOctets) octets"
                let blocking = ceiling.perSecond > 0 ? ceiling.blockingPerSecond / ceiling.perSecond : 0
                return [
                    ["ceiling"] + load + [octets, Self.text(ceiling.perSecond, places: 0), "1.00", "", ""],
                    ["blocking"] + load + [
                        octets, Self.text(ceiling.blockingPerSecond, places: 0), Self.text(blocking, places: 2), "",
                        "",
                    ],
                ]
            case .session(let figures):
                return [
                    [
                        figures.protocolName, "\(figures.load.connections)", "\(figures.load.window)",
                        figures.reports ? "yes" : "no",
                        Self.text(figures.perSecond, places: 0), Self.text(figures.ofCeiling, places: 2),
                        Self.text(Double(figures.p50.nanoseconds) / 1e6, places: 3),
                        Self.text(Double(figures.p99.nanoseconds) / 1e6, places: 3),
                    ]
                ]
            }
        }
        return "medians of \(SessionBench.standardRuns) runs of \(messages) messages; with reports: whole cycles\n"
            + TextTable([head] + cells, rightAligned: [1, 2, 4, 5, 6, 7]).text
    }
}

extension SessionBench.Row {
    /// The object of the command line's contract; latencies in seconds.
    fileprivate var json: JSONValue {
        switch self {
        case .ceiling(let ceiling):
            .object([
                ("event", .string("ceiling")), ("connections", .integer(ceiling.load.connections)),
                ("window", .integer(ceiling.load.window)), ("requestOctets", .integer(ceiling.requestOctets)),
                ("replyOctets", .integer(ceiling.replyOctets)), ("perSecond", .decimal(ceiling.perSecond, places: 0)),
                ("blockingPerSecond", .decimal(ceiling.blockingPerSecond, places: 0)),
            ])
        case .session(let figures):
            .object([
                ("event", .string("session")), ("protocol", .string(figures.protocolName)),
                ("connections", .integer(figures.load.connections)), ("window", .integer(figures.load.window)),
                ("submitting", .string("batch")), ("reports", .bool(figures.reports)),
                ("messages", .integer(figures.messages)), ("perSecond", .decimal(figures.perSecond, places: 0)),
                ("ofCeiling", .decimal(figures.ofCeiling, places: 3)),
                ("p50", .decimal(Double(figures.p50.nanoseconds) / 1e9, places: 6)),
                ("p99", .decimal(Double(figures.p99.nanoseconds) / 1e9, places: 6)),
                ("runs", .integer(figures.runs)),
            ])
        }
    }
}
