import CarrierBench
import CarrierFixtures
import CarrierWire

extension BenchCommand {
    /// `carrier bench codec`: each command's frame beside a copy of as many octets.
    func runCodec(on console: Console) throws(UsageError) -> ExitStatus {
        let benches = CodecBench.all.filter { protocolNames.isEmpty || protocolNames.contains($0.protocolName) }
        if let stranger = protocolNames.first(where: { name in !benches.contains { $0.protocolName == name } }) {
            throw UsageError("\(stranger) has no codec to measure", mend: "leave it out")
        }
        var rows: [(CodecBench, CodecBench.Figures)] = []
        var progress = ProgressLine(on: console)
        for bench in benches {
            progress.show { "\(rows.count) of \(benches.count) measured" }
            do throws(WireError) {
                let figures = try bench.measure(effort)
                if asJSON { emit(bench, figures, on: console) }
                rows.append((bench, figures))
            } catch {
                progress.clear()
                console.note("carrier bench: \(bench.protocolName) \(bench.command): \(error)")
                return .differs
            }
        }
        progress.clear()
        if !asJSON { console.print(table(of: rows)) }
        return .done
    }

    private func emit(_ bench: CodecBench, _ figures: CodecBench.Figures, on console: Console) {
        console.emit(
            .object([
                ("event", .string("memcpy")), ("octets", .integer(figures.octets)),
                ("nanoseconds", .decimal(figures.memcpyNanoseconds, places: 2)),
            ]))
        console.emit(
            .object([
                ("event", .string("codec")), ("protocol", .string(bench.protocolName)),
                ("command", .string(bench.command)), ("octets", .integer(figures.octets)),
                ("decodeNanoseconds", .decimal(figures.decodeNanoseconds, places: 2)),
                ("encodeNanoseconds", .decimal(figures.encodeNanoseconds, places: 2)),
                ("decodeAllocations", number(figures.decodeAllocations)),
                ("encodeAllocations", number(figures.encodeAllocations)),
                ("timesMemcpy", .decimal(figures.timesMemcpy, places: 2)), ("runs", .integer(figures.runs)),
            ]))
    }

    private func number(_ value: Double?) -> JSONValue {
        guard let value else { return .null }
        return Int(exactly: value).map { .integer($0) } ?? .decimal(value, places: 3)
    }

    private func table(of rows: [(CodecBench, CodecBench.Figures)]) -> String {
        func nanoseconds(_ value: Double) -> String { Self.text(value, places: 1) }
        func objects(_ value: Double?) -> String {
            guard let value else { return "-" }
            return Int(exactly: value).map { "\($0)" } ?? Self.text(value, places: 3)
        }
        let head = [
            "protocol", "command", "octets", "memcpy ns", "decode ns", "encode ns", "times memcpy", "decode objects",
            "encode objects",
        ]
        let cells = rows.map { bench, figures in
            [
                bench.protocolName, bench.command, "\(figures.octets)", nanoseconds(figures.memcpyNanoseconds),
                nanoseconds(figures.decodeNanoseconds), nanoseconds(figures.encodeNanoseconds),
                nanoseconds(figures.timesMemcpy), objects(figures.decodeAllocations),
                objects(figures.encodeAllocations),
            ]
        }
        let runs = rows.first?.1.runs ?? 0
        return "medians of \(runs) runs; a frame each; objects are those put on the heap\n"
            + TextTable([head] + cells, rightAligned: Set(2...8)).text
    }

    static func text(_ value: Double, places: Int) -> String {
        guard case .number(let text) = JSONValue.decimal(value, places: places) else { return "-" }
        return text
    }
}
