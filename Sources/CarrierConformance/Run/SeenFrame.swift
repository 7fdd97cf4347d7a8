import CarrierFixtures
import CarrierWire

/// A frame that was sent or received, with what can be read of it.
struct SeenFrame: Sendable {
    var octets: [UInt8]
    /// The command's name; the number as hex where it has none.
    var command: String
    /// The fields under their names; empty where the frame cannot be read.
    var fields: [NamedValue] = []
    var report: [NamedValue]?
    var text: String?
    var deviations: [String] = []
    var surplus = 0
    /// Why it cannot be read.
    var error: WireError?

    init(_ octets: [UInt8], _ facts: ProtocolFacts) {
        self.octets = octets
        let number = octets.count >= 8 ? octets[4..<8].reduce(0) { $0 << 8 | UInt64($1) } : 0
        command = facts.command(of: octets) ?? HexText.word(number, octets: 4)
        do throws(WireError) {
            let frame = try facts.dialect.decode(octets)
            fields = frame.fields.map { NamedValue($0.name, $0.value.plain) }
            report = frame.report?.map { NamedValue($0.name, $0.value.plain) }
            (text, deviations, surplus) = (frame.text, frame.deviations, frame.surplus.count)
        } catch {
            self.error = error
        }
    }

    var isResponse: Bool { octets.count >= 5 && octets[4] & 0x80 != 0 }

    /// The octets that pair it with its response or request.
    func sequence(_ facts: ProtocolFacts) -> [UInt8] {
        octets.count >= facts.headerLength ? Array(octets[facts.sequenceRange]) : []
    }

    /// A field by its path in a dialogue.
    func value(at path: [String]) -> FieldValue? {
        guard let first = path.first else { return nil }
        let rest = path.dropFirst()
        switch first {
        case "report": return report.flatMap { SeenFrame.member(rest, of: .record($0)) }
        case "text": return text.map { .string($0) }
        case ".length": return .number(Int64(octets.count))
        case ".command": return octets.count >= 8 ? .number(octets[4..<8].reduce(0) { $0 << 8 | Int64($1) }) : nil
        case ".sequence":
            return octets.count >= 12 ? .number(octets[8..<12].reduce(0) { $0 << 8 | Int64($1) }) : nil
        case ".deviations": return .number(Int64(deviations.count))
        default: return SeenFrame.member(path[...], of: .record(fields))
        }
    }

    private static func member(_ path: ArraySlice<String>, of value: FieldValue) -> FieldValue? {
        guard let first = path.first else { return value }
        switch value {
        case .record(let fields):
            let field = fields.first { $0.name == first || FieldNames.dialogueName($0.name) == first }
            return field.flatMap { member(path.dropFirst(), of: $0.value) }
        case .list(let elements):
            if let index = Int(first) {
                return elements.indices.contains(index) ? member(path.dropFirst(), of: elements[index]) : nil
            }
            // An optional parameter by its name.
            for case .record(let fields) in elements
            where fields.contains(where: { ["Name", "Tag"].contains($0.name) && $0.value == .string(first) }) {
                return fields.first { $0.name == "Value" }.flatMap { member(path.dropFirst(), of: $0.value) }
            }
            return nil
        default: return nil
        }
    }
}
