/// One option of a command, declared once: parsing, help and suggestions come from it.
struct OptionSpec: Sendable {
    /// How often an option may come and whether it takes a value.
    enum Shape: Sendable {
        case flag
        case value
        case list
    }

    /// With its dashes: `--wait`.
    var name: String
    var shape: Shape
    /// What stands for the value in help: `N`, `HOST:PORT`.
    var argument: String
    /// The value when the option is not given, as one would write it.
    var standard: String?
    /// What help shows as default where there is no `standard` value: "as fast as the window allows".
    var standardText: String?
    var meaning: String
    var isRequired: Bool
    /// An environment variable that stands in for the option.
    var variable: String?

    /// An option that is there or not.
    static func flag(_ name: String, _ meaning: String) -> OptionSpec {
        OptionSpec(name: name, shape: .flag, argument: "", meaning: meaning, isRequired: false)
    }

    /// An option with one value; units belong into `meaning`.
    static func value(
        _ name: String, _ argument: String, default standard: String? = nil, otherwise: String? = nil,
        required: Bool = false, _ meaning: String
    ) -> OptionSpec {
        OptionSpec(
            name: name, shape: .value, argument: argument, standard: standard, standardText: otherwise,
            meaning: meaning, isRequired: required)
    }

    /// An option that may come several times.
    static func list(
        _ name: String, _ argument: String, otherwise: String? = nil, required: Bool = false, _ meaning: String
    ) -> OptionSpec {
        OptionSpec(
            name: name, shape: .list, argument: argument, standardText: otherwise, meaning: meaning,
            isRequired: required)
    }

    static let help = flag("--help", "print this page")
    static let quiet = flag("--quiet", "no progress line")
    static let trace = value(
        "--trace", "F", otherwise: "none",
        "write every frame (报文) into file F, decoded, as JSON Lines; passwords and digests are zeros")
    static let tracePcap = value(
        "--trace-pcap", "F", otherwise: "none",
        "write every frame into file F as a capture that Wireshark opens (抓包); passwords and digests are zeros")
    static let stats = value(
        "--stats", "D", otherwise: "none",
        "tell this often how far the run is; on a terminal a line that stays in place")
    static let json = flag("--json", "print JSON Lines, one object a line, as things happen")
    static let secret: OptionSpec = {
        var option = value("--secret", "S", required: true, "the account's shared secret; never printed")
        option.variable = "CARRIER_SECRET"
        return option
    }()
}

/// A command's name, purpose, options, operands and examples.
struct CommandSpec: Sendable {
    /// What may follow the options.
    enum Operands: Sendable {
        case none
        /// Exactly one, called so in help.
        case one(String)
        /// Any number, called so in help.
        case many(String)
    }

    var name: String
    /// One sentence.
    var purpose: String
    var options: [OptionSpec]
    var operands: Operands = .none
    /// Prints while connections are served: no reader may hold those up.
    var servesConnections = false
    /// Two command lines that work.
    var examples: [String]

    /// The command's own options and those that every command has.
    var everyOption: [OptionSpec] { options + [.quiet, .help] }
}
