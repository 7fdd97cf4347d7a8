/// A field's value, apart from any record: what a listing prints and what stands in JSON.
///
/// A describing coder yields typed cases; text read from JSON arrives as ``string(_:)``, read by its field's type.
public indirect enum FieldValue: Hashable, Sendable {
    /// An integer of up to 32 bits.
    case number(Int64)
    /// An integer written as hex text: `0x` and two digits for each of `octets` octets.
    case word(UInt64, octets: Int)
    /// A fixed-width octet string of `width` octets.
    case text(OctetString, width: Int)
    /// Octets that are not text by definition.
    case octets([UInt8])
    /// Text that its field has not interpreted yet.
    case string(String)
    /// A repeated field or group.
    case list([FieldValue])
    /// A group of named fields, in wire order.
    case record([NamedValue])

    /// The same value in JSON's own kinds: only ``number(_:)``, ``string(_:)``, ``list(_:)`` and ``record(_:)``.
    public var plain: FieldValue {
        switch self {
        case .number, .string: self
        case .word(let value, let octets): .string(HexText.word(value, octets: octets))
        case .text(let value, let width): .string(FieldNotation.text(value, width: width))
        case .octets(let octets): .string(FieldNotation.octets(octets))
        case .list(let values): .list(values.map(\.plain))
        case .record(let fields): .record(fields.map { NamedValue($0.name, $0.value.plain) })
        }
    }
}

/// A value under its specification name.
public struct NamedValue: Hashable, Sendable {
    /// The specification's name.
    public var name: String
    /// The value.
    public var value: FieldValue

    /// A value under a name.
    public init(_ name: String, _ value: FieldValue) {
        self.name = name
        self.value = value
    }
}

/// A field as it stands in a frame: name, value, first octet, number of octets.
public struct DescribedField: Hashable, Sendable {
    /// The specification's name.
    public var name: FieldName
    /// The value.
    public var value: FieldValue
    /// The first octet, counted from the frame's first one.
    public var offset: Int
    /// The number of octets that the field takes; zero for an empty one.
    public var length: Int
    /// The fields inside a group or a repeated group, one group after the other; empty for anything else.
    public var parts: [DescribedField]

    /// A field with its place.
    public init(
        _ name: FieldName, _ value: FieldValue, offset: Int, length: Int, parts: [DescribedField] = []
    ) {
        self.name = name
        self.value = value
        self.offset = offset
        self.length = length
        self.parts = parts
    }
}

/// The notation of octets in text: printable text as it is, everything else as `hex:` and all its octets.
public enum FieldNotation {
    /// The mark before hex digits.
    public static let mark = "hex:"

    /// A fixed-width octet string: its text without trailing NULs, or `hex:` and its `width` octets.
    public static func text(_ value: OctetString, width: Int) -> String {
        let octets = value.octets
        if value.isPrintable, !octets.starts(with: mark.utf8) { return String(decoding: octets, as: UTF8.self) }
        return self.octets(value.octets(width: max(width, value.count)))
    }

    /// `hex:` and all octets.
    public static func octets(_ octets: some Sequence<UInt8>) -> String { mark + HexText.encode(octets) }

    /// Reads either form; nil when `hex:` is not followed by whole octets.
    public static func read(_ text: String) -> [UInt8]? {
        guard text.utf8.starts(with: mark.utf8) else { return Array(text.utf8) }
        return HexText.decode(text.dropFirst(mark.count))
    }
}
