import CarrierBench
import CarrierFixtures
import CarrierSession
import CarrierTransport
import Foundation

extension BenchCommand {
    /// `carrier bench service`: a client here, a gateway in a process of its own, beside a bare echo in two processes.
    func runService(on console: Console) async throws(UsageError) -> ExitStatus {
        let benches = try benchedProtocols()
        guard let program = Bundle.main.executablePath else {
            throw UsageError("this program's own file is not to be found", mend: "start it by its path")
        }
        var bench = ServiceBench(messages: messages, program: program)
        bench.connections = connections ?? 1
        let loads = ServiceBench.Load.all.filter { window == nil || $0.window == window }
        let asked = window.map { window in
            [false, true].map { ServiceBench.Load(window: window, reports: $0) }
        }
        var rows: [ServiceBench.Figures] = []
        var status = ExitStatus.done
        var progress = ProgressLine(on: console)
        for protocolBench in benches {
            for load in loads.isEmpty ? asked ?? [] : loads {
                progress.show { "\(protocolBench.name), window \(load.window)" }
                do {
                    let row = try await bench.measure(protocolBench, under: load)
                    progress.clear()
                    if asJSON { console.emit(row.json) }
                    rows.append(row)
                } catch {
                    progress.clear()
                    console.note("carrier bench: \(protocolBench.name): \(error)")
                    status = error is TransportError ? .unreachable : .differs
                }
            }
        }
        if !asJSON, !rows.isEmpty { console.print(table(of: rows)) }
        return status
    }

    /// The other end, started by `bench service`.
    func runFarEnd(_ operand: String, on console: Console) async throws(UsageError) -> ExitStatus {
        do {
            if try await BenchFarEnd.run(operand, print: { console.print($0) }) { return .done }
        } catch {
            console.note("carrier bench: \(error)")
            return .unreachable
        }
        throw UsageError("\(UsageError.quoted(operand)) is no other end", mend: "write bench service")
    }

    private func table(of rows: [ServiceBench.Figures]) -> String {
        let head = [
            "protocol", "window", "reports", "per second", "client us", "gateway us", "p50 ms", "p99 ms",
            "echo per second", "echo us", "of echo",
        ]
        let cells = rows.map { row in
            [
                row.protocolName, "\(row.load.window)", row.load.reports ? "yes" : "no",
                Self.text(row.perSecond, places: 0), Self.text(row.clientMicroseconds, places: 1),
                Self.text(row.gatewayMicroseconds, places: 1), Self.text(Double(row.p50.nanoseconds) / 1e6, places: 3),
                Self.text(Double(row.p99.nanoseconds) / 1e6, places: 3), Self.text(row.echoPerSecond, places: 0),
                Self.text(row.echoMicroseconds, places: 1), Self.text(row.ofEcho, places: 2),
            ]
        }
        let several = (rows.first?.connections).flatMap { $0 > 1 ? " over \($0) connections" : nil } ?? ""
        return "medians of \(rows.first?.runs ?? 0) runs of \(messages) messages\(several), a tenth at window 1; "
            + "with reports: whole cycles\nus: processor time of one process for a message; echo: of both, a write for "
            + "each request and reply\n" + TextTable([head] + cells, rightAligned: Set([1] + Array(3...10))).text
    }
}

extension ServiceBench.Figures {
    /// The rate in parts of the echo's.
    fileprivate var ofEcho: Double { echoPerSecond > 0 ? perSecond / echoPerSecond : 0 }

    /// The object of the command line's contract; latencies in seconds.
    fileprivate var json: JSONValue {
        .object([
            ("event", .string("service")), ("protocol", .string(protocolName)), ("window", .integer(load.window)),
            ("connections", .integer(connections)), ("reports", .bool(load.reports)),
            ("messages", .integer(messages)),
            ("perSecond", .decimal(perSecond, places: 0)),
            ("clientMicroseconds", .decimal(clientMicroseconds, places: 2)),
            ("gatewayMicroseconds", .decimal(gatewayMicroseconds, places: 2)),
            ("p50", .decimal(Double(p50.nanoseconds) / 1e9, places: 6)),
            ("p99", .decimal(Double(p99.nanoseconds) / 1e9, places: 6)),
            ("requestOctets", .integer(requestOctets)), ("replyOctets", .integer(replyOctets)),
            ("echoPerSecond", .decimal(echoPerSecond, places: 0)),
            ("echoMicroseconds", .decimal(echoMicroseconds, places: 2)), ("ofEcho", .decimal(ofEcho, places: 3)),
            ("runs", .integer(runs)),
        ])
    }
}
