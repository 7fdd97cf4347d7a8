import CarrierFixtures
import CarrierWire
import Foundation

/// One object of a file under `Fixtures/vectors`.
public struct WireVector {
    public var name: String
    public var protocolName: String
    public var command: String
    public var isConformant: Bool
    public var octets: [UInt8]
    /// The fields in wire order, header first.
    public var fields: [NamedValue]
    public var secret: String?

    /// The vectors of a file, `cmpp` for `Fixtures/vectors/cmpp.json`.
    public static func all(_ file: String, path: String = #filePath) throws -> [WireVector] {
        let root = URL(fileURLWithPath: path).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: root.appendingPathComponent("Fixtures/vectors/\(file).json"))
        guard let elements = try JSONReader.value(of: Array(data)).elements else { throw Unreadable() }
        return try elements.map { try WireVector($0) }
    }

    private struct Unreadable: Error {}

    private init(_ json: JSONValue) throws {
        guard let object = json.members, let name = object["name"]?.text, let hex = object["hex"]?.text,
            let protocolName = object["protocol"]?.text, let command = object["command"]?.text,
            let octets = HexText.decode(hex), let fields = object["fields"],
            case .record(let values) = try WireVector.value(fields)
        else { throw Unreadable() }
        self.name = name
        self.protocolName = protocolName
        self.command = command
        self.octets = octets
        self.fields = values
        isConformant = object["conformant"] == .bool(true)
        secret = object["secret"]?.text
    }

    private static func value(_ json: JSONValue) throws -> FieldValue {
        if let text = json.text { return .string(text) }
        if let number = json.integer(as: Int64.self) { return .number(number) }
        if let elements = json.elements { return .list(try elements.map(value)) }
        guard let object = json.members else { throw Unreadable() }
        return .record(try object.members.map { NamedValue($0.key, try value($0.value)) })
    }

    /// What a codec makes of the vector otherwise than it states, in words; empty when everything is right.
    public func differences<Frame: WireFrame>(
        _ type: Frame.Type, in dialect: Frame.Dialect, limit: Int = 4096
    ) throws -> [String] {
        var list: [String] = []
        let frame = try octets.withUnsafeBytes { try Frame._decode($0, in: dialect, limit: limit) }
        if frame.commandName(in: dialect) != command { list.append("command \(frame.commandName(in: dialect))") }
        if frame.deviationList.isEmpty != isConformant { list.append("deviations \(frame.deviationList)") }
        let described = frame.described(in: dialect).map { NamedValue($0.name.description, $0.value.plain) }
        if described != fields { list.append("fields \(described)") }
        let again = try frame._encodePrecisely(in: dialect, limit: limit)
        if again != octets { list.append("octets \(HexText.encode(again))") }
        if frame._isItsParts {
            var buffer = OctetBuffer()
            try Frame._encode(frame.message, frame.sequence, into: &buffer, in: dialect, limit: limit)
            let quick = buffer.takeAll()
            if quick != octets { list.append("octets, the fast way \(HexText.encode(quick))") }
        }
        if frame._encodedSize(in: dialect) != octets.count { list.append("size \(frame._encodedSize(in: dialect))") }
        let named = try Frame(
            reading: fields, command: command, in: dialect, deviations: frame.deviationList.map(\.description),
            surplus: frame.surplus)
        if named != frame { list.append("made of its fields \(named)") }
        return list
    }
}
