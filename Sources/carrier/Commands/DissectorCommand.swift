import CarrierFixtures
import CarrierWire

/// `carrier dissector`: Lua for Wireshark.
struct DissectorCommand: Command {
    private static let everyName = ["cmpp-2.0", "cmpp-3.0", "smgp-3.0", "sgip-1.2"]
    private static let protocols = OptionSpec.list(
        "--protocol", "P", otherwise: everyName.joined(separator: ", "),
        "protocol and version: \(WireDialect.all.map(\.name).joined(separator: ", "))")

    static let spec = CommandSpec(
        name: "dissector",
        purpose: "Prints dissectors for Wireshark (抓包解析), in Lua: fields, codes, reports and texts of every frame.",
        options: [protocols],
        examples: [
            "carrier dissector > ~/.local/lib/wireshark/plugins/carrier.lua",
            "carrier dissector --protocol smgp-3.0 > smgp.lua && tshark -X lua_script:smgp.lua -r night.pcap",
        ])

    private var dialects: [WireDialect]

    init(_ arguments: Arguments) throws(UsageError) {
        let names = WireDialect.all.map(\.name)
        let asked = try arguments.values(Self.protocols, mend: "use " + names.joined(separator: ", ")) {
            WireDialect.named($0)
        }
        dialects = asked.isEmpty ? Self.everyName.compactMap { WireDialect.named($0) } : asked
    }

    func run(on console: Console) async throws(UsageError) -> ExitStatus {
        console.print(String(DissectorWriter.script(for: dialects).dropLast()))
        return .done
    }
}
