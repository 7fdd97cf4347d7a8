import CarrierWire
import SMSText

/// Dissectors for Wireshark, in Lua: printed from the declarations that the codecs read and write by.
///
/// One script for all protocols asked for. Each family of dialects is one protocol of Wireshark (`carrier_cmpp`,
/// `carrier_smgp`, `carrier_sgip`) at the usual ports and, found by its first frame, at any other. Which version a
/// frame has is told by the login, or else by the layout that takes it exactly.
public enum DissectorWriter {
    /// The script for these dialects; those of one family in the order in which they are likely.
    public static func script(for dialects: [WireDialect]) -> String {
        var codes = CodeTables()
        var families: [String] = []
        for family in ["cmpp", "smgp", "sgip"] {
            let members = dialects.filter { $0.name.hasPrefix(family) }
            if !members.isEmpty { families.append(text(of: family, members, &codes)) }
        }
        let names = dialects.map(\.title).joined(separator: ", ")
        return """
            -- Dissectors for \(names). Printed by carrier dissector; not to be edited.
            -- Copy the file into Wireshark's personal plugins (Help, About, Folders), or tshark -X lua_script:FILE.
            local status_words = \(statusWords)
            local alphabets = \(alphabets)
            local codes = {
            \(codes.tables.map { "  \($0)," }.joined(separator: "\n"))
            }
            local families = {
            \(families.joined(separator: "\n"))
            }

            """ + DissectorRuntime.text + "\n"
    }

    // MARK: - Tables

    private static var statusWords: String {
        let entries = StatusWordTable.words.sorted { $0.key < $1.key }
        return "{ "
            + entries.map { "[\(quoted($0.key))] = \(quoted($0.value.meaning.english))" }
            .joined(separator: ", ") + " }"
    }

    /// The alphabet that each data coding names; binary ones are left out.
    private static var alphabets: String {
        let entries = (UInt8(0)...255).compactMap { coding -> String? in
            let alphabet = Alphabet(dataCoding: coding)
            return alphabet == .binary ? nil : "[\(coding)] = \"\(alphabet)\""
        }
        return "{ " + entries.joined(separator: ", ") + " }"
    }

    private static func text(of family: String, _ dialects: [WireDialect], _ codes: inout CodeTables) -> String {
        guard let first = dialects.first else { return "" }
        let rules = first.frameRules
        let ports = Set(dialects.flatMap(\.usualPorts)).sorted().map { "\($0)" }.joined(separator: ", ")
        let names = first.headerNames.map(quoted).joined(separator: ", ")
        var lines = [
            "  { name = \"carrier_\(family)\", title = \"\(family.uppercased())\", header = \(rules.headerLength),",
            "    maximum = \(rules.maximumLength), names = { \(names) }, ports = { \(ports) }, dialects = {",
        ]
        for dialect in dialects { lines += text(of: dialect, among: dialects, &codes) }
        return (lines + ["  } },"]).joined(separator: "\n")
    }

    private static func text(
        of dialect: WireDialect, among dialects: [WireDialect], _ codes: inout CodeTables
    ) -> [String] {
        let numbers = Dictionary(
            zip(dialect.commands, dialect.commandNumbers), uniquingKeysWith: { first, _ in first })
        var lines = [
            "    { name = \(quoted(dialect.name)), title = \(quoted(dialect.title)),",
            "      version = \(dialect.versionOctet),",
            "      commands = {",
        ]
        for layout in dialect.layouts() {
            // A variant of a command says after its name when it applies.
            let command = dialect.commands.first { layout.title == $0 || layout.title.hasPrefix($0 + " at ") }
            guard let name = command, let number = numbers[name] else { continue }
            let table = codes.reference(dialect, number, layout.fields)
            let reports = ["CMPP_DELIVER", "CMPP_FWD", "Deliver", "Forward"].contains(name) && dialect.hasReports
            lines.append("        { number = \(HexText.word(UInt64(number), octets: 4)), title = \(quoted(name)),")
            lines.append("          reports = \(reports), codes = \(table), fields = {")
            lines += layout.fields.indices.map { "            " + text(of: $0, in: layout.fields) + "," }
            lines.append("          } },")
        }
        lines.append("      },")
        for (key, beginning) in [("reports", "Status report"), ("mo_reports", "MO status report")] {
            lines.append("      \(key) = {")
            for layout in dialects.flatMap({ $0.layouts() }) where layout.title.hasPrefix(beginning) {
                let size = layout.fields.reduce(0) { $0 + $1.size }
                lines.append("        { size = \(size), fields = {")
                lines += layout.fields.indices.map { "          " + text(of: $0, in: layout.fields) + "," }
                lines.append("        } },")
            }
            lines.append("      },")
        }
        return lines + ["    },"]
    }

    /// One field: name, kind, octets, what counts it; parts of a group; tags of parameters.
    private static func text(of index: Int, in fields: [LayoutField]) -> String {
        let field = fields[index]
        let isCount = fields.contains { $0.measure?.field == field.name }
        let name = quoted(field.name.description)
        let short = field.mayBeShort ? ", short = true" : ""
        let parts =
            field.parts.isEmpty
            ? ""
            : ", fields = { "
                + field.parts.indices.map { text(of: $0, in: field.parts) }.joined(separator: ", ") + " }"
        let counted = field.measure.map { "\($0.unit), \(quoted($0.field.description))" } ?? ""
        switch field.kind {
        case .unsigned: return "{ \(name), \"\(isCount ? "n" : "u")\", \(field.size)\(short) }"
        case .signed: return "{ \(name), \"s\", \(field.size)\(short) }"
        case .text:
            return field.measure == nil ? "{ \(name), \"t\", \(field.size)\(short) }" : "{ \(name), \"L\", \(counted) }"
        case .octets:
            return field.measure == nil ? "{ \(name), \"o\", \(field.size)\(short) }" : "{ \(name), \"P\", \(counted) }"
        case .group:
            return field.measure == nil
                ? "{ \(name), \"R\", \(field.size)\(parts) }" : "{ \(name), \"G\", \(counted)\(parts) }"
        case .parameters:
            let tags = field.tags.map { "[\($0.tag)] = \(quoted($0.name.description))" }.joined(separator: ", ")
            let names = field.tags.map { quoted($0.name.description) }.joined(separator: ", ")
            return "{ \(name), \"*\", 0, tags = { \(tags) }, names = { \(names) } }"
        }
    }

    /// A text as Lua writes it.
    fileprivate static func quoted(_ text: String) -> String {
        var shown = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" {
                shown += "\\"
                shown.unicodeScalars.append(scalar)
            } else if scalar.value < 0x20 {
                shown += "\\\(scalar.value)"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown + "\""
    }
}

/// The meanings of codes, each table once.
private struct CodeTables {
    private(set) var tables: [String] = []

    /// The fields of responses and reports that hold codes.
    private static let names: Set = ["Status", "Result", "Success_Id", "State", "ErrorCode"]

    /// The table of a command's codes by field, as Lua.
    mutating func reference(_ dialect: WireDialect, _ number: UInt32, _ fields: [LayoutField]) -> String {
        var entries: [String] = []
        for field in fields where CodeTables.names.contains(field.name.description) && field.measure == nil {
            guard field.kind == .unsigned, field.size <= 4, field.after.isEmpty else { continue }
            let table = text(dialect.meanings(of: field, number, fields))
            if table.isEmpty { continue }
            let index = tables.firstIndex(of: table) ?? tables.count
            if index == tables.count { tables.append(table) }
            entries.append("[\(DissectorWriter.quoted(field.name.description))] = codes[\(index + 1)]")
        }
        return "{ " + entries.joined(separator: ", ") + " }"
    }

    private func text(_ meanings: [(code: UInt32, meaning: String)]) -> String {
        if meanings.isEmpty { return "" }
        let entries = meanings.map { "[\($0.code)] = \(DissectorWriter.quoted($0.meaning))" }
        return "{ " + entries.joined(separator: ", ") + " }"
    }
}

extension WireDialect {
    /// The names of the header's fields: length, command, sequence number.
    fileprivate var headerNames: [String] {
        let header = frameRules.headerLength
        for number in commandNumbers {
            var octets = [UInt8](repeating: 0, count: header)
            octets.fill(0..<4, with: ReplayLogin.octets(UInt32(clamping: header)))
            octets.fill(4..<8, with: ReplayLogin.octets(number))
            // The first command that has no body.
            guard let fields = try? describing(octets), fields.count >= 3 else { continue }
            return fields.prefix(3).map(\.name.description)
        }
        return [frameRules.lengthField.description, "Command", "Sequence"]
    }

    /// The octet that a login names the version with; 0 where logins have none.
    fileprivate var versionOctet: UInt8 {
        let parts = name.split(separator: "-").dropFirst().first?.split(separator: ".").compactMap { UInt8($0) } ?? []
        guard parts.count == 2, frameRules.headerLength == 12 else { return 0 }
        return (parts[0] & 15) << 4 | parts[1] & 15
    }

    /// Whether reports come inside content.
    fileprivate var hasReports: Bool { frameRules.headerLength == 12 }

    /// What the codes of a field mean, found by reading frames with each; what an unknown one means is left out.
    fileprivate func meanings(
        of field: LayoutField, _ number: UInt32, _ fields: [LayoutField]
    ) -> [(code: UInt32, meaning: String)] {
        let size = fields.reduce(frameRules.headerLength) { $0 + ($1.measure == nil ? max(0, $1.size) : 0) }
        var octets = [UInt8](repeating: 0, count: size)
        octets.fill(0..<4, with: ReplayLogin.octets(UInt32(clamping: size)))
        octets.fill(4..<8, with: ReplayLogin.octets(number))
        func meaning(_ code: UInt32) -> String? {
            octets.fill(field.offset..<field.offset + field.size, with: ReplayLogin.octets(code).suffix(field.size))
            return (try? decode(octets))?.meanings.first { $0.field == field.name.description }?.meaning.english
        }
        let unknown = meaning(253)
        return (0...252).compactMap { code in meaning(code).flatMap { $0 == unknown ? nil : (code, $0) } }
    }
}
